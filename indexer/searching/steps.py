"""The steps in which a query is asked, from strict to relaxed.

The strict step asks for every word of every clause (or the clause as it stands, whatever the
segmentation made of it); later steps ask for most of the words, then for any of those that tell
something: not for a figure, a single character, a year or 号. Negations and fields stay as they
are in every step; quotes are let go last, and only where nothing at all was found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from analyzers.folding import fold
from analyzers.numerals import UNITS, to_arabic
from analyzers.pairs import chinese_pairs
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    Everything,
    Node,
    NoneOf,
    Substring,
    Terms,
)
from indexer.model.values import value
from indexer.searching.figures import together
from indexer.searching.parser import (
    Clause,
    ClauseKind,
    Conjunction,
    Disjunction,
    Expression,
    Negation,
    clauses,
)
from indexer.searching.units import Asked, Reading, Unit, merged
from indexer.searching.weights import RankingWeights

MOST_TERMS = 64
MOST_UNITS = 48

MOST_WORDS = "放宽为匹配大部分词语"
ANY_WORD = "放宽为匹配任一词语"
QUESTION = "按提问处理：匹配任一词语，越相关越靠前"
WITHOUT_QUOTES = "没有与引号中的原文一致的文件，已按普通词语查找"
ANY_FIELD = "没有文件以此为文号，已在全文中查找"

_COUNTS = re.compile(UNITS)
# Figures with what they count, which many documents hold: 2025年, 第5条, 三年.
_FIGURE = re.compile(r"第?\d[\d.]*(?:[^a-z\d]{1,2})?")


@value
class Step:
    """One level of strictness; ``note`` says in Chinese what was relaxed, None for nothing.

    Few searches come to the later steps: nodes are made when they are asked for.
    """

    make: Callable[[], Node]
    note: str | None
    marks: tuple[str, ...] | None = None  # in the place of the plan's

    @property
    def node(self) -> Node:
        return self.make()


@value
class Steps:
    """Makes the trees of a query's steps. ``asked``: by id of the clause, excluded ones too."""

    reading: Reading
    weights: RankingWeights
    asked: Mapping[int, Asked]
    question: bool = False
    own_number: Node | None = None

    def steps(self, expression: Expression, units: Sequence[Unit]) -> Iterator[Step]:
        """From strict to relaxed; of a question any word, and any part of one, says something."""
        yield Step(partial(self._strict, expression), None)
        if self.question:
            yield Step(partial(self._node, expression, 0.0), QUESTION)
            return
        telling = sum(map(is_telling, units))
        if telling > 2:
            yield Step(partial(self._node, expression, self.weights.minimum_share), MOST_WORDS)
        if telling and (len(units) > 1 or units[0].several):
            yield Step(partial(self._node, expression, 0.0), ANY_WORD)

    def _strict(self, expression: Expression) -> Node:
        """What holds all words; and what is named by its body and sequence, however printed."""
        node = self._node(expression, 1.0)
        return node if self.own_number is None else AnyOf((node, self.own_number))

    def loose(self, expression: Expression, reading: Reading) -> Step | None:
        """Any word, those in quotes too; numbers that are not the document's own. ``reading``: a
        new one, as a phrase's words are marked in this step alone."""
        wanted = {id(c): c for c in clauses(expression)}
        loosened = {i: c for i, one in wanted.items() if (c := _loosened(one)) is not None}
        if not loosened:
            return None
        read = {i: reading.asked(loosened.get(i, c)) for i, c in wanted.items()}
        steps = Steps(reading, self.weights, {**self.asked, **read}, self.question)
        note = WITHOUT_QUOTES if any(c.number is None for c in loosened.values()) else ANY_FIELD
        return Step(partial(steps._node, expression, 0.0), note, marked(reading, expression))

    def _node(self, e: Expression, share: float) -> Node:
        """The tree in which ``share`` of the plain words is asked for (0: any one)."""
        match e:
            case Clause():
                return self._clause(self.asked[id(e)], share)
            case Negation():
                negated = clauses(e, negated=True)
                return NoneOf(tuple(self.reading.hard(self.asked[id(c)]) for c in negated))
            case Disjunction():
                return AnyOf(tuple(self._node(c, share) for c in e.children))
            case Conjunction():
                return self._conjunction(e, share)

    def _conjunction(self, e: Conjunction, share: float) -> Node:
        soft = [c for c in e.children if isinstance(c, Clause) and self.asked[id(c)].soft]
        kept = {id(c) for c in soft} if share < 1.0 else set()
        nodes = [self._node(c, share) for c in e.children if id(c) not in kept]
        if kept:
            nodes += self._words([self.asked[id(c)] for c in soft], share)
        if not nodes:
            return AnyOf(())
        if all(isinstance(n, NoneOf) for n in nodes):
            nodes.insert(0, Everything())
        return nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))

    def _clause(self, asked: Asked, share: float) -> Node:
        if not asked.soft:
            return self.reading.hard(asked)
        whole = Substring(asked.whole, asked.fields)
        words = self._words([asked], share)
        if not words or (words == [Terms((asked.whole,), asked.fields)] and _is_pair(asked.whole)):
            # Wherever a word stands, it stands as it is; and pairs are indexed like words.
            return whole
        # 5年 stands in 2025年, too; its words know better. Said in Chinese it is a string like
        # others, and each that stands in a text is found: 四次修 in 第四次修正.
        # So is one that breaks off within a word: 7个工 in 7个工作日.
        last = fold(asked.units[-1].text) if len(asked.units) > 1 else ""
        whole_word = len(last) > 1 and self.reading.analyzer.is_word(last)
        broken_off = bool(last) and not whole_word and not _COUNTS.fullmatch(last)
        in_figures = (
            together(asked.whole) and any(c.isdigit() for c in asked.whole) and not broken_off
        )
        as_typed = asked.folded == asked.whole and not in_figures
        return AnyOf((*words, whole)) if as_typed else words[0]

    def _words(self, asked: Sequence[Asked], share: float) -> list[Node]:
        """The node that asks for a share of the words; none where there are no words. Where any
        word will do, any part of one will, and any other word for it."""
        if share > 0.0:
            relaxed = share < 1.0
            nodes = [u.node for a in asked for u in a.units if is_telling(u) or not relaxed]
            return [_at_least(nodes, share)] if nodes else []
        any_term: list[Node] = []
        for one in asked:
            units = [u for u in one.units if self.question or is_telling(u)]
            terms = merged((t for u in units for t in u.terms), MOST_TERMS)
            kept = (t.term for t in terms if self.question or _tells(t.term))
            any_term += [Terms((term,), one.fields) for term in kept]
        return [AnyOf(tuple(any_term[:MOST_TERMS]))] if any_term else []


