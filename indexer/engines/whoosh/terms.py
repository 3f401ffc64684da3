"""A term in one segment: the living documents that it stands in, and its gain in each.

A gain is the saturated BM25F frequency. A common term of a large library stands in a hundred
thousand documents, while few of these are asked about where a rare word stands beside it: its
gains are then worked out for those alone, from the map. Where many are, all are made and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.engines.ranking import K1
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.postings import Postings

Documents = NDArray[np.intp]  # ascending document numbers of a segment
Mask = NDArray[np.bool_]  # one for each document of a segment
Gains = NDArray[np.float32]

# A term in at least this part of the documents is kept as an array over all of them; in a large
# segment such arrays put one another out of the cache, and fewer terms are worth it.
_DENSE_SHARE = 16
_LARGE, _DENSE_SHARE_OF_LARGE = 1 << 17, 5
# So many postings are made in the time in which one document is looked up among them.
_FEW_SHARE = 16
# To make no more than so many takes hardly longer than a look-up does, and serves the next query.
_SOON_MADE = 4_096
# A field that holds the term in a smaller part of its documents is read there only.
_SELDOM_SHARE = 4


class TermGains:
    """All of a term: ``held``, the numbers of its documents, ascending, and their gains.

    Frequent terms are ``dense``: the gain for every document of the segment, 0 where the term is
    not. ``mapped``: the same numbers in the segment's file; where they are many, they are read
    there each time, as a copy would put other terms' gains out of the cache.
    """

    __slots__ = ("count", "dense", "gains", "held", "nbytes")

    def __init__(
        self, documents: Documents, gains: Gains, size: int, mapped: Array | None = None
    ) -> None:
        self.count = len(documents)
        self.dense: Gains | None = None
        self.gains = gains
        self.held: Array = documents
        if self.count * (_DENSE_SHARE if size < _LARGE else _DENSE_SHARE_OF_LARGE) >= size > 0:
            self.dense = np.zeros(size, np.float32)
            self.dense[documents] = gains
            self.gains = _NO_GAINS
            # For the term that is looked at first.
            self.held = mapped if mapped is not None else documents.astype(_narrowest(size))
            self.nbytes = self.dense.nbytes + (self.held.nbytes if mapped is None else 0) + 500
        elif self.count > _SOON_MADE and mapped is not None:
            self.held = mapped
            self.nbytes = self.gains.nbytes + 500
        else:
            self.nbytes = 12 * self.count + 500

    @property
    def documents(self) -> Documents:
        return self.held.astype(np.intp, copy=False)


def _narrowest(size: int) -> type[np.uint16] | type[np.uint32]:
    return np.uint16 if size <= 1 << 16 else np.uint32


_NO_DOCUMENTS = np.empty(0, np.intp)
_NO_GAINS = np.empty(0, np.float32)


class TermPostings:
    """A term as a query sees it: ``count`` living documents, of which all may have been made
    already (``made``), or are when they are asked for."""

    __slots__ = ("_make", "_read", "count", "made")

    def __init__(
        self, count: int, read: Read, make: Callable[[], TermGains], made: TermGains | None = None
    ) -> None:
        self.count = count
        self._read = read
        self._make = make
        self.made = made

    @classmethod
    def of(cls, made: TermGains) -> TermPostings:
        return cls(made.count, _nothing, lambda: made, made)

    @property
    def whole(self) -> TermGains:
        if self.made is None:
            self.made = self._make()
        return self.made

    def in_few(self, documents: Documents) -> tuple[Documents, Gains] | None:
        """Which of a few documents (ascending) hold it, by their places, and its gains in these;
        None where all of it has been made or had better be."""
        if self.made is not None or self.soon_made(len(documents)):
            return None
        return self._read(documents)

    def soon_made(self, documents: int) -> bool:
        """Whether all of it had better be made than so many documents looked up."""
        return max(_SOON_MADE, documents * _FEW_SHARE) > self.count


Read = Callable[[Documents], tuple[Documents, Gains]]


def _nothing(documents: Documents) -> tuple[Documents, Gains]:
    return _NO_DOCUMENTS, _NO_GAINS


NOWHERE = TermPostings.of(TermGains(_NO_DOCUMENTS, _NO_GAINS, 0))


def all_gains(
    postings: Postings, rows: slice, norms: Mapping[str, Gains], live: Mask | None
) -> TermGains:
    """Of one key's rows."""
    documents = postings.documents[rows].astype(np.intp)
    gains = _gains(postings, rows, documents, norms)
    size = len(next(iter(norms.values())))
    if live is not None:
        living = live[documents]
        documents, gains = documents[living], gains[living]
        return TermGains(documents, gains, size)
    return TermGains(documents, gains, size, postings.documents[rows])


def gains_in(
    postings: Postings, rows: slice, norms: Mapping[str, Gains], documents: Documents
) -> tuple[Documents, Gains]:
    """Which of these documents are among the key's rows, by their places, and the gains."""
    held = postings.documents[rows]
    at = placed(held, documents)
    places = (held.take(at, mode="clip") == documents).nonzero()[0]
    return places, _gains(postings, at.take(places) + rows.start, documents.take(places), norms)


def placed(held: Array, documents: Documents) -> NDArray[np.intp]:
    """Where these would stand. They are looked for in the array's own type, as another one would
    copy the array: one that is above all that the type holds stands anywhere, and is not there."""
    at: NDArray[np.intp] = held.searchsorted(documents.astype(held.dtype))
    return at


def _gains(
    postings: Postings,
    rows: slice | NDArray[np.intp],
    documents: Documents,
    norms: Mapping[str, Gains],
) -> Gains:
    weighted = np.zeros(len(documents), np.float32)
    for name, norm in norms.items():
        counts = postings.frequencies[name][rows]
        held = np.count_nonzero(counts)
        if held * _SELDOM_SHARE > len(counts):
            weighted += counts * norm.take(documents)
        elif held:
            at = counts.nonzero()[0]
            weighted[at] += counts.take(at) * norm.take(documents.take(at))
    gains: Gains = weighted / (weighted + np.float32(K1))
    return gains
