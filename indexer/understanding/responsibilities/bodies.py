"""The bodies that a clause gives a duty to: one, or a list, in full as far as it can be told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from indexer.model.responsibilities import BodyLevel
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.region import leading_regions, regions
from indexer.understanding.responsibilities.named import NamedBody, named
from indexer.understanding.responsibilities.phrases import (
    UTILITY,
    unqualified,
    with_shared_end,
    without_some,
)
from indexer.understanding.responsibilities.wording import (
    ENDS,
    GOES_ON,
    LEVEL,
    LIST_ENDS,
    NOT_IN_BODIES,
    STEM,
    STEMS,
    SUFFIXES,
    VAGUE,
    VERB,
    WEAK,
)

# 国务院有关部门会同海南省制定.
PROVINCES = tuple(name for name, region in regions().items() if region.parent is None)
SUFFIX = re.compile("|".join((*PROVINCES, *SUFFIXES)))
_ENDING = {
    last: sorted((s for s in SUFFIXES if s.endswith(last)), key=len, reverse=True)
    for last in {s[-1] for s in SUFFIXES}
}
_LEVEL = re.compile(LEVEL)
_LEVELS = re.compile(rf"(?:{LEVEL})+")
_LEADING = re.compile(
    r"^(?:其中|同时|而|并且|并|但是|但|另外|此外|必要时|今后|具体|以及|和|及(?!时)|、|，)+"
)
_PARTED = re.compile(r"、|以及|或者|会同|及其(?!他|它)|[和及与或]")
_AND = re.compile(r"[和与]")
_OFFICE = re.compile(r"政府|部门|机关|机构|委员会|中心|办事处|法院")
_AND_MORE = re.compile(r"(?:、|以及|或者|[和与及或]其?)$")
# 审计机关及其委托的组织: who acts for it is no other body.
_ON_BEHALF = re.compile(
    r"(?:[和与及或]|或者|以及)其(?:(?:委托|授权|指定|所属|派出)的?[^，、]{2,16}"
    r"|(?:工作|执法|管理|监督)?人员|交通警察|人民警察|民警|团体会员)$"
)
# 省或者省辖市总工会, 市和区、县财政部门: the levels of one body.
_LEVELS_OF_ONE = re.compile(rf"(?:{LEVEL})(?:或者|以及|[、和与及或])(?={LEVEL})")
# 县级以上人民政府负责残疾人工作的机构 is one body.
_CHARGED = re.compile(
    r"由?(?P<of>[^由]{0,20}(?:人民政府|国务院))"
    r"(?:(?:负责|主管|管理|承担)[^，。；、]{2,18}|指定|授权|确定)的(?:部门|机关|机构)"
    r"(?:(?:或者|或|和|、)(?:工作)?机构)?"
    r"|(?:[省市县区]|本市)?(?P<task>负责|主管|管理)[^，。；、]{4,18}的(?:管理|工作|主管)?(?:部门|机构)"
)
LONG_REGION = 6  # characters
LONGEST_LIST = 200  # characters: thirty departments stand in one
_ASIDE = re.compile(r"（[^（）]{1,6}）$")
_OF_THOSE = re.compile(
    r"^(?:其他|其它|有关的?|相关的?|具?有管辖权的|同级(?!人民政府|政府)|其(?!他|它|中)|有(?:审批|批准|管理|许可|执法|监管)权的(?!人民政府|机关)"
    r"|(?:相对集中)?行使[^，。；、]{2,8}权的|(?:接到|收到|受理|作出)[^，。；、]{2,10}的|(?:登记|注册|批准|核准|发证|主管)(?:(?!以外)[^，。；、]){0,10}的(?!人民政府))+"
)
# 地震灾区的县级以上人民政府: where, before who.
_OF_PLACE = re.compile(
    r"^(?:边境(?=省|市|县|各级)|(?:沿海|[^，。；、由向到]{2,12}(?:区|地)内?的)"
    r"(?=县级|各级|地方|人民|乡|镇|街道)"
    r"|[^，。；、由向到]{2,10}(?:灾区|地区|库区|矿区|林区|流域)的(?=[省市县区](?:、|级|人民政府)))"
)
_CONCERNED = re.compile(r"(?<=[省市县区州][及和、])(?:有关|相关)(?=[省市县区])")
# 省人民政府的价格主管部门 is 省人民政府价格主管部门.
_GOVERNMENTS = re.compile(
    r"(?<=[省市县区州级方])人民政府的(?=[\u4e00-\u9fff]{2,12}(?:部门|机构|机关)$)"
)
# 教育有关部门 are those that something has to do with, and not the one of education.
_RELATED = re.compile(r"(?!.*人民政府)[^、和与及或]+(?<!等)(?:有关|相关)(?:部门|单位|机关|机构)")
# 区、县人民政府有关部门 are some.
_OF_GOVERNMENT = re.compile(r"人民政府的?(?:有关|相关)(?:行政|主管|职能|管理)*(?:部门|单位|机构)$")
# 市人民政府所属的教育、民政等部门.
_BELONGING = re.compile(r"(?<=政府)(?:所属|下属)的?(?=[^，。；、]{2,12}、)")
_ALONE = {*ENDS} - WEAK
# 各级社会治安综合治理部门: behind a level it need not be known.
_LONG_STEM = re.compile(
    r"(?!.*(?:邻国|实现|要求|督促|推动|促进|的|有关|相关|业务|职能|上级|下级|主管|审批|批准|报|人民政府|[和与及或]))[\u4e00-\u9fff]{4,12}"
)
# 教育、科学技术协会等部门: no department, but itself.
_GROUP_ENDS = ("团体", "群团组织")
_GROUPS = ("协会", "联合会", "工会", "青年团", "共青团", "妇联", "残联", "红十字会")
_PLAIN = re.compile(r"(?!.*服务$)[\u4e00-\u9fff]{2,10}")
_EXPERTS = re.compile(r"专家|业主|评标|清算|仲裁|学术|家长")
# 县级“三旧”改造主管部门: named by a programme.
_PROGRAMME = re.compile(rf"(?:{LEVEL})*“[^“”]{{1,10}}”[\u4e00-\u9fff]{{0,6}}(?:主管|管理)部门")
# 县级财政, 受益财政 pay for what they are told to.
_TREASURY = re.compile(rf"(?:{LEVEL}|受益){{1,3}}(?<!的)财政")
# 金融、教育、医疗等单位 are banks, schools and hospitals.
_PROVIDER = re.compile(r"(?:金融|银行|保险|医疗|电信|宾馆|旅馆|住宿|餐饮)(?:单位)?")
_AND_OTHERS = re.compile(r"(?:以及|[、和及与])(?:其他|其它)$")
_SUCH_AS = re.compile(r"等(?!级)")
# 各县（市、区）应当…: their governments.
COUNTIES = re.compile(r"(?:各?县[（(](?:市、)?区[）)]|各?区县[（(]市[）)]|各(?:区县|县区|县|区))$")
# 某湖区管委会水行政管理部门: a committee, and its office.
_COMMITTEE = re.compile(r"^(?:管委会|管理委员会|人民政府)(?=.)")
_BRANCHES = ("分行", "支行")
_PARK = ("保护区", "名胜区", "度假区", "地质公园", "产业园区")
_TOWNSHIPS = ("街道", "乡镇", "乡镇街道", "镇街")
_OWN = re.compile(r"[省市县区州](?![级以、（(和与及或场容域直]|政(?![务府法协])|民(?!政))")


@cache
def _stems() -> re.Pattern[str]:
    return re.compile(STEM)


@cache
def _any_stem() -> re.Pattern[str]:
    """Those within others too: 市政 and 政务服务和数据 of 市政务服务和数据局."""
    return re.compile(f"(?=({_stems().pattern}))")


Called = Mapping[str, tuple["NamedBody", ...]]
_NOBODY: Called = {}


def bodies_in(
    text: str, authority: Authority, places: Sequence[str], called: Called = _NOBODY
) -> tuple[NamedBody, ...]:
    """The bodies of a list, in order; none where it is not a list of public bodies and no more.
    ``places``: the speaker's issuers and region, by which 市民政局 gets its name; ``called``: the
    bodies by the short names that the document gives them.

    >>> authority = Authority.load()
    >>> [b.name for b in bodies_in("财政、民政等部门", authority, ())]
    ['财政部门', '民政部门']
    >>> [b.name for b in bodies_in("市民政局和自然资源和规划部门", authority, ("惠州市民政局",))]
    ['惠州市民政局', '自然资源和规划部门']
    >>> bodies_in("申请加装电梯的业主", authority, ()), bodies_in("有关部门", authority, ())
    ((), ())
    """
    text = _ON_BEHALF.sub("", _LEADING.sub("", text.strip())).removeprefix("中华人民共和国")
    text = _CONCERNED.sub("", text)
    belonging = _BELONGING.search(text)
    if belonging:
        of, what = text[: belonging.start()], text[belonging.end() :]
        departments = bodies_in(what, authority, places, called)
        return tuple(
            replace(named(of + one.name, authority, places), written=one.written)
            for one in departments
        )
    odd = text.startswith(("与", "或")) or text.count("（") != text.count("）")
    if odd or not 2 <= len(text) <= LONGEST_LIST:
        return ()
    if text in called:
        return _by_short_name(text, called)
    if _RELATED.fullmatch(text) or _OF_GOVERNMENT.search(text):
        return ()
    goes_on = GOES_ON.search(text)
    if goes_on:
        first = bodies_in(text[: goes_on.end(1)], authority, places, called)
        rest = bodies_in(text[goes_on.end() :], authority, places, called)
        return (*first, *rest) if first and rest else ()
    end = LIST_ENDS.search(text)
    if end and end["end"] == "机关" and not end["rest"]:
        end = None
    items = [i for i in _closed_items(text, end) if i in called or not VAGUE.fullmatch(i)]
    if any(item in called for item in items):
        ended = end["end"] if end else ""
        items = [i + ended if _is_stem(i) and i not in called else i for i in items]
        each = [bodies_in(item, authority, places, called) for item in items]
        return tuple(body for bodies in each for body in bodies) if all(each) else ()
    if end and end["end"].endswith("单位"):
        if end["end"] == "单位" and any(_PROVIDER.fullmatch(item) for item in items):
            return ()
        # 公安、供水、燃气等单位: the last two are companies, and no offices.
        items = [item for item in items if not UTILITY.fullmatch(item)]
    closing = _closing(end["end"]) if end else ""
    if len(items) > 1 and items[0] == "国务院":
        second = items[1].replace("人民政府的", "").replace("人民政府", "")
        items[0] += _shared(second + (closing if _is_stem(second) else ""), closing)
    items = with_shared_end(without_some(items))
    found = [_body(item, closing, authority, places) for item in items]
    if None in found:
        found = _believed(found, items, end, closing)
    # Of a list of groups some were left out already: nothing is told of the others by the last one.
    if None in found and found[-1] is not None and len(found) == len(items):
        # 网信、公安、国家安全机关: what ends the last one ends them all.
        found = [
            one or (_body(item, "部门", authority, places) if _is_stem(item) else None)
            for one, item in zip(found, items, strict=True)
        ]
    if None in found and len(items) > 1:
        # 市政务服务和数据局: the 和 of a name that no list has.
        whole = _body(text, "", authority, places) if _may_be_one(text) else None
        found = [whole] if whole else found
    return () if None in found else tuple(one for one in found if one is not None)


def _believed(
    found: list[NamedBody | None], items: list[str], end: re.Match[str] | None, closing: str
) -> list[NamedBody | None]:
    """A body for each item, or None; for what the list itself tells of the others."""
    pairs = list(zip(found, items, strict=True))
    if end and end["end"].endswith(_GROUP_ENDS):
        # 工会、妇女联合会、作家协会等团体: no office, but no odd word either.
        return [one for one, item in pairs if one or _listed(item, "") is None]
    known = sum(one is not None for one in found)
    most = end is not None and end["end"].endswith("部门") and 3 * known >= 2 * len(found) >= 6
    if end and any(found) and (most or end["rest"] or _are_departments(end.string[: end.start()])):
        # 安监、供电、燃气等部门, 工商行政以及其他有关部门: the list says that they all are.
        return [one or _listed(item, closing) for one, item in pairs]
    return found


def _are_departments(items: str) -> bool:
    """工商行政、物价以及其他, before 有关部门."""
    return _AND_OTHERS.search(items) is not None and _OFFICE.search(items) is None


def _by_short_name(text: str, called: Called) -> tuple[NamedBody, ...]:
    return tuple(NamedBody(text, body.name, body.level) for body in called[text])


def _closed_items(text: str, end: re.Match[str] | None) -> list[str]:
    """The items of a list without its ``end``, which the last one keeps where it needs it."""
    if end is None:
        return _items(text)
    before = text[: end.start()]
    items = _items(before)
    if items and not _AND_MORE.search(before):
        last = items[-1]
        stands = last.endswith(("部门", "机关", "机构", *_GROUPS)) or end["end"].endswith(
            _GROUP_ENDS
        )
        if not stands and not _is_stem(last):
            items[-1] = last + re.split("[和及、]", end["end"], maxsplit=1)[0]
    return items


def _shared(item: str, closing: str) -> str:
    """国务院和省文物主管部门: what both of them are."""
    at = _prefix(item)
    suffix = _suffix(item) or ""
    office = suffix.endswith("部门") and _stems().fullmatch(item[at:].removesuffix(suffix))
    return item[at:].removesuffix(closing) if at and office else ""


def _may_be_one(text: str) -> bool:
    """市政府值班室和指挥部 are two: the first is an office by itself."""
    parted = _AND.search(text)
    return parted is not None and "、" not in text and not _OFFICE.search(text, 0, parted.start())


def _is_field(text: str) -> bool:
    """规划自然资源: two that are one office somewhere."""
    if text in STEMS or _stems().fullmatch(text):
        return True
    halves = range(2, len(text) - 1 if not text.startswith("公安") else 0)
    return any(text[:at] in STEMS and text[at:] in STEMS for at in halves)


def _is_stem(item: str) -> bool:
    return _is_field(_ASIDE.sub("", item[_prefix(item) :].removeprefix("国务院")))


def _listed(item: str, closing: str) -> NamedBody | None:
    item = _OF_THOSE.sub("", item.removesuffix(closing))
    if not _PLAIN.fullmatch(item) or NOT_IN_BODIES.search(item) or SUFFIX.search(item):
        return None
    return NamedBody(item, _closed(item, closing), BodyLevel.ANY)


def _closed(item: str, closing: str) -> str:
    """With what ends its list: 交通管理、城市管理部门 says 管理 once of each."""
    return item + (closing.removeprefix("管理") if item.endswith("管理") else closing)


def _closing(end: str) -> str:
    if end.startswith("派出") or end.endswith(_GROUP_ENDS):
        return ""
    return "部门" if end.endswith(("单位", "机构", "方面", "、部门")) else end


def _items(text: str) -> list[str]:
    """The items of a list; the 和 within a stem or brackets parts nothing."""
    stems = [m.span(1) for m in _any_stem().finditer(text)]
    kept = stems + [m.span() for m in re.finditer(r"[（(][^（）()]*[）)]", text)]
    # The 村 of 农业农村、 is no level.
    levels = (*_LEVEL.finditer(text), *_LEVELS_OF_ONE.finditer(text))
    kept += [m.span() for m in levels if not any(a < m.start() < b for a, b in stems)]
    items, start = [], 0
    for match in _PARTED.finditer(text):
        if any(a <= match.start() and match.end() <= b for a, b in kept):
            continue
        items.append(text[start : match.start()])
        start = match.end()
    items.append(text[start:])
    return [item.strip("等 　") for item in items if item.strip("等 　")]


def _body(item: str, closing: str, authority: Authority, places: Sequence[str]) -> NamedBody | None:
    """The body that an item names, by itself or behind what tells which one is meant."""
    found = _plain_body(item, closing, authority, places)
    if found is None and (rest := unqualified(item)) and not VAGUE.fullmatch(rest):
        return _plain_body(rest, closing, authority, places)
    return found


def _plain_body(
    item: str, closing: str, authority: Authority, places: Sequence[str]
) -> NamedBody | None:
    if not closing and _TREASURY.fullmatch(item):
        full = named(f"{item}部门", authority, places)
        return NamedBody(item, full.name, full.level)
    if COUNTIES.fullmatch(item):
        full = named(f"{item}人民政府", authority, places)
        return NamedBody(item, full.name, BodyLevel.COUNTY)
    item = _GOVERNMENTS.sub("人民政府", item)
    if item in PROVINCES:
        return NamedBody(item, named(f"{item}人民政府", authority, places).name, BodyLevel.PROVINCE)
    item = _OF_PLACE.sub("", item)
    charged = _CHARGED.fullmatch(item)
    if charged and not NOT_IN_BODIES.search(charged["of"] or ""):
        level = named(charged["of"] or "", authority, places).level
        return NamedBody(item.removeprefix("由"), item.removeprefix("由"), level)
    item = _OF_THOSE.sub("", item).strip()
    if _PROGRAMME.fullmatch(item):
        return named(item, authority, places)
    if item.endswith("）") and _suffix(item) is None:
        item = _ASIDE.sub("", item)  # 街道办事处（镇人民政府）、居民委员会
    if closing and _is_stem(bracketless := _ASIDE.sub("", item)):
        item = bracketless  # 水务（利）、城市管理（综合执法）等部门
    if not 2 <= len(item) <= 40 or NOT_IN_BODIES.search(item) or _SUCH_AS.search(item):
        return None
    bare = item[_prefix(item) :].removeprefix("人民政府").removeprefix("国务院")
    if _is_field(bare):
        if not closing or item.endswith(_GROUPS):
            alone = bare in _ALONE or item.endswith(_GROUPS)
            return named(item, authority, places) if alone else None
        return named(_closed(item, closing), authority, places)
    suffix = _suffix(item)
    if suffix is None or not _is_body(item, suffix, authority):
        return None
    return named(item, authority, places)


def _suffix(item: str) -> str | None:
    return next((s for s in _ENDING.get(item[-1:], ()) if item.endswith(s)), None)


def _is_body(item: str, suffix: str, authority: Authority) -> bool:
    if authority.known(item) or item in _TOWNSHIPS:
        return True
    stem = item[_prefix(item) : -len(suffix)]
    if suffix in _BRANCHES:
        return item.startswith("中国人民银行")
    if not stem:
        # 县级人民政府, 街道办事处; 部门 alone says nothing.
        # 省级部门 says no more.
        return suffix not in ("部门", "机关") and (item != suffix or suffix not in WEAK)
    if any(_is_field(one) for one in (stem, stem + suffix, item[: -len(suffix)])):
        return True
    bare = item[_prefix(item) :].removeprefix("人民政府")
    places, _ = leading_regions(bare)
    # 历史文化街区 ends as a district does.
    is_place = places and not places[0].endswith(_PARK)
    if is_place and len(stem) >= 2 and (places[0] in regions() or len(places[0]) < LONG_REGION):
        return authority.is_body(item) or _of_region(bare)
    if suffix in WEAK and _OWN.match(item) and 2 <= len(stem) <= 12 and not VERB.match(stem):
        # 市招商局, 县生态环境分局: the speaker's own.
        if suffix in ("局", "委", "办", "厅", "委员会"):
            return True
        if "人民政府" not in stem:
            return False
    if suffix in WEAK:
        if suffix == "部门" and _LONG_STEM.fullmatch(stem):
            return True
        if suffix == "委员会" and _prefix(item) and _LONG_STEM.fullmatch(stem):
            return not _EXPERTS.search(stem)
        # 人民政府教育行政部门: another body, and its department.
        head, _, tail = stem.partition("人民政府")
        return head != stem and (tail == "" or _stems().fullmatch(tail) is not None)
    return len(stem) <= 16 and "的" not in stem


def _of_region(name: str) -> bool:
    """开封市文物行政部门: what a place's own name stands before."""
    rest = _COMMITTEE.sub("", leading_regions(name)[1])
    stems = (rest.removesuffix(suffix) for suffix in SUFFIXES if rest.endswith(suffix))
    return any(_stems().fullmatch(stem) for stem in stems)


def _prefix(item: str) -> int:
    match = _LEVELS.match(item)
    return match.end() if match else 0
