"""What parts a word in a text and is no part of it: signs of no width, and lone line breaks.

Pages hold 加装电<U+200B>梯, and texts of fixed width break lines inside words. What is indexed is
the text without these; what is shown stays as it is.
"""

from __future__ import annotations

import re

from analyzers.analyzer import default_analyzer
from analyzers.folding import fold

_NO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")
_BREAK = re.compile(r"(?<=[一-鿿])\n(?=[一-鿿])")
# A break after so many characters is one of a fixed width, and none of headings and signatures.
_FIXED_WIDTH = 18
_BESIDE = 8
# A number, an article or an item begins a line of its own.
_BEGINS_A_LINE = re.compile(
    r"第[^\n]{1,6}[编章节条款]|[一二三四五六七八九十]+、|[^\n]{0,16}[〔\[【]"
)


def joined(text: str) -> str:
    """The text as it is indexed."""
    if _NO_WIDTH.search(text):
        text = _NO_WIDTH.sub("", text)
    if _BREAK.search(text) is None:
        return text
    pieces, done = [], 0
    for found in _BREAK.finditer(text):
        place = found.start()
        if _is_inside(text, place):
            pieces.append(text[done:place])
            done = place + 1
    pieces.append(text[done:])
    return "".join(pieces)


def _is_inside(text: str, place: int) -> bool:
    """Whether a line break stands inside a sentence: in a word, or at a fixed width."""
    if _BEGINS_A_LINE.match(text, place + 1):
        return False
    start = text.rfind("\n", 0, place) + 1
    if place - start >= _FIXED_WIDTH:
        return True
    before = text[max(start, place - _BESIDE) : place]
    after = text[place + 1 : place + 1 + _BESIDE].partition("\n")[0]
    return len(before) not in default_analyzer().edges(fold(before + after))
