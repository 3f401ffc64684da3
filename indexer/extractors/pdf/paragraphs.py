"""Laid-out pages → blocks: furniture dropped, lines joined to paragraphs, headings told.

Only geometry and numbering are used, no knowledge of what a document says: that is
``indexer.understanding.metadata``'s.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from analyzers.numerals import to_arabic
from indexer.extractors.base import TextBuilder
from indexer.extractors.flow.flow import add_pieces
from indexer.extractors.flow.headings import heading_level
from indexer.extractors.pdf.furniture import without_furniture
from indexer.extractors.pdf.layout import Item, Line, PageLayout
from indexer.extractors.pdf.notes import notes_at_foot
from indexer.extractors.pdf.page import Inset
from indexer.extractors.pdf.tables import Table
from indexer.extractors.text import join_lines
from indexer.model import BlockKind

_TITLE = 1.15  # a title is set at least this much larger than the body (22 pt to 16 pt)
_SAME_SIZE = 0.12
_SAME_SIZE_OVERLEAF = 0.04
_TITLE_LEADING = 2.2  # em from line to line of one title
_COVER = 0.08  # of the page's width that a title leaves free
_ENTRY = 0.35  # of the width that a wrapped entry of a table of contents leaves free
_INDENT = 2.6  # em; a paragraph's first line is indented by two
_AGREED = 3  # lines; justified text ends at one place
_LEADING = 1.7  # a wider step between lines, in the document's own leading, parts paragraphs
_LETTERHEAD = 0.45  # the red letterhead stands in the upper part of page one


def add_pages(builder: TextBuilder, pages: Sequence[PageLayout]) -> str:
    """Add the pages' blocks, in reading order. Returns what was left out on purpose."""
    cleaned = without_furniture(pages)
    measures = _measure(cleaned)
    blocks = _Blocks(builder, measures)
    for page in cleaned:
        usual = measures.margins(page)
        notes = notes_at_foot(page, measures.size)
        for item in page.items[: len(page.items) - len(notes)]:
            blocks.add(item, page, usual)
        blocks.add_notes(notes, page, usual)
    blocks.close()
    return "\n".join([*_left_out(pages, cleaned), *(page.beside for page in pages)])


def _left_out(pages: Sequence[PageLayout], cleaned: Sequence[PageLayout]) -> Iterator[str]:
    for before, after in zip(pages, cleaned, strict=True):
        if before is not after:
            kept = {id(item) for item in after.items}
            dropped = (item for item in before.items if id(item) not in kept)
            yield from (item.text for item in dropped if isinstance(item, Line))


