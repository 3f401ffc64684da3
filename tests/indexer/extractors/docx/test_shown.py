"""What a page shows although no plain run says it: fields, symbols, formulas, other parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image

from indexer.extractors.base import Clock, Limits
from indexer.extractors.detection import WORD_XML as WORD_XML_TYPE
from indexer.extractors.detection import contradicts, detect
from indexer.extractors.docx.extractor import DOCX
from indexer.extractors.docx.flat import WORD_XML
from indexer.extractors.pdf.page import Run
from indexer.extractors.recognition import illustrations
from indexer.extractors.recognition.ocr import Recognised
from indexer.model import ExtractedDocument, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors import word_files
from tests.indexer.extractors.word_files import OFFICE, W, cell, paragraph, table, write_docx

NO_OCR = Limits(ocr=False)
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
M = "m:oMath"


def read(path: Path, limits: Limits = NO_OCR) -> ExtractedDocument:
    return DOCX.extract(path, limits)


def text_of(folder: Path, body: str) -> str:
    return read(write_docx(folder / "a.docx", body)).text


def run(content: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"


def said(text: str, properties: str = "") -> str:
    return run(f'<w:t xml:space="preserve">{text}</w:t>', properties)


def field(*code: str, data: str = "", result: str | None = None) -> str:
    begin = run(f'<w:fldChar w:fldCharType="begin">{data}</w:fldChar>')
    instruction = "".join(run(f'<w:instrText xml:space="preserve">{c}</w:instrText>') for c in code)
    shown = "" if result is None else run('<w:fldChar w:fldCharType="separate"/>') + said(result)
    return begin + instruction + shown + run('<w:fldChar w:fldCharType="end"/>')


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ((r" eq \o\ac(○,", "5", ") "), "⑤"),
        ((r"EQ \o\ac(○,12)",), "⑫"),
        ((r"eq \o\ac(□,√)",), "☑"),
        ((r"EQ \o(\s\up8(财政部),\s\do3(税务总局))",), "财政部 税务总局"),
        ((r"EQ \o(\s\up 8(财政部),\s\do 3(税务总局))",), "财政部 税务总局"),
        ((r"EQ \f(2,3)",), "2/3"),
        ((r"EQ \f(a+b,2)",), "(a+b)/2"),
        ((r"EQ \f(2；3)",), "2/3"),
        ((r"EQ \x\to(公告)",), "公告"),
        ((r"EQ \b\bc\[(\a(甲,乙))",), "[甲 乙]"),
        ((r"EQ \r(,2)",), "√2"),
        ((r'SYMBOL 254 \f "Wingdings" \s 12',), "☑"),
        ((r"SYMBOL 177 \f Symbol",), "±"),
        ((r"SYMBOL 9312 \u \f 宋体",), "①"),
        ((r"SYMBOL 0xA1F2",), "◎"),
    ],
)
def test_fields_that_show_what_they_say(tmp_path: Path, code: tuple[str, ...], shown: str) -> None:
    body = f"<w:p>{said('前')}{field(*code)}{said('后')}</w:p>"
    assert text_of(tmp_path, body) == f"前{shown}后"


def test_a_field_within_the_code_of_another(tmp_path: Path) -> None:
    inner = field(r"EQ \f(1,2)")
    begin = run('<w:fldChar w:fldCharType="begin"/><w:instrText>EQ \\o\\ac(○,</w:instrText>')
    end = run('<w:instrText>)</w:instrText><w:fldChar w:fldCharType="end"/>')
    number = field("= 3", result="3")
    assert text_of(tmp_path, f"<w:p>{begin}{number}{end}{said('、')}{inner}</w:p>") == "③、1/2"


def test_a_field_with_a_result_shows_that(tmp_path: Path) -> None:
    body = field(r"EQ \f(2,3)", result="三分之二")
    assert text_of(tmp_path, f"<w:p>{body}</w:p>") == "三分之二"


def test_form_fields_show_what_was_chosen(tmp_path: Path) -> None:
    entries = "".join(f'<w:listEntry w:val="{name}"/>' for name in ("请选择", "新建", "改造"))
    chosen = f'<w:ffData><w:ddList><w:result w:val="2"/>{entries}</w:ddList></w:ffData>'
    first = f"<w:ffData><w:ddList>{entries}</w:ddList></w:ffData>"
    ticked = '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    empty = '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
    body = "".join(
        (
            said("类别"), field("FORMDROPDOWN", data=chosen), field("FORMDROPDOWN", data=first),
            said("是"), field("FORMCHECKBOX", data=ticked),
            said("否"), field("FORMCHECKBOX", data=empty),
        )
    )  # fmt: skip
    assert text_of(tmp_path, f"<w:p>{body}</w:p>") == "类别改造请选择是☑否□"


def test_signs_typed_in_a_symbol_font(tmp_path: Path) -> None:
    wingdings = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings" w:eastAsia="宋体"/>'
    second = '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'
    symbol = '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'
    body = (
        said("þ", wingdings) + said("是") + said("\uf0a8", wingdings) + said("否")
        + said("R", second) + said("ü办结", wingdings) + said("a1", symbol)
    )  # fmt: skip
    assert text_of(tmp_path, f"<w:p>{body}</w:p>") == "☑是□否☑√办结α1"


def test_raised_figures_are_no_digits(tmp_path: Path) -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    body = (
        said("10") + said("5", up) + said("个，200m") + said("2", up) + said("。") + said("[1]", up)
    )
    assert text_of(tmp_path, f"<w:p>{body}</w:p>") == "10^5个，200m²。[1]"


def math(*content: str) -> str:
    return f"<{M}>{''.join(content)}</{M}>"


def part(name: str, text: str) -> str:
    return f"<m:{name}><m:r><m:t>{text}</m:t></m:r></m:{name}>"


def test_formulas_on_one_line(tmp_path: Path) -> None:
    shapes = {
        f"<m:sSup>{part('e', '10')}{part('sup', '5')}</m:sSup>": "10^5",
        f"<m:f>{part('num', '2')}{part('den', '3')}</m:f>": "2/3",
        f"<m:f>{part('num', 'a+b')}{part('den', 'c')}</m:f>": "(a+b)/c",
        f"<m:sSub>{part('e', 'C')}{part('sub', '1')}</m:sSub>": "C_1",
        f"<m:rad><m:deg/>{part('e', 'x+1')}</m:rad>": "√(x+1)",
        f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>{part("e", "y")}'
        "</m:d>": "[y]",
        f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>{part("sub", "i=1")}{part("sup", "n")}'
        f"{part('e', 'Q')}</m:nary>": "∑_(i=1)^n Q",
    }
    for markup, shown in shapes.items():
        body = f"<w:p>{said('按')}{math(markup)}{said('计算')}</w:p>"
        assert text_of(tmp_path, body) == f"按{shown}计算"


def test_prompts_hidden_rows_and_deleted_cells_are_left_out(tmp_path: Path) -> None:
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{said('单击此处输入文字。')}</w:sdtContent></w:sdt>"
    )
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{said('张三')}</w:sdtContent></w:sdt>"
    rows = table(
        (cell(paragraph("项目")), cell(paragraph("旧额"), "<w:cellDel/>"), cell(paragraph("金额"))),
        (cell(paragraph("甲")), cell(paragraph("1")), cell(paragraph("2"))),
    )
    hidden = (
        f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell(paragraph('密'))}{cell(paragraph('9'))}</w:tr>"
    )
    named = f"<w:p>{said('姓名：')}{prompt}{filled}</w:p>"
    body = f"{named}{rows.replace('</w:tbl>', hidden + '</w:tbl>')}"
    assert text_of(tmp_path, body) == "姓名：张三\n项目\t\t金额\n甲\t1\t2"


def chunk(rel_id: str = "c1") -> str:
    return f'{paragraph("前")}<w:altChunk r:id="{rel_id}"/>{paragraph("后")}'


def test_content_in_another_format_stands_in_its_place(tmp_path: Path) -> None:
    row = table((cell(paragraph("甲")), cell(paragraph("乙"))))
    inner = write_docx(tmp_path / "inner.docx", paragraph("内嵌的一段") + row)
    web = "<html><body><p>网页中的一段话，应当读出。</p></body></html>".encode()
    for name, data, shown in (
        (
            "a.html",
            web,
            "网页中的一段话，应当读出。",
        ),
        ("a.docx", inner.read_bytes(), "内嵌的一段\n甲\t乙"),
        ("a.txt", "纯文本的一段".encode("gbk"), "纯文本的一段"),
    ):
        path = write_docx(
            tmp_path / "b.docx",
            chunk(),
            extra={f"word/{name}": data},
            extra_rels=f'<Relationship Id="c1" Type="{OFFICE}/aFChunk" Target="{name}"/>',
        )
        found = read(path)
        assert found.text == f"前\n{shown}\n后"
        assert found.warnings == ()


def embedded(folder: Path, name: str, data: bytes) -> Path:
    shape = (
        '<w:object xmlns:o="urn:schemas-microsoft-com:office:office">'
        '<o:OLEObject Type="Embed" ProgID="Word.Document.12" r:id="e1"/></w:object>'
    )
    return write_docx(
        folder / "outer.docx",
        f"<w:p>{said('见所附文件')}{run(shape)}</w:p>{paragraph('完')}",
        extra={f"word/embeddings/{name}": data},
        extra_rels=f'<Relationship Id="e1" Type="{OFFICE}/package" Target="embeddings/{name}"/>',
    )


def test_files_within_the_file_are_read(tmp_path: Path) -> None:
    inner = write_docx(tmp_path / "inner.docx", paragraph("办法正文"))
    found = read(embedded(tmp_path, "办法.docx", inner.read_bytes()))
    assert (found.text, found.attachments) == ("见所附文件\n办法正文\n完", ("办法.docx",))
    book = Workbook()
    book.worksheets[0].append(("项目", "金额"))
    book.save(tmp_path / "a.xlsx")
    found = read(embedded(tmp_path, "表.xlsx", (tmp_path / "a.xlsx").read_bytes()))
    assert "项目\t金额" in found.text


def test_files_within_files_are_bounded(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", paragraph("最内层"))
    for _ in range(5):
        data = path.read_bytes()
        path = embedded(tmp_path, "a.docx", data)
    found = read(path, Limits(nesting=2, ocr=False))
    assert "最内层" not in found.text
    broken = read(embedded(tmp_path, "坏.docx", b"PK\3\4 broken"))
    assert broken.warnings == ("内嵌文件 1 个未读取：坏.docx",)


def test_words_of_charts_and_diagrams(tmp_path: Path) -> None:
    chart = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    dgm = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'

    def drawing(reference: str) -> str:
        data = f"<a:graphic {A}><a:graphicData>{reference}</a:graphicData></a:graphic>"
        return f"<w:p>{run(f'<w:drawing>{data}</w:drawing>')}</w:p>"

    line = "<a:p><a:r><a:t>{}</a:t></a:r></a:p>"
    labels = "<c:strRef><c:strCache><c:pt><c:v>甲县</c:v></c:pt></c:strCache></c:strRef>"
    title = f"<c:title><c:tx><c:rich>{line.format('补贴增长')}</c:rich></c:tx></c:title>"
    points = "".join(f"<dgm:t>{line.format(word)}</dgm:t>" for word in ("受理", "审查"))
    path = write_docx(
        tmp_path / "a.docx",
        drawing(f'<c:chart {chart} r:id="c1"/>')
        + drawing(f'<dgm:relIds {dgm} r:dm="d1"/>')
        + paragraph("完"),
        parts={
            "c1": (
                "chart",
                f"<c:chartSpace {chart} {A}>{title}<c:cat>{labels}</c:cat></c:chartSpace>",
            ),
            "d1": ("diagramData", f"<dgm:dataModel {dgm} {A}>{points}</dgm:dataModel>"),
        },
    )
    assert read(path).text == "补贴增长\n甲县\n受理\n审查\n完"


def pictured(
    folder: Path,
    text: str,
    size: tuple[int, int],
    count: int = 1,
    after: str = "",
    limits: Limits = NO_OCR,
) -> ExtractedDocument:
    shapes, rels, files = "", "", {}
    for number in range(count):
        image = io.BytesIO()
        Image.new("L", size, 10 + number).save(image, "PNG")
        files[f"word/media/{number}.png"] = image.getvalue()
        rels += f'<Relationship Id="i{number}" Type="{OFFICE}/image" Target="media/{number}.png"/>'
        blip = f'<a:blip {A} r:embed="i{number}"/>'
        shapes += f"<w:p>{run(f'<w:drawing>{blip}</w:drawing>')}</w:p>"
    body = paragraph(text) + shapes + paragraph(after)
    path = write_docx(folder / "a.docx", body, extra=files, extra_rels=rels)
    return read(path, limits)


def test_pictures_that_may_hold_text_are_told(tmp_path: Path) -> None:
    mostly = pictured(tmp_path, "关于印发办法的通知", (1240, 1754), 3)
    assert mostly.quality.doubts == ("文件以图片为主，有 3 张图片，图中文字未识别",)
    some = pictured(tmp_path, "各县区人民政府应当加强管理。" * 40, (800, 600))
    assert some.quality.doubts == ()
    assert some.warnings == ("有 1 张图片，图中文字未识别",)
    logo = pictured(tmp_path, "正文", (120, 120))
    assert (logo.warnings, logo.quality.doubts) == ((), ())


def _reading(*texts: str) -> Callable[..., Recognised | None]:
    """What recognition would answer, picture by picture; then the time is up."""
    left = iter(texts)

    def recognise(picture: object, dots_per_inch: float, clock: Clock) -> Recognised | None:
        text = next(left, None)
        if text is None:
            return None
        run = Run(text, 50.0, 50.0, 50.0 + 16 * len(text), 66.0, 16.0)
        return Recognised((run,) if text else (), 0.97, len(text), 200.0, 400.0, lines=1)

    return recognise


def test_a_picture_says_its_text_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(illustrations, "is_available", lambda: True)
    monkeypatch.setattr(
        illustrations, "recognise_illustration", _reading("图中的文字", "", "另一张图的文字")
    )
    found = pictured(tmp_path, "关于印发办法的通知", (800, 600), 3, "后面的话", Limits())
    assert found.text == "关于印发办法的通知\n图中的文字\n另一张图的文字\n后面的话"
    assert (found.origin, found.quality.confidence) == (TextOrigin.MIXED, 0.97)
    assert found.warnings == ("2 张图片中的文字由文字识别读出，已收入正文",)
    assert found.unread == 0


def headed(folder: Path, body: str, picture: bytes) -> Path:
    """With a picture in its header, which has an id of the header's own."""
    blip = f'<w:drawing><a:blip {A} r:embed="i1"/></w:drawing>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="i1" Type="{OFFICE}/image" Target="media/h.png"/></Relationships>'
    )
    return write_docx(
        folder / "a.docx",
        body + '<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr>',
        parts={"h1": ("header", word_files.part("hdr", f"<w:p>{run(blip)}</w:p>"))},
        extra={"word/media/h.png": picture, "word/_rels/h1.xml.rels": relations.encode()},
    )


