"""A term's gains: of a few documents they are those that all of its documents have."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.engines.whoosh import scoring
from indexer.engines.whoosh.postings import TEXTS, Postings
from indexer.engines.whoosh.terms import Gains, TermGains, TermPostings, all_gains, gains_in, placed

SIZE = 4_000
ROWS = slice(10, 2_010)


@pytest.fixture
def postings() -> Postings:
    chance = np.random.default_rng(5)
    documents = np.concatenate(
        [np.arange(10), np.sort(chance.choice(SIZE - 100, 2_000, replace=False))]
    ).astype(np.uint16)
    # In the body nearly always, in another field seldom, in one never.
    shares = dict(zip(TEXTS, (0.02, 0.0, 0.95), strict=False))
    frequencies = {
        name: (chance.random(len(documents)) < shares.get(name, 0.3)) * chance.integers(1, 9)
        for name in TEXTS
    }
    return Postings(
        np.array([0, 10, 2_010]),
        documents,
        {name: counts.astype(np.uint8) for name, counts in frequencies.items()},
        {},
    )


@pytest.fixture
def norms() -> dict[str, Gains]:
    chance = np.random.default_rng(6)
    return {name: chance.random(SIZE).astype(np.float32) + 1 for name in TEXTS}


def test_few_documents_gain_what_they_gain_among_all(
    postings: Postings, norms: dict[str, Gains]
) -> None:
    whole = all_gains(postings, ROWS, norms, None)
    assert whole.count == 2_000
    assert whole.dense is not None
    few = np.array([3, 77, 500, 1_234, SIZE - 1])
    places, gains = gains_in(postings, ROWS, norms, few)
    told = np.zeros(len(few), np.float32)
    told[places] = gains
    assert told.tolist() == whole.dense[few].tolist()
    by_hand = np.isin(few, postings.documents[ROWS]).nonzero()[0]
    assert places.tolist() == by_hand.tolist()


def test_a_common_term_is_made_where_many_ask_for_it(
    postings: Postings, norms: dict[str, Gains]
) -> None:
    made = []

    def make() -> TermGains:
        made.append(1)
        return all_gains(postings, ROWS, norms, None)

    term = TermPostings(6_000, lambda few: gains_in(postings, ROWS, norms, few), make)
    assert term.in_few(np.arange(300)) is not None
    assert not made
    assert term.in_few(np.arange(600)) is None
    assert len(term.whole.documents) == 2_000
    assert term.whole.dense is not None
    assert made == [1]
    # What has been made is at hand for few, too.
    assert term.in_few(np.arange(3)) is None


def test_a_term_that_is_soon_made_is_made_for_few_too(
    postings: Postings, norms: dict[str, Gains]
) -> None:
    term = TermPostings(
        2_000,
        lambda few: gains_in(postings, ROWS, norms, few),
        lambda: all_gains(postings, ROWS, norms, None),
    )
    assert term.in_few(np.arange(3)) is None


def test_deleted_documents_have_no_gains(postings: Postings, norms: dict[str, Gains]) -> None:
    live = np.ones(SIZE, bool)
    live[postings.documents[ROWS][::2]] = False
    whole = all_gains(postings, ROWS, norms, live)
    assert whole.count == 1_000
    assert live[whole.documents].all()


def test_documents_beyond_what_the_type_holds_are_not_there() -> None:
    held = np.array([1, 44, 200], np.uint8)
    documents = np.array([44, 300])  # 300 is 44 in eight bits
    at = placed(held, documents)
    assert (held.take(at, mode="clip") == documents).tolist() == [True, False]


@pytest.mark.parametrize("size", [SIZE, 1 << 17])
def test_in_a_large_segment_fewer_terms_are_kept_for_all_documents(size: int) -> None:
    documents = np.arange(0, size, 10)
    gains = np.linspace(0.1, 0.9, len(documents), dtype=np.float32)
    term = TermGains(documents, gains, size)
    assert (term.dense is not None) == (size == SIZE)
    kept = term.gains if term.dense is None else term.dense[documents]
    assert kept.tolist() == gains.tolist()
    assert term.documents.tolist() == documents.tolist()
    assert (term.nbytes < 4 * size) == (size != SIZE)


@pytest.mark.parametrize("held", [3, 400, 900])
@pytest.mark.parametrize("asked", [1, 300, 950])
def test_gains_are_added_alike_however_they_are_found(
    held: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 1_000
    chance = np.random.default_rng(held + asked)
    numbers = np.sort(chance.choice(size, held, replace=False))
    documents = np.sort(chance.choice(size, asked, replace=False))
    gains = chance.random(held).astype(np.float32)
    term = TermGains(numbers, gains, 1_000_000)  # so that none is dense
    whole = np.zeros(size, np.float32)
    whole[numbers] = gains * np.float32(0.7)
    for many in (True, False):
        monkeypatch.setattr(scoring, "_many", lambda *sizes, many=many: many)
        scores = np.ones(asked, np.float32)
        scoring._add_rare(scores, documents, term, np.float32(0.7), size)
        assert scores.tolist() == (np.float32(1) + whole[documents]).tolist()
