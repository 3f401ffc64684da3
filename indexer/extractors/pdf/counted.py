"""The count net of PDFs: PDFium's own text of each page against what came out of the layout."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.counting import Counted, Part, compare
from indexer.extractors.pdf.characters import codes_of
from indexer.extractors.pdf.page import PageContent

_ENOUGH = 0.985  # of the letters and digits; where as many came out, no few percent are missing


def counted_pages(contents: Sequence[PageContent | None], text: str, left_out: str) -> Counted:
    """How much of the pages' own text is neither in ``text`` nor in what was ``left_out`` on
    purpose: running heads, watermarks, what nobody sees. Pages that were recognised, or read a
    second time, have no text of their own to count."""
    own = [(n, c) for n, c in enumerate(contents, start=1) if c is not None and c.shown]
    aside = "\n".join(content.aside for _, content in own if content.aside)
    expected = sum(_counting(content.shown) for _, content in own)
    if _counting("\n".join((text, left_out, aside))) >= _ENOUGH * expected:
        # A quick count settles it for nearly all files.
        return Counted(expected, expected)
    parts = (Part(content.shown, f"第{number}页") for number, content in own)
    return compare(parts, "\n".join((text, left_out, aside)))


def _counting(text: str) -> int:
    """Letters and digits."""
    return int(_are_counted()[np.minimum(codes_of(text), 0xFFFF)].sum())


@cache
def _are_counted() -> NDArray[np.bool_]:
    return np.array([chr(code).isalnum() for code in range(0x10000)], dtype=np.bool_)
