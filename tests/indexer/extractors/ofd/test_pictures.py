"""Pictures beside text: told, doubted, or recognised in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Clock, Limits, TextBuilder
from indexer.extractors.ofd import pictures
from indexer.extractors.ofd.extractor import OFD
from indexer.extractors.recognition.picture_pages import PicturePages
from indexer.model import BlockKind, Quality, TextOrigin
from tests.indexer.extractors.ofd.test_extractor import page, text, write_ofd

SCAN = '<ofd:ImageObject ID="4" Boundary="0 0 210 297" ResourceID="5"/>'
TABLE = '<ofd:ImageObject ID="4" Boundary="30 100 150 60" ResourceID="5"/>'
SEAL = '<ofd:ImageObject ID="4" Boundary="120 200 40 40" ResourceID="5"/>'
FULL = "为切实加强全市河道的日常管理维护工作现将有关事项通知如下"
PROSE = [text(30, 40 + 9 * n, FULL) for n in range(4)]


def test_pictures_beside_text(tmp_path: Path) -> None:
    pages = (page(*PROSE, TABLE), page(text(30, 40, "封面"), SCAN), page(*PROSE, SEAL), page(SCAN))
    found = OFD.extract(write_ofd(tmp_path / "a.ofd", *pages), Limits(ocr=False))
    assert found.warnings == ("第 1 页有图片，图中文字未识别",)
    assert found.quality.doubts == ("第 2、4 页有图片，图中文字未识别",)
    assert found.origin is TextOrigin.TEXT


def test_pages_of_pictures_are_recognised_in_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def recognise(found: object, limits: Limits, what: str, clock: Clock) -> PicturePages:
        builder = TextBuilder()
        builder.add(BlockKind.PARAGRAPH, "图中的文字")
        return PicturePages(builder, 1, Quality(confidence=0.97))

    monkeypatch.setattr(pictures, "recognise_pictures", recognise)
    pages = (page(text(30, 40, "第一页")), page(SCAN), page(text(30, 40, "第三页")))
    found = OFD.extract(write_ofd(tmp_path / "a.ofd", *pages), Limits())
    assert found.text == "第一页\n图中的文字\n第三页"
    assert [block.page for block in found.blocks] == [1, 2, 3]
    assert (found.origin, found.quality.confidence) == (TextOrigin.MIXED, 0.97)
