"""Whose rule a question is answered by: of the place that it names, or of the state.

Who names 上海 is answered by no rule of 山东. Who names no place, in a library of many, is answered
by the law of the state before the rules of one of its cities; in a library of one place all is its.
A law whose name is the matter (专利法) comes before one whose name narrows it (国防专利条例).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from indexer.searching.shown import Shown
from indexer.understanding.metadata.region import leading_regions, regions

# What a rule gains by being of the place that is named, and loses by being of another one; what one
# of some place loses where none is named, and a law gains that is called by the matter.
OWN, ELSEWHERE, LOCAL, BASIC = 0.5, 0.6, 0.15, 0.2
_WHOLE = "全国"
# With such a share of what a window has of any place, a library is that place's.
_HOME = 0.6
_TAIL = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市县区]$")
_LAW = re.compile(
    r"^(?:中华人民共和国)?(?P<core>[一-鿿]{2,16}?)(?:(?<!办)法|法典|条例)(?:[(（][^()（）]*[)）])?$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """``named``: the regions that a question names; ``home``: the one whose library
    it is, if it is one's; ``many``: whether none is named and the library is of many."""

    named: tuple[str, ...] = ()
    many: bool = False
    home: str | None = None

    def gain(self, region: str | None) -> float:
        if region in (None, _WHOLE):
            return 0.0
        if not self.named:
            return -LOCAL if self.many else 0.0
        if self.is_elsewhere(region):
            return -ELSEWHERE
        return OWN

    def is_elsewhere(self, region: str | None) -> bool:
        """Whether another place is named than that one, what it is in, or what is in it."""
        if region is None or region in (_WHOLE, self.home) or not self.named:
            return False
        return not any(_related(one, region) for one in self.named)

    def away(self, shown: Iterable[Shown]) -> frozenset[str]:
        """The ids of those of the documents that are of another place."""
        return frozenset(one.card.id for one in shown if self.is_elsewhere(one.card.region))

    def leaves_open(self, region: str | None) -> bool:
        """Whether another place may have another rule: none is named, or one that it lies in."""
        if region in (None, _WHOLE):
            return False
        return self.many or any(one in _around(region) for one in self.named)


def place_of(question: str, found: Sequence[str | None]) -> Place:
    """``found``: the region of each document that is looked into.

    >>> place_of("上海养犬归谁管", ["上海市", "山东省"]).is_elsewhere("山东省")
    True
    >>> place_of("养犬归谁管", ["上海市", "山东省"]).many
    True
    >>> place_of("湖州市养犬归谁管", ["杭州市"]).is_elsewhere("杭州市")
    True
    """
    local = [one for one in found if one is not None and one != _WHOLE]
    listed = _listed_in(question)
    named = tuple(dict.fromkeys((*(one for one in local if _is_named(one, question)), *listed)))
    home = next((o for o, count in Counter(local).items() if count >= _HOME * len(local)), None)
    if home is not None and listed and not any(_related(one, home) for one in listed):
        home = None
    return Place(named, bool(local) and not named and home is None, home)


def basic_of(titles: Iterable[str], words: Sequence[str]) -> frozenset[str]:
    """The matters that have a law by their name, of those that are asked about.

    >>> sorted(basic_of(["中华人民共和国专利法", "国防专利条例"], ["专利", "保护期"]))
    ['专利']
    """
    return frozenset(core for title in titles if (core := core_of(title)) in words)


def core_of(title: str) -> str:
    """What a law or regulation is called by, without its place.

    >>> core_of("上海市献血条例"), core_of("专利审查办法")
    ('献血', '')
    """
    law = _LAW.match(leading_regions(title.strip())[1])
    return law["core"] if law else ""


def _is_named(region: str, question: str) -> bool:
    return _stem(region) in question


def _listed_in(question: str) -> list[str]:
    """Provinces and cities that it names in full, whether the library has anything of them or not.
    Short names begin too many words: 朝阳行业, 长春花, 上海路, 中山市场."""
    return _in_full().findall(question)


@cache
def _in_full() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(regions())})(?!场)")


def _stem(region: str) -> str:
    stem = _TAIL.sub("", region)
    return stem if len(stem) >= 2 else region


def _related(one: str, other: str) -> bool:
    return one == other or one in _around(other) or other in _around(one)


def _around(region: str) -> Iterator[str]:
    """What a listed region lies in, from within outwards."""
    listed = regions()
    while region in listed and listed[region].parent is not None:
        region = str(listed[region].parent)
        yield region
