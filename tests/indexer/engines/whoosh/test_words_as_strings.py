"""A word says that the text holds each string in the word, but where words were rewritten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzers.analyzer import default_analyzer
from indexer.engines.base import SearchEngine
from indexer.engines.whoosh import segment, view, writing
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.store import WhooshStore
from indexer.engines.whoosh.verdicts import Verdicts
from indexer.model.queries import EngineQuery, Substring
from tests.contracts.engine import document

BODIES = (
    "最高人民法院作出解释",
    "由人民法院受理",
    "国令第707号公布",  # gives the word 国务院令, too
    "国务院令第708号公布",
    "国务院有关部门",
    "人民的法院",
    "国令第709号，国务院会议通过",
)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts were looked into, each time. Words are gone through for any number."""
    monkeypatch.setattr(view, "_SOON_LOOKED_INTO", 1)
    monkeypatch.setattr(view, "_BYTES_FOR_A_LOOK", 1_000_000)
    found: list[int] = []
    look = Verdicts._look

    def counted(self: Verdicts, unknown: NDArray[np.intp], seldom: bool) -> None:
        found.append(len(unknown))
        look(self, unknown, seldom)

    monkeypatch.setattr(Verdicts, "_look", counted)
    return found


def built(path: Path, parts: int = 1) -> WhooshEngine:
    engine = WhooshStore(path, default_analyzer(), 2**20).build()
    documents = [document(f"{n}", "标题", body) for n, body in enumerate(BODIES * 2)]
    for part in range(parts):
        with engine.write(part + 1) as writer:
            for one in documents[part::parts]:
                writer.put(one)
            writer.delete("1")
    return engine


def held(engine: SearchEngine, text: str) -> set[int]:
    fields = ("body",)
    found = engine.search(EngineQuery(Substring(text, fields), limit=50)).hits
    return {int(hit.id) for hit in found}


def expected(text: str) -> set[int]:
    return {n for n, body in enumerate(BODIES * 2) if text in body and n != 1}


@pytest.mark.parametrize("parts", [1, 3], ids=["one segment", "merged"])
@pytest.mark.parametrize("text", ["人民法院", "国务院", "国务院令", "高人民", "院令第", "务院有"])
def test_strings_are_found_where_they_stand(
    tmp_path: Path, looked: list[int], parts: int, text: str
) -> None:
    assert held(built(tmp_path, parts), text) == expected(text)


def test_what_words_tell_is_not_looked_for(tmp_path: Path, looked: list[int]) -> None:
    engine = built(tmp_path)
    assert held(engine, "人民法院") == expected("人民法院")
    assert not looked
    # What was rewritten there is looked into, whatever words it has.
    assert held(engine, "国务院") == expected("国务院")
    assert sum(looked) == len([n for n in expected("国务院") if n % len(BODIES) == 6]) == 2


def test_a_segment_of_before_is_looked_into(
    tmp_path: Path, looked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "REWRITTEN", "of no segment")
    engine = built(tmp_path)
    assert held(engine, "人民法院") == expected("人民法院")
    assert sum(looked) == len({*expected("人民法院"), 1})  # the deleted one, too


def test_a_merge_with_a_segment_of_before_knows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "to_merge", lambda sizes, shares: list(range(len(sizes))))
    monkeypatch.setattr(segment.SegmentData, "rewritten", None)
    engine = built(tmp_path, parts=2)
    (data,) = engine._snapshot.opened.values()
    assert segment.REWRITTEN not in data.file
