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
    rf"(?P<number>{_NUMBER}|半)(?P<measure>个)?(?P<unit>工作日|自然日|小时|分钟|日|天|月|年|季度)"
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
    rf"(?P<number>{_NUMBER})(?P<scale>[万亿千百]*)元(?P<rate>[/／][^，。；、\s）)]{{1,6}})?"
)
_PER = re.compile(r"每[人户台部套间亩辆次月年日件个床张](?:每?[月年日次])?")
_FEE = re.compile(
    r"工本费|手续费|服务费|登记费|票价|收费|收取|缴费|押金|租金|物业费|学费|费用|保费"
    r"|缴纳|交纳|基准价"
)
_FREE = re.compile(
    r"(?:不收取?(?:任何|工本)?(?:费用|费|手续费)|免收[^，。；]{1,12}?费"
    r"|免费[^，。；]{0,8})"
)
_LONG_PHONE = re.compile(
    r"(?<![0-9-])(?:0[0-9]{2,3}[-－—][0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4}|1[3-9][0-9]{9})(?![0-9])"
)
_SHORT_PHONE = re.compile(
    r"(?:电话|拨打|热线|报警|举报)[^0-9，。；\n]{0,8}(?P<number>12[0-9]{3}|1[12][0-9])(?![0-9])"
)
_SUBMITS = re.compile(
    r"(?:提交|提供|携带|出具|出示|提报|递交|凭|持)(?P<list>(?:下列|以下|本人|有效"
    r"|相应的?)?[^，。；：:\n]{2,80})"
)
_ITEMS = re.compile(
    r"(?P<head>[^。；\n]{0,60}(?:下列|以下)(?P<what>材料|资料|文件|条件"
    r"|情形)[^。；\n]{0,12}[：:])"
    r"(?P<items>(?:\s*[（(][一二三四五六七八九十]{1,3}[）)][^\n]*\n?"
    r"|\s*[0-9]{1,2}[.．、][^\n]*\n?)+)"
)
_PAPERS = re.compile(
    r"书|证|表|件|材料|合同|发票|证明|报告|图|清单|单据|票据|协议"
    r"|照片|说明|方案|凭证|申请|结算单"
)
_CONDITIONS = re.compile(
    r"(?P<what>(?:符合|具备|满足|具有|持有|年满|须|应当是"
    r"|凡)[^。；\n]{4,80}?)(?=的，|的人员|的，可|方可|可以|均可)"
)
_ALONE = {"两": 2.0, "半": 0.5}
# Numerals of one character are words as well, and stay as they are elsewhere.
_DIGITS = "〇一二三四五六七八九十"
# The others are called as they are.
_UNITS = {"天": "日", "自然日": "日"}
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
    ['0.5 年', '0.5 月']
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
    for match in sorted(
        (*_TIME.finditer(text), *_LASTING.finditer(text)), key=lambda one: one.start()
    ):
        number = _number(match["number"])
        if number is None or (match["unit"] == "年" and number > 1900):
            continue
        unit = _UNITS.get(match["unit"], match["unit"])
        yield _span(SpanKind.DEADLINE, text, *match.span(), f"{_told(number)} {unit}", number, unit)
    for match in _BY.finditer(text):
        value = f"{match['year']}-{int(match['month']):02d}"
        value += f"-{int(match['day']):02d}" if match["day"] else ""
        yield _span(SpanKind.DEADLINE, text, *match.span(), value)


def _amounts(text: str) -> Iterator[Span]:
    for match in _MONEY.finditer(text):
        number = _number(match["number"] + match["scale"])
        if number is None:
            bare = _number(match["number"])
            scale = _SCALES.get(match["scale"])
            if bare is None or scale is None:
                continue
            number = bare * scale
        clause = text[max(text.rfind(c, 0, match.start()) for c in "，。；\n") + 1 : match.end()]
        kind = SpanKind.FEE if _FEE.search(clause) else SpanKind.AMOUNT
        per = _PER.match(match["per"] or "")
        rate = (match["rate"] or "").lstrip("/／")
        unit = "元" + (f"/{rate}" if rate else "")
        value = f"{_told(round(number, 4))} {unit}" + (f"，{per[0]}" if per else "")
        yield _span(kind, text, *match.span(), value, number, unit)
    for match in _FREE.finditer(text):
        yield _span(SpanKind.FEE, text, *match.span(), "0 元", 0.0, "元")


def _telephones(text: str) -> Iterator[Span]:
    for match in _LONG_PHONE.finditer(text):
        value = match[0].replace("－", "-").replace("—", "-")
        yield _span(SpanKind.TELEPHONE, text, *match.span(), value)
    for match in _SHORT_PHONE.finditer(text):
        yield _span(SpanKind.TELEPHONE, text, *match.span("number"), match["number"])


def _materials(text: str) -> Iterator[Span]:
    for match in _SUBMITS.finditer(text):
        listed = match["list"]
        if _PAPERS.search(listed) and not re.match(r"(?:下列|以下)", listed):
            start, end = match.span("list")
            yield _span(SpanKind.MATERIAL, text, start, end, listed.strip())
    for match in _ITEMS.finditer(text):
        if match["what"] in ("材料", "资料", "文件"):
            yield _listed(SpanKind.MATERIAL, text, match)


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
