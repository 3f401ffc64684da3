"""Document numbers (发文字号): found in text, read in any spelling, written in one.

The normal form is ``国办发〔2019〕54号``: code, year in 〔〕, sequence without leading zeros. See
GB/T 9704-2012, 7.2.5. Orders are ``国务院令第707号``, announcements
``国家税务总局公告2018年第60号``, standards ``GB/T 9704-2012``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzers.folding import fold
from analyzers.numerals import parse_numeral


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """``text`` is the normal form. ``kind``: number, order, announcement or standard."""

    text: str
    code: str
    year: int | None
    sequence: str
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """A number as it stands in a text: ``raw == text[start:end]``.

    ``code``, ``year`` and ``sequence`` are the offsets of the parts in the text (year None where
    it has none).
    """

    number: DocumentNumber
    raw: str
    start: int
    end: int
    code: tuple[int, int]
    year: tuple[int, int] | None
    sequence: tuple[int, int]


_NUMERAL = "[〇零一二三四五六七八九十百千两]"
_YEAR = r"(?:19|20)\d\d"
# What follows a code. Found first, and the code read backwards from it: a pattern that began
# with the code would be tried at every Chinese character.
_TAILS = re.compile(
    rf"[\[(<] *(?P<year>{_YEAR}|(?<=[\[(])[5-9]\d(?= *[\])])) *年? *[\])>] *-? *(?:第 *)?"
    r"(?P<sequence>\d{1,5})(?!\d) *(?P<mark>号)?"
    rf"|(?P<bare>{_YEAR})(?: *年 *第? *| *第 *| +| *- *)(?P<bare_sequence>\d{{1,5}})(?!\d) *号?"
    rf"|(?P<word>令|公告|通告) *[\[(]? *(?P<word_year>{_YEAR})? *[\])]? *年? *(?P<ordinal>第)? *"
    rf"(?P<word_sequence>\d{{1,5}}|{_NUMERAL}{{1,7}}) *号"
)
_CODE = re.compile(r"[一-鿿][一-鿿a-z]{0,13} *$")
_BODY = re.compile(r"[一-鿿]{0,30}$")
# Words that stand before a code in a sentence and are no part of it.
_BEFORE = re.compile(
    r".*(?:根据|依据|依照|按照|参照|遵照|执行|贯彻|落实|印发|转发|下发|发布|公布|废止|停止|有关|关于|"
    r"文件|通知|规定|意见|办法|批复|以及|原文|文号|编号|发文字号|[见的原和及与或以在对由])"
)
_STANDARD = re.compile(
    r"(?<![a-z0-9])(?P<code>(?:gb|gbz|hj|db\d{2,4}|[a-z]{2,3})(?:/[tzj])?) *"
    rf"(?P<sequence>\d{{1,6}}(?:\.\d{{1,3}})*) *- *(?P<year>{_YEAR})(?!\d)"
)
_ALIASES = {
    "国令": "国务院令",
    "主席令": "中华人民共和国主席令",
    "国家主席令": "中华人民共和国主席令",
}


def find_numbers(text: str) -> list[NumberMatch]:
    """The document numbers of a text, in order, not overlapping."""
    return find_folded(text, fold(text))


def find_folded(text: str, folded: str) -> list[NumberMatch]:
    """As ``find_numbers``, where the folded text is at hand."""
    found: list[NumberMatch] = []
    floor = 0
    for tail in _TAILS.finditer(folded):
        match = (
            _ordered(text, folded, tail, floor)
            if tail["word"]
            else _coded(text, folded, tail, floor)
        )
        if match is not None:
            found.append(match)
            floor = match.end
    return found


def _coded(text: str, folded: str, tail: re.Match[str], floor: int) -> NumberMatch | None:
    year_group = "year" if tail["year"] else "bare"
    sequence_group = "sequence" if tail["year"] else "bare_sequence"
    code = _CODE.search(folded, max(floor, tail.start() - 16), tail.start())
    if code is None:
        return None
    start, end = _trim(folded, code.start(), code.end())
    name = folded[start:end]
    bracket = folded[tail.start()]
    if not name or (bracket != "[" and not _plausible(name, tail)):
        return None
    year = int(tail[year_group])
    year += 1900 if year < 100 else 0
    sequence = str(int(tail[sequence_group]))
    number = DocumentNumber(f"{name}〔{year}〕{sequence}号", name, year, sequence)
    return NumberMatch(
        number,
        text[start : tail.end()],
        start,
        tail.end(),
        (start, end),
        tail.span(year_group),
        tail.span(sequence_group),
    )


def _trim(folded: str, start: int, end: int) -> tuple[int, int]:
    while end > start and folded[end - 1] == " ":
        end -= 1
    before = _BEFORE.match(folded, start, end - 1)
    return (before.end() if before else start), end


def _plausible(code: str, tail: re.Match[str]) -> bool:
    return code[-1] in "发办函字规文通电税释令" and not code.endswith(("办文", "下发"))


def _ordered(text: str, folded: str, tail: re.Match[str], floor: int) -> NumberMatch | None:
    body = _BODY.search(folded, max(floor, tail.start() - 30), tail.start())
    start = _trim(folded, body.start(), body.end() + 1)[0] if body else tail.start()
    name = folded[start : tail.end("word")]
    value = parse_numeral(tail["word_sequence"])
    if value is None or len(name) == len(tail["word"]):
        return None
    code = _ALIASES.get(name, name)
    year = int(tail["word_year"]) if tail["word_year"] else None
    middle = "" if year is None else f"{year}年"
    kind = "order" if tail["word"] == "令" else "announcement"
    number = DocumentNumber(f"{code}{middle}第{value}号", code, year, str(value), kind)
    return NumberMatch(
        number,
        text[start : tail.end()],
        start,
        tail.end(),
        (start, tail.end("word")),
        tail.span("word_year") if year else None,
        tail.span("word_sequence"),
    )


def parse_number(raw: str) -> DocumentNumber | None:
    """Read a string that is one document number and nothing else; None if it isn't."""
    found = find_numbers(raw.strip())
    return found[0].number if len(found) == 1 and found[0].raw == raw.strip() else None


def normalise_number(raw: str) -> str | None:
    """The normal form of a document number; None if ``raw`` is none."""
    number = parse_number(raw)
    return None if number is None else number.text


def number_terms(number: DocumentNumber) -> list[str]:
    """The index terms of a number: the whole first, then code, year (if any) and sequence."""
    year = [] if number.year is None else [str(number.year)]
    return [number.text, number.code, *year, number.sequence]
