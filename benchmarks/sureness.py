"""How sure an answer is: the weights of ``indexer/searching/sureness.py``, and what they are worth.

    POLICY_SEARCH_HOME=... python -m benchmarks.sureness sample_corpus/questions.tsv

Asks all questions and takes down what bears each first passage out. A logistic regression without
negative weights says from that whether it is right; each set is told by what the others taught.
Prints the weights, and what would be said to be answered from which probability on: how many
right ones, wrong ones, and how many of the questions that nothing answers.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.answers import DAY
from indexer.bootstrap import open_service
from indexer.evaluation.answers import ask_all, read_questions
from indexer.model.answers import Answer, Confidence
from indexer.model.queries import SearchRequest
from indexer.runtime.belonging import read_settings
from indexer.searching import answering
from indexer.searching.sureness import SIGNS, confidence_of, signs_of

Numbers = NDArray[np.float64]
# What holds the weights back, in units of one question.
_RIDGE = 5.0
_FROM = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("questions", type=Path)
    reader.add_argument("--day", type=date.fromisoformat, default=DAY)
    chosen = reader.parse_args()
    questions = read_questions(chosen.questions)
    signs, right, answerable = _asked(questions, chosen.day)
    sets = np.array([one.set for one in questions])
    told = np.zeros(len(questions))
    for name in dict.fromkeys(sets.tolist()):
        own = sets == name
        told[own] = _told(_fitted(signs[~own], right[~own]), signs[own])
    weights = _fitted(signs, right)
    print(dict(zip((*SIGNS, "base"), weights.round(2).tolist(), strict=True)))
    for least in _FROM:
        said = told >= least
        print(
            f"{least}: right {int(said[right].sum())}/{int(right.sum())}"
            f" wrong {int(said[answerable & ~right].sum())}/{int((answerable & ~right).sum())}"
            f" of nothing {int(said[~answerable].sum())}/{int((~answerable).sum())}"
        )


def _asked(
    questions: Sequence[Any], day: date
) -> tuple[Numbers, NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each question the signs, whether its first passage is right, and whether anything is."""
    rows: list[list[float]] = []
    service = open_service(read_settings())
    ids = {source.name: source.document_id or "" for source in service.catalogue.sources.all()}
    seen: list[list[float]] = []

    def noted(candidates: Any, judge: Any) -> Confidence:
        signs = signs_of(candidates, judge) if candidates else dict.fromkeys(SIGNS, 0.0)
        seen.append([signs[name] for name in SIGNS])
        return confidence_of(candidates, judge)

    def asked(text: str) -> Answer:
        found = service.answer_on(SearchRequest(q=text), day)
        rows.append(seen[-1])
        return found

    with patch.object(answering, "confidence_of", noted):  # to look on, not to change it
        outcomes = ask_all(asked, questions, ids)
    service.close()
    answerable = np.array([bool(one.documents) for one in questions])
    right = np.array([one.right for one in outcomes]) & answerable
    return np.array(rows), right, answerable


def _fitted(signs: Numbers, right: NDArray[np.bool_]) -> Numbers:
    """A weight a sign, and the base; what would count against an answer counts nothing."""
    kept = np.arange(signs.shape[1])
    while True:
        weights = _regression(signs[:, kept], right.astype(np.float64))
        if (weights[:-1] >= 0).all():
            break
        kept = np.delete(kept, int(np.argmin(weights[:-1] * signs[:, kept].std(0))))
    every = np.zeros(signs.shape[1] + 1)
    every[[*kept, -1]] = weights
    return every


def _regression(signs: Numbers, right: Numbers) -> Numbers:
    """Newton's method on standardised signs; the weights are those of the signs as they are."""
    mean, spread = signs.mean(0), signs.std(0) + 1e-6
    design = np.c_[(signs - mean) / spread, np.ones(len(signs))]
    ridge = np.diag([_RIDGE] * signs.shape[1] + [1e-9])
    found = np.zeros(design.shape[1])
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-design @ found))
        slope = design.T @ (p - right) + ridge @ found
        found -= np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design + ridge, slope)
    weights: Numbers = found[:-1] / spread
    return np.append(weights, found[-1] - weights @ mean)


def _told(weights: Numbers, signs: Numbers) -> Numbers:
    told: Numbers = 1.0 / (1.0 + np.exp(-(signs @ weights[:-1] + weights[-1])))
    return told


if __name__ == "__main__":
    main()
