"""Readings that a mirror has put behind characters: 關(guān)于印發(fā)《辦法》的通知.

Pages that copy official texts, and turn them into Traditional characters, add how a character is
read, in brackets and with its tone, wherever it has several readings. No official text does that,
and nothing that stands in such a page is found by its words.
"""

from __future__ import annotations

import re

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# A syllable of pinyin with its tone, behind a character: 會(huì ), 專(zhuān).
_READING = re.compile(rf"(?<=[㐀-鿿])[(（][a-zü]{{0,4}}[{_TONED}][a-zü]{{0,4}} ?[)）]")
# 亳(bó)州 is told once, for who does not know the character.
_FEWEST, _FEWEST_CHARACTERS = 4, 3


def without_readings(text: str) -> tuple[str, int]:
    """The text without the readings that stand behind its characters, and how many there were.

    >>> without_readings("省政府辦公廳關(guān)于印發(fā)專(zhuān)項資金辦法的通知,時(shí)間")
    ('省政府辦公廳關于印發專項資金辦法的通知,時間', 4)
    >>> without_readings("亳(bó)州市人民政府，亳(bó)州")
    ('亳(bó)州市人民政府，亳(bó)州', 0)
    """
    found = [match.start() for match in _READING.finditer(text)]
    if len(found) < _FEWEST or len({text[at - 1] for at in found}) < _FEWEST_CHARACTERS:
        return text, 0
    return _READING.sub("", text), len(found)


def told_of_readings(count: int) -> tuple[str, ...]:
    """What a user is told of them."""
    return (f"去除了 {count} 处加在汉字后的注音",) if count else ()
