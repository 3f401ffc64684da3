"""The boxes above the results of a question: the clause that answers, and who is responsible."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from indexer.runtime.settings import Settings
from search_api.app import create_app
from search_api.portal import answering
from tests import library
from tests.indexer.searching.test_answering import NEW, NOTE, OLD

FEES = {"q": "停车收费多少钱"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("boxes")
    with library.opened(folder, [OLD, NEW, NOTE]) as service:
        service.prepare_helps()
        app = create_app(service, Settings(home=folder))
        with TestClient(app, raise_server_exceptions=False) as opened:
            yield opened


def box(client: TestClient, **asked: str) -> str:
    page = client.get("/", params=asked).text
    found = re.search(r'<section class="panel stack-s answer".*?</section>', page, re.S)
    return found.group() if found else ""


def test_the_clause_that_answers_is_shown_with_status_and_day(client: TestClient) -> None:
    shown = box(client, **FEES)
    assert "每小时5元" in re.sub("</?mark>", "", shown)
    assert "金额：5 元" in shown or "收费：5 元" in shown
    assert 'href="/documents/new#' in shown and "第三条</a>" in shown
    assert "现行有效" in shown and "把握：" in shown


def test_what_is_not_sure_is_folded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "SURE", 0.0)
    assert "条文这样规定" in box(client, **FEES) and "<details>" not in box(client, **FEES)
    monkeypatch.setattr(answering, "SURE", 1.1)
    assert "可能作答的条文" in box(client, **FEES) and "<details>" in box(client, **FEES)


def test_of_a_past_day_the_rule_of_that_day(client: TestClient) -> None:
    shown = box(client, q="2015年停车收费多少钱")
    assert "每小时2元" in re.sub("</?mark>", "", shown)
    assert 'href="/documents/old?as_of=2015-12-31#' in shown
    assert "按 <time" in shown and "2015-12-31" in shown


def test_none_where_nothing_is_asked_or_nothing_answers(client: TestClient) -> None:
    assert not box(client, q="停车场")
    assert not box(client, q="火星移民要多少钱")
    assert not box(client, **FEES, page="2")


def test_a_long_clause_scrolls_and_can_be_reached_by_keys(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "answer__long" not in box(client, **FEES)
    monkeypatch.setattr(answering, "_LONG", 5)
    assert 'class="answer__long" tabindex="0"' in box(client, **FEES)


def test_a_question_for_a_body_has_its_box(client: TestClient) -> None:
    page = client.get("/", params={"q": "停车场归哪个部门管", "region": "惠州市"}).text
    assert "由谁负责" in page
    assert "由谁负责" not in client.get("/", params={"q": "停车场"}).text


def test_the_conditions_go_on_to_the_whole_list(client: TestClient) -> None:
    asked = {"q": "停车场归哪个部门管", "as_of": "2015-01-01", "sort": "newest"}
    page = client.get("/", params=asked).text
    link = re.search(r'href="(/duties[^"]+)">全部负责机关', page)
    assert link is not None
    assert "as_of=2015-01-01" in link.group(1) and "sort=" not in link.group(1)
    assert client.get(link.group(1).replace("&amp;", "&")).status_code == 200


def test_why_nobody_is_named_is_said(client: TestClient) -> None:
    page = client.get("/", params={"q": "停" * 201 + "归谁管"}).text
    assert "只读了前 200 字" in page
    assert "全部负责机关" not in page
