"""What a cell of a spreadsheet may hold, whoever writes it: nothing that is run, nothing that
breaks the file. ``uncovered`` takes back what ``covered`` did, for sheets that are handed in."""

from __future__ import annotations

import re

# Spreadsheet programs run a text that begins so, Chinese ones in full width too.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_COVER = "'"
# A cell holds no more.
LONGEST_CELL = 32_767
# No XML holds these; of the controls only tab and line feed are left.
_UNTELLABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def legible(text: str) -> str:
    """Without control characters and what no XML holds, which become blanks.

    >>> legible("甲\\x07乙\\x0b丙")
    '甲 乙 丙'
    """
    return _UNTELLABLE.sub(" ", text)


def covered(text: str) -> str:
    """A text that no spreadsheet takes for a formula: what looks like one stands behind an
    apostrophe.

    >>> covered("=1+1"), covered("\\t@SUM(A1)"), covered("办法")
    ("'=1+1", "'\\t@SUM(A1)", '办法')
    """
    return f"{_COVER}{text}" if _runs(text.lstrip(_COVER)) else text


def uncovered(text: str) -> str:
    """The text that was ``covered``.

    >>> uncovered("'=1+1"), uncovered("''=1"), uncovered("'甲'")
    ('=1+1', "'=1", "'甲'")
    """
    return text[1:] if text.startswith(_COVER) and _runs(text.lstrip(_COVER)) else text


def _runs(text: str) -> bool:
    """Blanks before it do not keep every program from running it; a tab may go to the next cell."""
    return text.startswith("\t") or text.lstrip().startswith(FORMULA_STARTS)


def cell_text(text: str) -> str:
    """A text as a cell of a sheet."""
    return covered(legible(text)[: LONGEST_CELL - 1])
