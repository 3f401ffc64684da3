"""Document numbers (发文字号): found in text, read in any spelling, written in one.

The normal form is ``国办发〔2019〕54号``: code (机关代字), year in 〔〕, sequence without leading
zeros (GB/T 9704-2012, 7.2.5). Beside it:

| kind | normal form | also read |
|---|---|---|
| number | 国办发〔2019〕54号 | any brackets or none, O for 0, 第, no 号, (88)财税外字第059号 |
| order | 国务院令第707号 | 国令, 中华人民共和国国务院令, Chinese numerals, 〔1988〕第11号 |
| announcement | 国家税务总局公告2018年第60号 | brackets with 第, joint bodies and a blank |
| standard | GB/T9704-2012 | blanks, long dashes, two-digit years as written |

A number is found by what follows its code, and the code is read backwards from there: nothing
but knowledge of language ends a code (根据国办发…, 9日广期所发…), see ``codes.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from analyzers.codes import body_start, code_span, is_plausible_code
from analyzers.dictionaries import read_words
from analyzers.folding import fold
from analyzers.numerals import parse_numeral


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """``text`` is the normal form, and the key by which numbers are compared.

    ``kind``: number, order, announcement or standard. ``year`` is None where an order has none.
    A standard's ``code`` is its letters and its sequence may hold points.
    """

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
# 〔2O23〕: a letter typed, or recognised, for the nought. In brackets nothing else is meant.
_LOOSE_YEAR = r"(?:19|2[0o])[\do]{2}"
_ALTERNATIVES = {
    # 国办发〔2019〕54号
    "bracketed": rf"(?<=[\[(<]) *+(?P<year>{_LOOSE_YEAR}|[一二][〇零一二三四五六七八九]{{3}}) *+"
    r"年? *+[\])>] *+-? *+"
    r"(?P<ordinal>第)? *+(?P<sequence>\d{1,5}(?![\do])|\d[\do]{1,4}(?= *+号)"
    rf"|{_NUMERAL}{{1,7}}(?= *+号))"
    r"(?: *+(?P<mark>号))?",
    # (88)财税外字第059号
    "leading": r"(?<=[\[(<]) *+(?P<leading_year>(?:19)?[5-9]\d|20\d\d) *+年? *+[\])>] *+"
    r"(?P<leading_code>[一-鿿]{2,10}[字发函]) *+第? *+(?P<leading_sequence>\d{1,5}) *+号",
    # 国办发2019 54号, 国办发2019年第54号
    "bare": r"(?<![0-9a-z].)(?P<bare_year>(?:(?<=1)9|(?<=2)0)\d\d)"
    r"(?: *+年 *+第? *+| *+第 *+| ++| *+- *+)"
    r"(?P<bare_sequence>\d{1,5})(?![\d.])(?! *+号 *+(?:令|公告|通告))(?: *+(?P<bare_mark>号))?",
    # 令第707号, 公告2018年第60号
    "worded": r"(?:(?<=令)|(?<=公告)|(?<=通告)) *+"
    rf"(?:[\[(<] *+(?P<boxed_year>{_YEAR}) *+年? *+[\])>] *+(?=第)"
    rf"|(?P<plain_year>{_YEAR}) *+年? *+)?第? *+"
    rf"(?P<worded_sequence>\d{{1,5}}|{_NUMERAL}{{1,7}}) *+号",
    # 浙江省人民政府令（第398号）; 令（64） where the line ends with it
    "enclosed": r"(?<=令) *+[\[(<] *+(?:"
    rf"第? *+(?P<enclosed_sequence>\d{{1,5}}|{_NUMERAL}{{1,7}}) *+号 *+[\])>]"
    r"|(?P<enclosed_bare>\d{1,3}) *+[\])>](?= *+(?:\n|$)))",
    # 财政部第36号令, 国家税务总局2012年第3号公告
    "reversed": rf"(?<=第) *+(?P<reversed_sequence>\d{{1,5}}|{_NUMERAL}{{1,7}}) *+号 *+"
    r"(?P<reversed_word>令|公告|通告)",
    # GB/T 9704-2012
    "standard": r"(?<=[a-z])(?<![a-z0-9/].)"
    r"(?P<letters>[a-z]{0,4}(?:\d{1,4}(?=/))?(?: ?/ ?[a-z]{1,5})?) *+"
    rf"(?P<standard_sequence>\d{{1,6}}(?:[./]\d{{1,5}})*) *+-+ *+(?P<standard_year>{_YEAR}|[5-9]\d)"
    r"(?![\d-])",
}
# Blanks are taken possessively, so that a page of them costs its length and not its square.
# Begins with one class of characters, which is what ``re`` skips to fast; the alternatives look
# back at the character taken.
_TAILS = re.compile(
    "[\\[(<令告第12a-z](?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _ALTERNATIVES.items())
    + ")"
)
_ALIASES = {
    "国令": "国务院令",
    "主席令": "中华人民共和国主席令",
    "国家主席令": "中华人民共和国主席令",
    "税总公告": "国家税务总局公告",
}
# Without 号, what these follow is a quantity or a date and no sequence.
_NO_SEQUENCE = tuple("年月日%元个件条项次人名户家万亿.")


def find_numbers(text: str) -> list[NumberMatch]:
    """The document numbers of a text, in order, not overlapping."""
    return find_folded(text, fold(text))


def find_folded(text: str, folded: str) -> list[NumberMatch]:
    """As ``find_numbers``, where the folded text is at hand."""
    found: list[NumberMatch] = []
    floor = 0
    for tail in _TAILS.finditer(folded):
        part = _READERS[tail.lastgroup or ""](folded, tail, floor)
        if part is not None and part.start >= floor:
            floor = tail.end()
            found.append(
                NumberMatch(
                    part.number, text[part.start : floor], part.start, floor,
                    part.code, part.year, part.sequence,
                )
            )  # fmt: skip
    return found


def parse_number(raw: str) -> DocumentNumber | None:
    """Read a string that is one document number and nothing else; None if it isn't.

    A leading 原 and blanks around it are no part of it.
    """
    text = raw.strip()
    found = find_numbers(text)
    whole = len(found) == 1 and text.removeprefix("原").lstrip() == found[0].raw
    return found[0].number if whole else None


def normalise_number(raw: str) -> str | None:
    """The normal form of a document number; None if ``raw`` is none."""
    number = parse_number(raw)
    return None if number is None else number.text


def number_terms(number: DocumentNumber) -> list[str]:
    """The index terms of a number: the whole first, then code, year (if any) and sequence."""
    year = [] if number.year is None else [str(number.year)]
    return [number.text, number.code, *year, number.sequence]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A number with the places of its parts; ``start`` of the whole."""

    number: DocumentNumber
    start: int
    code: tuple[int, int]
    year: tuple[int, int] | None
    sequence: tuple[int, int]


