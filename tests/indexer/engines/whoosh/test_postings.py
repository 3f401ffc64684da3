"""Postings built and merged in bulk, against counting by hand."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.postings import (
    MOST,
    TEXTS,
    Occurrences,
    Part,
    Postings,
    build,
    merge,
)

KEYS = 6

# For each document, for each text field, its keys in text order.
libraries = st.lists(
    st.fixed_dictionaries({f: st.lists(st.integers(0, KEYS - 1), max_size=5) for f in TEXTS}),
    max_size=6,
)
Library = list[dict[str, list[int]]]


def built(library: Library) -> Postings:
    fields = {}
    for name in TEXTS:
        rows = [
            (key, d, n)
            for d, texts in reversed(list(enumerate(library)))
            for key, n in Counter(texts[name]).items()
        ]
        table = np.array(rows, np.uint64).reshape(-1, 3)
        fields[name] = Occurrences(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())
    lengths = {f: np.array([len(d[f]) for d in library], np.uint32) for f in TEXTS}
    keys, postings = build(fields, lengths)
    assert keys.tolist() == sorted({k for d in library for t in d.values() for k in t})
    # As merging has it: every key a row of its own, those that stand nowhere too.
    offsets = np.append(keys.searchsorted(np.arange(KEYS)), len(keys))
    return Postings(
        postings.offsets[offsets], postings.documents, postings.frequencies, postings.lengths
    )


def told(postings: Postings) -> dict[tuple[int, int], dict[str, int]]:
    """(key, document) → frequencies; the order of documents is checked on the way."""
    found = {}
    for key in range(postings.keys):
        start, end = postings.offsets[key : key + 2].tolist()
        documents = postings.documents[start:end].tolist()
        assert documents == sorted(set(documents))
        for row, document in zip(range(start, end), documents, strict=True):
            counts = {f: int(postings.frequencies[f][row]) for f in TEXTS}
            found[key, document] = {f: n for f, n in counts.items() if n}
    return found


def counted(library: Library) -> dict[tuple[int, int], dict[str, int]]:
    found: dict[tuple[int, int], dict[str, int]] = {}
    for number, texts in enumerate(library):
        for name, keys in texts.items():
            for key, n in Counter(keys).items():
                found.setdefault((key, number), {})[name] = n
    return found


@given(library=libraries)
def test_building_counts_every_key_of_every_field(library: Library) -> None:
    postings = built(library)
    assert told(postings) == counted(library)
    for name in TEXTS:
        assert postings.lengths[name].tolist() == [len(d[name]) for d in library]


@given(parts=st.lists(libraries, min_size=1, max_size=4), data=st.data())
def test_merging_equals_building_what_lives(parts: list[Library], data: st.DataObject) -> None:
    merging, living = [], []
    for library in parts:
        keep = [data.draw(st.booleans()) for _ in library]
        live = np.array(keep, bool)
        numbers = np.where(live, np.cumsum(live) - 1 + len(living), -1).astype(np.int64)
        merging.append(Part(built(library), np.arange(KEYS), numbers))
        living += [d for d, kept in zip(library, keep, strict=True) if kept]
    merged = merge(merging, KEYS)
    assert told(merged) == counted(living)
    with patch("indexer.engines.whoosh.postings._BLOCK", 3):
        assert told(merge(merging, KEYS)) == counted(living), "by blocks of a key or a few"
    for name in TEXTS:
        assert merged.lengths[name].tolist() == [len(d[name]) for d in living]


def test_frequencies_stop_at_what_can_be_kept() -> None:
    one = np.ones(1, np.uint64)
    many = Occurrences(one * 0, one * 0, one * (MOST + 5))
    none = Occurrences(one[:0], one[:0], one[:0])
    lengths = {f: np.array([MOST + 5], np.uint32) for f in TEXTS}
    _, postings = build({f: many if f == "body" else none for f in TEXTS}, lengths)
    assert told(postings) == {(0, 0): {"body": MOST}}
