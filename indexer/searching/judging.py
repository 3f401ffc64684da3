"""How well a passage answers a question: what of it stands there, how near together, and whether it
tells a thing of the kind that is asked for.

The words that tell count by their rarity in the library; another word for one counts nearly as
much. A word that only says what kind of thing is asked (年龄, 电话, 多少) need not stand there:
that the passage tells such a thing is what is looked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzers.folding import fold
from indexer.model.answers import QuestionKind
from indexer.model.passages import SpanKind
from indexer.searching.plan import Plan
from indexer.searching.steps import is_telling
from indexer.searching.units import Unit
from indexer.understanding.spans import spans_in

# What the passages of an answer to such a question hold, beside spans of the kind.
SPANS: dict[QuestionKind, tuple[SpanKind, ...]] = {
    QuestionKind.AMOUNT: (SpanKind.AMOUNT, SpanKind.FEE),
    QuestionKind.DEADLINE: (SpanKind.DEADLINE,),
    QuestionKind.MATERIAL: (SpanKind.MATERIAL,),
    QuestionKind.CONDITION: (SpanKind.CONDITION,),
    QuestionKind.TELEPHONE: (SpanKind.TELEPHONE,),
}
# (what the question says, what its answer says).
_TELLS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"几岁|多大|年龄"), re.compile(r"周岁|年满")),
    (re.compile(r"几点|时间"), re.compile(r"[0-9一二三四五六七八九十]+(?:时|点)")),
    (
        re.compile(r"什么时候|何时|哪天|几月"),
        re.compile(
            r"月[0-9一二三四五六七八九十]+日|之日起"
            r"|[0-9]月"
        ),
    ),
    (
        re.compile(r"几年|多少年|期限|有效期|多久"),
        re.compile(
            r"[0-9一二三四五六七八九十]+(?:年"
            r"|个月)"
        ),
    ),
    (re.compile(r"罚"), re.compile(r"罚款|处罚|警告")),
    (re.compile(r"要钱|收费|收钱|免费"), re.compile(r"免费|收费|收取|元")),
    (
        re.compile(r"几[条只个层间辆人]|多少(?:人|邻居|业主|户)"),
        re.compile(
            r"限|不超过|分之"
            r"|[0-9一二三四五六七八九十]+[条只个层间辆人]"
        ),
    ),
    (re.compile(r"比例|百分之|多少比例"), re.compile(r"％|%|百分之")),
    (
        re.compile(r"吗|能不能|可不可以|是否|能否"),
        re.compile(
            r"可以|不得|应当|禁止|无需|不需要"
            r"|均可|免|必须|严禁"
        ),
    ),
    (re.compile(r"怎么|如何|流程|怎样"), re.compile(r"申请|提交|办理|登记|受理|按照")),
    (re.compile(r"条件|资格"), re.compile(r"条件|符合|具备|以上|可以|应当|须")),
    (re.compile(r"材料|手续|证件"), re.compile(r"材料|证明|申请书|身份证|提交|提供|凭")),
)
# Words that say what is asked and not of what.
_ASKING = re.compile(
    r"问题|事情|多少|年龄|电话|期限|时间|要钱|能贷|条件|手续|材料|部门|单位|标准"
    r"|时候|流程|多久|几[年天岁点条个]|可以|需要|要|钱|多大"
    r"|怎么收|收|规定|办|申请|办理|哪里|向哪|归|管|找|付|吃饭|家里|发现|打|哪|什么|比例"
)
_NEAR = 120
# A word with such a share of the weight is what the question is about.
_ABOUT = 0.3
NOWHERE = 0.45


@dataclass(frozen=True, slots=True)
class Judged:
    """``held``: the share of the telling words that stand in the passage, its headings or its
    document's title; ``near``: 1 where those of the passage itself stand together; ``suited``:
    whether it tells a thing of the kind; ``missing``: words that stand nowhere there, and
    ``lacking``: that one of them is what the question is about."""

    held: float
    near: float
    suited: bool
    missing: tuple[str, ...]
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    others: tuple[str, ...]
    weight: float
    known: bool


class Judge:
    """Judges passages for one question."""

    def __init__(
        self, plan: Plan, text: str, kind: QuestionKind, frequency: Callable[[str], int], size: int
    ) -> None:
        """``frequency``: in how many of ``size`` documents a term stands."""
        self._kind = kind
        self._tells = [answer for asks, answer in _TELLS if asks.search(text)]
        self._words = list(_words(plan, frequency, max(1, size)))
        self._total = sum(word.weight for word in self._words) or 1.0

    @property
    def unknown(self) -> tuple[str, ...]:
        """Telling words that no document has, in any wording."""
        return tuple(word.text for word in self._words if not word.known)

    def judge(self, body: str, around: str, start: int = 0) -> Judged:
        """``around``: the headings and the title."""
        folded, beside = fold(body), fold(around)
        held, missing, places, lacking = 0.0, [], [], False
        for word in self._words:
            found = _find(word, folded)
            if found is not None:
                places.append(found)
            share = 0.0
            if found is not None:
                share = 1.0
            elif _find(word, beside) is not None:
                share = 0.9
            else:
                share = max(_partly(word.text, folded), _partly(word.text, beside))
            held += word.weight * share
            if share < 0.5:
                missing.append(word.text)
                lacking = lacking or word.weight >= _ABOUT * self._total
        return Judged(
            held / self._total, _near(places), self._is_suited(body), tuple(missing), lacking
        )

    def _is_suited(self, body: str) -> bool:
        kinds = SPANS.get(self._kind, ())
        if kinds and any(span.kind in kinds for span in spans_in(body)):
            return True
        if self._tells:
            return any(answer.search(body) for answer in self._tells)
        return not kinds


def _words(plan: Plan, frequency: Callable[[str], int], size: int) -> list[_Word]:
    found = []
    units = [u for u in plan.units if is_telling(u)] or list(plan.units)
    telling = [u for u in units if not _ASKING.fullmatch(fold(u.text))] or units
    for unit in telling:
        text = fold(unit.text)
        common = max((frequency(t.term) for t in unit.terms), default=0)
        weight = math.log1p(size / (common + 1)) * len(text) ** 0.5
        found.append(_Word(text, _others(unit, text), weight, common > 0))
    return found


def _others(unit: Unit, text: str) -> tuple[str, ...]:
    """Other words for it; not parts of it."""
    return tuple(
        term.term
        for term in unit.terms
        if term.term != text and len(term.term) > 1 and term.term not in text
    )


def _find(word: _Word, text: str) -> int | None:
    for one in (word.text, *word.others):
        at = text.find(one)
        if at >= 0:
            return at
    return None


def _partly(word: str, text: str) -> float:
    """So much of a longer word's pairs of characters; a mere piece of it is nothing."""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    if len(pairs) < 2:
        return 0.0
    share = sum(pair in text for pair in pairs) / len(pairs)
    return 0.8 * share if share >= 0.5 else 0.0


def _near(places: Sequence[int]) -> float:
    """How near the words stand together: of several that stand in the passage."""
    if len(places) < 2:
        return 0.0
    return max(0.0, 1.0 - (max(places) - min(places)) / _NEAR) * min(1.0, len(places) / 3)