def _bracketed(folded: str, tail: re.Match[str], floor: int) -> _Parts | None:
    span = code_span(folded, tail.start(), floor)
    sequence = parse_numeral(tail["sequence"].replace("o", "0"))
    year = parse_numeral(tail["year"].replace("o", "0"))
    if span is None or sequence is None or year is None:
        return None
    code = folded[slice(*span)]
    sure = folded[tail.start()] == "[" or tail["mark"] is not None
    if not sure and (
        not is_plausible_code(code) or folded.startswith(_NO_SEQUENCE, tail.end("sequence"))
    ):
        return None
    # An order keeps its 第: 国务院令〔1988〕第11号.
    ordinal = "第" if tail["ordinal"] and code.endswith("令") else ""
    number = DocumentNumber(f"{code}〔{year}〕{ordinal}{sequence}号", code, year, str(sequence))
    return _Parts(number, span[0], span, tail.span("year"), tail.span("sequence"))


def _leading(folded: str, tail: re.Match[str], floor: int) -> _Parts | None:
    year = int(tail["leading_year"])
    year += 1900 if year < 100 else 0
    code, sequence = tail["leading_code"], str(int(tail["leading_sequence"]))
    number = DocumentNumber(f"{code}〔{year}〕{sequence}号", code, year, sequence)
    return _Parts(
        number, tail.start(), tail.span("leading_code"), tail.span("leading_year"),
        tail.span("leading_sequence"),
    )  # fmt: skip


