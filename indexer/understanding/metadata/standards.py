"""Standards: their numbers, and the cover by GB/T 1.1 with number, name, dates and bodies.

A standard is numbered GB18484-2020 or HJ/T364-2007 (no blanks); its cover says 发布 and 实施 with
the days, and names the bodies that issue it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from analyzers.folding import fold
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.genre import ends_title
from indexer.understanding.metadata.lines import Line, despaced, tidy

_CODE = r"(?:gb|gbz|gbj|gwpb|gwkb|hj|hjbz|[a-z]{2,4}|t/[a-z]{2,8})(?:/[tzj])?"
_NUMBER = re.compile(
    rf"(?P<code>{_CODE})(?P<sequence>\d{{1,6}}(?:\.\d{{1,3}})*)-(?P<year>\d{{4}}|\d{{2}})"
)
_LOCAL = re.compile(
    r"(?P<code>db\d{2}(?:\d{2})?/t?|db)/?(?P<sequence>\d{1,5}(?:\.\d{1,3})*)-(?P<year>\d{4})"
)
_LOST_HYPHEN = re.compile(
    r"(?P<code>gb|hj|gb/t|hj/t) ?(?P<sequence>\d{3,6}) (?P<year>(?:19|20)\d{2})"
)
_IN_TEXT = re.compile(
    r"(?<![a-z0-9/])(?P<code>db\d{2}(?:\d{2})? ?/ ?t?|db|(?:gb|gbz|gbj|gwpb|gwkb|hj)(?:/[tz])?)"
    r" ?(?P<sequence>\d{1,6}(?:\.\d{1,3})*) ?- ?(?P<year>(?:19|20)\d{2}|[5-9]\d)(?!\d)"
)
_DAY = re.compile(
    r"((?:19|20)\d{2}) ?[-.年]? ?(\d{1,2}) ?[-.月]? ?(\d{1,2}) ?日? ?(发布|实施|施行|批准)"
)
_CLASS = re.compile(
    r"(?:国家|行业|地方|团体|企业|部门|环境保护|生态环境|卫生)标准$|^中华人民共和国$"
)
_NOT_A_NAME = re.compile(
    r"^ics|^ccs|^[a-z] ?\d*$|代替|替代|废止$|电子版|电子文本|备案|出版|^\(|实施$|发布$|^目[次录]$"
    r"|^前言|^公告$|^\d|版权|印刷|网址|电话|定价|开本|书号|^附录|□|^db\d|^gb|^hj"
)
_INSIDE = re.compile(r"目[次录]|前言|.*\.{5,}.*|中国.{2,10}出版.*")
_SUBTITLE = re.compile(r"[(<](?:试行|暂行|第.{1,3}版)[)>]")
_APPROVED = re.compile(
    r"(?:本(?:标准|规范|导则|文件)业?[由经]?)?(?P<body>[一-鿿]{2,20}?)于? ?\d{4} ?[年-]"
    r" ?\d{1,2} ?[月-] ?\d{1,2} ?日? ?批准"
)
_ENGLISH = re.compile(r"[a-z]{3,}(?:[ ,:()'-]+[a-z]+){2,} *")
_COVER_LINES = 32


@dataclass(frozen=True, slots=True)
class Found:
    """A value of the cover and the lines that it stands on."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StandardCover:
    """What a standard's cover tells; dates in ISO form, issuers in order."""

    number: Found
    title: Found | None
    published: Found | None
    effective: Found | None
    issuers: tuple[Found, ...]


def normalise_standard_number(raw: str) -> str | None:
    """The number of a standard without blanks; None if ``raw`` is none.

    >>> [normalise_standard_number(n) for n in ("GB 18484—2020", "DB44/ 26—2022", "HJ/T 364-2007")]
    ['GB18484-2020', 'DB44/26-2022', 'HJ/T364-2007']
    >>> [normalise_standard_number(n) for n in ("ＧＢ １２３４８ ２００８", "DB 4426-1989")]
    ['GB12348-2008', 'DB4426-1989']
    >>> normalise_standard_number("代替 GB 4915-2004") is None, normalise_standard_number("A4-20")
    (True, None)
    """
    folded = fold(raw).strip()
    match = _LOST_HYPHEN.fullmatch(folded)
    if match is None:
        tight = "".join(folded.split())
        match = _LOCAL.fullmatch(tight) or _NUMBER.fullmatch(tight)
    if match is None or len(match["sequence"]) < 1 or match["code"] in ("ics", "ccs", "tel", "vol"):
        return None
    if len(match["year"]) == 2 and not match["code"].startswith(("gb", "hj", "gw", "db")):
        return None
    return _written(match)


