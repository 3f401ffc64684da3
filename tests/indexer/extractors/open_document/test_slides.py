"""OpenDocument slides and drawings as an audience sees them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from indexer.extractors.base import Limits
from indexer.extractors.detection import FLAT_ODP, ODG, ODP, detect
from indexer.extractors.open_document.slides import OPEN_SLIDES
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.open_document.files import p, write, write_flat

LIMITS = Limits(ocr=False)


def read(path: Path) -> ExtractedDocument:
    return OPEN_SLIDES.extract(path, LIMITS)


def frame(inner: str, kind: str = "", more: str = "") -> str:
    named = f' presentation:class="{kind}"' if kind else ""
    return f"<draw:frame{named} {more}><draw:text-box>{inner}</draw:text-box></draw:frame>"


def slide(*shapes: str, style: str = "") -> str:
    return f'<draw:page draw:style-name="{style}">{"".join(shapes)}</draw:page>'


HIDDEN = (
    '<style:style style:name="dp2" style:family="drawing-page">'
    '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
)


def test_a_slide_is_a_page_with_its_title_first_and_its_notes_last(tmp_path: Path) -> None:
    table = (
        "<table:table><table:table-row><table:table-cell>"
        f"{p('甲')}</table:table-cell><table:table-cell>{p('乙')}</table:table-cell>"
        "</table:table-row></table:table>"
    )
    notes = frame(p("讲稿：先说背景"), "notes") + frame(p("3"), "page-number")
    path = write(
        tmp_path / "解读.odp",
        slide(
            frame(f"<text:list><text:list-item>{p('一是提标')}</text:list-item></text:list>"),
            frame(p("电梯补贴政策解读"), "title"),
            f"<draw:g><draw:rect>{p('组内')}</draw:rect></draw:g>",
            f"<draw:frame>{table}</draw:frame>",
            f"<presentation:notes>{notes}</presentation:notes>",
        )
        + slide(frame(p("内部")), style="dp2")
        + slide(
            frame(p("谢谢")),
            frame(p("单击此处添加标题"), "title", 'presentation:placeholder="true"'),
            frame(p("页脚"), "footer"),
        ),
        "presentation",
        automatic=HIDDEN,
    )
    assert detect(path) == ODP
    found = read(path)
    assert [(b.page, b.kind, found.text[b.start : b.end]) for b in found.blocks] == [
        (1, BlockKind.HEADING, "电梯补贴政策解读"),
        (1, BlockKind.PARAGRAPH, "一是提标"),
        (1, BlockKind.PARAGRAPH, "组内"),
        (1, BlockKind.TABLE, "甲\t乙"),
        (1, BlockKind.FOOTNOTE, "讲稿：先说背景"),
        (3, BlockKind.PARAGRAPH, "谢谢"),
    ]
    assert (found.pages, found.warnings) == (3, ("第 2 页隐藏，未收入",))
    assert found.quality.doubts == ()


def test_pictures_are_told(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("L", (900, 700), 255).save(picture, "PNG")
    path = write(
        tmp_path / "a.odp",
        slide(
            frame(p("正文")),
            '<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>',
        ),
        "presentation",
        extra={"Pictures/1.png": picture.getvalue()},
    )
    assert read(path).quality.doubts == ("文件以图片为主，有 1 张图片，图中文字未识别",)


def test_drawings_and_flat_files(tmp_path: Path) -> None:
    drawing = write(
        tmp_path / "流程图.odg", slide(f"<draw:rect>{p('受理')}</draw:rect>"), "drawing"
    )
    assert detect(drawing) == ODG
    found = read(drawing)
    assert (found.text, found.media_type) == ("受理", ODG)
    flat = write_flat(tmp_path / "a.fodp", slide(frame(p("讲解"))), "presentation")
    assert detect(flat) == FLAT_ODP
    assert read(flat).media_type == FLAT_ODP


def test_a_file_without_slides_is_told(tmp_path: Path) -> None:
    with pytest.raises(Quarantined) as refused:
        read(write(tmp_path / "a.odp", "", "presentation"))
    assert refused.value.reason is QuarantineReason.NO_PAGES
