"""Digits, letters and marks that Founder's typesetting gives by the codes of ideographs.

Its fonts of the family EU-* hold Latin letters, and code them in GBK: lead byte D4 is ASCII + 0x80,
lead byte D2 is the row A1 of marks. Where the file says nothing better, 2008 comes out as 圆园园愿
and 。 as 遥. By the font that is arithmetic. Where the font does not tell (it was renamed, or made
one with that of the text), only what stands as a number in a page full of them is restored.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_FONT = re.compile(r"(?:^|\+)EU?-[A-Z]", re.IGNORECASE)


def _table() -> dict[str, str]:
    table = {}
    for trail in range(0xA1, 0xFF):
        coded = bytes((0xD4, trail)).decode("gb18030")
        table[coded] = chr(trail - 0x80)
        coded = bytes((0xD2, trail)).decode("gb18030")
        table[coded] = bytes((0xA1, trail)).decode("gb18030")
    return table


_CODED = _table()
_N = "园员圆猿源缘远苑愿怨"
# What hardly any other text has: without one of them no font is asked.
_SIGNS = re.compile(
    f"[{_N.replace('员', '').replace('源', '')}渊冤袁遥尧曰栽耘杂悦]|[员源](?=[{_N}])"
)
_ANY = re.compile("[" + "".join(_CODED) + "]")

# A year, or a number with what is counted: one year, or three others, and the page is coded.
_YEAR = re.compile(f"(?<![{_N}])[员圆][{_N}]{{3}}(?=\\s?(?:年|[〕）)\\]］冤-]))")
_NUMBER = re.compile(f"[{_N}]+(?=\\s?[年月日号条款项章节％%元])")
_FEWEST = 3
_BEFORE = r"(?<=[第年月日至自（(〔、,，.．\d～~—期限为满过每共计达足逾约于-])"
_AFTER = r"(?=\s?[年月日号条款项章节时分元万亿个倍周天次页级类种％%)）〕])"
_RUN = re.compile(
    f"(?<![{_N}])(?:[{_N}]{{3,}}|{_BEFORE}[{_N}]{{2}}|[{_N}]{{2}}{_AFTER})(?![{_N}])"
    # One alone: between what stands before numbers, and what is counted.
    f"|{_BEFORE}[{_N}]{_AFTER}|(?<=[\\d.．])[{_N}]|[{_N}](?=[\\d.．]\\d)"
    f"|(?<=[—–-])\\s?[{_N}](?=\\s?[—–-])"  # a page's number
)
_WORDS = re.compile(
    "源源(?=[不而])|远远(?=[不超高低大落多少地])|缘园|(?<=满)员|(?<=[为限约])[圆园]"
)
_MARKS = str.maketrans({"遥": "。", "袁": "，", "尧": "、", "曰": "；"})
_BREAKS = re.compile(r"([\r\n]+)")
_BRACKETS = re.compile("渊([^渊冤\r\n]{1,60})冤")
_HAN = re.compile("[\u4e00-\u9fff]")
_FULL = str.maketrans(",;:!?()", "，；：！？（）")


def restored(text: str, font_at: Callable[[int], str]) -> str:
    """The text with such codes read, of the same length. ``font_at`` gives the font's name of a
    place."""
    found = [match.start() for match in _SIGNS.finditer(text)]
    if not found:
        return text
    if any(_FONT.search(font_at(place)) for place in found):
        return _by_font(text, font_at)
    return _by_context(text)


def _by_font(text: str, font_at: Callable[[int], str]) -> str:
    characters = list(text)
    for match in _ANY.finditer(text):
        place = match.start()
        if _FONT.search(font_at(place)):
            characters[place] = _CODED[match[0]]
    for place, character in enumerate(characters):
        around = "".join(characters[max(0, place - 1) : place + 2 : 2])
        if character != text[place] and _HAN.search(around):
            characters[place] = character.translate(_FULL)
    return "".join(characters)


def _by_context(text: str) -> str:
    if not _YEAR.search(text) and len(_NUMBER.findall(text)) < _FEWEST:
        return text
    done = _over_lines(text)
    coded = sum(text.count(mark) for mark in "遥袁")
    if coded > 4 * (text.count("。") + text.count("，")):
        done = _BRACKETS.sub(r"（\1）", done.translate(_MARKS))
    return done


def _over_lines(text: str) -> str:
    """The numbers restored, also those that a line's end parts."""
    pieces = _BREAKS.split(text)
    done = "".join(pieces[::2])
    words = {match.start() for match in _WORDS.finditer(done)}
    for _ in range(2):  # 员圆援缘: what stands beside a digit is one
        done = _RUN.sub(lambda m: m[0] if m.start() in words else _digits(m[0]), done)
    place = 0
    for number in range(0, len(pieces), 2):
        end = place + len(pieces[number])
        pieces[number], place = done[place:end], end
    return "".join(pieces)


def _digits(run: str) -> str:
    return "".join(_CODED.get(character, character) for character in run)
