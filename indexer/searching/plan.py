"""An expression → what the engine is asked, in steps from strict to relaxed.

What matches and what ranks are kept apart. The strict step asks for every word of every clause
(or the clause as it stands, whatever the segmentation made of it); later steps ask for most of
the words, then for any. Phrases, negations and fields stay as they are in every step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from analyzers.analyzer import Analyzer
from analyzers.numbers import number_terms
from analyzers.pairs import chinese_pairs
from analyzers.stopwords import is_stop_word, strip_question
from analyzers.synonyms import SynonymTable
from indexer.query import (
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
from indexer.searching.parser import (
    Clause,
    ClauseKind,
    Conjunction,
    Disjunction,
    Expression,
    Negation,
    clauses,
)
from indexer.searching.weights import RankingWeights


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to be found: a word, or a synonym's place, with all that satisfies it."""

    text: str
    node: Node
    terms: tuple[WeightedTerm, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One level of strictness; ``note`` says in Chinese what was relaxed, None for nothing."""

    node: Node
    note: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    steps: tuple[Step, ...]
    score: tuple[WeightedTerm, ...]
    boosts: tuple[tuple[Node, float], ...]
    terms: tuple[str, ...]  # what is shown as understood
    marks: tuple[str, ...]  # folded texts to be highlighted, longest first
    numbers: tuple[str, ...]
    titles: tuple[str, ...]  # texts that may be a document's whole title
    synonyms: tuple[str, ...]
    units: int


@dataclass(slots=True)
class Planner:
    """Makes plans. ``issuer_values`` gives the known issuers that hold a text."""

    analyzer: Analyzer
    synonyms: SynonymTable
    weights: RankingWeights
    issuer_values: tuple[str, ...] = ()
    _marks: dict[str, None] = field(default_factory=dict)
    _applied: dict[str, None] = field(default_factory=dict)

    def plan(self, text: str, expression: Expression | None) -> Plan:
        """The plan for a parsed query; ``text`` is the cleaned query as typed."""
        self._marks.clear()
        self._applied.clear()
        if expression is None:
            everything = Step(Everything(), None)
            return Plan((everything,), (), (), (), (), (), (), (), 0)
        wanted = clauses(expression)
        units = {id(c): self._units(c) for c in wanted}
        flat = [u for c in wanted for u in units[id(c)]]
        steps = self._steps(expression, units, len(flat))
        numbers = tuple(c.number.text for c in wanted if c.number is not None)
        titles = tuple(dict.fromkeys([text, *(c.text for c in wanted if _may_be_title(c))]))
        return Plan(
            steps=steps,
            score=_merged(t for u in flat for t in u.terms) + self._pairs(wanted),
            boosts=self._boosts(wanted),
            terms=tuple(dict.fromkeys(u.text for u in flat)),
            marks=tuple(sorted(self._marks, key=len, reverse=True)),
            numbers=numbers,
            titles=titles,
            synonyms=tuple(self._applied),
            units=len(flat),
        )

    # ------------------------------------------------------------ steps

    def _steps(
        self, expression: Expression, units: dict[int, list[Unit]], count: int
    ) -> tuple[Step, ...]:
        steps = [Step(self._node(expression, units, 1.0), None)]
        if count > 2:
            share = self.weights.minimum_share
            steps.append(Step(self._node(expression, units, share), "放宽为匹配大部分词语"))
        if count > 1:
            steps.append(Step(self._node(expression, units, 0.0), "放宽为匹配任一词语"))
        return tuple(steps)

    def _node(self, e: Expression, units: dict[int, list[Unit]], share: float) -> Node:
        """The tree in which ``share`` of the plain words is asked for (0: any one)."""
        if isinstance(e, Clause):
            return self._clause_node(e, units[id(e)], share)
        if isinstance(e, Negation):
            return NoneOf(tuple(self._hard(c) for c in clauses(e, negated=True)))
        if isinstance(e, Disjunction):
            return AnyOf(tuple(self._node(c, units, share) for c in e.children))
        return self._conjunction(e, units, share)

    def _conjunction(self, e: Conjunction, units: dict[int, list[Unit]], share: float) -> Node:
        soft = [c for c in e.children if isinstance(c, Clause) and _is_soft(c)]
        hard = [c for c in e.children if not (isinstance(c, Clause) and _is_soft(c))]
        nodes = [self._node(c, units, share) for c in hard]
        if share >= 1.0 or not soft:
            nodes += [self._node(c, units, share) for c in soft]
        else:
            pool = [u.node for c in soft for u in units[id(c)]]
            if pool:
                nodes.append(_at_least(pool, share))
        if nodes and all(isinstance(n, NoneOf) for n in nodes):
            nodes.insert(0, Everything())
        return nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))

    def _clause_node(self, clause: Clause, units: list[Unit], share: float) -> Node:
        if not _is_soft(clause):
            return self._hard(clause)
        asked = strip_question(clause.text)
        whole = self._whole(clause)
        nodes = [u.node for u in units]
        if not nodes:
            return whole
        words = _at_least(nodes, share) if share < 1.0 else _all(nodes)
        if self.analyzer.fold(asked) == self.analyzer.fold(clause.text):
            return AnyOf((words, whole))
        return words

    def _whole(self, clause: Clause) -> Node:
        fields = (clause.field,) if clause.field in ("title", "number") else ()
        return Substring(self.analyzer.fold(clause.text), fields)

    def _hard(self, clause: Clause) -> Node:
        """The node of a clause that is never relaxed."""
        fields = (clause.field,) if clause.field in ("title", "number") else ()
        if clause.field == "issuer":
            asked = self.analyzer.fold(clause.text)
            values = tuple(v for v in self.issuer_values if asked in self.analyzer.fold(v))
            return Keyword("issuer", values)
        if clause.number is not None:
            return Terms((number_terms(clause.number)[0],), fields)
        text = self.analyzer.fold(clause.text)
        if clause.kind is ClauseKind.PHRASE:
            return Substring(text, fields)
        words = Terms(tuple(dict.fromkeys(self.analyzer.terms(clause.text))), fields)
        if not words.terms:
            return Substring(text, fields)
        return AnyOf((words, Substring(text, fields)))

    # ------------------------------------------------------------ words

    def _units(self, clause: Clause) -> list[Unit]:
        """The words of a clause that count, each with its synonyms."""
        if clause.field == "issuer":
            return []
        if clause.number is not None:
            return [self._number_unit(clause)]
        if clause.kind is ClauseKind.PHRASE:
            self._mark(clause.text)
            terms = tuple(WeightedTerm(t) for t in dict.fromkeys(self.analyzer.terms(clause.text)))
            return [Unit(clause.text, self._hard(clause), terms)]
        fields = (clause.field,) if clause.field else ()
        asked = strip_question(clause.text) or clause.text
        found = self._synonym_units(asked, fields)
        if len(asked) >= 2:
            self._mark(asked)
        meaningful = [u for u in found if not is_stop_word(u.text)]
        return meaningful or found

    def _number_unit(self, clause: Clause) -> Unit:
        assert clause.number is not None
        whole, *parts = number_terms(clause.number)
        self._mark(clause.number.text)
        terms = [WeightedTerm(whole, self.weights.number)]
        terms += [WeightedTerm(p, self.weights.number_part) for p in parts]
        return Unit(clause.number.text, self._hard(clause), tuple(terms))

    def _synonym_units(self, text: str, fields: tuple[str, ...]) -> list[Unit]:
        units: list[Unit] = []
        position = 0
        for expansion in self.synonyms.expand(text):
            units += self._word_units(text[position : expansion.start], fields)
            source = text[expansion.start : expansion.end]
            units.append(self._expanded_unit(source, expansion.targets, fields))
            position = expansion.end
        units += self._word_units(text[position:], fields)
        return units

    def _expanded_unit(
        self, source: str, targets: tuple[str, ...], fields: tuple[str, ...]
    ) -> Unit:
        alternatives: list[Node] = [
            self._words(source, fields),
            Substring(self.analyzer.fold(source), fields),
        ]
        weighted = self._ranked(source)
        self._mark(source)
        for target in targets:
            alternatives.append(self._words(target, fields))
            weighted += [
                WeightedTerm(t.term, t.weight * self.weights.synonym) for t in self._ranked(target)
            ]
            self._mark(target)
        self._applied[f"{source} → {'、'.join(targets)}"] = None
        return Unit(source, AnyOf(tuple(alternatives)), tuple(weighted))

    def _word_units(self, text: str, fields: tuple[str, ...]) -> list[Unit]:
        units = []
        for word in self.analyzer.words(text):
            surface = text[word.start : word.end]
            self._mark(surface)
            units.append(Unit(surface, self._words(surface, fields), tuple(self._ranked(surface))))
        return units

    def _words(self, text: str, fields: tuple[str, ...]) -> Node:
        return Terms(tuple(dict.fromkeys(self.analyzer.terms(text))), fields)

    def _ranked(self, text: str) -> list[WeightedTerm]:
        """The terms of a word: itself in full, its parts by a share."""
        words = {w.term for w in self.analyzer.words(text)}
        return [
            WeightedTerm(t, 1.0 if t in words else self.weights.subword)
            for t in dict.fromkeys(self.analyzer.terms(text))
            if not is_stop_word(t)
        ]

    def _pairs(self, wanted: list[Clause]) -> tuple[WeightedTerm, ...]:
        """Pairs of characters rank too: they reward words that stand together."""
        texts = [strip_question(c.text) or c.text for c in wanted if c.number is None]
        pairs = dict.fromkeys(p for t in texts for p in chinese_pairs(self.analyzer.fold(t)))
        return tuple(WeightedTerm(p, self.weights.pair, pair=True) for p in pairs)

    def _boosts(self, wanted: list[Clause]) -> tuple[tuple[Node, float], ...]:
        """A title that holds the clause, and a text that holds it as typed."""
        boosts: list[tuple[Node, float]] = []
        for clause in wanted:
            if clause.number is not None or clause.field == "issuer":
                continue
            text = self.analyzer.fold(strip_question(clause.text) or clause.text)
            if len(text) >= 2:
                boosts.append((Substring(text, ("title",)), self.weights.in_title))
            if 2 <= len(text) <= 20:
                boosts.append((Substring(text, ("body",)), self.weights.as_typed))
        return tuple(boosts)

    def _mark(self, text: str) -> None:
        folded = self.analyzer.fold(text).strip()
        if folded and not is_stop_word(folded):
            self._marks[folded] = None


def _is_soft(clause: Clause) -> bool:
    return clause.kind in (ClauseKind.PLAIN, ClauseKind.TITLE) and clause.field != "issuer"


def _may_be_title(clause: Clause) -> bool:
    return clause.kind is not ClauseKind.NUMBER and len(clause.text) >= 4


def _all(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))


def _at_least(nodes: list[Node], share: float) -> Node:
    count = max(1, math.ceil(share * len(nodes)))
    if count == 1:
        return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))
    return AtLeast(count, tuple(nodes))


def _merged(terms: Iterable[WeightedTerm]) -> tuple[WeightedTerm, ...]:
    """Each term once, with its greatest weight."""
    best: dict[tuple[str, bool], WeightedTerm] = {}
    for term in terms:
        key = (term.term, term.pair)
        if key not in best or best[key].weight < term.weight:
            best[key] = term
    return tuple(best.values())
