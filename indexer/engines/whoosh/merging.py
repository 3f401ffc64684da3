"""Several segments as one, and when to make them one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.ranking import DATE_FIELDS, KEYWORD_FIELDS
from indexer.engines.whoosh.arrays import Array, Pieces, narrow
from indexer.engines.whoosh.columns import (
    Timelines,
    id_arrays,
    merge_keywords,
    merge_timelines,
)
from indexer.engines.whoosh.postings import TEXTS, Part, Postings, merge
from indexer.engines.whoosh.segment import REWRITTEN, SegmentData
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
    """Which segments the commit should make one; none or at least one, in the given order.

    All up to the largest one that those before it are worth: the first gap from below is mostly
    one between what a bulk write put out last and the equally large ones that it put out before.
    """
    ordered = sorted(range(len(sizes)), key=lambda i: sizes[i])
    joined = total = 0
    for number, index in enumerate(ordered):
        ratio = _LARGE_RATIO if sizes[index] > _LARGE else _SMALL_RATIO
        if number and sizes[index] <= ratio * total:
            joined = number + 1
        total += sizes[index]
    chosen = ordered[:joined]
    wasteful = {i for i, share in enumerate(deleted_shares) if share > _DELETED_SHARE}
    return sorted(wasteful | set(chosen))


@dataclass(frozen=True, slots=True)
class Source:
    """A segment and which of its documents live; ``numbers``: old document → new, -1 for none."""

    data: SegmentData
    live: NDArray[np.bool_]
    numbers: NDArray[np.int64]


def merge_segments(
    segments: Sequence[tuple[SegmentData, Collection[int]]],
) -> Iterator[tuple[str, Pieces]]:
    """The arrays of one segment that holds what lives of the given ones, each with its deleted
    documents; one after the other, as the file is written."""
    sources = _sources(segments)
    ids = [b for s in sources for b in _kept_strings(Strings(s.data.file, "ids"), s.live)]
    yield from id_arrays(ids).items()
    del ids
    yield "revisions", np.concatenate([s.data.revisions[s.live] for s in sources])
    yield from _words(sources).items()
    yield from _rewritten(sources)
    yield from _pairs(sources).items()
    for name in TEXTS:
        yield from _texts(sources, f"folded.{name}")
    for f in KEYWORD_FIELDS:
        columns = [(s.data.keywords(f.name), s.numbers) for s in sources]
        yield from merge_keywords(columns).arrays(f.name).items()
    for f in DATE_FIELDS:
        yield f"date.{f.name}", np.concatenate([s.data.days(f.name)[s.live] for s in sources])
    timelines: list[Timelines] = [s.data.timelines.kept(s.live) for s in sources]
    yield from merge_timelines(timelines).arrays().items()


def _texts(sources: Sequence[Source], name: str) -> Iterator[tuple[str, Pieces]]:
    """Texts are copied from file to file, and never decoded or put together."""
    offsets = [s.data.file[f"{name}.offsets"].astype(np.int64) for s in sources]
    yield (
        f"{name}.text",
        [
            piece
            for s, bounds in zip(sources, offsets, strict=True)
            for piece in _runs(s.data.file[f"{name}.text"], bounds, s.live)
        ],
    )
    lengths = [np.diff(bounds)[s.live] for s, bounds in zip(sources, offsets, strict=True)]
    yield f"{name}.offsets", narrow(np.append(0, np.cumsum(np.concatenate(lengths))))


def _runs(text: Array, bounds: NDArray[np.int64], live: NDArray[np.bool_]) -> list[Array]:
    """The stretches of a blob that hold the texts of what lives."""
    edges = np.diff(np.concatenate([[0], live.view(np.int8), [0]]))
    begins, ends = np.flatnonzero(edges > 0), np.flatnonzero(edges < 0)
    each = zip(bounds[begins].tolist(), bounds[ends].tolist(), strict=True)
    return [text[:0], *(text[begin:end] for begin, end in each)]


def living(segments: Iterable[tuple[SegmentData, Collection[int]]]) -> int:
    """How many documents come of a merge."""
    return sum(data.documents - len(deleted) for data, deleted in segments)


def _sources(segments: Iterable[tuple[SegmentData, Collection[int]]]) -> list[Source]:
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


def _rewritten(sources: Sequence[Source]) -> Iterator[tuple[str, Array]]:
    """Nothing where it is not known of one of them."""
    each = [(s, s.data.rewritten) for s in sources]
    numbers = [s.numbers[documents] for s, documents in each if documents is not None]
    if len(numbers) == len(each):
        every = np.concatenate([*numbers, np.empty(0, np.int64)])
        yield REWRITTEN, narrow(every[every >= 0])


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
