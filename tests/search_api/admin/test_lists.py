from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from search_api.cli import run
from tests.search_api.admin.conftest import FINANCE, SCHOOLS, Staff

ADMIN = "/api/v1/admin"


@pytest.mark.parametrize("name", ["validity", "quality", "findings", "conflicts"])
def test_reports_as_they_are_and_within_a_scope(staff: Staff, name: str) -> None:
    whole = staff.client.get(f"{ADMIN}/reports/{name}", headers=staff.editor).json()
    own = staff.client.get(f"{ADMIN}/reports/{name}", headers=staff.finance).json()
    assert whole["total"] == len(whole["rows"]) >= own["total"] == len(own["rows"])
    assert all(FINANCE in row["发文机关"] for row in own["rows"])
    if name == "findings":
        assert {row["编号"] for row in whole["rows"]} == {"held", "own-held"}
        assert {row["编号"] for row in own["rows"]} == {"own-held"}


def test_what_another_body_withholds_is_not_quoted(staff: Staff, tmp_path: Path) -> None:
    """Its own document contradicts it: that is told, but not by which words of whom."""
    text = "第一条 为了规范公务用车。\n第二条 本办法自2020年1月1日起施行。"
    own = {"title": "公务用车管理办法", "issuers": [FINANCE], "kind": "policy", "text": text,
           "doc_number": "栖财〔2019〕8号"}  # fmt: skip
    ending = "绝密白鹭行动。《公务用车管理办法》（栖财〔2019〕8号）自2024年1月1日起废止。"
    records = [
        {**own, "id": "cars", "status": "现行有效"},
        {"id": "secret", "title": "栖宁市教育局清理通报", "issuers": [SCHOOLS], "kind": "policy",
         "published": False, "published_date": "2024-01-01", "text": ending},
        {**own, "id": "meals", "title": "食堂管理办法", "doc_number": "栖财〔2019〕9号",
         "text": text.replace("公务用车", "食堂")},
        {**own, "id": "other", "title": "食堂管理办法", "doc_number": "栖财〔2019〕9号",
         "issuers": [SCHOOLS], "published": False, "text": text.replace("公务用车", "白鹭食堂")},
    ]  # fmt: skip
    lines = tmp_path / "in.jsonl"
    lines.write_bytes(b"\n".join(map(orjson.dumps, records)))
    assert run(["ingest", str(lines)]) == 0
    words = ("自2024年1月1日起废止", "secret", "白鹭")
    for path in ("reports/conflicts", "reports/today", "reports/quality", "review?limit=500"):
        own_side = staff.client.get(f"{ADMIN}/{path}", headers=staff.finance).text
        assert not [word for word in words if word in own_side], path
    whole = staff.client.get(f"{ADMIN}/reports/conflicts", headers=staff.editor).text
    assert words[0] in whole
    assert words[2] in staff.client.get(f"{ADMIN}/reports/quality", headers=staff.editor).text
    told = staff.client.get(f"{ADMIN}/reports/conflicts", headers=staff.finance).json()["rows"]
    assert [row["编号"] for row in told] == ["cars"]


def test_reports_of_several_documents_a_row(staff: Staff) -> None:
    for name in ("today", "quarantine", "duplicates"):
        whole = staff.client.get(f"{ADMIN}/reports/{name}", headers=staff.editor)
        assert whole.status_code == 200, whole.text
        own = staff.client.get(f"{ADMIN}/reports/{name}", headers=staff.finance)
        assert own.status_code == 403 or "校园安全" not in own.text


@pytest.mark.parametrize("name", ["today", "expiring", "validity"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(staff: Staff, name: str, day: str) -> None:
    path = f"{ADMIN}/reports/{name}?as_of={day}&days=30"
    assert staff.client.get(path, headers=staff.editor).status_code == 200


def test_reports_as_sheets(staff: Staff) -> None:
    for kind in ("csv", "xlsx"):
        path = f"{ADMIN}/reports/findings?format={kind}"
        answer = staff.client.get(path, headers=staff.editor)
        assert answer.status_code == 200 and answer.content
        assert answer.headers["content-disposition"].endswith(f"findings.{kind}")


def test_what_cannot_be_asked(staff: Staff) -> None:
    for path in (
        "reports/nonsense", "reports/quality?days=-1", "reports/quality?format=pdf",
        "audit?limit=0", "audit?before=99999999999999999999",
        "audit?since=yesterday", "audit?colour=red", "audit?via=air",
    ):  # fmt: skip
        answer = staff.client.get(f"{ADMIN}/{path}", headers=staff.admin)
        assert answer.status_code == 422, path


def test_the_audit_log(staff: Staff) -> None:
    staff.client.post(f"{ADMIN}/documents/money/withhold", headers=staff.finance)
    told = staff.client.get(f"{ADMIN}/audit?action=document", headers=staff.admin).json()
    (entry,) = told["entries"]
    assert (entry["action"], entry["subject"], entry["via"]) == (
        "document.withhold", "money", "api",
    )  # fmt: skip
    assert told["head"] == entry["hash"] and told["total"] == entry["key"]
    sheet = staff.client.get(f"{ADMIN}/audit?format=csv", headers=staff.admin).text
    assert "document.withhold" in sheet and "key.create" in sheet


def test_quarantine_of_others_is_not_told_to_a_scope(staff: Staff) -> None:
    files = [("files", ("坏.pdf", b"%PDF-1.4 broken"))]
    for key in (staff.editor, staff.finance):
        staff.client.post(f"{ADMIN}/documents", files=files, headers=key)
        files = [("files", ("糟.pdf", b"%PDF-1.5 broken"))]
    staff.work()
    named = {
        name: [f["name"] for f in
               staff.client.get(f"{ADMIN}/quarantine", headers=key).json()["files"]]
        for name, key in (("editor", staff.editor), ("finance", staff.finance))
    }  # fmt: skip
    assert sorted(named["editor"]) == ["坏.pdf", "糟.pdf"] and named["finance"] == ["糟.pdf"]
