"""Documents of the sample corpus and stretches of laws and notices, gone through by hand: how many
of their duties are read."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import orjson
import pytest
from docx import Document

from analyzers.folding import fold
from indexer.model import Responsibility
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.facts import Speaker
from indexer.understanding.responsibilities.reading import read_responsibilities

LABELS = Path(__file__).with_name("duties.tsv")
OF_LAWS = Path(__file__).with_name("laws.tsv")
LAWS = Path(__file__).parents[5] / "shared" / "data" / "laws" / "mainland.jsonl.gz"
UNNAMED = Path(__file__).with_name("unnamed.tsv")
OF_NOTICES = Path(__file__).with_name("notices.tsv")
NOTICES = LAWS.parents[1] / "files" / "notices"
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
    assert len(facts) == 41
    missed = [
        (name, body, words)
        for name, body, words in lines
        if not any(holds(fact, body, words) for fact in facts[name])
    ]
    assert 1 - len(missed) / len(lines) >= 0.85, missed


@pytest.mark.shared
def test_most_duties_of_notices_are_read() -> None:
    if not NOTICES.is_dir():
        pytest.skip("the shared notices are not here")
    lines = [line.split("\t") for line in OF_NOTICES.read_text(encoding="utf-8").splitlines()]
    authority = Authority.load()
    facts = {}
    for name, issuer, start, end, *_ in lines:
        if name not in facts:
            written = [p.text for p in Document(str(NOTICES / name)).paragraphs]
            text = "\n".join(one for one in written if one.strip())[int(start) : int(end)]
            facts[name] = read_responsibilities(text, (), Speaker(authority, (issuer,)))
    missed = [
        (name, body, words)
        for name, _, _, _, body, words in lines
        if not any(holds(fact, body, words) for fact in facts[name])
    ]
    assert 1 - len(missed) / len(lines) >= 0.76, missed


def _of_laws(labels: Path) -> tuple[list[list[str]], list[tuple[str, str, str]]]:
    """The labels, and those whose duty is not read."""
    lines = [line.split("\t") for line in labels.read_text(encoding="utf-8").splitlines()]
    wanted = {identity for identity, *_ in lines}
    with gzip.open(LAWS, "rb") as stream:
        records = map(orjson.loads, stream)
        texts = {one["id"]: one["text"] for one in records if one["id"] in wanted}
    speaker = Speaker(Authority.load(), ("东营市人民政府", "山东省"))
    facts = {
        (one, start, end): read_responsibilities(texts[one][int(start) : int(end)], (), speaker)
        for one, start, end, *_ in lines
    }
    missed = [
        (identity, body, words)
        for identity, start, end, body, words in lines
        if not any(holds(fact, body, words) for fact in facts[identity, start, end])
    ]
    return lines, missed


@pytest.mark.shared
def test_most_duties_of_laws_are_read() -> None:
    if not LAWS.is_file():
        pytest.skip("the shared laws are not here")
    lines, missed = _of_laws(OF_LAWS)
    assert 1 - len(missed) / len(lines) >= 0.91, missed


@pytest.mark.shared
def test_bodies_that_nobody_can_be_sent_to_are_left_out() -> None:
    """有关部门, 上级主管部门: what they have to do is told of nobody."""
    if not LAWS.is_file():
        pytest.skip("the shared laws are not here")
    lines, missed = _of_laws(UNNAMED)
    assert len(lines) - len(missed) <= 2, missed
