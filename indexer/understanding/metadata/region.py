"""Regions: which one a body's name begins with, and which province it lies in.

``data/regions.csv`` has the provinces and the prefecture-level regions, each with the characters
that stand for it in document codes (粤, 穗). Counties and districts are recognised by the shape of
their names; ``divisions.py`` knows where they lie.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.understanding.metadata.divisions import chain_of, chains_of

NATION = "全国"

_PEOPLES = "土家|哈尼|景颇|傈僳|布依|朝鲜|蒙古|哈萨克|柯尔克孜|回|藏|苗|彝|壮|侗|傣|白|羌|土|维吾尔"

_SUFFIX = "自治区|自治州|自治县|自治旗|特别行政区|新区|开发区|示范区|合作区|省|市|区|县|旗"
# Not 提高本市, 加强我区: what is done there is no name.
_UNLISTED = re.compile(
    rf"((?:(?![本我全该](?:{_SUFFIX}))[^\W\d_a-zA-Z和与及关于的委局厅部院]){{2,12}}?"
    rf"(?:{_SUFFIX}))(?!场|政|域|级|直)"
)
_SMALL = re.compile(
    r"[^\W\d_a-zA-Z和与及关于的省市区县旗]{1,6}?(?:镇|乡|街道|苏木)(?=人民政府|办事处|党委|党工委)"
)
_WITH_AND = re.compile(r"[^\W\d_a-zA-Z]{0,3}和[^\W\d_a-zA-Z]{0,8}?(?:区|县|旗|市)")  # 和平区
_ONE_CHARACTER = re.compile(r"[^\W\d_a-zA-Z城社小林地全各本该省市县](?:县|区)")
_NOT_REGIONS = frozenset(
    {
        "城市",
        "社区",
        "小区",
        "全市",
        "全省",
        "全县",
        "全区",
        "本市",
        "本省",
        "各市",
        "地区",
        "行政区",
        "自治区",
        "开发区",
        "新区",
        "示范区",
        "合作区",
        "试验区",
        "园区",
        "中国",
        "国家",
        "直辖市",
        "设区市",
        "地级市",
        "县级市",
        "辖区",
        "市辖区",
        "特区",
        "经济特区",
    }
)


@dataclass(frozen=True, slots=True)
class Region:
    """A listed region; ``codes`` are the characters that stand for it in document codes."""

    name: str
    parent: str | None
    codes: tuple[str, ...]
    level: str


@cache
def regions() -> Mapping[str, Region]:
    """All listed regions by full name."""
    with (files(__package__) / "data" / "regions.csv").open(encoding="utf-8") as source:
        return {
            row["name"]: Region(
                row["name"],
                row["parent"] or None,
                tuple(filter(None, row["code_characters"].split("|"))),
                row["level"],
            )
            for row in csv.DictReader(source)
        }


@cache
def _by_first_character() -> Mapping[str, tuple[str, ...]]:
    """The listed regions that begin with a character, longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(regions(), key=len, reverse=True):
        found.setdefault(name[0], []).append(name)
    return {character: tuple(names) for character, names in found.items()}


@cache
def _short_names() -> Mapping[str, str]:
    """Short forms that are not ambiguous: 广东 → 广东省, 内蒙古 → 内蒙古自治区."""
    short: dict[str, str] = {}
    for name, region in regions().items():
        stem = re.sub(
            r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$"
            rf"|(?:(?:{_PEOPLES})族?)+自治州$|市$|地区$",
            "",
            name,
        )
        if len(stem) >= 2 and (stem not in short or region.level == "province"):
            short[stem] = name
    return short


@cache
def _short_prefectures() -> Mapping[str, str]:
    """大理州 → 大理白族自治州."""
    full = [name for name in regions() if name.endswith("自治州")]
    stems = {re.sub(rf"(?:(?:{_PEOPLES})族?)+自治州$", "", name): name for name in full}
    return {f"{stem}{end}": name for stem, name in stems.items() for end in ("州", "自治州")}


def region_called(short: str) -> str | None:
    """The listed region that is called so, in short or in full.

    >>> region_called("淮安"), region_called("大理州"), region_called("广东省")
    ('淮安市', '大理白族自治州', '广东省')
    >>> region_called("云溪") is None
    True
    """
    if short in regions():
        return short
    return _short_prefectures().get(short) or _short_names().get(short)


def leading_regions(name: str) -> tuple[list[str], str]:
    """The regions that ``name`` begins with, from the largest, and what follows them.

    >>> leading_regions("广东省惠州市博罗县人民政府办公室")
    (['广东省', '惠州市', '博罗县'], '人民政府办公室')
    >>> leading_regions("惠州市城市管理和综合执法局")
    (['惠州市'], '城市管理和综合执法局')
    >>> leading_regions("佛山市顺德区容桂街道办事处")
    (['佛山市', '顺德区', '容桂街道'], '办事处')
    >>> leading_regions("市场监督管理局")
    ([], '市场监督管理局')
    >>> leading_regions("沈阳市和平区人民政府"), leading_regions("和田县财政局")[0]
    ((['沈阳市', '和平区'], '人民政府'), ['和田县'])
    >>> leading_regions("大理州财政局")
    (['大理州'], '财政局')
    """
    found: list[str] = []
    while name and len(found) < 5:
        region = _region_at_start(name)
        if region is None:
            break
        found.append(region)
        name = name[len(region) :]
    return found, name


