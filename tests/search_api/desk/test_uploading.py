from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.stewardship.audit import Asked, entries
from tests.search_api.admin.conftest import FINANCE, SCHOOLS, Staff
from tests.search_api.desk.conftest import Arrives, words

TEXT = "第一条 为了规范公务接待，制定本办法。\n第二条 本办法自2024年1月1日起施行。\n"
ADMIN = "/api/v1/admin"


def files(**given: str) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (name.replace("_", "."), text.encode())) for name, text in given.items()]


def test_files_are_sent_and_what_became_of_them_is_shown(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.editor)
    assert "选择文件" in words(person.sees("/admin/upload"))
    secret = TEXT + "联系人：张三，身份证号11010519491231002X。\n"
    sent = files(好_txt=TEXT, 秘_txt=secret, 坏_pdf="%PDF-1.4 broken")
    answer = person.sends("/admin/upload", {"issuers": FINANCE, "published_date": "2024-01-02"},
                          files=sent)  # fmt: skip
    assert "已收下" in words(answer.text) and "等待" in words(answer.text)
    job = answer.url.path
    staff.work()
    page = person.sees(job)
    said = words(page)
    assert "已完成" in said and "已收录，暂不公开" in said and "未能收录" in said
    good, held = re.findall(r'href="/admin/documents/([^"]+)">核对', page)
    told = staff.client.get(f"{ADMIN}/documents/{good}").json()
    assert told["issuers"] == [FINANCE] and told["published_date"] == "2024-01-02"
    assert "11010519491231002X" not in person.sees(f"/admin/documents/{held}").split("<details")[0]
    assert "坏.pdf" in words(person.sees("/admin/quarantine"))
    assert job in person.sees("/admin/upload")
    catalogue = staff.app.state.service.catalogue
    assert [e.via for e in entries(catalogue, Asked(action="documents"))] == ["desk"]


def test_what_is_not_to_be_published_yet_is_held(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.editor)
    person.sends("/admin/upload", {"withhold": "1"}, files=files(一_txt=TEXT))
    staff.work()
    assert staff.found("公务接待") == []
    assert "暂不公开" in words(person.sees("/admin/documents"))


@pytest.mark.parametrize(
    ("data", "sent", "told"),
    [
        ({}, {}, "缺少文件"),
        ({"published_date": "昨天"}, {"一_txt": TEXT}, "昨天"),
        ({"id": "x"}, {"一_txt": TEXT, "二_txt": TEXT}, "多个文件不能同一编号"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_filled_in_stays(
    staff: Staff, arrives: Arrives, data: dict[str, str], sent: dict[str, str], told: str
) -> None:
    person = arrives(staff.editor)
    # A browser that sends no file sends an empty part.
    parts = files(**sent) or [("files", ("", b""))]
    page = person.sends("/admin/upload", {**data, "issuers": FINANCE}, 422, files=parts).text
    assert told in words(page) and f'value="{FINANCE}"' in page
    assert staff.client.get(f"{ADMIN}/jobs").json()["jobs"] == []


def test_a_scope_holds(staff: Staff, arrives: Arrives) -> None:
    other = arrives(staff.editor).sends("/admin/upload", {}, files=files(一_txt=TEXT)).url.path
    person = arrives(staff.finance)
    told = person.sends("/admin/upload", {"issuers": SCHOOLS}, 422, files=files(二_txt=TEXT)).text
    assert "只能处理以下机关的文件" in words(told)
    person.sees(other, 404)
    assert other not in person.sees("/admin/upload")


def test_a_file_is_read_again_when_it_was_mended(
    staff: Staff, arrives: Arrives, tmp_path: Path
) -> None:
    person = arrives(staff.editor)
    data = {"issuers": FINANCE, "doc_number": "栖财〔2024〕5号"}
    job = person.sends("/admin/upload", data, files=files(坏_pdf="%PDF-1.4 broken")).url.path.split(
        "/"
    )[-1]
    staff.work()
    page = person.sees("/admin/quarantine")
    location = re.search(r'name="location" value="([^"]+)"', page)
    assert location and "怎么办" in page
    # Reading it again without a change gives the same, and is done nevertheless.
    answer = person.sends("/admin/quarantine", {"location": location[1]})
    assert "已重新提交" in words(answer.text)
    staff.work()
    assert "未能收录" in words(person.sees(answer.url.path))
    (staff.home / "uploads" / job / "files" / "坏.pdf").write_bytes(TEXT.encode())
    answer = person.sends("/admin/quarantine", {"location": location[1]})
    staff.work()
    page = person.sees(answer.url.path)
    found = re.search(r'href="/admin/documents/([^"]+)">核对', page)
    assert found, words(page)
    told = staff.client.get(f"{ADMIN}/documents/{found[1]}").json()
    assert (told["issuers"], told["doc_number"]) == ([FINANCE], "栖财〔2024〕5号")


def test_nothing_else_is_read_again(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.editor)
    assert "请先选择" in words(person.sends("/admin/quarantine", {}, 422).text)
    told = person.sends("/admin/quarantine", {"location": "/etc/passwd"}, 422).text
    assert "没有这个未能收录的文件" in words(told)
    body = {"locations": ["/etc/passwd"]}
    answer = staff.client.post(f"{ADMIN}/quarantine/retry", json=body, headers=staff.editor)
    assert answer.status_code == 422


def test_a_limited_editor_reads_again_what_it_sent(staff: Staff, arrives: Arrives) -> None:
    arrives(staff.editor).sends("/admin/upload", {}, files=files(坏_pdf="%PDF-1.4 broken"))
    staff.work()
    found = staff.client.get(f"{ADMIN}/quarantine", headers=staff.editor).json()["files"]
    person = arrives(staff.finance)
    assert "没有未能收录的文件" in words(person.sees("/admin/quarantine"))
    person.sends("/admin/quarantine", {"location": found[0]["location"]}, 422)


def test_rebuilding_is_for_administrators_and_once(staff: Staff, arrives: Arrives) -> None:
    arrives(staff.editor).sends("/admin/rebuild", {}, 403)
    person = arrives(staff.admin)
    first = person.sends("/admin/rebuild", {}).url.path
    assert person.sends("/admin/rebuild", {}).url.path == first
    staff.work()
    assert "新索引已启用" in words(person.sees(first))
