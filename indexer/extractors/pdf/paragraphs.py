"""Laid-out pages → blocks: furniture dropped, lines joined to paragraphs, headings told.

Only geometry and numbering are used, no knowledge of what a document says: that is
``indexer.understanding.metadata``'s.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.extractors.base import TextBuilder
from indexer.extractors.flow.headings import heading_level
from indexer.extractors.pdf.furniture import without_furniture
from indexer.extractors.pdf.layout import Line, PageLayout
from indexer.extractors.pdf.tables import Table
from indexer.extractors.text import join_lines
from indexer.model import BlockKind

_TITLE = 1.15  # a title is set at least this much larger than the body (22 pt to 16 pt)
_SAME_SIZE = 0.12
_INDENT = 2.6  # em; a paragraph's first line is indented by two
_AGREED = 3  # lines; justified text ends at one place
_LEADING = 1.7  # a wider step between lines, in the document's own leading, parts paragraphs
_LETTERHEAD = 0.45  # the red letterhead stands in the upper part of page one


def add_pages(builder: TextBuilder, pages: Sequence[PageLayout]) -> None:
    """Add the pages' blocks, in reading order."""
    pages = without_furniture(pages)
    measures = _measure(pages)
    held: _Paragraph | None = None
    for page in pages:
        margins = measures.margins(page)
        for item in page.items:
            if isinstance(item, Table):
                held = _close(builder, held, measures)
                builder.add(
                    BlockKind.TABLE, "", rows=item.rows, page=page.number, font_size=item.size
                )
                continue
            if held is not None and _continues(held, item, page.number, margins, measures):
                held.add(item, page.number, margins)
            else:
                held = _close(builder, held, measures)
                held = _Paragraph(item, page, margins)
    _close(builder, held, measures)


# ---------------------------------------------------------------- measures


@dataclass(frozen=True, slots=True)
class _Margins:
    """``agreed`` counts the lines that end at the right one; ``body`` is the body's em."""

    left: float
    right: float
    body: float
    agreed: int = 0

    def centres(self, line: Line) -> bool:
        """Whether the line is centred. One of the body's size that begins at a paragraph's
        indent and happens to end as far from the right is not."""
        before, after = line.x0 - self.left, self.right - line.x1
        if abs(before - after) > max(1.5 * line.size, 0.04 * (before + after)):
            return False
        large = line.size > _TITLE * self.body
        return large or (before > _INDENT * line.size and after > _INDENT * line.size)


@dataclass(frozen=True, slots=True)
class _Measures:
    """Of the whole document: the body's size and leading, and the usual margins."""

    size: float
    leading: float
    usual: _Margins
    by_page: dict[int, _Margins]

    def margins(self, page: PageLayout) -> _Margins:
        """The page's own, but where too few lines show the right one: then as far out as the
        text usually is wide."""
        own = self.by_page.get(page.number)
        if own is None:
            return self.usual
        if own.agreed >= _AGREED:
            return own
        width = self.usual.right - self.usual.left
        return replace(own, right=max(own.right, min(own.left + width, page.width)))


def _measure(pages: Sequence[PageLayout]) -> _Measures:
    lines = [(page, item) for page in pages for item in page.items if isinstance(item, Line)]
    sizes = Counter[float]()
    for _, line in lines:
        sizes[_rounded(line.size)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.5
    by_page: dict[int, _Margins] = {}
    steps = Counter[float]()
    for page in pages:
        body = [i for i in page.items if isinstance(i, Line) and abs(i.size - size) < 0.2 * size]
        margins = _edges(body, size)
        if margins is not None:
            by_page[page.number] = margins
        for above, below in itertools.pairwise(body):
            if 0 < below.middle - above.middle < 4 * size:
                steps[round(below.middle - above.middle)] += 1
    leading = steps.most_common(1)[0][0] if steps else 1.5 * size
    return _Measures(size, leading, _usual(by_page.values(), lines, size), by_page)


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _edges(lines: Sequence[Line], size: float) -> _Margins | None:
    """The page's margins, as far as two lines agree on each."""
    right = _agreed([-line.x1 for line in lines], size)
    left = _agreed([line.x0 for line in lines], size)
    if left is None or right is None or -right - left < 10 * size:
        return None
    ends = [line.x1 + right for line in lines]
    beyond = any(end > size for end in ends)  # a longer line: the agreement was by chance
    agreed = 0 if beyond else sum(1 for end in ends if end > -0.35 * size)
    return _Margins(left, -right, size, agreed)


def _agreed(places: list[float], size: float) -> float | None:
    """The outermost place that at least two lines share, within an em."""
    places = sorted(places)
    for first, second in itertools.pairwise(places):
        if second - first < size:
            return first
    return None


def _usual(
    known: Iterable[_Margins], lines: list[tuple[PageLayout, Line]], size: float
) -> _Margins:
    """The middle of the margins that pages agree on, those with most to tell first."""
    margins = list(known)
    margins = [m for m in margins if m.agreed >= _AGREED] or margins
    if margins:
        middle = len(margins) // 2
        left = sorted(m.left for m in margins)[middle]
        return _Margins(left, sorted(m.right for m in margins)[middle], size)
    if not lines:
        return _Margins(0.0, 0.0, size)
    # Too few lines to show a margin: the right one is taken to be as wide as the left.
    left = min(line.x0 for _, line in lines)
    widest = max(page.width for page, _ in lines)
    return _Margins(left, max(widest - left, *(line.x1 for _, line in lines), left), size)


# ---------------------------------------------------------------- paragraphs


class _Paragraph:
    """Lines gathered so far."""

    def __init__(self, line: Line, page: PageLayout, margins: _Margins) -> None:
        self.text = line.text
        self.first = line
        self.last = line
        self.page = page.number
        self.last_page = page.number
        self.lines = 1
        self.margins = margins
        self.centred = margins.centres(line)
        self.letterhead = line.red and page.number == 1 and line.y0 < _LETTERHEAD * page.height

    def add(self, line: Line, page: int, margins: _Margins) -> None:
        self.text = join_lines(self.text, line.text)
        self.last = line
        self.last_page = page
        self.lines += 1
        self.margins = margins


# 目录 …… 1: the dots say nothing; one font gives them as exclamation marks.
_LEADERS = re.compile(r"(?:[.．·…・!]\s?){5,}")
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’）)」』》]?$")
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节条款]|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.．、](?!\d)|[①-⑳]|附件|附录|附则|表\s?\d|图\s?\d"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}(?:\s|$)|[a-z][)）]|[—－-]{1,2}[^\d]"
)


