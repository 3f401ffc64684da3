"""Texts made ready for ranking their parts, kept within a bound.

Each part is folded, with the headings above it, and becomes codes of characters, so that NumPy
finds all places of a term in all parts of many documents at once.
"""

from __future__ import annotations

import marshal
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzers.folding import fold
from indexer.runtime.caching import ByteCache
from indexer.searching.parts import Part, parts
from indexer.searching.texts import ReadableText

Codes = NDArray[np.uint16]

# The code of all characters beyond the first plane.
_BEYOND = 0xFFFF
# What a part takes beside its codes, about.
_PART_BYTES = 400
# And what is kept of a document beside its packed outline.
_OUTLINE_BYTES = 250
# What every document has, and what seldom answers: how it is headed, why it was made, since when
# it holds and what it ends. Such parts hold the words of the title, and would come first.
_PURPOSE = re.compile(r"第一条\s*为[了加规推保促切进做落深维贯完防预解]")
_CLOSING = re.compile(r"自.{1,24}起(?:施行|实施|执行)|同时废止|有效期.{1,6}年|负责解释")
_LONGEST_CLOSING = 160
FORMAL = 0.85
# What tells no more than title, number, addressees and that something is issued answers nothing.
BARE = 0.25
_LONGEST_BARE = 500
_ISSUES = re.compile(
    r"(?:现|予以|特此).{0,8}(?:印发|公布|发布|通知|通告)|(?:印发|转发)给你们|审议通过|已.{0,12}同意"
    r"|遵照执行|贯彻(?:落实|执行|实施)"
)
_NAMES_ITSELF = re.compile(
    r"关于|办法|通知|规定|细则|条例|解读|通告|公告|决定|意见|方案|文件|纪要|[〔\[［]\d{4}|[号令：:]$"
)
_STOPS = re.compile(r"[。；]")

# Longer texts are read so far: nothing about ranking may be without a bound.
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class PartText:
    """``codes``: of all parts one after the other, a line's end between them; ``starts``: where
    each begins there; ``lengths``: of the parts themselves; ``priors``: what their score is
    multiplied with."""

    parts: tuple[Part, ...]
    codes: Codes
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    priors: NDArray[np.float64]

    @classmethod
    def of(cls, text: str, found: tuple[Part, ...] | None = None) -> PartText:
        """``found``: its parts, where they are known already."""
        found = parts(text[:_LONGEST]) if found is None else found
        # A part begins with its own heading.
        pieces = [
            "".join((*part.path[:-1], "\n", text[part.start : part.end], "\n")) for part in found
        ]
        lengths = [part.end - part.start for part in found]
        telling = [part for part in found if not part.closes]
        priors = [_prior(text, part, telling) for part in found]
        return cls.joined(found, pieces, lengths, priors)

    @classmethod
    def joined(
        cls,
        parts: tuple[Part, ...],
        pieces: Sequence[str],
        lengths: Sequence[int],
        priors: Sequence[float],
    ) -> PartText:
        """``pieces``: what is searched of each part."""
        sizes = np.array([len(piece) for piece in pieces], np.int64)
        return cls(
            parts,
            encoded(fold("".join(pieces))),
            np.cumsum(sizes) - sizes,
            np.array(lengths, np.int64),
            np.array(priors, np.float64),
        )

    @property
    def has_more(self) -> bool:
        """Whether anything is said below the first part."""
        return any(not part.closes for part in self.parts[1:])

    def folded(self, at: int, text: str) -> str:
        """The part ``at`` of the text folded, which it is already in ``codes``."""
        part = self.parts[at]
        # The headings above it stand before it, on a line of their own.
        start = int(self.starts[at]) + sum(map(len, part.path[:-1])) + 1
        codes = self.codes[start : start + part.end - part.start]
        if (codes == _BEYOND).any():
            return fold(text[part.start : part.end])
        return codes.tobytes().decode("utf-16", "surrogatepass")


def _prior(text: str, part: Part, every: Sequence[Part]) -> float:
    if len(every) > 1 and part is every[0] and not part.heading and is_bare(_of(text, part)):
        return BARE
    return FORMAL if _is_formal(text, part, every) else 1.0


def _of(text: str, part: Part) -> str:
    return text[part.start : part.end]


def is_bare(head: str) -> bool:
    """Whether what stands before the first article says nothing of its own.

    >>> is_bare("云政发〔2024〕1号\\n关于印发停车办法的通知\\n各区：\\n现印发给你们。")
    True
    >>> is_bare("关于公交的通告\\n自五月一日起，公交票价为两元。")
    False
    """
    if len(head) > _LONGEST_BARE or "\t" in head:
        return False
    lines = [line for line in map(str.strip, head.split("\n")) if line]
    named = [line for line in lines if not _STOPS.search(line)]
    told = "".join(line for line in lines if line not in named)
    said = [one for one in _STOPS.split(told) if one.strip()]
    return all(map(_ISSUES.search, said)) and any(map(_NAMES_ITSELF.search, named))


def _is_formal(text: str, part: Part, every: Sequence[Part]) -> bool:
    if part.closes:
        return True
    if part is every[0] and not part.heading:
        return len(every) > 1
    if _PURPOSE.match(text, part.start):
        return True
    short = part.end - part.start <= _LONGEST_CLOSING
    return short and _CLOSING.search(text, part.start, part.end) is not None


def encoded(text: str) -> Codes:
    """A code for each character; those beyond the first plane share one."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(points, _BEYOND).astype(np.uint16)


class PartTexts:
    """By (id, revision), kept in a cache that others may share. Safe from several threads.

    A question about law looks into sixty of some thousand laws, and most of them have left the
    cache when they are needed again. Where their parts begin and end takes two thirds of making
    them ready, and a twentieth of the room: that is kept much longer.
    """

    def __init__(self, cache: ByteCache, outlines: ByteCache) -> None:
        self._cache = cache
        self._outlines = outlines

    def get(
        self, keys: Iterable[tuple[str, int]], texts: Mapping[str, ReadableText]
    ) -> dict[str, PartText]:
        """Of those of the documents whose texts are given."""
        return {key[0]: self._one(key, texts[key[0]]) for key in keys if key[0] in texts}

    def _one(self, key: tuple[str, int], text: ReadableText) -> PartText:
        return self._cache.get(("parts", *key), lambda: self._made(key, text.text), _cost)

    def _made(self, key: tuple[str, int], text: str) -> PartText:
        outline: bytes | None = self._outlines.find(key)
        if outline is not None:
            return PartText.of(text, _parts_of(outline))
        made = PartText.of(text)
        packed = _outline(made.parts)
        self._outlines.keep(key, packed, len(packed) + _OUTLINE_BYTES)
        return made


def _outline(found: Sequence[Part]) -> bytes:
    """Parts packed: of a law 1 KB. It never leaves the process, so its form binds nobody."""
    return zlib.compress(marshal.dumps(tuple(map(tuple, found))), 1)


def _parts_of(outline: bytes) -> tuple[Part, ...]:
    return tuple(map(Part._make, marshal.loads(zlib.decompress(outline))))


def _cost(made: PartText) -> int:
    return 2 * len(made.codes) + _PART_BYTES * (len(made.parts) + 1)
