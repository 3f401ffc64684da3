"""The words of a clause that count: what satisfies each, what ranks, what is marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from analyzers.analyzer import Analyzer
from analyzers.numbers import number_terms
from analyzers.pairs import chinese_pairs
from analyzers.stopwords import is_stop_word, strip_question
from analyzers.synonyms import SynonymTable
from indexer.model.queries import AllOf, AnyOf, Keyword, Node, Substring, Terms, WeightedTerm
from indexer.model.values import value
from indexer.searching.figures import (
    figure_before,
    figure_spellings,
    figure_with_unit,
    together,
)
from indexer.searching.latin import latin_names
from indexer.searching.parser import Clause, ClauseKind
from indexer.searching.weights import RankingWeights


@value
class Unit:
    """One thing to be found: a word, or a synonym's place, with all that satisfies it."""

    text: str
    node: Node
    terms: tuple[WeightedTerm, ...]
    number: bool = False  # a document number, which is one thing whatever its figures
    several: bool = False  # a term of several words, which may stand apart


@value
class Asked:
    """A clause as it is asked: ``text`` without question words, ``folded`` of it, ``whole`` the
    folded clause as typed. ``fields``: the text fields it is confined to."""

    clause: Clause
    text: str
    folded: str
    whole: str
    fields: tuple[str, ...]
    units: tuple[Unit, ...] = ()

    @property
    def soft(self) -> bool:
        """Whether its words may be relaxed."""
        return self.clause.kind in (ClauseKind.PLAIN, ClauseKind.TITLE) and (
            self.clause.field != "issuer"
        )


