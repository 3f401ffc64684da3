"""The analyst's desk: numbers that lead to their documents, totals without counting twice."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests import library

JOINT = library.document(
    "joint",
    "第一条 为了规范养老服务，制定本办法。\n第二条 本办法自2021年1月1日起施行，有效期5年。",
    title="云城市养老服务办法",
    issuers=("云城市民政局", "云城市财政局"),
    kind="policy",
    theme=("民政", "民政\\养老"),
    published_date="2020-12-01",
)
SECOND = library.document(
    "second",
    "第一条 为了规范财政补贴，制定本办法。\n第二条 本办法自2022年1月1日起施行。",
    title="云城市财政补贴办法",
    issuers=("云城市财政局",),
    kind="policy",
    published_date="2021-12-01",
)
UNDATED = library.document("undated", "没有日期、没有机关的文字。", title="无题", kind="policy")
SMALL = (JOINT, SECOND, UNDATED, library.WITHHELD)


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("desk")
    with library.opened(folder, SMALL, request.param) as service:
        app = create_app(service, Settings(home=folder))
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client


def links(page: str) -> list[tuple[int, str]]:
    """The numbers of the table with the searches they lead to."""
    table = page[page.index('<table class="pivot">') : page.index("</table>")]
    found = re.findall(r'<a href="([^"]+)"[^>]*>(\d+)</a>', table)
    return [(int(count), unescape(href)) for href, count in found]


@pytest.mark.parametrize(
    "query",
    [
        "", "?rows=theme&columns=status", "?rows=year&columns=kind&as_of=2021-06-30",
        "?rows=status&columns=issuer&as_of=2026-06-30", "?issuer=云城市财政局&rows=issuer",
        "?q=办法", "?rows=theme&columns=year&theme=民政", "?expires_from=2025-01-01",
        "?status=in_force&as_of=2021-06-30&rows=month",
    ],
)  # fmt: skip
def test_each_number_leads_to_so_many_documents(desk: TestClient, query: str) -> None:
    numbers = links(desk.get(f"/analysis{query}").text)
    assert numbers
    for count, href in numbers:
        found = desk.get(href)
        assert found.status_code == 200, href
        assert f"共 {count} 份文件" in found.text, href


def test_totals_count_a_joint_issue_once(desk: TestClient) -> None:
    rows = desk.get("/analysis/table.csv").text.lstrip("\ufeff").splitlines()
    assert rows[0] == "发文机关＼年份,2020,2021,文件数（去重）"
    assert rows[1:] == ["云城市财政局,1,1,2", "云城市民政局,1,0,1", "文件数（去重）,1,1,3"]
    page = desk.get("/analysis").text
    assert "在合计中只计一次" in page
    assert "另有 1 份没有发文机关" in page
    assert "另有 1 份没有年份" in page


def test_the_workbook_tells_how_it_was_made(desk: TestClient) -> None:
    answer = desk.get("/analysis/table.xlsx?q=办法&as_of=2026-06-30")
    book = load_workbook(io.BytesIO(answer.content))
    told = {str(row[0].value): str(row[1].value) for row in book.worksheets[1].iter_rows()}
    assert told["检索词"] == "办法"
    assert told["有效性计算日"].startswith("2026-06-30")
    assert "as_of=2026-06-30&revision=" in told["固定链接"]


def test_a_permalink_says_when_the_library_has_moved_on(desk: TestClient) -> None:
    page = desk.get("/analysis").text
    found = re.search(r'href="(/analysis\?as_of=[\d-]{10}&amp;revision=\d+)"', page)
    assert found
    link = unescape(found[1])
    assert "现为" not in desk.get(link).text
    assert "现为" in desk.get(re.sub(r"revision=\d+", "revision=0", link)).text


def test_a_facet_cannot_be_both_rows_and_columns(desk: TestClient) -> None:
    answer = desk.get("/analysis?rows=year&columns=year")
    assert answer.status_code == 422
    assert "行与列应是两个不同的分面" in answer.text
    assert "<html" in answer.text


@pytest.mark.parametrize("count", [0, 1])
def test_small_libraries(tmp_path_factory: pytest.TempPathFactory, count: int) -> None:
    folder = tmp_path_factory.mktemp("few")
    with (
        library.opened(folder, SMALL[:count]) as service,
        TestClient(create_app(service, Settings(home=folder))) as client,
    ):
        for part in ("", "/table.csv", "/table.xlsx", "/trend.svg", "/status.svg", "/endings.csv"):
            path = f"/analysis{part}"
            assert client.get(path).status_code == 200
        assert ("没有符合这些条件的文件" in client.get("/analysis").text) is (count == 0)


def test_every_number_of_the_page_leads_to_so_many_documents(desk: TestClient) -> None:
    """Trend by year's end, shares, months of endings."""
    page = desk.get("/analysis?as_of=2025-06-30").text
    page = page[page.index("逐年年末有效性") :]
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*aria-label="[^"]*[ ，](\d+) 份"', page)
    assert len(found) > 10
    for href, count in found:
        assert f"共 {count} 份文件" in desk.get(unescape(href)).text, href


def test_trend_tells_what_was_in_force_at_each_years_end(desk: TestClient) -> None:
    rows = desk.get("/analysis/trend.csv?as_of=2026-06-30").text.splitlines()
    assert rows[1:3] == ["2020,2020-12-31,0,0,0,1,1", "2021,2021-12-31,1,0,0,1,2"]
    assert rows[-1] == "2026,2026-06-30,1,1,0,0,2"


def test_endings_are_of_this_year_and_the_next(desk: TestClient) -> None:
    rows = desk.get("/analysis/endings.csv?as_of=2024-06-30").text.splitlines()
    assert rows[1].startswith("2025-12-31,云城市养老服务办法,")
    assert len(rows) == 2
    assert len(desk.get("/analysis/endings.csv?as_of=2023-06-30").text.splitlines()) == 1


@pytest.mark.parametrize("part", ["trend", "status"])
def test_charts_are_pictures_of_their_own(desk: TestClient, part: str) -> None:
    answer = desk.get(f"/analysis/{part}.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert ElementTree.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"
    assert " style=" not in answer.text


def test_there_are_no_other_parts(desk: TestClient) -> None:
    for name in ("endings.svg", "nothing.csv", "trend.png"):
        assert desk.get(f"/analysis/{name}").status_code == 404


def test_coverage_tells_who_explained_and_after_how_long(tmp_path: Path) -> None:
    with (
        library.opened(tmp_path, library.ALL) as service,
        TestClient(create_app(service, Settings(home=tmp_path))) as client,
    ):
        rows = client.get("/analysis/coverage.csv").text.splitlines()
        assert "云城市人民政府办公室,1,1,100.0%,4" in rows
        assert "云城市住房公积金管理中心,1,0,0.0%," in rows
        assert "解读覆盖" in client.get("/analysis").text
        assert "解读覆盖" not in client.get("/analysis?kind=interpretation").text
