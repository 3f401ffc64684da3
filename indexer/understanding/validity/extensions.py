"""A longer term that one document gives another, and ends that are only told of.

    《甲》有效期延长至D · 《甲》已于D到期，经研究，有效期延长至D · 将《甲》延长执行至D
    《甲》将于D期满。决定将该文件有效期延长2年

    N号文件规定的优惠政策继续执行至D

What is done by a document is another matter: 按照《甲》签订的合同，期限延长至D.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from analyzers.folding import fold
from analyzers.numerals import parse_numeral
from indexer.model import Scope
from indexer.understanding.metadata.dates import find_dates
from indexer.understanding.validity.operations import Operation
from indexer.understanding.validity.references import Reference, references
from indexer.understanding.validity.spans import Masker, Paragraph, Span, few, pattern
from indexer.understanding.validity.terms import END, end_of, last_day, later
from indexer.understanding.validity.triggers import KEEPS, REPEALS, REWORDED, Found

_TOLD = 0.3
_STEMS = (
    "延长",
    "延续",
    "顺延",
    "延期",
    "展期",
    "续期",
    "继续执行",
    "继续有效",
    "继续实施",
    "继续施行",
    "重新公布",
    "重新印发",
    "重新发布",
    "延至",
    "延到",
)
_VERB = "(?:延长|延续|顺延|延期|展期|续期|继续执行|继续有效|继续实施|继续施行|延(?=[至到]))"
_NAME = (
    "(?:有效期限?|有效期间|施行期限?|执行期限?|实施期限?|试行期限?|适用期限?|时效"
    "|(?:有效|施行|执行|实施|试行)时间)"
)
_LENGTH = " ?(?P<count>[0-9]+|[一二三四五六七八九十两]+) ?年"
_LONGER = pattern(
    rf"(?:{_NAME}(?:[由从]{{D}}|[^,。;\ue000-\ue010]{{0,8}}?,?[^,。;\ue000-\ue010]{{0,8}}?)"
    rf"(?:自(?P<since>{{D}})(?:之日)?起,?(?:再|继续)?)?)?{_VERB}"
    rf"(?:执行|实施|施行|有效|试行|适用)?(?:期限?)?(?:,(?:有效|执行|施行|实施)期限?)?[为,]?(?:(?:至|到){END}|{_LENGTH})(?!以上|内)"
)
# What may stand between the document and its longer term.
_OWN_END = (
    r"(?:,?[^,。;\ue000-\ue010]{0,6}{D}[^,。;\ue000-\ue010]{0,4}"
    r"(?:到期|期满|届满|终止|失效|截止)之?后?"
    r"|,?[^,。;\ue000-\ue010]{0,8}(?:到期|期满|届满|已满)之?后?)"
)
_DECIDED = (
    r"(?:,?(?:现|已|业)?(?:经|根据|按照|为)[^,。;\ue000-\ue010]{0,40}"
    r"|,?(?:现|特)?(?:决定|同意)[^,。;\ue000-\ue010]{0,16}|,?(?:该|上述|其)[^,。;\ue000-\ue010]{0,8})"
)
_BETWEEN = pattern(
    rf"[ ]*(?:等[^,。;\ue000-\ue010]{{0,24}})?的?(?:施行|执行|实施)?{_OWN_END}?"
    r"(?:,?(?:确?有必要|需要?|拟)?(?:继续(?:实施|执行|施行|有效)|予以保留),)?"
    rf"{_DECIDED}{{0,3}}[ ]*,?[ ]*"
    r"(?:将|均|统一|予以|再|继续|自{D}起|自[^,。;\ue000-\ue010]{2,12}之日起|的|,)*[ ]*"
)
_ENDED_ON = pattern(r"(?P<end>{D})[^,。;\ue000-\ue010]{0,4}(?:到期|期满|届满|终止|失效|截止)")
_OVER = re.compile(r"到期|期满|届满|已满|将满|失效|终止")
_OTHERS = re.compile(
    r"政策|优惠|减征|免征|资格|许可|合同|项目|期间的|所列|所附|规定的|征收|补贴|期限内"
)
# N号文件规定的补贴政策继续执行至D: the policies that a document is for go on, and so does it.
_ITS_POLICIES = re.compile(
    r"[ ]*(?:等?文件?)?(?:中|所|里)?(?:规定|明确|确定|出台|提出|制定|实施|公布)的?"
    r"[^,。;:\ue000-\ue010]{0,30}?(?:政策|措施|办法)(?:措施)?,?(?:均|统一|可|将)?"
)
_OF_POLICIES = re.compile(r"[ ]*(?:等?文件?)?中?的?(?:有关|相关|各项|全部)?(?:政策|规定|措施),?")
_IN_PASSING = re.compile(
    r"符合|享受|适用|根据|按|依照|依据|参照|遵守|贯彻|落实|执行|企业|单位应|对(?!《)|凡|已"
)
_WISHED = re.compile(
    r"建议|拟(?!定|订)|应当|可以|可能|是否|提请|申请|有权|不得|需要(?!继续|延)|尚|如需|确需|未(?!来)"
)
# 《甲》将于D到期。经研究，决定将有效期延长至D2.
_ITS_TERM = re.compile(_NAME)
_DECIDES = re.compile(
    r"[ ]*(?:(?:现|已|业)?(?:经|根据|按照|为)[^,。;\ue000-\ue010]{0,40},|,"
    r"|(?:现|特)?(?:决定|同意)|将|现|其|原)*[ ]*"
)
_LINKED = re.compile(r"[ ]*(?:[、,和及与]|以及)?[ ]*$")
_ANAPHOR = re.compile(
    r"(?:该|上述|前述|原|此)(?:政策)?"
    r"(?:文件|通知|办法|规定|意见|公告|细则|方案|措施|规程|规则|标准|规划|计划|目录|通告|政策)"
)


# 关于延长《甲》有效期的通知: whose term the text then only calls 该办法, or names not at all.
_TITLED = re.compile(
    r"(?:延长|延续|顺延)(?:执行|实施|施行)?《(?P<name>[^《》]+)》"
    r"|《(?P<last>[^《》]+)》[^《》]{0,6}(?:延期|延续|延长|顺延|继续有效)"
)


def read_extensions(masker: Masker, found: Found, title: str = "") -> None:
    """《甲》有效期延长至D: kept, and until when. ``title`` is the document's own."""
    titled = _TITLED.search(title)
    named = None if titled is None else titled["name"] or titled["last"]
    when = _may_extend if named is None else _MAY.search
    for paragraph in masker.having(*_STEMS, when=when):
        for at, sentence in enumerate(paragraph.sentences):
            _verb_first(paragraph, sentence, found)
            _anew(paragraph, sentence, found)
            for longer in few(_LONGER.finditer(paragraph.masked, sentence.start, sentence.end)):
                targets = _extended(paragraph, at, longer) or _of_title(
                    paragraph, sentence, longer, named
                )
                until = _until(paragraph, longer, targets)
                if not targets:
                    found.operations.extend(_listed(masker, paragraph, sentence, longer))
                if targets and until:
                    begin = paragraph.start
                    found.taken.append(Span(begin + targets[-1].end, begin + longer.end()))
                    start = min(sentence.start, targets[0].start)
                    found.operations.extend(
                        Operation(
                            KEEPS, "extended", begin + start, begin + sentence.end,
                            replace(one, provision=until),
                        )
                        for one in targets
                    )  # fmt: skip