def _region_at_start(name: str) -> str | None:
    short = name[: name.find("州") + 1]  # each ends with the only 州 it has
    if short in _short_prefectures():
        return short
    for listed in _by_first_character().get(name[:1], ()):
        if name.startswith(listed):
            # 惠州市场监督管理局 is no body of 惠州市.
            return None if name[len(listed) : len(listed) + 1] == "场" else listed
    small = _SMALL.match(name)
    if small is not None:
        return small[0]
    joined = _WITH_AND.match(name)
    if joined is not None and chains_of(joined[0]):
        return joined[0]
    unlisted = _UNLISTED.match(name)
    # 民航西南地区: of the prefectures that are called so all are listed.
    named = unlisted is not None and not unlisted[1].endswith("地区")
    if unlisted is not None and named and unlisted[1] not in _NOT_REGIONS:
        return unlisted[1]
    one = _ONE_CHARACTER.match(name)
    return one[0] if one is not None and one[0] not in _NOT_REGIONS else None


# 湖南城市学院: there is no city that is called 某某城 but those that are listed.
_NO_NAME = re.compile(r"..城市")


def region_name(chain: Sequence[str], told: str = "") -> str | None:
    """How the region of a chain is called: without the province where a city is named, a county
    with its city. ``told`` is the text, which tells apart districts of one name.

    >>> region_name(["广东省", "惠州市"]), region_name(["佛山市", "顺德区", "容桂街道"])
    ('惠州市', '佛山市顺德区')
    >>> region_name(["北京市", "朝阳区"]), region_name(["湖南省"]), region_name([]) is None
    ('北京市朝阳区', '湖南省', True)
    >>> region_name(["长宁区"]), region_name(["博罗县"]), region_name(["大理州"])
    ('上海市长宁区', '惠州市博罗县', '大理白族自治州')
    >>> region_name(["朝阳区"]), region_name(["朝阳区"], "长春市各区"), region_name(["云溪县"])
    ('朝阳区', '长春市朝阳区', '云溪县')
    >>> region_name(["湖南城市"]) is None
    True
    >>> region_name(["苏州工业园区"]), region_name(["合肥高新技术产业开发区"])
    ('苏州市苏州工业园区', '合肥市合肥高新技术产业开发区')
    """
    large = [part for part in chain if not part.endswith(("镇", "乡", "街道", "苏木"))] or chain
    if not large:
        return None
    large = [_short_prefectures().get(part, part) for part in large]
    if len(large) == 1 and _NO_NAME.fullmatch(large[0]) and not is_listed_region(large[0]):
        return None
    zone = _city_of_zone(large[0]) if len(large) == 1 else None
    if zone is not None:
        large = list(zone)
    above, county = tuple(large[:-1]), large[-1]
    if county not in regions() and all(part in regions() for part in above):
        large = list(chain_of(county, within=above, told=told) or large)
    first = regions().get(large[0])
    if len(large) > 1 and first is not None and first.level == "province":
        return "".join(large) if large[0].endswith("市") else "".join(large[1:])
    return "".join(large)


def without_province(chain: Sequence[str]) -> list[str]:
    """A city's bodies leave out the province, and so do those of its counties; collections put it
    before them.

    >>> without_province(["湖北省", "武汉市"]), without_province(["上海市", "长宁区"])
    (['武汉市'], ['上海市', '长宁区'])
    """
    first = regions().get(chain[0]) if len(chain) > 1 else None
    second = regions().get(chain[1]) if first is not None else None
    of_it = first is not None and second is not None and second.parent == first.name
    return list(chain[1:] if of_it else chain)


_ZONE = re.compile(r"(?:园|开发|示范|合作|度假|保税|高新|新|试验|集聚|港)区$")


def _city_of_zone(name: str) -> tuple[str, str] | None:
    """苏州工业园区 lies in 苏州: zones are no divisions, and are called after their city.
    天津滨海新区 is one, which the city's name is put before."""
    if name in regions() or chains_of(name) or not _ZONE.search(name):
        return None
    for length in (4, 3, 2):
        full = _short_names().get(name[:length]) if length < len(name) - 2 else None
        if full is not None:
            own = name[length:]
            return full, own if chains_of(own) else name
    return None


