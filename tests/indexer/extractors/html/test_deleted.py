"""Text that a page marks as deleted, or strikes through, is no part of its wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import WEB_PAGE
from indexer.model import ExtractedDocument

BEFORE = "<h1>云栖市停车管理办法</h1><p>第一条 为规范停车秩序，根据有关法律法规，制定本办法。</p>"


def read(path: Path, body: str) -> ExtractedDocument:
    path.write_text(
        f"<html><head><title>页</title></head><body>{BEFORE}{body}</body></html>", "utf-8"
    )
    return WEB_PAGE.extract(path, Limits(ocr=False))


def test_deleted_text_is_left_out_and_told(tmp_path: Path) -> None:
    """As LibreOffice saves tracked changes."""
    found = read(
        tmp_path / "a.html",
        '<p>第二条 应当在<del cite="#" datetime="2024-01-01">三十日</del>'
        "<ins>六十日</ins>内办结。</p>"
        "<del><p>第三条 本条删去。</p></del><p>第三条 本办法自印发之日起施行。</p>",
    )
    assert "第二条 应当在六十日内办结。" in found.text
    assert "本条删去" not in found.text
    assert found.text.endswith("第三条 本办法自印发之日起施行。")
    assert found.warnings == ("修订中删除的文字 11 字未收入",)
    assert found.quality.doubts == ()


@pytest.mark.parametrize("tag", ["s", "strike", "span style='text-decoration:line-through'"])
def test_what_is_struck_through_is_left_out_and_told(tmp_path: Path, tag: str) -> None:
    end = tag.split(maxsplit=1)[0]
    found = read(tmp_path / "a.html", f"<p>第二条 <{tag}>原价十元</{end}>现价八元。</p>")
    assert "第二条 现价八元。" in found.text
    assert found.warnings == ("划有删除线的文字 4 字未收入：“原价十元”",)
    assert found.quality.doubts == ()


def test_a_cell_that_is_struck_through_stays_where_it_stands(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.html",
        "<table><tr><th>档次</th><th>原标准</th><th>标准</th></tr>"
        "<tr><td>一档</td><td style='text-decoration:line-through'>80元</td><td>100元</td></tr>"
        "</table>",
    )
    [table] = [block.rows for block in found.blocks if block.rows]
    assert table == (("档次", "原标准", "标准"), ("一档", "", "100元"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "<p>第二条 应当在<del>三十日内办结。</p><p>第三条 本办法自印发之日起施行。</p>",
            "没有配对",
        ),
        (
            "<del><p>第二条 各单位应当于每年三月底前报送上一年度停车设施建设和管理情况。</p>"
            "<p>第三条 本办法自印发之日起施行，有效期五年，由市城市管理局负责解释。</p></del>",
            "过半文字标为删除，66 字仍予收入",
        ),
        (
            "<p>第二条 应当在<s>三十日内办结。</p><p>第三条 本办法自印发之日起施行。</p>",
            "删除线没有配对",
        ),
        (
            "<div style='text-decoration:line-through'>"
            "<p>第二条 各单位应当于每年三月底前报送上一年度停车设施建设和管理情况。</p>"
            "<p>第三条 本办法自印发之日起施行，有效期五年，由市城市管理局负责解释。</p></div>",
            "过半文字划有删除线，66 字仍予收入",
        ),
    ],
)
def test_careless_pages_lose_nothing(tmp_path: Path, body: str, told: str) -> None:
    found = read(tmp_path / "a.html", body)
    assert "第二条" in found.text
    assert "第三条 本办法自印发之日起施行" in found.text
    assert len(found.warnings) == 1
    assert told in found.warnings[0]
