"""The text of .docx files: what the reader of the final version sees, whole and in order."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest
from reportlab.pdfgen import canvas

from indexer.extractors.base import Limits
from indexer.extractors.docx.extractor import DOCX
from indexer.extractors.recognition.ocr import is_available
from indexer.model import BlockKind, ExtractedDocument, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.word_files import (
    OFFICE,
    W,
    cell,
    paragraph,
    part,
    table,
    write_docx,
)

LIMITS = Limits()


def extract(path: Path) -> ExtractedDocument:
    return DOCX.extract(path, LIMITS)


def text_of(tmp_path: Path, body: str) -> str:
    return extract(write_docx(tmp_path / "a.docx", body)).text


def reason_of(path: Path) -> QuarantineReason:
    with pytest.raises(Quarantined) as caught:
        extract(path)
    return caught.value.reason


def test_a_notice_by_python_docx(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("云溪市人民政府关于加强河道管理的通知", 0)
    document.add_heading("一、总体要求", 1)
    document.add_paragraph("各县（区）人民政府：")
    grid = document.add_table(2, 2)
    grid.cell(0, 0).text, grid.cell(0, 1).text = "序号", "文件名称"
    grid.cell(1, 0).text, grid.cell(1, 1).text = "1", "云溪市河道管理办法"
    document.add_paragraph("特此通知。")
    document.save(str(tmp_path / "a.docx"))
    found = extract(tmp_path / "a.docx")
    assert [(b.kind, found.text[b.start : b.end], b.level) for b in found.blocks] == [
        (BlockKind.HEADING, "云溪市人民政府关于加强河道管理的通知", 1),
        (BlockKind.HEADING, "一、总体要求", 1),
        (BlockKind.PARAGRAPH, "各县（区）人民政府：", None),
        (BlockKind.TABLE, "序号\t文件名称\n1\t云溪市河道管理办法", None),
        (BlockKind.PARAGRAPH, "特此通知。", None),
    ]
    assert found.blocks[3].rows == (("序号", "文件名称"), ("1", "云溪市河道管理办法"))


def test_runs_of_a_paragraph_are_one_text(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>云政</w:t></w:r><w:proofErr/><w:r><w:t>办发</w:t></w:r>"
        "<w:hyperlink><w:r><w:t>〔2021〕</w:t></w:r></w:hyperlink>"
        "<w:smartTag><w:r><w:t>3</w:t></w:r></w:smartTag>"
        "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>号</w:t></w:r></w:sdtContent>"
        "</w:sdt><w:r><w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        "<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/></w:r></w:p>"
    )
    assert text_of(tmp_path, body) == "云政办发〔2021〕3号\t甲\n乙√a-b"


def test_a_line_break_with_an_indent_begins_a_paragraph(tmp_path: Path) -> None:
    lines = "<w:br/>".join(f"<w:t>{t}</w:t>" for t in ("一、范围", "　　（一）甲", "续行"))
    body = f"<w:p><w:r>{lines}</w:r></w:p>"
    found = extract(write_docx(tmp_path / "a.docx", body))
    assert [found.text[b.start : b.end] for b in found.blocks] == ["一、范围", "（一）甲\n续行"]


def test_tracked_changes_are_resolved(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>有效期</w:t></w:r>"
        "<w:del><w:r><w:delText>三</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>五</w:t></w:r></w:ins><w:r><w:t>年。</w:t></w:r>"
        "<w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>"
        + paragraph("后半")
        + table((cell(paragraph("留")), cell(paragraph("下"))))
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>"
        + cell(paragraph("删"))
        + cell(paragraph("行"))
        + "</w:tr><w:tr>"
        + cell(paragraph("甲"))
        + cell(paragraph("乙"))
        + "</w:tr></w:tbl>"
    )
    assert text_of(tmp_path, body) == "有效期五年。新处\n前半后半\n留\t下\n甲\t乙"


def test_of_a_field_the_result_is_kept(tmp_path: Path) -> None:
    def field(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    body = (
        "<w:p>"
        + field("begin")
        + "<w:r><w:instrText>HYPERLINK </w:instrText></w:r>"
        + field("begin")
        + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        + field("separate")
        + "<w:r><w:t>inner</w:t></w:r>"
        + field("end")
        + field("separate")
        + "<w:r><w:t>结果</w:t></w:r>"
        + field("end")
        + '<w:fldSimple w:instr="DATE"><w:r><w:t>今日</w:t></w:r></w:fldSimple></w:p>'
        # A field that never ends its instruction must not swallow what follows.
        + "<w:p>"
        + field("begin")
        + "</w:p>"
        + paragraph("后文")
    )
    assert text_of(tmp_path, body) == "结果今日\n后文"


def test_hidden_text_is_left_out_and_told(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>可见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
    )
    found = extract(write_docx(tmp_path / "a.docx", body))
    assert (found.text, found.warnings) == ("可见", ("隐藏文字 2 字未收入",))


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('文本框')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(tmp_path, body) == "正文\n文本框"


def test_an_old_text_box_and_a_content_control_around_paragraphs(tmp_path: Path) -> None:
    body = (
        "<w:sdt><w:sdtContent>"
        + paragraph("控件内")
        + "</w:sdtContent></w:sdt><w:p><w:r><w:pict><v:textbox><w:txbxContent>"
        + paragraph("旧式")
        + "</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    )
    assert text_of(tmp_path, body) == "控件内\n旧式"


def test_word_art_is_text_but_for_watermarks(tmp_path: Path) -> None:
    def art(name: str, text: str) -> str:
        shape = f'<v:shape id="{name}"><v:textpath string="{text}"/></v:shape>'
        return f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"

    body = art("_x0000_s1026", "云溪市人民政府文件") + paragraph("正文")
    assert text_of(tmp_path, body + art("PowerPlusWaterMarkObject1", "草稿")) == (
        "云溪市人民政府文件\n正文"
    )


def test_merged_cells_stand_once_and_columns_stay_aligned(tmp_path: Path) -> None:
    wide, restart, goes_on = (
        '<w:gridSpan w:val="2"/>',
        '<w:vMerge w:val="restart"/>',
        "<w:vMerge/>",
    )
    body = table(
        (cell(paragraph("废止文件目录"), '<w:gridSpan w:val="3"/>'),),
        (cell(paragraph("一"), restart), cell(paragraph("甲")), cell(paragraph("乙"))),
        (cell(paragraph(""), goes_on), cell(paragraph("丙丁"), wide)),
    )
    found = extract(write_docx(tmp_path / "a.docx", body))
    assert found.blocks[0].rows == (
        ("废止文件目录", "", ""),
        ("一", "甲", "乙"),
        ("", "丙丁", ""),
    )


def test_a_nested_table_is_read_in_its_cell(tmp_path: Path) -> None:
    inner = table((cell(paragraph("内一")), cell(paragraph("内二"))))
    body = table((cell(paragraph("外") + inner + paragraph("尾")), cell(paragraph("右"))))
    assert text_of(tmp_path, body) == "外 内一 内二 尾\t右"


def test_a_notice_set_in_one_frame_is_paragraphs(tmp_path: Path) -> None:
    inner = table((cell(paragraph("甲")), cell(paragraph("乙"))))
    body = table((cell(paragraph("关于放假的通知", '<w:jc w:val="center"/>') + inner),))
    found = extract(write_docx(tmp_path / "a.docx", body))
    assert [b.kind for b in found.blocks] == [BlockKind.PARAGRAPH, BlockKind.TABLE]
    assert found.blocks[0].centred is True


NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:pStyle w:val="Chapter"/><w:lvlText w:val="第%1章"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:lvlRestart w:val="0"/><w:lvlText w:val="第%2条"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="（%3）"/></w:lvl>'
    '<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/>'
    '<w:lvlText w:val="%4．"/></w:lvl>'
    '<w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="20"/></w:lvlOverride></w:num>',
)
STYLES = part(
    "styles",
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="标题 1"/>'
    '<w:basedOn w:val="Base"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="base"/>'
    '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:color w:val="FF0000"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Secret"><w:name w:val="s"/><w:rPr><w:vanish/></w:rPr>'
    "</w:style>",
)
PARTS = {"rId1": ("numbering", NUMBERING), "rId2": ("styles", STYLES)}


def numbered(text: str, level: int, list_id: int = 1) -> str:
    return paragraph(
        text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def test_automatic_numbers_are_text(tmp_path: Path) -> None:
    body = (
        paragraph("总则", '<w:pStyle w:val="Chapter"/>')
        + numbered("为了加强管理，制定本办法。", 1)
        + numbered("下列情形：", 1)
        + numbered("甲；", 2)
        + numbered("乙。", 2)
        + numbered("丙", 3)
        + numbered("点", 4)
        + paragraph("罚则", '<w:pStyle w:val="Chapter"/>')
        + numbered("违者处罚。", 1)
        + numbered("子项", 2)
        + numbered("另起", 1, list_id=2)
        + numbered("无号", 0, list_id=0)
    )
    found = extract(write_docx(tmp_path / "a.docx", body, parts=PARTS))
    assert found.text.split("\n") == [
        "第一章 总则",
        "第一条 为了加强管理，制定本办法。",
        "第二条 下列情形：",
        "（一）甲；",
        "（二）乙。",
        "1．丙",
        "点",
        "第二章 罚则",
        "第三条 违者处罚。",
        "（一）子项",
        "第二十条 另起",
        "无号",
    ]


def test_styles_give_headings_and_layout(tmp_path: Path) -> None:
    body = paragraph("总则", '<w:pStyle w:val="Chapter"/>') + (
        '<w:p><w:r><w:rPr><w:sz w:val="44"/><w:rFonts w:eastAsia="仿宋"/></w:rPr>'
        "<w:t>大字</w:t></w:r>"
        '<w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>藏</w:t></w:r></w:p>'
    )
    first, second = extract(write_docx(tmp_path / "a.docx", body, parts=PARTS)).blocks
    assert (first.kind, first.level, first.centred, first.red) == (BlockKind.HEADING, 1, True, True)
    assert (first.font_size, second.font_size, second.font_name) == (16.0, 22.0, "仿宋")
    assert (second.kind, second.centred, second.red) == (BlockKind.PARAGRAPH, False, False)


def test_letterhead_is_kept_and_page_furniture_dropped(tmp_path: Path) -> None:
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>12</w:t></w:r></w:fldSimple>'
    number = f"<w:p><w:r><w:t>第 </w:t></w:r>{page}<w:r><w:t> 页</w:t></w:r></w:p>"
    rule = (
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    )
    footnote = f'<w:footnote w:id="1">{paragraph("脚注内容")}</w:footnote>'
    endnote = f'<w:endnote w:id="1">{paragraph("尾注内容")}</w:endnote>'
    head = paragraph("云溪市水务局文件") + paragraph("河道管理办法")
    parts = {
        "rId1": ("header", part("hdr", head)),
        "rId2": ("footer", part("ftr", number)),
        "rId3": ("header", part("hdr", paragraph("首页不同但未启用"))),
        "rId4": ("footnotes", part("footnotes", rule + footnote)),
        "rId5": ("endnotes", part("endnotes", endnote)),
    }
    body = (
        paragraph("河道管理办法（试行）")
        + '<w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'
        + '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
        '<w:headerReference w:type="first" r:id="rId3"/>'
        '<w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'
    )
    found = extract(write_docx(tmp_path / "a.docx", body, parts=parts))
    assert [(b.kind, found.text[b.start : b.end]) for b in found.blocks] == [
        (BlockKind.HEADER, "云溪市水务局文件"),
        (BlockKind.PARAGRAPH, "河道管理办法（试行）"),
        (BlockKind.PARAGRAPH, "正文"),
        (BlockKind.FOOTNOTE, "脚注内容"),
        (BlockKind.FOOTNOTE, "尾注内容"),
    ]


def test_embedded_files_are_named_and_links_never_followed(tmp_path: Path) -> None:
    rels = (
        f'<Relationship Id="e1" Type="{OFFICE}/package" Target="embeddings/表.xlsx"/>'
        f'<Relationship Id="e2" Type="{OFFICE}/hyperlink" Target="http://example.invalid/"'
        ' TargetMode="External"/>'
        f'<Relationship Id="e3" Type="{OFFICE}/attachedTemplate" Target="file:///etc/passwd"'
        ' TargetMode="External"/>'
        f'<Relationship Id="e4" Type="{OFFICE}/image" Target="NULL"/>'
    )
    path = write_docx(
        tmp_path / "a.docx",
        paragraph("正文"),
        extra={"word/embeddings/表.xlsx": b"not a workbook"},
        extra_rels=rels,
    )
    found = extract(path)
    assert (found.text, found.attachments) == ("正文", ("表.xlsx",))


def test_strict_and_macro_enabled_files_read_like_others(tmp_path: Path) -> None:
    strict = part("document", f"<w:body>{paragraph('严格')}</w:body>").replace(
        W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    path = write_docx(
        tmp_path / "a.docm",
        "",
        document=strict,
        main_type="application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert extract(path).text == "严格"


def test_a_file_of_pictures_only_is_a_scan(tmp_path: Path) -> None:
    rels = f'<Relationship Id="i1" Type="{OFFICE}/image" Target="media/1.png"/>'
    picture = write_docx(
        tmp_path / "a.docx", "<w:p/>", extra={"word/media/1.png": b"x"}, extra_rels=rels
    )
    assert reason_of(picture) is QuarantineReason.NO_TEXT_LAYER
    assert reason_of(write_docx(tmp_path / "b.docx", "<w:p/>")) is QuarantineReason.NO_TEXT


def test_what_is_broken_is_told(tmp_path: Path) -> None:
    sound = write_docx(tmp_path / "a.docx", paragraph("正文")).read_bytes()
    (tmp_path / "cut.docx").write_bytes(sound[: len(sound) // 2])
    assert reason_of(tmp_path / "cut.docx") is QuarantineReason.CORRUPT
    ill_formed = write_docx(tmp_path / "b.docx", "", document="<w:document>")
    assert reason_of(ill_formed) is QuarantineReason.CORRUPT
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    assert reason_of(tmp_path / "c.docx") is QuarantineReason.CORRUPT
    flipped = bytearray(sound)
    flipped[sound.index(b"word/document.xml") + 40] ^= 0xFF
    (tmp_path / "d.docx").write_bytes(flipped)
    assert reason_of(tmp_path / "d.docx") is QuarantineReason.CORRUPT


def test_entities_are_refused(tmp_path: Path) -> None:
    body = f"<w:body>{paragraph('&x;')}</w:body>"
    for declaration in (
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w [<!ENTITY a "haha"><!ENTITY x "&a;&a;&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "http://example.invalid/x.dtd">',
    ):
        path = write_docx(tmp_path / "a.docx", "", document=declaration + part("document", body))
        assert reason_of(path) is QuarantineReason.UNSAFE_XML


def test_too_much_text_is_not_cut_but_refused(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", paragraph("字" * 100))
    with pytest.raises(Quarantined) as caught:
        DOCX.extract(path, Limits(characters=99))
    assert caught.value.reason is QuarantineReason.OUTPUT_TOO_LARGE
    assert DOCX.extract(path, Limits(characters=100)).text == "字" * 100


def scanned(*lines: str) -> bytes:
    """A picture of a page with these lines, as PNG."""
    page = io.BytesIO()
    sheet = canvas.Canvas(page)
    sheet.setFont("Helvetica", 28)
    for number, line in enumerate(lines):
        sheet.drawString(72, 740 - 60 * number, line)
    sheet.save()
    document = pypdfium2.PdfDocument(page.getvalue())
    picture = io.BytesIO()
    document[0].render(scale=200 / 72).to_pil().save(picture, "PNG")
    document.close()
    return picture.getvalue()


@pytest.mark.skipif(not is_available(), reason="the extra ocr is not installed")
def test_pictures_of_pages_are_recognised(tmp_path: Path) -> None:
    rels = "".join(
        f'<Relationship Id="i{n}" Type="{OFFICE}/image" Target="media/{n}.png"/>' for n in (1, 2, 3)
    )
    blip = '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="i%d"/>'
    body = "".join(f"<w:p><w:r><w:drawing>{blip % n}</w:drawing></w:r></w:p>" for n in (2, 1, 3))
    pictures = {
        "word/media/1.png": scanned("Second page"),
        "word/media/2.png": scanned("Notice 2017 No 13"),
        "word/media/3.png": b"damaged",
    }
    path = write_docx(tmp_path / "a.docx", body, extra=pictures, extra_rels=rels)
    found = extract(path)
    assert found.text == "Notice 2017 No 13\nSecond page"
    assert (found.origin, found.pages) == (TextOrigin.OCR, 2)
    assert found.quality.confidence is not None
    with pytest.raises(Quarantined) as caught:
        DOCX.extract(path, Limits(ocr=False))
    assert caught.value.reason is QuarantineReason.NO_TEXT_LAYER