def region_in_title(title: str, opening: str = "") -> str | None:
    """The region that a title begins with: 惠州市住宅小区物业管理条例, 广东实施….

    One that is not listed counts where the ``opening`` of the text says 本市 or 本县.

    >>> region_in_title("清远市住宅小区物业管理条例"), region_in_title("贵州民族乡条例")
    ('清远市', '贵州省')
    >>> region_in_title("栖宁市电梯管理办法", "适用于本市行政区域"), region_in_title("股票上市规则")
    ('栖宁市', None)
    >>> region_in_title("闵行区关于产业的意见"), region_in_title("老城区改造办法")
    ('上海市闵行区', None)
    >>> region_in_title("中华人民共和国行政区划管理条例") is None
    True
    >>> region_in_title("提高本市渣土车技术要求的通知", "本市区域内") is None
    True
    """
    chain, _ = leading_regions(title)
    # Behind a listed region, 住宅小区 is a matter and no district.
    listed = [part for part in chain if part in regions()]
    if listed:
        return region_name(listed)
    if chain and chain[0][-1] in "市县" and f"本{chain[0][-1]}" in opening:
        return chain[0]
    if chain and is_one_of_its_name(chain[0]):
        return region_name(chain, opening)
    for length in (4, 3, 2):
        full = _short_names().get(title[:length])
        if full is not None and not title.startswith(("海南岛", "海南島", "吉林大学")):
            return full
    return None


def is_listed_region(name: str) -> bool:
    """Whether a list has it: a province, a prefecture, a county or a district.

    >>> [is_listed_region(n) for n in ("惠州市", "博罗县", "大理州", "在线观看惠州市")]
    [True, True, True, False]
    """
    return name in regions() or name in _short_prefectures() or bool(chains_of(name))


# Districts whose names are plain words too.
_ALSO_WORDS = frozenset(
    ("老城区", "新城区", "港口区", "海港区", "城关区", "城中区", "市中区", "矿区")
)


def is_one_of_its_name(name: str) -> bool:
    """Whether there is just one county or district that is called so, and no matter is.

    >>> [is_one_of_its_name(n) for n in ("关岭布依族苗族自治县", "闵行区", "朝阳区", "老城区")]
    [True, True, False, False]
    """
    return len(name) >= 3 and name not in _ALSO_WORDS and len(chains_of(name)) == 1


_DEPARTMENT = re.compile(
    r"(?:公安|交警|交通|财政|民政|教育|司法|人力|自然资源|住房|城市管理|城管|市场监督|卫生|医疗保障"
    r"|发展|农业|水务|水利|生态环境|应急|审计|统计|商务|文化|退役)[^学院校]{0,20}?"
    r"(?:局|委员会|[支大总]队|办公室|中心)$"
)


def region_of_department(name: str) -> str | None:
    """无锡公安局交通警察支队: a city's department that leaves out 市.

    >>> region_of_department("无锡公安局交通警察支队"), region_of_department("南京大学")
    ('无锡市', None)
    """
    for length in (4, 3, 2):
        full = _short_names().get(name[:length])
        if full is not None and _DEPARTMENT.match(name, length):
            return full
    return None


def province_of(region: str | None) -> str | None:
    """The province that a region lies in, so far as the list knows it.

    >>> province_of("惠州市"), province_of("佛山市顺德区"), province_of("湖南省")
    ('广东省', '广东省', '湖南省')
    >>> province_of("云溪县") is None, province_of(None) is None
    (True, True)
    """
    if not region:
        return None
    chain, _ = leading_regions(region)
    listed = regions().get(chain[0] if chain else region)
    if listed is None:
        return None
    return listed.parent or listed.name


def region_path(region: str) -> tuple[str, ...]:
    """A region's name, led by those of the regions it lies in.

    >>> region_path("淮安市"), region_path("上海市长宁区"), region_path("湖南省")
    (('江苏省', '淮安市'), ('上海市', '上海市长宁区'), ('湖南省',))
    >>> region_path("佛山市顺德区"), region_path("仙桃市")
    (('广东省', '佛山市', '佛山市顺德区'), ('湖北省', '仙桃市'))
    >>> region_path("全国"), region_path("云溪市东湖区")
    (('全国',), ('云溪市', '云溪市东湖区'))
    """
    chain, rest = leading_regions(region)
    if not chain or rest:
        return (region,)
    names = [_short_prefectures().get(part, part) for part in chain]
    zone = _city_of_zone(names[0])
    province = province_of(names[0]) if zone is None else zone[0]
    if province is not None and names[0] != province:
        names.insert(0, province)
    called = (region_name(names[: length + 1]) for length in range(len(names)))
    return tuple(dict.fromkeys(name for name in called if name))


def regions_of_code(character: str) -> tuple[str, ...]:
    """Every listed region that ``character`` stands for in document codes.

    >>> regions_of_code("粤"), len(regions_of_code("宁")) > 1
    (('广东省',), True)
    """
    return tuple(name for name, region in regions().items() if character in region.codes)
