from __future__ import annotations

import base64
import re
import tomllib

import pytest

from tests.search_api.admin.conftest import Staff
from tests.search_api.desk.conftest import Arrives, seen_in, words

PAGE, API = "/admin/site", "/api/v1/admin/site"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n"


def test_shown_then_saved_and_on_every_page_at_once(staff: Staff, arrives: Arrives) -> None:
    (staff.home / "policy-search.toml").write_text('engine = "whoosh"\nregion = "栖宁市"\n')
    person = arrives(staff.admin)
    before = staff.client.get("/docs")
    form = {
        **seen_in(person.sees(PAGE)),
        "site_name": "栖宁市 政策库", "site_host": "主办：栖宁市政府办",
        "site_contact": "电话 0000-1", "site_notice": "以正式文本为准",
        "site_topics": "加装电梯\r\n\r\n公积金\n加装电梯", "site_accent": "#8a1c1c", "why": "开通",
    }  # fmt: skip
    shown = person.sends(PAGE, {**form, "act": "check"})
    assert "尚未保存" in words(shown.text) and 'fill="#8a1c1c"' in shown.text
    assert "栖宁市 政策库" not in person.sees("/")
    files = {"logo": ("标志.svg", SVG, "image/svg+xml")}
    saved = person.sends(PAGE, {**form, "act": "save"}, files=files)
    assert "已保存" in words(saved.text)
    home = person.sees("/")
    for said in (
        "栖宁市 政策库",
        "主办：栖宁市政府办",
        "电话 0000-1",
        "以正式文本为准",
        ">公积金</a>",
    ):
        assert said in home
    (logo,) = re.findall(r'src="(/site/logo\?v=\d+)"', home)
    assert staff.client.get(logo).content == SVG
    (css,) = re.findall(r'href="(/site\.css\?v=\d+)"', home)
    assert "--accent:#8a1c1c" in staff.client.get(css).text
    # A browser that kept a page of the program asks whether it is as it was: it is not.
    kept = {"If-None-Match": before.headers["etag"]}
    assert staff.client.get("/docs", headers=kept).status_code == 200
    lines = tomllib.loads((staff.home / "policy-search.toml").read_text("utf-8"))
    assert lines["region"] == "栖宁市" and lines["site_topics"] == "加装电梯,公积金"
    (entry,) = staff.client.get(f"{API[:-5]}/audit?action=library", headers=staff.admin).json()[
        "entries"
    ]
    assert entry["action"] == "library.site" and entry["details"]["why"] == "开通"
    assert entry["details"]["网站名称"] == {"before": "政策文件检索", "after": "栖宁市 政策库"}
    assert "改网站设置" in person.sees("/admin/audit")


def test_what_cannot_be_is_all_told_and_nothing_is_written(staff: Staff, arrives: Arrives) -> None:
    person = arrives(staff.admin)
    form = seen_in(person.sees(PAGE))
    wrong = {**form, "site_name": "长" * 41, "site_accent": "#ffcc00", "site_topics": "甲,乙"}
    for act in ("check", "save"):
        told = words(person.sends(PAGE, {**wrong, "act": act}, 422).text)
        assert "网站名称不能超过40字" in told and "4.5:1" in told and "半角逗号" in told
    for content in (b"GIF89a", b"<html/>", b"x" * 200_001, b'<!DOCTYPE a [<!ENTITY b "c">]><svg/>'):
        files = {"logo": ("标志.svg", content, "image/svg+xml")}
        person.sends(PAGE, {**form, "act": "save"}, 422, files=files)
    assert not (staff.home / "policy-search.toml").exists()
    assert staff.client.get("/site/logo").status_code == 404


def test_only_what_is_written_changes_and_null_is_the_default(staff: Staff) -> None:
    def put(**body: object) -> int:
        seen = staff.client.get(API, headers=staff.admin).json()["seen"]
        answer = staff.client.put(API, json={"seen": seen, **body}, headers=staff.admin)
        return answer.status_code

    assert put(site_name="甲库", logo=base64.b64encode(PNG).decode()) == 200
    assert put(site_host="乙办") == 200
    told = staff.client.get(API, headers=staff.admin).json()
    assert (told["site_name"], told["site_host"], told["logo"]) == ("甲库", "乙办", True)
    assert staff.client.get("/site/logo").headers["content-type"] == "image/png"
    assert put(site_name=None, logo=None) == 200
    told = staff.client.get(API, headers=staff.admin).json()
    assert (told["site_name"], told["logo"]) == ("政策文件检索", False)
    assert put(logo="!") == 422 and put(site_nothing="x") == 422
    body = {"seen": "0", "site_name": "丙库"}
    assert staff.client.put(API, json=body, headers=staff.admin).status_code == 422


def test_what_the_environment_says_is_not_the_library_s_to_change(
    staff: Staff, arrives: Arrives, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_SITE_NAME", "环境库")
    person = arrives(staff.admin)
    page = person.sees(PAGE)
    assert "由启动服务的设置指定" in page and 'value="环境库" readonly' in page
    form = {**seen_in(page), "act": "save", "site_name": "环境库", "site_host": "丁办"}
    person.sends(PAGE, form)
    assert "丁办" in person.sees("/")
    other = {**seen_in(person.sees(PAGE)), "act": "save", "site_name": "别的库"}
    assert "不能在此改动" in person.sends(PAGE, other, 422).text


def test_it_is_for_administrators_and_previewed_by_programs_too(
    staff: Staff, arrives: Arrives
) -> None:
    arrives(staff.editor).sees(PAGE, 403)
    staff.client.cookies.clear()
    for method in ("GET", "PUT"):
        assert staff.client.request(method, API, headers=staff.editor).status_code == 403
    made = staff.client.post(f"{API}/preview", json={"accent": "#ffcc00"}, headers=staff.admin)
    assert made.json()["accepted"] is False and made.json()["swatches"][0]["on_paper"] < 4.5


def test_a_file_of_which_nobody_knows_how_it_was_written_is_left_alone(staff: Staff) -> None:
    path = staff.home / "policy-search.toml"
    path.write_text('engine = "whoosh"\nsite_name = """甲\n库"""\n', "utf-8")
    seen = staff.client.get(API, headers=staff.admin).json()["seen"]
    body = {"seen": seen, "site_name": "乙库"}
    answer = staff.client.put(API, json=body, headers=staff.admin)
    assert answer.status_code == 422, answer.text
    assert "甲\n库" in path.read_text("utf-8")
