"""Searches and pivots as sheets and feeds."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests import library

API = "/api/v1"
ATOM = "{http://www.w3.org/2005/Atom}"
FORMULAS = ('=HYPERLINK("http://evil","奖金")办法', "+甲办法", "-乙办法", "@丙办法", "\t=丁办法",
            "戊\x0b\ufffe<b>办法&")  # fmt: skip


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheets(answer: Any) -> list[list[tuple[Any, ...]]]:
    assert answer.status_code == 200, answer.text
    book = load_workbook(io.BytesIO(answer.content))
    return [list(page.iter_rows(values_only=True)) for page in book.worksheets]


def hits(client: TestClient, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(
        f"{API}/search", params={"size": 100, **params}
    ).json()["hits"]
    return found


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Titles that no spreadsheet and no XML likes, and at most four rows."""
    folder = tmp_path_factory.mktemp("odd")
    made = [
        library.document(
            f"d{n}", f"第一条 奖金 {n}", title=title, published_date=f"2020-01-0{n + 1}"
        )
        for n, title in enumerate(FORMULAS)
    ]
    settings = Settings(home=folder, export_rows=4, public_url="https://policy.example/portal/")
    with library.opened(folder, made) as service:
        yield TestClient(create_app(service, settings), raise_server_exceptions=False)


@pytest.mark.parametrize(
    "params",
    [{}, {"q": "电梯"}, {"q": "电梯", "sort": "oldest"},
     {"kind": "政策文件", "as_of": "2015-01-01"}, {"status": "in_force"},
     {"year": "2019", "sort": "newest"}],
)  # fmt: skip
def test_a_sheet_is_the_search(client: TestClient, params: dict[str, str]) -> None:
    """The same hits in the same order, each with its status of the day."""
    found = hits(client, **params)
    listed = rows(client.get(f"{API}/search.csv", params=params))
    assert [r["编号"] for r in listed] == [h["id"] for h in found]
    assert [r["有效性"] for r in listed] == [h["status"]["label"] for h in found]
    assert [r["有效性起始"] for r in listed] == [h["status"]["since"] or "" for h in found]
    assert [r["有效性说明"] for r in listed] == [h["status"]["reason"] for h in found]
    assert [r["年份"] for r in listed] == [(h["date"] or "")[:4] for h in found]
    page, _ = sheets(client.get(f"{API}/search.xlsx", params=params))
    assert [r[-1] for r in page[1:]] == [h["id"] for h in found]
    assert all(isinstance(r[page[0].index("年份")], int) for r in page[1:])
    days = [r[page[0].index("发布日期")] for r in page[1:]]
    assert all(isinstance(day, datetime) for day in days if day is not None)


def test_the_status_is_of_the_day_that_was_asked(client: TestClient) -> None:
    def status(day: str) -> tuple[str, str, str]:
        listed = rows(client.get(f"{API}/search.csv", params={"as_of": day}))
        row = next(r for r in listed if r["编号"] == "lift")
        return row["有效性"], row["有效性依据"], row["计算日"]

    assert status("2019-11-30") == ("尚未生效", "正文提取", "2019-11-30")
    assert status("2020-01-01")[0] == "现行有效"
    assert status("2025-01-01")[0] == "失效"


def test_by_body(client: TestClient) -> None:
    asked = {"q": "电梯", "issuer": ["云城市人民政府"]}
    for format in ("csv", "xlsx"):
        by_address = client.get(f"{API}/search.{format}", params=asked)
        by_body = client.post(f"{API}/search.{format}", json=asked)
        assert by_body.headers["x-total-count"] == by_address.headers["x-total-count"] == "1"
    assert rows(client.post(f"{API}/search.csv", json=asked))[0]["编号"] == "old-lift"
    assert client.post(f"{API}/search.csv", json={"foo": 1}).status_code == 422


def test_a_page_where_one_is_asked_for(client: TestClient) -> None:
    found = [h["id"] for h in hits(client)]
    second = rows(client.get(f"{API}/search.csv", params={"page": 2, "size": 2}))
    assert [r["编号"] for r in second] == found[2:4]
    assert len(rows(client.get(f"{API}/search.csv", params={"page": 1}))) == min(10, len(found))


