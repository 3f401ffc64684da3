"""A body's name in full and its level, by the authority file and the speaker's place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.model.responsibilities import BodyLevel
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.region import NATION, leading_regions, regions

_KIND = ("局", "委员会", "厅", "部", "办公室", "署")
# 市 before the stem: the issuer's own city.
_SHORT_LEVEL = re.compile(
    r"^(?P<level>省|市|县|区|州|旗)(?=[^级以、（(和与及或辖])(?!场|政(?![务府法协])|容|域|民(?!政)|直|县)"
)
_GOVERNMENT = re.compile(r"^政府")


@dataclass(frozen=True, slots=True)
class NamedBody:
    """``written``: the words of the text; ``name``: in full."""

    written: str
    name: str
    level: BodyLevel


def named(written: str, authority: Authority, places: Sequence[str]) -> NamedBody:
    name = _in_full(written, authority, places)
    return NamedBody(written, name, _level(name, written, authority))


def _in_full(written: str, authority: Authority, places: Sequence[str]) -> str:
    short = _SHORT_LEVEL.match(written)
    place = _place(short["level"], places) if short else None
    listed = authority.resolve(written)
    if short is None or place is None or (listed != written and listed.startswith(place)):
        return listed
    rest = _GOVERNMENT.sub("人民政府", written[short.end() :])
    name = authority.resolve(place + rest)
    if not name.endswith("部门"):
        return name
    stem = re.sub(r"(?:行政|主管|管理)*部门$", "", rest)
    for kind in _KIND:
        tried = authority.resolve(place + stem + kind)
        if authority.is_listed(tried):
            return tried
    return name


def _place(level: str, places: Sequence[str]) -> str | None:
    """The speaker's own province, city or county."""
    for place in places:
        place = re.sub(r"^(?:中共|中国共产党|共青团)", "", place)
        for region in leading_regions(place)[0] or [place]:
            if region.endswith(level) and len(region) > 1:
                return region
    return None


# 市、县（区）人民政府: of more than one level.
_SEVERAL = re.compile(r"(?:本)?[省市县区](?:[、和及或]|（[^）]*）、)")
_PROVINCE = re.compile(r"^(?:省|自治区|直辖市)|^省级")
_TOWNSHIP = re.compile(r"^(?:各)?(?:乡|镇|街道|乡镇|乡级)|街道办事处$|乡镇人民政府$|镇人民政府$")
_VILLAGE = re.compile(r"居民委员会$|[村居]民委员会$|）民委员会$|居委会$|村委会$|^社区|^村")
_COUNTY = re.compile(r"^(?:各)?(?:县|区|旗|县级)(?!以上)")
_CITY = re.compile(r"^(?:市|州|盟|设区的?市|(?:沿线)?省辖市|市级)(?!场|政|容)")


def _level(name: str, written: str, authority: Authority) -> BodyLevel:
    chain, _ = leading_regions(name)
    if _SEVERAL.match(written):
        return BodyLevel.ANY
    if not chain and name.startswith(("国务院", "国家", "全国", "中国", "最高人民")):
        region = authority.region_of(name)
        return BodyLevel.NATION if region in (None, NATION) else _region_level(region)
    for pattern, level in (
        (_VILLAGE, BodyLevel.VILLAGE),
        (_TOWNSHIP, BodyLevel.TOWNSHIP),
        (_PROVINCE, BodyLevel.PROVINCE),
    ):
        if pattern.search(written):
            return level
    if chain:
        return _region_level(chain[-1])
    if authority.region_of(name) == NATION:
        return BodyLevel.NATION
    if _COUNTY.search(written):
        return BodyLevel.COUNTY
    return BodyLevel.CITY if _CITY.search(written) else BodyLevel.ANY


def _region_level(region: str) -> BodyLevel:
    listed = regions().get(region)
    if listed is not None:
        return BodyLevel.PROVINCE if listed.parent is None else BodyLevel.CITY
    if region.endswith(("镇", "乡", "街道", "苏木")):
        return BodyLevel.TOWNSHIP
    return BodyLevel.CITY if region.endswith(("市", "州")) else BodyLevel.COUNTY
