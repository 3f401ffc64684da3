"""How the main text ends: signature and date, imprint, and where the annexes begin.

GB/T 9704-2012, 7.3.5 to 7.4: 署名, 成文日期, 附注; 附件 on pages of their own; 抄送, 印发机关 and
印发日期 at the foot of the last page. 印发日期 is not 成文日期.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.dates import DateMatch, find_dates
from indexer.understanding.metadata.lines import despaced
from indexer.understanding.metadata.region import leading_regions

_PERSON = re.compile(
    r"(?:总理|主席|委员长|院长|检察长|部长|主任|署长|局长|行长|省长|市长|州长|县长|区长|厅长|会长|书记|代市长"
    r"|代省长|代县长|盟长|旗长|社长)[\s　:：]*[一-鿿·]{1,3}(?:[\s　]?[一-鿿·]{1,3}){0,2}"
)
# （河南省教育厅代章）: who lends the seal has not signed.
_SEAL = re.compile(r"[(（](?:盖章|印章|公章|章|[^()（）]{0,30}?代章?)[)）]")
_NUMERALS = "一二三四五六七八九十0-9０-９"
ANNEX = re.compile(
    rf"^[ \t　#]*附[ 　]?件[ 　]?(?P<label>[{_NUMERALS}]{{0,3}}(?:[-—][{_NUMERALS}])?)"
    r"[ 　]*[:：]?[ \t　]*$",
    re.MULTILINE,
)
_INTERPRETATION = re.compile(
    r"^[ \t　#]*(?:关于《[^\n]{4,150}》的(?:政策)?解读|[^\n。，]{4,80}答记者问)[ \t　]*$",
    re.MULTILINE,
)
# Behind the body, a document number on a line of its own begins another document.
_NUMBER_LINE = re.compile(
    r"^[ \t　]*[一-鿿]{1,14}[\[〔(（【]\d{4}[\]〕)）】][ 　]*第?\d{1,5}号"
    r"[ \t　]*(?:$|(?:成文|颁布|发布|发文)\S{2}[:：])",
    re.MULTILINE,
)
_PRINTED = re.compile(r"日[ \t　]*印[ \t　]*发[ \t　]*$", re.MULTILINE)
_COPIES = re.compile(
    r"^[ \t　]*抄[ 　]*送[:：]([^\n]*(?:\n(?![ \t　]*$)[^\n]{1,80}){0,6})", re.MULTILINE
)
_MARKS_OF_FORMS = re.compile(r"年\s{2,}月")
_UNSHOWN = re.compile(r"&[a-z]{2,6}[;；]?(?![a-z])|[\u200b-\u200f\u2060\ufeff\xa0]")
_REACH = 400_000
_LONGEST_LINE = 300
_SIGNATURE_LINES = 10


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, and when: ``text[start:end]`` is the block, the date its last part."""

    bodies: tuple[str, ...]
    persons: tuple[str, ...]
    date: DateMatch
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Imprint:
    """The day of printing and the line that says so."""

    date: DateMatch
    start: int
    end: int


def find_signature(
    text: str, start: int, authority: Authority, *, body: int = 0
) -> Signature | None:
    """The first date on a line of its own, behind ``start``, that stands under names; behind
    ``body`` a number on a line of its own begins another document.

    >>> text = "特此通知。\\n财政部　税务总局\\n2018年9月7日\\n附件1\\n甲局\\n2001年1月1日"
    >>> found = find_signature(text, 0, Authority.load())
    >>> found.bodies, str(found.date.date), text[found.start : found.end]
    (('财政部', '国家税务总局'), '2018-09-07', '财政部　税务总局\\n2018年9月7日')
    """
    found = _first_signed(text, start, authority, body)
    if found is None or found.start >= body or "年" in found.date.raw:
        return found  # a day that is written out is no portal's
    # What a portal prints under the title, 某局 2024-06-18, is no signature where one follows.
    later = _first_signed(text, body, authority, body)
    among = later is not None and ANNEX.search(text, body, later.start) is not None
    return found if later is None or among else later


def _first_signed(text: str, start: int, authority: Authority, body: int) -> Signature | None:
    another = _NUMBER_LINE.search(text, max(start, body))
    stop = min(len(text), start + _REACH, another.start() if another is not None else len(text))
    for match in find_dates(text, start, stop):
        if not _is_short(text, match):
            continue
        line_start, line_end = _line(text, match.start)
        if "\t" in text[line_start:line_end]:
            continue  # A table's row: names and days, but nobody's signature.
        before = _shown(text[line_start : match.start])
        after = _shown(text[match.end : line_end])
        if after and not _SEAL.fullmatch(after):
            continue
        same = authority.only_bodies(despaced(before), match.date) if before else ()
        if before and not same:
            continue
        found = _names_above(text, line_start, start, match, authority)
        bodies = (*found[0], *same)
        if (bodies or found[1]) and _is_of_annex(text, max(start, body), match.start):
            return None
        if bodies or found[1]:
            return Signature(tuple(dict.fromkeys(bodies)), found[1], match, found[2], match.end)
    return None


