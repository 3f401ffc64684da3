"""Lists: 废止下列文件：…, 对以下2件规章予以废止：一、《甲》二、《乙》, 附件：宣布失效的文件目录.

A list is opened by a sentence (下列, 以下, a colon) or by the heading of an attachment, and goes
on item by item, in one line or many, until something else begins: another section, a sentence
without a title, a closing clause (本决定自公布之日起施行), a date line. Stated counts are compared
with the items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analyzers.numerals import parse_numeral
from indexer.model import RelationType, Scope
from indexer.understanding.validity.operations import Hint, Operation
from indexer.understanding.validity.references import Reference, number_in, references
from indexer.understanding.validity.spans import Masker, Paragraph, Span, pattern
from indexer.understanding.validity.triggers import Found

REPEALS, LAPSES = RelationType.REPEALS, RelationType.LAPSES
AMENDS, KEEPS = RelationType.AMENDS, RelationType.CONFIRMS

# In this order: 继续有效 holds 有效, and 修改 may stand beside 废止 in one heading.
ACTIONS: tuple[tuple[re.Pattern[str], RelationType], ...] = (
    (re.compile(r"继续有效|继续执行|予以保留|保留"), KEEPS),
    (re.compile(r"废止|废除"), REPEALS),
    (re.compile(r"失效|停止执行|不再执行"), LAPSES),
    (re.compile(r"修改|修订|修正"), AMENDS),
)
_VERBS = "(?:废止|废除|失效|停止执行|不再执行|停止施行|继续有效|继续执行|保留|修改|修订|修正)"
_ANY_VERB = re.compile(_VERBS)
_THESE = "(?:下列|以下|如下)"
_LIST_NAMES = "(?:目录|清单|文件|规章|法规|名单)"
_OPENER = pattern(
    rf"(?<!作)(?<!作出){_THESE}[^。;:]{{0,60}}?(?P<first>{_VERBS})"
    rf"|(?P<second>{_VERBS})(?:了)?{_THESE}"
    rf"|(?P<third>{_VERBS})(?:的)?[^。;:,\ue000-\ue010]{{0,30}}{_LIST_NAMES}"
    r"(?:如下|为)?(?=:|(?:\([^()]{0,12}\)|{P})?:?[ ]*$)"
    rf"|(?:^|(?<=[。;:\n]))[ ]*(?:决定)?(?P<fourth>{_VERBS})的?[^,。;:\ue000-\ue010]{{0,14}}?"
    r"[0-9一二三四五六七八九十百]{1,4}[件项部个份](?=:)"
)
_PROPOSED = re.compile(
    r"建议|拟(?!定)|应当|可以|征求|有下列|下列情形|下列情况|以下情形|之一的|下列原因"
    r"|提出|请各|需要?(?=修)|进行研究"
    r"|(?:符合|满足|具备|具有|达到|按照?|依照|遵守|属于)[^,。;]{0,6}(?:下列|以下|如下)"
    r"|(?:下列|以下)(?:要求|条件|原则|行为|方式|程序|步骤|职责|材料|问题)"
)
_LEVEL = re.compile(
    r"^[ ]*(?:(?P<cn>[一二三四五六七八九十]{1,3})、|\((?P<paren>[一二三四五六七八九十]{1,3})\)"
    r"|(?P<digit>[0-9]{1,3})[.、．]|\((?P<pdigit>[0-9]{1,3})\)|(?P<part>附件))"
)
_CLOSER = re.compile(
    r"本(?:决定|通知|公告|办法|规定|条例|法|令|目录|通告|意见|细则|规则|解释|标准|名录)[^。;]{0,20}"
    r"(?:施行|实施|执行|生效|公布|发布|印发)"
    rf"|特此|此前|[一二三四五六七八九十]{{1,3}}、(?=[^、\ue000]{{0,30}}{_VERBS})"
    r"|(?:对|将)(?:下列|以下)"
)
_MARK = r"\(?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,4})[)、.．:]"
_ITEM_MARK = re.compile(rf"^[ ]*(?:{_MARK}|[0-9]{{1,4}}(?=[ \t《]))?[ \t]*")
_LONGEST_LIST = 3000
_MOST_SUBHEADINGS = 8  # lines without an item, one after another


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open list: what happens to its items, and where they begin in the text."""

    type: RelationType
    paragraph: Paragraph
    sentence: Span
    at: int
    level: str
    from_date: date | None
    heading: bool = False
    part: str = ""


