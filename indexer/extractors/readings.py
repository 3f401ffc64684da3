"""Readings that a mirror has put behind characters: 關(guān)于印發(fā)《辦法》的通知.

Pages that copy official texts, and turn them into Traditional characters, add how a character is
read, in brackets and with its tone, wherever it has several readings. No official text does that,
and nothing that stands in such a page is found by its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# A syllable of pinyin with its tone, behind a character: 會(huì ), 專(zhuān).
_READING = re.compile(rf"(?<=[㐀-鿿])[(（][a-zü]{{0,4}}[{_TONED}][a-zü]{{0,4}} ?[)）]")
# 执(zhí)行, 废止(zhi): nobody tells how the words are read that say whether a text holds.
_SYLLABLE = r"(?:zh[iīíǐì]|sh[iīíǐì]|x[iīíǐì]ng|f[eēéěè]i|t[iīíǐì]ng|xi[aāáǎà]o|y[oōóǒò]u)"
_OF_FORCE = re.compile(
    r"(?:(?<=[执執施实實废廢失停有])|(?<=[执執施实實废廢失停有][行施止效]))"
    rf"[(（]{_SYLLABLE} ?[)）]"
)
# 亳(bó)州 is told once, for who does not know the character.
_FEWEST, _FEWEST_CHARACTERS = 4, 3


def without_readings(text: str) -> tuple[str, int]:
    """The text without the readings that stand behind its characters, and how many there were.

    >>> without_readings("省政府辦公廳關(guān)于印發(fā)專(zhuān)項資金辦法的通知,時(shí)間")
    ('省政府辦公廳關于印發專項資金辦法的通知,時間', 4)
    >>> without_readings("亳(bó)州市人民政府，亳(bó)州")
    ('亳(bó)州市人民政府，亳(bó)州', 0)
    >>> without_readings("亳(bó)州市自2024年3月1日起执(zhí)行，旧办法废(fei)止。")
    ('亳(bó)州市自2024年3月1日起执行，旧办法废止。', 2)
    """
    found = [match.start() for match in _READING.finditer(text)]
    if len(found) < _FEWEST or len({text[at - 1] for at in found}) < _FEWEST_CHARACTERS:
        return _OF_FORCE.subn("", text)
    text, count = _READING.subn("", text)
    text, more = _OF_FORCE.subn("", text)
    return text, count + more


_BETWEEN = "\x1f"  # texts; no text holds it


def texts_without_readings(texts: Sequence[str]) -> tuple[list[str], int]:
    """The same of the texts of one document, each by itself, told from all of them together."""
    whole, count = without_readings(_BETWEEN.join(texts))
    return (whole.split(_BETWEEN), count) if count else (list(texts), 0)


def told_of_readings(count: int) -> tuple[str, ...]:
    """What a user is told of them."""
    return (f"去除了 {count} 处加在汉字后的注音",) if count else ()