def _written(match: re.Match[str]) -> str:
    code = "".join(match["code"].upper().split())
    return f"{code}{match['sequence']}-{match['year']}"


def find_standard_numbers(text: str) -> list[Found]:
    """The numbers of standards that a text cites, each with its place.

    >>> text = "《标准》（GB 8978-1996）、HJ/T 364—2007和DB44/26-2001"
    >>> [number.value for number in find_standard_numbers(text)]
    ['GB8978-1996', 'HJ/T364-2007', 'DB44/26-2001']
    """
    return [
        Found(_written(match), match.start(), match.end())
        for match in _IN_TEXT.finditer(fold(text))
    ]


def read_standard_cover(lines: Sequence[Line], authority: Authority) -> StandardCover | None:
    """The cover of a standard; None if the first lines are none."""
    cover = _cover(lines)
    number = next(filter(None, map(_number_line, cover)), None)
    if number is None or not _says_standard(cover):
        return None
    # Where a cover has no days, the foot of the first page may have them.
    days = {kind: found for line in reversed(lines) for kind, found in _days(line)}
    days |= {kind: found for line in cover for kind, found in _days(line)}
    return StandardCover(
        number,
        _name(cover, lines, authority),
        days.get("发布"),
        days.get("实施") or days.get("施行"),
        _issuers(cover, authority) or _approver(lines, authority),
    )


def _approver(lines: Sequence[Line], authority: Authority) -> tuple[Found, ...]:
    """The body that the foreword names, where the cover shows none: 本标准由某部某日批准."""
    for line in lines:
        match = _APPROVED.search(line.raw)
        names = authority.only_bodies(match["body"]) if match is not None else ()
        if match is not None and names:
            return (Found(names[0], line.start + match.start(), line.start + match.end()),)
    return ()


def _cover(lines: Sequence[Line]) -> list[Line]:
    """The lines of the cover: up to the contents, the foreword or the publisher's page."""
    cover: list[Line] = []
    for line in lines[:_COVER_LINES]:
        if len(cover) > 4 and _INSIDE.fullmatch(line.tight):
            break
        cover.append(line)
    return cover


def _says_standard(cover: Sequence[Line]) -> bool:
    return any(_CLASS.search(line.tight) for line in cover) or (
        sum(len(list(_DAY.finditer(line.folded))) for line in cover) >= 1
    )


def _number_line(line: Line) -> Found | None:
    # A quick look first: numbers are short and begin with a Latin letter.
    short = len(line.raw) <= 40 and "a" <= line.folded[0] <= "z"
    value = normalise_standard_number(line.raw) if short else None
    return Found(value, line.start, line.end) if value else None


def _days(line: Line) -> list[tuple[str, Found]]:
    """
    >>> [(k, f.value) for k, f in _days(Line("", "2016-3-22 发布 2016-7-1 实施", 0, 0))]
    [('发布', '2016-03-22'), ('实施', '2016-07-01')]
    >>> [(k, f.value) for k, f in _days(Line("", "2008 08 19 发布", 0, 0))]
    [('发布', '2008-08-19')]
    """
    found = []
    for match in _DAY.finditer(line.folded):
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
        place = Found(day.isoformat(), line.start + match.start(), line.start + match.end())
        found.append((match[4], place))
    return found


# ---------------------------------------------------------------- name and bodies


def _name(cover: Sequence[Line], lines: Sequence[Line], authority: Authority) -> Found | None:
    """The Chinese name: the run of lines above the English one, else one that ends as names do."""
    runs = _name_runs(cover, authority)
    chosen = next((run for run, after in runs if after is not None and _is_english(after)), None)
    if chosen is None:
        chosen = next((run for run, _ in runs if _ends_as_name(run)), runs[0][0] if runs else None)
    if chosen is None:
        return None
    return _joined(chosen if _ends_as_name(chosen) else _repeated(chosen, lines))


def _ends_as_name(run: Sequence[Line]) -> bool:
    return ends_title("".join(line.folded for line in run)) or "限值" in run[-1].folded


def _repeated(run: Sequence[Line], lines: Sequence[Line]) -> Sequence[Line]:
    """A name that was misread on the cover stands again above the text.

    >>> def line(text): return Line(text, fold(text), 0, len(text))
    >>> [l.raw for l in _repeated([line("大气污染物排放怀准")], [line("大气污染物排放标准")])]
    ['大气污染物排放标准']
    """
    name = "".join(line.tight for line in run)
    for line in lines:
        if abs(len(line.tight) - len(name)) > 1 or not ends_title(line.folded):
            continue
        if SequenceMatcher(None, name, line.tight).ratio() >= 0.85:
            return [line]
    return run