# 一、继续有效的文件152件
_TALLY = "(?:[,:]?共?计?[0-9一二三四五六七八九十百]{1,5}[件项部个份])?"
_LIST_WORDS = ("下列", "以下", "如下", "目录", "清单")
# 继续有效3件：甲号、乙号。
_OPENING_WORDS = (*_LIST_WORDS, "件:", "项:", "部:", "个:", "份:")
# 一、宣布失效的文件（2件）: a heading of its own.
_HEADING = re.compile(
    rf"\s*(?:\(?[一二三四五六七八九十0-9]{{1,3}}[)、.．]|附件[0-9一二三四五六七八九十]*[:：]?)?\s*"
    rf"(?:决定|宣布|予以|现行|继续|自行|自动|全文)*{_VERBS}的?[^,。;:《]{{0,16}}(?:文件|规章|法规)"
    rf"(?:\([^()]{{0,16}}\))?{_TALLY}:?\s*"
)


def _may_open(folded: str) -> bool:
    if _ANY_VERB.search(folded) is None:
        return False
    return any(word in folded for word in _OPENING_WORDS) or bool(_HEADING.fullmatch(folded))


def read_lists(masker: Masker, found: Found) -> None:
    """Add what lists in the running text end, keep or amend; mark their triggers as taken."""
    for paragraph in masker.having(*_OPENING_WORDS, "文件", "规章", "法规", when=_may_open):
        if (headed := _opened_by_heading(paragraph)) is not None:
            _read_list(masker, headed, found)
            continue
        for sentence in paragraph.sentences:
            opened = _opened(paragraph, sentence)
            if opened is not None and not found.is_taken(opened.at):
                _read_list(masker, opened, found)


# ---------------------------------------------------------------- what opens a list


def _opened(paragraph: Paragraph, sentence: Span) -> _Opened | None:
    masked = paragraph.masked
    opener = _OPENER.search(masked, sentence.start, sentence.end)
    if opener is None or _PROPOSED.search(masked, sentence.start, opener.end()):
        return None
    verb = opener["first"] or opener["second"] or opener["third"] or opener["fourth"]
    at = _items_begin(masked, opener.end(), sentence)
    if at is None:
        return None
    level = _LEVEL.match(masked, sentence.start)
    part = _PART.search(masked, sentence.start, opener.end())
    return _Opened(
        next(type_ for words, type_ in ACTIONS if words.search(verb)), paragraph, sentence,
        paragraph.start + at, (level.lastgroup or "") if level else "",
        _day_in(paragraph, sentence), part=part["part"] if part else "",
    )  # fmt: skip


# 下列各标准的废气部分即行废除: of each item that part.
_PART = re.compile(r"(?:下列|以下)[^,。;:的]{2,12}的(?P<part>[一-鿿]{1,8}部分)")
_FIRST_ITEM = pattern(r"{T}|{N}|\([一二三四五六七八九十]\)|[一二12]、|1[.．]")


def _items_begin(masked: str, after: int, sentence: Span) -> int | None:
    """Past the colon, else at the first item mark or title, else at the sentence's end."""
    colon = masked.find(":", after, sentence.end)
    first = _FIRST_ITEM.search(masked, after, sentence.end)
    if colon != -1 and (first is None or colon < first.start()):
        return colon + 1
    if first is not None:
        gap = masked[after : first.start()]
        return first.start() if len(gap) <= 40 and "," not in gap.strip(" ,\n") else None
    return sentence.end if sentence.end - after <= 40 else None


_SINCE = pattern(r"(?:自|从|于)(?P<day>{D})(?:起)?[^,。;]{0,6}" + _VERBS)


def _day_in(paragraph: Paragraph, sentence: Span) -> date | None:
    dated = _SINCE.search(paragraph.masked, sentence.start, sentence.end)
    return None if dated is None else paragraph.dates[dated.start("day")].date


def _opened_by_heading(paragraph: Paragraph) -> _Opened | None:
    """附件1 宣布失效的文件目录: a heading over items that are lines of their own."""
    line = paragraph.masked.strip()
    if not line or not re.search(
        rf"{_LIST_NAMES}(?:\([^()]{{0,12}}\))?(?:{_PAREN})?{_TALLY}:?$", line
    ):
        return None
    type_ = type_of_heading(paragraph.folded)
    if type_ is None or re.search(r"关于|决定|公告$|,|:", line):
        return None
    end = len(paragraph.text)
    return _Opened(
        type_, paragraph, Span(0, end), paragraph.start + end, "part", None, heading=True
    )


