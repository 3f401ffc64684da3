"""Several segments as one, and when to make them one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.ranking import DATE_FIELDS, KEYWORD_FIELDS
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.columns import (
    Timelines,
    id_arrays,
    merge_keywords,
    merge_timelines,
)
from indexer.engines.whoosh.postings import TEXTS, Part, Postings, merge
from indexer.engines.whoosh.segment import SegmentData
from indexer.engines.whoosh.strings import Strings, string_arrays

# A segment joins a merge of smaller ones that are together at least this part of it. So each
# document is copied a few dozen times in its life, and segments are few: each is nine times all
# smaller ones together.
_SMALL_RATIO = 8
# Above so many postings (about half a second of work) a copy must be worth it.
_LARGE = 4_000_000
_LARGE_RATIO = 2
# With this share of its documents deleted, a segment is written anew.
_DELETED_SHARE = 0.3


def postings_of(data: SegmentData) -> int:
    """The size of a segment, as the policy counts it."""
    return len(data.words.documents) + len(data.pairs.documents) + data.documents


def to_merge(sizes: Sequence[int], deleted_shares: Sequence[float]) -> list[int]:
    """Which segments the commit should make one; none or at least one, in the given order."""
    chosen: list[int] = []
    total = 0
    for index in sorted(range(len(sizes)), key=lambda i: sizes[i]):
        ratio = _LARGE_RATIO if sizes[index] > _LARGE else _SMALL_RATIO
        if chosen and sizes[index] > ratio * total:
            break
        chosen.append(index)
        total += sizes[index]
    if len(chosen) == 1:
        chosen.clear()
    wasteful = {i for i, share in enumerate(deleted_shares) if share > _DELETED_SHARE}
    return sorted(wasteful | set(chosen))


@dataclass(frozen=True, slots=True)
class Source:
    """A segment and which of its documents live; ``numbers``: old document → new, -1 for none."""

    data: SegmentData
    live: NDArray[np.bool_]
    numbers: NDArray[np.int64]


def merge_segments(segments: Iterable[tuple[SegmentData, Iterable[int]]]) -> dict[str, Array]:
    """The arrays of one segment that holds what lives of the given ones, each with its deleted
    documents."""
    sources = _sources(segments)
    ids = [b for s in sources for b in _kept_strings(Strings(s.data.file, "ids"), s.live)]
    found = {
        **id_arrays(ids),
        "revisions": np.concatenate([s.data.revisions[s.live] for s in sources]),
    }
    found |= _words(sources) | _pairs(sources)
    for name in TEXTS:
        texts = (_kept_strings(Strings(s.data.file, f"folded.{name}"), s.live) for s in sources)
        found |= string_arrays(f"folded.{name}", [text for part in texts for text in part])
    for f in KEYWORD_FIELDS:
        columns = [(s.data.keywords(f.name), s.numbers) for s in sources]
        found |= merge_keywords(columns).arrays(f.name)
    for f in DATE_FIELDS:
        found[f"date.{f.name}"] = np.concatenate([s.data.days(f.name)[s.live] for s in sources])
    timelines: list[Timelines] = [s.data.timelines.kept(s.live) for s in sources]
    return found | merge_timelines(timelines).arrays()


def _sources(segments: Iterable[tuple[SegmentData, Iterable[int]]]) -> list[Source]:
    sources = []
    base = 0
    for data, deleted in segments:
        live = np.ones(data.documents, bool)
        live[list(deleted)] = False
        numbers = np.where(live, np.cumsum(live) - 1 + base, -1)
        sources.append(Source(data, live, numbers))
        base += int(live.sum())
    return sources


def _kept_strings(strings: Strings, live: NDArray[np.bool_]) -> list[bytes]:
    return [b for b, keep in zip(strings.all_encoded(), live.tolist(), strict=True) if keep]


def _words(sources: Sequence[Source]) -> dict[str, Array]:
    tables = [s.data.terms.all_encoded() for s in sources]
    terms = sorted(set().union(*tables))
    number = {term: i for i, term in enumerate(terms)}
    parts = [
        Part(s.data.words, np.fromiter(map(number.__getitem__, t), np.int64, len(t)), s.numbers)
        for s, t in zip(sources, tables, strict=True)
    ]
    postings, used = _without_empty(merge(parts, len(terms)))
    return string_arrays("words.terms", [terms[i] for i in used]) | postings.arrays("words")


def _pairs(sources: Sequence[Source]) -> dict[str, Array]:
    codes = np.unique(np.concatenate([s.data.codes for s in sources]))
    parts = [
        Part(s.data.pairs, codes.searchsorted(s.data.codes).astype(np.int64), s.numbers)
        for s in sources
    ]
    postings, used = _without_empty(merge(parts, len(codes)))
    return {"pairs.codes": codes[used].astype(np.uint32)} | postings.arrays("pairs")


def _without_empty(postings: Postings) -> tuple[Postings, NDArray[np.intp]]:
    """Without the keys that stood in deleted documents only; and which keys remain."""
    used = np.flatnonzero(postings.counts())
    offsets = np.append(postings.offsets[:-1][used], postings.offsets[-1])
    kept = Postings(offsets, postings.documents, postings.frequencies, postings.lengths)
    return kept, used
