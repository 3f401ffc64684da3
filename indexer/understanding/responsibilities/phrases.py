"""What stands around the name of a body in its own noun phrase: 原批准的文物行政部门,
市人民政府指定的区、县人民政府. One grammar for every place that a body may stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.understanding.metadata.region import leading_regions

# Characters: a longer clause with 的 is no qualifier.
_LONGEST = 36
# What a qualifier does not hold: who does something to whom, what has to be done, another clause.
_NOT_WITHIN = re.compile(
    r"[，。；：“”《》]|应当|必须|可以|不得|需要|有权|认为|要求|鼓励|支持|督促|[向由把将被]|^[对让使为与和同是]|以外|之外|新建|迁建|拟|(?:设立|成立|组建)(?!$)|按照|依照|根据|违反|发现"
    r"|不服|申请人|当事人|纳税人|人员|[者人户]$|公民|法院|检察院|有关|相关|其他|其它|企业|公司|单位"
)
# What is asked of whoever it may be: 依法确定的管理机构 names nobody.
_OFFICE_OF_ANY = re.compile(
    r"(?:日常|综合|管理|监督|执法|工作|主管|服务|行政|派出|派驻|专门|专业|具体|经办|执行|审批|实施|监管|协调|办事|技术|评估)*(?:机构|机关|部门|单位|中心|组织)$"
)
# 有批准权的人民政府: whose, nobody can tell.
_BARE = ("人民政府", "地方人民政府", "政府", "国务院", "委员会")
_SOME = re.compile(
    r"(?:其他|其它|各?有关|相关|各类|各级各类)[^，。；、的]{0,8}"
    r"(?:科研|教学|服务|中介|社会|行业|生产|经营)[^，。；、的]{0,4}(?:机构|单位|组织|协会|企业|院校)"
)
# 供水、燃气等单位: companies, in lists of offices.
UTILITY = re.compile(
    r"(?:供水|供电|供气|供热|供暖|燃气|电力|自来水|排水|通信|电信|有线电视|广播电视网络"
    r"|公交|热力|管线)+(?:企业|公司|单位)?"
)
_WITH_OFFICES = re.compile(r"的(?=[^的]*$)")


def unqualified(item: str) -> str | None:
    """The name without what tells which one is meant.

    >>> unqualified("原批准的文物行政部门"), unqualified("市人民政府指定的县人民政府")
    ('文物行政部门', '县人民政府')
    >>> unqualified("依法确定的管理机构"), unqualified("市民政局")
    (None, None)
    """
    last = _WITH_OFFICES.search(item)
    if last is None or last.start() > _LONGEST or last.start() < 2:
        return None
    rest = item[last.end() :]
    if len(rest) < 3 or rest in _BARE or _OFFICE_OF_ANY.fullmatch(rest):
        return None
    return None if _NOT_WITHIN.search(item, 0, last.start()) else rest


def with_shared_end(items: Sequence[str]) -> list[str]:
    """沁阳市、博爱县、解放区人民政府: what stands behind the last place holds for all of them.

    >>> with_shared_end(["沁阳市", "博爱县人民政府"]), with_shared_end(["民政", "财政"])
    (['沁阳市人民政府', '博爱县人民政府'], ['民政', '财政'])
    """
    out = list(items)
    if len(out) < 2:
        return out
    end = ""
    for at in reversed(range(len(out))):
        places, rest = leading_regions(out[at])
        if places and rest:
            end = rest
        elif places and end:
            out[at] += end
        else:
            end = ""
    return out


def without_some(items: Sequence[str]) -> list[str]:
    """各级人民政府和有关科研机构: without those that are only said to be some."""
    if len(items) < 2:
        return list(items)
    return [item for item in items if not _SOME.fullmatch(item)]