_PAREN = "\ue001\ue010*"


# 拟废止的文件目录: not done yet.
_PLANNED = re.compile(r"拟(?!定|订)|建议|征求")


def is_planned(words: str) -> bool:
    """
    >>> is_planned("拟修改"), is_planned("修改")
    (True, False)
    """
    return _PLANNED.search(words) is not None


def type_of_heading(line: str) -> RelationType | None:
    """What a heading says of the items below it; None where it says nothing, or two things.

    >>> type_of_heading("附件2 宣布失效的市政府文件目录(12件)").value, type_of_heading("行政区划表")
    ('lapses', None)
    >>> type_of_heading("废止和失效的规范性文件目录").value, type_of_heading("废止和修改的文件目录")
    ('repeals', None)
    """
    if len(line) > 80 or "。" in line or _PLANNED.search(line):
        return None
    line = re.sub(r"《[^》]*》", "", line)
    types = [type_ for words, type_ in ACTIONS if words.search(line)]
    ends = [type_ for type_ in types if type_ in (REPEALS, LAPSES)]
    if len(types) == 1:
        return types[0]
    return ends[0] if types and len(ends) == len(types) else None


# ---------------------------------------------------------------- its items


def _read_list(masker: Masker, opened: _Opened, found: Found) -> None:
    items: list[Operation] = []
    named: str | None = None
    idle = 0
    for paragraph, start, stop in _lines(masker, opened):
        if found.is_taken(paragraph.start + start):
            break  # a table has been read here
        run, closed = _items_in(paragraph, start, stop, opened)
        done = list(_operations(paragraph, run, opened))
        if len(done) == 1 and _ONLY_NUMBER.fullmatch(paragraph.masked[start:stop]):
            _join_cells(items, done[0], named)
        else:
            items.extend(done)
        named = _named_alone(paragraph, start, stop) if not run else None
        idle = 0 if run else idle + 1
        if closed or len(items) > _LONGEST_LIST or idle > _MOST_SUBHEADINGS:
            break
    if items:
        found.operations.extend(items)
        begin = opened.paragraph.start + opened.sentence.start
        found.taken.append(Span(begin, opened.at))
        found.hints.extend(_miscount(opened, len(items)))


_ONLY_NUMBER = pattern(r"[ \t]*\(?{N}\)?[ \t]*")


def _named_alone(paragraph: Paragraph, start: int, stop: int) -> str | None:
    """A cell with a title and nothing else: its number is on the next line."""
    line = _TITLE_LINE.match(paragraph.masked[start:stop])
    if line is None or line["paren"] is not None or line.end("title") < stop - start - 1:
        return None
    return " ".join(paragraph.text[start + line.start("title") : start + line.end("title")].split())


def _join_cells(items: list[Operation], number: Operation, named: str | None) -> None:
    """The number of a row whose title stood on the line before."""
    last = items[-1].target if items else None
    if named is None and last is not None and number.target is not None and last.number is None:
        items[-1] = replace(items[-1], target=replace(last, number=number.target.number))
    elif number.target is not None:
        items.append(replace(number, target=replace(number.target, title=named)))


def _lines(masker: Masker, opened: _Opened) -> Iterator[tuple[Paragraph, int, int]]:
    """The rest of the opening paragraph, then the paragraphs after it, with item ranges."""
    paragraph = opened.paragraph
    start = opened.at - paragraph.start
    if paragraph.masked[start:].strip():
        yield paragraph, start, len(paragraph.text)
    empty = 0
    offset = paragraph.start + len(paragraph.text) + 1
    while offset < len(masker.text) and empty < 4:
        paragraph = masker.at(offset)
        offset = paragraph.start + len(paragraph.text) + 1
        if paragraph.masked.strip():
            empty = 0
            yield paragraph, 0, len(paragraph.text)
        else:
            empty += 1


_OWN_VERB = re.compile(rf"(?:同时|予以|宣布|即行|现)?{_VERBS}[。;]?[ ]*$")
_TOLD = re.compile(r"[^,;。]{0,6}(?:修正|修订)的")


