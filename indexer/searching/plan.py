"""An expression → what the engine is asked, in steps from strict to relaxed.

What matches and what ranks are kept apart. The strict step asks for every word of every clause
(or the clause as it stands, whatever the segmentation made of it); later steps ask for most of
the words, then for any of those that tell something: not for a figure, a single character, a year
or 号. Negations and fields stay as they are in every step; quotes are let go last, and only where
nothing at all was found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from analyzers.analyzer import Analyzer
from analyzers.folding import fold
from analyzers.numbers import DocumentNumber
from analyzers.numerals import to_arabic
from analyzers.pairs import chinese_pairs
from analyzers.synonyms import SynonymTable
from indexer.indexing.projection import CurrentName
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    Everything,
    Keyword,
    Node,
    NoneOf,
    Substring,
    Terms,
    WeightedTerm,
)
from indexer.searching.names import Name, names_of, stands_for
from indexer.searching.numbering import TypedNumber, typed_numbers
from indexer.searching.parser import (
    Clause,
    ClauseKind,
    Conjunction,
    Disjunction,
    Expression,
    Negation,
    clauses,
    first_clauses,
)
from indexer.searching.units import Asked, Reading, Unit, merged, pairs
from indexer.searching.weights import RankingWeights
from indexer.understanding.validity.directory import core_key, title_key

# What a query may cost: a pasted page still ranks by its most telling words.
MOST_CLAUSES = 64
MOST_TERMS = 64
MOST_PAIRS = 96
MOST_UNITS = 48
_MOST_BOOSTED = 6
_MOST_TITLES = 8
_LONGEST_TITLE = 200
_LONGEST_BODY = 40
_LONGEST_AS_TYPED = 20
_LONGEST_WORD = 3

MOST_WORDS = "放宽为匹配大部分词语"
ANY_WORD = "放宽为匹配任一词语"
QUESTION = "按提问处理：匹配任一词语，越相关越靠前"
WITHOUT_QUOTES = "没有与引号中的原文一致的文件，已按普通词语查找"
ANY_FIELD = "没有文件以此为文号，已在全文中查找"

# Figures with what they count, which many documents hold: 2025年, 第5条, 三年.
_FIGURE = re.compile(r"第?\d[\d.]*(?:[^a-z\d]{1,2})?")
# 54号 of a body that is named beside it; whole numbers were taken out before.
_SEQUENCE = re.compile(r"(?:第\s*)?(?<!\d)0*(\d{1,5})\s*号")


@dataclass(frozen=True, slots=True)
class Step:
    """One level of strictness; ``note`` says in Chinese what was relaxed, None for nothing.

    Few searches come to the later steps: nodes are made when they are asked for.
    """

    make: Callable[[], Node]
    note: str | None

    @property
    def node(self) -> Node:
        return self.make()


@dataclass(frozen=True, slots=True)
class TitleKeys:
    """What a text that may be a whole title is looked up by. ``whole``: all that was typed."""

    title: str
    core: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """``own_number``: matches a document that the query means by body and sequence alone
    (国务院办公厅54号). ``citing``: matches what holds the typed numbers."""

    steps: tuple[Step, ...]
    score: tuple[WeightedTerm, ...] = ()
    boosts: tuple[tuple[Node, float], ...] = ()
    terms: tuple[str, ...] = ()  # what is shown as understood
    marks: tuple[str, ...] = ()  # folded texts to be highlighted, longest first
    numbers: tuple[DocumentNumber, ...] = ()
    titles: tuple[TitleKeys, ...] = ()  # texts that may be a document's whole title
    synonyms: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    loose: Step | None = None  # without quotes and number:, for where nothing else is found
    question: bool = False  # what answers it seldom holds all its words
    own_number: Node | None = None
    citing: Node | None = None
    typed_numbers: tuple[TypedNumber, ...] = ()  # in any spelling
    names: tuple[Name, ...] = ()  # what may be a name, with its version
    stands_for: tuple[str, ...] = ()  # core keys of what the whole query is a short name of

    def beside(self, keys: TitleKeys) -> str:
        """What was typed beside a part that may be a title."""
        others = (part.title for part in self.titles if not part.whole and part != keys)
        return " ".join(others)

    unknown_bodies: tuple[str, ...] = ()  # of issuer:, where none is known
    notes: tuple[str, ...] = ()  # of what was asked for, what was too much


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes plans. ``issuers``: the known ones, folded name → name; ``current_name``: theirs of
    today."""

    analyzer: Analyzer
    synonyms: SynonymTable
    weights: RankingWeights
    issuers: Mapping[str, str] = field(default_factory=dict)
    current_name: CurrentName = str

    def plan(self, text: str, expression: Expression | None) -> Plan:
        """The plan for a parsed query; ``text`` is the cleaned query as typed."""
        if expression is None:
            return Plan((Step(Everything, None),))
        asked_for, left_out = first_clauses(expression, MOST_CLAUSES)
        made = self._planned(text, asked_for or expression)
        return replace(made, notes=tuple(_bounds_met(made, left_out)))

    def _planned(self, text: str, expression: Expression) -> Plan:
        reading = Reading(self.analyzer, self.synonyms, self.weights, self._issuers_named)
        wanted = clauses(expression)
        asked = {id(c): reading.asked(c) for c in wanted}
        excluded = {id(c): reading.asked(c) for c in clauses(expression, negated=True)}
        return self._plan(text, expression, reading, asked, asked | excluded)

    def _plan(
        self,
        text: str,
        expression: Expression,
        reading: Reading,
        asked: Mapping[int, Asked],
        every: Mapping[int, Asked],
    ) -> Plan:
        units = tuple(u for a in asked.values() for u in a.units)
        numbers = tuple(a.clause.number for a in asked.values() if a.clause.number is not None)
        own_number = self._own_number(list(asked.values()))
        boosts = self._boosts(list(asked.values()))
        if own_number is not None:
            boosts = ((own_number, self.weights.sequence_of_body), *boosts)
        score = merged((t for u in units for t in u.terms), MOST_TERMS)
        question = any(map(_is_question, asked.values()))
        steps = _Steps(reading, self.weights, every, question, own_number)
        return Plan(
            steps=tuple(steps.steps(expression, units)),
            loose=steps.loose(expression),
            score=score + pairs(self._unsure(asked.values()), self.weights.pair, MOST_PAIRS),
            boosts=boosts,
            terms=tuple(dict.fromkeys(u.text for u in units)),
            marks=tuple(sorted(reading.marks, key=len, reverse=True)),
            numbers=numbers,
            titles=self._titles(text, list(asked.values())),
            synonyms=tuple(reading.applied),
            units=units,
            question=question,
            own_number=own_number,
            citing=_citing(list(asked.values())),
            typed_numbers=typed_numbers(text),
            names=() if question else names_of(text, expression, self.analyzer, self.synonyms),
            stands_for=tuple(stands_for(text, self.synonyms)),
            unknown_bodies=self._unknown_bodies(every.values()),
        )

    def _unsure(self, asked: Iterable[Asked]) -> Iterator[Asked]:
        """Clauses that segmentation may have cut wrongly: all but single words of two."""
        for one in asked:
            if len(one.folded) != 2 or not self.analyzer.is_word(one.folded):
                yield one

    def _own_number(self, asked: Sequence[Asked]) -> Node | None:
        """国务院办公厅54号, 国办发54号: a sequence whose body or code stands in the query."""
        text = " ".join(a.whole for a in asked if a.soft and not a.fields)
        found = _SEQUENCE.search(text)
        if not found or len(text) > _LONGEST_TITLE:
            return None
        body = (text[: found.start()] + " " + text[found.end() :]).strip()
        if len(body) < 2:
            return None
        sequence = Terms((found[1], "号"), ("number",))
        by_code = Terms((body,), ("number",))
        return AllOf((sequence, AnyOf((by_code, Keyword("issuer", self._issuers_named(body))))))

    def _unknown_bodies(self, asked: Iterable[Asked]) -> tuple[str, ...]:
        named = dict.fromkeys(a.clause.text for a in asked if a.clause.field == "issuer")
        return tuple(name for name in named if not self._issuers_named(name))

    def _issuers_named(self, text: str) -> tuple[str, ...]:
        """The known issuers that hold a text, a short name that it stands for, or its body's name
        of today."""
        fold = self.analyzer.fold
        names = {fold(n) for n in (text, self.current_name(text), *self.synonyms.targets(text))}
        return tuple(
            value for folded, value in self.issuers.items() if any(n in folded for n in names)
        )

    def _titles(self, text: str, asked: Sequence[Asked]) -> tuple[TitleKeys, ...]:
        """The query and its clauses, where they are long enough to be a whole title; without the
        body's name too, where one stands before it (国务院政府信息公开条例)."""
        folded = self.analyzer.fold(text)
        candidates = [text, *(text[n:] for n in self._bodies_before(folded))]
        whole = [c for c in candidates if 2 <= len(c) <= _LONGEST_TITLE]
        parts = [a.clause.text for a in asked if a.clause.kind is not ClauseKind.NUMBER]
        parts = [p for p in parts[:_MOST_TITLES] if 3 <= len(p) <= _LONGEST_TITLE]
        found: dict[str, TitleKeys] = {}
        for candidate in (*whole, *parts):
            keys = TitleKeys(title_key(candidate), core_key(candidate), candidate in whole)
            found.setdefault(keys.title, keys)
        return tuple(found.values())

    def _bodies_before(self, folded: str) -> Iterator[int]:
        """Where what follows a body's name begins."""
        for end in range(min(len(folded), _LONGEST_BODY), 1, -1):
            if folded[:end] in self.issuers:
                yield end
                return

    def _boosts(self, asked: Sequence[Asked]) -> tuple[tuple[Node, float], ...]:
        """A title that holds the clause, and a text that holds it as typed."""
        boosts: list[tuple[Node, float]] = []
        telling = [a for a in asked if a.clause.number is None and a.clause.field != "issuer"]
        for one in telling[:_MOST_BOOSTED]:
            if 2 <= len(one.folded) <= _LONGEST_TITLE:
                # The more was typed, the less by chance a title holds it.
                amount = self.weights.in_title * max(1.0, len(one.folded) / 4)
                boosts.append((self._in_title(one.folded), amount))
            if 2 <= len(one.folded) <= _LONGEST_AS_TYPED:
                boosts.append((Substring(one.folded, ("body",)), self.weights.as_typed))
        return tuple(boosts)

    def _in_title(self, folded: str) -> Node:
        """A short word stands in a title as one: 市长 not in 重庆市长江…, 政协 not in 行政协议."""
        if len(folded) <= _LONGEST_WORD and self.analyzer.is_word(folded):
            return Terms((folded,), ("title",))
        return Substring(folded, ("title",))


