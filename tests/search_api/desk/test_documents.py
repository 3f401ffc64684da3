from __future__ import annotations

import re

import pytest

from tests.search_api.admin.conftest import FINANCE, SCHOOLS, Staff
from tests.search_api.desk.conftest import Arrives, Person, words

ADMIN = "/api/v1/admin"


def form_of(page: str) -> dict[str, str]:
    """What the form of the fields holds, as a browser would send it."""
    part = page.split("data-edit>")[1].split("</form>")[0]
    held = {}
    for tag in re.findall(r"<input[^>]*>", part):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name:
            held[name[1]] = value[1] if value else ""
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', part):
        chosen = re.search(r"<option selected>([^<]*)|<option[^>]*value=\"\" selected", inner)
        held[name] = (chosen[1] or "") if chosen else ""
    return held


def edit(person: Person, path: str, code: int = 200, **changes: str) -> str:
    held = form_of(person.sees(path))
    return person.sends(f"{path}/correct", {**held, **changes}, code).text


def test_before_and_after_then_saved_and_undone(staff: Staff, arrives: Arrives) -> None:
    person, path = arrives(staff.editor), "/admin/documents/money"
    assert "没有改动" in words(edit(person, path, 422, act="save"))
    changes = {
        "doc_number": "栖财〔2020〕1号",
        "status": "废止",
        "issuers": f"{FINANCE}；{SCHOOLS}",
    }
    page = edit(person, path, act="check", why="核对", **changes)
    said = words(page)
    assert "改了3项，尚未保存" in said and "原为（无）→改为栖财〔2020〕1号" in said
    assert staff.client.get(f"{ADMIN}/documents/money").json()["doc_number"] is None
    held = form_of(page)
    assert (held["doc_number"], held["status"], held["why"]) == ("栖财〔2020〕1号", "废止", "核对")
    saved = person.sends(f"{path}/correct", {**held, "act": "save"}).text
    assert "已保存" in words(saved) and "发文字号：（无）→" in words(saved)
    told = staff.client.get(f"{ADMIN}/documents/money").json()
    assert told["status"]["value"] == "repealed" and told["issuers"] == [FINANCE, SCHOOLS]
    # An empty choice takes staff's word on the validity back.
    edit(person, path, act="save", status="")
    assert staff.client.get(f"{ADMIN}/documents/money").json()["status"]["value"] == "in_force"
    number = re.search(r'name="change" value="(\d+)"', person.sees(path))
    assert number
    assert "已撤销" in words(person.sends(f"{path}/undo", {"change": number[1]}).text)
    assert staff.client.get(f"{ADMIN}/documents/money").json()["status"]["value"] == "repealed"


def test_what_somebody_else_changed_meanwhile_is_not_written_over(
    staff: Staff, arrives: Arrives
) -> None:
    person, path = arrives(staff.editor), "/admin/documents/money"
    held = form_of(person.sees(path))
    body = {"set": {"title": "差旅费新办法"}}
    staff.client.patch(f"{ADMIN}/documents/money", json=body, headers=staff.admin)
    page = person.sends(f"{path}/correct", {**held, "region": "栖宁市", "act": "save"}, 422).text
    assert "又有改动" in words(page) and "差旅费新办法" in page
    assert staff.client.get(f"{ADMIN}/documents/money").json()["title"] == "差旅费新办法"


def test_what_cannot_be_read_is_told_beside_what_was_filled_in(
    staff: Staff, arrives: Arrives
) -> None:
    page = edit(arrives(staff.editor), "/admin/documents/money", 422,
                published_date="昨天", act="save")  # fmt: skip
    assert "昨天" in words(page) and 'value="昨天"' in page


def test_withheld_published_removed(staff: Staff, arrives: Arrives) -> None:
    person, path = arrives(staff.editor), "/admin/documents/money"
    assert "已暂不公开" in words(person.sends(f"{path}/withhold", {"why": "核实"}).text)
    assert staff.client.get("/api/v1/documents/money").status_code == 404
    assert "差旅费管理办法" in words(person.sees("/admin/documents"))
    assert "已公开" in words(person.sends(f"{path}/publish", {}).text)
    assert staff.client.get("/api/v1/documents/money").status_code == 200
    assert "确认移除" in words(person.sends(f"{path}/remove", {}, 422).text)
    assert "已移除" in words(person.sends(f"{path}/remove", {"sure": "1", "why": "重复"}).text)
    person.sees(path, 404)
    log = staff.client.get(f"{ADMIN}/audit?action=document.remove", headers=staff.admin).json()
    assert log["entries"][0]["details"]["why"] == "重复"


def test_relations_are_added_and_denied(staff: Staff, arrives: Arrives) -> None:
    person, path = arrives(staff.editor), "/admin/documents/money"
    page = person.sends(f"{path}/relate", {"type": "repeals", "target": "school"}).text
    assert "废止了校车管理办法" in words(page)
    person.sends(f"{path}/relate", {"type": "repeals", "target": "school", "holds": "no"})
    assert "废止了校车管理办法" not in words(person.sees(path)).split("更正的经过")[0]
    for wrong in ({"type": "x", "target": "school"}, {"type": "repeals", "target": ""},
                  {"type": "repeals", "target": "nothing"}):  # fmt: skip
        person.sends(f"{path}/relate", wrong, 422)


def test_a_limited_editor(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.finance)
    said = words(person.sees("/admin/documents"))
    assert "预算内部说明" in said and "校园安全" not in said
    assert "校车管理办法" not in words(person.sees("/admin/documents?q=校车"))
    person.sees("/admin/documents/school", 403)
    person.sees("/admin/documents/held", 404)
    person.sends("/admin/documents/school/withhold", {}, 403)
    held = form_of(person.sees("/admin/documents/money"))
    page = person.sends("/admin/documents/money/correct",
                        {**held, "issuers": SCHOOLS, "act": "save"}, 422).text  # fmt: skip
    assert "只能处理以下机关的文件" in words(page)


def test_the_interface_finds_the_same(staff: Staff) -> None:
    def found(headers: dict[str, str], query: str) -> list[str]:
        answer = staff.client.get(f"{ADMIN}/documents", params={"q": query}, headers=headers)
        return [card["id"] for card in answer.json()["documents"]]

    assert sorted(found(staff.editor, "")) == ["held", "own-held"]
    assert found(staff.finance, "") == ["own-held"]
    assert found(staff.editor, "school") == ["school"]
    assert found(staff.editor, "校车") == ["school"] and found(staff.finance, "校车") == []


def test_a_list_reads_what_it_shows_and_not_the_library(
    staff: Staff, arrives: Arrives, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a hundred thousand documents the page took a minute and a half."""
    person = arrives(staff.admin)
    catalogue, asked = type(staff.app.state.service.catalogue), []
    cards = catalogue.cards
    monkeypatch.setattr(catalogue, "cards", lambda s, ids: asked.extend(ids) or cards(s, ids))
    assert "校园安全内部通报" in person.sees("/admin/documents")
    assert asked == []
    page = person.sees("/admin/documents?q=校车")
    assert "校车管理办法" in page and "money" not in asked
