"""What a page's rules hide, what it puts beside the page, and what parsers give as raw text."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import WEB_PAGE
from indexer.model import ExtractedDocument

_STANDS = (
    "<h1>关于入学登记的通知</h1><p>各区教育局负责本区的入学登记工作，并于每年七月底前完成。</p>"
)


def read(path: Path, body: str, head: str = "") -> ExtractedDocument:
    path.write_text(f"<html><head>{head}</head><body>{_STANDS}{body}</body></html>", "utf-8")
    return WEB_PAGE.extract(path, Limits(ocr=False))


@pytest.mark.parametrize(
    ("rules", "tag"),
    [
        (".hid{display:none}", '<p class="a hid">'),
        ("#隐 { display : none }", '<p id="隐">'),
        ("div.note p, .x{visibility:hidden}", '<div class="note"><p>'),
        ("@media print{.p{}} p.h{font-size:0 !important}", '<p class="h" style="font-size:9px">'),
        ("/* .n{} */ .off{position:absolute;left:-9999px}", '<p class="off">'),
        ("", '<p style="position:fixed; top:-100em">'),
        ("", '<p style="text-indent:-9999px">'),
        ("", '<p style="position:absolute;clip:rect(0 0 0 0)">'),
        ("", '<p style="height:0;overflow:hidden">'),
        ("", '<p style="opacity:0">'),
        ("", '<p style="color:#fff">'),
        ("", '<p><font color="white">'),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_left_out_and_told(tmp_path: Path, rules: str, tag: str) -> None:
    found = read(tmp_path / "a.html", f"{tag}市教育局收容", f"<style>{rules}</style>")
    assert "收容" not in found.text
    assert found.warnings == ("隐藏文字 6 字未收入",)


@pytest.mark.parametrize(
    "ground",
    ["<style>tr:nth-child(1){background:#369}</style>", "<script>paint()</script>"],
)
def test_white_text_on_what_may_be_coloured_stays_and_is_told(tmp_path: Path, ground: str) -> None:
    found = read(tmp_path / "a.html", '<p style="color:white">市教育局收容</p>', ground)
    assert "收容" in found.text
    assert found.warnings == ("白色文字 6 字，底色未知，仍予收入",)


def test_many_rules_and_white_elements_take_no_time(tmp_path: Path) -> None:
    """Each of a few hundred rules looks at each element; white ones at all that is within them."""
    rules = "".join(f"* * * .c{n} * *{{display:none}} .d{n}{{color:red}}" for n in range(600))
    found = read(
        tmp_path / "a.html", '<div style="color:white">字' * 3000, f"<style>{rules}</style>"
    )
    assert found.text.count("字") == 3000
    assert "网页样式过多，未按样式判断隐藏的文字" in found.warnings


@pytest.mark.parametrize(
    ("shows", "tag"),
    [
        ("<script>show()</script>", '<p class="tab">'),
        ("", '<p class="tab" onclick="this.className=1">'),
        ("<style>input:checked + .tab{display:block}</style>", '<p class="tab">'),
        ("<style>.tab:not(.b){display:block}</style>", '<p class="tab">'),
        ("<style>@media screen{.tab{display:block}}</style>", '<p class="tab">'),
    ],
)
def test_what_a_click_may_show_stays_and_is_told(tmp_path: Path, shows: str, tag: str) -> None:
    head = f"<style>.tab{{display:none}} .off{{text-decoration:line-through}}</style>{shows}"
    body = f'{tag}市教育局收容</p><p class="off">旧的条款</p><p style="display:none">看不见</p>'
    found = read(tmp_path / "a.html", body, head)
    assert "收容" in found.text
    assert "旧的条款" not in found.text
    assert "看不见" not in found.text
    assert "网页样式隐藏的文字 6 字可由点击显示，仍予收入" in found.warnings


@pytest.mark.parametrize(
    ("rules", "tag"),
    [
        ("@media print{.p{display:none}}", '<p class="p">'),
        (".p{display:none} div .p{display:block}", '<div><p class="p">'),
        (".p{display:none}", '<p class="p" style="display:block">'),
        (".p:hover{display:none}", '<p class="p">'),
        ("p{position:relative;left:-20px;text-indent:-2em}", "<p>"),
        ("p{line-height:0.5;max-height:0.5em;opacity:0.9}", "<p>"),
        ("td{background:#369}", '<table><tr><td>甲</td><td style="color:white">'),
        ("", '<div style="background-color:red"><p style="color:#ffffff">'),
        ("", '<p style="color:white;background:#333">'),
        ("", '<p style="color:white;background-image:url(a.png)">'),
        (".n{background-image:url(a.png)}", '<p class="n" style="color:white">'),
    ],
)
def test_what_is_seen_stays(tmp_path: Path, rules: str, tag: str) -> None:
    found = read(tmp_path / "a.html", f"{tag}市教育局收容", f"<style>{rules}</style>")
    assert "市教育局收容" in found.text
    assert found.warnings == ()


def test_white_text_on_an_unknown_ground_stays_and_is_told(tmp_path: Path) -> None:
    sheet = '<link rel="stylesheet" href="a.css">'
    found = read(tmp_path / "a.html", '<p style="color:#fff">市教育局收容</p>', sheet)
    assert "市教育局收容" in found.text
    assert found.warnings == ("白色文字 6 字，底色未知，仍予收入",)


def test_rules_that_hide_most_of_a_page_are_not_followed(tmp_path: Path) -> None:
    """A script shows it."""
    found = read(
        tmp_path / "a.html",
        f"<div class='tab'>{'<p>各街道办事处受理辖区内适龄儿童的入学登记申请。</p>' * 4}</div>",
        "<style>.tab{display:none}</style>",
    )
    assert "受理辖区内适龄儿童" in found.text
    assert found.warnings == ("网页样式隐藏过半文字，88 字仍予收入",)


@pytest.mark.parametrize(
    "tag", ["noframes", "noembed", "xmp", "listing", "plaintext", "textarea", "noscript"]
)
def test_raw_text_is_read_as_the_html_that_it_is(tmp_path: Path, tag: str) -> None:
    inside = (
        "<p>小学入学登记由<b>区教育局</b>负责，7月1日前完成&nbsp;登记，逾期不予受理。</p>"
        "<p>登记时应当携带户口簿、房产证明和预防接种证，材料不全的应当一次告知。</p>"
        "<p>本通知自印发之日起施行。</p>"
    )
    found = read(tmp_path / "a.html", f"<{tag}>{inside}</{tag}>")
    assert "小学入学登记由区教育局负责，7月1日前完成 登记，逾期不予受理。\n登记时" in found.text
    assert "<" not in found.text
    assert found.warnings == ()


def test_a_page_of_frames_says_what_it_shows_without_them(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>关于入学登记的通知</title></head><frameset cols='20%,80%'>"
        f"<frame src='m.html'><noframes><body>{_STANDS}</body></noframes></frameset></html>",
        "utf-8",
    )
    found = WEB_PAGE.extract(path, Limits(ocr=False))
    assert found.text.startswith("关于入学登记的通知\n各区教育局负责本区")
    assert "<" not in found.text
    assert found.warnings == ("网页内的框架 1 个另有网页，未读取",)


def test_a_request_to_allow_scripts_is_left_out_and_told(tmp_path: Path) -> None:
    found = read(tmp_path / "a.html", "<noscript><p>请启用脚本</p></noscript>")
    assert "启用" not in found.text
    assert found.warnings == ("隐藏文字 5 字未收入",)
