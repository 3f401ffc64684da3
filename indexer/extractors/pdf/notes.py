"""Notes at the foot of a page: small lines below the text, the first of which has a mark."""

from __future__ import annotations

import re

from indexer.extractors.pdf.layout import Item, Line, PageLayout

_MARK = re.compile(
    r"[①-⑳⑴-⒇*＊﹡※†]|[\[【〔（(]?\d{1,2}[\]】〕）)]?[\s.．、\u4e00-\u9fff《]|注\s?\d*[：:]"
    r"|[a-z][\s.)）]?[\u4e00-\u9fff《]"
)
_SMALL = 0.88  # of the body's size
_MOST = 12  # lines


def notes_at_foot(page: PageLayout, body: float) -> tuple[Item, ...]:
    """The last items of the page, as far as they are notes."""
    small = 0
    for item in reversed(page.items):
        if not isinstance(item, Line) or item.stands or item.size > _SMALL * body:
            break
        small += 1
    if not 0 < small <= _MOST or small == len(page.items):
        return ()
    lines = page.items[len(page.items) - small :]
    texts = [item.text if isinstance(item, Line) else "" for item in lines]
    first = next((number for number, text in enumerate(texts) if _MARK.match(text)), small)
    return lines[first:]
