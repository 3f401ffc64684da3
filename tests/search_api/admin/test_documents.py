from __future__ import annotations

from indexer.stewardship.audit import Asked, entries
from tests.search_api.admin.conftest import FINANCE, SCHOOLS, Staff

ADMIN = "/api/v1/admin/documents"


def audited(staff: Staff, action: str) -> list[tuple[str, str]]:
    found = entries(staff.app.state.service.catalogue, Asked(action=action))
    return [(e.who.split("（")[0], e.subject) for e in found]


def test_what_is_withheld_is_read_with_a_key_in_scope_and_by_no_other_door(staff: Staff) -> None:
    get = staff.client.get
    for headers in (staff.editor, staff.admin, staff.finance):
        told = get(f"{ADMIN}/own-held", headers=headers).json()
        assert (told["published"], told["title"]) == (False, "预算内部说明")
        assert told["withheld_for"]
        assert "青鸾" in get(f"{ADMIN}/own-held/text", headers=headers).text
    # Another body's is as though it were not there.
    nobody = get(f"{ADMIN}/nobody", headers=staff.finance)
    hidden = get(f"{ADMIN}/held", headers=staff.finance)
    assert hidden.status_code == nobody.status_code == 404
    assert hidden.json() == {**nobody.json(), "detail": "没有这份文件：held"}
    for path in ("/api/v1/documents/own-held", "/documents/own-held"):
        for headers in (staff.admin, staff.editor, {}):
            assert get(path, headers=headers).status_code == 404
    for headers in (staff.admin, {}):
        assert "青鸾" not in get("/api/v1/search?q=行动", headers=headers).text


def test_a_correction_is_made_told_and_undone(staff: Staff) -> None:
    body = {"set": {"标题": "机关差旅费管理办法"}, "why": "与纸质文件核对"}
    answer = staff.client.patch(f"{ADMIN}/money", json=body, headers=staff.finance)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["title"] == "机关差旅费管理办法"
    assert told["evidence"]["title"]["reviewed"]["why"] == "与纸质文件核对"
    assert staff.client.get("/api/v1/documents/money").json()["title"] == "机关差旅费管理办法"
    staff.work()
    assert staff.found("机关差旅费管理办法") == ["money"]
    undone = staff.client.patch(f"{ADMIN}/money", json={"undo": "last"}, headers=staff.finance)
    assert undone.json()["title"] == "差旅费管理办法"
    assert audited(staff, "document") == [("财政", "money"), ("财政", "money")]


def test_what_cannot_be_corrected_changes_nothing(staff: Staff) -> None:
    body = {"set": {"title": "甲", "published_date": "昨天", "colour": "红"}}
    answer = staff.client.patch(f"{ADMIN}/money", json=body, headers=staff.editor)
    assert answer.status_code == 422
    assert "昨天" in answer.json()["detail"] and "colour" in answer.json()["detail"]
    for wrong in (
        {}, {"sett": {}}, {"undo": "soon"}, {"relations": [{"type": "repeals"}]},
        {"set": {"title": 5}}, {"set": {"doc_number": {"a": 1}}}, {"set": {"title": "甲" * 3000}},
        {"undo": "last", "set": {"title": "甲"}},
    ):  # fmt: skip
        answer = staff.client.patch(f"{ADMIN}/money", json=wrong, headers=staff.editor)
        assert answer.status_code == 422, wrong
    assert staff.client.get("/api/v1/documents/money").json()["title"] == "差旅费管理办法"


def test_a_scope_holds_for_every_act(staff: Staff) -> None:
    before = staff.client.get("/api/v1/documents/school").json()
    for method, path, body in (
        ("PATCH", f"{ADMIN}/school", {"set": {"title": "甲"}}),
        ("DELETE", f"{ADMIN}/school", None),
        ("POST", f"{ADMIN}/school/withhold", None),
        ("POST", f"{ADMIN}/school/publish", None),
        ("GET", f"{ADMIN}/school", None),
        ("GET", f"{ADMIN}/school/text", None),
        # Nor is a document given away.
        ("PATCH", f"{ADMIN}/money", {"set": {"issuers": [SCHOOLS]}}),
        ("PATCH", f"{ADMIN}/money", {"set": {"issuers": ""}}),
    ):
        answer = staff.client.request(method, path, json=body, headers=staff.finance)
        assert answer.status_code == 403, (method, path)
        assert FINANCE in answer.json()["detail"]
    for method, part in (("PATCH", ""), ("DELETE", ""), ("POST", "/publish")):
        body = {"set": {"title": "甲"}} if method == "PATCH" else None
        answer = staff.client.request(
            method, f"{ADMIN}/held{part}", json=body, headers=staff.finance
        )
        assert answer.status_code == 404
    assert staff.client.get("/api/v1/documents/school").json() == before


def test_what_another_body_withholds_is_not_there_to_be_related_to(staff: Staff) -> None:
    def related(target: str, headers: dict[str, str]) -> tuple[int, str]:
        body = {"relations": [{"type": "based_on", "target": target}]}
        answer = staff.client.patch(f"{ADMIN}/money", json=body, headers=headers)
        return answer.status_code, answer.json().get("detail", "").replace(target, "…")

    assert related("held", staff.finance) == related("nobody", staff.finance)
    for target in ("school", "own-held"):
        assert related(target, staff.finance)[0] == 200
    assert related("held", staff.editor)[0] == 200


def test_publishing_and_withholding(staff: Staff) -> None:
    why = {"why": "已核实"}
    told = staff.client.post(f"{ADMIN}/own-held/publish", json=why, headers=staff.finance)
    assert told.status_code == 200 and told.json()["published"]
    assert staff.client.get("/api/v1/documents/own-held").status_code == 200
    staff.work()
    assert staff.found("预算内部说明") == ["own-held"]
    told = staff.client.post(f"{ADMIN}/own-held/withhold", headers=staff.finance)
    assert told.json()["published"] is False
    # At once, before the index has followed.
    assert staff.client.get("/api/v1/documents/own-held").status_code == 404
    assert staff.found("预算内部说明") == []
    staff.work()
    assert staff.client.get("/api/v1/search?q=预算内部说明").json()["total"] == 0
    assert audited(staff, "document.publish") == [("财政", "own-held")]
    assert audited(staff, "document.withhold") == [("财政", "own-held")]


def test_removing(staff: Staff) -> None:
    assert staff.client.delete(f"{ADMIN}/money", headers=staff.finance).status_code == 204
    assert staff.client.get("/api/v1/documents/money").status_code == 404
    staff.work()
    assert staff.found("差旅费") == []
    assert staff.client.delete(f"{ADMIN}/money", headers=staff.finance).status_code == 404
    assert audited(staff, "document.remove") == [("财政", "money")]