def test_a_picture_in_a_header_is_told_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (800, 400), "white").save(picture, "PNG")
    body = paragraph("各县区人民政府应当加强管理。" * 40)
    path = headed(tmp_path, body, picture.getvalue())
    assert read(path).warnings == ("有 1 张图片，图中文字未识别",)
    monkeypatch.setattr(illustrations, "is_available", lambda: True)
    monkeypatch.setattr(illustrations, "recognise_illustration", _reading("栖宁市人民政府文件"))
    found = read(path, Limits())
    assert found.text.startswith("栖宁市人民政府文件\n各县区")
    assert found.warnings == ("1 张图片中的文字由文字识别读出，已收入正文",)


def test_a_picture_in_the_header_of_an_empty_text_is_no_scan(tmp_path: Path) -> None:
    with pytest.raises(Quarantined) as refused:
        read(headed(tmp_path, "<w:p/>", b""))
    assert refused.value.reason is QuarantineReason.NO_TEXT


def test_what_the_time_does_not_suffice_for_is_told_and_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(illustrations, "is_available", lambda: True)
    monkeypatch.setattr(illustrations, "recognise_illustration", _reading("图中的文字"))
    found = pictured(tmp_path, "各县区人民政府应当加强管理。" * 40, (800, 600), 3, limits=Limits())
    assert found.text.endswith("\n图中的文字")
    assert found.warnings[1:] == ("有 2 张图片，图中文字未识别",)
    assert found.unread == 2


