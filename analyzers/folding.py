"""One character form for matching, at the same offsets.

Every rule maps one character to one character, so that an offset into the folded text is an
offset into the original. Rules, first that applies to a character:

1. our own table: brackets, quotes, dashes, blanks, circles typed for 〇, CJK radicals;
2. NFKC, where it gives one character (full width, Kangxi radicals, compatibility ideographs);
3. Latin letters lose their accents (é → e);
4. lower case, where it gives one character;
5. Traditional → Simplified by OpenCC's ``t2s``, character by character;
6. words that are written in two ways of one length (其它, 其他), where a character alone does not
   tell: 著 is 着 in 沿著 and not in 著作.

The table is closed (folding twice changes nothing) and is applied by NumPy to code points:
``str.translate`` is 20 times slower on a text of millions of characters.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

# No character beyond folds to another one.
_CODE_POINTS = 0x32400
_CONVERTED_AT_ONCE = 4096

# Up to this length ``str.translate`` is the quicker one: words of queries. It remembers as many
# characters as Chinese has in use.
_SHORT = 32
_CHARACTERS = 20_000

# The Chinese characters of nearly all texts, and those that pairs are made of.
FIRST_CHINESE, LAST_CHINESE = 0x3400, 0x9FFF
_CHINESE = re.compile(f"[{chr(FIRST_CHINESE)}-{chr(LAST_CHINESE)}]*")

# Where characters with a compatible or lower-case form live (Unicode 16): letters and symbols,
# compatibility forms, Deseret to Adlam, mathematical letters, compatibility ideographs.
_COMPATIBILITY = (
    (0x80, 0x33FF),
    (0xA640, 0xABFF),
    (0xF900, 0xFFEF),
    (0x10400, 0x10FFF),
    (0x1D400, 0x1F2FF),
    (0x1FBF0, 0x1FBF9),
    (0x2F800, 0x2FA1F),
)

# Each value stands for every character of its key.
_VARIANTS: dict[str, str] = {
    "[": "〔［【﹝〖〘〚⟦⁅︹︻﹇",
    "]": "〕］】﹞〗〙〛⟧⁆︺︼﹈",
    "(": "（﹙⦅｟❨❪︵",
    ")": "）﹚⦆｠❩❫︶",
    "《": "︽«≪",
    "》": "︾»≫",
    "<": "〈﹤＜‹︿⟨",
    ">": "〉﹥＞›﹀⟩",
    '"': "“”„‟〝〞〟＂「」『』﹁﹂﹃﹄",
    "'": "‘’‚‛＇`´′",
    "-": "‐‑‒–—―−－﹣﹘─━",
    "~": "～〜∼˜﹋﹏",
    "·": "・•‧∙⋅･",
    "〇": "○◯",
    "。": "｡",
    ":": "︰∶",
    "/": "∕⁄",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000\u00ad\u200b\u200c\u200d\u2060\ufeff",
}

# Variants that OpenCC keeps because standard Simplified has them too, as rare characters (瞭望),
# or because they are typed or recognised for their look-alikes (巿 for 市).
_VARIANT_CHARACTERS = dict(
    zip(
        "瞭藉賸剰砲粧簷甦痺榖濬撚銲啣餽敍陜燄祇巿衆麽羣峯牀綫鍊滙汚冺",
        "了借剩剩炮妆檐苏痹谷浚捻焊衔馈叙陕焰只市众么群峰床线炼汇污泯",
        strict=True,
    )
)

# Words of two spellings, folded; the second is the one that texts of today have.
_SPELLINGS = (
    ("其它", "其他"), ("做为", "作为"), ("图象", "图像"), ("录象", "录像"), ("摄象", "摄像"),
    ("惟一", "唯一"), ("惟独", "唯独"), ("帐户", "账户"), ("帐目", "账目"), ("帐簿", "账簿"),
    ("帐册", "账册"), ("帐务", "账务"), ("帐款", "账款"), ("帐号", "账号"), ("帐单", "账单"),
    ("转帐", "转账"), ("记帐", "记账"), ("入帐", "入账"), ("建帐", "建账"), ("做帐", "做账"),
    ("坏帐", "坏账"), ("呆帐", "呆账"), ("查帐", "查账"), ("对帐", "对账"), ("结帐", "结账"),
    ("台帐", "台账"), ("总帐", "总账"), ("帐本", "账本"), ("假帐", "假账"), ("帐外", "账外"),
    ("明细帐", "明细账"), ("日记帐", "日记账"), ("帐面", "账面"), ("帐实", "账实"),
    ("做出", "作出"), ("成份", "成分"),
    ("部份", "部分"),
    ("沿著", "沿着"), ("随著", "随着"), ("跟著", "跟着"), ("接著", "接着"), ("本著", "本着"),
    ("按著", "按着"), ("向著", "向着"), ("朝著", "朝着"), ("对著", "对着"), ("带著", "带着"),
    ("味著", "味着"), ("照著", "照着"), ("靠著", "靠着"), ("绕著", "绕着"), ("临著", "临着"),
    ("在著", "在着"), ("有著", "有着"), ("执著", "执着"), ("附著", "附着"), ("衣著", "衣着"),
    ("著手", "着手"), ("著力", "着力"), ("著重", "着重"), ("著眼", "着眼"), ("著装", "着装"),
)  # fmt: skip

# One of these stands in each of them.
_TOLD_BY = tuple("它做象惟帐著份")
_TOLD = {c: tuple(pair for pair in _SPELLINGS if c in pair[0]) for c in _TOLD_BY}
_TELLING = frozenset(_TOLD_BY)
# A spelling has no more than so many characters beside the one that tells of it.
_BESIDE = 2
# What a character of a text may be, for its Chinese to be what it is in the folded text.
_CHANGES, _TELLS = 1, 2

# CJK Radicals Supplement: PDF fonts map whole characters to them, and NFKC leaves them alone.
_RADICALS = dict(
    zip(
        "⺁⺊⺍⺎⺓⺔⺗⺘⺙⺝⺟⺠⺡⺢⺥⺧⺨⺩⺫⺬⺭⺮⺯⺱⺳⺴⺵⺶⺷⺸⺹⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂卜小兀幺乙心手攵月母民水水爪牛犬玉网示示竹糸网网网网羊羊羊老聿肉臼艹艹艹虎衣西西见角角讠贝车辵辵辶邑钅长长长门阜阜雨青韦页风飞食食食饣首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)


@cache
def _table() -> NDArray[np.uint32]:
    """Code point → folded code point. Built once, in well under a second."""
    table = np.arange(_CODE_POINTS, dtype=np.uint32)
    for first, last in _COMPATIBILITY:
        for code in range(first, last + 1):
            table[code] = _compatible(code)
    for code in range(ord("A"), ord("Z") + 1):
        table[code] = code + 32
    for radical, character in _RADICALS.items():
        table[ord(radical)] = ord(character)
    for target, variants in _VARIANTS.items():
        for variant in variants:
            table[ord(variant)] = ord(target)
    for variant, character in _VARIANT_CHARACTERS.items():
        table[ord(variant)] = ord(character)
    table = _simplified()[table]
    while not np.array_equal(closed := table[table], table):
        table = closed
    return table


def _compatible(code: int) -> int:
    """One character's NFKC, accent-free, lower-case form; itself where that is not one."""
    character = unicodedata.normalize("NFKC", chr(code))
    if len(character) != 1:
        return code
    parts = unicodedata.normalize("NFD", character)
    if parts[0].isascii() and all(map(unicodedata.combining, parts[1:])):
        character = parts[0]
    lower = character.lower()
    return ord(lower if len(lower) == 1 else character)


