"""The word lists. Each is UTF-8 text, one entry a line; ``#`` begins a comment."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def read_words(name: str) -> list[str]:
    """The entries of a word list of this folder, in order, without comments and blanks."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    entries = (line.partition("#")[0].strip() for line in lines)
    return [entry for entry in entries if entry]