def marked(reading: Reading, expression: Expression) -> tuple[str, ...]:
    """What is marked, longest first. Single characters that longer words stand beside say nothing
    alone, but where one of several was asked for."""
    marks = sorted(reading.marks, key=len, reverse=True)
    if marks and len(marks[0]) > 1 and not isinstance(expression, Disjunction):
        marks = [mark for mark in marks if len(mark) > 1]
    return tuple(marks)


def is_telling(unit: Unit) -> bool:
    """Whether a word may stand for the query where others are missing."""
    return unit.number or _tells(fold(unit.text))


def _tells(folded: str) -> bool:
    """Neither a figure, with its unit or without, nor a single character."""
    return len(folded) > 1 and _FIGURE.fullmatch(to_arabic(folded)) is None


def _is_pair(folded: str) -> bool:
    return chinese_pairs(folded) == [folded]


def _loosened(clause: Clause) -> Clause | None:
    """The clause asked for less strictly; None where it cannot be."""
    if clause.kind is ClauseKind.PHRASE:
        return replace(clause, kind=ClauseKind.PLAIN)
    if clause.number is not None and clause.field == "number":
        return replace(clause, field=None)
    return None


def _at_least(nodes: list[Node], share: float) -> Node:
    if share < 1.0 and len(nodes) > MOST_UNITS:
        nodes = nodes[:: math.ceil(len(nodes) / MOST_UNITS)]
    count = max(1, math.ceil(share * len(nodes)))
    if len(nodes) == 1:
        return nodes[0]
    if count == len(nodes):
        return AllOf(tuple(nodes))
    return AnyOf(tuple(nodes)) if count == 1 else AtLeast(count, tuple(nodes))
