"""A segment as it is read: one mapped file, its tables opened when they are first needed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import Array, ArrayFile
from indexer.engines.whoosh.columns import Keywords, Timelines
from indexer.engines.whoosh.postings import Postings
from indexer.engines.whoosh.strings import Strings, all_holding, decode

# Whoosh's segment files are <index name>_<segment id><extension>.
EXTENSION = ".arrays"
# Documents of which some Chinese word does not stand in the text as it is: one of a number's code.
# Segments that were written before this was kept have no such array.
REWRITTEN = "words.rewritten"


class SegmentData:
    """Immutable. Safe from several threads. Raises EngineError where the file is not whole."""

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        self.documents = self.file.documents

    @cached_property
    def ids(self) -> Strings:
        return Strings(self.file, "ids", order=self.file["ids.order"])

    @cached_property
    def terms(self) -> Strings:
        """The words, sorted; a word's index is its key in ``words``."""
        return Strings(self.file, "words.terms")

    @cached_property
    def words(self) -> Postings:
        return Postings.read(self.file, "words")

    @cached_property
    def rewritten(self) -> Array | None:
        """Documents whose words may not be taken for strings; None where that is not known."""
        kept = REWRITTEN in self.file
        return self.file[REWRITTEN] if kept else None

    @property
    def codes(self) -> Array:
        """The pair codes, sorted; a code's index is its key in ``pairs``."""
        return self.file["pairs.codes"]

    @cached_property
    def pairs(self) -> Postings:
        return Postings.read(self.file, "pairs")

    @cached_property
    def timelines(self) -> Timelines:
        return Timelines.read(self.file)

    @property
    def revisions(self) -> Array:
        return self.file["revisions"]

    def keywords(self, name: str) -> Keywords:
        return Keywords.read(self.file, name)

    def days(self, name: str) -> Array:
        return self.file[f"date.{name}"]

    def folded(self, name: str) -> FoldedTexts:
        return FoldedTexts(self.file, name)

    def pair_key(self, code: int) -> int:
        """The key of a pair code, or -1; also for -1, which is no pair."""
        if code < 0:
            return -1
        # In the array's own type: another one would copy the array.
        at = int(self.codes.searchsorted(np.uint32(code)))
        return at if at < len(self.codes) and int(self.codes[at]) == code else -1


class FoldedTexts:
    """The folded text of one field of every document, to look for strings in."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._map = file.map
        self._base = file.offset(f"folded.{name}.text")
        self._offsets = file[f"folded.{name}.offsets"]
        self.size = int(self._offsets[-1])

    def holding(self, wanted: bytes, documents: NDArray[np.intp]) -> list[int]:
        """Those of the documents whose text holds ``wanted``. One look at each that is long
        enough: few have a number."""
        find = self._map.find
        starts = self._offsets.take(documents).astype(np.int64) + self._base
        ends = self._offsets[1:].take(documents).astype(np.int64) + self._base
        long = (ends - starts >= len(wanted)).nonzero()[0]
        each = (documents.take(long), starts.take(long), ends.take(long))
        return [
            d
            for d, start, end in zip(*(part.tolist() for part in each), strict=True)
            if find(wanted, start, end) >= 0
        ]

    def all_holding(self, wanted: bytes, first: int, last: int) -> list[int]:
        """All documents from ``first`` to before ``last`` whose text holds ``wanted``: one pass."""
        return all_holding(self._map, self._base, self._offsets, wanted, first, last)

    def text(self, document: int) -> str:
        start, end = self._offsets[document : document + 2].tolist()
        return decode(self._map[self._base + start : self._base + end])
