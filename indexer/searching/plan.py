"""An expression → what the engine is asked, in steps from strict to relaxed.

What matches and what ranks are kept apart: steps.py makes the trees that must match, units.py the
words that rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from analyzers.analyzer import Analyzer
from analyzers.numbers import DocumentNumber
from analyzers.synonyms import SynonymTable
from indexer.indexing.projection import CurrentName
from indexer.model.queries import (
    AllOf,
    AnyOf,
    Everything,
    Keyword,
    Node,
    Substring,
    Terms,
    WeightedTerm,
)
from indexer.model.values import value
from indexer.searching.figures import together
from indexer.searching.names import Name, names_of, placed_name, stands_for
from indexer.searching.numbering import TypedNumber, typed_numbers
from indexer.searching.parser import (
    ClauseKind,
    Expression,
    clauses,
    first_clauses,
    parse,
)
from indexer.searching.steps import MOST_TERMS, Step, Steps, marked
from indexer.searching.units import Asked, Reading, Unit, merged, pairs
from indexer.searching.weights import RankingWeights
from indexer.understanding.validity.directory import core_key, title_key

# What a query may cost: a pasted page still ranks by its most telling words.
MOST_CLAUSES = 64
MOST_PAIRS = 96
_MOST_BOOSTED = 6
_MOST_TITLES = 8
_LONGEST_TITLE = 200
_LONGEST_BODY = 40
_LONGEST_AS_TYPED = 20
_LONGEST_WORD = 3

# 54号 of a body that is named beside it; whole numbers were taken out before.
_SEQUENCE = re.compile(r"(?:第\s*)?(?<!\d)0*(\d{1,5})\s*号")


@value
class TitleKeys:
    """What a text that may be a whole title is looked up by. ``whole``: all that was typed;
    ``beside``: what else was."""

    title: str
    core: str
    whole: bool
    beside: str = ""


@value
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
    place: Node | None = None  # matches what holds the article that stands beside a name
    stands_for: tuple[str, ...] = ()  # core keys of what the whole query is a short name of
    unknown_bodies: tuple[str, ...] = ()  # of issuer:, where none is known
    notes: tuple[str, ...] = ()  # of what was asked for, what was too much


@value
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
        reading = self._reading()
        # What is excluded is neither marked nor told of.
        excluding = self._reading()
        asked = {id(c): reading.asked(c) for c in clauses(expression)}
        excluded = {id(c): excluding.asked(c) for c in clauses(expression, negated=True)}
        return self._plan(text, expression, reading, asked, asked | excluded)

    def _reading(self) -> Reading:
        return Reading(self.analyzer, self.synonyms, self.weights, self._issuers_named)

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
        steps = Steps(reading, self.weights, every, question, own_number)
        names = self._names(text, expression, asked, question)
        return Plan(
            steps=tuple(steps.steps(expression, units)),
            loose=steps.loose(expression, self._reading()),
            score=score + pairs(self._unsure(asked.values()), self.weights.pair, MOST_PAIRS),
            boosts=boosts,
            terms=tuple(dict.fromkeys(u.text for u in units)),
            marks=marked(reading, expression),
            numbers=numbers,
            titles=self._titles(text, list(asked.values())),
            synonyms=tuple(reading.applied),
            units=units,
            question=question,
            own_number=own_number,
            citing=_citing(list(asked.values())),
            typed_numbers=typed_numbers(text),
            names=names,
            place=self._place(names),
            stands_for=tuple(stands_for(text, self.synonyms)),
            unknown_bodies=self._unknown_bodies(every.values()),
        )

    def _names(
        self, text: str, expression: Expression, asked: Mapping[int, Asked], question: bool
    ) -> tuple[Name, ...]:
        if not question:
            return names_of(text, expression, self.analyzer, self.synonyms)
        told = " ".join(one.folded for one in asked.values() if one.soft)
        return placed_name(told, self.analyzer, self.synonyms)

    def _place(self, names: Sequence[Name]) -> Node | None:
        for place in (name.place for name in names if name.place):
            expression = parse(place)
            return self.plan(place, expression).steps[0].node if expression else None
        return None

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
        clauses = [a.clause.text for a in asked if a.clause.kind is not ClauseKind.NUMBER]
        found: dict[str, TitleKeys] = {}
        for candidate in whole:
            keys = TitleKeys(title_key(candidate), core_key(candidate), True)
            found.setdefault(keys.title, keys)
        for number, part in enumerate(clauses[:_MOST_TITLES]):
            if 3 <= len(part) <= _LONGEST_TITLE:
                beside = " ".join((*clauses[:number], *clauses[number + 1 :]))[:_LONGEST_TITLE]
                keys = TitleKeys(title_key(part), core_key(part), part in whole, beside)
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
            if together(one.folded):
                continue  # 5年 stands in 2025年
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


def _bounds_met(plan: Plan, left_out: int) -> Iterator[str]:
    if left_out:
        yield (f"检索条件有 {MOST_CLAUSES + left_out} 个，只用了前 {MOST_CLAUSES} 个，请缩短检索词")
    if len({t.term for u in plan.units for t in u.terms}) > MOST_TERMS:
        yield f"检索词很长，只按其中 {MOST_TERMS} 个词语排序，缩短后更准"


def _is_question(asked: Asked) -> bool:
    """A clause with question words or a question mark."""
    question = asked.folded != asked.whole or asked.whole.rstrip().endswith("?")
    return question and asked.soft and len(asked.units) > 1


def _citing(asked: Sequence[Asked]) -> Node | None:
    """Matches a document that holds one of the typed numbers."""
    nodes = tuple(u.node for a in asked if a.clause.number is not None for u in a.units)
    return AnyOf(nodes) if nodes else None