# What a site adds behind the day on the same line: bars, its buttons, who put it up.
_SITES_END = (
    r"(?:[【\[(（]?(?:来源|來源|打印|关闭|關閉|责任编辑|責任編輯|编辑|編輯|分享|扫一扫|上一篇|下一篇|标签|主办|相关"
    r"|返回|下载|附件)[^\n。]{0,200})?"
)
_ENDS_LINE = re.compile(
    rf"(?:[(（]此件[^()（）\n]{{0,20}}[)）])?[-—_|｜ \t　]*{_SITES_END}(?:\n|$)|[ \t　]*[-—_]{{5}}"
)
_TAIL = 3_000


def signature_in_line(text: str, start: int, authority: Authority) -> Signature | None:
    """特此通告 某市公安局 2023年1月20日, at the end of a paragraph: a text that lost its lines.

    >>> text = "自即日起施行。特此通告 云溪市公安局 2023年1月20日 ----"
    >>> found = signature_in_line(text, 0, Authority.load())
    >>> found.bodies, str(found.date.date)
    (('云溪市公安局',), '2023-01-20')
    >>> text = "反馈我办。 云溪市人民政府办公室 2023年1月20日 ------ 云溪市甲条例（草案） 第一条"
    >>> str(signature_in_line(text, 0, Authority.load()).date.date)
    '2023-01-20'
    """
    near_the_end = len(text) - _TAIL
    for day in find_dates(text, start, min(len(text), start + _REACH)):
        ends = _ENDS_LINE.match(text, day.end)
        if ends is None:
            continue
        ruled = ends[0].strip()  # a line drawn across, which the next text stuck to
        if day.start < near_the_end and not ruled:
            continue
        line, _ = _line(text, day.start)
        words = re.split(r"[\s。]+", text[line : day.start].rstrip())
        if (len(words) < 2 and not ruled) or "\t" in text[line : day.start]:
            continue
        names = _last_names(words, day, authority)
        if names:
            at = text.rfind(names[0], line, day.start)
            bodies = authority.only_bodies(" ".join(names), day.date)
            return Signature(bodies, (), day, at, day.end)
    return None


def _last_names(words: Sequence[str], day: DateMatch, authority: Authority) -> list[str]:
    """The words at the end that name bodies, 甲局 乙局 before the day: the last, and those before
    it that are surely bodies."""
    if not words or not authority.only_bodies(words[-1], day.date):
        return []
    names = [words[-1]]
    for word in reversed(words[:-1]):
        if not word or not authority.known(word):
            break
        names.insert(0, word)
    return names


def run_in_signature(
    text: str, start: int, issuers: str, authority: Authority, title: str = ""
) -> Signature | None:
    """…落实。某市人民政府2023年9月5日（此件公开发布）: their day in a text without lines.

    ``issuers`` is how the title names them; what it brings, 《甲办法》, may follow the day.

    >>> text = "现印发给你们，请落实。安顺市人民政府2023年9月5日（此件公开发布）管理办法第一章"
    >>> found = run_in_signature(text, 0, "安顺市人民政府", Authority.load())
    >>> found.bodies, str(found.date.date)
    (('安顺市人民政府',), '2023-09-05')
    >>> run_in_signature("经批准。财政部2023年9月5日印发的办法", 0, "财政部", Authority.load())
    """
    name = "".join(issuers.split())
    brought = tuple(re.findall(r"《([^《》]{4,60})》", title))
    at = text.find(name, start) if len(name) > 2 else -1
    for _ in range(_SIGNATURE_LINES):
        if at == -1:
            return None
        end = at + len(name)
        day = next(iter(find_dates(text, end, min(len(text), end + 30))), None)
        ends = text[max(0, at - 20) : at].rstrip().endswith(("。", "通知", "公告", "通告"))
        # 附件：1.… 2.某表某某局2012年7月26日: behind the last of what is attached.
        ends = ends or "附件" in text[text.rfind("\n", 0, at) + 1 : at][:4]
        if ends and day is not None and not text[end : day.start].strip():
            bodies = authority.only_bodies(name, day.date)
            behind = text[day.end : day.end + 80].lstrip()
            follows = (brought and behind.startswith(brought)) or _goes_on(behind, title)
            if bodies and (follows or _RUN_IN_END.match(text, day.end)):
                return Signature(bodies, (), day, at, day.end)
        at = text.find(name, end)
    return None


_OF_ITS_NAME = 8


