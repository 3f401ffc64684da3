from __future__ import annotations

from indexer.model import Block, BlockKind
from indexer.model.blocks import line_blocks


def test_lines_are_paragraphs_and_marked_lines_headings() -> None:
    text = "　题注\n\n## 第一章  总则\n第一条 甲。  \n#无空格\n# \n"
    found = line_blocks(text)
    assert [(b.kind, b.level, text[b.start : b.end]) for b in found] == [
        (BlockKind.PARAGRAPH, None, "题注"),
        (BlockKind.HEADING, 2, "第一章  总则"),
        (BlockKind.PARAGRAPH, None, "第一条 甲。"),
        (BlockKind.PARAGRAPH, None, "#无空格"),
        (BlockKind.PARAGRAPH, None, "#"),
    ]


def test_nothing_has_no_blocks() -> None:
    assert line_blocks("") == line_blocks("\n \n") == ()


def test_a_line_alone() -> None:
    assert line_blocks("甲") == (Block(BlockKind.PARAGRAPH, 0, 1),)


def test_rows_of_cells_are_a_table() -> None:
    text = "下列文件废止：\n序号\t名称\t文号\n1\t甲办法\t云政发〔2010〕3号\n\t续行\t\n特此通知。"
    blocks = line_blocks(text)
    assert [block.kind for block in blocks] == [
        BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.PARAGRAPH,
    ]  # fmt: skip
    assert blocks[1].rows == (
        ("序号", "名称", "文号"), ("1", "甲办法", "云政发〔2010〕3号"), ("", "续行", ""),
    )  # fmt: skip
    assert text[blocks[1].start : blocks[1].end].splitlines() == text.splitlines()[1:4]


def test_indents_and_single_lines_make_no_table() -> None:
    text = "\t第一条 甲。\n\t第二条 乙。\n姓名\t电话\n完"
    assert {block.kind for block in line_blocks(text)} == {BlockKind.PARAGRAPH}
    assert [text[b.start : b.end] for b in line_blocks(text)] == [
        "第一条 甲。", "第二条 乙。", "姓名\t电话", "完",
    ]  # fmt: skip
