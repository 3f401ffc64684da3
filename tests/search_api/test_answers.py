"""Kept answers: the same as new ones, and void as soon as anything changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

import orjson
import pytest
from fastapi.testclient import TestClient

from indexer.model.queries import SearchRequest, SearchResponse
from indexer.searching import days
from indexer.searching.service import SearchService
from search_api.answers import Answers
from tests import library


class Asked:
    """Asks through the kept answers; counts the searches that were really made."""

    def __init__(self, service: SearchService, limit: int = 2**20) -> None:
        self.service = service
        self.answers = Answers(service, limit)
        self.searches = 0

    def __call__(self, query: str) -> dict[str, object]:
        def search() -> SearchResponse:
            self.searches += 1
            return self.service.search(SearchRequest(query))

        answer: dict[str, object] = orjson.loads(self.answers.json(query.encode(), search))
        del answer["took_ms"]
        return answer


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    with library.opened(tmp_path, library.ALL) as service:
        yield Asked(service)


def test_the_same_query_is_searched_once(asked: Asked) -> None:
    first = asked("加装电梯")
    assert asked("加装电梯") == first
    assert asked.searches == 1
    assert asked("公积金") != first
    assert asked.searches == 2


def test_every_search_is_logged(asked: Asked) -> None:
    for _ in range(3):
        asked("加装电梯")
    counted = asked.service.usage.top_queries(date.min, date.max)
    assert [(c.query, c.searches) for c in counted] == [("加装电梯", 3)]


def test_what_is_withdrawn_is_gone_at_once(asked: Asked) -> None:
    """Also before the index is brought up to date, which is another process's work."""
    assert "lift" in str(asked("加装电梯"))
    with asked.service.catalogue.write() as writer:
        writer.publish("lift", False)
    assert "'id': 'lift'" not in str(asked("加装电梯"))


def test_a_new_day_a_judgement_and_a_synonym_make_answers_void(asked: Asked) -> None:
    asked("加装电梯")
    with patch.object(days, "today", lambda: date(2035, 1, 1)):
        assert asked("加装电梯")["as_of"] == "2035-01-01"
    searches = asked.searches
    asked("加装电梯")
    assert asked.searches == searches + 1
    asked.service.feedback("加装电梯", "guide", 3)
    asked.service.refresh()
    asked("加装电梯")
    assert asked.searches == searches + 2
    asked.service.prepare_helps()
    asked("加装电梯")
    assert asked.searches == searches + 3


def test_kept_answers_stay_within_the_bound(asked: Asked) -> None:
    little = Asked(asked.service, limit=0)
    assert little("加装电梯") == little("加装电梯")
    assert little.searches == 2


def test_a_kept_answer_is_sent_without_reading_parameters_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/api/v1/search?q=%E5%8A%A0%E8%A3%85&size=3"

    def read(*_: object) -> None:
        raise RuntimeError("read again")

    def asked_again() -> bool:
        """What a service finishes in the background may void the first answer."""
        first = client.get(address).json()
        with monkeypatch.context() as patched:
            patched.setattr("search_api.direct.read", read)
            again = client.get(address)
        return again.status_code == 200 and {**again.json(), "took_ms": 0} == {
            **first,
            "took_ms": 0,
        }

    assert any(asked_again() for _ in range(20))
