"""Where a line that is wider than the terminal goes on in the next: Rich breaks at blanks only, and
so tears Chinese, which has none, from what stands before it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rich.cells import get_character_cell_size
from rich.text import Text

# What a line goes on with stands further in than an indented line itself.
_FURTHER = 2
_OPENING, _CLOSING = {"Ps", "Pi"}, {"Pe", "Pf", "Po"}
# Of narrower columns nothing can be read, however a line goes on.
_LEAST = 10


def breaks(text: str, width: int, indent: int = 0) -> list[int]:
    """Where each line but the first begins, so that none is wider than ``width`` columns, of which
    those after the first have ``indent`` less. Blanks at a line's end have no width.

    >>> breaks("《办法》自2024年5月1日起施行。", 12)
    [5, 14]
    """
    begins: list[int] = []
    column, chance, room = 0, 0, width
    for at, character in enumerate(text):
        if at and _may_break(text[at - 1], character):
            chance = at
        column += get_character_cell_size(character)
        if column <= room or character == " ":
            continue
        start = begins[-1] if begins else 0
        begins.append(chance if chance > start else max(at, start + 1))
        room = max(width - indent, 2)
        column = sum(map(get_character_cell_size, text[begins[-1] : at + 1]))
    return begins


def _may_break(before: str, after: str) -> bool:
    """After blanks; beside Chinese characters, but not before a mark that closes or after one that
    opens."""
    if after == " ":
        return False
    if before == " ":
        return True
    if get_character_cell_size(before) < 2 and get_character_cell_size(after) < 2:
        return False
    return (
        unicodedata.category(before) not in _OPENING and unicodedata.category(after) not in _CLOSING
    )


def folded(text: str, width: int) -> Iterator[str]:
    """The lines of one line."""
    for start, end in _spans(text, breaks(text, width)):
        yield text[start:end].rstrip(" ")


def folded_text(text: Text, width: int) -> Text:
    """The same, of styled lines; what an indented line goes on with is indented further."""
    lines: list[Text] = []
    for line in text.split(allow_blank=True):
        line.expand_tabs()
        stands = len(line.plain) - len(line.plain.lstrip(" "))
        indent = stands + _FURTHER if stands and width - stands >= _LEAST + _FURTHER else 0
        first, *others = line.divide(breaks(line.plain, width, indent))
        for other in others:
            other.pad_left(indent)
        for part in (first, *others):
            if part.cell_len > width:
                part.rstrip()
            lines.append(part)
    return text.blank_copy("\n").join(lines)


def _spans(text: str, begins: list[int]) -> Iterator[tuple[int, int]]:
    return zip([0, *begins], [*begins, len(text)], strict=True)