def test_nothing_found(client: TestClient) -> None:
    for format in ("csv", "xlsx", "atom"):
        answer = client.get(f"{API}/search.{format}", params={"year": "1901"})
        assert answer.status_code == 200
        assert answer.headers["x-total-count"] == "0"
    page, about = sheets(client.get(f"{API}/search.xlsx", params={"year": "1901"}))
    assert len(page) == 1
    assert ("年份", "1901") in about
    assert rows(client.get(f"{API}/search.csv", params={"year": "1901"})) == []
    root = ElementTree.fromstring(client.get(f"{API}/search.atom?year=1901").content)
    assert root.find(f"{ATOM}entry") is None


def test_the_cap_is_told(odd: TestClient) -> None:
    answer = odd.get(f"{API}/search.csv")
    listed = rows(answer)
    assert len(listed) == 5
    assert "共 6 份" in listed[-1]["序号"]
    assert "前 4 份" in listed[-1]["序号"]
    names = ("x-total-count", "x-row-count", "x-row-limit")
    assert [answer.headers[name] for name in names] == ["6", "4", "4"]
    page, about = sheets(odd.get(f"{API}/search.xlsx"))
    assert len(page) == 6
    assert "共 6 份" in page[-1][0]
    told = dict(about)
    assert (told["命中"], told["列出"]) == (6, 4)
    assert "前 4 份" in told["未列全"]
    assert len(rows(odd.get(f"{API}/search.csv?size=100"))) == 5
    assert len(rows(odd.get(f"{API}/search.csv?size=2"))) == 2


def test_no_cell_is_a_formula(odd: TestClient) -> None:
    for sort in ("newest", "oldest"):
        for row in rows(odd.get(f"{API}/search.csv", params={"sort": sort})):
            assert not any((cell or "").lstrip().startswith(tuple("=+-@")) for cell in row.values())
        book = load_workbook(
            io.BytesIO(odd.get(f"{API}/search.xlsx", params={"sort": sort}).content)
        )
        cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert not any(str(cell.value).lstrip().startswith(tuple("=+-@")) for cell in cells)
    first = rows(odd.get(f"{API}/search.csv", params={"sort": "oldest"}))[0]
    assert first["标题"] == "'" + FORMULAS[0]


def test_titles_lead_to_the_page(odd: TestClient, client: TestClient) -> None:
    book = load_workbook(io.BytesIO(odd.get(f"{API}/search.xlsx?sort=oldest").content))
    target = book.worksheets[0]["B2"].hyperlink.target
    assert target == "https://policy.example/portal/documents/d0"
    listed = rows(client.get(f"{API}/search.csv", headers={"Host": "a.example:81"}))
    assert all(r["网址"].startswith(("http", "http://a.example:81/documents/")) for r in listed)
    forged = client.get(f"{API}/search.csv", headers={"Host": 'x"><script>'})
    assert "script" not in forged.text


def test_the_file_has_a_name(client: TestClient) -> None:
    answer = client.get(f"{API}/search.csv", params={"q": '加装/电梯"\r\n', "as_of": "2020-01-01"})
    told = answer.headers["content-disposition"]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    name = re.fullmatch(r"attachment; filename=\"list\.csv\"; filename\*=UTF-8''(\S+)", told)
    assert name is not None
    assert unquote(name[1]).startswith("政策文件 加装 电梯")
    assert unquote(name[1]).endswith("2020-01-01.csv")


@pytest.mark.parametrize("format", ["csv", "xlsx", "atom"])
def test_wrong_parameters_are_told(client: TestClient, format: str) -> None:
    wrong = {"foo": "1", "as_of": "昨天", "sort": "best", "published_from": "x"}
    answer = client.get(f"{API}/search.{format}", params=wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {e["parameter"] for e in answer.json()["errors"]} == set(wrong)


@pytest.mark.parametrize("path", ["search.csv", "search.xlsx", "search.atom", "pivot?format=xlsx"])
def test_head_tag_and_cors(client: TestClient, path: str) -> None:
    origin = {"Origin": "https://portal.example"}
    got, head = (client.request(m, f"{API}/{path}", headers=origin) for m in ("GET", "HEAD"))
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "etag", "x-total-count"):
        assert head.headers[name] == got.headers[name]
    assert "X-Row-Limit" in got.headers["access-control-expose-headers"]
    again = client.get(f"{API}/{path}", headers={"If-None-Match": got.headers["etag"]})
    assert again.status_code == 304
    assert set(client.options(f"{API}/{path}").headers["allow"].split(", ")) >= {"GET", "HEAD"}


