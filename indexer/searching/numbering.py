"""Document numbers as people type them, and which printed ones they mean.

``analyzers/numbers.py`` reads what is written with care. People type 国办发201954号, 716号令,
国务院令（第716号）, 2O19, 〔19〕, a number glued to words (查询栖政规〔2025〕1号), a body's name in
another form than is printed (市场监管总局公告, 上海市人民政府令 for 沪府令), its year or none.
So the documents of the same sequence are looked at, and their numbers compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzers.folding import fold
from analyzers.numbers import DocumentNumber, parse_number
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Card
from indexer.engines.base import SearchEngine
from indexer.model.queries import EngineQuery, Terms

_LONGEST = 80
_MOST = 200
_MOST_NEAR = 3
_NUMBER = r"0*(?P<sequence>[1-9]\d{0,4})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # 国办发{2019}54号, 国家税务总局公告〔2019〕4号, 国办发〔19〕54号
        rf"(?P<code>[一-鿿]{{2,40}})[\[({{<\"'](?P<year>\d{{4}}|\d\d)年?[\])}}>\"']第?{_NUMBER}(?!\d)",
        # 国办发201954号, 财政部公告2019年第2号
        rf"(?P<code>[一-鿿]{{2,40}})(?P<year>(?:19|20)\d\d)年?第?{_NUMBER}号",
        # 国家税务总局2019年第2号公告
        rf"(?P<code>[一-鿿]{{2,40}}?)(?P<year>(?:19|20)\d\d)年?第?{_NUMBER}号(?P<kind>公告|通告|令)",
        # 国务院令(第716号), 国务院令716
        rf"(?P<code>[一-鿿]{{0,40}}(?:令|公告|通告))\(?第?{_NUMBER}号?\)?(?!\d)",
        # 第716号国务院令, 716号令
        rf"第?(?<!\d){_NUMBER}号(?P<code>[一-鿿]{{0,40}}?(?:令|公告|通告))",
        # 国务院716号令
        rf"(?P<code>[一-鿿]{{2,40}}?)第?(?<!\d){_NUMBER}号(?P<kind>令|公告|通告)",
    )
)
_LETTER_FOR_ZERO = re.compile(r"(?<=\d)o(?=\d)|(?<=\d)o(?=[\])}>])")
_KINDS = re.compile(r"(?:令|公告|通告)$")
_PLACES = {
    "京": "北京", "津": "天津", "冀": "河北", "晋": "山西", "蒙": "内蒙古", "辽": "辽宁",
    "吉": "吉林", "黑": "黑龙江", "沪": "上海", "苏": "江苏", "浙": "浙江", "皖": "安徽",
    "闽": "福建", "赣": "江西", "鲁": "山东", "豫": "河南", "鄂": "湖北", "湘": "湖南",
    "粤": "广东", "桂": "广西", "琼": "海南", "渝": "重庆", "川": "四川", "黔": "贵州",
    "云": "云南", "藏": "西藏", "陕": "陕西", "甘": "甘肃", "青": "青海", "宁": "宁夏",
    "新": "新疆",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """``code`` may have words before it; ``year`` None where none was typed."""

    code: str
    year: int | None
    sequence: str


def typed_numbers(text: str) -> tuple[TypedNumber, ...]:
    """What in a query may be a document number, in any of the forms."""
    folded = _LETTER_FOR_ZERO.sub("0", fold(text).replace(" ", ""))
    if len(folded) > _LONGEST or not any(c.isdigit() for c in folded):
        return ()
    found: dict[TypedNumber, None] = {}
    for form in _FORMS:
        for match in form.finditer(folded):
            parts = match.groupdict()
            code = parts["code"].removesuffix("第") + (parts.get("kind") or "")
            year = parts.get("year")
            number = TypedNumber(code, _year(year) if year else None, parts["sequence"])
            found[number] = None
    return tuple(found)


def _year(text: str) -> int:
    year = int(text)
    return year if year > 99 else year + (2000 if year < 50 else 1900)


def means(typed: TypedNumber, printed: DocumentNumber) -> bool:
    """Whether a printed number is the typed one.

    Of orders and announcements the body may be named in another form, and an order's year is
    printed or not; other codes (国发, 国办发) are told apart by every character.
    """
    if printed.kind == "standard" or printed.sequence != typed.sequence:
        return False
    kinds = _KINDS.search(typed.code), _KINDS.search(printed.code)
    years = {typed.year, printed.year}
    if len(years) > 1 and not (None in years and kinds[0] is not None and kinds[1] is not None):
        return False
    if typed.code.endswith(printed.code):
        return True
    if kinds[0] is None or kinds[1] is None or kinds[0][0] != kinds[1][0]:
        return False
    one, other = _body(typed.code), _body(printed.code)
    return _within(one, other) or _within(other, one)


def _body(code: str) -> str:
    """A body's name in full, without what names of one body differ by."""
    name = _KINDS.sub("", code).removeprefix("中华人民共和国")
    if name[:1] in _PLACES and len(name) <= 4:
        name = _PLACES[name[0]] + name[1:]
    return name.removeprefix("国家")


