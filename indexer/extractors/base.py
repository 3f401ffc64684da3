"""The seam of formats: what an extractor is, its limits, and how it builds its text.

Adding a format is one module with an Extractor and one line in ``registry.py``, a sample under
``tests/`` and its golden result.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from indexer.model import Block, BlockKind, ExtractedDocument, Quality
from indexer.model.errors import Quarantined, QuarantineReason

# Times the seconds of a processor that a file may take by the clock: others work here too.
BY_THE_CLOCK = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Characters of text, pages, rows of a sheet, and for archives: levels
    of nesting, unpacked size by packed size, members, unpacked bytes of one member. ``seconds``: of
    a processor, after which the fence ends the worker, as it does after BY_THE_CLOCK times as many
    by the clock: slow work (OCR) stops before and says how far it came.
    ``scratch``: where a long file keeps what was read of it, beyond this run; None
    outside of a fence."""

    characters: int = 50_000_000
    pages: int = 20_000
    rows: int = 100_000
    nesting: int = 3
    ratio: float = 200.0
    members: int = 20_000
    member_bytes: int = 512 * 2**20
    ocr: bool = True
    seconds: float = 120.0
    scratch: Path | None = None
    begins: bool = True  # False: only what ``scratch`` has is taken, no slow work is begun

    def clock(self) -> Clock:
        return Clock(self.seconds, begins=self.begins)


class _Spared:
    """Seconds of this process's processor time that no file is to blame for."""

    seconds = 0.0
    since: float | None = None


def worked() -> float:
    """The processor time that this process spent on files."""
    now = time.process_time() if _Spared.since is None else _Spared.since
    return now - _Spared.seconds


@contextmanager
def sparing() -> Iterator[None]:
    """What is done within is done once a process, and counted to no file: recognition's models take
    seconds to load, which a short time for each file may not have."""
    _Spared.since = time.process_time()
    try:
        yield
    finally:
        _Spared.seconds += time.process_time() - _Spared.since
        _Spared.since = None


class Clock:
    """How long slow work may still go on, so that a long file ends with what it has, and says how
    far it came, rather than with nothing.

    It counts as the fence does: what this process takes of a processor, so that a loaded machine
    leaves no page unread that an idle one reads; and the clock, several times as long."""

    def __init__(self, seconds: float, share: float = 0.8, *, begins: bool = True) -> None:
        self.whole = share * seconds
        # Of the pages, or other pieces of work, done so far.
        self.slowest = 0.0 if begins else math.inf
        self._end = worked() + self.whole
        self._latest = time.monotonic() + share * BY_THE_CLOCK * seconds

    @property
    def left(self) -> float:
        """Seconds of the bound that is nearer; below zero when the time is up."""
        return min(self._end - worked(), self._latest - time.monotonic())


class Extractor(Protocol):
    """Reads one format. Holds no state; the same file gives the same value.

    ``extract`` raises Quarantined with the true reason, and nothing else on purpose; it follows
    no link, runs no macro, writes nothing and opens nothing but ``path``.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Changes whenever the same file may give another text."""

    @property
    def media_types(self) -> tuple[str, ...]: ...

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument: ...


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. ``name`` is its path inside, with ``/``.

    Either ``path`` opens the unpacked copy, or ``problem`` says why there is none.
    """

    name: str
    path: Path | None = None
    problem: Quarantined | None = None


class Container(Protocol):
    """Opens one format of archive. The fence then reads each member like a file of its own,
    and an archive within an archive down to ``limits.nesting``.

    ``unpack`` writes regular files below ``into`` and nowhere else, under names of its own
    making (never those in the archive). It raises Quarantined where the archive as a whole
    cannot be trusted or read; a single bad member is a Member with a ``problem``.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def media_types(self) -> tuple[str, ...]: ...

    def unpack(self, path: Path, into: Path, limits: Limits) -> Iterator[Member]: ...


def omitted(*, hidden: int = 0, deleted: int = 0) -> list[str]:
    """What is told of text that its reader does not see: so many characters hidden, and deleted by
    tracked changes."""
    told = []
    if hidden:
        told.append(f"隐藏文字 {hidden} 字未收入")
    if deleted:
        told.append(f"修订中删除的文字 {deleted} 字未收入")
    return told


def characters(text: str) -> int:
    """How many it shows: blanks do not count."""
    return len("".join(text.split()))


_MOST_STRUCK = 0.5  # of a file's characters; where more is struck through, the line means else
_NAMED, _EXCERPT = 3, 12  # passages that are named, and characters of each


def is_mostly_struck(struck: int, stands: int) -> bool:
    """Whether so much is struck through, by characters, that it is not left out: a page or a file
    that is crossed out whole, or was marked so by carelessness."""
    return struck > _MOST_STRUCK * (struck + stands)


def strikes_most(passages: Iterable[str], text: str) -> bool:
    """The same of the passages that are struck through and the text without them."""
    return is_mostly_struck(sum(map(characters, passages)), characters(text))


def told_of_struck(passages: Iterable[str], *, stays: bool = False) -> list[str]:
    """What is told of text that is struck through: how much, and how its passages begin."""
    said = ["".join(passage.split()) for passage in passages]
    said = [passage for passage in said if passage]
    count = sum(map(len, said))
    if stays or not said:
        return [f"过半文字划有删除线，{count} 字仍予收入"] if said else []
    named = "、".join(
        f"“{one[:_EXCERPT]}{'…' if len(one) > _EXCERPT else ''}”" for one in said[:_NAMED]
    )
    more = f"等 {len(said)} 处" if len(said) > _NAMED else ""
    return [f"划有删除线的文字 {count} 字未收入：{named}{more}"]


@dataclass(slots=True)
class TextBuilder:
    """Collects blocks and joins them by newlines, so that offsets are right by construction.

    Raises Quarantined where the text grows beyond ``characters``.
    """

    characters: int = 50_000_000
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _length: int = 0

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        page: int | None = None,
        level: int | None = None,
        rows: tuple[tuple[str, ...], ...] | None = None,
        font_size: float | None = None,
        font_name: str | None = None,
        centred: bool | None = None,
        red: bool | None = None,
    ) -> None:
        """Add a block; one without visible text is left out. ``text`` is stripped of outer
        blanks; for a table give ``rows`` and its text is made from them."""
        if rows is not None:
            text = "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in rows)
        text = text.strip("\n") if rows is not None else text.strip()
        if not text.strip():
            return
        start = self._length + (1 if self._parts else 0)
        end = start + len(text)
        if end > self.characters:
            raise Quarantined(QuarantineReason.OUTPUT_TOO_LARGE, f"> {self.characters}")
        self._parts.append(text)
        self._length = end
        self._blocks.append(
            Block(kind, start, end, page, level, rows, font_size, font_name, centred, red)
        )

    @property
    def text(self) -> str:
        return "\n".join(self._parts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._blocks)

    def document(
        self, by: Extractor, warnings: Iterable[str] = (), quality: Quality | None = None
    ) -> ExtractedDocument:
        """What was collected, as the document that ``by`` read in the first of its formats."""
        return ExtractedDocument(
            text=self.text,
            blocks=self.blocks,
            media_type=by.media_types[0],
            extractor=by.name,
            extractor_version=by.version,
            quality=quality or Quality(),
            warnings=tuple(warnings),
        )
