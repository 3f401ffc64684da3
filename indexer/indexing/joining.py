"""What parts a word in a text and is no part of it: signs of no width, and lone line breaks.

Pages hold 加装电<U+200B>梯, and texts of fixed width break lines inside words. What is indexed is
the text without these; what is shown stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzers.analyzer import default_analyzer
from analyzers.folding import fold

_SIGNS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
NO_WIDTH = dict.fromkeys(map(ord, _SIGNS))
_NO_WIDTH = re.compile(f"[{_SIGNS}]+")
# The break first: that is what is looked for fast.
_BREAK = re.compile(r"\n(?<=[一-鿿]\n)(?=[一-鿿])")
# A break after so many characters is one of a fixed width, and none of headings and signatures.
_FIXED_WIDTH = 18
_BESIDE = 8
# A number, an article or an item begins a line of its own.
_BEGINS_A_LINE = re.compile(
    r"第[^\n]{1,6}[编章节条款]|[一二三四五六七八九十]+、|[^\n]{0,16}[〔\[【]"
)


def joined(text: str) -> str:
    """The text as it is indexed."""
    return without(text, left_out(text))


def without(text: str, places: Sequence[int]) -> str:
    """A text without the characters at these places, which ascend."""
    if not places:
        return text
    pieces, done = [], 0
    for place in places:
        pieces.append(text[done:place])
        done = place + 1
    pieces.append(text[done:])
    return "".join(pieces)


def left_out(text: str) -> Sequence[int]:
    """The places of what parts words and is no part of them, in order."""
    unseen: list[int] = []
    if any(sign in text for sign in _SIGNS):
        unseen = [p for found in _NO_WIDTH.finditer(text) for p in range(*found.span())]
    bare = without(text, unseen)
    breaks = [f.start() for f in _BREAK.finditer(bare) if _is_inside(bare, f.start())]
    if not unseen:
        return breaks
    return sorted((*unseen, *(original_place(unseen, place) for place in breaks)))


def breaks_in(text: str) -> Sequence[int]:
    """The places of what may part words, without looking whether it does."""
    breaks = [found.start() for found in _BREAK.finditer(text)]
    if any(sign in text for sign in _SIGNS):
        breaks += [found.start() for found in _NO_WIDTH.finditer(text)]
    return breaks


def original_place(places: Sequence[int], place: int) -> int:
    """Where a place of a text without the characters at ``places`` is in the whole text."""
    for out in places:
        if out > place:
            break
        place += 1
    return place


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
