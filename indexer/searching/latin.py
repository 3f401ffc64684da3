"""Names in Latin letters and figures, which are written with blanks, hyphens or strokes or without:
PM2.5 and PM 2.5, Wi-Fi, COVID-19 and covid19, GB/T 9704 and GBT9704."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = re.compile(
    r"(?<![a-z0-9.])(?:[a-z]{2,12}(?:[-/][a-z]{1,6})?[-/ ]?\d{1,6}(?:\.\d{1,3})?"
    r"|[a-z]{2,8}-[a-z]{2,8})(?![a-z0-9-])"
)
_GROUP = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
# GBT, DBT, HJT: the T of a recommended standard is parted by a stroke.
_RECOMMENDED = re.compile(r"[a-z]{2,3}t")


@dataclass(frozen=True, slots=True)
class LatinName:
    """``text[start:end]``, and how else it is written."""

    start: int
    end: int
    spellings: tuple[str, ...]


def latin_names(folded: str) -> Iterator[LatinName]:
    """Those of a folded text."""
    for match in _NAME.finditer(folded):
        yield LatinName(match.start(), match.end(), tuple(_spellings(match[0])))


def _spellings(name: str) -> dict[str, None]:
    groups = _GROUP.findall(name)
    written = dict.fromkeys((name, "".join(groups), " ".join(groups), "-".join(groups)))
    if len(groups) == 2 and _RECOMMENDED.fullmatch(groups[0]) and groups[1].isdigit():
        groups = [groups[0][:-1], "t", groups[1]]
    if len(groups) == 3:
        head = f"{groups[0]}/{groups[1]}"
        written |= dict.fromkeys((f"{head} {groups[2]}", f"{head}{groups[2]}", "".join(groups)))
        written[f"{groups[0]}{groups[1]} {groups[2]}"] = None
    return written