class _Blocks:
    """The blocks as they close. Notes at a page's foot wait until the sentence above them has
    ended, which may be overleaf."""

    def __init__(self, builder: TextBuilder, measures: _Measures) -> None:
        self._builder = builder
        self._measures = measures
        self._held: _Paragraph | None = None
        self._waiting: list[tuple[Item, PageLayout, _Margins]] = []

    def add(self, item: Item, page: PageLayout, usual: _Margins) -> None:
        if isinstance(item, Table):
            self.close()
            self._builder.add(
                BlockKind.TABLE, "", rows=item.rows, page=page.number, font_size=item.size
            )
            return
        if isinstance(item, Inset):
            self._add_inset(item, page, usual)
            return
        margins = usual
        if item.column is not None:
            margins = _Margins(*item.column, self._measures.size, _AGREED)
        held = self._held
        if held is not None and _continues(
            held, item, page, margins, self._measures, noted=bool(self._waiting)
        ):
            held.add(item, page.number, margins)
        else:
            self.close()
            self._held = _Paragraph(item, page, margins, self._measures)

    def _add_inset(self, inset: Inset, page: PageLayout, usual: _Margins) -> None:
        """A picture's words wait, like notes, until the sentence that it stands in has ended."""
        if self._held is not None and not self._held.has_ended:
            self._waiting.append((inset, page, usual))
            return
        self.close()
        add_pieces(self._builder, inset.pieces, page.number)

    def add_notes(self, notes: Sequence[Item], page: PageLayout, usual: _Margins) -> None:
        self._waiting += [(note, page, usual) for note in notes]
        if notes and (self._held is None or self._held.has_ended):
            self.close()

    def close(self) -> None:
        _close(self._builder, self._held, self._measures)
        self._held = None
        waiting, self._waiting = self._waiting, []
        for note, page, usual in waiting:
            self.add(note, page, usual)
        if waiting:
            _close(self._builder, self._held, self._measures)
            self._held = None


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
    lines = [
        (page, item)
        for page in pages
        for item in page.items
        if isinstance(item, Line) and not item.stands
    ]
    sizes = Counter[float]()
    for _, line in lines:
        sizes[_rounded(line.size)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.5
    by_page: dict[int, _Margins] = {}
    steps = Counter[float]()
    for page in pages:
        set_ = (i for i in page.items if isinstance(i, Line) and not i.stands)
        body = [line for line in set_ if abs(line.size - size) < 0.2 * size]
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

    def __init__(
        self, line: Line, page: PageLayout, margins: _Margins, measures: _Measures
    ) -> None:
        self.text = line.text
        self.first = line
        self.last = line
        self.page = page.number
        self.last_page = page.number
        self.lines = 1
        self.margins = margins
        self.centred = margins.centres(line) or _in_the_middle(line, page, measures)
        self.letterhead = line.red and page.number == 1 and line.y0 < _LETTERHEAD * page.height

    def add(self, line: Line, page: int, margins: _Margins) -> None:
        self.text = join_lines(self.text, line.text)
        self.last = line
        self.last_page = page
        self.lines += 1
        self.margins = margins

    @property
    def has_ended(self) -> bool:
        return bool(_SENTENCE_END.search(self.text)) or self.centred


def _in_the_middle(line: Line, page: PageLayout, measures: _Measures) -> bool:
    """A title in the middle of the page, whatever the margins of the text: covers have their
    own."""
    off = abs((line.x0 + line.x1) / 2 - page.width / 2)
    inside = line.x0 > _COVER * page.width and line.column is None and not line.stands
    return line.size > _TITLE * measures.size and inside and off < 0.5 * line.size


# 目录 …… 1: the dots say nothing; one font gives them as exclamation marks.
_LEADERS = re.compile(r"(?:[.．·…・!]\s?){5,}")
# 5 污染物监测要求, but not 5 日内.
_SECTION_BEGINS = re.compile(
    r"(?:附录\s?)?[A-Z\d]{1,2}(?:\.\d{1,2}){0,4}\s+"
    r"(?![年月日号时分秒个项条款章节页倍万亿千百元人名户家天周岁件次])[\u4e00-\u9fff]"
)
_ENTRY_END = re.compile(r"[.．·…・!\s](?:\d{1,4}|[IVXivxⅠ-Ⅻ]{1,6})$")
# A word set letter by letter fills its line, and ends with it: 环境保 护 部.
_SPACED = re.compile(r"[\u4e00-\u9fff] [\u4e00-\u9fff] [\u4e00-\u9fff]$")
_COLON = re.compile("[：:。；;]$")
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’）)」』》]?$")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节条款]|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.．、](?!\d)|[①-⑳]|附件|附录|附则|表\s?\d|图\s?\d"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}(?:\s|$)|[a-z][)）]|[—－-]{1,2}[^\d]"
)


def _continues(
    held: _Paragraph,
    line: Line,
    page: PageLayout,
    margins: _Margins,
    measures: _Measures,
    *,
    noted: bool,
) -> bool:
    """``noted``: notes stand between the two, at the foot of the page before."""
    last = held.last
    if line.red != last.red or line.stands or last.stands or _SPACED.search(last.text):
        return False
    overleaf = page.number != held.last_page
    # A line alone at a page's end is a title, a date; text may be set a little unevenly.
    tolerance = _SAME_SIZE_OVERLEAF if overleaf and held.lines == 1 else _SAME_SIZE
    if abs(line.size - last.size) > tolerance * last.size:
        return False
    title = _is_one_title(held, line, measures)
    if overleaf:
        if page.number != held.last_page + 1 or held.centred or _is_other(last, line):
            return False
    elif line.column == last.column or line.middle > last.middle:
        step = line.middle - last.middle
        most = _LEADING * max(measures.leading, line.size)
        if not 0.7 * line.size < step <= max(most, _TITLE_LEADING * line.size if title else 0.0):
            return False
    if title and not overleaf:
        return not _NUMBERED.match(line.text)
    if held.centred or margins.centres(line):
        return _title_continues(held, line, margins, measures)
    return _body_continues(held, line, margins, ragged=noted and _breaks_off(held))


