"""Whose rule a question is answered by: of the place that it names, or of the state.

Who names 上海 is answered by no rule of 山东. Who names no place, in a library of many, is answered
by the law of the state before the rules of one of its cities; in a library of one place all is its.
A law whose name is the matter (专利法) comes before one whose name narrows it (国防专利条例).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.searching.asked_places import TAIL, around, places_named
from indexer.searching.shown import Shown
from indexer.understanding.metadata.divisions import chains_of
from indexer.understanding.metadata.region import NATION, leading_regions, regions

# What a rule gains by being of the place that is named, and loses by being of another one; what one
# of some place loses where none is named, and a law gains that is called by the matter.
OWN, ELSEWHERE, LOCAL, BASIC = 0.5, 0.6, 0.15, 0.2
# With such a share of what a window has of any place, a library is that place's.
_HOME = 0.6
_LAW = re.compile(
    r"^(?:中华人民共和国)?(?P<core>[一-鿿]{2,16}?)(?:(?<!办)法|法典|条例)(?:[(（][^()（）]*[)）])?$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """``named``: the regions that a question names, ``districts`` those within one that have
    nothing of their own here, ``whole`` whether all of a city (市) or province (省) is asked about;
    ``home``: the one whose library it is, if it is one's; ``many``: whether none is named and the
    library is of many; ``said``: how all these are called in the question; ``within``: what the
    districts lie in."""

    named: tuple[str, ...] = ()
    many: bool = False
    home: str | None = None
    districts: tuple[str, ...] = ()
    whole: str = ""
    said: tuple[str, ...] = ()
    within: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """All places that are named, to be told."""
        return "、".join((*self.named, *self.districts))

    def gain(self, region: str | None) -> float:
        if region in (None, NATION):
            return 0.0
        if self.is_elsewhere(region):
            return -ELSEWHERE
        if not self.named and not self.within:
            return -LOCAL if self.many else 0.0
        return OWN

    def is_elsewhere(self, region: str | None) -> bool:
        """Whether another place is named than that one, what it is in, or what is in it."""
        if region is None or region in (NATION, self.home):
            return False
        if self.within:
            # What holds in a district is its own, its city's and its province's.
            around_it = any(region == one or _lies_in(one, region) for one in self.within)
            return not around_it and not any(one in region for one in self.districts)
        if self.named:
            return not any(_related(one, region) for one in self.named)
        # Another district's rule, or one of its own, is not the city's.
        if self.districts or self.whole == "市":
            return self.home is not None and region[-1] in "市县区旗"
        return False

    def is_of(self, region: str) -> bool:
        """Whether it is the place that is named, what that is in, or what is in it."""
        return region == NATION or any(
            _related(one, region) for one in (*self.named, *self.districts, *self.within)
        )

    def away(self, shown: Iterable[Shown]) -> frozenset[str]:
        """The ids of those of the documents that are of another place."""
        return frozenset(one.card.id for one in shown if self.is_elsewhere(one.card.region))

    def leaves_open(self, region: str | None) -> bool:
        """Whether another place may have another rule: none is named, several are, or one that it
        lies in."""
        if region in (None, NATION):
            return False
        if self.many or len(self.named) > 1:
            return True
        return bool(self.larger(region))

    def larger(self, region: str | None) -> str:
        """What is asked about, where that is more than the region."""
        if region in (None, NATION):
            return ""
        wide = [one for one in self.named if _lies_in(str(region), one)]
        if wide or self.whole != "省":
            return wide[0] if wide else ""
        return "全省" if str(region)[-1] in "市县区旗" else ""


def place_of(
    question: str,
    found: Sequence[str | None],
    words: Sequence[str] | None = None,
    texts: Sequence[str] = (),
) -> Place:
    """``found``: the region of each document that is looked into, ``texts``: what those say;
    ``words``: how the segmentation cuts the question.

    >>> place_of("上海养犬归谁管", ["上海市", "山东省"], ["上海", "养犬"]).is_elsewhere("山东省")
    True
    >>> place_of("养犬归谁管", ["上海市", "山东省"]).many
    True
    >>> place_of("湖州市养犬归谁管", ["杭州市"]).is_elsewhere("杭州市")
    True
    """
    local = [one for one in found if one is not None and one != NATION]
    asked = places_named(question, words, lambda one: _stands(one, local, texts), texts)
    own = [one for one in dict.fromkeys(local) if _is_named(one, question)]
    # Of a district with documents of its own these come first; of another its city's.
    kept = [one for one in asked.districts if not any(one in region for region in own)]
    within = _within(kept, asked.listed)
    listed = (*asked.listed, *within)
    named = tuple(dict.fromkeys((*own, *asked.listed)))
    home = _home(Counter(local))
    if home is not None and listed and not any(_related(one, home) for one in listed):
        home = None
    many = bool(local) and not named and not within and home is None
    said = (*asked.said, *(one for region in own for one in _called(region, question)))
    return Place(named, many, home, tuple(kept), asked.whole, tuple(dict.fromkeys(said)), within)


def _home(local: Mapping[str, int]) -> str | None:
    """Whose library it is, by how many documents each place has."""
    least = _HOME * sum(local.values())
    return next((one for one, count in local.items() if count >= least), None)


def covering(region: str, held: Mapping[str, int]) -> list[str]:
    """Of the regions of which there is something those that hold in this one, too, the nearest
    first: what it lies in, or the place whose library it is; the nation.

    >>> covering("余杭区", {"宁波市": 9, "浙江省": 1, "全国": 3, "杭州市": 2})
    ['杭州市', '浙江省', '全国']
    >>> covering("松垣县", {"栖宁市": 9, "白渡县": 1})
    ['栖宁市']
    """
    local = {one: count for one, count in held.items() if one not in (region, NATION)}
    wider = sorted((one for one in local if _lies_in(region, one)), key=_lies_in_many)
    known = region in regions() or next(around(region), None) is not None
    if not wider and not known and (home := _home(local)) and home[-1] not in "县区旗":
        wider = [home]
    return wider + [NATION] * (NATION in held)


def _lies_in_many(region: str) -> int:
    """Fewer of what is wider: of a province none."""
    return -sum(1 for _ in around(region))


def _within(districts: Iterable[str], listed: Sequence[str]) -> tuple[str, ...]:
    """What districts may lie in; of several of one name those of the place that is named beside."""
    found: dict[str, None] = {}
    for one in districts:
        chains = [chain[:-1] for chain in chains_of(one)]
        of_it = [c for c in chains if any(each in c for each in listed)]
        found |= dict.fromkeys(part for chain in of_it or chains for part in reversed(chain))
    return tuple(part for part in found if part in regions())


def _stands(one: str, local: Sequence[str], texts: Sequence[str]) -> bool:
    return one in local or any(one in text for text in texts)


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
    return any(True for _ in _called(region, question))


def _called(region: str, question: str) -> Iterator[str]:
    """By its whole name, or without what it lies in; what is not listed in short, too."""
    chain, rest = leading_regions(region)
    own = chain[-1] if chain and not rest else region
    if own in question:
        yield own
    elif own not in regions() and _stem(own) in question:
        yield _stem(own)


def _stem(region: str) -> str:
    stem = re.sub(r"[县区]$", "", TAIL.sub("", region))
    return stem if len(stem) >= 2 else region


def _related(one: str, other: str) -> bool:
    return one == other or _lies_in(one, other) or _lies_in(other, one)


# Asked of each of a hundred passages, of few regions.
@lru_cache(maxsize=4_096)
def _lies_in(region: str, other: str) -> bool:
    return region != other and (
        region.startswith(other)
        or other in around(region)
        or any(other in (part, *around(part)) for part in leading_regions(region)[0])
    )
