"""Whether a passage tells what is asked in one sentence: the thing, and beside it the figure.

土地增值税预征率是多少 is answered by no rate of something else that stands two sentences after the
words, nor by the title of a notice on rates that is only cited. What the headings or the document's
title say is understood in every sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from analyzers.folding import fold
from indexer.searching.telling_words import Word

# Where a passage's sentences end; the rows of a table are sentences of their own.
_ENDS = re.compile(r"[。；;!！?？\n]")
_CITED = re.compile(r"《[^《》]*》|〈[^〈〉]*〉")
_ASKS = re.compile(r"多[少久大长高远重宽快深]|几|什么时候|何时|哪一?[天年]|啥时候|百分之")
_OFTEN = re.compile(r"(?:多久|多长时间|几[天年周]|几个月)[^，。]{0,12}[一几]次")
# What a word counts that stands in the headings or the title, and in another sentence alone.
_TITLED, _ELSEWHERE = 1.0, 0.4
# And what regulations may write for it.
_WRITTEN = 0.7
# And a sentence that says none of the limit, the rate, how often.
_UNNAMED = 0.7
# So near to the figure, in characters, it is of that word; farther it counts less, to that share.
_CLOSE, _FAR, _LEAST = 12, 60, 0.6
# The word that stands before the question word is what the figure is of: it says as much more.
_MEASURED = 1.0

Find = Callable[[Word, str], int | None]


def asks_figure(text: str) -> bool:
    """
    >>> [asks_figure(q) for q in ("专利保护期多久", "居住权可以继承吗")]
    [True, False]
    """
    return bool(_ASKS.search(text))


def asks_how_often(text: str) -> bool:
    """
    >>> [asks_how_often(q) for q in ("电梯多久检验一次", "多久办好")]
    [True, False]
    """
    return bool(_OFTEN.search(text))


def measured(text: str, words: Sequence[Word]) -> Word | None:
    """The word that the question word is of: 有效期 of 注册商标有效期是几年."""
    asked = _ASKS.search(text)
    if asked is None:
        return None
    behind = next((w for w in words if text.startswith(w.text, asked.end())), None)
    if behind is not None and len(behind.text) > 1:
        return behind  # 多少手续费
    before = [(at, word) for word in words if (at := text.rfind(word.text, 0, asked.start())) >= 0]
    return max(before, key=lambda one: one[0])[1] if before else None


def together(
    words: Sequence[Word],
    of: Word | None,
    forms: Sequence[re.Pattern[str]],
    names: Sequence[re.Pattern[str]],
    body: str,
    around: str,
    find: Find,
) -> float:
    """The share of the words that the best sentence tells with what is asked; ``forms``: how that
    is written, any of them; ``names``: what is said of it, which a sentence without it tells less
    of; ``around`` is folded. 0 where no sentence tells it."""
    total = sum(w.weight for w in words) + (_MEASURED * of.weight if of else 0.0)
    said = _CITED.sub(lambda cited: "　" * len(cited[0]), body)
    beside = {w.text for w in words if find(w, around) is not None}
    folded = fold(said)
    held = {w.text for w in words if find(w, folded) is not None}
    best = 0.0
    for sentence in _ENDS.split(said):
        figures = [m.start() for form in forms for m in form.finditer(sentence)]
        if not sentence.strip() or (forms and not figures):
            continue
        share, folded = 0.0, fold(sentence)
        for word in words:
            counts = word.weight * (1.0 + _MEASURED * (word is of))
            at = find(word, folded)
            if at is not None:
                share += counts * _nearness(at, figures)
            elif word.text in beside:
                share += counts * _TITLED
            elif any(written in folded for written in word.written):
                share += counts * _WRITTEN
            elif word.text in held:
                share += counts * _ELSEWHERE
        if not all(name.search(sentence) for name in names):
            share *= _UNNAMED
        best = max(best, share)
    return best / total if total else 1.0


def _nearness(at: int, figures: Sequence[int]) -> float:
    if not figures:
        return 1.0
    away = min(abs(one - at) for one in figures)
    return 1.0 - (1.0 - _LEAST) * min(1.0, max(0, away - _CLOSE) / (_FAR - _CLOSE))
