"""Which parts of some documents answer best.

A part is scored by BM25 over the parts of all documents that are looked at: among them a term's
rarity tells articles apart, where in the library's documents it tells documents apart. To that
comes a share of the document's own score, and one for how many of its parts match: an article of
a law that deals with the matter throughout is a better answer than the same words in passing.
docs/relevance.md has the measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.searching.part_texts import Codes, PartText, encoded

Scores = NDArray[np.float64]

K1, B = 1.2, 0.75
# Shares of the best part's score: what the best document adds, and the one with most matches.
DOCUMENT, MATCHES = 0.15, 0.4
# What it adds that the article was typed (第八条), and that its document was (民法典).
ARTICLE, NAMED = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that ranks, in all its ``spellings``."""

    spellings: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Considered:
    """A document of the window. ``factor``: what being in force is worth."""

    id: str
    score: float
    text: PartText
    factor: float = 1.0
    named: bool = False


class Ranked(NamedTuple):
    """The part ``part`` of the document ``document`` of the window. ``matched``: the share of what
    all terms together would weigh that stands in it. A named tuple, since a question about law has
    some thousand."""

    document: int
    part: int
    score: float
    matched: float


def rank(
    window: Sequence[Considered], wanted: Sequence[Wanted], headings: frozenset[str] = frozenset()
) -> list[Ranked]:
    """The parts that hold anything of what is wanted, best first; of a document that is named and
    holds nothing of it, its first one. ``headings``: articles that were typed."""
    window = [one for one in window if one.text.parts]
    if not window:
        return []
    counts = _counts(window, wanted)
    lengths = np.concatenate([one.text.lengths for one in window]).astype(np.float64)
    owner = np.repeat(np.arange(len(window)), [len(one.text.parts) for one in window])
    words, matched = _bm25(counts, lengths, np.array([one.weight for one in wanted]))
    best = words.max(initial=0.0) or 1.0
    scores = words / best + _of_documents(window, counts, owner)
    of_article = np.zeros(len(scores), bool)
    if headings:
        of_article[:] = [p.heading in headings for one in window for p in one.text.parts]
        scores += ARTICLE * of_article
    scores *= np.array([one.factor for one in window])[owner]
    scores *= np.concatenate([one.text.priors for one in window])
    firsts = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(owner))))
    held = counts.any(axis=0) | of_article
    for at, one in enumerate(window):
        if one.named and not held[firsts[at] : firsts[at + 1]].any():
            held[firsts[at]] = True
    kept = np.flatnonzero(held)
    order = kept[np.argsort(-scores[kept], kind="stable")]
    owners = owner[order]
    places = (owners, order - firsts[owners], scores[order], matched[order])
    return list(map(Ranked._make, zip(*(one.tolist() for one in places), strict=True)))


def _bm25(counts: NDArray[np.int64], lengths: Scores, weights: Scores) -> tuple[Scores, Scores]:
    """Each part's score, and the share of the terms' weight that it holds."""
    number = counts.shape[1]
    holding = (counts > 0).sum(axis=1)
    idf = np.log1p((number - holding + 0.5) / (holding + 0.5))
    factors = weights * idf if len(weights) else np.zeros(0)
    norm = K1 * (1 - B + B * lengths / lengths.mean())
    gains = counts * (K1 + 1) / (counts + norm)
    everything = float(factors[holding > 0].sum()) or 1.0
    return factors @ gains, (factors @ (counts > 0)) / everything


def _of_documents(
    window: Sequence[Considered], counts: NDArray[np.int64], owner: NDArray[np.int64]
) -> Scores:
    """What each part has of its document."""
    own = np.array([max(0.0, one.score) for one in window])
    own = own / (own.max(initial=0.0) or 1.0)
    matching = np.bincount(owner, weights=counts.any(axis=0), minlength=len(window))
    share = np.sqrt(matching / (matching.max(initial=0.0) or 1.0))
    named = np.array([one.named for one in window])
    gained: Scores = (DOCUMENT * own + MATCHES * share + NAMED * named)[owner]
    return gained


def _counts(window: Sequence[Considered], wanted: Sequence[Wanted]) -> NDArray[np.int64]:
    """How often each term stands in each part."""
    codes = np.concatenate([one.text.codes for one in window])
    bases = np.cumsum([0, *(len(one.text.codes) for one in window[:-1])])
    starts = np.concatenate([one.text.starts + b for one, b in zip(window, bases, strict=True)])
    counts = np.zeros((len(wanted), len(starts)), np.int64)
    firsts: dict[int, NDArray[np.intp]] = {}
    for row, one in enumerate(wanted):
        for spelling in one.spellings:
            places = _places(codes, encoded(spelling), firsts)
            if len(places):
                within = starts.searchsorted(places, "right") - 1
                counts[row] += np.bincount(within, minlength=len(starts))
    return counts


def _places(codes: Codes, term: Codes, firsts: dict[int, NDArray[np.intp]]) -> NDArray[np.intp]:
    """Where the term begins; ``firsts`` keeps the places of first characters."""
    if not len(term) or len(term) > len(codes):
        return np.zeros(0, np.intp)
    first = int(term[0])
    if first not in firsts:
        firsts[first] = np.flatnonzero(codes == first)
    places = firsts[first]
    places = places[: places.searchsorted(len(codes) - len(term), "right")]
    for at in range(1, len(term)):
        if not len(places):
            break
        places = places[codes[places + at] == term[at]]
    return places