# 将以下文件有效期延长至D：, and under it the documents, one a line.
_THESE = re.compile(
    r"(?:以下|下列|如下)[^,。;:]{0,20}(?:文件|规章|规定|办法|政策|通知|意见|公告|措施)"
    r"(?:[^,。;:]{0,16}(?:需要?继续|仍需|确需|必要|评估|到期|届满|期满)[^,。;:]{0,12},)?的?(?:均|统一)?$"
)
_ITEM = pattern(
    r"[ ]*(?:\(?[一二三四五六七八九十0-9]{1,3}[)、.．])?[ ]*"
    r"{T}(?:[ ]*(?:{P}|{N}))*[ ]*[,;。、]?[ ]*"
)
_MOST_ITEMS = 500


def _listed(
    masker: Masker, paragraph: Paragraph, sentence: Span, longer: re.Match[str]
) -> Iterator[Operation]:
    masked = paragraph.masked
    before = masked[sentence.start : longer.start()]
    if _THESE.search(before) is None or _WISHED.search(before):
        return
    if masked[longer.end() :].strip() not in (":", "。", ""):
        return
    begin = paragraph.start
    opening = Span(begin + sentence.start, begin + sentence.end)
    offset = begin + len(paragraph.text) + 1
    for _ in range(_MOST_ITEMS):
        if offset >= len(masker.text):
            return
        line = masker.at(offset)
        offset = line.start + len(line.text) + 1
        named = references(line, 0, len(line.text)) if _ITEM.fullmatch(line.masked) else ()
        if not named:
            return
        until = _until(paragraph, longer, named[:1])
        if until is not None:
            one = replace(named[0], provision=until)
            yield Operation(
                KEEPS, "extended", line.start + one.start, line.start + one.end, one, under=opening
            )