def _items_in(
    paragraph: Paragraph, start: int, stop: int, opened: _Opened
) -> tuple[list[Reference], bool]:
    """The items of a line, and whether the list ends in it."""
    masked = paragraph.masked
    headed = _number_first(paragraph, start, stop)
    if headed is not None:
        return [headed], False
    if start == 0 and (_is_new_section(masked, opened) or _opens_another(masked)):
        return [], True
    if "\ue000" not in masked[start:stop] and not _SEVERAL.search(masked, start, stop):
        # 1.甲办法 云政发〔2010〕3号: the number alone would lose the title.
        bare = _bare_item(paragraph, start, stop)
        if bare is not None and bare.number is not None:
            return [bare], False
    closer = _CLOSER.search(masked, start, stop)
    limit = stop if closer is None else closer.start()
    run: list[Reference] = []
    at = start
    for one in references(paragraph, start, limit):
        if not _belongs(masked[at : one.start], opened):
            return run, True
        if not _TOLD.match(masked, one.end, limit):
            run.append(_standard_named(paragraph, one, limit))
        at = run[-1].end if run and run[-1].start == one.start else one.end
    rest = masked[at:limit]
    if opened.heading and run and len(re.sub(r"[\ue000-\ue010]", "", rest)) > 24:
        return [], True  # a sentence of the body that begins with a title
    if run or closer is not None:
        return ([] if not run and _OWN_VERB.search(rest) else run), closer is not None
    bare = _bare_item(paragraph, start, stop)
    if bare is not None:
        return [bare], False
    return [], not _is_subheading(masked[start:stop])


_STANDARD = re.compile(r"[A-Z]+(?:/?[A-Z0-9]+)* ?[0-9.]+-(?:19|20)?[0-9]{2}")
_ITS_NAME = re.compile(r"[ \t]*(?<=[ \t])(?P<name>[一-鿿][^,。;\ue000-\ue010]{2,80}?)[ \t;。]*$")


def _standard_named(paragraph: Paragraph, one: Reference, limit: int) -> Reference:
    """DB33/T 478-2004 茶叶机械安全要求: the rest of the line is the standard's name."""
    if one.title is not None or one.number is None or not _STANDARD.fullmatch(one.number):
        return one
    named = _ITS_NAME.match(paragraph.masked, one.end, limit)
    if named is None:
        return one
    name = paragraph.text[named.start("name") : named.end("name")]
    return replace(one, title=name, end=named.end())


_ISSUER_ONLY = re.compile(
    r"(?:[一-鿿、 ]{0,40}(?:部|局|委|厅|院|会|办|署|处|行|府|中心|室|公司|原))?$"
)


def _belongs(gap: str, opened: _Opened) -> bool:
    """Whether the words before an item's title are an issuer, a date, a mark, and no clause."""
    gap = _ITEM_MARK.sub("", gap.lstrip(" ;,、。\n")).strip()
    gap = re.sub(rf"[\ue000-\ue010]|{_MARK}", "", gap)
    if opened.heading and not _ISSUER_ONLY.match(gap.strip(" ;、\t")):
        return False
    return len(gap) <= 60 and not re.search(r"[。:]|修改|根据|施行|制定本|不一致|贯彻|落实", gap)


def _opens_another(masked: str) -> bool:
    """以下文件废止： under an open list is a list of its own."""
    opener = _OPENER.search(masked, 0, 200)
    return opener is not None and not masked.startswith("\ue000")


def _is_new_section(masked: str, opened: _Opened) -> bool:
    level = _LEVEL.match(masked)
    if level is None:
        return False
    if opened.level and level.lastgroup == opened.level:
        return True
    words = pattern(r"{T}.*|{P}").sub("", masked)
    return bool(re.search(_VERBS, words)) and not re.match(r"^[^\ue000]{0,6}\ue000", masked)


def _is_subheading(line: str) -> bool:
    line = line.strip()
    return (
        0 < len(line) <= 24
        and not re.search(r"[。;,]|\ue003", line)
        and not re.search(r"公告|通知|附件|印发|人民政府$|局$|厅$|办公室$|委员会$", line)
    )


