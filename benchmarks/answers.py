"""Answers: hand-made questions over a library that holds their documents.

    POLICY_SEARCH_HOME=... python -m benchmarks.answers sample_corpus/questions.tsv

A set of questions a table: how many first passages are right, how many are wrong and said to be
sure, each with its 95% interval; then what went wrong. The day is that of the sample corpus.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from indexer.bootstrap import open_service
from indexer.evaluation.answers import ask_all, read_questions, shares
from indexer.model.queries import SearchRequest
from indexer.runtime.belonging import read_settings

DAY = date(2026, 11, 23)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("questions", type=Path)
    reader.add_argument("--day", type=date.fromisoformat, default=DAY)
    chosen = reader.parse_args()
    questions = read_questions(chosen.questions)
    service = open_service(read_settings())
    ids = {source.name: source.document_id or "" for source in service.catalogue.sources.all()}
    outcomes = ask_all(
        lambda text: service.answer_on(SearchRequest(q=text), chosen.day), questions, ids
    )
    for name in dict.fromkeys(one.set for one in questions):
        own = [outcome for outcome in outcomes if outcome.question.set == name]
        print(f"{name}: " + "; ".join(f"{k} {v}" for k, v in shares(own).items()))
    for outcome in outcomes:
        if not outcome.right:
            sure = "sure" if outcome.sure else "unsure" if outcome.answered else "no answer"
            print(f"  {outcome.question.id} {outcome.question.text} ({sure})")
    service.close()


if __name__ == "__main__":
    main()
