"""What a page holds and does not show, or shows from elsewhere, is told; tables stay tables."""

from __future__ import annotations

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import SAVED_WEB_PAGE
from tests.indexer.extractors.html.test_deleted import BEFORE, read

LONG = "<p>" + "框内的文字也是文件的一部分，应当随文件一起读出。" * 3 + "</p>"


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">不予公开四</p>',
        '<p style="visibility: hidden">不予公开四</p>',
        "<div hidden><p>不予<b>公开</b>四</p></div>",
        '<p><span style="font-size:0">不予公开四</span></p>',
    ],
)
def test_hidden_text_is_left_out_and_told(tmp_path: Path, hidden: str) -> None:
    found = read(tmp_path / "a.html", f"{hidden}<p>第二条 本办法自印发之日起施行。</p>")
    assert "不予公开" not in found.text
    assert found.warnings == ("隐藏文字 5 字未收入",)
    assert found.quality.doubts == ()


def test_what_is_no_text_is_not_told_of(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.html",
        '<div style="display:none"><script>var a = "甲乙丙";</script>'
        '<input value="丁"><img src="a.png"></div><p>第二条 本办法自印发之日起施行。</p>',
    )
    assert not any("隐藏文字" in told for told in found.warnings)


def test_a_frame_written_into_the_page_is_read(tmp_path: Path) -> None:
    source = LONG.replace("<", "&lt;").replace(">", "&gt;")
    found = read(tmp_path / "a.html", f'<iframe srcdoc="{source}"></iframe>')
    assert "框内的文字也是文件的一部分" in found.text
    assert found.warnings == ()


def test_frames_that_are_not_read_are_told(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.html",
        '<iframe src="body.html"></iframe><iframe srcdoc="&lt;p&gt;框内短句&lt;/p&gt;"></iframe>'
        '<iframe src="count.html" width="0"></iframe><iframe src="about:blank"></iframe>'
        '<iframe src="a.html" style="display:none"></iframe><p>第二条 自印发之日起施行。</p>',
    )
    assert found.warnings == (
        "网页内的框架 1 个字数很少，4 字未收入",
        "网页内的框架 1 个另有网页，未读取",
    )


def test_short_frames_of_a_saved_page_are_told(tmp_path: Path) -> None:
    message = MIMEMultipart("related")
    pages = (f"<body>{BEFORE}<iframe src='f.html'></iframe></body>", "<body>框架页正文</body>")
    for page in pages:
        message.attach(MIMEText(f"<html>{page}</html>", "html", "utf-8"))
    path = tmp_path / "a.mhtml"
    path.write_bytes(bytes(message))
    found = SAVED_WEB_PAGE.extract(path, Limits(ocr=False))
    assert found.warnings == ("网页内的框架 1 个字数很少，5 字未收入",)


def test_a_table_in_one_cell_leaves_the_table_around_it_whole(tmp_path: Path) -> None:
    inner = "<table><tr><td>一档10元</td><td>二档20元</td></tr></table>"
    found = read(
        tmp_path / "a.html",
        "<table><tr><td>区县</td><td>标准</td></tr>"
        f"<tr><td>甲县</td><td>{inner}</td></tr><tr><td>乙县</td><td>30元</td></tr></table>",
    )
    [table] = [block for block in found.blocks if block.rows]
    assert table.rows == (("区县", "标准"), ("甲县", "一档10元\n二档20元"), ("乙县", "30元"))


def test_a_table_that_places_others_is_none(tmp_path: Path) -> None:
    inner = "<table><tr><td>事项</td><td>期限</td></tr><tr><td>受理</td><td>3日</td></tr></table>"
    found = read(tmp_path / "a.html", f"<table><tr><td>导航</td><td>{inner}</td></tr></table>")
    tables = [block.rows for block in found.blocks if block.rows]
    assert tables == [(("事项", "期限"), ("受理", "3日"))]
