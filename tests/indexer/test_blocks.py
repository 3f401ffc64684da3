from __future__ import annotations

from indexer.blocks import line_blocks
from indexer.model import Block, BlockKind


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