FLAT = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{}</pkg:package>'
)
OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
WX = "http://schemas.microsoft.com/office/word/2003/auxHint"
AML = "http://schemas.microsoft.com/aml/2001/core"


def read_flat(folder: Path, xml: str) -> ExtractedDocument:
    path = folder / "通知.doc"
    path.write_text(xml, "utf-8")
    assert detect(path) == WORD_XML_TYPE
    assert not contradicts(path.name, WORD_XML_TYPE)
    return WORD_XML.extract(path, NO_OCR)


def test_flat_opc_is_word(tmp_path: Path) -> None:
    write_docx(tmp_path / "a.docx", paragraph("关于停止执行的通知") + paragraph("正文。"))
    parts = ""
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        for name in package.namelist():
            if name.endswith((".rels", "document.xml")):
                xml = package.read(name).decode()
                parts += f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
    picture = "<pkg:binaryData>" + "QUFB" * 1_500_000 + "</pkg:binaryData>"
    parts += f'<pkg:part pkg:name="/word/media/image1.png">{picture}</pkg:part>'
    found = read_flat(tmp_path, FLAT.format(parts))
    assert found.text == "关于停止执行的通知\n正文。"
    assert found.extractor == "word-xml"


def test_word_2003_xml_is_word(tmp_path: Path) -> None:
    def text(value: str) -> str:
        return f"<w:r><w:t>{value}</w:t></w:r>"

    listed = '<w:pPr><w:listPr><wx:t wx:val="（一）"/></w:listPr></w:pPr>'
    body = (
        f"<wx:sect><w:p><w:pPr><w:jc w:val='center'/></w:pPr>{text('测试市人民政府文件')}</w:p>"
        f"<wx:sub-section><w:p>{listed}{text('加强领导。')}</w:p></wx:sub-section>"
        f'<w:p><aml:annotation w:type="Word.Deletion"><aml:content>{text("删去")}</aml:content>'
        f'</aml:annotation><aml:annotation w:type="Word.Insertion"><aml:content>{text("增补")}'
        "</aml:content></aml:annotation><w:r><w:footnote><w:p><w:r><w:t>脚注</w:t></w:r></w:p>"
        "</w:footnote></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val='restart'/></w:tcPr>"
        f"<w:p>{text('甲')}</w:p></w:tc><w:tc><w:p>{text('乙')}</w:p></w:tc></w:tr></w:tbl>"
        f'<w:sectPr><w:hdr w:type="odd"><w:p>{text("页眉")}</w:p></w:hdr></w:sectPr></wx:sect>'
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{OLD}" xmlns:wx="{WX}" xmlns:aml="{AML}"><w:body>{body}</w:body>'
        "</w:wordDocument>"
    )
    assert read_flat(tmp_path, xml).text == (
        "页眉\n测试市人民政府文件\n（一）\t加强领导。\n增补\n甲\t乙\n脚注"
    )


