"""Twenty documents of the sample corpus, gone through by hand: how many duties are read."""

from __future__ import annotations

import re
from pathlib import Path

from analyzers.folding import fold
from indexer.model import Responsibility
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.reading import Speaker, read_responsibilities

LABELS = Path(__file__).with_name("duties.tsv")
TEXTS = Path(__file__).parents[4] / "sample_corpus" / "texts"
_ROLE = re.compile(r"^@[a-z0-9]+ ?", re.MULTILINE)


def body_of(name: str) -> str:
    """The text without its head, roles and tracked changes."""
    _, _, text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8").partition("+++")
    text = text.partition("+++")[2]
    text = re.sub(r"\{-.*?-\}|\{\+|\+\}", "", text)
    return _ROLE.sub("", text)


def holds(fact: Responsibility, body: str, words: str) -> bool:
    named = fold(body) in fold(fact.body) or fold(body) in fold(fact.name)
    return named and words in "".join(fact.evidence.quote.split())


def test_most_duties_are_read() -> None:
    lines = [line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines()]
    speaker = Speaker(Authority.load(), ("栖宁市人民政府", "栖宁市"))
    facts = {
        name: read_responsibilities(body_of(name), (), speaker)
        for name in dict.fromkeys(name for name, _, _ in lines)
    }
    assert len(facts) == 20
    missed = [
        (name, body, words)
        for name, body, words in lines
        if not any(holds(fact, body, words) for fact in facts[name])
    ]
    assert 1 - len(missed) / len(lines) >= 0.85, missed