def _simplified() -> NDArray[np.uint32]:
    """Traditional → Simplified over the Chinese characters, asked of OpenCC."""
    from opencc import OpenCC

    table = np.arange(_CODE_POINTS, dtype=np.uint32)
    codes = [*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x323B0)]
    convert = OpenCC("t2s").convert
    # In pieces, since memory once taken for all of them stays with the process. Line breaks keep
    # neighbours from being read as one of OpenCC's phrases.
    for start in range(0, len(codes), _CONVERTED_AT_ONCE):
        piece = codes[start : start + _CONVERTED_AT_ONCE]
        converted = _codes(convert("\n".join(map(chr, piece))))
        ends = np.append((converted == ord("\n")).nonzero()[0], len(converted))
        single = np.diff(ends, prepend=-1) == 2  # one character and its break
        table[np.array(piece)[single]] = converted[ends[single] - 1]
    return table


class _Characters(dict[int, int]):
    """Code point → folded code point, of characters met in short texts."""

    def __missing__(self, code: int) -> int:
        folded = int(_folded(np.array([code], np.uint32))[0])
        if len(self) < _CHARACTERS:
            self[code] = folded
        return folded


_characters = _Characters()


def fold(text: str) -> str:
    """The folded text, of the same length. Any string will do, lone surrogates too."""
    if text.isascii():
        return text.replace("\t", " ").replace("`", "'").lower()
    if len(text) <= _SHORT:
        folded = text.translate(_characters)
        if _TELLING.isdisjoint(folded):
            return folded
        return _respelled(folded, _spellings_in(folded))
    codes = _folded(_codes(text))
    folded = str(codes.data, "utf-32-le", "surrogatepass")
    return _respelled(folded, _spelled_otherwise(folded, codes))


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _respelled(folded: str, spellings: Iterable[tuple[str, str]]) -> str:
    for other, word in spellings:
        folded = folded.replace(other, word)
    return folded


