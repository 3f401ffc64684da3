"""A segment within a commit: its living documents, its norms, and what is cached of it.

Everything here is arrays over the segment's documents, made once and kept within the cache's
bound. A view is of one commit: averages, and which documents live, are those of the commit.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzers.pairs import is_chinese
from indexer.engines.ranking import TEXT_FIELDS
from indexer.engines.whoosh.arrays import Array, narrow
from indexer.engines.whoosh.columns import STATUSES, Keywords
from indexer.engines.whoosh.pairing import known_by_words, pair_of, pairs_from
from indexer.engines.whoosh.postings import TEXTS, Postings
from indexer.engines.whoosh.segment import SegmentData
from indexer.engines.whoosh.strings import encode
from indexer.engines.whoosh.terms import (
    NOWHERE,
    Documents,
    Gains,
    Mask,
    TermGains,
    TermPostings,
    all_gains,
    gains_in,
    placed,
)
from indexer.engines.whoosh.verdicts import Verdicts
from indexer.model.queries import WeightedTerm
from indexer.runtime.caching import ByteCache

_owners = itertools.count()
K = TypeVar("K", str, int)

# In a larger segment, what a look into fewer texts than this part of them has found is not kept: a
# byte for each document would put a term's gains out of the cache, which take as long to make.
_SMALL, _REMEMBERED_SHARE = 1 << 16, 256

# So few texts are looked into at once; in the time of one look so many bytes of words are gone
# through.
_SOON_LOOKED_INTO, _BYTES_FOR_A_LOOK = 50, 1_000

# Membership of "any text field" is read from the gain, which must then be positive.
assert all(f.weight > 0 for f in TEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class Averages:
    """Average lengths over the library, by text field; of words and of pairs."""

    words: Mapping[str, float]
    pairs: Mapping[str, float]


class SegmentView:
    """Immutable but for its caches. Safe from several threads."""

    def __init__(self, data: SegmentData, deleted: frozenset[int], cache: ByteCache) -> None:
        self.data = data
        self.deleted = deleted
        self.owner = next(_owners)
        self.size = data.documents
        self.averages = Averages({}, {})
        self._cache = cache
        self._columns: dict[str, Keywords] = {}

    @cached_property
    def live(self) -> Mask | None:
        """Which documents live; None where all do."""
        if not self.deleted:
            return None
        live = np.ones(self.size, bool)
        live[list(self.deleted)] = False
        return live

    @cached_property
    def _gone(self) -> NDArray[np.intp]:
        """The deleted documents, ascending."""
        return np.array(sorted(self.deleted), np.intp)

    @cached_property
    def everything(self) -> Documents:
        return np.arange(self.size) if self.live is None else np.flatnonzero(self.live)

    def only_live(self, documents: Documents) -> Documents:
        return documents if self.live is None else documents[self.live[documents]]

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """Each document's place in the order of ids."""
        ranks = np.empty(self.size, np.int32)
        ranks[self.data.file["ids.order"]] = np.arange(self.size, dtype=np.int32)
        return ranks

    @cached_property
    def days(self) -> NDArray[np.int32]:
        """Published days as ordinals, 0 for none."""
        days: NDArray[np.int32] = self.data.days("published")
        return days

    def number(self, document_id: str) -> int:
        """The living document's number, or -1."""
        return self.data.ids.find(document_id, but=self.deleted)

    # ------------------------------------------------------------ lengths

    def total_lengths(self, postings: Postings) -> dict[str, int]:
        return {
            name: int(self._of_living(lengths).sum(dtype=np.int64))
            for name, lengths in postings.lengths.items()
        }

    def _of_living(self, values: NDArray[np.uint32]) -> NDArray[np.uint32]:
        return values if self.live is None else values[self.live]

    @cached_property
    def word_norms(self) -> dict[str, Gains]:
        return self._norms(self.data.words, self.averages.words)

    @cached_property
    def pair_norms(self) -> dict[str, Gains]:
        return self._norms(self.data.pairs, self.averages.pairs)

    def _norms(self, postings: Postings, averages: Mapping[str, float]) -> dict[str, Gains]:
        """weight / (1 - b + b · length / average) for every field and document."""
        norms = {}
        for f in TEXT_FIELDS:
            share = postings.lengths[f.name] / np.float32(averages[f.name] or 1.0)
            norms[f.name] = (f.weight / (1 - f.b + f.b * share)).astype(np.float32)
        return norms

    # ------------------------------------------------------------ terms

    def word(self, term: str) -> TermPostings:
        name = (self.owner, "word", term)
        kept: TermPostings | None = self._cache.find(name)
        if kept is not None:
            return kept
        return self._term(name, self.data.words, self.word_norms, self.data.terms.find(term))

    def pair(self, code: int) -> TermPostings:
        name = (self.owner, "pair", code)
        kept: TermPostings | None = self._cache.find(name)
        if kept is not None:
            return kept
        return self._term(name, self.data.pairs, self.pair_norms, self.data.pair_key(code))

    def _term(
        self, name: tuple[Hashable, ...], postings: Postings, norms: Mapping[str, Gains], key: int
    ) -> TermPostings:
        if key < 0:
            return NOWHERE
        rows = slice(*postings.offsets[key : key + 2].tolist())

        def make() -> TermGains:
            made = all_gains(postings, rows, norms, self.live)
            return self._cache.keep(name, TermPostings.of(made), made.nbytes).whole

        return TermPostings(
            self._living(postings.documents[rows]), partial(gains_in, postings, rows, norms), make
        )

    def _living(self, documents: Array) -> int:
        """How many of a term's documents live; the deleted are looked up where they are fewer."""
        gone = self._gone
        if not len(gone):
            return len(documents)
        few, many = (gone, documents) if len(gone) <= len(documents) else (documents, gone)
        met = many.take(placed(many, few), mode="clip") == few
        return len(documents) - int(np.count_nonzero(met))

    def living_with(self, key: int) -> int:
        """In how many living documents the word of this key stands; of key -1, in none."""
        if key < 0:
            return 0
        rows = slice(*self.data.words.offsets[key : key + 2].tolist())
        return self._living(self.data.words.documents[rows])

    def frequencies(self, term: WeightedTerm, document: int) -> dict[str, int]:
        """How often the term stands in each text field of the document that has it."""
        if term.pair:
            postings, key = self.data.pairs, self.data.pair_key(pair_of(term.term))
        else:
            postings, key = self.data.words, self.data.terms.find(term.term)
        if key < 0:
            return {}
        start, end = postings.offsets[key : key + 2].tolist()
        documents = postings.documents[start:end]
        row = start + int(documents.searchsorted(documents.dtype.type(document)))
        if row == end or int(postings.documents[row]) != document:
            return {}
        counts = {name: int(f[row]) for name, f in postings.frequencies.items()}
        return {name: count for name, count in counts.items() if count}

    def word_in(self, term: str, fields: Sequence[str]) -> Documents:
        """Documents that have the word in one of the fields, deleted ones among them."""
        return self._in_fields("word in", term, self.data.words, self.data.terms.find, fields)

    def _in_fields(
        self,
        kind: str,
        term: K,
        postings: Postings,
        key: Callable[[K], int],
        fields: Sequence[str],
    ) -> Documents:
        """Of some fields they are kept; where any will do, many stand in the map as they are."""
        large = self.size > _SMALL

        def found() -> Documents:
            return in_fields(postings, key(term), fields)

        if large and set(fields) >= set(TEXTS):
            return found()
        kept: Array = self._cache.get(
            (self.owner, kind, term, tuple(fields)),
            lambda: narrow(found()) if large else found(),
            lambda documents: documents.nbytes + 200,
        )
        return kept.astype(np.intp, copy=False)

    def pair_count(self, code: int) -> int:
        """In how many documents the pair stands, deleted ones among them."""
        return _count(self.data.pairs, self.data.pair_key(code))

    def pair_anywhere(self, code: int) -> Documents:
        """Documents that have the pair in any field. Of a pair that ranks they are known."""
        ranking: TermPostings | None = self._cache.find((self.owner, "pair", code))
        return self.pair_in(code, TEXTS) if ranking is None else ranking.whole.documents

    def pair_in(self, code: int, fields: Sequence[str]) -> Documents:
        """Documents that have the pair in one of the fields, deleted ones among them."""
        return self._in_fields("pair in", code, self.data.pairs, self.data.pair_key, fields)

    def pair_among(self, code: int, fields: Sequence[str], documents: Documents) -> Documents:
        """Those of a few documents that have the pair in one of the fields: they are looked up."""
        return among(self.data.pairs, self.data.pair_key(code), fields, documents)

    def word_count(self, term: str) -> int:
        """In how many documents the word stands, deleted ones among them."""
        return _count(self.data.words, self.data.terms.find(term))

    def word_among(self, term: str, fields: Sequence[str], documents: Documents) -> Documents:
        """The same of a word."""
        return among(self.data.words, self.data.terms.find(term), fields, documents)

    def beginning_pairs(self, character: str, fields: Sequence[str]) -> Documents:
        """Documents in which a pair begins with the character: nearly all that have it."""
        codes = pairs_from(character)
        ends = np.array([codes.start, codes.stop], np.uint32)
        first, last = self.data.codes.searchsorted(ends).tolist()
        pairs = self.data.pairs
        rows = slice(*pairs.offsets[[first, last]].tolist())
        held = np.zeros(self.size, bool)
        for name in fields:
            held[pairs.documents[rows][pairs.frequencies[name][rows] > 0]] = True
        return held.nonzero()[0]

    def holding(self, text: str, fields: Sequence[str], documents: Documents) -> Documents:
        """Those of the documents (ascending) whose text holds the string."""
        name = (self.owner, "text", text, tuple(fields))
        verdicts: Verdicts | None = self._cache.find(name)
        if verdicts is None:
            verdicts = Verdicts(self.data, encode(text), fields)
            if len(text) == 1:
                verdicts.hold(self.beginning_pairs(text, fields))
            else:
                self._hold_by_words(verdicts, text, fields, documents)
                if len(documents) * _REMEMBERED_SHARE + _SMALL < self.size:
                    return verdicts.holding(documents)
            self._cache.keep(name, verdicts, verdicts.nbytes)
        return verdicts.holding(documents)

    def _hold_by_words(
        self, verdicts: Verdicts, text: str, fields: Sequence[str], documents: Documents
    ) -> None:
        """A Chinese word stands in the text as it is, and with it each string in it: 人民法院 where
        there is 最高人民法院. To go through the words pays where there is much to look into."""
        terms, rewritten = self.data.terms, self.data.rewritten
        if rewritten is None or len(documents) < _SOON_LOOKED_INTO or not known_by_words(text):
            return
        if len(documents) * _BYTES_FOR_A_LOOK < terms.nbytes:
            verdicts.hold(self.word_among(text, fields, documents))
        else:
            for key in terms.holding(text):
                if is_chinese(terms[key]):
                    verdicts.hold(in_fields(self.data.words, key, fields))
        verdicts.forget(rewritten)

    # ------------------------------------------------------------ keywords, status

    def keywords(self, name: str) -> Keywords:
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self.data.keywords(name)
        return found

    def keyword_mask(self, name: str, values: Sequence[str], day: int) -> Mask:
        """Which documents have one of the values; the status is that of the day."""
        key = (self.owner, "filter", name, tuple(values), day if name == "status" else 0)
        return self._cache.get(key, lambda: self._mask(name, values, day), lambda m: m.nbytes + 400)

    def _mask(self, name: str, values: Sequence[str], day: int) -> Mask:
        if name == "status":
            return np.array([status in values for status in STATUSES])[self.statuses(day)]
        column = self.keywords(name)
        table = np.array([*(value in values for value in column.values), False])
        mask: Mask = table[column.first]
        mask[column.more[table[column.more_codes]]] = True
        return mask

    def statuses(self, day: int) -> NDArray[np.uint8]:
        """Each document's status code on that day."""
        return self._cache.get(
            (self.owner, "status", day), lambda: self.data.timelines.on(day), lambda c: c.nbytes
        )