def _bare(folded: str, tail: re.Match[str], floor: int) -> _Parts | None:
    span = code_span(folded, tail.start(), floor)
    if span is None or not is_plausible_code(folded[slice(*span)]):
        return None
    if tail["bare_mark"] is None and folded.startswith(_NO_SEQUENCE, tail.end("bare_sequence")):
        return None
    code, sequence = folded[slice(*span)], str(int(tail["bare_sequence"]))
    year = int(folded[tail.start() : tail.end("bare_year")])
    number = DocumentNumber(f"{code}〔{year}〕{sequence}号", code, year, sequence)
    return _Parts(
        number, span[0], span, (tail.start(), tail.end("bare_year")), tail.span("bare_sequence")
    )


def _worded(folded: str, tail: re.Match[str], floor: int) -> _Parts | None:
    order = folded[tail.start()] == "令"
    word = tail.start() if order else tail.start() - 1
    start = body_start(folded, word, floor)
    value = parse_numeral(tail["worded_sequence"])
    if start is None or value is None:
        return None
    span = (start, tail.start() + 1)
    group = "boxed_year" if tail["boxed_year"] else "plain_year"
    year = int(tail[group]) if tail[group] else None
    code = _body_code(folded[slice(*span)])
    written = "" if year is None else f"{year}年"
    if order and tail["boxed_year"]:
        written = f"〔{year}〕"
    number = DocumentNumber(
        f"{code}{written}第{value}号", code, year, str(value), "order" if order else "announcement"
    )
    year_span = None if year is None else tail.span(group)
    return _Parts(number, start, span, year_span, tail.span("worded_sequence"))


def _enclosed(folded: str, tail: re.Match[str], floor: int) -> _Parts | None:
    start = body_start(folded, tail.start(), floor)
    group = "enclosed_sequence" if tail["enclosed_sequence"] else "enclosed_bare"
    value = parse_numeral(tail[group])
    if start is None or value is None:
        return None
    span = (start, tail.start() + 1)
    code = _body_code(folded[slice(*span)])
    number = DocumentNumber(f"{code}第{value}号", code, None, str(value), "order")
    return _Parts(number, start, span, None, tail.span(group))


_YEAR_BEFORE = re.compile(rf"(?P<year>{_YEAR}) *年 *$")


def _reversed(folded: str, tail: re.Match[str], floor: int) -> _Parts | None:
    """财政部第36号令; an announcement so written has its year before: 某局2012年第3号公告."""
    dated = _YEAR_BEFORE.search(folded, max(floor, tail.start() - 8), tail.start())
    end = dated.start() if dated is not None else tail.start()
    word = tail["reversed_word"]
    start = body_start(folded, end, floor) if end > floor else None
    value = parse_numeral(tail["reversed_sequence"])
    if start is None or value is None or (dated is None and word != "令"):
        return None
    code = _body_code(folded[start:end] + word)
    year = int(dated["year"]) if dated is not None else None
    written = "" if year is None else f"{year}年"
    number = DocumentNumber(
        f"{code}{written}第{value}号", code, year, str(value),
        "order" if word == "令" else "announcement",
    )  # fmt: skip
    span = dated.span("year") if dated is not None else None
    return _Parts(number, start, (start, end), span, tail.span("reversed_sequence"))


def _body_code(written: str) -> str:
    """The body with 令 or 公告, as one spelling."""
    name = written.replace(" ", "")
    if not name.endswith("主席令"):
        name = name.removeprefix("中华人民共和国")
    return _ALIASES.get(name, name)


def _standard(folded: str, tail: re.Match[str], floor: int) -> _Parts | None:
    letters = folded[tail.start() : tail.end("letters")]
    if re.split(r"[ /\d]", letters)[0] not in _standard_letters():
        return None
    code, sequence = letters.replace(" ", "").upper(), tail["standard_sequence"]
    year = int(tail["standard_year"])
    text = f"{code}{sequence}-{tail['standard_year']}"
    year += 1900 if year < 100 else 0
    number = DocumentNumber(text, code, year, sequence, "standard")
    span = (tail.start(), tail.end("letters"))
    return _Parts(number, span[0], span, tail.span("standard_year"), tail.span("standard_sequence"))


@cache
def _standard_letters() -> frozenset[str]:
    return frozenset(read_words("standard_letters.txt"))


_READERS: dict[str, Callable[[str, re.Match[str], int], _Parts | None]] = {
    "bracketed": _bracketed,
    "leading": _leading,
    "bare": _bare,
    "worded": _worded,
    "enclosed": _enclosed,
    "reversed": _reversed,
    "standard": _standard,
}