def _within(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other, in their order, to the end."""
    rest = iter(long)
    return all(character in rest for character in short)


@dataclass(frozen=True, slots=True)
class Numbering:
    """Looks up what was typed as a number."""

    engine: SearchEngine
    catalogue: Catalogue

    def meant(self, typed: Sequence[TypedNumber]) -> list[Card]:
        """The documents whose own number was typed; of forms that are read in several ways the
        surest: with most of the code."""
        found: dict[str, tuple[int, Card]] = {}
        for one in typed:
            for card, printed in self._like(one.sequence, one.year):
                if means(one, printed):
                    found[card.id] = (len(printed.code), card)
        ordered = sorted(found.values(), key=lambda each: -each[0])
        return [card for _, card in ordered][:_MOST_NEAR]

    def near(self, typed: Sequence[TypedNumber]) -> tuple[str, ...]:
        """Numbers of the library that may have been meant: of the same year and sequence, or of
        one figure's difference."""
        near: dict[str, None] = {}
        for one in typed[:1]:
            if one.year is not None:
                like = self._like(one.sequence, one.year)
                near |= dict.fromkeys(p.text for _, p in like if p.year == one.year)
            for other in _one_figure_off(one):
                for _, printed in self._like(other.sequence, other.year, most=20):
                    if printed.code and means(other, printed):
                        near[printed.text] = None
                if len(near) >= _MOST_NEAR:
                    break
        return tuple(near)[:_MOST_NEAR]

    def _like(
        self, sequence: str, year: int | None, most: int = _MOST
    ) -> Iterator[tuple[Card, DocumentNumber]]:
        """Documents of a sequence and a year; of orders also those that print another or none."""
        terms = (sequence, "号", *([str(year)] if year else []))
        query = EngineQuery(Terms(terms, ("number",)), limit=most)
        hits = list(self.engine.search(query).hits)
        if year and most == _MOST and not hits:
            query = EngineQuery(Terms((sequence, "号"), ("number",)), limit=most)
            hits = list(self.engine.search(query).hits)
        for card in self.catalogue.cards([h.id for h in hits]).values():
            printed = parse_number(card.doc_number or "")
            if printed is not None and printed.sequence == sequence:
                yield card, printed


def _one_figure_off(typed: TypedNumber) -> Iterator[TypedNumber]:
    """Numbers that differ by one figure of the sequence, or by a year or its figure."""
    text = typed.sequence
    for i in range(len(text)):
        if len(text) > 1:
            yield TypedNumber(typed.code, typed.year, str(int(text[:i] + text[i + 1 :] or "0")))
        for digit in "0123456789":
            if digit != text[i] and not (i == 0 and digit == "0"):
                other = text[:i] + digit + text[i + 1 :]
                yield TypedNumber(typed.code, typed.year, other)
    if typed.year is not None:
        for year in (typed.year - 1, typed.year + 1):
            yield TypedNumber(typed.code, year, text)