_KINDS = (
    "(?:通知|办法|规定|意见|公告|决定|细则|条例|规则|方案|通告|函|批复|规程|解释|制度|标准|规划)"
)
_TITLE_LINE = pattern(
    rf"^[ ]*(?:{_MARK}|[0-9]{{1,4}}(?=[ \t]))?[ \t]*"
    rf"(?P<title>[^\s。;\ue000\ue003].{{4,90}}?{_KINDS}"
    r"(?:\((?:试行|暂行|修订)\))?)[ \t]*(?P<paren>{P}|{N})?[^。]{0,16}[。;]?$"
)


# 1.甲市招商引资优惠政策（云政发〔2016〕28号）: what has its number in brackets is a title.
_NUMBERED_LINE = pattern(
    rf"^[ ]*(?:{_MARK}|[0-9]{{1,4}}(?=[ \t]))[ \t]*"
    r"(?P<title>[^\s。;,:\ue000-\ue010][^。;,:\ue000-\ue010]{3,90})"
    r"[ \t]*(?P<paren>{P})[ \t]*[。;]?$"
)


# 1.遵守国家法律法规和有关政策规定 is a demand and no title.
_NUMBER_FIRST = pattern(
    rf"^[ ]*(?:{_MARK}|[0-9]{{1,4}}(?=[ \t]))?[ \t]*(?P<number>{{N}})[ \t]+"
    rf"(?P<title>[^。;:,\ue003]{{4,120}}?{_KINDS}(?:\((?:试行|暂行|修订)\))?)[ \t]*$"
)
_SEVERAL = pattern(r"{P}[、,;]")  # 关于甲的通知（号）、关于乙的通知（号）


def _number_first(paragraph: Paragraph, start: int, stop: int) -> Reference | None:
    """1 云政发〔2010〕3号 云溪市停车办法: a row of a table whose number comes first."""
    line = _NUMBER_FIRST.match(paragraph.masked[start:stop])
    if line is None:
        return None
    number = paragraph.numbers[start + line.start("number")][1]
    begin, end = start + line.start("title"), start + line.end("title")
    return Reference(
        start + line.start("number"), end, " ".join(paragraph.text[begin:end].split()), number
    )


_SENTENCE_LIKE = re.compile(
    r"遵守|执行|违反|符合|按照|依照|依据|根据|落实|贯彻|严格|具有|具备|拥有|接受|建立|健全|认真|依法|自觉"
    r"|坚持|积极|未|不|没有|已经|能够|应当?|必须|有(?!关)|无|本"
)


def _bare_item(paragraph: Paragraph, start: int, stop: int) -> Reference | None:
    """1. 关于加强停车管理的通知（云政发〔2010〕3号）, with no 《》 at all."""
    if len(paragraph.text) > 200:
        return None
    line = _TITLE_LINE.match(paragraph.masked[start:stop])
    if line is None:
        line = _NUMBERED_LINE.match(paragraph.masked[start:stop])
        if line is None or number_in(paragraph.text[start + line.start("paren") : stop]) is None:
            return None
    begin, end = start + line.start("title"), start + line.end("title")
    if _SENTENCE_LIKE.match(paragraph.masked, begin, end):
        return None
    number = number_in(paragraph.text[end:stop])
    marked = _ITEM_MARK.match(paragraph.masked, start, stop)
    if number is None and (marked is None or marked.end() == start):
        return None
    return Reference(begin, stop, " ".join(paragraph.text[begin:end].split()), number)


def _operations(
    paragraph: Paragraph, run: Sequence[Reference], opened: _Opened
) -> Iterator[Operation]:
    opening = opened.paragraph.start + opened.sentence.start
    for one in run:
        if opened.part and one.scope is Scope.WHOLE:
            one = replace(one, scope=Scope.PARTIAL, provision=opened.part)
        yield Operation(
            opened.type, "list", paragraph.start + one.start, paragraph.start + one.end, one,
            from_date=opened.from_date, under=Span(opening, opened.at),
        )  # fmt: skip


_STATED = re.compile(r"(?P<count>[0-9]+|[一二三四五六七八九十百]+)(?:个|件|份|部|项)")


def _miscount(opened: _Opened, read: int) -> Iterator[Hint]:
    begin = opened.paragraph.start
    sentence = opened.paragraph.folded[opened.sentence.start : opened.at - begin]
    stated = _STATED.search(sentence)
    count = parse_numeral(stated["count"]) if stated else None
    if count is not None and count != read and opened.type is not AMENDS:
        note = f"清单应为{count}件，读出{read}件"
        yield Hint("list", begin + opened.sentence.start, begin + opened.sentence.end, note)
