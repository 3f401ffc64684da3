"""The lines of a document's head and tail, as the rules of metadata read them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analyzers.folding import fold
from indexer.model import Block, BlockKind

_BETWEEN_CHINESE = re.compile(
    r"(?<=[㐀-鿿豈-﫿《》〈〉“”、，。：；（）〔〕])[\s\u200b\ufeff]+(?=[㐀-鿿豈-﫿《》〈〉“”、，。：；（）〔〕])"
)
_HALF_WIDTH = {
    **{0xFF10 + n: chr(0x30 + n) for n in range(10)},
    **{0xFF21 + n: chr(0x41 + n) for n in range(26)},
    **{0xFF41 + n: chr(0x61 + n) for n in range(26)},
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line that shows something: ``text[start:end] == raw``, without outer blanks.

    ``folded`` has the same length as ``raw``: half width, lower case, Simplified; ``tight`` is the
    folded text without blanks. ``cells`` are those of a table's row, None elsewhere.

    >>> Line("主 送：", "主 送:", 0, 4).tight
    '主送:'

    """

    raw: str
    folded: str
    start: int
    end: int
    page: int | None = None
    kind: BlockKind = BlockKind.PARAGRAPH
    font_size: float | None = None
    centred: bool | None = None
    red: bool | None = None
    cells: tuple[str, ...] | None = None

    tight: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Read by nearly every rule, so made once.
        object.__setattr__(self, "tight", "".join(self.folded.split()))

    def cut(self, start: int, end: int) -> Line:
        """From ``start`` to ``end`` of it, with its place in the text."""
        if (start, end) == (0, len(self.raw)):
            return self
        return replace(
            self,
            raw=self.raw[start:end],
            folded=self.folded[start:end],
            start=self.start + start,
            end=self.start + end,
        )


def read_lines(
    text: str, blocks: Sequence[Block], start: int, end: int, limit: int = 400
) -> list[Line]:
    """The lines of ``text[start:end]`` that show something, at most ``limit`` of them."""
    window = text[start:end]
    folded = fold(window)
    starts = [block.start for block in blocks]
    lines: list[Line] = []
    offset = 0
    for row in window.split("\n"):
        raw = row.strip(_BLANKS)
        if raw:
            at = offset + row.index(raw)
            block = _block_at(blocks, starts, start + at)
            lines.append(_line(raw, folded[at : at + len(raw)], start + at, block))
            if len(lines) == limit:
                break
        offset += len(row) + 1
    return lines


_BLANKS = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\ufeff"


def _block_at(blocks: Sequence[Block], starts: list[int], offset: int) -> Block | None:
    index = bisect_right(starts, offset) - 1
    return blocks[index] if index >= 0 and offset < blocks[index].end else None


def _line(raw: str, folded: str, start: int, block: Block | None) -> Line:
    if block is None:
        return Line(raw, folded, start, start + len(raw))
    cells = None
    if block.kind is BlockKind.TABLE:
        cells = tuple(cell.strip(_BLANKS) for cell in raw.split("\t"))
    return Line(
        raw,
        folded,
        start,
        start + len(raw),
        block.page,
        block.kind,
        block.font_size,
        block.centred,
        block.red,
        cells,
    )


def tidy(text: str) -> str:
    """``text`` as a title is kept: digits and letters half width, no blanks between Chinese.

    >>> tidy("高 污 染 燃 料 目 录"), tidy("财政部　税务总局关于 ２０１９ 年的公告")
    ('高污染燃料目录', '财政部税务总局关于2019年的公告')
    >>> tidy("关于 GB 18484 的 说明"), tidy("第 3 号")
    ('关于GB 18484的说明', '第3号')
    """
    text = _BETWEEN_CHINESE.sub("", text.translate(_HALF_WIDTH).strip(_BLANKS))
    text = re.sub(
        r"(?<=[㐀-鿿（《“])\s+(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])\s+(?=[㐀-鿿）》”])", "", text
    )
    return " ".join(text.split())


def despaced(text: str) -> str:
    """``text`` with words that were set with blanks between their characters closed again.

    >>> despaced("广 东 省 生 态 环 境 厅 发布 广东省市场监督管理局")
    '广东省生态环境厅 发布 广东省市场监督管理局'
    >>> despaced("财政部 税务总局"), despaced("目 次"), despaced("生 态 环 境 部 发 布")
    ('财政部 税务总局', '目次', '生态环境部发布')
    """
    words: list[str] = []
    single = False
    for token in text.split():
        if len(token) == 1 and single:
            words[-1] += token
        else:
            words.append(token)
        single = len(token) == 1
    return " ".join(words)
