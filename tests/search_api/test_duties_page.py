"""/duties, and the box on the results of a question that asks for a body."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests import library
from tests.indexer.searching.test_duties import HELD, OLD, PARKING


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("duties")
    with library.opened(folder, [PARKING, OLD, HELD]) as service:
        service.prepare_helps()
        app = create_app(service, Settings(home=folder))
        with TestClient(app, raise_server_exceptions=False) as opened:
            yield opened


def test_bodies_with_their_clauses(client: TestClient) -> None:
    page = client.get("/duties", params={"q": "停车场归谁管"})
    assert page.status_code == 200
    assert "惠州市城市管理局" in page.text
    assert "是停车场主管部门" in page.text
    assert "/documents/parking" in page.text
    assert "民政局" not in page.text


def test_of_a_body_and_of_nothing(client: TestClient) -> None:
    assert "公安机关" in client.get("/duties", params={"body": "公安"}).text
    assert "没有读到" in client.get("/duties", params={"q": "火星移民"}).text
    assert client.get("/duties").status_code == 200


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    page = client.get("/duties", params={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page


def test_a_question_for_a_body_has_a_box(client: TestClient) -> None:
    assert "由谁负责" in client.get("/", params={"q": "停车场归哪个部门管"}).text
    assert "由谁负责" not in client.get("/", params={"q": "停车场"}).text
