from __future__ import annotations

import re
from html import unescape

import orjson
import pytest

from indexer.bootstrap import open_library
from indexer.runtime.settings import Settings
from indexer.stewardship.reports import REPORTS
from tests.search_api.admin.conftest import FINANCE, Staff
from tests.search_api.desk.conftest import Arrives, words


@pytest.mark.parametrize("name", REPORTS)
def test_each_report_and_its_files(staff: Staff, arrives: Arrives, name: str) -> None:
    person = arrives(staff.editor)
    assert f"/admin/reports/{name}" in person.sees("/admin/reports")
    page = person.sees(f"/admin/reports/{name}?as_of=2026-01-02")
    assert REPORTS[name][0] in words(page)
    for address in re.findall(r'href="(/api[^"]+format=(?:csv|xlsx))"', page):
        assert staff.client.get(unescape(address)).status_code == 200


def test_a_limited_editor_sees_its_own_rows_alone(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.finance)
    said = words(person.sees("/admin/reports/findings"))
    assert "预算内部说明" in said and "校园安全" not in said
    assert "/admin/reports/quarantine" not in person.sees("/admin/reports")
    person.sees("/admin/reports/quarantine", 403)
    person.sees("/admin/reports/none", 404)


def test_two_texts_of_one_number_are_shown_with_their_difference(
    staff: Staff, arrives: Arrives
) -> None:
    rows = [
        {"id": f"twice-{n}", "title": "印章管理办法", "doc_number": "栖财〔2024〕8号",
         "issuers": [FINANCE], "text": f"第一条 为了规范印章。\n第二条 每年检查{n}次。"}
        for n in (1, 2)
    ]  # fmt: skip
    lines = staff.home.parent / "twice.jsonl"
    lines.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    with open_library(Settings(home=staff.home, workers=1)) as library:
        library.ingestion().run(library.catalogue, [lines])
    page = arrives(staff.editor).sees("/admin/reports/duplicates")
    assert re.search(r'<del class="was">.*每年检查1次。</del>', page)
    assert re.search(r'<ins class="now">.*每年检查2次。</ins>', page)
    assert "/documents/twice-1/compare?with=twice-2" in page


@pytest.mark.parametrize("asked", ["as_of=昨天", "days=x"])
def test_what_is_asked_wrongly_is_told(staff: Staff, arrives: Arrives, asked: str) -> None:
    person = arrives(staff.editor)
    assert "应" in words(person.sees(f"/admin/reports/expiring?{asked}", 422))


def test_the_log_filtered_paged_and_as_a_file(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.admin)
    for n in range(51):
        staff.client.patch(
            "/api/v1/admin/documents/money",
            json={"set": {"region": f"第{n}区"}, "why": "核对"},
            headers=staff.editor,
        )
    page = person.sees("/admin/audit?action=document.correct")
    said = words(page)
    assert "本页50条" in said and "地区：第49区→第50区" in said and "理由：核对" in said
    assert 'href="/admin/documents/money"' in page
    older = re.search(r'href="(/admin/audit\?[^"]*before=[^"]*)"', page)
    assert older
    said = words(person.sees(unescape(older[1])))
    assert "本页1条" in said and "第0区" in said
    file = re.search(r'href="(/api[^"]+format=csv)"', page)
    assert file and staff.client.get(unescape(file[1])).text.count("document.correct") == 51
    assert "没有符合的记录" in words(person.sees("/admin/audit?who=nobody"))
    assert "自：" in words(person.sees("/admin/audit?since=x", 422))
    arrives(staff.editor).sees("/admin/audit", 403)


def test_what_was_searched_for(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.editor)
    person.sees("/?q=校车")
    staff.found("青鸾独角兽")
    said = words(person.sees("/admin/queries"))
    assert "校车1—" in said and "青鸾独角兽11" in said
    said = words(person.sees("/admin/queries?order=without_hits&days=7"))
    assert "青鸾独角兽" in said and "校车" not in said
    assert "天数：不能小于1" in words(person.sees("/admin/queries?days=0", 422))
    told = staff.client.get("/api/v1/admin/queries?order=frequent", headers=staff.editor).json()
    assert {q["query"] for q in told["queries"]} == {"校车", "青鸾独角兽"}
    assert staff.client.get("/api/v1/admin/queries", headers=staff.finance).status_code == 403
