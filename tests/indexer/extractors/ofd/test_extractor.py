"""The text of OFD pages in reading order, from containers made by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.ofd.extractor import OFD
from indexer.extractors.ofd.page import deltas
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(
    x: float, y: float, content: str, size: float = 5, more: str = "", red: bool = False
) -> str:
    """A text object whose first base line is at (x, y)."""
    step = " ".join([str(size)] * (len(content) - 1))
    colour = '<ofd:FillColor Value="255 0 0"/>' if red else ""
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} 150 {size + 2}" Font="3" Size="{size}"'
        f' {more}>{colour}<ofd:TextCode X="0" Y="{size}" DeltaX="{step}">{content}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def page(*objects: str, template: str = "") -> str:
    uses = f'<ofd:Template TemplateID="{template}" ZOrder="Background"/>' if template else ""
    layer = f"<ofd:Layer ID='2'>{''.join(objects)}</ofd:Layer>"
    return f"<ofd:Page {NS}>{uses}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def write_ofd(
    path: Path,
    *pages: str,
    template: str = "",
    tail: str = "",
    extra: dict[str, str] | None = None,
    image: bytes = b"",
) -> Path:
    """``image``: the picture that pages show as resource 5."""
    media = '<ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>i.png</ofd:MediaFile>'
    media = f"<ofd:MultiMedias>{media}</ofd:MultiMedia></ofd:MultiMedias>" if image else ""
    listed = "".join(
        f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    templates = '<ofd:TemplatePage ID="T" BaseLoc="Tpls/T.xml"/>' if template else ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>",
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes>{templates}"
            f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{tail}</ofd:Document>",
        )
        archive.writestr(
            "Doc_0/Res.xml",
            f'<ofd:Res {NS}><ofd:Fonts><ofd:Font ID="3" FontName="仿宋"/></ofd:Fonts>'
            f"{media}</ofd:Res>",
        )
        if image:
            archive.writestr("Doc_0/i.png", image)
        for number, content in enumerate(pages):
            archive.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", content)
        if template:
            archive.writestr("Doc_0/Tpls/T.xml", template)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path


def extract(path: Path) -> ExtractedDocument:
    return OFD.extract(path, Limits())


def reason_of(path: Path) -> QuarantineReason:
    with pytest.raises(Quarantined) as caught:
        extract(path)
    return caught.value.reason


FULL = "为切实加强全市河道的日常管理维护工作现将有关事项通知如下"  # 28 characters: a full line


def test_lines_are_read_by_place_and_joined_to_paragraphs(tmp_path: Path) -> None:
    path = write_ofd(
        tmp_path / "a.ofd",
        page(
            text(30, 90, "请认真执行。"),
            text(40, 70, FULL[:26]),
            text(30, 80, FULL),
            text(75, 40, "河道管理的通知", 8.8, red=True),
            text(40, 100, FULL[:26]),
        ),
        page(text(30, 40, "接上页。"), text(40, 50, "第二段。"), text(100, 280, "— 2 —")),
    )
    found = extract(path)
    assert found.text.split("\n") == [
        "河道管理的通知",
        FULL[:26] + FULL + "请认真执行。",
        FULL[:26] + "接上页。",
        "第二段。",
    ]
    title, first, second, third = found.blocks
    assert (title.font_size, title.font_name, title.centred, title.red) == (
        24.9,
        "仿宋",
        True,
        True,
    )
    assert (first.centred, first.red, first.page) == (False, False, 1)
    assert (second.page, third.page, found.pages) == (1, 2, 2)


def test_a_line_with_narrow_digits_still_runs_on(tmp_path: Path) -> None:
    short = FULL[:22]  # ends six characters before the edge, in the middle of a sentence
    path = write_ofd(
        tmp_path / "a.ofd",
        page(
            text(30, 40, FULL),
            text(30, 50, FULL),
            text(30, 60, short + "。"),
            text(40, 70, short),
            text(30, 80, "接着说。"),
        ),
    )
    assert extract(path).text.split("\n") == [FULL + FULL + short + "。", short + "接着说。"]


def test_parts_of_a_row_are_cells(tmp_path: Path) -> None:
    path = write_ofd(tmp_path / "a.ofd", page(text(120, 50, "文号"), text(30, 50, "名称")))
    assert extract(path).text == "名称\t文号"


def test_text_drawn_twice_counts_once(tmp_path: Path) -> None:
    path = write_ofd(tmp_path / "a.ofd", page(text(30, 50, "加粗"), text(30.2, 50, "加粗")))
    assert extract(path).text == "加粗"


def test_a_transformation_moves_and_scales(tmp_path: Path) -> None:
    moved = (
        '<ofd:TextObject ID="1" Boundary="10 20 100 100" Size="10" CTM="0.5 0 0 0.5 20 30">'
        '<ofd:TextCode X="0" Y="10" DeltaX="g 1 10">缩小</ofd:TextCode>'
        '<ofd:TextCode X="0" Y="50">下行</ofd:TextCode></ofd:TextObject>'
    )
    # The moved lines have their base at 20 + 30 + 5 and 20 + 30 + 25 mm.
    found = extract(write_ofd(tmp_path / "a.ofd", page(text(30, 65, "中间"), moved)))
    assert found.text == "缩小\n中间\n下行"
    assert found.blocks[0].font_size == 14.2


def test_characters_set_down_a_column_or_over_lines(tmp_path: Path) -> None:
    column = (
        '<ofd:TextObject ID="1" Boundary="10 20 10 90" Size="5">'
        '<ofd:TextCode X="0" Y="5" DeltaY="6 6 6">竖排文字</ofd:TextCode></ofd:TextObject>'
    )
    wrapped = (
        '<ofd:TextObject ID="1" Boundary="40 60 90 90" Size="5">'
        '<ofd:TextCode X="0" Y="5" DeltaX="5 -5 5" DeltaY="0 8 0">上行下行</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    assert (
        extract(write_ofd(tmp_path / "a.ofd", page(column, wrapped))).text == "竖排文字\n上行\n下行"
    )


def test_a_template_is_told_once_and_its_head_is_letterhead(tmp_path: Path) -> None:
    template = page(text(75, 30, "云溪市水务局", 8), text(30, 270, "地址：云溪市中路一号"))
    path = write_ofd(
        tmp_path / "a.ofd",
        page(text(30, 80, "第一页"), template="T"),
        page(text(30, 80, "第二页"), template="T"),
        template=template,
    )
    found = extract(path)
    assert found.text.split("\n") == ["云溪市水务局", "第一页", "地址：云溪市中路一号", "第二页"]
    assert [b.kind for b in found.blocks][:2] == [BlockKind.HEADER, BlockKind.PARAGRAPH]


def test_running_heads_stand_once(tmp_path: Path) -> None:
    pages = (page(text(30, 15, "河道管理办法"), text(30, 90, f"第{n}段")) for n in "甲乙丙")
    found = extract(write_ofd(tmp_path / "a.ofd", *pages))
    assert found.text.split("\n") == ["河道管理办法", "第甲段", "第乙段", "第丙段"]


def test_annotations_watermarks_and_invisible_text_are_kept_out(tmp_path: Path) -> None:
    mark = page(text(30, 50, "水印")).replace("ofd:Page ", "ofd:PageAnnot ")
    path = write_ofd(
        tmp_path / "a.ofd",
        page(
            text(30, 50, "正文"),
            text(50, 90, "内部使用", more='CTM="0.7 0.7 -0.7 0.7 0 0"'),
            text(50, 120, "看不见", more='Visible="false"'),
        ),
        tail="<ofd:Annotations>Annots.xml</ofd:Annotations>"
        "<ofd:Attachments>Attachments.xml</ofd:Attachments>",
        extra={
            "Doc_0/Annots.xml": f'<ofd:Annotations {NS}><ofd:Page PageID="0">'
            "<ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>",
            "Doc_0/A.xml": mark,
            "Doc_0/Attachments.xml": f'<ofd:Attachments {NS}><ofd:Attachment Name="清单.xlsx">'
            "<ofd:FileLoc>x.xlsx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
        },
    )
    found = extract(path)
    assert found.text == "正文"
    assert found.warnings == (
        "斜排或不可见的文字 2 处未收入",
        "内嵌文件 1 个未读取：清单.xlsx",
    )
    assert found.attachments == ("清单.xlsx",)


def test_the_current_version_is_read(tmp_path: Path) -> None:
    path = write_ofd(tmp_path / "a.ofd", page(text(30, 50, "旧版")))
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name).decode() for name in old.namelist()}
    files["OFD.xml"] = files["OFD.xml"].replace(
        "</ofd:DocBody>",
        '<ofd:Versions><ofd:Version ID="1" Current="true" BaseLoc="V/V1.xml"/></ofd:Versions>'
        "</ofd:DocBody>",
    )
    files["V/V1.xml"] = (
        f"<ofd:DocVersion {NS}><ofd:DocRoot>/Doc_1.xml</ofd:DocRoot></ofd:DocVersion>"
    )
    files["Doc_1.xml"] = files["Doc_0/Document.xml"].replace("Pages/Page_0", "New")
    files["New/Content.xml"] = page(text(30, 50, "新版"))
    with zipfile.ZipFile(path, "w") as new:
        for name, content in files.items():
            new.writestr(name, content)
    assert extract(path).text == "新版"


def test_pages_without_text_and_pages_that_are_missing(tmp_path: Path) -> None:
    image = '<ofd:ImageObject ID="4" Boundary="0 0 210 297" ResourceID="5"/>'
    drawing = '<ofd:PathObject ID="4" Boundary="0 0 9 9"/>'
    assert reason_of(write_ofd(tmp_path / "a.ofd", page(image))) is QuarantineReason.NO_TEXT_LAYER
    assert reason_of(write_ofd(tmp_path / "a.ofd", page(drawing))) is QuarantineReason.NO_TEXT
    assert reason_of(write_ofd(tmp_path / "a.ofd")) is QuarantineReason.NO_PAGES
    some = write_ofd(tmp_path / "b.ofd", page(text(30, 50, "正文")), page(image), page())
    with zipfile.ZipFile(some) as archive:
        kept = {n: archive.read(n) for n in archive.namelist() if "Page_2" not in n}
    with zipfile.ZipFile(some, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    found = OFD.extract(some, Limits(ocr=False))
    assert found.warnings == ("第 3 页内容缺失",)
    assert found.quality.doubts == ("第 2 页有图片，图中文字未识别",)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    secret = write_ofd(tmp_path / "a.ofd", "cipher", extra={"Encryptions.xml": "x"})
    assert reason_of(secret) is QuarantineReason.ENCRYPTED
    assert reason_of(write_ofd(tmp_path / "b.ofd", "<broken")) is QuarantineReason.CORRUPT
    entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + page(text(30, 50, "&x;"))
    assert reason_of(write_ofd(tmp_path / "c.ofd", entity)) is QuarantineReason.UNSAFE_XML
    many = write_ofd(tmp_path / "d.ofd", page(), page())
    with pytest.raises(Quarantined) as caught:
        OFD.extract(many, Limits(pages=1))
    assert caught.value.reason is QuarantineReason.TOO_MANY_PAGES


def test_lists_of_advances() -> None:
    assert deltas("1 g 3 2.5 4") == [1, 2.5, 2.5, 2.5, 4]
    assert deltas("g 99999999999 1") == []
    assert deltas("1 nan x 2") == [1, 0.0]
    assert deltas(None) == []
