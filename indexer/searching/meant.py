"""Which documents a query names, and what each gains: the order of evidence.

Own number → whole title, or a name that stands for it → all the query's words in the title → the
rest by score. A year beside a name selects among its versions; without one, what has not ended
comes before what has, and the later wording before the earlier; of titles that hold the words
alike, too, what holds comes before what explains it or has ended. docs/relevance.md has an example
of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Card
from indexer.engines.base import SearchEngine
from indexer.model import NOT_BINDING, Kind
from indexer.model.validity import status_on
from indexer.searching.names import Name, means_another
from indexer.searching.numbering import Numbering
from indexer.searching.plan import Plan, TitleKeys
from indexer.searching.titles import Found, Titles
from indexer.searching.weights import RankingWeights
from indexer.understanding.validity.directory import DocumentCard, core_key, title_key

# A title or an instrument's core that many documents share says which is meant no more.
_MOST_NAMED = 50
_NO_RULES = (Kind.INTERPRETATION.value, Kind.OTHER.value)


@dataclass(frozen=True, slots=True)
class Meant:
    """Documents that the query names: what by, and what they gain. ``near``: numbers of the library
    that may have been meant by one that it does not have."""

    by: Mapping[str, str] = field(default_factory=dict)
    bonus: Mapping[str, float] = field(default_factory=dict)
    near: tuple[str, ...] = ()


@dataclass(slots=True)
class Naming:
    """Collects what one query names. Made for one query."""

    engine: SearchEngine
    catalogue: Catalogue
    titles: Titles
    weights: RankingWeights
    as_of: date
    by: dict[str, str] = field(default_factory=dict)
    bonus: dict[str, float] = field(default_factory=dict)
    by_words: set[str] = field(default_factory=set)

    def meant(self, plan: Plan) -> Meant:
        cores, titles = self.catalogue.by_names(
            [keys.core for keys in plan.titles], [keys.title for keys in plan.titles]
        )
        for keys in plan.titles:
            self._titled(keys, plan, cores.get(keys.core, ()), titles.get(keys.title, ()))
        for key in plan.stands_for:
            self._note(self.catalogue.by_core(key), self.weights.exact_title)
        years: dict[str, int] = {}
        for name in plan.names:
            self._named(name, years)
        near = self._numbered(plan)
        if self.bonus and (len(self.bonus) > 1 or years):
            self._choose_versions(years, frozenset(plan.stands_for))
        return Meant(self.by, self.bonus, near)

    # ------------------------------------------------------------ by title

    def _titled(
        self,
        keys: TitleKeys,
        plan: Plan,
        cores: Sequence[DocumentCard],
        titles: Sequence[DocumentCard],
    ) -> None:
        weights = self.weights
        share = 1.0
        if not keys.whole:
            another = means_another(keys.beside)
            share = weights.beside_other if another else weights.part_of_query
        self._note(cores, share * weights.core_title)
        ends = [c for c in cores if title_key(c.title).endswith(keys.title)]
        self._note(ends, share * weights.end_of_title)
        self._note(titles, share * weights.exact_title)

    def _note(self, cards: Sequence[DocumentCard], amount: float) -> None:
        if len(cards) <= _MOST_NAMED:
            for card in cards:
                self._gain(card.id, amount)

    def _gain(self, identity: str, amount: float) -> None:
        if amount > self.bonus.get(identity, 0.0):
            self.by_words.discard(identity)
        self.by.setdefault(identity, "title")
        self.bonus[identity] = max(amount, self.bonus.get(identity, 0.0))

    def _named(self, name: Name, years: dict[str, int]) -> None:
        """By a title that holds the name in pieces, or is it in another spelling."""
        found: list[tuple[Found, float]] = []
        spellings = name.parts[0] if len(name.parts) == 1 else (name.text,)
        for spelling in spellings[: 1 if name.year is None else None]:
            if (whole := self.titles.exactly(spelling)) is not None:
                found.append((whole, self.weights.end_of_title))
        if sum(len(s[0]) for s in name.parts) >= 2:
            for one in self.titles.search(name.parts, name.words):
                amount = self.weights.words_in_title + self.weights.fit_of_title * one.fit
                found.append((one, amount))
        for one, amount in found:
            for identity in one.ids[:_MOST_NAMED]:
                self._gain(identity, amount)
                if not one.whole and self.bonus[identity] == amount:
                    self.by_words.add(identity)
                if name.year is not None:
                    years[identity] = name.year

    # ------------------------------------------------------------ by number

    def _numbered(self, plan: Plan) -> tuple[str, ...]:
        """By its own number, however typed; where there is none, numbers that are near."""
        own: dict[str, None] = {}
        for number in plan.numbers:
            own |= dict.fromkeys(card.id for card in self.catalogue.by_number(number.text))
        numbering = Numbering(self.engine, self.catalogue)
        if not own and plan.typed_numbers:
            own |= dict.fromkeys(card.id for card in numbering.meant(plan.typed_numbers))
        for identity in own:
            self.by[identity], self.bonus[identity] = "number", self.weights.exact_number
        return () if own or not plan.typed_numbers else numbering.near(plan.typed_numbers)

    # ------------------------------------------------------------ versions

    def _choose_versions(self, years: Mapping[str, int], stood_for: frozenset[str]) -> None:
        """Of one name: the year that was typed, then what has not ended, then the later wording.
        What was made on one day is of one rank: among the parts of a code the words decide. What
        the name stands for is of one name with what bears it: 信访条例, 信访工作条例."""
        families: dict[str, list[Card]] = defaultdict(list)
        for card in self.catalogue.cards(list(self.bonus)).values():
            key = core_key(card.title)
            named = self.bonus[card.id] >= self.weights.core_title
            families["" if stood_for and (key in stood_for or named) else key].append(card)
            if card.id in self.by_words:
                self.bonus[card.id] += self.weights.standing_in_title * self._holding(card)
        for family in families.values():
            for card in family:
                if (year := years.get(card.id)) is not None:
                    self.bonus[card.id] += self.weights.year_of_version * _of_year(card, year)
            if len(family) > 1:
                self._prefer_current(family)

    def _prefer_current(self, family: Sequence[Card]) -> None:
        ranks = {card.id: self._standing(card) for card in family}
        order = sorted(set(ranks.values()))
        for identity, rank in ranks.items():
            share = order.index(rank) / len(order)
            self.bonus[identity] += self.weights.current_version * share

    def _holding(self, card: Card) -> float:
        """Of titles that hold the words, the rule that holds comes before what explains it, and
        this before what has ended or is not yet in effect."""
        if status_on(card.timeline, self.as_of).value in NOT_BINDING:
            return 0.0
        return 0.5 if card.kind in _NO_RULES else 1.0

    def _standing(self, card: Card) -> tuple[bool, date]:
        lasting = status_on(card.timeline, self.as_of).value not in NOT_BINDING
        made = card.written_date or card.effective_from or card.published_date or date.min
        changed = [c.since for c in card.timeline if c.since <= self.as_of] if lasting else []
        return lasting, max([made, *([] if card.written_date else changed)])


def _of_year(card: Card, year: int) -> float:
    """Whether a wording is of a year: made then (1), published or in effect (0.9), changed."""
    if card.written_date is not None and card.written_date.year == year:
        return 1.0
    if f"{year}" in card.title:
        return 1.0
    others = (card.published_date, card.effective_from)
    if any(day is not None and day.year == year for day in others):
        return 0.9
    return 0.5 if any(c.since.year == year for c in card.timeline) else 0.0