def test_word_xml_without_a_document_or_with_entities(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    for xml in (
        f'<w:wordDocument xmlns:w="{OLD}"/>',
        f'<!DOCTYPE x [<!ENTITY a "b">]><w:wordDocument xmlns:w="{OLD}"/>',
        FLAT.format("<pkg:part/>"),
        f'<w:wordDocument xmlns:w="{W}"><w:body/>',
    ):
        path.write_text(xml, "utf-8")
        with pytest.raises(Quarantined):
            WORD_XML.extract(path, NO_OCR)


def test_hidden_rows_and_deleted_cells_are_counted(tmp_path: Path) -> None:
    hidden = f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell(paragraph('隐行甲乙'))}</w:tr>"
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{cell(paragraph('删行丙'))}</w:tr>"
    gone = cell(paragraph("删格"), "<w:cellDel/>")
    kept = f"<w:tr>{cell(paragraph('区县'))}{cell(paragraph('标准'))}{gone}</w:tr>"
    body = f"<w:tbl>{kept}{hidden}{deleted}</w:tbl>"
    found = read(write_docx(tmp_path / "a.docx", paragraph("关于标准的通知") + body))
    assert found.text.split() == ["关于标准的通知", "区县", "标准"]
    assert found.warnings == ("隐藏文字 4 字未收入", "修订中删除的文字 5 字未收入")


