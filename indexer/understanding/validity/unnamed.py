"""Sentences about validity that name no document: attached lists, catch-alls, general clauses.

listed    489件文件宣布失效 · 决定保留12件，废止3件        which ones, an attachment says
unlisted  未列入继续有效目录的，一律废止                   issuer, date and type only
generic   凡与本规定不一致的同时废止 · 以本办法为准        a hint: no status changes
"""

from __future__ import annotations

import re

from analyzers.numerals import parse_numeral
from indexer.understanding.validity.operations import Hint, Operation
from indexer.understanding.validity.spans import Masker, pattern
from indexer.understanding.validity.triggers import (
    CONDITION,
    KEEPS,
    MODAL,
    PROPOSED,
    REPLACING,
    REVIVING,
    SUSPENDING,
    Found,
    View,
)

CATCH_ALL = 0.45

_SUBJECT = re.compile(r"文件|规章|法规|规定|通知|司法解释")
_LEFT_OUT = re.compile(r"(?:未|没有|不)(?:列入|纳入|在|列明|被列入|编入)[^。;]{0,60}(?:目录|清单)")
_ISSUED_BY = pattern(
    r"(?P<issuer>[一-鿿]{0,12}?(?:政府|部门|办公室|委员会|局|厅|机关|单位)"
    r"[^,。;\ue000-\ue010]{0,20}?)(?:{P})?(?:、[^,。;]{0,20})?"
    r"(?:于)?(?:{D})?(?:以前|之前|前)?(?:制定|发布|印发|出台|公布)"
)
_CONTEXT = 200


def unlisted(view: View) -> list[Operation]:
    """凡未列入继续有效目录的规范性文件，一律废止: half certain, for staff to confirm."""
    if view.type is KEEPS or not (_LEFT_OUT.search(view.before) and _SUBJECT.search(view.before)):
        return []
    floor = max(0, view.sentence.start - _CONTEXT)
    issued = _ISSUED_BY.search(view.masked, floor, view.trigger.start)
    issuer = None
    if issued is not None:
        written = view.paragraph.text[issued.start("issuer") : issued.end("issuer")]
        issuer = written.removeprefix("凡").strip("于、 ")
    until = (
        day.date
        for at, day in view.paragraph.dates.items()
        if floor <= at < view.trigger.start and re.match(r"(?:以|之)?前", view.masked[day.end :])
    )
    return [
        view.operation(
            "catch_all", None, listed="unlisted", issuer=issuer, before=next(until, None),
            from_date=None, confidence=CATCH_ALL,
        )
    ]  # fmt: skip


_N = r"(?P<count>[0-9]+|[一二三四五六七八九十百]+)(?:个|件|份|部|项)"
_COUNT_BEFORE = re.compile(rf"{_N}[^,。;\ue000-\ue010]{{0,24}}$")
_COUNT_AFTER = re.compile(rf"[^,。;:\ue000-\ue010]{{0,24}}?{_N}")
# 继续有效的文件152件、废止的文件37件; not 不再执行的文件7件宣布失效.
_COUNT_OF = re.compile(rf"的[^,。;、\ue000-\ue010]{{0,14}}?{_N}(?=[、,。;和及]|$)")
# These are said of one document or of a policy, never of a list.
_OF_NO_LIST = REPLACING | SUSPENDING | REVIVING | {
    "继续执行", "继续实施", "继续施行", "继续适用", "不再适用",
}  # fmt: skip
_TOLD = re.compile(r"截至|近年来|累计|先后|去年|共清理")


def listed(view: View) -> list[Operation]:
    """489件文件宣布失效: which ones, an attachment says."""
    if view.word in _OF_NO_LIST:
        return []
    sentence = view.masked[view.sentence.start : view.sentence.end]
    if PROPOSED.search(view.clause) or not _SUBJECT.search(sentence):
        return []
    counted = _COUNT_BEFORE.search(view.clause) or _COUNT_AFTER.match(view.after)
    if view.after.startswith("的"):
        counted = _COUNT_OF.match(view.after)
    if counted is None:
        return _listed_again(view)
    if _TOLD.search(view.before):
        return []
    count = parse_numeral(counted["count"])
    return [view.operation("attached_list", None, listed="attached_list", count=count)]


_AGAIN = re.compile(
    r"(?:宣布|列入|上述|所列|附件)[^。;]{0,20}(?:失效|废止|停止执行)[^,。;]{0,24}"
    r"(?:文件|规章|法规|目录|的),?[^。;]{0,16}(?:自|从)[^。;]{0,24}$"
    r"|(?:附件|上述|所列|目录)[^。;]{0,60}(?:文件|规章|法规)[^。;,]{0,4},?(?:自|从)[^。;]{0,24}$"
)
_FROM_THEN = re.compile(r"宣布$|自[^,]{1,24}起[^,]{0,4}$")


def _listed_again(view: View) -> list[Operation]:
    """宣布失效的文件，自本决定印发之日起停止执行: the same list, and from when."""
    again = view.type is not KEEPS and _AGAIN.search(view.before) is not None
    conditional = bool(CONDITION.search(view.before) and _FROM_THEN.search(view.before))
    if not (again or conditional) or re.match(r"的|或|、|和", view.after):
        return []
    return [view.operation("attached_list", None, listed="attached_list")]


# ---------------------------------------------------------------- hints

_OLD = re.compile(
    r"凡|以前|此前|之前|过去|原有|原来|现行|以往|有关规定|前发布|前制定|地方各级|已有"
)
_CLASHING = re.compile(
    r"(?:与|同|和)(?:[^,。;]{0,12}和)?本[^,。;]{1,12}(?:不一致|相?抵触|不符|相矛盾|冲突|不同)"
)
_NORMS = re.compile(r"规定|条例|文件|办法|制度|解释|通知|标准|政策|法规|规章")


def hint_of(view: View) -> Hint | None:
    """凡与本规定不一致的同时废止: no document is named, so none changes."""
    if view.type is KEEPS or not _NORMS.search(view.before):
        return None
    clashing = _CLASHING.search(view.before) is not None
    if not clashing and (not _OLD.search(view.before) or MODAL.search(view.clause)):
        return None
    sentence = view.masked[view.sentence.start : view.sentence.end]
    if MODAL.search(sentence) and not clashing:
        return None
    return Hint("generic", *view.place)


_PREVAIL = re.compile(
    r"(?:不一致|相?抵触|不符|有出入|不同)[^。;]{0,14},?[^。;,]{0,6}(?:均|一律)?(?:以|按照?|依照)"
    r"本[^,。;]{1,14}(?:规定)?(?:为准|执行)"
)


def read_prevailing(masker: Masker, found: Found) -> None:
    """与本办法不一致的，以本办法为准: a hint."""
    for paragraph in masker.having("为准", "执行", when=_PREVAIL.search):
        for sentence in paragraph.sentences:
            if _PREVAIL.search(paragraph.masked, sentence.start, sentence.end):
                begin = paragraph.start
                found.hints.append(Hint("prevail", begin + sentence.start, begin + sentence.end))
