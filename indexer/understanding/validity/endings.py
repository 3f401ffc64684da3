"""Repeal, lapse and keep, where the documents are named: around one trigger of a sentence.

    before    《甲》、《乙》同时废止 · 《甲》自2020年1月1日起停止执行 · 《甲》等7件文件继续有效
    after     决定废止《甲》 · 宣布失效《甲》 · 停止执行《甲》第三条
    except    除第六条外，《甲》同时废止: a part of it
    replaced  代替 GB 8978-88, on a standard's cover

What only looks like one changes nothing: a permit that lapses, 复议期间不停止执行, the power to
制定、修改、废止. Where no document is named, ``indexer.understanding.validity.unnamed`` is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from analyzers.numerals import parse_numeral
from indexer.model import Scope
from indexer.understanding.validity.exceptions import (
    excepted_in_brackets,
    excepting,
    exception_around,
    exception_behind,
)
from indexer.understanding.validity.operations import Hint, Operation
from indexer.understanding.validity.references import (
    PARTS,
    Reference,
    dates_of_making,
    each_reference,
    number_in,
    references,
)
from indexer.understanding.validity.spans import Masker, Paragraph, Span, few, pattern
from indexer.understanding.validity.supposed import supposed_end
from indexer.understanding.validity.told import HISTORY_BEFORE, is_draft, is_history, is_paper
from indexer.understanding.validity.triggers import (
    ANEW,
    ANY,
    KEEPS,
    MODAL,
    PARTED,
    PASSED,
    REPLACING,
    REVIVING,
    REWORDED,
    SUSPENDING,
    Found,
    View,
)
from indexer.understanding.validity.unnamed import hint_of, listed, unlisted

_STEMS = (
    "废", "失效", "停止", "不再", "终止", "代替", "取代", "替代", "继续", "保留", "暂停", "暂缓",
    "恢复", "重新公布", "重新印发", "重新发布", "中止", "撤销",
    "予收回", "以收回", "予撤回", "以撤回",
)  # fmt: skip
_NAMES = re.compile(r"[《<号]|[0-9]-[0-9]|文件|规章|法规|规定|办法|制度|解释|通知|标准|政策")


def _may_end(folded: str) -> bool:
    return ANY.search(folded) is not None and _NAMES.search(folded) is not None


def read_endings(masker: Masker, found: Found) -> None:
    """Add what the text repeals, ends and keeps to ``found``."""
    for paragraph in masker.having(*_STEMS, when=_may_end):
        for sentence in paragraph.sentences:
            _read_sentence(paragraph, sentence, found)


def _read_sentence(paragraph: Paragraph, sentence: Span, found: Found) -> None:
    floor = sentence.start
    for trigger in few(ANY.finditer(paragraph.masked, sentence.start, sentence.end)):
        if trigger.start() < floor or found.is_taken(paragraph.start + trigger.start()):
            continue
        view = View(paragraph, sentence, floor, Span(*trigger.span()), trigger[0])
        supposed = supposed_end(view)
        if supposed is not None:
            floor = supposed
            continue
        operations = next((done for rule in _RULES if (done := rule(view))), [])
        if view.word in SUSPENDING or view.word in REVIVING:
            operations = [_renamed(view, one) for one in operations]
            found.hints.extend(Hint("suspended", *view.place) for _ in operations[:1])
        hint = None if operations or view.word in PARTED else hint_of(view)
        found.operations.extend(operations)
        if hint is not None:
            found.hints.append(hint)
        if operations or hint is not None:
            targets = [one.target.end for one in operations if one.target is not None]
            floor = max(trigger.end(), *targets) if targets else trigger.end()


def _renamed(view: View, one: Operation) -> Operation:
    """暂停执行 and 恢复执行 are told by their own words, which are shown with the event."""
    target = one.target
    if target is not None:
        word = f"{view.word}执行" if view.word in PARTED else view.word
        target = replace(target, provision=f"{target.provision}{word}")
    rule = "suspended" if view.word in SUSPENDING else "revived"
    return replace(one, rule=rule, target=target)


# ---------------------------------------------------------------- targets after the trigger

_COVER_LEAD = re.compile(r"[ ]*(?:[^,。;:()]{0,40}[ ])?(?:部分|全部|并)?[ ]*")
_OWN_STANDARD = re.compile(
    r"本(?:标准|规范|部分|规程|导则)|^[ ]*(?:以|由)?本[^,。;\ue000-\ue010]{1,8}(?:同时|将)?$"
)


def _replaced(view: View) -> list[Operation]:
    """代替 GB 8978-88: on a standard's cover, or 本标准…代替…."""
    if view.word not in REPLACING:
        return []
    lead = view.before
    if not _COVER_LEAD.fullmatch(lead) and not _OWN_STANDARD.search(lead):
        return []
    following = each_reference(view.paragraph, view.trigger.end, view.sentence.end, _NEAR)
    run = _shared_part(view, _run_of(view, following))
    if lead.rstrip().endswith("部分"):
        run = [replace(one, scope=Scope.PARTIAL, provision="部分内容") for one in run]
    return [view.operation("replaces", one) for one in run]


