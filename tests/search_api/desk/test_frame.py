from __future__ import annotations

import re

import pytest

from search_api.desk.frame import SECTIONS
from tests.search_api.admin.conftest import Staff
from tests.search_api.desk.conftest import Arrives

PAGES = [section.href for section in SECTIONS]


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_is_led_there_and_back(staff: Staff, path: str) -> None:
    staff.client.follow_redirects = False
    answer = staff.client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2Fadmin")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_is_told_why_not(staff: Staff, arrives: Arrives, path: str) -> None:
    told = arrives(staff.reader).sees(path, 403)
    assert "没有权限" in told and 'href="/sign-in"' in told


def test_who_signs_in_arrives_at_the_desk(staff: Staff, arrives: Arrives) -> None:
    assert "今日工作" in arrives(staff.editor).arrived.text
    assert "已登录" in arrives(staff.reader).arrived.text


def test_the_navigation_goes_by_the_role(staff: Staff, arrives: Arrives) -> None:
    def offered(headers: dict[str, str]) -> set[str]:
        page = arrives(headers).sees("/admin")
        return set(
            re.findall(
                r'href="(/admin[^"#?]*)"', page.split('class="admin__nav"')[1].split("</nav>")[0]
            )
        )

    everything, editors, limited = map(offered, (staff.admin, staff.editor, staff.finance))
    assert everything == set(PAGES)
    assert editors == {s.href for s in SECTIONS if s.role.value == "editor"}
    assert limited == {s.href for s in SECTIONS if s.role.value == "editor" and not s.whole}
    for href in everything - limited:
        assert "没有权限" in arrives(staff.finance).sees(href, 403)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_code_or_style_of_its_own(staff: Staff, arrives: Arrives, path: str) -> None:
    page = arrives(staff.admin).sees(path)
    assert not re.search(r'<script(?![^>]*src="/static/)|<style|\sstyle="|\son\w+="', page)
    assert page.count("<h1") == 1


def test_a_form_of_elsewhere_does_nothing(staff: Staff, arrives: Arrives) -> None:
    arrives(staff.admin)
    path = "/admin/documents/money/withhold"
    assert staff.client.post(path, data={"csrf": "0" * 64}).status_code == 403
    assert (
        staff.client.post("/admin/upload", files=[("files", ("一.txt", b"a"))]).status_code == 403
    )
    origin = {"Origin": "https://elsewhere.example"}
    assert staff.client.post(path, data={}, headers=origin).status_code == 403
    assert staff.found("差旅费") == ["money"]
