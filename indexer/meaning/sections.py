"""A long text has many matters: it is cut into sections, and each has a vector of its own."""

from __future__ import annotations

from collections.abc import Iterator

# Raise where texts are cut otherwise.
FORMAT = 1

# About an article or two; a longer line is cut.
_CHARACTERS = 400
# Of a very long text, so many sections, evenly spread: what a search pays for it is bounded.
MOST = 256


def sections(title: str, text: str) -> list[str]:
    """Each with the title before it; at least one."""
    cut = list(_packed(text)) or [""]
    if len(cut) > MOST:
        cut = [cut[i * len(cut) // MOST] for i in range(MOST)]
    return [f"{title}\n{section}" for section in cut]


def _packed(text: str) -> Iterator[str]:
    """Whole lines, as many as fit."""
    held: list[str] = []
    size = 0
    for line in _lines(text):
        if held and size + len(line) > _CHARACTERS:
            yield "\n".join(held)
            held, size = [], 0
        held.append(line)
        size += len(line)
    if held:
        yield "\n".join(held)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        stripped = line.strip()
        for start in range(0, len(stripped), 2 * _CHARACTERS):
            yield stripped[start : start + 2 * _CHARACTERS]