_KEPT = pattern(
    r"(?:决定|予以|宣布|同意|现|继续)[^,]{0,4}$|^[ ]*(?:(?:自|从|于)?{D}(?:之日)?起?)?[ ]*$"
)


def _after(view: View) -> list[Operation]:
    """决定废止《甲》、《乙》; 宣布失效《甲》; 恢复《甲》的执行."""
    if view.word in REPLACING or view.word in ANEW:
        return []
    if MODAL.search(view.clause) or PASSED.search(view.clause[-4:]):
        return []
    if (
        view.type is KEEPS
        and view.word not in PARTED
        and (not _KEPT.search(view.clause) or view.word in ("继续实施", "继续施行", "继续适用"))
    ):
        return []  # 继续实施《甲规划》，推动… speaks of work
    following = each_reference(view.paragraph, view.trigger.end, view.sentence.end, _NEAR)
    run = _shared_part(view, _run_of(view, following))
    if view.word in PARTED and not (run and _ITS_FORCE.match(view.masked, run[-1].end)):
        return []
    exception = exception_behind(view.masked, run[-1].end) if run else None
    if exception is not None:
        run = [excepting(view.paragraph, one, exception) for one in run]
    run = [excepted_in_brackets(view.paragraph, one) for one in run]
    return [view.operation("after_trigger", one) for one in run]


_ITS_FORCE = re.compile(r"[ ]*(?:等[^,。;]{0,16})?的?(?:执行|施行|实施|适用|效力)(?![一-鿿])")


def _shared_part(view: View, run: list[Reference]) -> list[Reference]:
    """不再执行《甲》和《乙》中的相关规定: the part is of both."""
    if len(run) < 2 or any(one.scope is Scope.PARTIAL for one in run[:-1]):
        return run
    part = run[-1].provision
    if run[-1].scope is Scope.WHOLE:
        rest = _ALL_OF_THEM.match(view.masked, run[-1].end, view.sentence.end)
        part = "" if rest is None else rest["part"]
    if not part or not _GENERAL_PART.search(part):
        return run
    return [replace(one, scope=Scope.PARTIAL, provision=part) for one in run]


_GENERAL_PART = re.compile(
    r"^(?:相关|有关|相应)的?(?:规定|内容|条款|要求)$|部分$|^(?:文件?)?(?:规定|确定|明确|核定)的"
)
_ALL_OF_THEM = re.compile(r"[ ]*各(?:标准|文件)中的?(?P<part>[^,。;\ue000-\ue010]{2,12}部分)")


_ATTRIBUTE = re.compile(
    r"[^。;:]{0,200}?(?:发布|公布|颁布|印发|颁发|制定|下发|通过|批准|修正|修订|出台)的?(?:原)?$"
)
_ORGAN = re.compile(
    r"[一-鿿、 ]{0,60}(?:部|局|委|厅|院|会|办|署|处|行|府|中心|室|公司|银行|标准|原)$"
)
# No list has more words than these between two of its documents.
_NEAR = 400
_NO_OBJECT = re.compile(r"有关|关于|相关|与|对|依据|根据|涉及|配套|本|其|所|的$")
_MARK = re.compile(r"^(?:\(?[一二三四五六七八九十0-9]{1,3}[)、.])+")