def test_a_pivot_as_sheets(client: TestClient) -> None:
    asked = {"rows": "status", "columns": "year", "as_of": "2020-01-01"}
    body = client.get(f"{API}/pivot", params=asked).json()
    page, _ = sheets(client.get(f"{API}/pivot", params={**asked, "format": "xlsx"}))
    assert page[0] == ("有效性＼年份", *map(int, body["column_values"]))
    assert [list(row[1:]) for row in page[1:]] == body["counts"]
    assert "现行有效" in [row[0] for row in page]
    listed = rows(client.get(f"{API}/pivot", params={**asked, "format": "csv"}))
    assert [row["有效性＼年份"] for row in listed] == [row[0] for row in page[1:]]


def test_a_feed(client: TestClient) -> None:
    answer = client.get(f"{API}/search.atom", params={"q": "电梯", "sort": "newest"})
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    own = root.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.get("href") == str(answer.request.url)
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    entries = root.findall(f"{ATOM}entry")
    found = hits(client, q="电梯", sort="newest")
    assert [e.findtext(f"{ATOM}title") for e in entries] == [h["title"] for h in found]
    updated = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00"
    for part in (root, *entries):
        assert re.fullmatch(updated, part.findtext(f"{ATOM}updated") or "")
        assert (part.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
    assert len({e.findtext(f"{ATOM}id") for e in entries}) == len(entries)
    for entry, hit in zip(entries, found, strict=True):
        assert hit["status"]["label"] in (entry.findtext(f"{ATOM}summary") or "")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert client.get(link.get("href") or "").status_code == 200
    assert len(client.get(f"{API}/search.atom?size=1").text.split("<entry>")) == 2


def test_ids_of_a_feed_stay(client: TestClient) -> None:
    def ids(**headers: str) -> list[str | None]:
        root = ElementTree.fromstring(client.get(f"{API}/search.atom", headers=headers).content)
        return [e.text for e in root.iter(f"{ATOM}id")]

    assert ids() == ids(Host="other.example")


def test_a_feed_of_odd_titles_is_xml(odd: TestClient) -> None:
    root = ElementTree.fromstring(odd.get(f"{API}/search.atom").content)
    titles = [e.findtext(f"{ATOM}title") for e in root.findall(f"{ATOM}entry")]
    assert "戊  <b>办法&" in titles
    assert len(titles) == 4


def test_the_address_of_a_feed_holds_what_was_asked(client: TestClient) -> None:
    root = ElementTree.fromstring(client.get(f'{API}/search.atom?q=<b>"%25&year=2019').content)
    own = root.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert (own.get("href") or "").endswith("/search.atom?q=%3Cb%3E%22%25&year=2019")


def test_filters_are_told(client: TestClient) -> None:
    asked = {"status": "in_force", "published_from": "2019-01-01", "kind": "政策文件"}
    told = sheets(client.get(f"{API}/search.xlsx", params=asked))[1]
    assert {("有效性", "现行有效"), ("发布日期", "2019-01-01 至"), ("类别", "政策文件")} <= set(
        told
    )


def test_a_setting_that_is_no_address(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="public_url"):
        Settings(home=tmp_path, public_url="javascript:alert(1)")


def test_the_page_leads_to_its_files(client: TestClient) -> None:
    shown = client.get("/", params={"q": "电梯", "year": "2019", "page": 1, "as_of": "2020-01-01"})
    links = re.findall(r'<a href="(/api/v1/search\.[^"]+)"', shown.text)
    assert [link.split("?")[0][-4:] for link in links] == [".csv", "xlsx", "atom"]
    for link in links:
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert f"共 {answer.headers['x-total-count']} 份文件" in shown.text
    assert 'rel="alternate" type="application/atom+xml"' in shown.text


def test_the_changes_of_a_document_are_a_feed(client: TestClient) -> None:
    answer = client.get("/api/v1/documents/old-lift/changes.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.fromstring(answer.content).findall(f"{atom}entry")
    kinds = [entry.find(f"{atom}category").attrib["term"] for entry in entries]  # type: ignore[union-attr]
    assert kinds == ["ended", "in_force"]
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 2
    assert client.get("/api/v1/documents/withheld/changes.atom").status_code == 404
