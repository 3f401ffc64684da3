"""Notices of our own writing in the styles of portals, each labelled before it was read.

``known`` holds what is still read otherwise: who mends one takes it out. ``parts`` are the targets
of which a part ends. What interpretations and
drafts retell is read as a clause, and dropped when the document is understood.
"""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from indexer.extractors.base import Limits
from indexer.extractors.text import PLAIN_TEXT
from indexer.model import RelationType, Scope
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.reading import read_metadata
from indexer.understanding.validity.clauses import read_clauses

_FILE = Path(__file__).with_name("notices.jsonl")
NOTICES = [orjson.loads(line) for line in _FILE.read_bytes().splitlines()]
AUTHORITY = Authority.load()
FIELDS = ("title", "doc_number", "issuers", "written_date", "region", "kind")
ENDS = {"repeals": "ends", "lapses": "ends"}
RETELLING = ("interpretation", "draft")
CHANGES = (
    RelationType.REPEALS,
    RelationType.LAPSES,
    RelationType.AMENDS,
    RelationType.CONFIRMS,
)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice["id"])
def test_what_a_notice_says_of_itself(notice: dict[str, object]) -> None:
    values = read_metadata(str(notice["text"]), (), name="文件.txt", authority=AUTHORITY)
    found = {name: values[name][0].value if name in values else None for name in FIELDS}
    issuers = found["issuers"]
    found["issuers"] = list(issuers) if isinstance(issuers, tuple) else issuers
    wrong = {name: found[name] for name in FIELDS if found[name] != notice[name]}
    assert wrong == notice.get("known", {})


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice["id"])
def test_what_a_notice_changes(notice: dict[str, list[list[str]]], tmp_path: Path) -> None:
    if notice["kind"] in RETELLING:
        return
    expected = {
        (ENDS.get(type_, type_), target) for type_, target in notice["changes"] if type_ in CHANGES
    }
    found, parts = set(), set()
    (tmp_path / "a.txt").write_text(str(notice["text"]), encoding="utf-8")
    document = PLAIN_TEXT.extract(tmp_path / "a.txt", Limits())
    title = str(notice["title"])
    for mention in read_clauses(document.text, document.blocks, title=title).mentions:
        if mention.type not in CHANGES:
            continue
        names = (mention.target_number or "", mention.target_title or "")
        type_ = ENDS.get(mention.type.value, mention.type.value)
        said = next(((t, x) for t, x in expected if t == type_ and x in names), (type_, *names))
        found.add(said)
        if type_ == "ends" and mention.scope is Scope.PARTIAL:
            parts.add(said[1])
    assert found == expected
    assert parts == set(notice.get("parts", parts))