def _run_of(view: View, following: Iterable[Reference]) -> list[Reference]:
    """The references that follow a trigger for as long as only 、 and the like part them."""
    run: list[Reference] = []
    at = view.trigger.end
    for one in following:
        gap = view.masked[at : one.start]
        if not (_links(gap) if run else _opens(gap)) or is_paper(one):
            break
        if run and ANY.search(gap):
            break
        if run and "," in gap and _OWN_END.match(view.masked, one.end, view.sentence.end):
            break  # 废止《甲》，《乙》继续有效
        after = view.masked[one.end : one.end + 40]
        # 废止《甲》，自D起施行 dates the decision and tells nothing of 甲.
        if _DATES_DECISION.match(after) or not is_history(after, ""):
            run.append(one)
        at = one.end
    return run


_DATES_DECISION = re.compile(r"[ ]*,[ ]*自")


def _opens(gap: str) -> bool:
    """Whether the words between 废止 and the first title leave the title its object."""
    gap = gap.strip(" :\n")
    if gap in ("", "了", "原", "现行", "由"):
        return True
    if "," in gap:
        return False
    organ = _ORGAN.fullmatch(gap) is not None and not _NO_OBJECT.search(gap)
    return organ or _ATTRIBUTE.fullmatch(gap) is not None


def _links(gap: str) -> bool:
    gap = _MARK.sub("", gap.lstrip(" 、,;.和及与以并\n")).strip()
    return gap in ("", "原", "其中") or bool(_ATTRIBUTE.fullmatch(gap) or _ORGAN.fullmatch(gap))


# ---------------------------------------------------------------- targets before the trigger

