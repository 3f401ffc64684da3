"""Chinese → pinyin, for suggestions while typing and for repairing homophones.

Words are read as wholes, since that is what tells 行政 from 银行 and 市长 from 长春: a text is
segmented first, then pypinyin reads each word, by its phrases where it has them. What pypinyin
reads wrong is put right in ``dictionaries/pinyin.txt``.

pypinyin takes half a second and 50 MB to load, so it is loaded at the first reading; a process that
serves had better leave reading to another one (indexer/searching/making.py). What users type in
letters is recognised without it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from analyzers.analyzer import default_analyzer
from analyzers.dictionaries import read_words
from analyzers.folding import fold

_INITIALS = frozenset("abcdefghjklmnopqrstwxyz")
_LONGEST_SYLLABLE = 6


def readings(text: str) -> list[str]:
    """What each character is read as: a syllable without its tone, ü as v.

    One for each character of the text. A letter or digit is read as itself, in its folded form;
    whatever is neither is read as "". 重庆A座 → chong qing a zuo.
    """
    return [r for word in default_analyzer().cut(fold(text)) for r in _read(word)]


def word_readings(word: str) -> tuple[str, ...]:
    """The same of a folded text that is one word, which saves cutting it."""
    return _read(word)


def full_pinyin(text: str) -> str:
    """政务公开 → zhengwugongkai."""
    return "".join(readings(text))


def initials(text: str) -> str:
    """政务公开 → zwgk. Letters and digits stay."""
    return "".join(r[:1] for r in readings(text))


def character_readings(character: str) -> tuple[str, ...]:
    """All that a character may be read as, the usual one first: 行 → xing, hang, heng.

    None for what is no Chinese character.
    """
    from pypinyin.constants import PINYIN_DICT

    marked = unicodedata.normalize("NFD", PINYIN_DICT.get(ord(character), ""))
    plain = marked.replace("u\u0308", "v").encode("ascii", "ignore").decode()
    return tuple(dict.fromkeys(plain.split(","))) if plain else ()


def blurred(syllable: str) -> str:
    """One form for syllables that many speakers don't tell apart: z and zh, c and ch, s and sh,
    l and n, an and ang, en and eng, in and ing."""
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    elif syllable[:1] == "n" and len(syllable) > 1:
        syllable = "l" + syllable[1:]
    return syllable[:-1] if syllable[-3:] in ("ang", "eng", "ing") else syllable


@lru_cache(maxsize=32768)
def _read(word: str) -> tuple[str, ...]:
    if word.isascii():
        return tuple(c if c.isalnum() else "" for c in word)
    found = tuple(_reader()(word))
    if len(found) == len(word) and all(map(str.isalnum, (*found, *word))):
        return found
    # pypinyin keeps a run of what it cannot read in one piece.
    return tuple(_reader()(c)[0] if c.isalnum() else "" for c in word)


@cache
def _reader() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict(
        {word.strip(): [[s] for s in reading.split()] for word, reading in _corrections()}
    )
    return lazy_pinyin


def _corrections() -> Iterator[tuple[str, str]]:
    for line in read_words("pinyin.txt"):
        word, _, reading = line.partition("=")
        yield word, reading


_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
_TONED = re.compile(r"([a-z]+)[1-5](?!\d)")


def plain_letters(typed: str) -> str:
    """A text, folded, with its pinyin as readings have it: zhèng wù and zheng4wu4 as zheng wu, lü
    as lv. A digit is a tone behind a whole syllable only: covid19 stays."""
    letters = typed.lower()
    if not letters.isascii():
        marked = unicodedata.normalize("NFD", letters)
        marked = _TONES.sub("", marked.replace("u\u0308", "v"))
        letters = unicodedata.normalize("NFC", marked)
    return _TONED.sub(_without_tone, fold(letters))


def _without_tone(found: re.Match[str]) -> str:
    return found[1] if is_whole_pinyin(found[1]) else found[0]


def looks_like_pinyin(typed: str) -> bool:
    """Whether this may be pinyin: full (zhengwu gongkai), begun (zhengw) or initials (zwgk).

    Blanks and apostrophes are allowed between syllables. A single letter is an initial.
    """
    letters = plain_letters(typed).replace(" ", "").replace("'", "")
    if not letters or not letters.isascii() or not letters.isalpha():
        return False
    return may_be_initials(letters) or split_pinyin(letters) is not None


def may_be_initials(letters: str) -> bool:
    """Whether a syllable begins with each letter: zwgk and an, but not zhengwu."""
    return _INITIALS.issuperset(letters)


def split_pinyin(letters: str) -> list[str] | None:
    """zhengwugongk → zheng wu gong k: syllables, the last one perhaps only begun.

    Of several ways the one with the longest syllables first; None if there is none.
    """
    text = fold(letters).replace(" ", "").replace("'", "")
    return _split(text, 0) if 0 < len(text) <= 100 and text.isascii() else None


def is_whole_pinyin(letters: str) -> bool:
    """Whether the letters are syllables to the last one: zhengwu, but not zhengw or zw."""
    split = split_pinyin(letters)
    return split is not None and split[-1] in _syllables()


def _split(text: str, start: int) -> list[str] | None:
    # best[i]: how the rest from i is split. Backwards, so that no way is tried twice.
    best: list[list[str] | None] = [None] * len(text) + [[]]
    for i in range(len(text) - 1, start - 1, -1):
        if text[i:] in _beginnings():
            best[i] = [text[i:]]
        for end in range(min(len(text), i + _LONGEST_SYLLABLE), i, -1):
            rest = best[end]
            if text[i:end] in _syllables() and rest is not None:
                best[i] = [text[i:end], *rest]
                break
    return best[start]


@cache
def _syllables() -> frozenset[str]:
    return frozenset(s for line in read_words("syllables.txt") for s in line.split())


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(s[:i] for s in _syllables() for i in range(1, len(s)))
