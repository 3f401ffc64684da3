from __future__ import annotations

import tomllib

from tests.search_api.admin.conftest import Staff
from tests.search_api.desk.conftest import Arrives, seen_in, words

ADMIN = "/api/v1/admin/synonyms"
LINE = "学童接送 => 校车"


def test_what_would_change_then_saved_and_at_work_at_once(staff: Staff, arrives: Arrives) -> None:
    (staff.home / "policy-search.toml").write_text('engine = "whoosh"\n')
    person = arrives(staff.admin)
    assert staff.found("学童接送") == []
    held = seen_in(person.sees("/admin/synonyms"))
    page = person.sends("/admin/synonyms", {**held, "text": LINE, "act": "check"}).text
    said = words(page)
    assert "试了1个检索，1个的前十条或总数有变化" in said and "新进1份：校车管理办法" in said
    assert staff.found("学童接送") == [] and LINE.replace(">", "&gt;") in page
    saved = person.sends("/admin/synonyms", {**held, "text": LINE, "act": "save", "why": "群众"})
    assert "已保存" in words(saved.text)
    assert staff.found("学童接送") == ["school"]
    kept = tomllib.loads((staff.home / "policy-search.toml").read_text())
    assert kept["synonyms"] == "synonyms.txt"
    log = staff.client.get("/api/v1/admin/audit?action=library", headers=staff.admin).json()
    details = log["entries"][0]["details"]
    assert (details["added"], details["removed"], details["why"]) == ([LINE], [], "群众")


def test_a_line_that_cannot_be_read_is_named(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.admin)
    for act in ("check", "save"):
        data = {**seen_in(person.sees("/admin/synonyms")), "text": f"{LINE}\n甲乙", "act": act}
        page = person.sends("/admin/synonyms", data, 422).text
        assert "第2行" in words(page) and "甲乙" in page


def test_nobody_writes_over_what_another_wrote(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.admin)
    held = seen_in(person.sees("/admin/synonyms"))
    now = staff.client.get(ADMIN, headers=staff.admin).json()
    body = {"text": "甲 = 乙", "seen": now["seen"]}
    assert staff.client.put(ADMIN, json=body, headers=staff.admin).status_code == 200
    told = person.sends("/admin/synonyms", {**held, "text": LINE, "act": "save"}, 422).text
    assert "又有改动" in words(told)
    assert staff.client.get(ADMIN, headers=staff.admin).json()["text"] == "甲 = 乙\n"


def test_it_is_for_administrators(staff: Staff, arrives: Arrives) -> None:
    arrives(staff.editor).sees("/admin/synonyms", 403)
    assert staff.client.get(ADMIN, headers=staff.editor).status_code == 403
    preview = staff.client.post(f"{ADMIN}/preview", json={"text": LINE}, headers=staff.admin)
    assert preview.json()["moved"][0]["came"] == [{"id": "school", "title": "校车管理办法"}]