_COUNTED = (
    r"(?:等|共|共计|合计)*(?:[0-9]+|[一二三四五六七八九十百]+)?(?:个|件|份|部|项|种)?"
    r"(?:[^,。;的\ue000-\ue010]{0,14}"
    r"(?:文件|规章|法规|规定|决定|通知|解释|标准|公告|办法|政策|条款))?"
)
_WHEN = (
    r"(?:(?:自|从|于|在|即)?(?:{D}|本[^,。;\ue000-\ue010]{1,12}?(?:之)?日|"
    r"(?:发布|公布|印发|施行|实施)之日|同日|[^,。;自从的\ue000-\ue010]{2,6}之日|即日|[0-9]{4}年度?(?:[0-9]{1,2}月)?)"
    r"(?:零时|0时)?(?:起|后|之日起|以后|前|当日)?"
    r"(?:满?[0-9一二三四五六七八九十两]{1,3}(?:年|个月|日|天)(?:以后|之后|后|期满|届满))?,?)"
)
_ADVERBS = (
    r"(?:同时|同步|即行|即日起|即时|立即|随即|即|一并|相应地?|予以|均|也|亦|随之|全部|全文|整体|宣布|现|一律|正式|由此"
    r"|行|不再有效,?|自动|自行|自然|都|应|则|届时|就此|继续|依法|将|仍需|确需|需|仍|确?有必要"
    r"|以本[^,。;]{1,6}为准,|[, 、])*"
)
# Why, and by whom it was decided: 已被新的法规代替，现予以废止; 经市政府常务会议审议，决定废止.
_REASON = (
    r"(?:,[^,。;\ue000-\ue010]{2,14}已(?:经)?"
    r"(?:过|消失|完成|届满|终止|不存在|结束|变化|实现)(?:,|、)?"
    r"(?:[^,。;\ue000-\ue010]{2,14}已(?:经)?(?:过|消失|完成|届满|终止|不存在|结束|变化|实现))?,"
    r"|,?(?:因|由于|已)[^。;\ue000-\ue010]{2,40}?"
    r"(?:代替|取代|替代|涵盖|废止|完成|消失|变化|调整|变更|不符|抵触|冲突|撤销|取消|结束|完成|完毕|到位|不适应|不适用|届满|期满)[^,。;\ue000-\ue010]{0,10},)"
)
# 有效期已于D届满，自D2起失效.
_RAN_OUT = (
    r",?的?(?:于(?:{D}))?(?:有效期限?|施行期限?|试行期限?|执行期限?|实施期限?|施行|试行|实施|执行)?(?:已|将|均|现|也)*(?:于|至|到)?(?:{D})?"
    r"(?:到期|届满|期满|已满|满)(?:后,?不再(?:延续|延长|续期|继续执行))?,"
)
# 经评估, 经市政府同意: how it was decided.
_WEIGHED = "(?:审议|研究|讨论|同意|评估|清理|审查|审核|论证|复审|评审|批准|梳理)"
_DECIDED = (
    rf"(?:,?(?:已|业)?经[^。;\ue000]{{0,60}}?{_WEIGHED}"
    r"(?:通过|同意|决定|认定|认为|后)*,?(?:现?决定)?)"
)
# 于D发布，现根据实际情况，决定….
_MADE = r",?(?:已|系)?于{D}(?:起)?(?:发布|公布|印发|颁布|施行|实施)(?:施行|实施)?,"
_GROUNDS = r",?现?(?:根据|按照|鉴于)[^,。;\ue000-\ue010]{2,40},(?:现?决定)?"
# From the last target to the trigger nothing else may stand.
_CONNECTED = pattern(
    rf"[ 、,]*{_COUNTED}(?:及其[^,。;\ue000-\ue010]{{0,16}})?"
    r"(?:(?:所)?(?:公布|发布|印发|下达|附)的[^,。;的\ue000-\ue010]{0,16}?"
    r"(?:目录|清单|名录|标准|目录清单))?"
    rf"(?:{{P}})?(?:{_MADE})?(?:{_RAN_OUT})?{_REASON}?(?:{_GROUNDS})?{_DECIDED}?"
    rf"(?:,?除[^,。;\ue000-\ue010]{{1,20}}外,?(?:其余|其他)?(?:部分|条款|内容|规定)?)?"
    rf"{_ADVERBS}{_WHEN}?{_ADVERBS}"
)
_OWN_END = pattern(rf"[ ]*{_ADVERBS}{_WHEN}?{_ADVERBS}(?:{ANY.pattern})")
_BACKGROUND = re.compile(rf"^[^,。;]{{0,16}}?(?:{_REASON}|{_DECIDED})")
_WISHED = re.compile(r"建议|拟(?!定|订)|应当|可以|是否|提请|研究|认为|要求")
_COUNT = re.compile(r"([0-9]+|[一二三四五六七八九十百]+)(?:个|件|份|部|项)")


def _before(view: View) -> list[Operation]:
    """《甲》、《乙》同时废止; 《甲》中有关丙的规定停止执行."""
    targets = [] if view.word in PARTED else _targets_before(view)
    if view.word in ANEW:
        gap = view.masked[targets[-1].end : view.trigger.start] if targets else ""
        targets = [] if REWORDED.search(gap) else [one for one in targets if one.number]
    if not targets or _is_proposed(view, targets[0], targets[-1]):
        return []
    if all(one.title is None for one in targets):
        targets = _shared_part(view, targets)  # 甲号、乙号文件规定的标准不再执行
    exception = exception_around(view, targets[0], targets[-1])
    if exception is not None:
        targets = [excepting(view.paragraph, one, exception) for one in targets]
    targets = [excepted_in_brackets(view.paragraph, one) for one in targets]
    stated = _COUNT.search(view.masked, targets[-1].end, view.trigger.start)
    count = parse_numeral(stated[1]) if stated else None
    return [
        view.operation("before_trigger", one, count=count if one is targets[-1] else None)
        for one in targets
    ]


_ISSUED_WITH = re.compile(
    r"[ ]*(?:文件?|令)?[^,。;\ue000]{0,6}(?:发布|公布|印发|颁布|颁发|下发|转发|批准)"
)


