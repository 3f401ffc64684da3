"""Short names that a document gives its bodies: 市住房公积金管理中心（以下简称中心）. What is
nobody elsewhere (主管部门, 登记机关, 中心) is that body there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.bodies import bodies_in
from indexer.understanding.responsibilities.named import NamedBody

_SHORT = re.compile(
    r"[（(](?:以下|下)(?:统一|统)?(?:简称|称)为?[：:]?[“\"]?"
    r"(?P<short>[^（）()“”\"，。；、\n]{2,16})[”\"]?[）)]"
)
# 本条例所称登记机关，是指市场监督管理部门。
_MEANT = re.compile(
    r"所称的?(?P<short>[^，。；、\n是]{2,12}(?:部门|机关|机构))，?是指(?P<full>[^，。；\n]{2,60})[。；]"
)
_WHO_IS = re.compile(r"^(.{3,})是(?:负责|主管|承担).{2,30}的(?:部门|机关|机构)$")
_LONGEST = 80
# Before a body's name: what parts the clause, or a word that it stands behind.
_BEFORE = re.compile(r"[，。；：:\n　 ]")
_BEHIND = re.compile(r"[由经向报到是为]|授权|委托|条")
# 为了规范市人大常委会…, 市人民政府设立…管理委员会: no part of the name.
_MADE = re.compile(r"设立|成立|组建|规范|保障|健全|加强|完善|促进|确定|实现|坚持|明确|发挥")


def _own(places: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The committee of the congress that speaks: the state's speaks of every congress's."""
    for place in places:
        congress, _, rest = place.partition("人民代表大会")
        if rest in ("", "常务委员会") and place != congress and congress not in ("", "全国"):
            yield "常务委员会", f"{congress}人民代表大会常务委员会"


def called(
    text: str, authority: Authority, places: Sequence[str]
) -> Mapping[str, tuple[NamedBody, ...]]:
    """The bodies by the short names that ``text`` gives them.

    >>> text = "市住房公积金管理中心（以下简称中心）负责提取。"
    >>> [b.name for b in called(text, Authority.load(), ())["中心"]]
    ['市住房公积金管理中心']
    """
    found = {short: bodies_in(name, authority, places) for short, name in _own(places)}
    for match in _SHORT.finditer(text):
        before = text[max(0, match.start() - _LONGEST) : match.start()]
        cuts = [m.end() for m in _BEFORE.finditer(before)]
        clause = before[cuts[-1] :] if cuts else before
        made = [m.end() for m in _MADE.finditer(clause)]
        clause = clause[made[-1] :] if made else clause
        # 公安机关是负责登记的部门（以下简称登记部门）.
        clause = _WHO_IS.sub(r"\1", clause)
        for start in (0, *(m.end() for m in _BEHIND.finditer(clause))):
            bodies = bodies_in(clause[start:], authority, places)
            if bodies:
                found.setdefault(match["short"], bodies)
                break
    for match in _MEANT.finditer(text):
        bodies = bodies_in(match["full"], authority, places)
        if bodies:
            found.setdefault(match["short"], bodies)
    return found