# 延长《甲》有效期至D: the verb first.
_LONGER_FIRST = pattern(r"(?:延长|延续|顺延)(?:原)?(?={T}|{N})")
_TERM_BEHIND = pattern(
    rf"[ ]*(?:等[^,。;\ue000-\ue010]{{0,24}})?的?{_NAME}"
    rf"(?:,?[为,]?(?:延长)?(?:至|到){END}|{_LENGTH})"
)


def _verb_first(paragraph: Paragraph, sentence: Span, found: Found) -> None:
    masked = paragraph.masked
    for verb in few(_LONGER_FIRST.finditer(masked, sentence.start, sentence.end)):
        if _WISHED.search(masked[sentence.start : verb.start()].rsplit(",", 1)[-1]):
            continue
        named = references(paragraph, verb.end(), sentence.end)
        run = [named[0]] if named else []
        for one in named[1:]:
            if not _LINKED.match(masked[run[-1].end : one.start]):
                break
            run.append(one)
        behind = _TERM_BEHIND.match(masked, run[-1].end, sentence.end) if run else None
        until = None if behind is None else _until(paragraph, behind, run)
        if behind is None or until is None:
            continue
        begin = paragraph.start
        found.taken.append(Span(begin + verb.start(), begin + behind.end()))
        found.operations.extend(
            Operation(
                KEEPS, "extended", begin + sentence.start, begin + sentence.end,
                replace(one, provision=until),
            )
            for one in run
        )  # fmt: skip


# 《甲》有效期已届满，现重新公布，有效期五年，自D起计算.
_ANEW = pattern(
    rf"重新(?:公布|印发|发布)(?:实施|施行|执行)?,(?:继续)?{_NAME}(?:(?:延长)?(?:至|到){END}"
    rf"|[为,]?{_LENGTH},?(?:自|从)(?P<since>{{D}})(?:之日)?起(?:计算|起算|施行|实施|执行)?)"
)


def _anew(paragraph: Paragraph, sentence: Span, found: Found) -> None:
    masked = paragraph.masked
    for match in few(_ANEW.finditer(masked, sentence.start, sentence.end)):
        named = references(paragraph, sentence.start, match.start())
        gap = masked[named[-1].end : match.start()] if named else ""
        until = _until(paragraph, match, named) if named and named[-1].number else None
        if until is None or _WISHED.search(gap) or REWORDED.search(gap):
            continue
        place = paragraph.place(sentence)
        for one in _chain(masked, named):
            found.operations.append(
                Operation(KEEPS, "extended", *place, replace(one, provision=until))
            )


_MAY = re.compile(
    rf"重新(?:公布|印发|发布).{{0,8}}(?:期|时)|{_VERB}.{{0,8}}(?:至|到|年)|{_VERB}.{{0,8}}(?:有效|执行|施行|实施)期|(?:延长|延续|顺延)原?[《<]",
    re.DOTALL,
)


def _may_extend(folded: str) -> bool:
    named = any(sign in folded for sign in ("《", "<", "号", "以下", "下列", "如下"))
    return named and _MAY.search(folded) is not None


def _extended(paragraph: Paragraph, at: int, longer: re.Match[str]) -> list[Reference]:
    """The documents whose term it is: those that stand before it, or in the sentence before."""
    sentence, masked = paragraph.sentences[at], paragraph.masked
    named = references(paragraph, sentence.start, longer.start())
    floor = named[-1].end if named else sentence.start
    gap = masked[floor : longer.start()]
    if (
        named
        and _is_for_policies(named[-1])
        and _goes_on(masked[sentence.start : named[0].start], named[-1].provision + gap)
    ):
        return list(_chain(masked, [*named[:-1], _whole(named[-1])]))
    if _OTHERS.search(gap) or _OTHERS.search(longer[0]) or _WISHED.search(gap):
        return []
    if named:
        clause = masked[sentence.start : named[0].start].rsplit(",", 1)[-1]
        own = _BETWEEN.fullmatch(gap) and not _WISHED.search(clause)
        return list(_chain(masked, named)) if own else []
    goes_on = _ITS_TERM.match(longer[0]) or longer[0].startswith("继续")
    of_it = _ANAPHOR.search(gap) or (goes_on and _DECIDES.fullmatch(gap))
    if not of_it:
        return []
    for before in reversed(paragraph.sentences[max(0, at - _MOST_BETWEEN) : at]):
        told = references(paragraph, before.start, before.end)
        if told:
            over = _OVER.search(masked, told[-1].end, before.end)
            return list(_chain(masked, told)) if over else []
    return []