def _goes_on(behind: str, title: str) -> bool:
    """The instrument's own name, behind the day of the notice that brings it, marked or not."""
    name = "".join(behind.split())[:_OF_ITS_NAME]
    return len(name) == _OF_ITS_NAME and name in "".join(title.split())


_RUN_IN_END = re.compile(r"\s*(?:[(（](?:此件|联系)|附件|抄[ 　]*送|\n|$)")


# 2026年18 for 2026年1月8日: a day that lost its characters on the way, under the names.
_BROKEN_DAY = re.compile(r"^[ \t　]*(?:19|20)\d{2}年\d{1,4}月?日?[ \t　]*$", re.MULTILINE)


def _last_broken_day(text: str, start: int, end: int) -> int | None:
    found = [one.start() for one in _BROKEN_DAY.finditer(text, max(start, end - _TAIL), end)]
    return found[-1] if found else None


_BEFORE_NAMES = re.compile(r"[。]$|特此(?:通知|公告|函复)$|^附件|^[0-9]{1,2}[.．、]")


def closing_names(
    text: str, start: int, end: int, authority: Authority
) -> tuple[tuple[str, ...], int, int] | None:
    """The names that alone close a text whose day its portal keeps elsewhere.

    >>> text = "请遵照执行。\\n财 政 部\\n农业农村部\\n"
    >>> closing_names(text, 0, len(text), Authority.load())[0]
    ('财政部', '农业农村部')
    >>> closing_names("会议出席单位\\n财政部\\n", 0, 11, Authority.load()) is None
    True
    """
    names: list[tuple[str, ...]] = []
    first, last = end, end
    broken = _last_broken_day(text, start, end)
    at = broken if broken is not None else end
    closed = broken is not None
    for _ in range(_SIGNATURE_LINES * 2):
        if at <= start:
            return None
        begin, stop = _line(text, at - 1)
        raw = _shown(_SEAL.sub("", text[begin:stop]))
        at = begin
        if not raw:
            continue
        bodies = authority.only_bodies(despaced(raw)) if len(raw) < 90 else ()
        if not bodies:
            closed = closed or _BEFORE_NAMES.search(raw) is not None
            break
        names.append(bodies)
        last = stop if len(names) == 1 else last
        first = begin
    else:
        return None
    if not names or not closed:
        return None
    flat = tuple(dict.fromkeys(name for bodies in reversed(names) for name in bodies))
    return flat, first, last


def _is_of_annex(text: str, start: int, at: int) -> bool:
    """Whether a signature stands in an annex, behind the main text's own date: that one counts,
    whoever stands above it."""
    annex = ANNEX.search(text, start, at)
    return annex is not None and last_lone_date(text, start, annex.start()) is not None


