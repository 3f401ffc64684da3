"""Decisions that a document names and enacts, and that say by their own title what they do.

《某部关于废止〈甲〉的决定》已经第13次部务会议通过，现予公布   an order that carries a decision
现公布《某部关于修改〈甲〉的决定》
某市人民政府关于废止《甲》的决定                            the document's own title
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.model import RelationType, Scope
from indexer.understanding.validity.operations import Operation
from indexer.understanding.validity.references import references
from indexer.understanding.validity.spans import Masker, Paragraph, Span, few, mask, pattern
from indexer.understanding.validity.triggers import Found

_DOES = re.compile(
    r"关于(?:公布)?(?:(?P<repeals>废止|废除|撤销)|(?P<lapses>宣布失效|停止执行|停止施行|终止执行)"
    r"|(?P<amends>修改|修订|修正)|宣布(?=[《<]))(?:和宣布失效)?(?:部分)?[ ]*(?=[《<])"
)
_DECIDED = re.compile(r"的?(?:决定|公告|通告|通知|命令|令)(?:\([^()]{1,12}\))?$")
_FOR_OTHERS = re.compile(r"征求|意见|草案|解读|说明|公示|议案|报告|请示|转发|贯彻|落实")
_ENACTED = pattern(
    r"(?P<title>{T})(?:[ ]*{P})*,?(?:已|业)?(?:于|经|由|在)[^。;]{0,80}?(?:通过|批准|同意|审议)"
    r"[^。;]{0,40}?(?:公布|发布|施行|印发)"
    r"|(?:现|兹|特此|现予|现将)(?:予以?)?(?:公布|发布|颁布)?(?P<second>{T})(?:予以)?(?:公布|发布|颁布|[,。;])"
)
_TYPES = {
    "repeals": RelationType.REPEALS,
    "lapses": RelationType.LAPSES,
    "amends": RelationType.AMENDS,
}


def read_enacted(masker: Masker, found: Found) -> None:
    """Add what the decisions do that the document enacts."""
    for paragraph in masker.having("的决定", "的公告", "的通知", "令》", when=_DOES.search):
        for enacted in few(_ENACTED.finditer(paragraph.masked)):
            name = "title" if enacted["title"] is not None else "second"
            inner = paragraph.inner(Span(*enacted.span(name)))
            place = paragraph.place(paragraph.sentence_at(enacted.start()))
            found.operations.extend(_by_name(inner, place))


def _by_name(name: str, place: tuple[int, int]) -> Iterator[Operation]:
    folded = Masker(name).folded
    does = _DOES.search(folded)
    if does is None or not _DECIDED.search(folded) or _FOR_OTHERS.search(_unquoted(folded)):
        return
    type_ = _TYPES[does.lastgroup or "repeals"]
    inner: Paragraph = mask(name, folded, does.end(), len(name))
    others = re.search(r"(?:和|并|、)(?:修改|修订|废止|公布|制定)", inner.masked)
    end = len(inner.text) if others is None else others.start()
    for one in references(inner, 0, end):
        if type_ is RelationType.AMENDS or one.scope is Scope.WHOLE or one.provision:
            yield Operation(type_, "enacted", *place, one)


def _unquoted(folded: str) -> str:
    return re.sub(r"[《<][^《》<>]*[》>]", "", folded)