def test_figures_that_stand_above_the_line_are_powers(tmp_path: Path) -> None:
    up, all_up = '<w:position w:val="12"/>', '<w:position w:val="6"/>'
    line = f"<w:p>{said('浓度10')}{said('-6', up)}{said('克')}</w:p>"
    moved = f"<w:p>{said('在', all_up)}{said('2024', all_up)}{said('年', all_up)}</w:p>"
    found = read(write_docx(tmp_path / "a.docx", line + moved))
    assert found.text == "浓度10^-6克\n在2024年"


def test_readings_that_a_mirror_put_behind_characters_are_taken_out(tmp_path: Path) -> None:
    lines = ("關(guān)于印發(fā)辦法的通知", "專(zhuān)項資金", "時(shí)間為一年")
    table = f"<w:tbl><w:tr>{cell(paragraph('會(huì)議'))}{cell(paragraph('乙'))}</w:tr></w:tbl>"
    body = "".join(map(paragraph, lines)) + table
    found = read(write_docx(tmp_path / "a.docx", body))
    assert found.text == "關于印發辦法的通知\n專項資金\n時間為一年\n會議\t乙"
    assert found.warnings == ("去除了 5 处加在汉字后的注音",)
    assert found.quality.doubts == ()


@pytest.mark.parametrize("mark", ["strike", "dstrike"])
def test_struck_text_is_left_out_and_told(tmp_path: Path, mark: str) -> None:
    line = f"<w:p>{said('每次')}{said('20元', f'<w:{mark}/>')}{said('10元')}</w:p>"
    found = read(write_docx(tmp_path / "a.docx", line))
    assert found.text == "每次10元"
    assert found.warnings == ("划有删除线的文字 3 字未收入：“20元”",)
    assert found.quality.doubts == ()
    off = f'<w:{mark} w:val="0"/>'
    plain = f"<w:p>{said('每次10元', off)}</w:p>"
    assert read(write_docx(tmp_path / "b.docx", plain)).warnings == ()


def test_a_file_that_is_struck_through_as_a_whole_stays(tmp_path: Path) -> None:
    line = f"<w:p>{said('每次收取二十元', '<w:strike/>')}{said('作废')}</w:p>"
    found = read(write_docx(tmp_path / "a.docx", line))
    assert found.text == "每次收取二十元作废"
    assert found.warnings == ("过半文字划有删除线，7 字仍予收入",)
