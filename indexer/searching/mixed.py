"""What is typed in characters and letters at once: jia装电梯, 住房gongjijin, 女zhigong.

A text is held against it unit by unit, each a character with its syllable. Letters stand for whole
syllables, the last of which may be only begun, or for initials.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from analyzers.folding import is_chinese
from analyzers.pinyin import may_be_initials, split_pinyin

_RUN = re.compile(r"[a-z]+|[^a-z]+")


@lru_cache(maxsize=256)
def pattern(typed: str) -> tuple[str, re.Pattern[str]] | None:
    """The longest run of characters of a folded text of plain letters without blanks, and what
    texts are held against; None where it is not mixed."""
    runs = _RUN.findall(typed)
    characters = [run for run in runs if is_chinese(run)]
    letters = [run for run in runs if run.isascii() and run.isalpha()]
    if not characters or not letters or len(characters) + len(letters) < len(runs):
        return None
    parts = [_characters(run) if is_chinese(run) else _letters(run) for run in runs]
    if not all(parts):
        return None
    return max(characters, key=len), re.compile("".join(parts))


def units(characters: str, syllables: Sequence[str]) -> str:
    """A text to be held against a pattern."""
    return "".join(f"{c}{s};" for c, s in zip(characters, syllables, strict=False))


def spelled(found: re.Match[str]) -> str:
    """The characters of what a pattern met."""
    return "".join(unit[0] for unit in found[0].split(";") if unit)


def _characters(run: str) -> str:
    return "".join(f"{re.escape(character)}[a-z0-9]*;" for character in run)


def _letters(run: str) -> str:
    ways = []
    if split := split_pinyin(run):
        *whole, last = split
        ways.append("".join(f"[^;]{s};" for s in whole) + f"[^;]{last}[a-z]*;")
    if may_be_initials(run):
        ways.append("".join(f"[^;]{letter}[a-z]*;" for letter in run))
    return f"(?:{'|'.join(ways)})" if ways else ""
