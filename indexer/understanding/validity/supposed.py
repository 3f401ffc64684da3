"""An end that a sentence supposes or counts from, and does not make.

    after it     《甲》废止后，按本通知执行 · 国务院决定废止《甲》后，… · 甲废止前已受理的事项
    if it comes  一旦《甲》失效，… · 如遇《甲》废止，… · 《甲》被废止的，…

Whether it ended, and when, another text says. What a case brings with it (如与本办法不一致，《甲》
同时废止) is of this text and stays.
"""

from __future__ import annotations

import re

from indexer.understanding.validity.references import references
from indexer.understanding.validity.spans import pattern
from indexer.understanding.validity.triggers import KEEPS, View

# 废止以前发布的《甲》 ends 甲, 停止执行前三条 a part.
_COUNTED_FROM = (
    r"[ ]*(?:(?:[之以]?前)(?![0-9一二三四五六七八九十]|[^,。;\ue000]{0,16}\ue000)"
    r"|[之以]?后(?!续)|之(?:日|时|际)|时(?=,)|期间|的(?=,))"
)
_BEHIND = re.compile(_COUNTED_FROM)
# Behind 废止《甲》: its number, the rest of the list, what they are.
_BEHIND_OBJECT = pattern(
    r"(?:[ 、和及与]|以及|{P}|{T})+(?:等[^,。;\ue000-\ue010]{0,12}?)?" + _COUNTED_FROM
)
_IF = re.compile(r"一旦|如遇|如果|如若|假如|倘若?|万一|若(?!干)|(?<![假例比诸])如(?![下何期实])")
_MADE_HERE = re.compile(r"同时|即行|为准|不一致|不符|抵触|施行|实施之日|本[^,。;]{1,8}之日")


def supposed_end(view: View) -> int | None:
    """Where what is only supposed ends, or None where the sentence ends something."""
    if view.type is KEEPS:
        return None
    masked, end = view.masked, view.sentence.end
    for rule in (_BEHIND, _BEHIND_OBJECT):
        behind = rule.match(masked, view.trigger.end, end)
        if behind is not None:
            return behind.end()
    return view.trigger.end if _is_a_case(view) else None


def _is_a_case(view: View) -> bool:
    """一旦《甲》失效: the word stands before what is named, and nothing makes it now."""
    before = view.before
    case = _IF.search(before)
    if case is None or _MADE_HERE.search(before[case.start() :]):
        return False
    named = references(view.paragraph, view.floor, view.trigger.start)
    first = view.sentence.start + case.start()
    return not named or named[-1].start >= first
