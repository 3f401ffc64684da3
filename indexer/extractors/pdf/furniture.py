"""What stands on pages and belongs to no text: page numbers, running heads and feet.

A running head repeats word for word; the only thing in it that may differ from page to page is the
page's own number. 附件1, 附件2, 附件3 at the top of three pages are headings of what follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.extractors.pdf.layout import Item, Line, PageLayout

_EDGE = 0.13  # of the page's long side: margins do not shrink where a page is laid on its side
_HIGHEST = 0.2  # of its height
_DEPTH = 3  # lines from the edge
_REPEATS = 3  # pages
# A title, which may repeat over sheets of one form: so many times the body's size, and points.
_LARGE, _TITLE = 1.25, 15.0

_DASH = r"[-—–―－─·•\s]*"
_NUMBER = r"(?:\d{1,5}|[IVXLivxlⅠ-Ⅻⅰ-ⅻ]{1,6}|[０-９]{1,5})"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:第\s*)?{_NUMBER}(?:\s*页)?{_DASH}"
    r"(?:[/／,，\s]*(?:共|of)?\s*\d{1,5}\s*页?)?"
    r"|Page\s*\d+(?:\s*of\s*\d+)?",
    re.IGNORECASE,
)
# — 4 —: a page number wherever a page ends with it.
_DASHED_NUMBER = re.compile(rf"[-—–―－─]+\s*{_NUMBER}\s*[-—–―－─]+")
# A page number within a running head that is one piece of text.
_OWN_NUMBER = re.compile(
    rf"第\s*{_NUMBER}\s*页(?:[，,/／\s]*共\s*\d+\s*页)?|[-—–―－─·•|]\s*{_NUMBER}\s*[-—–―－─·•|]"
    r"|(?<![A-Za-z])Page\s*\d+(?:\s*of\s*\d+)?",
    re.IGNORECASE,
)
# Headings that number what is attached: not on one page only where they repeat, but there once.
_ATTACHED = re.compile(
    r"[（(【]?(?:附件|附表|附录|附图|附|表|图|样式|格式)\s*[\d一二三四五六七八九十A-Z]*"
)

_Key = tuple[str, bool]


def without_furniture(pages: Sequence[PageLayout]) -> list[PageLayout]:
    """The pages without it. A running head that the first page has too stays there: on a cover
    it is content."""
    body = _body(pages)
    counts = Counter[_Key]()
    for page in pages:
        counts.update({_key(line, page) for line in _candidates(page) if not _is_title(line, body)})
    # Heads of left and right pages differ: a third of the pages is enough.
    enough = max(_REPEATS, len(pages) // 3)
    repeated = frozenset(key for key, count in counts.items() if count >= enough)
    cleaning = _Cleaning(repeated, body, pages[0].number if pages else 0, set())
    return [cleaning.cleaned(page) for page in pages]


@dataclass(frozen=True, slots=True)
class _Cleaning:
    """What is known of the whole document; ``kept`` are headings that repeat and stay once."""

    repeated: frozenset[_Key]
    body: float
    first: int
    kept: set[str]

    def cleaned(self, page: PageLayout) -> PageLayout:
        dropped = {id(line) for line in _candidates(page) if self._is_furniture(line, page)}
        dropped.update(id(line) for line in _ends(page) if _DASHED_NUMBER.fullmatch(line.text))
        if not dropped:
            return page
        items: tuple[Item, ...] = tuple(item for item in page.items if id(item) not in dropped)
        return replace(page, items=items)

    def _is_furniture(self, line: Line, page: PageLayout) -> bool:
        text = line.text.strip()
        if _PAGE_NUMBER.fullmatch(text):
            return True
        if page.number == self.first or _is_title(line, self.body):
            return False
        if _key(line, page) not in self.repeated:
            return False
        if _ATTACHED.match(text) and text not in self.kept:
            self.kept.add(text)
            return False
        return True


def _candidates(page: PageLayout) -> list[Line]:
    """The outermost lines, where they stand near the page's edge, and what is turned: a page laid
    on its side has its number there."""
    lines = sorted((i for i in page.items if isinstance(i, Line)), key=lambda line: line.middle)
    edge = min(_EDGE * max(page.width, page.height), _HIGHEST * page.height)
    top = [line for line in lines[:_DEPTH] if line.y1 < edge]
    bottom = [line for line in lines[-_DEPTH:] if line.y0 > page.height - edge]
    return [*top, *bottom, *(line for line in lines if line.stands and line not in top + bottom)]


def _ends(page: PageLayout) -> Iterator[Line]:
    """The lowest line, where nothing stands below."""
    if page.items:
        lowest = max(page.items, key=lambda item: item.y1)
        if isinstance(lowest, Line):
            yield lowest


def _key(line: Line, page: PageLayout) -> _Key:
    """The text but for the page's own number, and the edge it stands at."""
    cells = [cell.text for cell in line.cells]
    if len(cells) > 1:  # a number that stands apart from the head is the page's
        text = "".join("#" if _PAGE_NUMBER.fullmatch(cell.strip()) else cell for cell in cells)
    else:
        text = line.text
    text = _OWN_NUMBER.sub("#", text)
    return text.replace(" ", ""), line.middle < page.height / 2


def _is_title(line: Line, body: float) -> bool:
    return line.size >= max(_LARGE * body, _TITLE)


def _body(pages: Sequence[PageLayout]) -> float:
    """The size most of the text is set in."""
    sizes = Counter[float]()
    for page in pages:
        for item in page.items:
            if isinstance(item, Line):
                sizes[round(item.size * 2) / 2] += len(item.text)
    return sizes.most_common(1)[0][0] if sizes else 10.5