def in_fields(postings: Postings, key: int, fields: Sequence[str]) -> Documents:
    if key < 0:
        return np.empty(0, np.intp)
    rows = slice(*postings.offsets[key : key + 2].tolist())
    documents = postings.documents[rows]
    if set(fields) >= set(TEXTS):
        return documents.astype(np.intp)
    # By places: few have it in the title, and taking by a mask is dear.
    places = _held(postings, rows, fields).nonzero()[0]
    return documents.take(places).astype(np.intp)


def _count(postings: Postings, key: int) -> int:
    """Of how many documents the key is."""
    if key < 0:
        return 0
    start, end = postings.offsets[key : key + 2].tolist()
    return int(end - start)


def among(postings: Postings, key: int, fields: Sequence[str], documents: Documents) -> Documents:
    """Those of the documents that have the key in one of the fields."""
    if key < 0:
        return np.empty(0, np.intp)
    start, end = postings.offsets[key : key + 2].tolist()
    held = postings.documents[start:end]
    at = placed(held, documents)
    places = (held.take(at, mode="clip") == documents).nonzero()[0]
    if not set(fields) >= set(TEXTS):
        places = places[_held(postings, at.take(places) + start, fields)]
    found: Documents = documents.take(places)
    return found


def _held(postings: Postings, rows: slice | Documents, fields: Sequence[str]) -> Mask:
    """Which of the rows have it in one of the fields."""
    held: Mask = postings.frequencies[fields[0]][rows] > 0
    for name in fields[1:]:
        held |= postings.frequencies[name][rows] > 0
    return held