_MOST_BETWEEN = 2  # 《甲》于D届满。经评估，仍需继续实施。决定将该办法有效期延长至D2。


def _of_title(
    paragraph: Paragraph, sentence: Span, longer: re.Match[str], named: str | None
) -> list[Reference]:
    gap = paragraph.masked[sentence.start : longer.start()]
    if named is None or _OTHERS.search(gap) or _OTHERS.search(longer[0]) or _WISHED.search(gap):
        return []
    if references(paragraph, sentence.start, longer.start()):
        return []
    of_it = _ANAPHOR.search(gap) or (_ITS_TERM.match(longer[0]) and _DECIDES.fullmatch(gap))
    return [Reference(sentence.start, sentence.start, named)] if of_it else []


_RULES = re.compile(r"(?:办法|条例|规定|细则|规则|法|章程)(?:\([^()]{1,8}\))?$")


def _is_for_policies(one: Reference) -> bool:
    """Rules say more than what is granted for a time, and do not end with it."""
    return one.title is None or not _RULES.search(fold(one.title))


def _whole(one: Reference) -> Reference:
    """规定的补贴政策 is no part of a document, but what all of it is for."""
    said = _ITS_POLICIES.fullmatch(one.provision) or _OF_POLICIES.fullmatch(one.provision)
    return replace(one, scope=Scope.WHOLE, provision="") if said else one


def _goes_on(before: str, gap: str) -> bool:
    """Whether it is the document's own policies whose term is told."""
    if not (_ITS_POLICIES.fullmatch(gap) or _OF_POLICIES.fullmatch(gap)):
        return False
    clause = before.rsplit(",", 1)[-1]
    return not (_IN_PASSING.search(clause) or _WISHED.search(before) or _WISHED.search(gap))


def _chain(masked: str, named: Sequence[Reference]) -> Iterator[Reference]:
    """《甲》、《乙》的有效期: the last one, and those before it with nothing between."""
    run = [named[-1]]
    for one in reversed(named[:-1]):
        if not _LINKED.match(masked[one.end : run[-1].start]):
            break
        run.append(one)
    return (one for one in reversed(run) if one.scope is Scope.WHOLE)


def _until(paragraph: Paragraph, longer: re.Match[str], targets: Sequence[Reference]) -> str | None:
    """The words by which ``timeline`` knows the new end; years count from the old end."""
    if not targets:
        return None
    if longer["count"] is None:
        day = end_of(longer, paragraph.dates)
        return None if day is None else f"有效期延长至{day}"
    years = parse_numeral(longer["count"].replace("两", "二"))
    old = _ENDED_ON.search(paragraph.masked, targets[-1].end, longer.start())
    if years is None:
        return None
    if longer.groupdict().get("since") is not None:
        since = paragraph.dates[longer.start("since")].date
        return f"有效期延长至{last_day(since, years=years)}"
    if old is None:
        return f"有效期延长{years}年"
    first_without = paragraph.dates[old.start("end")].date + timedelta(days=1)
    return f"有效期延长至{later(first_without, years=years) - timedelta(days=1)}"


# ---------------------------------------------------------------- told in brackets

_ENDED = re.compile(r"(?:起)?(?:废止|停止执行|失效)")


def read_retellings(masker: Masker, found: Found) -> None:
    """修订前的《甲》（…，2017年10月1日废止）: told of an old version; for staff to see."""
    for paragraph in masker.having("修订前的", "修改前的", "修正前的"):
        for one in references(paragraph, 0, len(paragraph.text)):
            day = _told_end(paragraph, one)
            if day is not None and paragraph.folded[: one.start].endswith("前的"):
                begin, end = paragraph.start + one.start, paragraph.start + one.end
                whole = replace(one, scope=Scope.WHOLE, provision="")
                found.operations.append(
                    Operation(REPEALS, "retold", begin, end, whole, from_date=day, confidence=_TOLD)
                )


def _told_end(paragraph: Paragraph, one: Reference) -> date | None:
    days = (
        found.date
        for found in find_dates(paragraph.text[one.start : one.end])
        if _ENDED.match(paragraph.folded, one.start + found.end)
    )
    return next(days, None)
