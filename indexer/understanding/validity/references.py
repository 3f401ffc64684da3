"""How a clause refers to another document: its title, number, date, issuer and part.

Forms, in masked text (T title, P brackets, N number, D date):

    TP                  《甲办法》（云政发〔2010〕3号）
    …关于印发T的通知P    the carrier, whose title stands outside the brackets
    …关于X的通知P        no brackets at all
    NT, N               GB8978-1996《污水综合排放标准》; 国办发〔2016〕82号
    TP附件3T            a part of the first, named by its attachment
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from analyzers.numbers import find_numbers
from indexer.model import Scope
from indexer.understanding.metadata.dates import DateMatch, find_dates
from indexer.understanding.metadata.standards import find_standard_numbers
from indexer.understanding.validity.spans import Paragraph, Span, pattern


@dataclass(frozen=True, slots=True)
class Reference:
    """A document as a clause names it. Offsets are in the paragraph; ``end`` is past the part."""

    start: int
    end: int
    title: str | None = None
    number: str | None = None
    date: date | None = None
    issuer: str | None = None
    scope: Scope = Scope.WHOLE
    provision: str = ""


_GENRE = (
    "(?:通知|公告|意见|决定|命令|令|通告|函|复函|批复|通报|办法|规定|方案|细则|规则|条例|解释"
    "|答复|公函|指示|报告)"
)
_NUMERAL = "[一二三四五六七八九十百千零〇0-9]+"
_UNIT = "(?:条|款|项|章|节|目|点|段|部分|小项|附表)"
_ITEM = rf"第?\(?{_NUMERAL}\)?"
_PART = rf"(?:{_ITEM}(?:[、和及至,或与]*{_ITEM})*{_UNIT}(?:之{_NUMERAL})?)"
PARTS = rf"(?:{_PART}(?:[、,和及至或与]*{_PART})*)"
_MATTER = (
    "(?:规定|内容|部分|条款|政策|标准|要求|表述|条文|章节|事项|措施|指标|限值|目录|清单|附件|附表"
    "|项目)"
)
_GOES_ON = "自|从|同时|即行|停止|废止|予以|失效|不再|继续"
_ENDS = "自|从|同时|即行|停止|废止|予以|失效|不再|继续|相应|一并|均|也|现|暂停"
ANNEX = rf"附(?:件|表)(?:{_NUMERAL}|附{_NUMERAL})?(?:[、和及]附?件?{_NUMERAL})*(?:的|中|中的)?"
# 《甲》第五条第一款有关内容和第二款: what follows the first part and its matter.
_MORE_PARTS = pattern(
    rf"[ ]*(?:以及|[、,和及与])[ ]*(?:{ANNEX}{PARTS}?|{PARTS})"
    rf"(?:(?:中|所)?的?(?:有关|相关|部分)?的?{_MATTER})?(?=[ ]*(?:[、,和及与。;]|以及|{_ENDS}|$))"
)
_TRAIL = pattern(r"[ \n]*{P}(?:[ \n]*{P})*|[ \t]*(?P<number>{N})")
_ATTACHED = pattern(
    rf"[ ]*(?:的|中的?)?附(?:件|表)?{_NUMERAL}?[:：]?[ ]*(?P<title>{{T}})(?:{{P}})*"
)
# 附件1替换为本通知附件: what it becomes is no part of it.
_NOT_CHANGED = "(?!(?:[换改整更]|修订|更正)为)"
_PROVISION = pattern(
    rf"[ ]*(?:中|里|的)*(?P<part>{ANNEX}{PARTS}?|{PARTS})"
    rf"(?:(?:(?:中|所)?规定的|中的?|的)?(?:{_NOT_CHANGED}(?:[^,。;:\ue000-\ue010]|{{Q}})){{0,50}}?"
    rf"{_MATTER}(?!的)"
    rf"|所?规定的[^,。;:\ue000-\ue010]{{1,30}}?(?={_GOES_ON}))?"
)
_PORTION = pattern(
    r"[ ]*(?P<part>(?:中|里|内)?的?(?:有关|关于|涉及|相关|部分|个别|若干|其中|对|除)"
    rf"(?:[^,。;:\ue000-\ue010]|{{Q}}|{{P}}|{{T}}){{0,60}}?{_MATTER}(?:的{_MATTER})?(?:以?外(?!的))?"
    rf"|中的?(?:[^,。;:\ue000-\ue010]|{{Q}}|{{P}}|{{T}}){{1,60}}?{_MATTER}"
    rf"|(?:文件?)?(?:所)?(?:规定|确定|明确|核定)的[^,。;:\ue000-\ue010]{{0,20}}?"
    rf"(?:标准|条款|限额|价格|内容)(?={_ENDS}|$))"
)
_TOKEN = pattern(r"(?P<number>{N})[ ]*(?P<numbered>{T})?|(?P<title>{T})|(?P<bare>关于)")
_LISTED = re.compile(r"[ \t]*(?=关于)")
_UNBRACKETED = re.compile(
    r"[\"' ]{0,2}(?!文件|文中?[规的]|规定|中)(?P<title>[一-鿿、\"?]{4,40}标准)(?=[\n。;、,]|$)"
)
_CARRIER_TAIL = pattern(
    rf"(?:[^,。;:\ue000-\ue010]{{0,20}}|等[^,。;:]{{0,16}})的{_GENRE}(?![一-鿿]*{_GENRE})"
)
_BARE = pattern(
    r"关于(?:[^,。;:\n\ue000\ue003\ue004]|{P}(?=[一-鿿])){3,90}?"
    rf"的(?:补充|若干|紧急|暂行|试行)*{_GENRE}"
    r"(?=[ \t]*(?:{P}|{D}|{N}|[,、。;\n]|同时|停止|自|即|予以|废止|失效|宣布|继续|现|第|中|等|和|及"
    r"|一并|$))"
)
_LONGEST_LEAD = 160
_LEADING = re.compile(
    r"^(?:[、和及与并 ]|以及|同时|原(?!国)|现|决定|宣布|废止|失效|停止执行|对|将|由|即行|予以|包括"
    r"|其中|[一二三四五六七八九十]{1,3}、|.*(?:印发|发布|公布|颁发|制定|下发|颁布|出台|联合制发)的)+"
)


def references(paragraph: Paragraph, start: int, end: int) -> list[Reference]:
    """The documents that ``paragraph.masked[start:end]`` names, in order."""
    return list(each_reference(paragraph, start, end))


def each_reference(
    paragraph: Paragraph, start: int, end: int, near: int | None = None
) -> Iterator[Reference]:
    """The same, one by one, for who needs only the first of them; ``near`` is how far the next
    may stand from the last."""
    masked, at, floor = paragraph.masked, start, start
    while (token := _TOKEN.search(masked, at, end)) is not None:
        if near is not None and token.start() > floor + near:
            return
        one = _read(paragraph, token, floor, end)
        if one is None:
            at = token.start() + 1
            continue
        yield _with_surroundings(paragraph, one, floor)
        for more in _of_one_head(paragraph, one, end):
            one = more
            yield more
        floor, at = one.end, max(one.end, token.start() + 1)


# 云政办发〔2014〕71号、〔2016〕18号、22号文件: the numbers that go on have the head of the first.
_GOING_ON = re.compile(
    r"[ ]*[、,和及与][ ]*(?:[\[(](?P<year>(?:19|20)[0-9]{2})[\])])?"
    r"(?P<count>[0-9]{1,4})号(?![楼线院车令])"
)
_HEADED = re.compile(r"(?P<head>.+)〔(?P<year>[0-9]{4})〕[0-9]+号")
# 海关总署公告2019年第167号、2020年第76号和第132号
_SERIES_GOING_ON = re.compile(
    r"[ ]*[、,和及与][ ]*(?:(?P<year>(?:19|20)[0-9]{2})年)?第(?P<count>[0-9]{1,4})号"
    r"(?:公告|通告|令(?=[、,。;和及与同]))?(?![楼线院车令])"
)
_HEADED_SERIES = re.compile(r"(?P<head>.+(?:公告|通告|令))(?P<year>[0-9]{4})年第[0-9]+号")


def _of_one_head(paragraph: Paragraph, one: Reference, end: int) -> Iterator[Reference]:
    series = _HEADED_SERIES.fullmatch(one.number or "") if one.title is None else None
    if series is not None:
        yield from _of_one_series(paragraph, one, end, series)
        return
    headed = _HEADED.fullmatch(one.number or "") if one.title is None else None
    if headed is None or one.scope is Scope.PARTIAL:
        return
    year, at = headed["year"], one.end
    while (more := _GOING_ON.match(paragraph.masked, at, end)) is not None:
        year = more["year"] or year
        number = f"{headed['head']}〔{year}〕{int(more['count'])}号"
        begin, at = more.start("year" if more["year"] else "count"), more.end()
        at = _past_paper(paragraph, at, end)
        yield Reference(begin, at, None, number)


def _of_one_series(
    paragraph: Paragraph, one: Reference, end: int, series: re.Match[str]
) -> Iterator[Reference]:
    year = series["year"]
    while (more := _SERIES_GOING_ON.match(paragraph.masked, one.end, end)) is not None:
        year = more["year"] or year
        number = f"{series['head']}{year}年第{int(more['count'])}号"
        one = _with_part(paragraph, Reference(more.start(), more.end(), None, number), end)
        yield one


def _read(paragraph: Paragraph, token: re.Match[str], floor: int, end: int) -> Reference | None:
    if token["bare"] is not None:
        return _bare(paragraph, token.start(), floor, end)
    if token["number"] is not None:
        number = paragraph.numbers[token.start()][1]
        if token["numbered"] is None and (
            words := _UNBRACKETED.match(paragraph.masked, token.end(), end)
        ):
            name = paragraph.text[words.start("title") : words.end("title")]
            return Reference(token.start(), words.end(), name, number)
        behind = _LISTED.match(paragraph.masked, token.end(), end)
        parted = behind is not None and paragraph.text[behind.end() - 1].isspace()
        if (
            behind is not None
            and parted
            and (named := _bare(paragraph, behind.end(), behind.end(), end))
        ):
            return replace(named, start=token.start(), number=number)
        if token["numbered"] is None:
            plain = Reference(token.start(), _past_paper(paragraph, token.end(), end), None, number)
            return _with_part(paragraph, plain, end)
        title = Span(*token.span("numbered"))
        plain = Reference(token.start(), title.end, paragraph.inner(title), number)
        return _with_part(paragraph, _with_brackets(paragraph, plain, end), end)
    carrier = _carrier(paragraph, token, floor, end)
    if carrier is None:
        title = Span(token.start(), token.end())
        carrier = Reference(title.start, title.end, paragraph.inner(title).strip())
    return _with_part(paragraph, _with_brackets(paragraph, carrier, end), end)


_PAPER_WORD = re.compile(
    r"文件?(?=[,、。;和及与第]|同时|自|即|予以|停止|废止|失效|一并|不再|继续|相应|中|$)"
)


def _past_paper(paragraph: Paragraph, at: int, end: int) -> int:
    """青交规〔2018〕6号文, 6号文件: the word belongs to the number."""
    word = _PAPER_WORD.match(paragraph.masked, at, end)
    return at if word is None else word.end()


# 甲市政府转发市财政局《乙》的通知: whose it was stands between.
_CARRIES = re.compile(
    r"关于[一-鿿 ]{0,14}$|(?:印发|转发|批转|修订印发)$"
    r"|(?:转发|批转)[一-鿿、 ]{2,30}(?:部|局|委|厅|院|会|办|署|行|府|中心)"
    r"(?:等部门|等单位)?(?:关于)?$"
)


def _carrier(paragraph: Paragraph, token: re.Match[str], floor: int, end: int) -> Reference | None:
    """X关于印发T的通知, written without brackets of its own."""
    masked = paragraph.masked
    begin = _before_carrier(masked, floor, token.start())
    tail = _CARRIER_TAIL.match(masked, token.end(), end)
    if tail is None:
        return None
    words = masked[begin : token.start()]
    if not _CARRIES.search(words):
        return None
    start = begin + _leading(words)
    title = " ".join(paragraph.text[start : tail.end()].split())
    return Reference(start, tail.end(), title)


def _before_carrier(masked: str, floor: int, at: int) -> int:
    """Where the words before a title begin: names, and brackets within them."""
    start = at
    while start > max(floor, at - _LONGEST_LEAD):
        character = masked[start - 1]
        if "一" <= character <= "鿿" or character in "、 ":
            start -= 1
        elif character == "\ue001" or character == "\ue010":
            opened = start - 1
            while masked[opened] == "\ue010":
                opened -= 1
            if masked[opened] != "\ue001" or not "一" <= masked[start : start + 1] <= "鿿":
                break
            start = opened
        else:
            break
    return max(start, floor)


def _listed(paragraph: Paragraph, at: int, end: int) -> Reference | None:
    """1 云政发〔2018〕4号 关于甲的意见: the title behind a number, parted by a blank."""
    behind = _LISTED.match(paragraph.masked, at, end)
    if behind is None or not paragraph.text[behind.end() - 1].isspace():
        return None
    return _bare(paragraph, behind.end(), behind.end(), end)


def _bare(paragraph: Paragraph, at: int, floor: int, end: int) -> Reference | None:
    masked = paragraph.masked
    body = _BARE.match(masked, at, end)
    if body is None:
        return None
    begin = _before_carrier(masked, floor, at)
    start = begin + _leading(masked[begin:at])
    title = " ".join(paragraph.text[start : body.end()].split())
    plain = Reference(start, body.end(), title)
    return _with_part(paragraph, _with_brackets(paragraph, plain, end), end)


def _leading(words: str) -> int:
    found = _LEADING.match(words)
    return 0 if found is None else found.end()


def _with_brackets(paragraph: Paragraph, one: Reference, end: int) -> Reference:
    """The number and the date in the round brackets that follow a title."""
    trail = _TRAIL.match(paragraph.masked, one.end, end)
    if trail is None:
        return one
    inside = paragraph.text[one.end : trail.end()]
    if trail["number"] is not None:
        number: str | None = paragraph.numbers[trail.start("number")][1]
    else:
        number = one.number or number_in(inside.replace("\n", ""))
        if number is None and one.title is not None and _SERIES.search(one.title):
            # 《某局公告》（2022年第6号）
            number = number_in(one.title + re.sub(r"[()（）\s]", "", inside))
    dates = find_dates(inside)
    day = dates[0].date if dates else None
    return replace(one, end=trail.end(), number=number, date=one.date or day)


_SERIES = re.compile(r"(?:公告|通告|令)$")


def number_in(text: str) -> str | None:
    """The first document number of a text, in its normal form; a standard's too."""
    numbers = find_numbers(text)
    if numbers:
        return numbers[0].number.text.removeprefix("原")
    return next((found.value for found in find_standard_numbers(text)), None)


