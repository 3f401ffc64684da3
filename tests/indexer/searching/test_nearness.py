"""Passages by an encoder: what only means it comes first, and an answer says why it is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.meaning.encoder import Encoder
from indexer.meaning.following import catch_up
from indexer.model.answers import Answer
from indexer.model.queries import SearchRequest
from indexer.searching import nearness
from indexer.searching.service import SearchService
from indexer.searching.sureness import SURE
from tests import library
from tests.indexer.meaning.tiny_encoder import tiny_encoder

QUESTION = "单位不发钱怎么办"
RULES = library.document(
    "rules",
    "第一条 单位应当办理登记。\n第二条 有关单位拖欠报酬的，责令支付。\n"
    "第三条 本办法自2020年1月1日起施行。",
    title="用工办法",
    kind="policy",
    effective_from="2020-01-01",
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SearchService]:
    others = [
        library.document(f"z-{i}", "养犬应当办理免疫，遛犬应当牵绳。", title=f"规定{i}")
        for i in range(120)
    ]
    folder = tiny_encoder(tmp_path / "encoder")
    with library.opened(tmp_path / "library", [RULES, *others], encoder=folder) as opened:
        yield opened


def ask(service: SearchService, text: str) -> Answer:
    return service.answer(SearchRequest(q=text))


def follow(service: SearchService) -> None:
    assert service.settings.encoder is not None
    catch_up(service.catalogue, service.settings.home, Encoder(service.settings.encoder))
    service.refresh()


def first(answer: Answer) -> str:
    return answer.passages[0].passage.heading


def test_what_means_it_comes_before_what_has_its_words(service: SearchService) -> None:
    by_words = ask(service, QUESTION)
    assert first(by_words) == "第一条"
    assert not by_words.answered
    follow(service)
    by_meaning = ask(service, QUESTION)
    assert first(by_meaning) == "第二条"
    assert by_meaning.confidence.value > by_words.confidence.value
    assert "意思与所问十分接近" in by_meaning.confidence.reason


def test_what_shares_no_word_is_never_sure(service: SearchService) -> None:
    follow(service)
    answer = ask(service, QUESTION)
    assert first(answer) == "第二条"
    assert answer.confidence.value < SURE


def test_vectors_of_passages_are_made_once(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(service)
    made: list[int] = []
    plain = Encoder.texts
    monkeypatch.setattr(
        Encoder, "texts", lambda self, texts: (made.append(len(texts)), plain(self, texts))[1]
    )
    ask(service, QUESTION)
    assert sum(made) > 0
    before = sum(made)
    ask(service, QUESTION + "呢")
    assert sum(made) == before


def test_at_most_so_many_are_looked_at(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearness, "FIRST", 1)
    follow(service)
    assert first(ask(service, QUESTION)) == "第一条"
