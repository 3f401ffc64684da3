"""Plain text and Markdown in the encodings that offices have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.decoding import decode, without_controls
from indexer.extractors.detection import TEXT, detect
from indexer.extractors.flow.headings import heading_level
from indexer.extractors.markdown import MARKDOWN_TEXT
from indexer.extractors.text import PLAIN_TEXT, display_width, join_lines
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

SIMPLIFIED = "关于加强城市管理工作的通知\n各县（区）人民政府：\n现就有关事项通知如下。"
TRADITIONAL = "關於加強政務公開工作的通知\n各有關單位：\n請遵照執行，並將情況報告。"


def _read(tmp_path: Path, data: bytes, name: str = "a.txt", **limits: int) -> ExtractedDocument:
    path = tmp_path / name
    path.write_bytes(data)
    extractor = MARKDOWN_TEXT if name.endswith(".md") else PLAIN_TEXT
    return extractor.extract(path, Limits(**limits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (SIMPLIFIED, "utf-32"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5"),
        ("𠮷野家㐂镕", "gb18030"),  # beyond GBK: four bytes
    ],
)
def test_encodings_are_found(tmp_path: Path, text: str, encoding: str) -> None:
    assert _read(tmp_path, text.encode(encoding)).text == text


def test_a_declared_gb2312_page_may_use_more_than_gb2312_has() -> None:
    text = "朱镕基签署的决定。中国銀行"
    assert decode(text.encode("gbk"), declared="gb2312").text == text


def test_valid_utf8_is_utf8_whatever_was_declared() -> None:
    assert decode("通知".encode(), declared="gb2312").text == "通知"


def test_one_bad_byte_loses_one_character_and_is_told(tmp_path: Path) -> None:
    data = SIMPLIFIED.encode() + b"\xff" + "完".encode()
    document = _read(tmp_path, data)
    assert document.text == SIMPLIFIED + "\ufffd完"
    assert document.warnings == ("有 1 处无法按 utf-8 解码",)


def test_controls_are_removed_and_told_invisible_marks_only_removed(tmp_path: Path) -> None:
    document = _read(tmp_path, "通\u200b知\x00\x07\x1b内\u202e容\n第二行".encode())
    assert document.text == "通知内容\n第二行"
    assert document.warnings == ("去除了 4 个控制字符",)


MIRRORED = "省政府辦公廳關(guān)于印發(fā)專(zhuān)項資金辦法的通知，時(shí)間（2024）"


def test_readings_that_a_mirror_put_behind_characters_are_taken_out_and_told(
    tmp_path: Path,
) -> None:
    document = _read(tmp_path, MIRRORED.encode())
    assert document.text == "省政府辦公廳關于印發專項資金辦法的通知，時間（2024）"
    assert document.warnings == ("去除了 4 处加在汉字后的注音",)


def test_a_reading_within_a_word_of_force_is_none(tmp_path: Path) -> None:
    for words in ("执(zhí)行", "执(zhi)行", "施行(xíng)", "实（shí）施(shī)"):
        found = _read(tmp_path, f"本通知自2024年3月1日起{words}，亳(bó)州除外。".encode())
        plain = re.sub("[（(][^州]*?[)）]", "", words)
        assert found.text == f"本通知自2024年3月1日起{plain}，亳(bó)州除外。"
        assert any("注音" in one for one in found.warnings)


def test_a_reading_that_tells_of_a_rare_character_stays(tmp_path: Path) -> None:
    text = "亳(bó)州市人民政府关于歙(shè)砚的通知，亳(bó)州市"
    assert _read(tmp_path, text.encode()).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_zeros_strewn_into_a_text_are_removed_and_told(tmp_path: Path, encoding: str) -> None:
    line = "各区教育局负责本区的入学登记工作。"
    data = f"{line}\n{line}".encode(encoding)
    document = _read(tmp_path, data[:6] + b"\0" + data[6:] + b"\0\0")
    assert document.text == f"{line}\n{line}"
    assert document.warnings == ("去除了 3 个控制字符",)
    assert detect(tmp_path / "a.txt") == TEXT


def test_line_ends_are_one() -> None:
    assert without_controls("a\r\nb\rc\x85d\u2028e")[0] == "a\nb\nc\nd\ne"


def test_form_feeds_part_pages(tmp_path: Path) -> None:
    document = _read(tmp_path, "第一页\f第二页".encode())
    assert [block.page for block in document.blocks] == [1, 2]
    assert document.text == "第一页\n第二页"


def test_blocks_point_at_their_text_and_headings_have_levels(tmp_path: Path) -> None:
    document = _read(tmp_path, "通知\n\n一、总体要求\n　　坚持公开。\n（一）范围\n".encode())
    found = [(b.kind, document.text[b.start : b.end], b.level) for b in document.blocks]
    assert found == [
        (BlockKind.PARAGRAPH, "通知", None),
        (BlockKind.HEADING, "一、总体要求", 1),
        (BlockKind.PARAGRAPH, "坚持公开。", None),
        (BlockKind.HEADING, "（一）范围", 2),
    ]


def test_lines_wrapped_at_a_fixed_width_become_paragraphs(tmp_path: Path) -> None:
    wrapped = (
        "　　为进一步加强本市城市道路停车管理工作，规范停车秩序，提高停车\n"
        "资源利用效率，根据有关法律法规的规定，结合本市实际情况，经市人民\n"
        "政府同意，现就有关事项通知如下，请各单位认真抓好贯彻落实工作。\n"
        "　　一、充分认识做好城市道路停车管理工作的重要意义，切实增强责任\n"
        "感和紧迫感。\n"
    )
    document = _read(tmp_path, wrapped.encode())
    paragraphs = [document.text[b.start : b.end] for b in document.blocks]
    assert len(paragraphs) == 2
    assert "提高停车资源利用效率" in paragraphs[0]
    assert "经市人民政府同意" in paragraphs[0]
    assert paragraphs[1].endswith("切实增强责任感和紧迫感。")


def test_short_lines_stay_apart(tmp_path: Path) -> None:
    lines = "通知\n市政府办公室\n2024年1月1日\n（此件公开发布）"
    assert _read(tmp_path, lines.encode()).text == lines


def test_joining_keeps_latin_words_apart() -> None:
    assert join_lines("the United", "Nations") == "the United Nations"
    assert join_lines("人民", "政府") == "人民政府"
    assert join_lines("有效期5年。202", "0年1月印发") == "有效期5年。2020年1月印发"
    assert join_lines("in 2020", "12 of them") == "in 2020 12 of them"
    assert display_width("人民ab") == 6


def test_markdown_loses_its_marks(tmp_path: Path) -> None:
    source = (
        "# 关于**印发**办法的通知\n\n各单位：\n请见[办法全文](https://example.com/a)，\n"
        "遵照执行。\n\n## 一、总则\n\n| 序号 | 名称 |\n|---|:-:|\n| 1 | 甲 |\n\n"
        "- 第一项\n- 第二项\n"
    )
    document = _read(tmp_path, source.encode(), "a.md")
    assert document.media_type == "text/markdown"
    assert document.text.split("\n") == [
        "关于印发办法的通知",
        "各单位：",
        "请见办法全文，遵照执行。",
        "一、总则",
        "序号\t名称",
        "1\t甲",
        "- 第一项",
        "- 第二项",
    ]
    table = next(block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert table.rows == (("序号", "名称"), ("1", "甲"))
    assert [b.level for b in document.blocks if b.kind is BlockKind.HEADING] == [1, 2]


def test_more_text_than_allowed_is_told(tmp_path: Path) -> None:
    with pytest.raises(Quarantined) as caught:
        _read(tmp_path, ("字" * 101).encode(), characters=100)
    assert caught.value.reason is QuarantineReason.OUTPUT_TOO_LARGE


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一章 总则", 1),
        ("第十二章　附　　则", 1),
        ("第二节 程序", 2),
        ("一、总体要求", 1),
        ("（三）工作目标", 2),
        ("附则", 1),
        ("第一条 为了规范行为，制定本办法。", None),
        ("一、总体要求。坚持以人民为中心，做好工作。", None),
        ("第三章的规定适用于本条", None),
        ("通知", None),
        ("（此件公开发布）", None),
    ],
)
def test_headings_are_known_by_their_numbers(line: str, level: int | None) -> None:
    assert heading_level(line) == level


def test_a_rule_in_markdown_is_no_text(tmp_path: Path) -> None:
    document = _read(tmp_path, "---\n\n# 通知\n\n* * *\n\n各单位。\n".encode(), "a.md")
    assert document.text == "通知\n各单位。"


# ---------------------------------------------------------------- encodings without a mark

NOTICE = "测试市人民政府办公室关于做好2024年防汛工作的通知\n各县区人民政府：\n"
NOTICE_TRADITIONAL = "臺灣省政府關於執行2024年度計畫的通知\n各縣市：\n請遵照辦理。"


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("text", [NOTICE, NOTICE.replace("\n", "").replace("2024", "")])
def test_a_text_without_any_ascii_is_told_by_its_characters(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["big5", "big5hkscs", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("repeated", [1, 200])
def test_traditional_text_is_told_by_its_characters(encoding: str, repeated: int) -> None:
    text = NOTICE_TRADITIONAL * repeated
    assert decode(text.encode(encoding)).text == text


def test_utf16_of_mostly_latin_text_is_no_utf8_with_nothing_between_its_letters() -> None:
    assert decode("GB/T 1.1-2020 标准".encode("utf-16-le")).text == "GB/T 1.1-2020 标准"
    assert decode("GB/T 1.1-2020\r\n".encode("utf-16-be")).text == "GB/T 1.1-2020\r\n"


@pytest.mark.parametrize("declared", ["big5", "gb2312", "iso-8859-1", "nonsense"])
def test_a_wrong_declaration_does_not_win(declared: str) -> None:
    assert decode(NOTICE.encode("gbk"), declared).text == NOTICE


def test_a_mark_of_utf8_before_another_encoding_is_dropped() -> None:
    assert decode(b"\xef\xbb\xbf" + NOTICE.encode("gbk")).text == NOTICE


def test_a_file_of_two_encodings_is_read_in_both_and_told(tmp_path: Path) -> None:
    data = "第一部分：总体要求。\n".encode("gbk") + "第二部分：主要任务。\n".encode() * 2
    document = _read(tmp_path, data)
    assert document.text == "第一部分：总体要求。\n第二部分：主要任务。\n第二部分：主要任务。"
    assert document.warnings == ("文件混用 gb18030、utf-8 编码",)


# ---------------------------------------------------------------- lines that go on


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("小区加装电\n梯补贴", "小区加装电梯补贴"),
        ("城市停车\n场管理工\n作的通知", "城市停车场管理工作的通知"),
        ("自2024年5\n月1日起施行", "自2024年5月1日起施行"),
        ("根据《测试市停车\n管理办法》制定", "根据《测试市停车管理办法》制定"),
        ("依据测政发〔2024\n〕8号", "依据测政发〔2024〕8号"),
    ],
)
def test_a_break_within_a_word_a_day_or_brackets_joins(
    tmp_path: Path, name: str, lines: str, joined: str
) -> None:
    assert _read(tmp_path, lines.encode(), name).text == joined


@pytest.mark.parametrize(
    "lines",
    [
        "测试市教育局\n长沙市人民政府\n办公室\n主任",
        "安全生产\n管理制度\n工作\n人员",
        "姓名    电\n梯号    12",
        "关于加装电梯的通知\n\n梯次推进。",
        "　　现将有关事\n　　项目清单如下",
    ],
)
def test_lines_that_are_lines_stay(tmp_path: Path, lines: str) -> None:
    expected = [line.strip() for line in lines.split("\n") if line]
    assert _read(tmp_path, lines.encode()).text.split("\n") == expected


def test_a_text_that_is_indented_as_a_whole_is_unwrapped(tmp_path: Path) -> None:
    assert _read(tmp_path, "    小区加装电\n    梯补贴".encode()).text == "小区加装电梯补贴"


# ---------------------------------------------------------------- Markdown


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("---\n\n关于停车的通知\n\n正文。", ["关于停车的通知", "正文。"]),
        ("\n\n--\n\n***\n关于停车的通知", ["关于停车的通知"]),
        (
            "测试市人民政府关于停车的通知\n测政发〔2024〕8号\n各县区：\n现通知如下，\n请执行。",
            [
                "测试市人民政府关于停车的通知",
                "测政发〔2024〕8号",
                "各县区：",
                "现通知如下，请执行。",
            ],
        ),
        ("……执行。\n测试市财政局\n2024年4月1日", ["……执行。", "测试市财政局", "2024年4月1日"]),
        ("测试市人民政府令第12号\n停车管理办法", ["测试市人民政府令第12号", "停车管理办法"]),
        ("关于停车的通知  \n有关事项", ["关于停车的通知", "有关事项"]),
        (
            "为进一步加强本市停车管理工作，规范\n停车秩序，提高利用效率，经市政府同意\n通知如下。",
            ["为进一步加强本市停车管理工作，规范停车秩序，提高利用效率，经市政府同意通知如下。"],
        ),
        ("> 引文第一段\n\n1\\. 编号<br>\n<b>粗</b>与***重***", ["引文第一段", "1. 编号", "粗与重"]),
        ("甲 | 乙\n--- | ---\n1 | 2\n\n正文", ["甲\t乙", "1\t2", "正文"]),
        ("```text\n第一行\n  第二行\n```", ["第一行", "第二行"]),
        ("<!-- 草稿 -->正文&nbsp;一[全文](https://e.com/a_(1).html)", ["正文\xa0一全文"]),
    ],
)
def test_markdown_lines(tmp_path: Path, source: str, lines: list[str]) -> None:
    document = _read(tmp_path, source.encode(), "a.md")
    assert document.text.split("\n") == lines
    assert document.warnings == ()


def test_what_generators_of_sites_set_around_text_is_none(tmp_path: Path) -> None:
    text = (
        '# 关于环评的复函{align="center"}\n\n法释〔2016〕29号{style="text-align:center;"}\n\n'
        "&emsp;&emsp;特此函复。\n\n::: right\n\n生态环境部\n\n2020年3月20日\n\n:::\n\n"
        "```\n::: {a=b}\n```\n"
    )
    found = _read(tmp_path, text.encode(), "a.md")
    assert [line.strip() for line in found.text.split("\n")] == [
        "关于环评的复函", "法释〔2016〕29号", "特此函复。", "生态环境部", "2020年3月20日",
        "::: {a=b}",
    ]  # fmt: skip
    assert found.quality.doubts == ()


def test_what_only_looks_like_a_site_generators_marks_is_text(tmp_path: Path) -> None:
    text = "::: tip 修订信息\n\n第一次修改\n\n:::\n\n口令:::之后的字\n\n其中 {甲=乙}\n"
    found = _read(tmp_path, text.encode(), "a.md")
    assert found.text.split("\n") == ["修订信息", "第一次修改", "口令:::之后的字", "其中 {甲=乙}"]


def test_a_key_with_a_value_for_each_language_has_the_chinese_one(tmp_path: Path) -> None:
    heads = (
        "title:\n  zh: 关于甲的通知\n  en: ''\n",
        "title:\n  en: Notice of A\n  zh-CN: 关于甲的通知\n",
        "title: {zh: 关于甲的通知, en: Notice of A}\n",
        'title: {"en": "Of A, and B", "zh": "关于甲的通知"}\n',
        "title:\n  zh: ''\n  en: 关于甲的通知\n",
    )
    for head in heads:
        document = _read(tmp_path, f"---\n{head}---\n\n正文。\n".encode(), "a.md")
        assert document.declared["title"] == "关于甲的通知", head


def test_the_number_of_a_head_is_one_by_its_form(tmp_path: Path) -> None:
    def declared(value: str) -> dict[str, str]:
        head = f"---\ntitle: 关于甲的通知\nnumber: {value}\n---\n\n正文。\n"
        return dict(_read(tmp_path, head.encode(), "a.md").declared)

    assert declared("测政发〔2024〕8号")["doc_number"] == "测政发〔2024〕8号"
    assert "doc_number" not in declared("3")


def test_front_matter_declares_and_is_no_text(tmp_path: Path) -> None:
    source = "---\ntitle: 关于停车的通知\n文号: 测政发〔2024〕8号\ntags:\n  - 停车\n---\n\n正文。\n"
    document = _read(tmp_path, source.encode(), "a.md")
    assert document.text == "正文。"
    assert document.declared == {"title": "关于停车的通知", "doc_number": "测政发〔2024〕8号"}
    assert document.quality.doubts == ()


def test_narrow_lines_are_wrapped_where_words_are_cut(tmp_path: Path) -> None:
    lines = ("关于加强城市道路停车管", "理工作的通知要求各地区", "各部门认真贯彻执行本办")
    wrapped = "\n".join((*lines, "法规定，做好各项工作。"))
    assert _read(tmp_path, wrapped.encode()).text == wrapped.replace("\n", "")
    names = (
        "测试市第一人民医院药房\n测试市第二人民医院药房\n测试市第三人民医院药房\n测试市中医院中药房"
    )
    assert _read(tmp_path, names.encode()).text == names


@pytest.mark.parametrize(
    "source",
    [
        "[" * 100_000,
        "<!--" * 50_000,
        "---\n" + "a::::::::::::::::::::::::::::::\n" * 200,
        "](" * 50_000 + "*_`~" * 20_000,
        "《" * 50_000 + "\n" + "〔" * 50_000,
        ("a" * 30 + " " * 30 + "\n") * 3000,
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_odd_texts_end(tmp_path: Path, source: str, name: str) -> None:
    assert _read(tmp_path, source.encode(), name).media_type.startswith("text/")


def test_lines_of_cells_are_a_table(tmp_path: Path) -> None:
    table = "序号\t文件名称\t文号\n1\t甲办法\t云政发〔2010〕1号\n2\t乙办法\n"
    path = tmp_path / "a.txt"
    path.write_text(
        f"目录如下：\n{table}本决定自印发之日起施行。\n索引号\tA1\n文号\tB2\n", encoding="utf-8"
    )
    found = PLAIN_TEXT.extract(path, Limits())
    assert [block.rows for block in found.blocks if block.rows] == [
        (("序号", "文件名称", "文号"), ("1", "甲办法", "云政发〔2010〕1号"), ("2", "乙办法", ""))
    ]
    assert found.text.startswith("目录如下：\n序号\t文件名称\t文号\n1\t甲办法")
    assert found.warnings == ()


def test_a_number_or_an_annex_begins_a_line_of_its_own(tmp_path: Path) -> None:
    lines = [
        "南昌市某某区人民政府办公室关于公布规范性文件清理结果的通知",
        "洪某某府办发〔2022〕15号",
        "附件1：继续有效的规范性文件目录",
        "1.南昌市某某区物业服务考核办法 洪某某府办发〔2020〕300号某某",
        "附件2：废止的规范性文件目录",
        "1.南昌市某某新区农贸市场管理办法 洪某某管办发〔2012〕18号某",
    ]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert PLAIN_TEXT.extract(path, Limits()).text.split("\n") == lines