def _with_part(paragraph: Paragraph, one: Reference, end: int) -> Reference:
    """The part that is meant, where it is not the whole."""
    masked = paragraph.masked
    attached = _ATTACHED.match(masked, one.end, end)
    if attached is not None:
        title = Span(*attached.span("title"))
        lead = paragraph.text[one.end : title.start].strip("的中 ")
        inner = replace(one, end=attached.end(), title=paragraph.inner(title))
        part = _PROVISION.match(masked, inner.end, end)
        named = "" if part is None else paragraph.text[part.start("part") : part.end("part")]
        stop = inner.end if part is None else part.end()
        while part is not None and (more := _MORE_PARTS.match(masked, stop, end)):
            stop = more.end()
            named = paragraph.text[part.start("part") : stop]
        return replace(inner, end=stop, scope=Scope.PARTIAL, provision=lead + named)
    for rule in (_PROVISION, _PORTION):
        part = rule.match(masked, one.end, end)
        if part is not None:
            provision, stop = paragraph.text[part.start("part") : part.end("part")], part.end()
            while more := _MORE_PARTS.match(masked, stop, end):
                stop = more.end()
                provision = paragraph.text[part.start("part") : stop]
            return replace(one, end=stop, scope=Scope.PARTIAL, provision=_trimmed(provision))
    return one


