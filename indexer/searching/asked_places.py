"""Which places a question names: listed ones, in full or in short, districts and counties, 全市.

A short name begins many words that are no place: 上海路, 北京时间, 大连锁店, 朝阳行业. So it counts
only where the segmentation has it as a word, and no word goes on from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from indexer.understanding.metadata.divisions import chains_of
from indexer.understanding.metadata.region import regions

TAIL = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$")
_CLAUSES = re.compile(r"[，,。；;？?！!]")
# What goes on from a short name to what is no place.
_GOES_ON = re.compile(
    r"[东西南北中一二三]?(?:路|街|大道|巷|弄)|道(?!路)|[花装岸锁话菜桥籍]|时间|烤鸭|精神|大学|银行|证券|交易所"
)
# Words that are places, too; and whose citizens are asked about, not what holds there.
_WORDS_TOO = frozenset(
    (
        "朝阳",
        "白银",
        "东方",
        "开封",
        "长治",
        "安康",
        "保定",
        "中山",
        "大同",
        "长春",
        "大连",
        "海口",
        "平凉",
        "台湾",
        "香港",
        "澳门",
        "安顺",
    )
)
_DISTRICT = re.compile(
    r"(?:^|[，。；、和与在到是住归]|请问|想问|一下|你好|我们?)"
    r"(?P<name>(?![在和与到是住归我])[一-鿿]{1,5}?(?:新区|开发区|[区县旗市]))(?![域别划分间政场民委直中面内里外])"
)
# What may stand behind the name of a place and is of the name.
_BEHIND_A_PLACE = "经济特区|特别行政区|市区|[省市](?![场容政民])"
_ZONE = re.compile(r"(?:经济(?:技术)?|高新(?:技术)?(?:产业)?)?开发区|经开区|高新区")
# 小区, 景区: of what kind it is, and which nobody knows.
_NO_DISTRICT = re.compile(
    r"(?:小|社|城|市|园|景|辖|地|库|山|郊|矿|禁.|学|片|校|厂|住宅|居住|保护|功能|服务|示范|特|老|新|全|本|我|各|该|外)区$"
    r"|^(?:县|市|区)|[全本我各该外]县$|(?:超|城|门|上|夜|集|股|楼|早|菜|都|本|全|我|各|该|外)市$"
)
_WHOLE_CITY = re.compile(r"全市|本市|我市|全县(?=.)|市里")
WHOLE = ("全市", "本市", "我市", "全省", "我省", "本省")
_WHOLE_PROVINCE = re.compile(r"全省|我省|本省|全区(?=统一)")


@dataclass(frozen=True, slots=True)
class Named:
    """``listed``: provinces and cities by their full names; ``districts``: what lies in one;
    ``whole``: ``市`` or ``省``, where all of it is asked about; ``said``: how these are called in
    the question, which says nothing of the matter."""

    listed: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    whole: str = ""
    said: tuple[str, ...] = ()


def places_named(
    question: str,
    words: Sequence[str] | None = None,
    stands: Callable[[str], bool] = lambda _: False,
    texts: Sequence[str] = (),
) -> Named:
    """``words``: how the segmentation cuts it, where that is known; ``stands``: whether a text that
    is looked into has a string; ``texts``: those, which tell a district by naming it beside others.

    >>> places_named("想问一下湖州养犬登记费", ["湖州", "养犬", "登记费"]).listed
    ('湖州市',)
    >>> places_named("上海路摊位费", ["上海", "路", "摊位费"]).listed
    ()
    >>> places_named("在安吉县养犬归谁管").districts
    ('安吉县',)
    """
    for clause in reversed(_CLAUSES.split(question)):
        full, short = _in_full(clause), dict(_in_short(clause, words, stands))
        listed = tuple(dict.fromkeys((*full, *short.values())))
        districts = tuple(one for one in _districts(clause) if _is_district(one, texts))
        if listed or districts:
            return Named(listed, districts, said=(*full, *short, *districts))
    for whole, said in (("省", _WHOLE_PROVINCE), ("市", _WHOLE_CITY)):
        if found := said.search(question):
            return Named(whole=whole, said=(found[0],))
    return Named()


def may_name_district(question: str) -> bool:
    """Whether anything in it looks like a district: only then need texts tell whether it is one.

    >>> may_name_district("渚北区养犬归谁管"), may_name_district("校区停车归谁管")
    (True, False)
    """
    return any(any(_districts(clause)) for clause in _CLAUSES.split(question))


def without_places(question: str, said: Iterable[str]) -> str:
    """What is asked, without where.

    >>> without_places("深圳经济特区养犬归谁管", ["深圳"])
    '养犬归谁管'
    """
    for one in sorted(said, key=len, reverse=True):
        question = re.sub(rf"{re.escape(one)}(?:{_BEHIND_A_PLACE})?", " ", question)
    return " ".join(question.split())


def around(region: str) -> Iterator[str]:
    """What a region lies in, from within outwards: of a district all that it may lie in."""
    listed = regions()
    if region not in listed:
        chains = chains_of(region)
        yield from (part for chain in chains for part in reversed(chain[:-1]))
    while region in listed and listed[region].parent is not None:
        region = str(listed[region].parent)
        yield region


def _in_full(clause: str) -> list[str]:
    return _full_names().findall(clause)


def _in_short(
    clause: str, words: Sequence[str] | None, stands: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """(as it is said, in full)."""
    for found in _short_names().finditer(clause):
        name = found[0]
        region = _by_short_name()[name]
        after = clause[found.end() :]
        cut = words is None or name in words or after.startswith("经济特区")
        if not cut or _GOES_ON.match(after):
            continue
        if clause.startswith(region, found.start()):
            continue
        if name in _WORDS_TOO and not stands(region):
            continue
        # 朝阳行业 of a library that has nothing of 朝阳: what it has there is no place.
        if after[:1] and not stands(region) and stands(name + after[:2]):
            continue
        yield name, region


def _districts(clause: str) -> Iterator[str]:
    # 北京市朝阳区: of a city, behind it.
    clause = _full_names().sub("，", clause)
    named = [found["name"] for found in _DISTRICT.finditer(clause)]
    zone = _ZONE.match(clause)
    if zone is not None:
        named.append(zone[0])
    for one in dict.fromkeys(named):
        if not _NO_DISTRICT.search(one) and one not in regions():
            yield one


def _is_district(name: str, texts: Iterable[str]) -> bool:
    """Whether it is one of the divisions, or texts name it beside others or with its government."""
    if chains_of(name):
        return True
    beside = re.compile(rf"[区县市]、{name}|{name}、[^、。，\s]{{1,6}}[区县市]|{name}(?:人民)?政府")
    return any(beside.search(text) for text in texts if name in text)


@cache
def _full_names() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(regions(), key=len, reverse=True))})(?!场)")


@cache
def _by_short_name() -> dict[str, str]:
    short: dict[str, str] = {}
    for name, region in regions().items():
        stem = TAIL.sub("", name)
        if len(stem) >= 2 and stem != name and (stem not in short or region.level == "province"):
            short[stem] = name
    return short


@cache
def _short_names() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_by_short_name(), key=len, reverse=True)))
