"""A text layer against the page's picture: a map of wrong characters gives good ones, and only the
eye sees that they are others.

A page whose characters are rare ones, or make no words, or whose days there are none of, is
recognised and compared. Where much of it is not to be
seen on the page, the layer is trusted nowhere in the file: each page is recognised, and keeps its
own text only where both agree.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

from indexer.extractors.plausibility import has_impossible_days
from indexer.extractors.recognition.ocr import Recognised

_LIES = 0.2  # of a page's letters are not on it: its file's layer is wrong
_DIFFERS = 0.05  # recognition itself is wrong in some of a hundred
_SURE = 0.9  # what is recognised with less proves nothing
_MUCH = 0.5  # of the layer's characters must have been found at all


def difference(own: str, page: Recognised) -> float:
    """The share of a layer's letters and digits that the page does not show; 0 where the page could
    not be recognised well enough to tell. By count and not by order, which layouts change."""
    told, seen = _letters(own), _letters("".join(run.text for run in page.runs))
    if page.confidence < _SURE or seen.total() < _MUCH * told.total():
        return 0.0
    return 1.0 - (told & seen).total() / max(1, told.total())


def is_wrong(own: str, page: Recognised) -> bool:
    """Whether the layer of this page condemns that of its whole file."""
    digits = has_impossible_days(own) and _of_digits(own, page) > _LIES
    return digits or difference(own, page) > _LIES


def differs(own: str, page: Recognised) -> bool:
    """Whether a page of a condemned layer has other text than it shows."""
    return difference(own, page) > _DIFFERS or _of_digits(own, page) > _LIES


def _of_digits(own: str, page: Recognised) -> float:
    """The difference by digits alone: they are few among the letters, and a map of their own may
    be the one that is wrong."""
    return difference("".join(c for c in own if c.isdecimal()), page)


def _letters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
