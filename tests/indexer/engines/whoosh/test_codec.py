"""Whoosh's own tools open our index: open_dir, readers, searcher, queries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from whoosh import index, query, writing
from whoosh.reading import TermNotFound

from analyzers.analyzer import default_analyzer
from indexer.engines.whoosh.store import WhooshStore
from tests.contracts.engine import LIBRARY, document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two segments, one with a deleted document."""
    store = WhooshStore(tmp_path / "index", default_analyzer(), 2**20)
    engine = store.build()
    with engine.write(1) as writer:
        for d in LIBRARY:
            writer.put(d)
        for n in range(60):
            writer.put(document(f"filler {n}", f"停车管理第{n}号", "停车收费" * 50))
    with engine.write(2) as writer:
        writer.put(document("disclosure", "政府信息公开指南", "公开公开", issuer="市政府办"))
    assert engine.status().segments == 2
    return engine.folder


def test_a_plain_term_query_finds_our_documents(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        found = searcher.search(query.Term("body", "电梯"))
        assert sorted(hit["id"] for hit in found) == ["draft", "elevator", "undated"]
        found = searcher.search(query.Term("title", "公开"))
        assert [hit["id"] for hit in found] == ["disclosure"]
        assert searcher.search(query.Term("number", "电梯")).is_empty()


def test_scores_are_whoosh_s_own(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        found = searcher.search(query.Or([query.Term("body", "公开"), query.Term("body", "停车")]))
        assert found[0]["id"] == "disclosure"
        assert found[0].score > found[1].score > 0


def test_other_queries_work_too(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        prefix = searcher.search(query.Prefix("title", "补"), limit=None)
        assert [hit["id"] for hit in prefix] == ["draft"]
        both = query.And([query.Term("body", "电梯"), query.Not(query.Term("title", "安全"))])
        assert sorted(h["id"] for h in searcher.search(both)) == ["draft", "elevator"]
        fuzzy = searcher.search(query.FuzzyTerm("title", "加装", maxdist=1), limit=None)
        assert {"draft", "elevator"} <= {h["id"] for h in fuzzy}
        assert len(searcher.search(query.Every(), limit=None)) == len(LIBRARY) + 60


def test_the_reader_tells_what_is_there(folder: Path) -> None:
    reader = index.open_dir(str(folder)).reader()
    assert reader.doc_count() == len(LIBRARY) + 60
    assert reader.doc_count_all() == len(LIBRARY) + 61
    assert reader.has_deletions()
    assert reader.doc_frequency("body", "电梯") == 3
    assert reader.frequency("body", "停车") == 60 * 50
    assert ("body", "电梯") in reader
    assert ("number", "电梯") not in reader
    assert sorted(reader.indexed_field_names()) == ["body", "number", "title"]
    assert "公开".encode() in set(reader.lexicon("title"))
    with pytest.raises(TermNotFound):
        reader.postings("body", "不在词表的词")
    stored = next(f for f in reader.all_stored_fields() if f["id"] == "elevator")
    assert stored["issuer"] == ("市政府", "住建局")
    assert stored["published"] == date(2020, 5, 1)
    reader.close()


def test_whoosh_s_writer_is_told_who_writes(folder: Path) -> None:
    from indexer.engines.whoosh.codec import ArrayCodec

    opened = index.open_dir(str(folder))
    with pytest.raises(NotImplementedError, match=r"indexer\.engines\.whoosh"):
        writing.SegmentWriter(opened, codec=ArrayCodec())