_BY = re.compile(r"(?:被|由|以)[^,。;《]{0,24}$")


_REPLACES = re.compile(
    r"[ ]*(?:等[^,。;\ue000-\ue010]{0,10})?所?(?:代替|取代|替代|涵盖|覆盖|吸收|废止)(?=,)"
)
_REPLACED_BY = re.compile(r"[ ]*,?[ ]*(?:现|业|均)?已?经?(?:被|由|为)[ ]*")


def _without_replacing(view: View, found: list[Reference]) -> tuple[list[Reference], int]:
    """《甲》，已被《乙》替代，予以废止: 甲 ends, and from where what stands behind it goes on."""
    if len(found) < 2:
        return found, found[-1].end if found else view.trigger.start
    last, before = found[-1], found[-2]
    behind = _REPLACES.match(view.masked, last.end)
    if behind is None or not _REPLACED_BY.fullmatch(view.masked, before.end, last.start):
        return found, last.end
    return found[:-1], behind.end()


def _targets_before(view: View) -> list[Reference]:
    """The documents named before the trigger, without those that are only told of."""
    start = _clause_start(view)
    found = references(view.paragraph, start, view.trigger.start)
    found, end = _without_replacing(view, found)
    if not found and (nameless := _nameless(view, start)) is not None:
        return [nameless]
    if not found or not _CONNECTED.fullmatch(view.masked, end, view.trigger.start):
        return []
    targets: list[Reference] = []
    floor, chain, number = start, start, None
    for one, following in zip(found, [*found[1:], None], strict=True):
        before = view.masked[floor : one.start]
        after = view.masked[one.end : following.start if following else view.trigger.start]
        floor = one.end
        if view.word in REPLACING and _BY.search(before):
            continue  # 该办法已被《甲》代替: 甲 is what replaces
        if one.title is None and following is not None and _ISSUED_WITH.match(after):
            number = one.number  # 京政发〔1985〕167号文件发布的《甲》
        elif _is_told(following, before, after) or is_draft(one):
            continue
        elif not is_paper(one):
            day = one.date or _first_day(view.paragraph, chain, one.start)
            targets.append(replace(one, number=one.number or number, date=day))
            number, chain = None, one.end
    return targets


# 原管理办法（云政发〔2010〕3号）同时废止: called by a word, and named by the number behind it.
_NAMELESS = pattern(
    r"(?:^|[,;:。])[ ]*(?P<words>[^,。;:\ue000-\ue002\ue004]{2,40}?"
    r"(?:办法|规定|细则|规则|通知|意见|方案|公告|通告|决定|标准|政策|目录|清单|文件|措施))(?P<paren>{P})"
)


def _nameless(view: View, start: int) -> Reference | None:
    text = view.paragraph.text
    for named in few(_NAMELESS.finditer(view.masked, start, view.trigger.start)):
        number = number_in(text[named.start("paren") : named.end("paren")])
        behind = _CONNECTED.fullmatch(view.masked, named.end(), view.trigger.start)
        if number is not None and behind is not None:
            return Reference(named.start("words"), named.end(), None, number)
    return None


_DECIDES = re.compile(
    rf"^[ ]*(?:\ue001\ue010*)?,?(?:(?:已|业)?经[^。;]{{0,80}}(?:决定|同意|{_WEIGHED})"
    r"(?:通过|后|认定|认为|[, 、]|现|予以|决定|同意)*$|已被)"
)


def _is_told(following: Reference | None, before: str, after: str) -> bool:
    """Whether the title is only told of; the last one may stand with how it was decided."""
    if following is None and _DECIDES.search(after):
        return HISTORY_BEFORE.search(before.rsplit(",", 1)[-1]) is not None
    return is_history(after, before)


def _first_day(paragraph: Paragraph, start: int, end: int) -> date | None:
    """1996年9月6日…通过，根据《乙》修正的《甲》: the day of making, where a history is told."""
    told = any(start <= at < end for at in (*paragraph.titles, *paragraph.numbers))
    days = dates_of_making(paragraph, start, end)
    return days[0].date if days and told else None


