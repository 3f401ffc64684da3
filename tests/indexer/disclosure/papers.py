"""Texts as offices write them, in rounds: each round was written before the rules were run on it.

A round is a file of ``rounds/``: a line ``## kind`` (or ``## none``), then the text. Numbers are
made as it is read: ``{id}`` an identity number, ``{card6228}`` a card of that beginning,
``{mobile:### #### ####}`` one in groups, ``⏎`` a break within a number.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from indexer.disclosure.numbers import is_identity_number
from indexer.model.findings import FindingKind

ROUNDS = Path(__file__).with_name("rounds")
_NUMBER = re.compile(r"\{([A-Za-z]+(?:15)?)(\d*)(?::([^}]*))?\}")
_RANDOM = random.Random(20261130)


def identity_number(last: str = "0123456789X") -> str:
    while True:
        day = f"{_RANDOM.randint(1930, 2015)}{_RANDOM.randint(1, 12):02}{_RANDOM.randint(1, 28):02}"
        place = _RANDOM.choice((110105, 320102, 430103, 510104))
        start = f"{place}{day}{_RANDOM.randint(1, 999):03}"
        if found := [start + digit for digit in last if is_identity_number(start + digit)]:
            return found[0]


def wrong_identity_number() -> str:
    right = identity_number()
    return right[:17] + ("1" if right[17] != "1" else "2")


def card_number(prefix: str = "6222") -> str:
    body = prefix + "".join(str(_RANDOM.randint(0, 9)) for _ in range(18 - len(prefix)))
    told = sum(
        (2 * int(d) - 9 if int(d) > 4 else 2 * int(d)) if place % 2 == 0 else int(d)
        for place, d in enumerate(reversed(body))
    )
    return body + str(-told % 10)


def mobile_number() -> str:
    return f"1{_RANDOM.choice((38, 59, 86, 99))}{_RANDOM.randint(10_000_000, 99_999_999)}"


def _made(match: re.Match[str]) -> str:
    name, prefix, pattern = match[1], match[2], match[3]
    if name == "card":
        number = card_number(prefix or "6222")
    else:
        number = {
            "id": identity_number,
            "idX": lambda: identity_number("X"),
            "idx": lambda: identity_number("X").lower(),
            "id15": lambda: (whole := identity_number())[:6] + whole[8:17],
            "wrong": wrong_identity_number,
            "mobile": mobile_number,
        }[name]()
    if not pattern:
        return number
    digits = iter(number)
    grouped = "".join(next(digits, "") if mark == "#" else mark for mark in pattern)
    return grouped.replace("⏎", "\n") + "".join(digits)


def papers(name: str) -> Iterator[tuple[FindingKind | None, str]]:
    """The texts of a round, each with the kind that it holds, or none."""
    whole = (ROUNDS / f"{name}.txt").read_text(encoding="utf-8")
    for part in re.split(r"(?m)^## ", whole)[1:]:
        kind, _, text = part.partition("\n")
        yield (
            None if kind == "none" else FindingKind(kind),
            _NUMBER.sub(_made, text.removesuffix("\n")),
        )
