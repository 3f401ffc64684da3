"""Which documents a query names, and what each gains: the order of evidence.

Own number → whole title, or a name that stands for it → all the query's words in the title → the
rest by score. A year beside a name selects among its versions; without one, what has not ended
comes before what has, and the later wording before the earlier; of titles that hold the words
alike, too, what holds comes before what explains it or has ended. docs/relevance.md has an example
of each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Card
from indexer.engines.base import SearchEngine
from indexer.model import NOT_BINDING, Kind
from indexer.model.queries import Node
from indexer.model.validity import StatusValue, status_on
from indexer.searching.names import Name, means_another
from indexer.searching.numbering import Numbering
from indexer.searching.plan import Plan, TitleKeys
from indexer.searching.titles import Found, Titles
from indexer.searching.weights import RankingWeights
from indexer.understanding.validity.directory import DocumentCard, core_key, title_key

# A title or an instrument's core that many documents share says which is meant no more.
_MOST_NAMED = 50
_HELD_THEN = 0.8
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
        outdated: set[str] = set()
        for name in sorted(plan.names, key=lambda name: not name.sure):
            if name.sure or max(self.bonus.values(), default=0.0) < self.weights.core_title:
                for identity in self._named(name, plan.place):
                    if name.year is not None:
                        years[identity] = name.year
                    if name.outdated:
                        outdated.add(identity)
        near = self._numbered(plan)
        if self.bonus and (len(self.bonus) > 1 or years):
            self._choose_versions(years, outdated, frozenset(plan.stands_for))
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

    def _named(self, name: Name, place: Node | None) -> Sequence[str]:
        """By a title that holds the name in pieces, or is it in another spelling; of these, where
        an article stands beside it, what holds that."""
        weights = self.weights
        found = [(one, weights.end_of_title) for one in self._exactly(name)]
        if not name.whole and sum(len(s[0]) for s in name.parts) >= 2:
            for one in self.titles.search(name.parts, name.words, name.others):
                found.append((one, weights.words_in_title + weights.fit_of_title * one.fit))
        gained: dict[str, tuple[float, bool]] = {}
        for one, amount in found:
            for identity in one.ids[:_MOST_NAMED]:
                if amount > gained.get(identity, (0.0, False))[0]:
                    gained[identity] = amount, one.whole
        for key in name.cores:
            cards = self.catalogue.by_core(key)
            if len(cards) <= _MOST_NAMED:
                gained |= {card.id: (weights.end_of_title, True) for card in cards}
        ids = list(gained)
        if name.place and place is not None and len(ids) > 1:
            ids = self._holding_place(name.place, place, ids) or ids
        for identity in ids:
            amount, whole = gained[identity]
            self._gain(identity, amount)
            if not whole and self.bonus[identity] == amount:
                self.by_words.add(identity)
        return ids

    def _holding_place(self, said: str, place: Node, ids: Sequence[str]) -> list[str]:
        """Those of the documents that hold an article; of the parts of a code, the one that is
        headed so (others cite it)."""
        held = self.engine.matches(place, ids)
        holding = [i for i, holds in zip(ids, held, strict=True) if holds]
        if len(holding) > 1 and said.endswith("编"):
            headed = re.compile(rf"^\W*(?:第.{{1,3}}编)?\s*{re.escape(said[:-1])}编?\s*$", re.M)
            texts = self.catalogue.texts(holding)
            holding = [i for i in holding if i in texts and headed.search(texts[i])] or holding
        return holding

    def _exactly(self, name: Name) -> Iterator[Found]:
        spellings = name.parts[0] if len(name.parts) == 1 else (name.text,)
        for spelling in spellings[: None if name.within else 1]:
            if (whole := self.titles.exactly(spelling)) is not None:
                yield whole

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

    def _choose_versions(
        self, years: Mapping[str, int], outdated: Set[str], stood_for: frozenset[str]
    ) -> None:
        """Of one name: the year that was typed, then what has not ended, then the later wording.
        What was made on one day is of one rank: among the parts of a code the words decide. What
        the name stands for is of one name with what bears it: 信访条例, 信访工作条例."""
        families: dict[str, list[Card]] = defaultdict(list)
        for card in self.catalogue.cards(list(self.bonus)).values():
            key = core_key(card.title)
            named = self.bonus[card.id] >= self.weights.core_title
            families["" if stood_for and (key in stood_for or named) else key].append(card)
            if card.id in self.by_words:
                holding = self._holding(card, years.get(card.id))
                self.bonus[card.id] += self.weights.standing_in_title * holding
        for family in families.values():
            of_year = {c.id: _of_year(c, years[c.id]) for c in family if c.id in years}
            for identity, share in of_year.items():
                self.bonus[identity] += self.weights.year_of_version * share
            if len(family) > 1:
                meant = {i for i, share in of_year.items() if share >= _HELD_THEN}
                self._prefer_current(family, meant, any(card.id in outdated for card in family))

    def _prefer_current(self, family: Sequence[Card], meant: Set[str], outdated: bool) -> None:
        """The others lose, so that a name of many versions gains nothing over one of a single
        version; not those ``meant`` by a year. ``outdated``: the latest of those that have ended
        is meant."""
        standing = {card.id: self._standing(card) for card in family}
        ranks = {i: (lasting != outdated, day) for i, (lasting, day) in standing.items()}
        order = sorted(set(ranks.values()))
        for identity, rank in ranks.items():
            if identity not in meant:
                behind = (len(order) - 1 - order.index(rank)) / len(order)
                self.bonus[identity] -= self.weights.current_version * behind

    def _holding(self, card: Card, year: int | None) -> float:
        """Of titles that hold the words, the rule that holds comes before what explains it, and
        this before what has ended or is not yet in effect; unless its year was typed."""
        if year is not None and _of_year(card, year) >= _HELD_THEN:
            return 1.0
        if status_on(card.timeline, self.as_of).value in NOT_BINDING:
            return 0.0
        return 0.5 if card.kind in _NO_RULES else 1.0

    def _standing(self, card: Card) -> tuple[bool, date]:
        lasting = status_on(card.timeline, self.as_of).value not in NOT_BINDING
        made = card.written_date or card.effective_from or card.published_date or date.min
        changed = [c.since for c in card.timeline if c.since <= self.as_of] if lasting else []
        return lasting, max([made, *([] if card.written_date else changed)])


def _of_year(card: Card, year: int) -> float:
    """Whether a wording is of a year: made then (1), last changed, published or in effect (0.9),
    or what held then."""
    if card.written_date is not None and card.written_date.year == year:
        return 1.0
    if f"{year}" in card.title:
        return 1.0
    changed = [c.since for c in card.timeline if c.status.value is StatusValue.AMENDED]
    if changed and changed[-1].year == year:
        return 0.95
    others = (card.published_date, card.effective_from)
    if not changed and any(day is not None and day.year == year for day in others):
        return 0.9
    # No wording of that year: the one that held then.
    end = date(year, 12, 31)
    made = card.written_date is None or card.written_date <= end
    held = status_on(card.timeline, end).value not in NOT_BINDING
    if made and held:
        return _HELD_THEN
    return 0.3 if any(c.since.year == year for c in card.timeline) else 0.0