_EFFECTIVE = re.compile(
    r"(?<!停止)(?<!不再)(?<!继续)(?:施行|实施|执行|生效|试行)(?!期)(?:[^,。;的时前]{0,3})?,"
)
_LONGEST_RUN = 200
_LIST_ITEM = pattern(
    r"[ ]*(?:\(?[一二三四五六七八九十0-9]{1,3}[)、.])?[^,。;\ue000-\ue010]{0,40}?{T}(?:[ ]*{P})*"
    r"[^,。;\ue000-\ue010]{0,30};[ ]*"
)


def _clause_start(view: View) -> int:
    """Where the targets may begin: after 自…起施行, or with the items of a list that runs on."""
    start = view.floor
    for clause in _EFFECTIVE.finditer(view.masked, start, view.trigger.start):
        start = clause.end() - 1
    if start != view.sentence.start:
        return start
    before = view.paragraph.number_of_sentence(start)
    for sentence in reversed(view.paragraph.sentences[max(0, before - _LONGEST_RUN) : before]):
        if _LIST_ITEM.fullmatch(view.masked, sentence.start, sentence.end) is None:
            break
        start = sentence.start  # 《甲》；《乙》；《丙》同时废止
    return start


def _is_proposed(view: View, first: Reference, last: Reference) -> bool:
    """拟, 建议, 应当, or told of the past: in the clause of the target or before the trigger."""
    masked = view.masked
    clause = max(view.floor, masked.rfind(",", view.floor, first.start) + 1)
    gap = re.sub(r"[\ue000\ue001]\ue010*", "", masked[last.end : view.trigger.start])
    gap = _EXCEPTED.sub("", _BACKGROUND.sub("", _TAKEN_OVER.sub("", gap)))
    if view.type is not KEEPS and _NEEDED.search(gap):
        return True
    if MODAL.search(gap) or PASSED.search(gap[-8:]):
        return True
    if _REPORTED.search(masked[view.floor : first.start]) is not None:
        return True
    return _WISHED.search(masked[clause : first.start][-24:]) is not None


_TAKEN_OVER = re.compile(rf"^{_REPLACED_BY.pattern}{_REPLACES.pattern}")
_NEEDED = re.compile(r"需(?!求)|仍$")
# 《甲》除已签约项目外同时废止: what is excepted says nothing of when.
_EXCEPTED = re.compile(r"除[^,。;]{1,30}?外")
# 有文章称，《甲》同时废止: what somebody says is not done by this sentence.
_REPORTED = re.compile(r"(?:写道|报道|据悉|误传|传言|误以为|声称|称|网传)[^,。;]{0,6}[,:][ ]*$")


_REST = pattern(
    rf"[ ]*(?:但)?(?P<part>(?:其余|其他)(?:条款|内容|部分|规定|各条)?){_ADVERBS}{_WHEN}?{_ADVERBS}"
)
_ANAPHOR = pattern(
    rf"[ ]*(?:其中|其|该(?:文件|通知|办法|规定|通告|公告|意见)|上述(?:文件|通知|规定))的?中?的?"
    rf"(?P<part>{PARTS}){_ADVERBS}{_WHEN}?{_ADVERBS}"
)


def _part_of_named(view: View) -> list[Operation]:
    """继续执行《甲》，其中第三条自D起停止执行: a part of what the sentence named before."""
    start = view.trigger.start - len(view.clause)
    part = _ANAPHOR.fullmatch(view.masked, start, view.trigger.start)
    named = references(view.paragraph, view.sentence.start, start)
    if part is None and named and named[-1].scope is Scope.PARTIAL and view.type is not KEEPS:
        # 保留《甲》第五条，其余同时废止: the rest of what a part was named of.
        part = _REST.fullmatch(view.masked, start, view.trigger.start)
    if part is None or not named:
        return []
    words = view.paragraph.text[part.start("part") : part.end("part")]
    return [
        view.operation("part_of_named", replace(named[-1], scope=Scope.PARTIAL, provision=words))
    ]


_RULES = (_replaced, unlisted, _before, _part_of_named, _after, listed)
