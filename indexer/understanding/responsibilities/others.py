"""Who stands in a list beside the bodies, and is no public body or none that has a name:
教育行政部门、学校和其他负有安全职责的单位应当…. The bodies before have the duty all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 70  # characters
_PARTS = re.compile(r"、|以及|或者|及(?!时)|[和与或]")
# What ends the last of them.
_ENDS = re.compile(
    r"(?:部门|机构|机关|单位|组织|委员会|企业|公司|团体|协会|联合会|政府|院校|学校|幼儿园|医院|队伍|媒体"
    r"|方面|中心|台网|台站|工作站|经营者|业主|当事人|个人|家庭|监护人|服务人|使用人|公民)等?"
)
# What is done in between parts no list; a person of a body is not the body.
_NOT_WITHIN = re.compile(
    r"[由向将把被未不应须请]|可以|必须|负责人|人员|成员|的(?!部门|机构|机关|单位|组织|团体|企业|服务"
    r"|教育|行政|行业|有关|相关|经营)|对|(?<!所)在|给予|责令|进行|批准|同意|委托|授权|要求"
)
_CHARGED = re.compile(
    r"其(?:委托|授权|指定)的(?=[^，。；、的]{0,8}(?:部门|机构|单位|组织|企业))|(?:其他|其它)?(?:依法|具体)?(?:负有|具有|承担|履行|行使|负责)[^，。；、应由向]{2,24}的(?=部门|机构|机关|单位|组织)"
)


# 预备役人员所在单位和乡镇人民政府应当…: who stands before them.
_BEFORE = re.compile(
    r"(?!配合|鼓励|指导|支持|会同|组织|督促|协助|引导|依靠|动员|委托|监督|帮助|加强|推动|要求|在|与|同)"
    r"[^，。；、由向对将把经报到为的]{2,16}(?:单位|企业|学校|幼儿园|医院|组织|机构|团体|协会|经营者|公民|家庭)"
    r"(?:、|以及|或者|[和与及或])(?=[^，。；]{3})"
)


def others_before(sentence: str, start: int) -> int | None:
    """Where the next of a list stands, whose first at ``start`` is none.

    >>> others_before("所在单位和街道办事处应当报告", 0), others_before("街道办事处应当报告", 0)
    (5, None)
    """
    first = _BEFORE.match(sentence, start)
    return first.end() if first else None


def others_end(sentence: str, at: int) -> Iterator[int]:
    """Where a list that goes on at ``at`` with others may end, the last first.

    >>> [text[:end] for text in ["和村务监督委员会应当建档"] for end in others_end(text, 0)]
    ['和村务监督委员会']
    >>> list(others_end("和医院负责人应当到场", 0)), list(others_end("应当建档", 0))
    ([3], [])
    """
    begins = _PARTS.match(sentence, at)
    if begins is None:
        return
    comma = sentence.find("，", at)
    far = min(at + LONGEST, len(sentence) if comma < 0 else comma)
    for end in reversed([m.end() for m in _ENDS.finditer(sentence, begins.end(), far)]):
        within = _CHARGED.sub("", sentence[begins.end() : end])
        if len(within) >= 2 and not _NOT_WITHIN.search(within):
            yield end
