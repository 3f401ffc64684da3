"""Whether a text can be a text at all: characters that were mapped wrongly are good ones, each by
itself.

A PDF without a map of its glyphs to characters gives the glyphs' numbers, which are some
characters or other: !"#$%, rare ideographs, scripts that no document mixes.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analyzers.analyzer import default_analyzer
from analyzers.folding import fold
from indexer.extractors.quality import is_good

_FEWEST = 20  # characters that show a share
_IDEOGRAPHS = 30
_COMMON_SHARE = 0.15  # of ideographs; lists of herbs and chemicals have 0.3, text 0.8
# Below this a page looks odd: of real ones only lists of herbs, chemicals and appliances do.
_ODD_SHARE = 0.5
_ODD_IDEOGRAPHS = 100
_LETTERS = 0.35  # letters and digits in a text without ideographs; formulas have 0.6
_FOREIGN = 0.2  # characters of scripts that do not occur

# What tables and forms are ruled with says nothing.
_RULED = " \t\r\n\u3000.．·…・!_＿—－─━-=|＊*□○●"
# Latin, Greek, Cyrillic; signs and shapes; all of Chinese, Japanese, Korean; private use.
_EXPECTED = (
    *((0x20, 0x24F), (0x300, 0x52F), (0x2000, 0x2BFF), (0x2E80, 0xD7A3), (0xE000, 0xFFEF)),
    (0x10000, 0x10FFFF),
)
_IDEOGRAPHIC = ((0x3400, 0x9FFF), (0xF900, 0xFAFF))
# The commonest of policy documents: half of any text.
_COMMON = (
    "的物测气定排污染和法生用废标应准水理放行度中化工产业量有制人要监环境或时本及分合以管设等油处规采机施位过"
    "性不在控其于为单方求一质体进光收表值大税料加酸检发可样置集年所保对品病实间接二内件与程国关险除相无场类总"
    "液计者高后基区按地护防电下报系危建附装作浓点重毒源日限子填固通氧密部企学上外次统入自造备录情医他式务离个"
    "项当据出范得剂期家算需并术原是口吸扣存同含成现新如数能号员器办乙动使组取小运最信消态执种开金空包目例声申"
    "您适感状指级压月确序技果前别条民结面力织疗第况构流特文风根查色封型活主专筒三至具利平注均由门围公共核治容"
    "名线养影代列预符解各热效全车政府市县省乡镇村会议通知各部门公告决印发意见办号院厅局委员责任社会经济服务资"
    "國務會業產發這個為對學來時們實現開關於動點機還進種經與無見長問題東車馬風電話語說請讓認識"
)
_NOTHING, _SIGN, _LETTER, _HAN, _FREQUENT, _STRANGE = range(6)


def reads_well(text: str) -> bool:
    """Whether a page's text needs no second reading."""
    return is_good(text) and not is_gibberish(text)


def is_gibberish(text: str) -> bool:
    """Whether the characters, good ones each, make no text together."""
    if len(text) < _FEWEST:
        return False
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    kinds = np.bincount(_kinds()[np.minimum(codes, 0xFFFF)], minlength=6).tolist()
    shown = sum(kinds) - kinds[_NOTHING]
    if shown < _FEWEST:
        return False
    if kinds[_STRANGE] > _FOREIGN * shown:
        return True
    ideographs = kinds[_HAN] + kinds[_FREQUENT]
    if ideographs >= _IDEOGRAPHS:
        return bool(kinds[_FREQUENT] < _COMMON_SHARE * ideographs)
    return bool(ideographs <= 0.1 * shown and kinds[_LETTER] + ideographs < _LETTERS * shown)


def is_legible(text: str) -> bool:
    """Whether a piece of a line reads as a text does, however short it is."""
    kinds = Counter(_kinds()[min(ord(character), 0xFFFF)] for character in text)
    return kinds[_FREQUENT] >= max(2, (kinds[_HAN] + kinds[_FREQUENT]) / 2) and not kinds[_STRANGE]


def looks_odd(text: str) -> bool:
    """Whether the ideographs are too rare for most texts: a list of names, or a wrong map of
    characters. A picture of the page tells which."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    kinds = np.bincount(_kinds()[np.minimum(codes, 0xFFFF)], minlength=6).tolist()
    ideographs = kinds[_HAN] + kinds[_FREQUENT]
    return bool(ideographs >= _ODD_IDEOGRAPHS and kinds[_FREQUENT] < _ODD_SHARE * ideographs)


# Of a text's ideographs those that stand in words of the dictionary. Real pages of a hundred and
# more have 0.48 (a list of instruments) to 0.9; characters taken for one another 0.13 to 0.39.
_WORDS_SHARE = 0.45
_WORDS_IDEOGRAPHS = 100
_LOOKED_AT = 600  # ideographs; more say nothing new
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_DAY = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?|[〔\[](\d{4})[〕\]]")


def has_few_words(text: str) -> bool:
    """Whether the ideographs, frequent ones each, stand in no words: a map takes the text's own
    characters for one another."""
    runs = _HAN_RUN.findall("".join(text.split()))
    if sum(map(len, runs)) < _WORDS_IDEOGRAPHS:
        return False
    analyzer = default_analyzer()
    seen = within = 0
    for run in runs:
        words = analyzer.cut(fold(run))
        within += sum(len(word) for word in words if len(word) > 1 and analyzer.is_word(word))
        seen += len(run)
        if seen >= _LOOKED_AT:
            break
    return within < _WORDS_SHARE * seen


def has_impossible_days(text: str) -> bool:
    """Whether half of the days and of the years of numbers are none: digits that were taken for
    one another. Of a thousand real pages none has one.

    >>> has_impossible_days("5357年7月42日 〔5357〕9号"), has_impossible_days("2024年4月19日")
    (True, False)
    """
    days = list(_DAY.finditer("".join(text.split())))
    return bool(days) and 2 * sum(map(_is_impossible, days)) >= len(days)


def _is_impossible(day: re.Match[str]) -> bool:
    year, month, of_month, numbered = (int(part) if part else None for part in day.groups())
    if numbered is not None:
        return not 1900 <= numbered <= 2100
    return not (
        1800 <= (year or 0) <= 2200 and 1 <= (month or 0) <= 12 and (of_month or 1) in range(1, 32)
    )


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of each character of the 16-bit plane."""
    kinds: NDArray[np.uint8] = np.full(0x10000, _STRANGE, dtype=np.uint8)
    for low, high in _EXPECTED:
        kinds[low : min(high, 0xFFFF) + 1] = _SIGN
    letters = [code for code in range(0x10000) if chr(code).isalnum() and kinds[code] == _SIGN]
    kinds[letters] = _LETTER
    for low, high in _IDEOGRAPHIC:
        kinds[low : high + 1] = _HAN
    kinds[[ord(c) for c in _COMMON]] = _FREQUENT
    kinds[[ord(c) for c in _RULED]] = _NOTHING
    return kinds
