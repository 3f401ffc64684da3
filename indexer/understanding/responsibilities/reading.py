"""Clauses that give a body a duty → facts.

Each sentence is tried by a handful of rules; a rule holds only where the words before its verb are
a list of public bodies and nothing else (``bodies.py``), so that what is odd is left out rather
than guessed.

| rule | example |
|---|---|
| subject | 市民政局负责…；财政、民政等部门按照职责…；公安机关应当… |
| by | …由市住房城乡建设部门会同财政部门审核 |
| is | 市城市管理局是停车场主管部门 |
| through | 经县级人民政府批准；报省教育厅备案 |
| to | 向公安机关报告；到社区服务中心办理 |
| brackets | （牵头单位：市民政局；责任单位：市财政局）、（市民政局牵头） |
| table | 职责分工、权责清单 (``tables.py``) |
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.model import Basis, Block, Evidence
from indexer.model.documents import DutyKind, Responsibility
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.bodies import SUFFIX, NamedBody, bodies_in
from indexer.understanding.responsibilities.tables import Row, duty_rows
from indexer.understanding.responsibilities.wording import BETWEEN, STEMS, VERB

_QUICK = re.compile(
    r"部门|机关|政府|单位|[局厅署委办镇会所处]|中心|海关|法院|检察院|国务院|派出所|机构|部"
    r"|街道|乡镇|大厅|[总支大]队|残联"
)
# A line that is a title: 市民政局转发…的通知.
_TITLE = re.compile(
    r"(?:通知|公告|通告|通报|决定|意见|批复|函|报告|方案|办法|规定|细则|答记者问"
    r"|解读|规程|条例|工作要点|有关问题|情况|纪要)[》”]?\s*$"
)
# What was done or is answered here, and no duty.
_NARRATIVE = re.compile(
    r"进行了|完成了|作如下|作出如下|答复如下|批复如下|现予(?:公布|公告)|(?:印发|转发)《"
)
_SENTENCE = re.compile(r"[^。；;！？\n]+")
_MARKER = re.compile(
    r"[\s　#]*(?:(?:第[一二三四五六七八九十百千零〇0-9]+[条條款项](?:之[一二三四五六七八九十]+)?"
    r"|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、]"
    r"|[①-⑳])[\s　]*(?:【[^】]{1,20}】|\[[^\]]{1,20}\])?)*"
)
_STARTS = re.compile(r"[，,：:]")
# 审批, 备案: such a duty is told with its subject.
_SHORT_DUTY = 8
_LONGEST = 90
_LONGEST_QUOTE = 400

_BY = re.compile(r"(?<![自理缘事])由(?!于|此|来)")
_THROUGH = re.compile(
    r"(?:(?<![已曾神])经(?!营|过|济|费|验|常|办|贸|信|纪)|报(?!告|送|名|废|酬|纸|道"
    r"|表|刊|价|复)(?:经|请|由)?)"
)
_APPROVED = re.compile(
    r"(?:依法)?(?:审查|审核|书面)?(?P<verb>批准|审批|核准|初审|复审|复核|同意|许可|审定|认定|审核"
    r"|审查|授权|登记|备案|备查|核定|决定|确认)"
)
_TO = re.compile(
    r"(?:(?<![导面方倾趋一转投定流朝走])向|(?<![达得直受收感看遇提回做等不])到"
    r"|(?<![存现所正])在)(?!位|期|达|底)"
)
_TOLD = re.compile(
    r"(?:书面|及时|立即|如实|依法|一次性|统一|当场|主动|提前|按规定|另行|先)?(?:[^，。；]{0,16}?)"
    r"(?P<verb>申请|提出|报告|举报|投诉|检举|备案|申报|提交|办理|登记|报送|申领|反映"
    r"|说明|缴纳|交纳|领取|报案|报备|告知|报批|求助|查询|咨询|递交|移送|申诉|申报)"
)
# 经市政府同意，现印发给你们: how a notice begins.
_PREAMBLE = re.compile(
    r"(?:并[^，。；]{2,30})?[，,]?(?:现|决定|特|制定|提出|就|自|我市|我省|调整)|的"
)
_AT = ("备案", "登记", "办理", "申领", "领取")
_IS = re.compile(
    r"(?:是|为|作为)(?P<matter>[^，。；是]{0,40}?)的?(?P<role>(?:行政)?主管(?:部门"
    r"|机关|单位)|责任主体|第一责任(?:人|单位)|责任单位"
    r"|牵头(?:部门|单位)|实施主体|管护主体|监管主体|管理机构|执法主体)(?=$|[，。；])"
)
_MODAL = re.compile(r"(?:应当|应|要|须|必须)(?!有|无|收|为)")
_WITH = re.compile(r"(?:应当|依法|可以)?会同")
_DENIED = re.compile(r"不得|不予|不再|无权|禁止|严禁|未(?!经)|无法|没有")
_LABELS = (
    (DutyKind.LEADS, re.compile(r"(?:牵头|主办|第一责任)(?:单位|部门|责任单位)?")),
    (DutyKind.ASSISTS, re.compile(r"(?:配合|协办|参与|参加|协助)(?:单位|部门)?")),
    (DutyKind.RESPONSIBLE, re.compile(r"(?:责任|主管|实施|负责)(?:单位|部门|主体)?")),
)
_BRACKETS = re.compile(r"[（(]([^（）()]{0,6}(?:（[^（）]{0,12}）|[^（）()])*)[）)]")
_LABEL_LINE = re.compile(
    r"^[\s　]*(?:牵头|责任|配合|主办|协办|实施|负责)(?:责任)?(?:单位"
    r"|部门)[：:][^\n]{2,160}",
    re.MULTILINE,
)
_LABELLED = re.compile(
    r"(?P<label>牵头(?:责任)?单位|牵头部门|责任单位|责任部门|配合单位|配合部门"
    r"|协办单位|主办单位|参与单位|实施单位|主管部门|负责单位)[：:]"
    r"(?P<bodies>[^；;。\n：:）]{2,120})"
)
_DOING = re.compile(
    r"(?P<bodies>[^，；;。：:（）]{2,80}?)(?:按职责(?:分工)?)?(?P<label>牵头|负责"
    r"|配合|参与|协助)(?:落实|实施|推进)?(?=$|[，；;。])"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: ``places`` are its issuers and region, ``subject`` what its document is about."""

    authority: Authority
    places: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A body's duty in a sentence; places count from the sentence's beginning."""

    body: NamedBody
    kind: DutyKind
    rule: str
    start: int
    verb: int
    matter: str = ""
    confidence: float = 0.9


def read_responsibilities(
    text: str, blocks: Sequence[Block], speaker: Speaker
) -> tuple[Responsibility, ...]:
    """All facts in text order, each once. Never raises for odd text."""
    found: dict[tuple[str, DutyKind, int | None], Responsibility] = {}
    tables = [block for block in blocks if block.rows]
    inside = _Inside(tables)
    for sentence in _SENTENCE.finditer(text):
        if len(sentence[0]) < 6 or inside.holds(sentence.start()):
            continue
        if not _QUICK.search(sentence[0]) or _is_title(text, sentence):
            continue
        if _NARRATIVE.search(sentence[0]):
            continue
        for fact in _facts(sentence[0], sentence.start(), text, speaker):
            found.setdefault((fact.name, fact.kind, fact.evidence.start), fact)
    for fact in _bracketed(text, speaker):
        found.setdefault((fact.name, fact.kind, fact.evidence.start), fact)
    for row in duty_rows(text, tables):
        for fact in _row_facts(row, speaker):
            found.setdefault((fact.name, fact.kind, fact.evidence.start), fact)
    return tuple(sorted(found.values(), key=lambda f: f.evidence.start or 0))


def _is_title(text: str, sentence: re.Match[str]) -> bool:
    """A line of its own without a stop at its end."""
    stops = text[sentence.end() : sentence.end() + 1] in "。；;！？"
    return (not stops or sentence.end() == len(text)) and _TITLE.search(sentence[0]) is not None


class _Inside:
    """Whether a place lies in a table, whose rows are read by themselves."""

    def __init__(self, tables: Sequence[Block]) -> None:
        self._spans = sorted((block.start, block.end) for block in tables)
        self._starts = [start for start, _ in self._spans]

    def holds(self, place: int) -> bool:
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._spans[at][1]


def _facts(sentence: str, offset: int, text: str, speaker: Speaker) -> Iterator[Responsibility]:
    marker = _MARKER.match(sentence)
    begin = marker.end() if marker else 0
    found = sorted(
        (*_subjects(sentence, begin, speaker), *_others(sentence, begin, speaker)),
        key=lambda f: (f.start, f.verb),
    )
    for at, one in enumerate(found):
        later = [f.start for f in found[at + 1 :] if f.start > one.verb and f.rule == "subject"]
        end = min(later, default=len(sentence))
        duty = _duty(sentence, begin, one, end).strip("，, 、：:由并且和　")
        if len(duty) < 2:
            continue
        stop = min(len(sentence), begin + _LONGEST_QUOTE)
        quote = sentence[begin:stop].rstrip()
        evidence = Evidence(
            Basis.EXTRACTED, f"duty_{one.rule}", quote,
            start=offset + begin, end=offset + begin + len(quote), confidence=one.confidence,
        )  # fmt: skip
        matter = one.matter or _object(duty) or speaker.subject
        yield Responsibility(
            one.body.written, one.body.name, one.body.level, one.kind, duty[:200], matter, evidence
        )


def _duty(sentence: str, begin: int, one: _Found, end: int) -> str:
    """The words that say what is to be done. Where the body stands after its matter, the clause;
    with the one before, where it begins with the body."""
    if one.rule == "subject":
        if end - one.verb >= _SHORT_DUTY:
            return sentence[one.verb : end]
        return sentence[one.start : end]
    if one.rule != "by":
        stop = sentence.find("，", one.verb)
        end = min(end, stop) if stop >= 0 else end
    start = sentence.rfind("，", begin, one.start) + 1 or begin
    if len(sentence[start : one.start].strip(" 由经向报到在应当并")) < 2:
        start = sentence.rfind("，", begin, max(begin, start - 1)) + 1 or begin
    return sentence[start:end]


# ---------------------------------------------------------------- subjects


def _subjects(sentence: str, begin: int, speaker: Speaker) -> Iterator[_Found]:
    starts = [begin, *(m.end() for m in _STARTS.finditer(sentence, begin))]
    done = begin
    for start in starts:
        if start < done:
            continue
        for one in _subject(sentence, start, speaker, "subject"):
            done = max(done, one.verb)
            yield one


def _subject(sentence: str, start: int, speaker: Speaker, rule: str) -> tuple[_Found, ...]:
    """The bodies that stand at ``start``, with the verb that follows them."""
    while start < len(sentence) and sentence[start] in " 　":
        start += 1
    clause = sentence[start : start + _LONGEST]
    for match in SUFFIX.finditer(clause):
        end = match.end()
        if "，" in clause[:end]:
            break
        end += len("和单位") if clause.startswith("和单位", end) else 0
        if _LONGER.match(sentence, start + end):
            continue
        aside = _ASIDE.match(sentence, start + end)
        after = _after(sentence, aside.end() if aside else start + end)
        if after is None:
            continue
        bodies = bodies_in(clause[:end], speaker.authority, speaker.places)
        bodies = tuple(b for b in bodies if not b.name.endswith(_COURTS))
        if bodies:
            return _of(bodies, after, start, rule, sentence, speaker)
    return ()


@dataclass(frozen=True, slots=True)
class _After:
    """What follows a body: ``with_``: the span of those it acts with."""

    kind: DutyKind
    verb: int
    matter: str = ""
    with_: tuple[int, int] | None = None


def _after(sentence: str, at: int) -> _After | None:
    is_ = _IS.match(sentence, at)
    if is_:
        kind = DutyKind.LEADS if "牵头" in is_["role"] else DutyKind.RESPONSIBLE
        return _After(kind, is_.start(), is_["matter"].strip("的"))
    with_ = _WITH.match(sentence, at)
    if with_:
        return _with(sentence, with_.end())
    modal = False
    for _ in range(6):
        verb = VERB.match(sentence, at)
        if verb and _NOUN.match(sentence, verb.start()):
            return None
        if verb and _DONE.match(sentence, verb.end()):
            return None
        if (
            verb
            and not modal
            and (_CONDITION.match(sentence, at) or sentence.startswith("改为", verb.end()))
        ):
            return None
        if verb:
            return _After(DutyKind[verb.lastgroup or ""], at)
        with_ = _WITH.match(sentence, at)
        if with_:
            return _with(sentence, with_.end())
        if _DENIED.match(sentence, at):
            return None
        between = BETWEEN.match(sentence, at)
        if between is None:
            break
        modal = modal or _MODAL.match(sentence, at) is not None
        at = between.end()
    if modal and len(sentence) - at >= 4 and not _DENIED.match(sentence, at):
        return _After(DutyKind.CARRIES_OUT, at)
    return None


# 街道办事处（乡镇人民政府）, 中心（以下简称…）.
_ASIDE = re.compile(r"（[^（）]{1,24}）")
# 不需要到…办理, 未向…报告: nobody has to; 不予受理: nobody takes it.
_UNASKED = re.compile(r"不需要|无需|不必|不再|未$|未向|没有")
_REFUSED = re.compile(r"[^，。；]{0,12}的，不予受理|改为")
# 采取措施的期限不得超过…: of the measure, and no duty; …扣押商品的，纳税人应当…: a condition.
_CONDITION = re.compile(
    r"[^，。；]{1,60}的，|[^，。；]{1,40}的(?:期限|标准|范围|方式|程序"
    r"|条件)[^，。；]{0,6}(?:不得|应当|为|一般)"
)
# 国务院 ends before 建设主管部门, and is not what builds.
_LONGER = re.compile(
    rf"(?:{'|'.join(sorted(STEMS, key=len, reverse=True))})(?:行政|主管|管理|监督"
    rf"|安全)*(?:部门|机关|机构)"
    r"|办事处"
    r"|[^，。；：、的由向是为]{2,10}(?:行政|主管)(?:管理|主管)*部门"
    r"|(?:管理|负责|主管|承担|从事|分管)[^，。；]{1,16}的(?:部门|机关|机构)"
)
# Courts decide cases: what the law tells them is no duty that anybody asks for.
_COURTS = ("法院", "检察院")
# What was done is no duty: 市财政局制定了…
_DONE = re.compile(r"了(?!解)|过(?!程)|的")
# A verb that begins a noun: 管理人员, 登记证.
_NOUN = re.compile(
    r"(?:管理|登记|许可|监督|检查|审批|执法|备案|规划|建设|公布|发布|规定"
    r"|制定)(?:人员|机构|部门|机关|证|的|单位|权限|条例|办法|信息)"
)


def _with(sentence: str, at: int) -> _After | None:
    """会同 other bodies, and what they do together."""
    for match in SUFFIX.finditer(sentence, at, at + _LONGEST):
        end = match.end()
        rest = end
        for _ in range(4):
            if VERB.match(sentence, rest):
                return _After(DutyKind.LEADS, rest, with_=(at, end))
            between = BETWEEN.match(sentence, rest)
            if between is None:
                break
            rest = between.end()
    return None


def _of(
    bodies: Sequence[NamedBody],
    after: _After,
    start: int,
    rule: str,
    sentence: str,
    speaker: Speaker,
) -> tuple[_Found, ...]:
    own = [_Found(b, after.kind, rule, start, after.verb, after.matter) for b in bodies]
    if after.with_ is None:
        return tuple(own)
    beside = bodies_in(sentence[slice(*after.with_)], speaker.authority, speaker.places)
    helpers = [_Found(b, DutyKind.ASSISTS, rule, start, after.verb) for b in beside]
    return (*own, *helpers)


# ---------------------------------------------------------------- by, through, to


def _others(sentence: str, begin: int, speaker: Speaker) -> Iterator[_Found]:
    for match in _BY.finditer(sentence, begin):
        yield from _subject(sentence, match.end(), speaker, "by")
    for match in _THROUGH.finditer(sentence, begin):
        yield from _directed(sentence, match, _APPROVED, "through", speaker)
    for match in _TO.finditer(sentence, begin):
        yield from _directed(sentence, match, _TOLD, "to", speaker)


def _directed(
    sentence: str,
    preposition: re.Match[str],
    verbs: re.Pattern[str],
    rule: str,
    speaker: Speaker,
) -> Iterator[_Found]:
    start = preposition.end()
    clause = sentence[sentence.rfind("，", 0, preposition.start()) + 1 : start]
    if _UNASKED.search(clause):
        return
    best: tuple[tuple[NamedBody, ...], re.Match[str]] | None = None
    for match in SUFFIX.finditer(sentence, start, start + _LONGEST):
        if "，" in sentence[start : match.end()]:
            break
        if _LONGER.match(sentence, match.end()):
            continue
        verb = verbs.match(sentence, match.end())
        if verb is None or (rule == "through" and _PREAMBLE.match(sentence, verb.end())):
            continue
        if verb["verb"] == "同意" and verb.end() == len(sentence):
            continue
        if sentence[preposition.start()] == "在" and verb["verb"] not in _AT:
            continue
        bodies = bodies_in(sentence[start : match.end()], speaker.authority, speaker.places)
        if bodies:
            best = bodies, verb
    if best is None:
        return
    bodies, verb = best
    if _REFUSED.match(sentence, verb.end()):
        return
    kind = DutyKind.ACCEPTS if rule == "to" else DutyKind.APPROVES
    if verb["verb"] in ("备案", "备查", "登记"):
        kind = DutyKind.ACCEPTS
    for body in bodies:
        yield _Found(body, kind, rule, preposition.start(), verb.start(), confidence=0.85)


# ---------------------------------------------------------------- brackets and labels


def _bracketed(text: str, speaker: Speaker) -> Iterator[Responsibility]:
    """（牵头单位：甲；责任单位：乙）: the duty is what stands before; so for such a line."""
    for bracket in _BRACKETS.finditer(text):
        yield from _labelled(text, bracket.start(), bracket.span(1), speaker)
    for line in _LABEL_LINE.finditer(text):
        yield from _labelled(text, line.start(), line.span(), speaker)


def _labelled(
    text: str, at: int, inner: tuple[int, int], speaker: Speaker
) -> Iterator[Responsibility]:
    for pattern in (_LABELLED, _DOING):
        for match in pattern.finditer(text, *inner):
            kind = next((k for k, p in _LABELS if p.match(match["label"])), None)
            listed = match["bodies"].replace("，", "、").rstrip("等 ")
            bodies = bodies_in(listed, speaker.authority, speaker.places)
            if kind is None or not bodies:
                continue
            start, duty = _before(text, at)
            if not duty:
                continue
            end = min(match.end(), start + _LONGEST_QUOTE)
            evidence = Evidence(
                Basis.EXTRACTED, "duty_brackets", text[start:end],
                start=start, end=end, confidence=0.9,
            )  # fmt: skip
            for body in bodies:
                yield Responsibility(
                    body.written, body.name, body.level, kind, duty[:200],
                    _object(duty) or speaker.subject, evidence,
                )  # fmt: skip


def _before(text: str, at: int) -> tuple[int, str]:
    """The sentence before a bracket, with its beginning."""
    at = max(0, at)
    first = max(0, at - _LONGEST_QUOTE)
    stop = at
    while stop > first and text[stop - 1] in "。；\n 　":
        stop -= 1
    start = max(first - 1, *(text.rfind(mark, first, stop) for mark in "。；\n")) + 1
    marker = _MARKER.match(text, start, stop)
    start = marker.end() if marker else start
    return start, text[start:stop].strip()


# ---------------------------------------------------------------- tables


def _row_facts(row: Row, speaker: Speaker) -> Iterator[Responsibility]:
    evidence = Evidence(
        Basis.EXTRACTED, "duty_table", row.quote, start=row.start, end=row.end, confidence=0.9
    )
    for cell, kind in row.bodies:
        listed = re.sub(r"[\s，,；;]+", "、", cell.strip())
        for body in bodies_in(listed, speaker.authority, speaker.places):
            yield Responsibility(
                body.written, body.name, body.level, kind, row.duty[:200],
                _object(row.duty) or row.duty[:40], evidence,
            )  # fmt: skip


# ---------------------------------------------------------------- what it is about

_LEADING_VERB = re.compile(
    r"^(?:(?:负责|主管|牵头|承担|组织实施|组织|统筹|指导|协调|协助|配合|参与|做好"
    r"|开展|实施|依法|具体|全面|统一|加强|推进|监督"
    r"|审批|审核|受理|落实|制定|编制|查处|对|本行政区域内?的?|本辖区内?的?|全国|全省"
    r"|全市|全县|所属|各自|相关|有关|应当|和|、|并|及)+)"
)
_TAIL = re.compile(
    r"(?:的)?(?:监督管理|综合管理|日常管理|组织实施|统筹协调"
    r"|指导协调)?(?:等)?(?:相关|有关)?(?:工作|职责|任务|事项)?$"
)


def _object(duty: str) -> str:
    """What a duty is about; empty where its words do not tell.

    >>> _object("负责停车场的监督管理工作"), _object("主管全国教育工作")
    ('停车场', '教育')
    """
    first = re.split(r"[，,；;。：:]", duty, maxsplit=1)[0]
    bare = _LEADING_VERB.sub("", first)
    bare = _TAIL.sub("", bare).strip("的 　")
    return bare if 2 <= len(bare) <= 40 else ""