def _continues(
    held: _Paragraph, line: Line, page: int, margins: _Margins, measures: _Measures
) -> bool:
    last = held.last
    if line.red != last.red or abs(line.size - last.size) > _SAME_SIZE * last.size:
        return False
    if page == held.last_page:
        step = line.middle - last.middle
        if not 0.7 * line.size < step <= _LEADING * max(measures.leading, line.size):
            return False
    elif page != held.last_page + 1 or held.centred:
        return False
    if held.centred or margins.centres(line):
        return _title_continues(held, line, margins, measures)
    return _body_continues(held, line, margins)


def _title_continues(held: _Paragraph, line: Line, margins: _Margins, measures: _Measures) -> bool:
    """A wrapped title: centred lines, or full ones, of one large size and one font."""
    large = line.size > _TITLE * measures.size
    same = line.font == held.last.font
    return large and same and margins.centres(line) and not _NUMBERED.match(line.text)


def _body_continues(held: _Paragraph, line: Line, margins: _Margins) -> bool:
    """The line before is full, and this one starts no paragraph of its own."""
    last, size = held.last, line.size
    if _LEADERS.search(last.text) or _LEADERS.search(line.text):
        return False
    if last.x1 < held.margins.right - 2.2 * size:
        return False
    ended = bool(_SENTENCE_END.search(held.text))
    indent = line.x0 - margins.left
    if indent > 1.2 * size:
        # Indented as a whole, like a quotation, or a paragraph's own first line.
        same = abs(indent - (last.x0 - held.margins.left)) < 0.6 * size
        return same and held.lines > 1 and not _NUMBERED.match(line.text)
    if _ordinal(line.text) == _ordinal(held.text) + 1:
        return False
    return not (_NUMBERED.match(line.text) and ended)


_ORDINAL = re.compile(r"[（(]?(\d{1,3})[.．、)）](?!\d)")


def _ordinal(text: str) -> int:
    """The number that a list's item begins with; far below any where there is none."""
    found = _ORDINAL.match(text)
    return int(found[1]) if found else -99


def _close(builder: TextBuilder, held: _Paragraph | None, measures: _Measures) -> _Paragraph | None:
    if held is None:
        return None
    first = held.first
    kind, level = _kind(held, measures)
    builder.add(
        kind,
        _LEADERS.sub("…", held.text),
        page=held.page,
        level=level,
        font_size=round(first.size, 1),
        font_name=first.font or None,
        centred=held.centred,
        red=first.red,
    )
    return None


_SECTION = re.compile(r"(?:附录\s?)?([A-Z\d]{1,2}(?:\.\d{1,2}){0,4})[\s　]+[\u4e00-\u9fff]")


def _kind(held: _Paragraph, measures: _Measures) -> tuple[BlockKind, int | None]:
    if held.letterhead:
        return BlockKind.HEADER, None
    if held.centred and held.first.size > _TITLE * measures.size and len(held.text) <= 150:
        return BlockKind.HEADING, 1
    level = heading_level(held.text)
    if level is None and held.lines == 1 and is_bold(held.first.font):
        section = _SECTION.match(held.text)
        if section and not _SENTENCE_END.search(held.text):
            level = section[1].count(".") + 1
    return (BlockKind.PARAGRAPH, None) if level is None else (BlockKind.HEADING, level)


def is_bold(font: str) -> bool:
    """Fonts that set headings: 黑体 (Founder's HTJ), 小标宋 (XBS, FZXBS), or a bold cut."""
    name = font.lower()
    return any(part in name for part in ("hei", "黑", "bold", "xbs", "标宋", "biaosong", "htj-"))