@dataclass(slots=True)
class Reading:
    """Reads the clauses of one query; collects marks and the synonyms that were applied.

    ``issuers_named`` gives the known issuers that a text means.
    """

    analyzer: Analyzer
    synonyms: SynonymTable
    weights: RankingWeights
    issuers_named: Callable[[str], tuple[str, ...]]
    marks: dict[str, None] = field(default_factory=dict)
    applied: dict[str, None] = field(default_factory=dict)

    def asked(self, clause: Clause) -> Asked:
        fields = (clause.field,) if clause.field in ("title", "number") else ()
        whole = self.analyzer.fold(clause.text)
        if clause.kind is ClauseKind.PHRASE or clause.number is not None:
            asked = Asked(clause, clause.text, whole, whole, fields)
        else:
            text = strip_question(clause.text)
            asked = Asked(clause, text, self.analyzer.fold(text), whole, fields)
        return Asked(clause, asked.text, asked.folded, whole, fields, self._units(asked))

    def hard(self, asked: Asked) -> Node:
        """The node of a clause that is never relaxed: as it stands."""
        clause = asked.clause
        if clause.field == "issuer":
            return Keyword("issuer", self.issuers_named(clause.text))
        if clause.number is not None:
            return Terms((number_terms(clause.number)[0],), asked.fields)
        if clause.kind is ClauseKind.PHRASE:
            return Substring(asked.whole, asked.fields)
        terms = tuple(dict.fromkeys(self.analyzer.terms(clause.text)))
        if not terms:
            return Substring(asked.whole, asked.fields)
        return AnyOf((Terms(terms, asked.fields), Substring(asked.whole, asked.fields)))

    # ------------------------------------------------------------ units

    def _units(self, asked: Asked) -> tuple[Unit, ...]:
        clause = asked.clause
        if clause.field == "issuer":
            return ()
        if clause.number is not None:
            return (self._number_unit(asked),)
        if clause.kind is ClauseKind.PHRASE:
            self.mark(asked.whole)
            terms = tuple(WeightedTerm(t) for t in dict.fromkeys(self.analyzer.terms(clause.text)))
            return (Unit(clause.text, self.hard(asked), terms),)
        found = self._synonym_units(asked)
        if len(asked.folded) >= 2:
            self.mark(asked.folded)
        meaningful = tuple(u for u in found if not is_stop_word(u.text))
        return meaningful or tuple(found)

    def _number_unit(self, asked: Asked) -> Unit:
        number = asked.clause.number
        assert number is not None
        whole, *parts = number_terms(number)
        self.mark(self.analyzer.fold(number.text))
        terms = [WeightedTerm(whole, self.weights.number)]
        terms += [WeightedTerm(p, self.weights.number_part) for p in parts]
        return Unit(number.text, self.hard(asked), tuple(terms), number=True)

    def _synonym_units(self, asked: Asked) -> list[Unit]:
        units: list[Unit] = []
        position = 0
        for expansion in self.synonyms.expand(asked.text):
            units += self._word_units(asked.text[position : expansion.start], asked.fields)
            source = asked.text[expansion.start : expansion.end]
            before = figure_before(self.analyzer.fold(asked.text), expansion.start)
            units.append(self._expanded_unit(source, expansion.targets, asked.fields, before))
            position = expansion.end
        units += self._word_units(asked.text[position:], asked.fields)
        return units

    def _expanded_unit(
        self, source: str, targets: tuple[str, ...], fields: tuple[str, ...], figure: str = ""
    ) -> Unit:
        """``figure``: what stands before a unit (120平方米), which is marked with it alone."""
        folded = self.analyzer.fold(source)
        if figure:
            for one in (source, *targets):
                self._mark_figure(figure + self.analyzer.fold(one))
        alternatives, weighted = self._alternative(source, fields, 1.0, marked=not figure)
        if not self._is_one_word(source):
            alternatives = []  # a term of the dictionary is one thing too
        alternatives.append(Substring(folded, fields))
        for target in targets:
            weight = self.weights.synonym
            nodes, terms = self._alternative(target, fields, weight, marked=not figure)
            alternatives += nodes if self._is_one_word(target) else [self._phrase(target, fields)]
            weighted += terms
        self.applied[f"{source} → {'、'.join(targets)}"] = None
        several = not self._is_one_word(source)
        return Unit(source, AnyOf(tuple(alternatives)), tuple(weighted), several=several)

    def _is_one_word(self, text: str) -> bool:
        return len(self.analyzer.words(text)) == 1

    def _phrase(self, text: str, fields: tuple[str, ...]) -> Node:
        """Words that stand together: scattered over a text they say something else (营业税 and
        增值税 in a law of 1994 are no 营业税改征增值税)."""
        return Substring(self.analyzer.fold(text), fields)

    def _alternative(
        self, text: str, fields: tuple[str, ...], weight: float, *, marked: bool = True
    ) -> tuple[list[Node], list[WeightedTerm]]:
        """What a text of its own is found by, and what it ranks by; it is marked."""
        if marked:
            self.mark(self.analyzer.fold(text))
        terms = tuple(dict.fromkeys(self.analyzer.terms(text)))
        words = {w.term for w in self.analyzer.words(text)} if len(terms) > 1 else set(terms)
        ranked = [
            WeightedTerm(t, weight * (1.0 if t in words else self.weights.subword))
            for t in terms
            if not is_stop_word(t)
        ]
        return [Terms(terms, fields)] if terms else [], ranked

    def _word_units(self, text: str, fields: tuple[str, ...]) -> list[Unit]:
        units: list[Unit] = []
        position = 0
        for found in latin_names(self.analyzer.fold(text)):
            units += self._plain_units(text[position : found.start], fields)
            units.append(self._latin_unit(text[found.start : found.end], found.spellings, fields))
            position = found.end
        return units + self._plain_units(text[position:], fields)

    def _latin_unit(
        self, surface: str, spellings: tuple[str, ...], fields: tuple[str, ...]
    ) -> Unit:
        """PM2.5, Wi-Fi, GBT9704: with blanks, hyphens and strokes or without."""
        nodes, ranked = self._alternative(surface, fields, 1.0)
        nodes += [Substring(spelling, fields) for spelling in spellings]
        for spelling in spellings:
            self.mark(spelling)
        return Unit(surface, AnyOf(tuple(nodes)), tuple(ranked))

    def _plain_units(self, text: str, fields: tuple[str, ...]) -> list[Unit]:
        units = []
        words = list(self.analyzer.words(text))
        for number, word in enumerate(words):
            surface = text[word.start : word.end]
            figure = word.term.isdecimal()
            nodes, ranked = self._alternative(surface, fields, 1.0, marked=not figure)
            if figure:
                start, end = figure_with_unit(text, words, number)
                counted = self.analyzer.fold(text[start:end])
                self._mark_figure(counted)
                if spellings := together(counted):
                    said = AnyOf(tuple(Substring(one, fields) for one in spellings))
                    nodes = [AllOf((*nodes, said))]
            if nodes:
                units.append(Unit(surface, nodes[0], tuple(ranked)))
        return units

    def _mark_figure(self, folded: str) -> None:
        for spelling in figure_spellings(folded):
            self.mark(spelling)

    def mark(self, folded: str) -> None:
        text = folded.strip()
        if text and not is_stop_word(text):
            self.marks[text] = None


def pairs(asked: Iterable[Asked], weight: float, most: int) -> tuple[WeightedTerm, ...]:
    """Pairs of characters rank too: they reward words that stand together."""
    found = dict.fromkeys(
        pair for one in asked if one.clause.number is None for pair in chinese_pairs(one.folded)
    )
    return tuple(WeightedTerm(p, weight, pair=True) for p in list(found)[:most])


def merged(terms: Iterable[WeightedTerm], most: int) -> tuple[WeightedTerm, ...]:
    """Each term once, with its greatest weight; of too many the longest, which say most."""
    best: dict[str, WeightedTerm] = {}
    for term in terms:
        held = best.get(term.term)
        if held is None or held.weight < term.weight:
            best[term.term] = term
    if len(best) <= most:
        return tuple(best.values())
    telling = sorted(best.values(), key=lambda t: (-t.weight, -len(t.term)))[:most]
    return tuple(telling)
