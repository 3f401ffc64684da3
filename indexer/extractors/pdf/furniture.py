"""What stands on pages and belongs to no text: page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexer.extractors.pdf.layout import Item, Line, PageLayout

_EDGE = 0.13  # the share of the page's height, above and below, where furniture stands
_DEPTH = 3  # lines from the edge
_REPEATS = 3  # pages

_DASH = r"[-—–―－─·•\s]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:第\s*)?(?:\d{{1,5}}|[IVXLivxlⅠ-Ⅻⅰ-ⅻ]{{1,6}}|[０-９]{{1,5}})(?:\s*页)?{_DASH}"
    r"(?:[/／,，\s]*(?:共|of)?\s*\d{1,5}\s*页?)?"
    r"|Page\s*\d+(?:\s*of\s*\d+)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[\d０-９]+|[IVXⅠ-Ⅻⅰ-ⅻ]+")


def without_furniture(pages: Sequence[PageLayout]) -> list[PageLayout]:
    """The pages without it. A running head that the first page has too stays there: on a cover
    it is content."""
    counts = Counter[tuple[str, bool]]()
    for page in pages:
        counts.update({_key(line, page) for line in _candidates(page)})
    # Heads of left and right pages differ: a third of the pages is enough.
    enough = max(_REPEATS, len(pages) // 3)
    repeated = {key for key, count in counts.items() if count >= enough}
    first = pages[0].number if pages else 0
    return [_cleaned(page, repeated, keep_heads=page.number == first) for page in pages]


def _cleaned(page: PageLayout, repeated: set[tuple[str, bool]], *, keep_heads: bool) -> PageLayout:
    dropped = set[int]()
    for line in _candidates(page):
        is_number = _PAGE_NUMBER.fullmatch(line.text.strip()) is not None
        if is_number or (_key(line, page) in repeated and not keep_heads):
            dropped.add(id(line))
    items: tuple[Item, ...] = tuple(item for item in page.items if id(item) not in dropped)
    return replace(page, items=items)


def _candidates(page: PageLayout) -> list[Line]:
    """The outermost lines, where they stand near the page's edge."""
    lines = sorted((i for i in page.items if isinstance(i, Line)), key=lambda line: line.middle)
    top = [line for line in lines[:_DEPTH] if line.y1 < _EDGE * page.height]
    bottom = [line for line in lines[-_DEPTH:] if line.y0 > (1 - _EDGE) * page.height]
    return top + bottom


def _key(line: Line, page: PageLayout) -> tuple[str, bool]:
    """The text but for its numbers, and the edge it stands at."""
    return _DIGITS.sub("#", line.text.replace(" ", "")), line.middle < page.height / 2