def _names_above(
    text: str, line_start: int, floor: int, match: DateMatch, authority: Authority
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Bodies and persons on the lines above a date, and where the first of them begins."""
    bodies: list[tuple[str, ...]] = []
    persons: list[str] = []
    begin, at = line_start, line_start
    for _ in range(_SIGNATURE_LINES):
        if at <= floor:
            break
        previous, end = _line(text, at - 1)
        raw = _shown(_SEAL.sub("", text[previous:end]))
        at = previous
        if not raw:
            continue
        wrapped = _wrapped_name(text, previous, floor, raw, authority)
        if wrapped is not None:
            bodies.append((wrapped[0],))
            at = begin = wrapped[1]
            continue
        names = authority.only_bodies(despaced(raw), match.date) if len(raw) < 90 else ()
        if names:
            bodies.append(names)
        elif _PERSON.fullmatch(raw):
            persons.append(" ".join(raw.split()))
        else:
            break
        begin = previous + len(text[previous:end]) - len(text[previous:end].lstrip())
    flat = tuple(dict.fromkeys(name for names in reversed(bodies) for name in names))
    return flat, tuple(reversed(persons)), begin


_LONGEST_NAME_LINE = 30


def _wrapped_name(
    text: str, line_start: int, floor: int, raw: str, authority: Authority
) -> tuple[str, int] | None:
    """A long name on two lines, 某市…防控工作 over 领导小组办公室, and where it begins."""
    if line_start <= floor or leading_regions(raw)[0] or len(raw) > _LONGEST_NAME_LINE:
        return None
    above, end = _line(text, line_start - 1)
    first = _shown(text[above:end])
    if not first or len(first) > _LONGEST_NAME_LINE or not leading_regions(first)[0]:
        return None
    if authority.only_bodies(first):
        return None
    whole = authority.only_bodies(first + raw)
    return (whole[0], above) if len(whole) == 1 else None


def _is_short(text: str, match: DateMatch) -> bool:
    """Whether the date's line is as short as one that could be signed with."""
    before = text.rfind("\n", max(0, match.start - _LONGEST_LINE), match.start)
    after = text.find("\n", match.end, match.end + _LONGEST_LINE)
    begins = before != -1 or match.start < _LONGEST_LINE
    return begins and (after != -1 or len(text) - match.end < _LONGEST_LINE)


def _shown(line: str) -> str:
    """The line without what shows nothing: entities that a portal left over, widths of zero.

    >>> _shown("国务院办公厅 &sp;"), _shown("国务院办公厅&nbsp;&nbsp;\u200b"), _shown("财政部 |")
    ('国务院办公厅', '国务院办公厅', '财政部')
    """
    return _UNSHOWN.sub(" ", line).strip(" \t\r\u3000|｜")


def _line(text: str, offset: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return start, len(text) if end < 0 else end


def last_lone_date(text: str, start: int, end: int) -> DateMatch | None:
    """The last date on a line of its own: a signature whose names are missing or unknown.

    >>> str(last_lone_date("特此通知。\\n某某单位\\n2018年9月7日\\n", 0, 99).date)
    '2018-09-07'
    >>> last_lone_date("自2018年9月7日起施行。", 0, 99) is None
    True
    >>> last_lone_date("\\n2018\\n年\\n9\\n月\\n7\\n日（初七）至次日，停电。", 0, 99) is None
    True
    """
    last = None
    for match in find_dates(text, max(start, end - 20_000), end):
        if not _is_short(text, match):
            continue
        line_start, _ = _line(text, match.start)
        _, line_end = _line(text, match.end)  # 2021, 年, 2, 月: a day may lie over several lines
        rest = text[line_start : match.start] + text[match.end : line_end]
        if not rest.strip() and not _MARKS_OF_FORMS.search(text[line_start:line_end]):
            last = match
    return last


def main_end(text: str, start: int, signature: Signature | None) -> int:
    """Where the document's own text ends: behind the signature, or before the first annex,
    appended interpretation or other document.

    >>> text = "关于甲的公告\\n一、正文。\\n附件1\\n表"
    >>> text[: main_end(text, 6, None)]
    '关于甲的公告\\n一、正文。\\n'
    """
    if signature is not None:
        return signature.end
    first = next((one for one in ANNEX.finditer(text, start) if not _lists(text, one)), None)
    ends = [
        match.start()
        for match in (first, _INTERPRETATION.search(text, start), _NUMBER_LINE.search(text, start))
        if match is not None
    ]
    return min(ends, default=len(text))


_LISTED = re.compile(r"[ \t　]*(?:[0-9]{1,2}[、.．]|《)[^\n]{2,80}$")


def _lists(text: str, label: re.Match[str]) -> bool:
    """附件： over a list of titles, with the day below it: a line of the body, no annex.

    >>> text = "特此通知。\\n附件：\\n1、《申报表》\\n2、《通知书》\\n二○一六年七月二十日\\n"
    >>> main_end(text, 0, None) == len(text)
    True
    """
    if not label[0].rstrip().endswith((":", "：")):
        return False
    at, listed = label.end(), 0
    while at < len(text) and listed <= 20:
        begin, end = _line(text, at + 1)
        line = text[begin:end]
        at = end
        if not line.strip():
            continue
        if not _LISTED.fullmatch(line):
            return listed > 0 and last_lone_date(text, begin, min(len(text), end + 1)) is not None
        listed += 1
    return False


def find_imprint(text: str) -> Imprint | None:
    """The line 惠州市人民政府办公室　2020年5月9日印发, from the end of the text.

    >>> str(find_imprint("…\\n惠州市人民政府办公室        2020年5月9日印发\\n").date.date)
    '2020-05-09'
    """
    last = None
    for match in _PRINTED.finditer(text, max(0, len(text) - _REACH)):
        last = match
    if last is None:
        return None
    start, end = _line(text, last.start())
    dates = find_dates(text, start, last.start() + 1)
    return Imprint(dates[-1], start, end) if dates else None


def copies(text: str, start: int) -> tuple[tuple[str, ...], int, int] | None:
    """Who gets a copy, and where that stands.

    >>> text = "2020年5月9日\\n抄送：市委办公室，市人大常委会办公室。\\n"
    >>> copies(text, 0)[0]
    ('市委办公室', '市人大常委会办公室')
    """
    match = re.compile(
        r"^[ \t　]*抄[ 　]*送[:：]([^\n]*(?:\n(?![ \t　]*$)[^\n]{1,80}){0,6})", re.M
    ).search(text, start)
    if match is None:
        return None
    stated = re.split("。|印发", match[1])[0]
    stated = stated.replace("\n", "")
    names = tuple(filter(None, (part.strip(" 　、") for part in re.split("[,，;；]", stated))))
    return (names, match.start(), match.start(1) + len(stated)) if names else None
