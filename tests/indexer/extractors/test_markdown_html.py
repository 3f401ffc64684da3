"""HTML within Markdown: what no page shows of it is left out and told, as of a page itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import WEB_PAGE
from indexer.extractors.markdown import MARKDOWN_TEXT
from indexer.model import ExtractedDocument

_STANDS = "各区教育局负责本区的入学登记工作，并于每年七月底前完成，逾期的予以通报批评。"


def read(tmp_path: Path, source: str) -> ExtractedDocument:
    path = tmp_path / "a.md"
    path.write_text(source, "utf-8")
    return MARKDOWN_TEXT.extract(path, Limits(ocr=False))


@pytest.mark.parametrize(
    ("fragment", "told"),
    [
        ('<span style="display:none">市教育局收容。</span>', "隐藏文字 6 字未收入"),
        ("<div hidden>\n\n市**教育局**收容。\n\n</div>", "隐藏文字 6 字未收入"),
        ('<p style="visibility:hidden">市教育局收容。</p>', "隐藏文字 6 字未收入"),
        ('<span style="font-size:0">市教育<b>局收</b>容。</span>', "隐藏文字 6 字未收入"),
        ('<p hidden="">市教育局收容。\n', "隐藏文字 6 字未收入"),
        (
            '<span style="position:absolute;left:-9999px">市教育局收容。</span>',
            "隐藏文字 6 字未收入",
        ),
        (
            "<style>.暗{display:none}</style><span class='暗'>市教育局收容。</span>",
            "隐藏文字 6 字未收入",
        ),
        ("罚款<del>市教育局收容</del>", "修订中删除的文字 6 字未收入"),
        ("罚款<s>市教育局收容</s>", "划有删除线的文字 6 字未收入：“市教育局收容”"),
        ("罚款~~市教育局\n收容~~", "划有删除线的文字 6 字未收入：“市教育局收容”"),
        (
            "~~甲~~、~~乙~~、<strike>丙</strike>、~~市教育局负责收容流浪的犬只~~",
            "划有删除线的文字 16 字未收入：“甲”、“乙”、“丙”等 4 处",
        ),
    ],
)
def test_what_is_not_shown_is_left_out_and_told(tmp_path: Path, fragment: str, told: str) -> None:
    found = read(tmp_path, f"# 关于登记的通知\n\n{_STANDS}\n\n{fragment}\n\n{_STANDS}\n")
    assert "收容" not in found.text
    assert found.text.count(_STANDS) == 2
    assert (found.warnings, found.quality.doubts) == ((told,), ())


def test_markdown_and_a_page_tell_the_same(tmp_path: Path) -> None:
    body = (
        f"<h1>关于登记的通知</h1><p>{_STANDS}</p><p>甲<del>乙丙</del><s>丁</s>戊"
        '<span style="display:none">己庚辛</span></p>'
    )
    page = tmp_path / "a.html"
    page.write_text(f"<html><body>{body}</body></html>", "utf-8")
    assert read(tmp_path, body).warnings == WEB_PAGE.extract(page, Limits(ocr=False)).warnings


@pytest.mark.parametrize("tag", ["template", "script", "style", "noscript", "svg"])
def test_what_is_no_text_is_left_out(tmp_path: Path, tag: str) -> None:
    found = read(tmp_path, f"{_STANDS}\n\n<{tag}>\n市教育局收容\n</{tag}>\n\n<!-- 收容 -->乙\n")
    assert (found.text, found.warnings) == (f"{_STANDS}\n乙", ())


def test_tags_in_a_listing_are_text(tmp_path: Path) -> None:
    found = read(tmp_path, "写作 `<s>甲</s>` 或 `~~乙~~`\n\n```\n<p hidden>丙</p>\n~~丁~~\n```\n")
    assert "丙" in found.text
    assert "~~丁~~" in found.text
    assert "乙" in found.text
    assert found.warnings == ()


def test_careless_marks_lose_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, f"第一条 <del>三十日内办结。\n\n{_STANDS}")
    assert "三十日内办结" in found.text
    assert found.warnings == ("网页中的删除标记没有配对，7 字仍予收入",)
    whole = read(tmp_path, f"# 通知\n\n~~{_STANDS}~~")
    assert _STANDS in whole.text
    assert whole.warnings == (f"过半文字划有删除线，{len(_STANDS)} 字仍予收入",)


def test_a_frame_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, f'{_STANDS}\n\n<iframe src="b.html"></iframe>\n')
    assert found.warnings == ("网页内的框架 1 个另有网页，未读取",)


def test_a_table_of_tags_is_a_table(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"{_STANDS}\n\n<table><tr><td>档次</td><td>标准</td></tr>\n<tr><td>一档</td>"
        f"<td>10元<span hidden>收容</span></td></tr></table>\n\n{_STANDS}",
    )
    assert [block.rows for block in found.blocks if block.rows] == [
        (("档次", "标准"), ("一档", "10元"))
    ]
    assert found.text.endswith(_STANDS)
    assert found.warnings == ("隐藏文字 2 字未收入",)
