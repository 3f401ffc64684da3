from __future__ import annotations

import re
from html import unescape

import orjson
import pytest

from indexer.bootstrap import open_library
from indexer.runtime.settings import Settings
from search_api.desk.beside import around
from tests.search_api.admin.conftest import FINANCE, SCHOOLS, Staff
from tests.search_api.desk.conftest import Arrives, words

DOUBTED = (
    {"id": "new-money", "title": "会议费管理办法", "issuers": [FINANCE], "kind": "policy",
     "doc_number": "栖财〔2024〕3号",
     "text": "第一条 为了规范会议费。\n第二条 本办法自2024年1月1日起施行。《会议费旧办法》"
     "（栖财〔2010〕3号）同时废止。"},
    {"id": "new-school", "title": "校服管理办法", "issuers": [SCHOOLS], "kind": "policy",
     "text": "第一条 为了规范校服。\n第二条 本办法自2024年1月1日起施行。《校服旧办法》"
     "（栖教〔2010〕3号）同时废止。"},
)  # fmt: skip


@pytest.fixture
def doubted(staff: Staff) -> Staff:
    lines = staff.home.parent / "doubted.jsonl"
    lines.write_bytes(b"\n".join(map(orjson.dumps, DOUBTED)))
    with open_library(Settings(home=staff.home, workers=1)) as library:
        library.ingestion().run(library.catalogue, [lines])
        library.update_index()
    staff.app.state.service.refresh()
    return staff


def item_of(page: str) -> str:
    found = re.search(r'name="item" value="([^"]+)"', page)
    assert found, words(page)
    return unescape(found[1])


def test_a_clause_is_shown_where_it_stands_and_confirmed(doubted: Staff, arrives: Arrives) -> None:
    person = arrives(doubted.editor)
    page = person.sees("/admin/review?kind=mention")
    said = words(page)
    assert "第1项，共2项" in said and "未对应的文件2" in said
    assert "同时废止" in re.findall(r"<mark>(.*?)</mark>", page)[0]
    first = item_of(page)
    following = re.search(r'name="next" value="([^"]+)"', page)
    assert following
    data = {"item": first, "kind": "mention", "next": unescape(following[1]), "act": "confirm"}
    then = person.sends("/admin/review", {**data, "why": "查过档案"}).text
    assert "已处理" in words(then) and item_of(then) == unescape(following[1])
    assert "第1项，共1项" in words(then)
    # It is not there to be settled twice.
    told = person.sends("/admin/review", data, 422).text
    assert "已处理，或内容已变" in words(told)
    log = doubted.client.get("/api/v1/admin/audit?action=review", headers=doubted.admin).json()
    assert [(e["via"], e["details"]["why"]) for e in log["entries"]] == [("desk", "查过档案")]


def test_what_is_wrong_is_put_right(doubted: Staff, arrives: Arrives) -> None:
    person = arrives(doubted.finance)
    page = person.sees("/admin/review?kind=mention")
    data = {"item": item_of(page), "kind": "mention", "next": "", "act": "overrule"}
    told = person.sends("/admin/review", {**data, "value": "no-such", "why": "档案"}, 422).text
    assert "没有编号为no-such的文件" in words(told) and 'value="档案"' in told
    person.sends("/admin/review", {**data, "value": "money"})
    answer = doubted.client.get("/api/v1/admin/documents/money", headers=doubted.admin)
    assert answer.json()["status"]["value"] == "repealed"


def test_a_limited_editor_sees_and_settles_its_own(doubted: Staff, arrives: Arrives) -> None:
    page = arrives(doubted.editor).sees("/admin/review?kind=mention")
    names = [unescape(n) for n in re.findall(r"item=([^\"&]*)\"", page)]
    other = next(n for n in names if "new-school" in n).replace("%3A", ":")
    person = arrives(doubted.finance)
    said = words(person.sees("/admin/review"))
    assert "会议费" in said and "校服" not in said
    person.sees(f"/admin/review?item={other}", 403)
    person.sends("/admin/review", {"item": other, "act": "confirm"}, 403)


def test_a_place_that_is_not_there_marks_nothing() -> None:
    lines, cut = around("第一条 甲。\n第二条 乙。", "丙")
    assert [line.mark for line in lines] == ["", ""] and not cut
    lines, cut = around("\n".join(f"第{n}条" for n in range(99)) + "\n末\u3000条。", "末条")
    assert cut and [line.mark for line in lines if line.mark] == ["末\u3000条"]