def _breaks_off(held: _Paragraph) -> bool:
    """Whether a sentence stops in the midst, in a line of the text that is not full: a note that
    waits for its end says that it has none here."""
    last, margins = held.last, held.margins
    half = (margins.left + margins.right) / 2
    begins_left = last.x0 - margins.left < _INDENT * last.size
    return begins_left and last.x1 > half and not held.has_ended


def _is_one_title(held: _Paragraph, line: Line, measures: _Measures) -> bool:
    """Large lines of one size and one font with one centre."""
    last = held.last
    if not held.centred or line.size <= _TITLE * measures.size or line.font != last.font:
        return False
    middle, other = (line.x0 + line.x1) / 2, (last.x0 + last.x1) / 2
    return abs(line.size - last.size) < 0.012 * line.size and abs(middle - other) < 0.5 * line.size


def _is_other(last: Line, line: Line) -> bool:
    """Whether the line is set as headings are, and the one before is not."""
    fonts = [
        next((cell.font for cell in ln.cells if _CHINESE.match(cell.text)), "")
        for ln in (last, line)
    ]
    return all(fonts) and is_bold(fonts[1]) and not is_bold(fonts[0])


def _title_continues(held: _Paragraph, line: Line, margins: _Margins, measures: _Measures) -> bool:
    """A wrapped title: centred lines, or full ones, of one large size and one font."""
    large = line.size > _TITLE * measures.size
    same = line.font == held.last.font
    return large and same and margins.centres(line) and not _NUMBERED.match(line.text)


def _body_continues(
    held: _Paragraph, line: Line, margins: _Margins, *, ragged: bool = False
) -> bool:
    """The line before is full, or its end is ``ragged``, and this one starts no paragraph of its
    own."""
    last, size = held.last, line.size
    if _LEADERS.search(last.text):
        return False
    if _LEADERS.search(line.text):
        if not _ENTRY_END.search(line.text) or _COLON.search(held.text):
            return False
        # The end of a wrapped entry in a table of contents.
        wide = held.margins.right - held.margins.left
        return last.x1 > held.margins.right - _ENTRY * wide and not _NUMBERED.match(line.text)
    if last.x1 < held.margins.right - 2.2 * size and not ragged:
        return False
    ended = bool(_SENTENCE_END.search(held.text))
    indent = line.x0 - margins.left
    if indent > 1.2 * size:
        # Indented as a whole, like a quotation, or a paragraph's own first line.
        same = abs(indent - (last.x0 - held.margins.left)) < 0.6 * size
        return same and held.lines > 1 and not _NUMBERED.match(line.text)
    if _ordinal(line.text) == _ordinal(held.text) + 1:
        return False
    begins = _NUMBERED.match(line.text) or _SECTION_BEGINS.match(line.text)
    return not (begins and ended)


_OF_ARTICLES = 10_000  # no item follows an article, and none an item
_ORDINAL = re.compile(r"[（(]?(\d{1,3})[.．、)）](?!\d)")
# 第十二条 依照本法第十一条 …, but not a line that goes on with 第十二条的规定.
_ARTICLE = re.compile(
    r"第([一二三四五六七八九十百零〇\d]{1,7})条(?![的和或至、，之]|规定|第|所|以|中|及|与|到)"
)


def _ordinal(text: str) -> int:
    """The number that a list's item or an article begins with; far below any where there is
    none."""
    found = _ORDINAL.match(text)
    if found:
        return int(found[1])
    article = _ARTICLE.match(text)
    number = to_arabic(article[0])[1:-1] if article else ""
    return _OF_ARTICLES + int(number) if number.isdecimal() else -99


def _close(builder: TextBuilder, held: _Paragraph | None, measures: _Measures) -> None:
    if held is None:
        return
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
