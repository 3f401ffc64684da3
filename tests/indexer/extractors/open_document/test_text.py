"""OpenDocument texts as a reader of the final version sees them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.detection import FLAT_ODT, ODT, detect
from indexer.extractors.open_document.text import OPEN_TEXT
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.open_document.files import (
    content,
    p,
    paragraph_style,
    text_style,
    write,
    write_flat,
)

LIMITS = Limits(ocr=False)


def read(path: Path) -> ExtractedDocument:
    return OPEN_TEXT.extract(path, LIMITS)


def cell(inner: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{inner}</table:table-cell>"


def rows(*rows: str) -> str:
    made = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table>{made}</table:table>"


def test_letterhead_headings_looks_and_blanks(tmp_path: Path) -> None:
    path = write(
        tmp_path / "通知.odt",
        p("关于印发办法的通知", "T")
        + p("各区县：\n  现将<text:s text:c='2'/>办法<text:tab/>印发<text:line-break/>给你们。")
        + '<text:h text:outline-level="2">二级标题</text:h>',
        automatic=paragraph_style(
            "T",
            'fo:text-align="center"',
            'fo:font-size="200%" fo:color="#c9211e" style:font-name-asian="方正小标宋简体"',
            'style:parent-style-name="Base"',
        ),
        common=paragraph_style("Base", "", 'style:font-size-asian="11pt"'),
        masters='<style:master-page style:name="Standard">'
        f"<style:header>{p('云栖市人民政府文件')}</style:header>"
        f'<style:header-left style:display="false">{p("不显示的页眉")}</style:header-left>'
        f"<style:footer>{p('第<text:page-number>1</text:page-number>页')}{p('抄送：市委')}"
        "</style:footer></style:master-page>"
        f'<style:master-page style:name="别的"><style:header>{p("没有用到")}</style:header>'
        "</style:master-page>",
    )
    assert detect(path) == ODT
    found = read(path)
    assert found.text.split("\n") == [
        "云栖市人民政府文件",
        "关于印发办法的通知",
        "各区县： 现将  办法\t印发",
        "给你们。",
        "二级标题",
        "抄送：市委",
    ]
    title, heading = found.blocks[1], found.blocks[3]
    assert (title.font_size, title.font_name) == (22.0, "方正小标宋简体")
    assert title.centred
    assert title.red
    assert (heading.kind, heading.level) == (BlockKind.HEADING, 2)
    assert found.warnings == ()


def test_deleted_and_hidden_text_is_left_out_and_told(tmp_path: Path) -> None:
    changes = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        f"{p('三十日')}</text:deletion></text:changed-region>"
        '<text:changed-region text:id="c2"><text:insertion/></text:changed-region>'
        "</text:tracked-changes>"
    )
    path = write(
        tmp_path / "a.odt",
        changes
        + p(
            '期限为<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>'
            '六十日<text:change-end text:change-id="c2"/>。'
            '<text:span text:style-name="H">内部掌握</text:span>'
        )
        + f'<text:section text:display="none">{p("藏起来的一节")}</text:section>'
        + p("此段不显示<text:hidden-paragraph text:is-hidden='true'/>")
        + f"<text:section>{p('看得见的一节')}</text:section>"
        + p("请填<text:placeholder>&lt;单位&gt;</text:placeholder>写")
        + p("甲<office:annotation><text:p>批注</text:p></office:annotation>乙"),
        automatic=text_style("H", 'text:display="none"'),
    )
    found = read(path)
    assert found.text == "期限为六十日。\n看得见的一节\n请填写\n甲乙"
    assert found.warnings == ("隐藏文字 15 字未收入", "修订中删除的文字 3 字未收入")
    assert found.quality.doubts == ()


def test_struck_text_is_left_out_and_told(tmp_path: Path) -> None:
    struck = "<text:span text:style-name='S'>二十元</text:span>"
    style = text_style("S", 'style:text-line-through-style="solid"')
    path = write(tmp_path / "a.odt", p(f"每次{struck}十元整"), automatic=style)
    found = read(path)
    assert found.text == "每次十元整"
    assert found.warnings == ("划有删除线的文字 3 字未收入：“二十元”",)
    assert found.quality.doubts == ()
    whole = read(write(tmp_path / "b.odt", p(f"每{struck}"), automatic=style))
    assert (whole.text, whole.warnings) == ("每二十元", ("过半文字划有删除线，3 字仍予收入",))


def test_deletions_that_the_author_had_shown_stand_between_marks(tmp_path: Path) -> None:
    """LibreOffice writes them so in flat files, and wherever changes are shown in the line."""
    path = write_flat(
        tmp_path / "a.fodt",
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion/>'
        "</text:changed-region></text:tracked-changes>"
        + p('补贴<text:change-start text:change-id="c1"/>五百元。')
        + p('另有规定的，<text:change-end text:change-id="c1"/>八百元。'),
    )
    assert detect(path) == FLAT_ODT
    found = read(path)
    assert (found.text, found.media_type) == ("补贴八百元。", FLAT_ODT)
    assert found.warnings == ("修订中删除的文字 10 字未收入",)


def test_automatic_numbers_are_shown(tmp_path: Path) -> None:
    def level(number: int, numbers: str, prefix: str, suffix: str, more: str = "") -> str:
        return (
            f'<text:list-level-style-number text:level="{number}" style:num-prefix="{prefix}"'
            f' style:num-format="{numbers}" style:num-suffix="{suffix}" {more}/>'
        )

    outline = (
        '<text:outline-style><text:outline-level-style text:level="1" style:num-prefix="第"'
        ' style:num-suffix="章" style:num-format="一, 二, 三, ..."/></text:outline-style>'
    )
    chinese = (
        '<text:list-style style:name="L">'
        + level(1, "一, 二, 三, ...", "", "、")
        + level(2, "1", "", "", 'loext:num-list-format="（%2%）"')
        + level(3, "1", "", "", 'text:display-levels="3"')
        + "</text:list-style>"
    )

    def entry(inner: str, more: str = "") -> str:
        return f"<text:list-item {more}>{inner}</text:list-item>"

    def nested(*entries: str) -> str:
        return f"<text:list>{''.join(entries)}</text:list>"

    path = write(
        tmp_path / "a.odt",
        '<text:h text:outline-level="1">总则</text:h>'
        f'<text:list text:style-name="L">{entry(p("甲") + p("甲的第二段"))}'
        f"{entry(nested(entry(p('子')), entry(p('丑') + nested(entry(p('寅'))))))}"
        f"{entry(p('乙'))}</text:list>{p('插话')}"
        f'<text:list text:style-name="L" text:continue-numbering="true">{entry(p("丙"))}'
        f"<text:list-header>{p('不编号')}</text:list-header>"
        f"{entry(p('丁'), 'text:start-value=' + chr(34) + '9' + chr(34))}{entry(p('戊'))}"
        f'</text:list><text:list text:style-name="L">{entry(p("从头"))}</text:list>'
        '<text:h text:outline-level="1">附则</text:h>',
        automatic=chinese,
        common=outline,
    )
    assert read(path).text.split("\n") == [
        "第一章 总则",
        "一、甲",
        "甲的第二段",
        "（1）子",
        "（2）丑",
        "一.2.1 寅",
        "二、乙",
        "插话",
        "三、丙",
        "不编号",
        "九、丁",
        "十、戊",
        "一、从头",
        "第二章 附则",
    ]


def test_tables_with_merged_and_nested_cells(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    path = write(
        tmp_path / "a.odt",
        rows(
            cell(p("地区"), 'table:number-rows-spanned="2"')
            + cell(p("补贴"), 'table:number-columns-spanned="2"')
            + covered,
            covered + cell(p("城")) + cell(p("乡")),
            cell(p("甲县")) + cell(p("1") + rows(cell(p("内")) + cell(p("外")))) + cell(p("2")),
        )
        + rows(cell(p("单格里的话")))
        + '<table:table><table:table-row table:visibility="collapse">'
        f"{cell(p('藏行')) + cell(p('藏'))}</table:table-row><table:table-row>"
        f"{cell(p('一')) + cell(p('二'))}</table:table-row></table:table>",
    )
    found = read(path)
    assert [block.rows for block in found.blocks] == [
        (("地区", "补贴", ""), ("", "城", "乡"), ("甲县", "1\n内 外", "2")),
        None,
        (("一", "二"),),
    ]
    assert found.warnings == ("隐藏文字 3 字未收入",)


def test_notes_text_boxes_formulas_and_forms(tmp_path: Path) -> None:
    formula = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><msup><mn>10</mn>'
        "<mn>5</mn></msup><annotation>10^{5}</annotation></semantics></math>"
    )
    path = write(
        tmp_path / "a.odt",
        '<office:forms><form:form><form:checkbox form:id="f1" form:label="同意"'
        ' form:current-state="checked"/><form:text form:id="f2" form:current-value="张三"/>'
        "</form:form></office:forms>"
        + p(
            '正文<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
            f"<text:note-body>{p('脚注')}</text:note-body></text:note>不超过"
            '<draw:frame><draw:object xlink:href="./Object 1"/>'
            '<draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>个/m'
            '<text:span text:style-name="R">3</text:span>'
        )
        + p(f"框旁<draw:frame><draw:text-box>{p('框中')}</draw:text-box></draw:frame>的话")
        + p('<draw:custom-shape draw:name="PowerPlusWaterMarkObject1"><text:p>秘密</text:p>'
            "</draw:custom-shape>水印不是正文")
        + p('<draw:control draw:control="f1"/>，签名：<draw:control draw:control="f2"/>')
        + p('是否属实：<field:fieldmark field:type="x.FORMCHECKBOX"><field:param field:name='
            '"Checkbox_Checked" field:value="true"/></field:fieldmark>是'),
        automatic=text_style("R", 'style:text-position="super 58%"'),
        extra={"Object 1/content.xml": formula},
    )  # fmt: skip
    found = read(path)
    assert found.text.split("\n") == [
        "正文不超过10^5个/m³",
        "框旁的话",
        "框中",
        "水印不是正文",
        "☑同意，签名：张三",
        "是否属实：☑是",
        "脚注",
    ]
    assert found.blocks[-1].kind is BlockKind.FOOTNOTE
    assert found.warnings == ()


def test_charts_and_files_within(tmp_path: Path) -> None:
    chart = (
        f"<chart:chart><chart:title>{p('历年补贴')}</chart:title><table:table><table:table-row>"
        f"{cell(p('甲县'), 'office:value-type=' + chr(34) + 'string' + chr(34))}"
        f"{cell(p('88'), 'office:value-type=' + chr(34) + 'float' + chr(34))}"
        "</table:table-row></table:table></chart:chart>"
    )
    path = write(
        tmp_path / "a.odt",
        p('<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>')
        + p('<draw:frame><draw:object-ole xlink:href="./Object 2"/></draw:frame>尾'),
        extra={"Object 1/content.xml": content("chart", chart), "Object 2": b"\0\1\2\3" * 9},
    )
    found = read(path)
    assert found.text == "历年补贴\n甲县\n尾"
    assert found.warnings == ("内嵌文件 1 个未读取：Object 2",)


def test_an_encrypted_file_is_told(tmp_path: Path) -> None:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
        "</manifest:file-entry></manifest:manifest>"
    )
    path = write(tmp_path / "a.odt", p("密"), extra={"META-INF/manifest.xml": manifest})
    with pytest.raises(Quarantined) as refused:
        read(path)
    assert refused.value.reason is QuarantineReason.ENCRYPTED


def test_a_file_without_words_is_told(tmp_path: Path) -> None:
    with pytest.raises(Quarantined) as refused:
        read(write(tmp_path / "a.odt", p("")))
    assert refused.value.reason is QuarantineReason.NO_TEXT


@pytest.mark.parametrize("columns", [1, 3])
def test_what_repeats_is_bounded(tmp_path: Path, columns: int) -> None:
    row = cell(p("重"), 'table:number-columns-repeated="999999999"') * columns
    table = rows(row).replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="9">'
    )
    found = read(write(tmp_path / "a.odt", table))
    assert found.blocks[0].rows is not None
    assert {len(row) for row in found.blocks[0].rows} == {1_000}


def test_the_headers_of_all_kinds_of_page_that_are_asked_for(tmp_path: Path) -> None:
    def master(name: str, following: str = "") -> str:
        more = f'style:next-style-name="{following}"' if following else ""
        return (
            f'<style:master-page style:name="{name}" {more}>'
            f"<style:header>{p(name)}</style:header></style:master-page>"
        )

    table = rows(cell(p("甲")) + cell(p("乙"))).replace(
        "<table:table>", '<table:table table:style-name="T">'
    )
    path = write(
        tmp_path / "a.odt",
        p("首页") + table + p("末页", "P"),
        automatic='<style:style style:name="T" style:family="table"'
        ' style:master-page-name="横页的页眉"/>'
        + paragraph_style("P", more='style:master-page-name="封底的页眉"'),
        masters=master("Standard")
        + master("横页的页眉", "续页的页眉")
        + "".join(map(master, ("续页的页眉", "封底的页眉", "没有用到的页眉"))),
    )
    assert read(path).text.split("\n")[:4] == [
        "Standard",
        "横页的页眉",
        "封底的页眉",
        "续页的页眉",
    ]


def test_rows_that_repeat_too_often_are_told(tmp_path: Path) -> None:
    table = rows(cell(p("甲")) + cell(p("乙"))).replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'
    )
    found = read(write(tmp_path / "a.odt", table))
    assert found.blocks[0].rows is not None
    assert len(found.blocks[0].rows) == 1_000
    assert found.warnings == ("表格过长，重复的行有 999000 行未收入",)


def test_a_file_that_lost_its_text_is_damaged_and_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("styles.xml", "<styles/>")
    assert detect(path) == ODT
    with pytest.raises(Quarantined) as refused:
        read(path)
    assert refused.value.reason is QuarantineReason.CORRUPT
