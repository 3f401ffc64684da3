"""The words of a question that an answer must hold, each with its weight.

Words that say what is asked and not of what (多少, 马上, 一次) are none. What the segmentation made
of spoken Chinese and neither the dictionaries nor the library know (班要, 店离, 打疫苗) is taken
apart: into the words within it, and into characters, which count less than words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from analyzers.folding import fold
from analyzers.numerals import to_arabic
from analyzers.stopwords import is_stop_word
from indexer.searching.plan import Plan
from indexer.searching.said_as import Said
from indexer.searching.steps import is_telling
from indexer.searching.units import Unit

# Words that say what is asked and not of what.
_ASKING = re.compile(
    r"问题|事情|多少|年龄|电话|期限|时间|要钱|能贷|条件|手续|材料|部门|单位|标准"
    r"|时候|流程|多久|几[年天岁点条个次类种只项档级]|[最至]多|能带|怎么样|会怎么样|可以|需要|要|钱|多大"
    r"|怎么收|收|规定|办|申请|办理|哪里|向哪|归|管|找|付|吃饭|家里|发现|打|哪|什么|比例"
    # Spoken: how, how often and how much, of nobody in particular.
    r"|马上|立刻|立即|赶紧|到底|究竟|直接|一直|已经|现在|目前|以后|之后|以前|之前|的话|一般"
    r"|有人|别人|人家|大家|里面|边上|旁边|附近|上面|下面|这边|那边|有点|一点点?|一下|太[多少大小高低长]"
    r"|[一每]次|[一每]天|[一每]年|一个?月|一共|总共|[最至][多少高低长大小早晚]|多[长远高重宽]"
    r"|才能|才可以|最快|最慢|自己|自个|别的|行不行|可不可以|必须|一块儿?|一起|顺便|还能|还可以|有没有|多快"
    r"|(?:怎么|如何|怎样)(?:算|计算|处罚|罚)"
    r"|百分之几|几[成倍折]|多[宽大]|年纪|[之以]内|不准|米"
    r"|不要|不用|不让|不能|能不能|会不会|要不要|行不行|怎样|咋办|违法|合法|允许|算|开|去|来|拿|给|看"
    r"|非要|非得|想要?|打算|听说|请问|麻烦|地方|东西|事儿?|里头|要是|如果|万一|出来|进去|过来"
    r"|不|没|没有|让|叫|被|交|交钱|缴|带|给钱|有钱|几[百千万]|[我你他她咱俺]们?[爸妈爷奶哥姐弟妹家]?"
    r"|[年月日天次岁点人个多少大小高低]"
)
# A character that was a word to whoever asked says less than one, and stands in many others.
_CHARACTER = 0.4
# 一家, 三张: what is counted says more.
_COUNTED = re.compile(r"[一二两三四五六七八九十几0-9][家张套间辆台部件户名位份本次条头只层栋幢块]")
# 最高奖, 最多能: no word, though the library may be cut so.
_SPOKEN = re.compile(r"^(?:[最至][多少高低长大]|每)|[能会要吗]$")
# 最高奖 says 奖; 拉走 says 拉, where the library has no such word.
_MOST = re.compile(r"最[高低多少大小长短快慢](.{1,2})")
_COMPLETED = re.compile(r"(.)[走掉完好到来去出回开起光坏成住]")
# 举报电话, 办理流程: what is asked for stands behind what it is of.
_NAMED = re.compile(r"(..+)(?:电话|热线|期限|时限|时间|条件|手续|材料|标准|部门|流程)")


@dataclass(frozen=True, slots=True)
class Word:
    """``others``: whole words that say the same; ``written``: how regulations may put it.
    ``known``: whether any document has it."""

    text: str
    others: tuple[str, ...]
    weight: float
    known: bool
    written: tuple[str, ...] = ()


def _nothing(_: str) -> Iterable[Said]:
    return ()


@dataclass(frozen=True, slots=True)
class Library:
    """``frequency``: in how many of ``size`` documents a term stands; ``is_word``: whether the
    dictionaries have a folded text; ``said``: what stands in a question that regulations put
    otherwise."""

    frequency: Callable[[str], int]
    size: int
    synonyms: Callable[[str], tuple[str, ...]]
    is_word: Callable[[str], bool]
    said: Callable[[str], Iterable[Said]] = _nothing


def telling_words(plan: Plan, library: Library, text: str = "") -> list[Word]:
    """All of them; where there are none, the words that there are. ``text``: the question, for what
    regulations put in other words."""
    return _as_written(_telling(plan, library), library.said(text))


def _as_written(words: list[Word], put: Iterable[Said]) -> list[Word]:
    """With the words of regulations for those of the question; what is said in words that tell
    nothing (转给别家) is a word of its own."""
    average = sum(word.weight for word in words) / len(words) if words else 1.0
    for said in put:
        own = [at for at, w in enumerate(words) if w.text in said.words or said.words in w.text]
        for at in own:
            words[at] = replace(words[at], written=words[at].written + said.written)
        if not own:
            words.append(Word(said.words, (), average, True, said.written))
    return words


def _telling(plan: Plan, library: Library) -> list[Word]:
    found = [word for unit in plan.units for word in _of_unit(unit, library)]
    kept = [word for word in found if not _ASKING.fullmatch(word.text)] or found
    words = [word for word in kept if word.weight]
    whole = "，".join(word.text for word in words)
    kept = [word for word in kept if word.weight or word.text not in whole]
    average = sum(word.weight for word in words) / len(words) if words else 1.0
    return [w if w.weight else replace(w, weight=_CHARACTER * average) for w in kept]


def _of_unit(unit: Unit, library: Library) -> Iterator[Word]:
    text = fold(unit.text)
    if _COUNTED.fullmatch(text):
        return
    others = tuple(fold(one) for one in library.synonyms(unit.text))
    if len(text) == 1 and not others:
        yield from _characters(text)
        return
    if not is_telling(unit) and not others:
        return
    most = _MOST.fullmatch(text)
    if most and not others:
        text = most[1]
        if len(text) == 1:
            yield from _characters(text)
            return
    if not others and _COMPLETED.fullmatch(text) and not library.frequency(to_arabic(text)):
        yield from _characters(text[0])
        return
    if not others and not unit.number and _is_glued(text, library):
        yield from _apart(text, library)
        return
    named = _NAMED.fullmatch(text)
    if named:
        text = named[1]
        others += tuple(fold(one) for one in library.synonyms(text))
    common = max((library.frequency(term.term) for term in unit.terms), default=0)
    yield Word(text, others, _weight(text, common, library.size), common > 0)


def _is_glued(text: str, library: Library) -> bool:
    """Whether it is a word to nobody but the segmentation."""
    if library.is_word(text) or not text.isalpha():
        return False
    return bool(_SPOKEN.search(text)) or not library.frequency(to_arabic(text))


def _apart(text: str, library: Library) -> Iterator[Word]:
    """The longest words within, and the characters between them."""
    at = 0
    while at < len(text):
        for end in range(len(text), at + 1, -1):
            piece = text[at:end]
            if library.is_word(piece):
                common = library.frequency(piece)
                if not is_stop_word(piece):
                    others = tuple(fold(one) for one in library.synonyms(piece))
                    weight = _weight(piece, common, library.size)
                    yield Word(piece, others, weight, common > 0 or bool(others))
                at = end
                break
        else:
            yield from _characters(text[at])
            at += 1


def _characters(text: str) -> Iterator[Word]:
    """Without a weight of its own: a share of what the words weigh. Nobody knows from a character
    that the library has nothing of the matter."""
    if text.isalpha() and not is_stop_word(text):
        yield Word(text, (), 0.0, True)


def _weight(text: str, common: int, size: int) -> float:
    return math.log1p(size / (common + 1)) * math.sqrt(len(text))


# How questions are put: what is left of one has the characters of what it is about.
_PUT = re.compile(
    r"[吗呢吧啊呀的了是我你他她它们这那]|什么|怎么样?|如何|多少|可以|能不能|哪[个些里儿]?|谁|几|要不要"
)


def spelt_alike(text: str, folded: Sequence[str]) -> list[float]:
    """Of each folded passage, the share of the question's characters that stand there, each by its
    rarity among the passages: 卖房 and 买卖 have one in common, which no list of words knows."""
    asked = [one for one in dict.fromkeys(_PUT.sub("", fold(text))) if one.isalpha()]
    holding = [[one in body for body in folded] for one in asked]
    weights = [
        math.log1p((len(folded) + 1) / (sum(row) + 0.5)) if any(row) else 0.0 for row in holding
    ]
    total = sum(weights) or 1.0
    return [
        sum(weight for weight, row in zip(weights, holding, strict=True) if row[at]) / total
        for at in range(len(folded))
    ]
