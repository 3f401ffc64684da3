"""Characters in fonts of symbols, as Word saves its boxes and bullets in pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import WEB_PAGE


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<span style='font-family:Wingdings'>þ</span>同意", "☑同意"),
        ("<span style='mso-bidi-font-size:9pt;font-family:Wingdings'>l</span>第一项", "●第一项"),
        ('<font face="Wingdings">&#61694;</font>同意', "☑同意"),
        ("35<span style=\"font-family:'Symbol'\">m</span>g", "35μg"),
        ("<font face=Wingdings><b>ü</b><span style='font-family:宋体'>ü</span></font>", "√ü"),
        ("<span style='font-family:Wingdings'>同意</span>", "同意"),
        ("<span style='font-family:宋体,Wingdings'>l</span>", "l"),
    ],
)
def test_what_a_font_of_symbols_shows(tmp_path: Path, written: str, shown: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><meta charset=utf-8><body><p>关于核准事项的通知，请各单位遵照执行。</p>"
        f"<p>填写：{written}</p></body></html>",
        "utf-8",
    )
    assert f"填写：{shown}" in WEB_PAGE.extract(path, Limits(ocr=False)).text