def _trimmed(provision: str) -> str:
    return provision.strip().removeprefix("中的").removeprefix("中").removeprefix("的").strip()


# ---------------------------------------------------------------- what stands before a title

_ISSUED = pattern(
    r"(?P<issuer>[一-鿿、 ]{2,60}?)(?:于?{D})?(?:以[^,]{0,20})?(?:联合)?"
    r"(?:发布|公布|颁布|印发|颁发|制定|制订|下发|制发|出台)的?(?:原)?$"
)
_ORG = pattern(
    r"(?P<issuer>[一-鿿、 ]{1,50}?"
    r"(?:部|局|委|厅|院|会|办|署|处|行|政府|办公室|中心|法院|检察院|委员会))$"
)


_FROM_THEN = re.compile(r"起(?!(?:施行|实施|执行|生效|试行)的)")


def dates_of_making(paragraph: Paragraph, start: int, end: int) -> list[DateMatch]:
    """The dates before a title that may be its own: 自D起 tells of now."""
    return [
        day
        for at, day in paragraph.dates.items()
        if start <= at < end and not _FROM_THEN.match(paragraph.masked, day.end)
    ]


def _with_surroundings(paragraph: Paragraph, one: Reference, floor: int) -> Reference:
    """The date and the issuer that the words before a title give."""
    masked = paragraph.masked
    before = masked[floor : one.start]
    day = one.date
    if day is None:
        days = dates_of_making(paragraph, floor, one.start)
        if (
            days
            and not re.search(r"[。;]", masked[days[0].end : one.start])
            and before.rstrip().endswith(("的", "发布", "公布", "印发", "颁布", "号", "制定"))
        ):
            day = days[0].date
    return replace(one, date=day, issuer=_issuer(before))


def _issuer(before: str) -> str | None:
    clause = re.split(r"[,;。:]|\ue000\ue010*|\ue001\ue010*", before)[-1]
    found = _ISSUED.search(clause) or _ORG.search(clause)
    if found is None:
        return None
    name = re.split(r"\ue003\ue010*", found["issuer"])[-1]
    name = re.sub(r"^(?:[、和及与由原 于]|废止|同时|以及|现行|\d+|年原?)+", "", name).strip("、 ")
    return name if len(name) >= 3 and not _NO_ISSUER.search(name) else None


_NO_ISSUER = re.compile(r"^本|执行$|施行$|实行$|进行$|即行$|同时|废止")
