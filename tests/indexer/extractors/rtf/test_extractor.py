"""The text of RTF files: code pages, escapes, groups that are no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits, TextBuilder
from indexer.extractors.flow.flow import Flow, build
from indexer.extractors.rtf import extractor
from indexer.extractors.rtf.extractor import RTF
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason


def extract(tmp_path: Path, content: str | bytes) -> ExtractedDocument:
    path = tmp_path / "a.rtf"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("ascii"))
    return RTF.extract(path, Limits())


def hexed(text: str, encoding: str = "gbk") -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def unicode(text: str) -> str:
    return "".join(f"\\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)}?" for c in text)


FONTS = "{\\fonttbl{\\f0\\fcharset0 Times;}{\\f1\\fcharset134 SimSun;}{\\f2\\fcharset136 MingLiU;}}"


def test_bytes_are_read_by_their_font_else_by_the_document(tmp_path: Path) -> None:
    content = (
        f"{{\\rtf1\\ansi\\ansicpg936{FONTS}\\f1 {hexed('简体')}\\f2 {hexed('繁體', 'big5')}"
        f"\\f0 {hexed('默认')}abc\\par}}"
    )
    assert extract(tmp_path, content).text == "简体繁體默认abc"


def test_bytes_may_stand_in_the_file_as_they_are(tmp_path: Path) -> None:
    content = b"{\\rtf1\\ansicpg936 " + "关于放假的通知".encode("gbk") + b"\\par}"
    assert extract(tmp_path, content).text == "关于放假的通知"


def test_unicode_escapes_and_what_stands_for_them(tmp_path: Path) -> None:
    content = (
        f"{{\\rtf1 {unicode('国务院')}\\uc2\\u22269{hexed('国')}\\u20219{hexed('任')}"
        "\\uc0\\u21495{\\uc1\\u-10179?\\u-8704?}\\uc1 x\\par}"
    )
    assert extract(tmp_path, content).text == "国务院国任号😀x"


def test_groups_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    content = (
        "{\\rtf1{\\info{\\title t}}{\\*\\generator g;}{\\pict\\pngblip 89504e47}"
        "{\\*\\unheard of}{\\stylesheet{\\s1 heading 1;}}"
        "A{\\*\\bkmkstart b}{\\v hidden}{\\deleted gone}B\\v0 C"
        "{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt D}}\\par}after"
    )
    found = extract(tmp_path, content)
    assert found.text == "ABCD"
    assert found.warnings == ("隐藏文字 6 字未收入", "修订中删除的文字 4 字未收入")


def test_struck_text_is_left_out_and_told(tmp_path: Path) -> None:
    struck = f"{{\\strike {unicode('二')}\\b {unicode('十元')}}}"
    whole = f"{{\\rtf1 {unicode('每次')}{struck}{unicode('十元')}\\striked1 X\\striked0 Y\\par}}"
    found = extract(tmp_path, whole)
    assert found.text == "每次十元Y"
    assert found.warnings == ("划有删除线的文字 4 字未收入：“二十元”、“X”",)
    assert found.quality.doubts == ()
    crossed = extract(tmp_path, f"{{\\rtf1\\strike {unicode('每次收取')}\\plain A\\par}}")
    assert (crossed.text, crossed.warnings) == (
        "每次收取A",
        ("过半文字划有删除线，4 字仍予收入",),
    )


def test_raw_bytes_are_passed_over(tmp_path: Path) -> None:
    content = b"{\\rtf1 A{\\pict\\bin6 }}\\'{{}B\\par}"
    assert extract(tmp_path, content).text == "AB"


def test_headings_layout_headers_notes_and_boxes(tmp_path: Path) -> None:
    content = (
        "{\\rtf1{\\colortbl;\\red255\\green0\\blue0;}{\\stylesheet{\\s1 heading 1;}}"
        "{\\header Letterhead\\par}{\\footer - {\\field{\\*\\fldinst PAGE}{\\fldrslt 7}} -\\par}"
        "\\pard\\qc\\cf1\\fs44 Title\\par\\pard\\plain\\s1 Chapter\\par"
        "\\pard\\plain{\\listtext 1.\\tab}Item{\\footnote Note}\\par"
        "{\\listtext\\'b7\\tab}Bullet{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}"
        "{\\shptxt Box\\par}}{\\shprslt Box}}\\par}"
    )
    found = extract(tmp_path, content)
    assert [(b.kind, found.text[b.start : b.end]) for b in found.blocks] == [
        (BlockKind.HEADER, "Letterhead"),
        (BlockKind.PARAGRAPH, "Title"),
        (BlockKind.HEADING, "Chapter"),
        (BlockKind.PARAGRAPH, "1. Item"),
        (BlockKind.PARAGRAPH, "Bullet"),
        (BlockKind.PARAGRAPH, "Box"),
        (BlockKind.FOOTNOTE, "Note"),
    ]
    title, chapter = found.blocks[1:3]
    assert (title.font_size, title.centred, title.red, chapter.level) == (22.0, True, True, 1)


def test_tables_keep_their_columns(tmp_path: Path) -> None:
    content = (
        "{\\rtf1\\trowd\\cellx1000\\cellx3000\\cellx5000\\intbl a\\cell"
        " b\\par c\\cell d\\cell\\row"
        "\\trowd\\cellx3000\\cellx5000\\intbl wide\\cell e{\\nestcell}f\\cell\\row"
        "\\pard after\\par}"
    )
    found = extract(tmp_path, content)
    assert found.blocks[0].rows == (("a", "b\nc", "d"), ("wide", "", "e\nf"))
    assert found.text.endswith("\nafter")


def test_a_cut_file_says_so(tmp_path: Path) -> None:
    found = extract(tmp_path, "{\\rtf1 first\\par second")
    assert (found.text, found.warnings) == ("first\nsecond", ("文件不完整，末尾缺失",))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("plain text", QuarantineReason.CORRUPT),
        ("{\\rtf1" + "{" * 5000 + "x", QuarantineReason.CORRUPT),
        ("{\\rtf1{\\pict 00}}", QuarantineReason.NO_TEXT_LAYER),
        ("{\\rtf1\\par}", QuarantineReason.NO_TEXT),
    ],
)
def test_what_holds_no_text(tmp_path: Path, content: str, reason: QuarantineReason) -> None:
    with pytest.raises(Quarantined) as caught:
        extract(tmp_path, content)
    assert caught.value.reason is reason


def test_a_file_cut_within_a_note_or_a_box_keeps_what_was_read(tmp_path: Path) -> None:
    note = r"{\rtf1\ansi\ansicpg936 " + hexed("正文。") + r"{\footnote " + hexed("注释的文字")
    assert extract(tmp_path, note).text == "正文。\n注释的文字"
    box = (
        r"{\rtf1\ansi\ansicpg936 " + hexed("正文。") + r"{\shp{\*\shpinst{\shptxt " + hexed("框内")
    )
    assert extract(tmp_path, box).text == "正文。\n框内"


def test_what_does_not_come_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (
        r"{\rtf1\ansi{\fonttbl{\f1\fcharset134 ;}}{\*\unknown " + "nothing" + "}"
        r"\f1 " + hexed("第一段的文字。") + r"\par {\v " + hexed("隐藏") + "}"
        rf"\uc1 {unicode('第二段')}" + hexed("失去的文字共十三个字") + r"\par}"
    )
    assert extract(tmp_path, content).quality.doubts == ()

    def cut(flow: Flow, characters: int) -> TextBuilder:
        flow.body[:] = flow.body[:1]
        return build(flow, characters)

    monkeypatch.setattr(extractor, "build", cut)
    (doubt,) = extract(tmp_path, content).quality.doubts
    assert doubt == "原文约 68% 的文字（13 字）未能读出，缺在“第二段失去的文字共十三个字”"


def test_forms_show_what_was_chosen_and_ticked(tmp_path: Path) -> None:
    def field(name: str, words: str, result: str = "") -> str:
        form = f"{{\\*\\formfield{{{words}{{\\*\\ffname x}}}}}}"
        return f"{{\\field{{\\*\\fldinst {{ {name} }}{form}}}{{\\fldrslt {result}}}}}"

    entries = f"{{\\*\\ffl {unicode('居民')}}}{{\\*\\ffl {unicode('经营')}}}"
    content = (
        "{\\rtf1 "
        + field("FORMDROPDOWN", f"\\fftype2\\ffres1\\ffdefres0{entries}", unicode("经营"))
        + field("FORMDROPDOWN", f"\\fftype2\\ffres25\\ffdefres0{entries}")
        + field("FORMCHECKBOX", "\\fftype1\\ffres1\\ffdefres0")
        + field("FORMCHECKBOX", "\\fftype1\\ffres25\\ffdefres0")
        + field("FORMTEXT", "\\fftype0", "A7")
        + "\\par}"
    )
    assert extract(tmp_path, content).text == "经营居民☑□A7"


SYMBOL_FONTS = (
    r"{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fnil\fcharset2 Wingdings{\*\falt Arial};}"
    r"{\f2\fcharset2 Symbol;}{\f3\fcharset2 Wingdings 2;}}"
)


def test_letters_of_a_symbol_font_are_its_signs(tmp_path: Path) -> None:
    """A ticked box is þ in Wingdings; read as a letter it was lost or taken for text."""
    body = (
        r"\f0 A{\f1\'fe}B{\f1 \u-3928 ?}{\f2\'b1}5{\f3 R}C\par "
        r'{\field{\*\fldinst SYMBOL 254 \\f "Wingdings" \\s 12}{\fldrslt\f1\fs24}}D\par '
        r'{\field{\*\fldinst SYMBOL 254 \\f "Wingdings"}{\fldrslt{\f1\'fe}}}E\par'
    )
    found = extract(tmp_path, "{\\rtf1\\ansi" + SYMBOL_FONTS + body + "}")
    assert found.text == "A☑B□±5☑C\n☑D\n☑E"
    assert not found.warnings


def test_a_raised_figure_is_no_further_digit(tmp_path: Path) -> None:
    figures = "100m{\\super 3} 6m\\u179? CO{\\sub 2} 10{\\super 5}"
    content = f"{{\\rtf1\\ansi {figures}\\super [1]\\plain 7\\par}}"
    assert extract(tmp_path, content).text == "100m³ 6m³ CO2 10^5[1]7"


def test_a_deleted_end_of_a_paragraph_parts_nothing(tmp_path: Path) -> None:
    before, after = hexed("自三月"), hexed("九日起")
    content = f"{{\\rtf1\\ansicpg936 {before}{{\\deleted {hexed('八日')}\\par }}{after}\\par}}"
    found = extract(tmp_path, content)
    assert found.text == "自三月九日起"
    assert found.warnings == ("修订中删除的文字 2 字未收入",)


def test_empty_cells_behind_the_last_edge_move_no_column(tmp_path: Path) -> None:
    """LibreOffice adds them behind a table within a cell."""
    head = "\\trowd\\cellx1000\\cellx2000\\pard\\intbl A\\cell B\\cell\\row"
    inner = "\\pard\\intbl\\itap2 c\\nestcell{\\*\\nesttableprops\\trowd\\cellx500\\nestrow}"
    row = f"\\trowd\\cellx1000\\cellx2000{inner}\\pard\\intbl\\cell D\\cell\\cell\\cell\\row"
    found = extract(tmp_path, f"{{\\rtf1{head}{row}\\pard\\par}}")
    assert found.blocks[0].rows == (("A", "B"), ("c", "D"))


def test_controls_written_by_their_number_are_no_text(tmp_path: Path) -> None:
    assert extract(tmp_path, "{\\rtf1 A\\'05B\\'0dC\\par}").text == "AB\nC"
