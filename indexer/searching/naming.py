"""Which of the known values a value means that somebody gave: a label, an old name, a part.

Bodies are called in many ways: 国家环境保护总局 is 生态环境部 today, 市财政局 is the one of a city
(of each city, where there are several), 惠州市发改委 is written out. Others are what they are, but
for width and script, and for the endings of regions and days (广东, 2024年).
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from analyzers.folding import fold
from indexer.indexing.projection import CurrentName
from indexer.understanding.metadata.region import leading_regions, region_name

# In the name of a body, the last character of a region or of the body that it is a branch of.
_REGION_END = "省市区县州盟旗"
_BRANCH_OF = f"{_REGION_END}局"
_SHORTEST = 3
# 市政府 stands for 市人民政府, 市政府办 and 市府办 for its office.
_GOVERNMENT = re.compile(r"(?<!人民)政府(?=$|办)|(?<=[省市区县州盟旗])府(?=办)")
_OFFICE = re.compile(r"(?<=政府)办$")
_REGION_TAIL = re.compile(rf"[^{_REGION_END}]{{0,12}}(?:[{_REGION_END}]|自治区|特别行政区)")
_DAY = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月)?")
_NEAR = 3
# Among more values than these, the most frequent are looked at for near ones.
_LOOKED_AT = 3_000
_LONGEST_NEAR = 60
IN_ORDER = frozenset(("year", "month"))


@dataclass(frozen=True)
class Naming:
    """Of the values of one field. ``targets``: what a short name stands for."""

    field: str
    values: Mapping[str, int]  # most frequent first
    current_name: CurrentName
    targets: Callable[[str], Iterable[str]]

    def meant(self, given: str) -> tuple[str, ...]:
        """The known values; none where it means none of them."""
        if given in self.values:
            return (given,)
        for form in self._forms(given):
            if found := self._folded.get(fold(form).strip()):
                return (found,)
        match self.field:
            case "issuer":
                return self._bodies(given)
            case "region":
                return self._regions(given)
        return ()

    def near(self, given: str) -> list[str]:
        """What may have been meant instead, the nearest first."""
        if self.field in IN_ORDER:
            return self._nearest_days(given)
        folded = fold(given).strip()[:_LONGEST_NEAR]
        if not folded:
            return []
        looked_at = list(self._folded.items())[:_LOOKED_AT]
        holding = [value for name, value in looked_at if len(folded) > 1 and folded in name]
        names = [n for n, _ in looked_at if len(n) <= 2 * len(folded) + 4]
        close = get_close_matches(folded, names, _NEAR, 0.5)
        return list(dict.fromkeys([*holding[:_NEAR], *map(self._folded.__getitem__, close)]))[
            :_NEAR
        ]

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for value in self.values:
            found.setdefault(fold(value).strip(), value)
        return found

    def _forms(self, given: str) -> Iterator[str]:
        """Other ways of writing the very same."""
        yield given
        if self.field == "issuer":
            yield self.current_name(given)
        elif self.field in IN_ORDER and (day := _DAY.fullmatch(given.strip())):
            yield day[1] if day[2] is None else f"{day[1]}-{int(day[2]):02d}"

    def _nearest_days(self, given: str) -> list[str]:
        days = sorted(self.values)
        at = bisect(days, given)
        return days[max(0, at - 2) : at + 1][-_NEAR:]

    # ------------------------------------------------------------ regions

    def _regions(self, given: str) -> tuple[str, ...]:
        whole = region_name(leading_regions(given)[0])
        if whole in self.values:
            return (whole,) if whole else ()
        if len(given) < 2:
            return ()
        return tuple(
            value
            for value in self.values
            if value.startswith(given) and _REGION_TAIL.fullmatch(value[len(given) :])
        )

    # ------------------------------------------------------------ bodies

    def _bodies(self, given: str) -> tuple[str, ...]:
        name = "".join(fold(given).split())
        full = _OFFICE.sub("办公室", _GOVERNMENT.sub("人民政府", name))
        written = [name, full, full.removesuffix("室") + "厅", *self.targets(name)]
        for form in dict.fromkeys(written):
            if found := self._labelled.get(form) or self._of_regions(form):
                return tuple(found)
        return ()

    @cached_property
    def _labelled(self) -> Mapping[str, list[str]]:
        """What bodies are called for short: their names from where a region ends."""
        found: dict[str, list[str]] = {}
        for folded, value in self._folded.items():
            for start in range(1, len(folded) - _SHORTEST + 1):
                if folded[start] in _REGION_END or folded[start - 1] in _BRANCH_OF:
                    found.setdefault(folded[start:], []).append(value)
        return found

    @cached_property
    def _of_bodies(self) -> tuple[str, ...]:
        """The regions that bodies here have in their names."""
        return tuple(dict.fromkeys(r for v in self.values if (r := "".join(leading_regions(v)[0]))))

    def _of_regions(self, name: str) -> list[str]:
        """市发改委: of each region that has such a body, its name written out in full."""
        if len(name) < _SHORTEST:
            return []
        found = []
        for region in self._of_bodies:
            if name[0] not in _REGION_END:
                body = self.current_name(region + name)
            elif region.endswith(name[0]):
                body = self.current_name(region + name[1:])
            else:
                continue
            if body in self.values:
                found.append(body)
        return found
