"""Tables of three rules (三线表): one above the heads of the columns, one below them, one at the
end, and none upright. What stands between is in columns, however close they are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.extractors.pdf.drawing import Ruling

_ALIKE = 3.0  # points by which rules of one table may begin or end apart
_SHORTEST = 120.0  # points; shorter ones underline words
_HEADS = 90.0  # points that the heads may be high


@dataclass(frozen=True, slots=True)
class ThreeLines:
    """Where such a table stands."""

    x0: float
    x1: float
    y0: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        return self.x0 - _ALIKE <= x <= self.x1 + _ALIKE and self.y0 < y < self.y1


def three_lines(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> tuple[ThreeLines, ...]:
    found: list[ThreeLines] = []
    long = [rule for rule in horizontal if rule.end - rule.start >= _SHORTEST]
    long.sort(key=lambda rule: (round(rule.start / _ALIKE), round(rule.end / _ALIKE), rule.at))
    for _, group in itertools.groupby(
        long, key=lambda rule: (round(rule.start / _ALIKE), round(rule.end / _ALIKE))
    ):
        rules = list(group)
        if len(rules) % 3:
            continue
        for top, below_heads, bottom in zip(rules[::3], rules[1::3], rules[2::3], strict=True):
            place = ThreeLines(top.start, top.end, top.at, bottom.at)
            low = below_heads.at - top.at < min(_HEADS, bottom.at - below_heads.at + _HEADS / 3)
            if low and not any(_crosses(rule, place) for rule in vertical):
                found.append(place)
    return tuple(found)


def _crosses(rule: Ruling, place: ThreeLines) -> bool:
    across = place.x0 - _ALIKE <= rule.at <= place.x1 + _ALIKE
    return across and rule.start < place.y1 - _ALIKE and rule.end > place.y0 + _ALIKE