def _spelled_otherwise(text: str, codes: NDArray[np.uint32]) -> list[tuple[str, str]]:
    """The spellings that stand in a text. Most texts hold 做 or 份, and none of the words told by
    them: the words are looked for around these alone, a text of ten thousand characters is not
    looked through for each of them."""
    return _told_by(text, _signs().take(codes, mode="clip"))


def _told_by(text: str, signs: NDArray[np.uint8]) -> list[tuple[str, str]]:
    places = (signs == _TELLS).nonzero()[0].tolist()
    if not places:
        return []
    around = {text[max(0, place - _BESIDE) : place + _BESIDE + 1] for place in places}
    return _spellings_in("\n".join(around))


def _spellings_in(text: str) -> list[tuple[str, str]]:
    return [
        pair
        for character in _TOLD_BY
        if character in text
        for pair in _TOLD[character]
        if pair[0] in text
    ]


def _folded(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    table = _table()
    try:
        return table.take(codes)
    except IndexError:  # private use and the like
        return np.where(codes < _CODE_POINTS, table.take(codes, mode="clip"), codes)


def is_chinese(text: str) -> bool:
    """Whether there is nothing but Chinese characters."""
    return _CHINESE.fullmatch(text) is not None


def chinese_changes(text: str) -> Sequence[tuple[int, str]]:
    """Where a Chinese character stands in the folded text that is another one in the text itself,
    and which. Most Simplified texts have none, or a few: their punctuation and digits alone fold.
    In a text so changed, folded strings that are Chinese (``is_chinese``) stand just where they
    stand in the folded one."""
    codes = _codes(text)
    signs = _signs().take(codes, mode="clip")
    if not signs.any():
        return ()
    if (signs == _CHANGES).any():
        now = _codes(fold(text))
    else:  # all else that folds is not Chinese
        spellings = _told_by(text, signs)
        if not spellings:
            return ()
        now = _codes(_respelled(text, spellings))
    chinese = (now >= FIRST_CHINESE) & (now <= LAST_CHINESE)
    places = (chinese & (now != codes)).nonzero()[0]
    return tuple(zip(places.tolist(), map(chr, now[places].tolist()), strict=True))


@cache
def _signs() -> NDArray[np.uint8]:
    """For each code point, whether it becomes a Chinese character that it is not, or tells of a
    word of two spellings."""
    table = _table()
    chinese = (table >= FIRST_CHINESE) & (table <= LAST_CHINESE)
    becoming = chinese & (table != np.arange(len(table)))
    signs = np.append(becoming, False).astype(np.uint8) * _CHANGES  # what lies beyond has none
    signs[[ord(c) for c in _TOLD_BY]] = _TELLS
    return signs


def digest() -> str:
    """Changes whenever a character folds to another one."""
    table = _table()
    changed = np.flatnonzero(table != np.arange(_CODE_POINTS, dtype=np.uint32)).astype(np.uint32)
    words = "\n".join(f"{other} {word}" for other, word in _SPELLINGS).encode()
    return hashlib.sha256(changed.tobytes() + table[changed].tobytes() + words).hexdigest()
