"""What is proposed where little was found, and that nothing is where nothing was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model.queries import SearchRequest
from tests import library

ENGINES = ("memory", "whoosh")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [0, 1, 4])
def test_browsing_a_small_library_proposes_nothing(tmp_path: Path, engine: str, size: int) -> None:
    with library.opened(tmp_path, library.ALL[:size], engine) as service:
        service.prepare_helps()
        for q in ("", " ", "\x00", "《》", "《 》", '""', "()", "-", "-不在词表的词", "-" * 1_000):
            answer = service.search(SearchRequest(q=q))
            assert answer.query.did_you_mean is None
            if not q.strip('-\x00《》"() '):
                assert answer.total in (0, size)
        draft = SearchRequest(filters={"status": ("draft",), "year": ("2009",)})
        assert service.search(draft).total == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_title_beside_words_leaves_the_words(tmp_path: Path, engine: str) -> None:
    with library.opened(tmp_path, library.ALL, engine) as service:
        service.prepare_helps()
        expected = service.search(SearchRequest(q="加装电梯")).total
        assert expected
        for q in ("加装电梯《》", "加装电梯 title:《》", "《》加装电梯", '加装电梯 ""'):
            assert service.search(SearchRequest(q=q)).total == expected
