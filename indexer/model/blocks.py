"""Blocks: of a text that came without any, as a record does; the page that a place is on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from indexer.model import Block, BlockKind


def line_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text that came without any: each line that is not blank, a Markdown
    heading (``## 第一章``) as a heading without its marks; rows of cells between tabs, as our own
    texts have them, as one table."""
    blocks = []
    start = 0
    for table, lines in _runs(text.split("\n")):
        length = sum(map(len, lines)) + len(lines)
        if table:
            rows = tuple(tuple(line.split("\t")) for line in lines)
            blocks.append(Block(BlockKind.TABLE, start, start + length - 1, rows=rows))
        else:
            blocks.extend(_plain(lines, start))
        start += length
    return tuple(blocks)


def page_finder(blocks: Sequence[Block]) -> Callable[[int], int | None]:
    """Offset → page; None where the format has no pages."""
    starts = [block.start for block in blocks]

    def page(offset: int) -> int | None:
        at = bisect_right(starts, offset) - 1
        return blocks[at].page if at >= 0 else None

    return page


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Neighbouring lines that are the rows of a table (True), or are not."""
    run: list[str] = []
    tabs = 0
    for line in lines:
        # A tab before the first word is an indent; within a table, the first cells may be empty.
        count = line.count("\t") if "\t" in line.strip() or line.count("\t") == tabs else 0
        if run and bool(count) != bool(tabs):
            yield tabs > 0 and len(run) > 1, run
            run = []
        if not run:
            tabs = count
        run.append(line)
    if run:
        yield tabs > 0 and len(run) > 1, run


def _plain(lines: Sequence[str], start: int) -> Iterator[Block]:
    for line in lines:
        block = _line_block(line, start)
        if block is not None:
            yield block
        start += len(line) + 1


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
