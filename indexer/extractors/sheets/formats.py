"""What a cell shows of its number: dates in ISO form, percentages, digits as its format says.

Number formats are those of ECMA-376 part 1, 18.8.31.
"""

from __future__ import annotations

import re
from datetime import time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL = "General"
# The numbers that Chinese Excel gives a meaning of their own (18.8.30, zh-cn).
_DAY, _MONTH, _OF_YEAR = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
_CHINESE_DATES = {
    27: _MONTH, 28: _OF_YEAR, 29: _OF_YEAR, 30: "m-d-yy", 31: _DAY, 32: "h:mm", 33: "h:mm:ss",
    34: "h:mm", 35: "h:mm:ss", 36: _MONTH, 50: _MONTH, 51: _OF_YEAR, 52: _MONTH, 53: _OF_YEAR,
    54: _OF_YEAR, 55: "h:mm", 56: "h:mm:ss", 57: _MONTH, 58: _OF_YEAR,
}  # fmt: skip
_LARGEST = 1e15  # beyond it a double has no exact units
_LATEST = 2_958_465  # 9999-12-31 as a serial

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NO_DATE = re.compile(r"General|E[+-]", re.IGNORECASE)
_AS_IS = re.compile(r"General|E[+-]|@|/", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+")


def builtin(number: int) -> str:
    """The format code that a number below 164 stands for."""
    from openpyxl.styles.numbers import (
        BUILTIN_FORMATS,  # where it is wanted: it loads all of itself
    )

    return _CHINESE_DATES.get(number) or str(BUILTIN_FORMATS.get(number, GENERAL))


def displayed(value: float, code: str, *, since_1904: bool = False) -> str:
    """``value`` as a cell of this format shows it.

    >>> displayed(45413, "yyyy/m/d"), displayed(45413.354166667, "yyyy-mm-dd hh:mm")
    ('2024-05-01', '2024-05-01 08:30')
    >>> displayed(0.125, "0.0%"), displayed(12, "000000"), displayed(1234.5, "#,##0.00")
    ('12.5%', '000012', '1,234.50')
    >>> displayed(0.1 + 0.2, "General"), displayed(1200, '0"元"'), displayed(-5, "0;(0)")
    ('0.3', '1200元', '(5)')
    """
    form = _form(code)
    if form.date:
        return _date(value, form, since_1904)
    return form.number(value)


def general(value: float) -> str:
    """A number without a format.

    >>> general(3.0), general(0.1 + 0.2), general(1e16)
    ('3', '0.3', '1e+16')
    """
    if value == int(value) and abs(value) < _LARGEST:
        return str(int(value))
    return f"{value:.15g}"


class _Section:
    """One section of a format: what stands before and behind its digits, and how many they are.
    ``plain`` where numbers are shown as they are: powers, fractions, General."""

    def __init__(self, code: str) -> None:
        self._before, self._digits, self._after = "", "", ""
        bare = ""
        place = 0
        for literal in _LITERAL.finditer(code):
            bare += self._take(code[place : literal.start()])
            self._put(literal[1] or literal[2] or literal[3] or "")
            place = literal.end()
        bare += self._take(code[place:])
        self._percent = bare.count("%")
        self.plain = bool(_AS_IS.search(bare))

    def _take(self, code: str) -> str:
        found = None if self._digits else _DIGITS.search(code)
        if found is None:
            self._put(code)
        else:
            self._put(code[: found.start()])
            self._digits = found[0]
            self._put(code[found.end() :])
        return code

    def _put(self, text: str) -> None:
        if self._digits:
            self._after += text
        else:
            self._before += text

    def shown(self, value: float) -> str:
        if not self._digits:
            return (self._before + self._after).strip()
        whole, _, part = self._digits.partition(".")
        thousands = len(self._digits) - len(self._digits.rstrip(","))
        places, least = len(part.rstrip(",")), part.count("0")
        number = Decimal(repr(value)).scaleb(2 * self._percent - 3 * thousands)
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        integer, _, decimals = f"{abs(number):f}".partition(".")
        while len(decimals) > least and decimals.endswith("0"):
            decimals = decimals[:-1]
        integer = integer.lstrip("0").rjust(whole.count("0"), "0")
        if "," in whole.rstrip(","):
            integer = _grouped(integer)
        sign = "-" if number < 0 else ""
        point = "." if decimals else ""
        return f"{sign}{self._before}{integer}{point}{decimals}{self._after}".strip()


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    return ",".join(groups + [digits[n : n + 3] for n in range(head, len(digits), 3)])


class _Form:
    """A whole format: of a date, or its sections for positive, negative and zero."""

    def __init__(self, code: str) -> None:
        codes = _sections(code)
        bare = _LITERAL.sub("", codes[0])
        named = code.strip().lower() in ("general", "", "@")
        self.elapsed = bool(_ELAPSED.search(code))
        self.date = not named and (self.elapsed or bool(_DATE.search(_NO_DATE.sub("", bare))))
        self.years = "y" in bare.lower()
        self.days = "d" in bare.lower()
        self.hours = bool(re.search("[hs]", bare, re.IGNORECASE))
        self._sections = [] if named or self.date else [_Section(part) for part in codes]

    def number(self, value: float) -> str:
        if not self._sections:
            return general(value)
        of_sign = 1 if value < 0 else 2 if value == 0 else 0
        section = self._sections[of_sign if of_sign < min(len(self._sections), 3) else 0]
        if section.plain or abs(value) >= _LARGEST:
            return general(value)
        # A section for negative numbers says itself that they are.
        return section.shown(abs(value) if len(self._sections) > 1 else value)


def _sections(code: str) -> list[str]:
    found, text, quoted = [], "", False
    for character in code:
        if character == '"':
            quoted = not quoted
        if character == ";" and not quoted:
            found.append(text)
            text = ""
        else:
            text += character
    return [*found, text]


@lru_cache(maxsize=1024)
def _form(code: str) -> _Form:
    return _Form(code)


def _date(value: float, form: _Form, since_1904: bool) -> str:
    if form.elapsed:
        minutes = round(value * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if not 0 <= value <= _LATEST:
        return general(value)
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    found = from_excel(value, CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900)
    moment = found if isinstance(found, time) else found.time()
    clock = moment.isoformat("seconds" if moment.second else "minutes")
    if isinstance(found, time) or not (form.days or form.years):
        return clock if form.hours else general(value)
    day = f"{found:%Y-%m-%d}" if form.days else f"{found:%Y-%m}"
    return f"{day} {clock}" if form.hours and moment != time() else day
