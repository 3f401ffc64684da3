"""The net under every format: what a file holds, counted cheaply, against what came out of it.

An extractor gives the parts that its file shows, won in another way than the text itself (the
text nodes of a page, the ``w:t`` of a paragraph, PDFium's plain text of a page), without what it
leaves out on purpose. Where more than a few percent of their letters and digits is missing, the
document says how much and where, and is doubtful.

    counted = compare(parts, builder.text)
    ExtractedDocument(…, warnings=(*warnings, *counted.warnings),
                      quality=counted.doubting(quality))
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.model import Quality

_LOST = 0.03  # of a file's letters and digits; below it, what is missing may be furniture
_FEWEST = 10  # characters
_PLACES = 3  # named in the warning, of all
_EXCERPT = 16  # characters of a lost passage, so that it can be found in the file
_NEITHER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of what the file shows. ``place`` is what people call it (第3页, 表格2); where it
    has no name, its own beginning is given."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Letters and digits that the file shows, how many of them came out, and where the others
    stand: ``places`` in the order of the file, each once."""

    expected: int
    kept: int
    places: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        return self.expected - self.kept

    @property
    def share(self) -> float:
        """How much is missing, of all."""
        return self.missing / self.expected if self.expected else 0.0

    @property
    def lossy(self) -> bool:
        return self.missing >= _FEWEST and self.share > _LOST

    @property
    def warnings(self) -> tuple[str, ...]:
        """One, where too much is missing; none otherwise."""
        if not self.lossy:
            return ()
        named = "、".join(self.places[:_PLACES])
        more = f"等 {len(self.places)} 处" if len(self.places) > _PLACES else ""
        where = f"，缺在{named}{more}" if named else ""
        return (f"原文约 {self.share:.0%} 的文字（{self.missing} 字）未能读出{where}",)

    def doubting(self, quality: Quality) -> Quality:
        """``quality`` with the warning as a doubt, where too much is missing."""
        if not self.lossy:
            return quality
        return replace(quality, doubts=(*quality.doubts, *self.warnings))


def letters_and_digits(text: str) -> str:
    """What is counted: no blanks, no marks, and one form of each character (１ is 1, ² is 2)."""
    return _NEITHER.sub("", unicodedata.normalize("NFKC", text)).casefold()


def compare(parts: Iterable[Part], kept: str) -> Counted:
    """Count by character, not by place: lines may come out in another order, a heading's number
    or a cell that spans several places may stand there once more."""
    shown = [(part, letters) for part in parts if (letters := letters_and_digits(part.text))]
    expected = Counter[str]()
    for _, letters in shown:
        expected.update(letters)
    came_out = letters_and_digits(kept)
    missing = (expected - Counter(came_out)).total()
    counted = Counted(expected.total(), expected.total() - missing)
    return replace(counted, places=_places(shown, came_out)) if counted.lossy else counted


def _places(shown: list[tuple[Part, str]], kept: str) -> tuple[str, ...]:
    """Where the parts stand that did not come out. Those of one name are one."""
    left = Counter(kept)
    places: dict[str, None] = {}
    for part, letters in shown:
        held = Counter(letters)
        lost = (held - left).total()
        if lost * 2 > len(letters) or (lost >= _FEWEST and letters not in kept):
            place = part.place or f"“{' '.join(part.text.split())[:_EXCERPT]}”"
            places[place] = None
        left -= held
    return tuple(places)
