"""What a passage tells that people ask for: conditions, materials, deadlines, amounts, fees,
telephones.

Each is a stretch of the text with a normalised value. Rules read the words alone; nothing is
guessed from what stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from analyzers.folding import fold
from analyzers.numerals import to_arabic
from indexer.model.passages import Span, SpanKind

_NUMBER = (
    r"[0-9０-９][0-9０-９,，.．]*"
    r"|[一二三四五六七八九十百千万两零〇]+(?:点[一二三四五六七八九]+)?"
)
_TIME = re.compile(
    # Not the 30 of 6月30日内.
    rf"(?P<number>(?<![月0-9０-９一二三四五六七八九十])(?:{_NUMBER})|半)(?P<measure>个)?"
    r"(?P<unit>工作日|自然日|小时|分钟|日|天|月|年|季度)"
    r"(?P<within>之?内|以内|(?<=工作日))"
)
_LASTING = re.compile(
    rf"(?:不超过|不少于|不低于|最长|为期|期限|有效期|满|一般为|公示期?|公告期?|提前|延长)(?:为|是)?(?P<number>{_NUMBER})"
    r"(?P<measure>个)?(?P<unit>工作日|小时|分钟|日|天|月|年)(?!龄|代|度)"
)
_BY = re.compile(
    r"(?P<year>[12][0-9]{3})年(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日"
    r"|底)(?:之?前|以前)"
)
_MONEY = re.compile(
    rf"(?P<per>每[人户台部张套间亩辆次月年日件个床]{{1,3}}(?:位)?(?:每[月年日次])?[^，。；、0-9]{{0,8}}?)?"
    rf"(?P<number>{_NUMBER})(?P<scale>[万亿千百]*)元"
    # Of 5000元/月执行 the rate is 月.
    r"(?P<rate>[/／][^，。；、\s）)]{1,6}?(?=执行|计算|计[征收发]?|收取|缴纳|不限|标准|的|[，。；、\s）)]|$))?"
)
_PER = re.compile(r"每[人户台部套间亩辆次月年日件个床张](?:每?[月年日次])?")
# What is deducted before a tax is 费用, too, and nobody pays it.
_FEE = re.compile(
    r"工本费|手续费|服务费|登记费|票价|收费|收取|缴费|押金|租金|物业费|学费|(?<!减除)费用(?!按|支出)|保费"
    r"|缴纳|交纳|基准价|(?:诊疗|挂号|评估|鉴定|调度|检[验测]|培训|停车|取暖|处[理置]|垃圾|水|电|燃?气)费"
)
# The words of a price list stand once for all its amounts; what is given or punished is no fee.
_PRICED = re.compile(r"收费|票价|基准价|计费")
_NO_FEE = re.compile(r"罚|补助|补贴|奖|资助|扣减|减除|赔偿|贷款|违法所得")
# Of 费用超过一万元的 the amount tells who, not what is paid.
_THRESHOLD = re.compile(r"超过|高于|低于|不足|达到|满")
_FREE = re.compile(
    r"(?:不收取?(?:任何|工本)?(?:费用|费|手续费)|免收[^，。；]{1,12}?费"
    r"|免费[^，。；（(\n\t]{0,8})"
)
_LONG_PHONE = re.compile(
    r"(?<![0-9-])(?:0[0-9]{2,3}[-－—][0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4}|1[3-9][0-9]{9})(?![0-9])"
)
_SHORT = r"(?:12[0-9]{3}|1[12][0-9])"
# One behind its word, with those that go on behind it (公安110，城管12319), or before its word.
_SHORT_PHONES = re.compile(
    rf"(?:电话|拨打|热线|报警|举报)[^0-9，。；\n]{{0,8}}{_SHORT}(?![0-9])"
    rf"(?:(?:、|，|或者?|和)[^0-9，。；\n]{{0,6}}{_SHORT}(?![0-9]))*"
    rf"|(?<![0-9.]){_SHORT}(?=[^0-9，。；\n]{{0,8}}(?:热线|平台|举报))"
)
_SHORT_PHONE = re.compile(rf"(?<![0-9]){_SHORT}(?![0-9])")
_SUBMITS = re.compile(
    # 凭证 and 支持 submit nothing; who 持有 something meets a condition.
    r"(?:提交|提供|携带|(?<=[须需能请])出具|出示|提报|递交|凭(?![证借])|(?<![支保坚扶维把秉加操矜僵])"
    r"(?:(?<!主)|(?<=户主)|(?<=业主))持(?!有(?![效关])|证人|续|股|久|平))"
    r"(?P<list>(?:下列|以下|本人|有效"
    r"|相应的?)?[^，。；;：:\n]{2,80})"
)
# What need not or cannot be handed in, or must not.
_NOT_ASKED = re.compile(
    r"(?:不得要求|不要求|不再要求|无需|无须|不需|免于|免予|不再|不能|未能|无法|不按要求|未按[^，。；]{0,8}|拒绝|拒不|非法|违法)$"
)
_FALSE = re.compile(r"虚假|不实|伪造|变造|不真实|的|[^、]{0,6}(?:检查|执法)证")
_ITEMS = re.compile(
    r"(?P<head>[^。；\n]{0,60}(?:下列|以下)(?P<what>材料|资料|文件|条件"
    r"|情形)[^。；\n]{0,12}[：:])"
    r"(?P<items>(?:\s*[（(][一二三四五六七八九十]{1,3}[）)][^\n]*\n?"
    r"|\s*[0-9]{1,2}[.．、][^\n]*\n?)+)"
)
# 下列文件同时废止：is no list of what to bring.
_ENDED = re.compile(r"废止|失效|停止执行|修改")
_PAPERS = re.compile(
    r"证明(?:材料|文件|书)?|书(?![记面写店法院])|(?<!信用)证(?![明人照据券言监实件金])|证[件照据](?!人)"
    r"|表(?![示明决现彰达格面述])|表格|(?:文|附|原|复印|信|要|案)件|材料(?!器)|资料|合同|发票|凭证|凭据"
    r"|报告(?![期人会])|图纸?(?![书像形])|清单|票据|单据|[果据账算货通知价]单|协议|照片|说明(?!理由)|方案"
    r"|申请(?=$|[、和及与或])|小结|户口[簿本]|账簿|簿册|流水|审查意见|声明|承诺|照(?=$|[、和及与或])|样品"
)
# Behind these no list goes on: what is done with the papers.
_DONE = re.compile(
    r"(?:向|就能|即可|方可|即时|一次性|可以|到(?!期)|上岗|报名|办理|恢复|提取|领取|申领|乘车|乘坐|免收|进行"
    r"|作为|具有同等|之日|之后|应当|申报|前往|参加|享受|而|但|又不)"
)
_SERVICE = re.compile(r"[^、和及]{0,6}(?:服务|业务|寄递|不全|不实)")
_CONDITIONS = re.compile(
    r"(?<!不)(?<!不[能再])(?<!是否)(?P<what>(?:符合(?!条件的|以下|下列|上述|前款)|具备|满足|具有(?!同等)|持有|年满|(?<!必)须|应当是"
    r"|凡)[^。；\n]{4,80}?)(?=的，|的人员|的，可|，?(?:方可|可以|均可))"
)
_ALONE = {"两": 2.0, "半": 0.5}
# Numerals of one character are words as well, and stay as they are elsewhere.
_DIGITS = "〇一二三四五六七八九十"
# The others are called as they are.
_UNITS = {"天": "日", "自然日": "日", "月": "个月"}
# A month of the calendar is no length of time: 2024年3月内, 次年1月至3月内.
_OF_CALENDAR = re.compile(r"(?:年度?|月[至到－—~-])$")
_SCALES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "百万": 1e6, "千万": 1e7}


def spans_in(
    text: str,
    start: int = 0,
    end: int | None = None,
    kinds: Collection[SpanKind] = tuple(SpanKind),
) -> tuple[Span, ...]:
    """All spans of a stretch of the text, in order, those of some kinds; offsets are the text's.

    >>> [(s.kind.label, s.value) for s in spans_in("20个工作日内办结，每户补助2000元。")]
    [('时限', '20 工作日'), ('金额', '2000 元，每户')]
    >>> [s.value for s in spans_in("应当在半年内提出，半个月内答复。")]
    ['0.5 年', '0.5 个月']
    >>> [(s.kind.label, s.value) for s in spans_in("收取工本费十五元，电话0000-2218036")]
    [('收费', '15 元'), ('电话', '0000-2218036')]
    """
    piece = text[start:end]
    found = sorted(
        (
            span
            for told, find in _FINDERS
            if not told.isdisjoint(kinds)
            for span in find(piece)
            if span.kind in kinds
        ),
        key=lambda one: (one.start, one.end),
    )
    return tuple(
        Span(s.kind, s.value, s.number, s.unit, s.quote, s.start + start, s.end + start)
        for s in found
    )


def _span(
    kind: SpanKind,
    text: str,
    start: int,
    end: int,
    value: str,
    number: float | None = None,
    unit: str = "",
) -> Span:
    return Span(kind, value, number, unit, text[start:end], start, end)


def _number(written: str) -> float | None:
    if len(written) == 1 and written in _DIGITS:
        return float(_DIGITS.index(written))
    if written in _ALONE:
        return _ALONE[written]
    folded = to_arabic(fold(written)).replace(",", "").rstrip(".")
    try:
        return float(folded)
    except ValueError:
        return None


def _told(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:g}"


def _deadlines(text: str) -> Iterator[Span]:
    last = 0
    for match in sorted(
        (*_TIME.finditer(text), *_LASTING.finditer(text)), key=lambda one: one.start()
    ):
        if match.start() < last:
            continue  # 七个工作日 within 不少于七个工作日 is said once
        last = match.end()
        number = _number(match["number"])
        if number is None or (match["unit"] == "年" and number > 1900):
            continue
        if match["unit"] == "月" and not match["measure"] and _of_calendar(text, match):
            continue
        unit = _UNITS.get(match["unit"], match["unit"])
        yield _span(SpanKind.DEADLINE, text, *match.span(), f"{_told(number)} {unit}", number, unit)
    for match in _BY.finditer(text):
        value = f"{match['year']}-{int(match['month']):02d}"
        value += f"-{int(match['day']):02d}" if match["day"] else ""
        yield _span(SpanKind.DEADLINE, text, *match.span(), value)


def _of_calendar(text: str, match: re.Match[str]) -> bool:
    before = match.start("number")
    return _OF_CALENDAR.search(text, max(0, before - 2), before) is not None


def _amounts(text: str) -> Iterator[Span]:
    for match in _MONEY.finditer(text):
        number = _number(match["number"] + match["scale"])
        if number is None:
            bare = _number(match["number"])
            scale = _SCALES.get(match["scale"])
            if bare is None or scale is None:
                continue
            number = bare * scale
        kind = SpanKind.FEE if _is_fee(text, match) else SpanKind.AMOUNT
        per = _PER.match(match["per"] or "")
        rate = (match["rate"] or "").lstrip("/／")
        unit = "元" + (f"/{rate}" if rate else "")
        value = f"{_told(round(number, 4))} {unit}" + (f"，{per[0]}" if per else "")
        yield _span(kind, text, *match.span(), value, number, unit)
    for match in _FREE.finditer(text):
        yield _span(SpanKind.FEE, text, *match.span(), "0 元", 0.0, "元")


def _is_fee(text: str, match: re.Match[str]) -> bool:
    def back_to(marks: str) -> str:
        return text[max(text.rfind(c, 0, match.start()) for c in marks) + 1 : match.end()]

    clause = back_to("，。；\n")
    is_bound = text.startswith(("的", "以上的", "以下的"), match.end())
    if _NO_FEE.search(clause) or (is_bound and _THRESHOLD.search(clause)):
        return False
    if text.startswith(("收取", "计收"), match.end()):
        return True
    return bool(_FEE.search(clause) or _PRICED.search(back_to("。\n")))


def _telephones(text: str) -> Iterator[Span]:
    for match in _LONG_PHONE.finditer(text):
        value = match[0].replace("－", "-").replace("—", "-")
        yield _span(SpanKind.TELEPHONE, text, *match.span(), value)
    for match in _SHORT_PHONES.finditer(text):
        for one in _SHORT_PHONE.finditer(text, *match.span()):
            yield _span(SpanKind.TELEPHONE, text, *one.span(), one[0])


def _materials(text: str) -> Iterator[Span]:
    for match in _SUBMITS.finditer(text):
        start = match.start("list")
        before = text[max(0, match.start() - 12) : match.start()]
        listed = _papers_of(match["list"])
        if listed and not (_NOT_ASKED.search(before) or _FALSE.match(listed)):
            yield _span(SpanKind.MATERIAL, text, start, start + len(listed), listed.strip())
    for match in _ITEMS.finditer(text):
        if match["what"] in ("材料", "资料", "文件") and not _ENDED.search(match["head"]):
            yield _listed(SpanKind.MATERIAL, text, match)


def _papers_of(listed: str) -> str:
    """The papers at the beginning of what is behind 提交, without what is done with them; nothing
    where it names none, or where a list follows."""
    if listed.startswith(("下列", "以下")):
        return ""
    done = _DONE.search(listed)
    listed = listed[: done.start()] if done else listed
    last = max(_PAPERS.finditer(listed), key=lambda one: one.end(), default=None)
    # To hand in 申请 alone is to apply; 文件服务 is no file.
    if last is None or _SERVICE.match(listed, last.end()):
        return ""
    papers = listed[: last.end()]
    return "" if papers.startswith("申请与") or papers == "申请" else papers


def _conditions(text: str) -> Iterator[Span]:
    for match in _ITEMS.finditer(text):
        if match["what"] in ("条件", "情形"):
            yield _listed(SpanKind.CONDITION, text, match)
    for match in _CONDITIONS.finditer(text):
        yield _span(SpanKind.CONDITION, text, *match.span("what"), match["what"].strip())


# What each finds; in the order in which they come where they stand in one place.
_FINDERS: tuple[tuple[frozenset[SpanKind], Callable[[str], Iterator[Span]]], ...] = (
    (frozenset((SpanKind.DEADLINE,)), _deadlines),
    (frozenset((SpanKind.AMOUNT, SpanKind.FEE)), _amounts),
    (frozenset((SpanKind.TELEPHONE,)), _telephones),
    (frozenset((SpanKind.MATERIAL,)), _materials),
    (frozenset((SpanKind.CONDITION,)), _conditions),
)


def _listed(kind: SpanKind, text: str, match: re.Match[str]) -> Span:
    start = match.start("items") + len(match["items"]) - len(match["items"].lstrip())
    end = match.start("items") + len(match["items"].rstrip())
    return _span(kind, text, start, end, " ".join(text[start:end].split()))