@dataclass(frozen=True, slots=True)
class _Steps:
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
        if telling and (len(units) > 1 or _has_parts(units[0])):
            yield Step(partial(self._node, expression, 0.0), ANY_WORD)

    def _strict(self, expression: Expression) -> Node:
        """What holds all words; and what is named by its body and sequence, however printed."""
        node = self._node(expression, 1.0)
        return node if self.own_number is None else AnyOf((node, self.own_number))

    def loose(self, expression: Expression) -> Step | None:
        """Any word, those in quotes too; numbers that are not the document's own."""
        loosened = {i: c for i, a in self.asked.items() if (c := _loosened(a.clause)) is not None}
        if not loosened:
            return None
        read = {i: self.reading.asked(c) for i, c in loosened.items()}
        steps = _Steps(self.reading, self.weights, {**self.asked, **read}, self.question)
        quoted = any(c.number is None for c in loosened.values())
        return Step(partial(steps._node, expression, 0.0), WITHOUT_QUOTES if quoted else ANY_FIELD)

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
        return AnyOf((*words, whole)) if asked.folded == asked.whole else words[0]

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


def _bounds_met(plan: Plan, left_out: int) -> Iterator[str]:
    if left_out:
        yield (f"检索条件有 {MOST_CLAUSES + left_out} 个，只用了前 {MOST_CLAUSES} 个，请缩短检索词")
    if len({t.term for u in plan.units for t in u.terms}) > MOST_TERMS:
        yield f"检索词很长，只按其中 {MOST_TERMS} 个词语排序，缩短后更准"


def is_telling(unit: Unit) -> bool:
    """Whether a word may stand for the query where others are missing."""
    return unit.number or _tells(fold(unit.text))


def _has_parts(unit: Unit) -> bool:
    """Whether a single unit is a term of several words, which may stand apart."""
    return not unit.number and isinstance(unit.node, AnyOf) and len(unit.terms) > 1


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


def _is_question(asked: Asked) -> bool:
    """A clause with question words or a question mark."""
    question = asked.folded != asked.whole or asked.whole.rstrip().endswith("?")
    return question and asked.soft and len(asked.units) > 1


def _citing(asked: Sequence[Asked]) -> Node | None:
    """Matches a document that holds one of the typed numbers."""
    nodes = tuple(u.node for a in asked if a.clause.number is not None for u in a.units)
    return AnyOf(nodes) if nodes else None