def _name_runs(cover: Sequence[Line], authority: Authority) -> list[tuple[list[Line], Line | None]]:
    runs: list[tuple[list[Line], Line | None]] = []
    run: list[Line] = []
    for index, line in enumerate(cover):
        if _could_name(line, authority) or (run and _SUBTITLE.fullmatch(line.tight)):
            run.append(_chinese_part(line))
            follower = cover[index + 1] if index + 1 < len(cover) else None
            if _chinese_part(line) is not line:
                runs.append((run, Line("English", "english name", 0, 0)))
                run = []
            elif follower is None or not (
                _could_name(follower, authority) or _SUBTITLE.fullmatch(follower.tight)
            ):
                runs.append((run, follower))
                run = []
    return runs


def _could_name(line: Line, authority: Authority) -> bool:
    tight = _chinese_part(line).tight
    if sum("一" <= c <= "鿿" for c in tight) < 4 or _NOT_A_NAME.search(tight):
        return False
    if _CLASS.search(tight) or _scrambled_class(tight) or _DAY.search(line.folded):
        return False
    bare = re.sub(r"(?:联合)?发布", "", despaced(line.raw))
    return not (bare.strip() and authority.only_bodies(bare))


def _scrambled_class(tight: str) -> bool:
    """中华人民共和国国家标准 with its characters out of order, as some covers come out.

    >>> _scrambled_class("中人民共和家准华国国标"), _scrambled_class("水污染物排放限值")
    (True, False)
    """
    return len(tight) >= 4 and set(tight) <= set("中华人民共和国国家标准环境保护生态")


def _chinese_part(line: Line) -> Line:
    """The line without an English name, or what it replaces, that stands on it too.

    >>> def part(text): return _chinese_part(Line(text, fold(text), 0, len(text))).raw
    >>> part("硝酸工业污染物排放标准 Emission standard of pollutants")
    '硝酸工业污染物排放标准'
    >>> part("污水综合排放标准 代替GB 8978—88")
    '污水综合排放标准'
    >>> part("Technical specification of plastic waste 废塑料污染控制技术规范")
    '废塑料污染控制技术规范'
    """
    replaced = re.search(r" *(?:部分)?代替? ?gb.*$", line.folded)
    if replaced is not None and replaced.start() >= 4:
        return line.cut(0, replaced.start())
    words = _ENGLISH.search(line.folded)
    if words is None:
        return line
    start, end = (0, words.start()) if words.start() >= 4 else (words.end(), len(line.raw))
    raw = line.raw[start:end]
    if not raw.strip():
        return line
    return replace(
        line, raw=raw.strip(), folded=line.folded[start:end].strip(),
        start=line.start + start, end=line.start + end,
    )  # fmt: skip


def _is_english(line: Line) -> bool:
    letters = sum(c.isascii() and c.isalpha() for c in line.folded)
    return letters >= 8 and letters > 0.6 * len(line.tight)


def _joined(run: Sequence[Line]) -> Found:
    # A lone letter behind the name is a watermark's.
    text = re.sub(r"(?<=[一-鿿])[A-Za-z]$", "", tidy("".join(line.raw for line in run)))
    text = re.sub(r"[(（〈<]((?:试行|暂行))[)）〉>]$", r"（\1）", text)
    return Found(text, run[0].start, run[-1].end)


def _issuers(cover: Sequence[Line], authority: Authority) -> tuple[Found, ...]:
    found: dict[str, Found] = {}
    for line in cover:
        if "备案" in line.folded or len(line.tight) > 60:
            continue
        for name in _bodies_on(line, authority):
            found.setdefault(name, Found(name, line.start, line.end))
    return tuple(found.values())


def _bodies_on(line: Line, authority: Authority) -> tuple[str, ...]:
    """The bodies of a line, however its blanks fell.

    >>> def bodies(text): return _bodies_on(Line(text, fold(text), 0, 0), Authority.load())
    >>> bodies("环境保护 部发 布"), bodies("广 东 省 生 态 环 境 厅 发布 广东省市场监督管理局")
    (('环境保护部',), ('广东省生态环境厅', '广东省市场监督管理局'))
    """
    for text in (despaced(line.raw), "".join(line.raw.split())):
        bare = re.sub(r"(?:联合)?(?:发布|批准)", " ", text).strip()
        names = authority.only_bodies(bare) if bare else ()
        if names:
            return names
    # Misread blanks and stains: the listed bodies that stand in the line all the same.
    return authority.listed_in(line.tight) if len(line.tight) <= 40 else ()
