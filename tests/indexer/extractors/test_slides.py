"""Slides as an audience sees them: order, tables, notes, and what is left out."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.detection import PPTX as MEDIA_TYPE
from indexer.extractors.detection import detect
from indexer.extractors.slides import PPTX
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    f' xmlns:r="{OFFICE}"'
)


def body(*paragraphs: str) -> str:
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in paragraphs)
    return f"<a:bodyPr/>{lines}"


def shape(*paragraphs: str, kind: str = "") -> str:
    holder = f'<p:ph type="{kind}"/>' if kind else ""
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr>"
        f"<p:txBody>{body(*paragraphs)}</p:txBody></p:sp>"
    )


def slide(*shapes: str, show: str = "1") -> str:
    tree = f"<p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld>"
    return f'<p:sld {NAMES} show="{show}">{tree}</p:sld>'


def links(targets: Mapping[str, tuple[str, str]]) -> str:
    rels = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rels}</Relationships>'


def write_pptx(
    path: Path,
    slides: Sequence[str],
    *,
    beside: Mapping[int, Mapping[str, tuple[str, str]]] | None = None,
    extra: Mapping[str, str | bytes] | None = None,
) -> Path:
    """``beside``: the relationships of a slide by its number, the first being 1."""
    ids = "".join(f'<p:sldId id="{n}" r:id="s{n}"/>' for n in range(1, len(slides) + 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        package.writestr("_rels/.rels", links({"r1": ("officeDocument", "ppt/presentation.xml")}))
        package.writestr(
            "ppt/presentation.xml",
            f"<p:presentation {NAMES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        )
        package.writestr(
            "ppt/_rels/presentation.xml.rels",
            links({f"s{n}": ("slide", f"slides/s{n}.xml") for n in range(1, len(slides) + 1)}),
        )
        for number, content in enumerate(slides, start=1):
            package.writestr(f"ppt/slides/s{number}.xml", content)
            if beside and number in beside:
                package.writestr(f"ppt/slides/_rels/s{number}.xml.rels", links(beside[number]))
        for name, content in (extra or {}).items():
            package.writestr(name, content)
    return path


def shown(found: ExtractedDocument) -> list[tuple[int | None, BlockKind, str]]:
    return [(b.page, b.kind, found.text[b.start : b.end]) for b in found.blocks]


def test_a_slide_is_a_page_with_its_title_first_and_its_notes_last(tmp_path: Path) -> None:
    notes = slide(shape("讲稿：先说背景", kind="body"), shape("3", kind="sldNum"))
    path = write_pptx(
        tmp_path / "a.pptx",
        [
            slide(shape("一是提标", "二是扩面"), shape("电梯补贴政策解读", kind="title")),
            slide(shape("谢谢"), shape("2024", kind="dt"), shape("页脚", kind="ftr")),
        ],
        beside={1: {"n": ("notesSlide", "../notesSlides/n1.xml")}},
        extra={
            "ppt/notesSlides/n1.xml": notes.replace("p:sld ", "p:notes ").replace(
                "/p:sld>", "/p:notes>"
            )
        },
    )
    assert detect(path) == MEDIA_TYPE
    found = PPTX.extract(path, Limits())
    assert shown(found) == [
        (1, BlockKind.HEADING, "电梯补贴政策解读"),
        (1, BlockKind.PARAGRAPH, "一是提标"),
        (1, BlockKind.PARAGRAPH, "二是扩面"),
        (1, BlockKind.FOOTNOTE, "讲稿：先说背景"),
        (2, BlockKind.PARAGRAPH, "谢谢"),
    ]
    assert (found.pages, found.warnings) == (2, ())


def test_tables_with_merged_cells_and_groups(tmp_path: Path) -> None:
    def cell(text: str, attributes: str = "") -> str:
        return f"<a:tc {attributes}><a:txBody>{body(text)}</a:txBody></a:tc>"

    rows = (
        cell("地区") + cell("补贴", 'gridSpan="2"') + cell("", 'hMerge="1"'),
        cell("甲县", 'rowSpan="2"') + cell("1") + cell("2"),
        cell("", 'vMerge="1"') + cell("3") + cell("4"),
    )
    table = "".join(f"<a:tr>{row}</a:tr>" for row in rows)
    frame = (
        "<p:graphicFrame><a:graphic><a:graphicData>"
        f"<a:tbl>{table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    path = write_pptx(tmp_path / "a.pptx", [slide(f"<p:grpSp>{shape('组内')}</p:grpSp>", frame)])
    found = PPTX.extract(path, Limits())
    assert found.text.startswith("组内\n")
    assert found.blocks[1].rows == (
        ("地区", "补贴", "补贴"),
        ("甲县", "1", "2"),
        ("甲县", "3", "4"),
    )


def test_struck_text_is_left_out_and_told(tmp_path: Path) -> None:
    runs = '<a:r><a:t>每月</a:t></a:r><a:r><a:rPr strike="sngStrike"/><a:t>80元</a:t></a:r>'
    line = f"<a:p>{runs}<a:r><a:rPr strike='noStrike'/><a:t>100元</a:t></a:r></a:p>"
    struck = f"<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:bodyPr/>{line}</p:txBody></p:sp>"
    path = write_pptx(tmp_path / "a.pptx", [slide(shape("津贴标准", kind="title"), struck)])
    found = PPTX.extract(path, Limits(ocr=False))
    assert found.text == "津贴标准\n每月100元"
    assert found.warnings == ("划有删除线的文字 3 字未收入：“80元”",)
    assert found.quality.doubts == ()
    whole = PPTX.extract(
        write_pptx(tmp_path / "b.pptx", [slide(struck.replace("每月", "").replace("100元", "元"))]),
        Limits(ocr=False),
    )
    assert (whole.text, whole.warnings) == ("80元元", ("过半文字划有删除线，3 字仍予收入",))


def placed(text: str, left: int, top: int, right: int, bottom: int) -> str:
    at = f'<a:off x="{left}" y="{top}"/><a:ext cx="{right - left}" cy="{bottom - top}"/>'
    return shape(text).replace("<p:txBody>", f"<p:spPr><a:xfrm>{at}</a:xfrm></p:spPr><p:txBody>")


def test_shapes_are_read_from_top_to_bottom(tmp_path: Path) -> None:
    def read(*shapes: str) -> list[str]:
        return PPTX.extract(
            write_pptx(tmp_path / "a.pptx", [slide(*shapes)]), Limits()
        ).text.split()

    below, above = placed("下方", 0, 500, 900, 600), placed("上方", 0, 100, 900, 200)
    assert read(below, above) == ["上方", "下方"]
    right, left = placed("右", 500, 100, 900, 200), placed("左", 0, 110, 400, 210)
    assert read(below, right, left) == ["左", "右", "下方"]
    # Two columns stay such, and what has no place where it stands.
    places = {"左一": (0, 100), "左二": (0, 200), "右一": (500, 100), "右二": (500, 200)}
    columns = [placed(text, x, y, x + 400, y + 90) for text, (x, y) in places.items()]
    assert read(*columns, shape("无处")) == ["左一", "左二", "右一", "右二", "无处"]
    group = f"<p:grpSp><p:grpSpPr/>{below}{above}</p:grpSp>"
    assert read(group) == ["上方", "下方"]


def test_charts_and_diagrams_are_read(tmp_path: Path) -> None:
    def frame(reference: str) -> str:
        data = f"<a:graphic><a:graphicData>{reference}</a:graphicData></a:graphic>"
        return f"<p:graphicFrame>{data}</p:graphicFrame>"

    path = write_pptx(
        tmp_path / "a.pptx",
        [
            slide(
                frame('<c:chart r:id="c"/>'),
                frame('<dgm:relIds r:dm="d"/>'),
            )
        ],
        beside={1: {"c": ("chart", "../c.xml"), "d": ("diagramData", "../d.xml")}},
        extra={
            "ppt/c.xml": f"<c:chartSpace {NAMES}><c:title><c:tx><c:rich>{body('历年补贴')}</c:rich>"
            "</c:tx></c:title><c:ser><c:cat><c:strRef><c:strCache><c:pt><c:v>甲县</c:v></c:pt>"
            "<c:pt><c:v>乙县</c:v></c:pt></c:strCache></c:strRef></c:cat></c:ser></c:chartSpace>",
            "ppt/d.xml": f"<dgm:dataModel {NAMES}><dgm:pt><dgm:t>{body('申报')}</dgm:t></dgm:pt>"
            f"<dgm:pt><dgm:t>{body('审核')}</dgm:t></dgm:pt></dgm:dataModel>",
        },
    )
    assert PPTX.extract(path, Limits()).text == "历年补贴\n甲县 乙县\n申报\n审核"


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    picture = '<p:pic><p:blipFill><a:blip r:embed="x"/></p:blipFill></p:pic>'
    path = write_pptx(
        tmp_path / "a.pptx", [slide(shape("正文"), picture), slide(shape("内部"), show="0")]
    )
    found = PPTX.extract(path, Limits())
    assert found.text == "正文"
    assert found.warnings == ("第 2 页隐藏，未收入", "第 1 页有图片，图中文字未识别")
    assert found.quality.doubts == ("演示文稿以图片为主，1 页有图片，图中文字未识别",)
    with pytest.raises(Quarantined) as problem:
        PPTX.extract(write_pptx(path, [slide(picture)]), Limits())
    assert problem.value.reason is QuarantineReason.NO_TEXT_LAYER


def test_too_many_and_no_slides(tmp_path: Path) -> None:
    reasons = []
    for slides in ([slide(shape("页"))] * 4, []):
        with pytest.raises(Quarantined) as problem:
            PPTX.extract(write_pptx(tmp_path / "a.pptx", slides), Limits(pages=3))
        reasons.append(problem.value.reason)
    assert reasons == [QuarantineReason.TOO_MANY_PAGES, QuarantineReason.NO_PAGES]
