"""/duties: who answers for a matter, and what a body answers for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.runtime.settings import Settings
from search_api.app import create_app
from search_api.portal import duties
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


def test_what_the_search_met_is_told_of_the_page_too(client: TestClient) -> None:
    page = client.get("/duties", params={"q": "鼋头渚停车场归谁管"}).text
    assert "库中没有出现“鼋头渚”" in page


def test_pages_are_led_to_and_conditions_kept(client: TestClient) -> None:
    asked = {"q": "停车场", "size": 1, "status": ["in_force", "repealed", "unknown"]}
    first = client.get("/duties", params=asked).text
    assert "第 1 页，共" in first and 'rel="next"' in first and 'rel="prev"' not in first
    link = html.unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])
    second = client.get(link).text
    assert 'rel="prev"' in second and "第 2 页" in second
    assert second.count('type="hidden" name="status"') == 3
    # Behind the last it is said, here and by the API.
    behind = client.get("/duties", params={**asked, "page": 99}).text
    assert "第 99 页没有结果，共" in behind and "回到第一页" in behind
    for path in ("responsibilities", "passages"):
        answer = client.get(f"/api/v1/{path}", params={"q": "停车场", "page": 99}).json()
        assert answer["notes"][-1].startswith("第 99 页没有结果，共")


def test_what_is_not_listed_of_a_body_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = library.document(
        "busy", "第一条 市民政局负责养老工作。\n第二条 市民政局负责低保审核。", kind="policy"
    )
    asked = {"body": "民政局", "clauses": 1}
    with library.opened(tmp_path, [busy]) as service:
        opened = TestClient(create_app(service, Settings(home=tmp_path)))
        assert "该机关的全部 2 条" in opened.get("/duties", params=asked).text
        monkeypatch.setattr(duties, "MOST_CLAUSES", 1)
        assert "共 2 条，只列出前 1 条" in opened.get("/duties", params=asked).text
