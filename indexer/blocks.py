"""The blocks of a text that came without any, as a record does."""

from __future__ import annotations

from indexer.model import Block, BlockKind


def line_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text that came without any: each line that is not blank, a Markdown
    heading (``## 第一章``) as a heading without its marks."""
    blocks = []
    start = 0
    for line in text.split("\n"):
        block = _line_block(line, start)
        if block is not None:
            blocks.append(block)
        start += len(line) + 1
    return tuple(blocks)


def _line_block(line: str, start: int) -> Block | None:
    bare = line.strip()
    if not bare:
        return None
    offset = start + line.index(bare[0])
    if bare.startswith("#"):
        title = bare.lstrip("#")
        level = len(bare) - len(title)
        inner = title.strip()
        if inner and level <= 6 and title[0] in " \t\u3000":
            begin = offset + bare.index(inner, level)
            return Block(BlockKind.HEADING, begin, begin + len(inner), level=level)
    return Block(BlockKind.PARAGRAPH, offset, offset + len(bare))
