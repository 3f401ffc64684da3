"""The first window of a search, and the best parts of its texts.

What a search ranks first is looked into, not the whole library: on 1,267 whole laws the window
holds the right law of 96 in 100 questions, and the right article as often as an index of single
articles finds it. So a request costs one search, and NumPy over at most the window's texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from analyzers.folding import fold
from analyzers.numerals import to_arabic
from indexer.catalogue.types import Card
from indexer.engines.base import SearchEngine
from indexer.model import BINDING
from indexer.model.passages import (
    PassageChange,
    PassageDocument,
    PassageHit,
    Quoted,
)
from indexer.model.queries import AnyOf, EngineHit, SearchRequest
from indexer.model.validity import status_on
from indexer.searching.asked import Asked
from indexer.searching.cards import CardCache
from indexer.searching.changed_parts import change_of
from indexer.searching.highlight import find_marks, mark_all
from indexer.searching.part_ranking import Considered, Ranked, Wanted, rank
from indexer.searching.part_texts import PartText, PartTexts
from indexer.searching.parts import Part
from indexer.searching.plan import Plan
from indexer.searching.said_as import Said
from indexer.searching.shown import Shown, page_path
from indexer.searching.texts import ReadableText, TextCache
from indexer.understanding.spans import spans_in

# Documents that are looked into: of 30 the right article is found in one question of a hundred
# less, of 100 in as many.
WINDOW = 60
# What a word of regulations for one of the question weighs, and so many of them at most.
WRITTEN = 0.3
_MOST_WRITTEN = 16

_ARTICLE = re.compile(
    r"第\s*([0-9一二三四五六七八九十百千零〇两]+)\s*条(?:之[一二三四五六七八九十]+)?"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """The first documents of a search, before their texts are looked into."""

    asked: Asked
    hits: tuple[EngineHit, ...]
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A document of the window with all that its passages are made of; ``changes``: what befell
    articles of it by the day that is asked about."""

    shown: Shown
    readable: ReadableText
    text: PartText
    changes: tuple[PassageChange, ...] = ()

    def change(self, part: int) -> PassageChange | None:
        """What befell one of its parts."""
        return change_of(self.changes, self.text.parts[part]) if self.changes else None

    def is_stopped(self, part: int) -> bool:
        """Whether all of it holds no more, whatever the document does."""
        changed = self.change(part)
        return changed is not None and changed.ended


@dataclass(frozen=True, slots=True)
class Window(Opened):
    """The documents that were looked into, and their parts, best first."""

    found: tuple[Found, ...]
    ranked: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class PassageSearch:
    """Looks into the documents that a search finds. ``ask`` answers a search of documents;
    ``said``: what stands in a question that regulations put otherwise; ``preference``: what being
    in force is worth; ``changed``: what befell articles of a document by a day."""

    ask: Callable[[SearchRequest], Asked]
    engine: Callable[[], SearchEngine]
    cards: CardCache
    texts: TextCache
    parts: PartTexts
    said: Callable[[str], Sequence[Said]]
    preference: float
    changed: Callable[[Card, date], tuple[PassageChange, ...]]

    def opened(self, request: SearchRequest) -> Opened:
        """The first documents of a search, whatever page is asked for."""
        wide = replace(request, page=1, size=WINDOW, facets=(), highlight=False, explain=False)
        asked = self.ask(wide)
        beside = asked.answer.relaxed.hits if asked.answer.relaxed else ()
        hits = {hit.id: hit for hit in (*asked.answer.hits, *beside)}
        return Opened(asked, tuple(hits.values()), self.published(list(hits)))

    def window(self, request: SearchRequest) -> Window:
        """The best parts of the first documents of a search."""
        opened = self.opened(request)
        asked, scores = opened.asked, {hit.id: hit for hit in opened.hits}
        found = self._found(opened.shown, asked.as_of)
        considered = [self._considered(one, scores[one.shown.card.id], asked) for one in found]
        typed = articles(asked.request.q)
        ranked = rank(
            considered,
            wanted(asked.plan, self.said(asked.request.q)),
            _headings(found, typed) if typed else typed,
        )
        shown = tuple(one.shown for one in found)
        return Window(asked, opened.hits, shown, found, tuple(ranked))

    def published(self, ids: Sequence[str]) -> tuple[Shown, ...]:
        """Those of the documents that are published, in order."""
        cards = self.cards.get(ids)
        return tuple(cards[i] for i in ids if i in cards and cards[i].card.published)

    def beside(self, window: Window, ids: Collection[str]) -> Window:
        """The window with these documents behind its own, where they pass the filters; none of
        their parts is ranked."""
        here = {one.shown.card.id for one in window.found}
        others = [identity for identity in ids if identity not in here]
        if others and window.asked.request.filters:
            others = self.passing(window.asked, others)
        shown = self.published(others)
        if not shown:
            return window
        found = (*window.found, *self._found(shown, window.asked.as_of))
        return replace(window, shown=(*window.shown, *shown), found=found)

    def _found(self, shown: Sequence[Shown], day: date) -> tuple[Found, ...]:
        """Those of the documents that have a text, in order."""
        keys = [(one.card.id, one.card.revision) for one in shown]
        texts = self.texts.get(keys)
        parts = self.parts.get(keys, texts)
        return tuple(
            Found(one, texts[one.card.id], parts[one.card.id], self.changed(one.card, day))
            for one in shown
            if one.card.id in parts and parts[one.card.id].parts
        )

    def passing(self, asked: Asked, ids: Collection[str]) -> list[str]:
        """Those of the documents that pass the filters of what was asked."""
        query = replace(
            asked.answer.query,
            match=AnyOf(()),
            include=tuple(ids),
            score=(),
            boosts=(),
            bonus={},
            offset=0,
            limit=len(ids),
            facets=(),
            tallies=(),
        )
        return [hit.id for hit in self.engine().search(query).hits] if ids else []

    def _considered(self, found: Found, hit: EngineHit, asked: Asked) -> Considered:
        card = found.shown.card
        in_force = status_on(card.timeline, asked.as_of).value in BINDING
        preferred = asked.request.prefer_in_force and in_force
        return Considered(
            id=card.id,
            score=hit.score,
            text=found.text,
            factor=1.0 + self.preference if preferred else 1.0,
            named=asked.answer.matches.get(card.id) in ("number", "title"),
        )


def wanted(plan: Plan, put: Iterable[Said] = ()) -> list[Wanted]:
    """The terms that rank. Index terms have their numerals in Arabic, texts as they are written. Of
    a question, words of regulations for those that were said (``put``) rank, too."""
    written: dict[str, list[str]] = {}
    for unit in plan.units:
        folded = fold(unit.text)
        arabic = to_arabic(folded)
        if arabic != folded:
            written.setdefault(arabic, []).append(folded)
    own = [
        Wanted((one.term, *written.get(one.term, ())), one.weight)
        for one in plan.score
        if one.term.strip()
    ]
    if not plan.question:
        return own
    held = {one.term for one in plan.score}
    others = {word: None for said in put for word in said.written if word not in held}
    return [*own, *(Wanted((word,), WRITTEN) for word in list(others)[:_MOST_WRITTEN])]


def passage_hit(window: Window, ranked: Ranked, context: int = 0) -> PassageHit:
    """What is shown of a part."""
    found = window.found[ranked.document]
    parts = found.text.parts
    part = parts[ranked.part]
    text = found.readable.text
    body = text[part.start : part.end]
    spans = find_marks(fold(body), window.asked.plan.marks)
    before = parts[max(0, ranked.part - context) : ranked.part]
    after = parts[ranked.part + 1 : ranked.part + 1 + context]
    return PassageHit(
        document=passage_document(found.shown, window.asked.as_of, part.anchor),
        passage=_quoted(text, part),
        path=part.path,
        html=mark_all(body, spans),
        score=round(ranked.score, 4),
        spans=spans_in(text, part.start, part.end),
        before=tuple(_quoted(text, one) for one in before),
        after=tuple(_quoted(text, one) for one in after),
        changed=found.change(ranked.part),
    )


def passage_document(shown: Shown, as_of: date, anchor: str = "") -> PassageDocument:
    """The document on that day, with the address of one of its parts."""
    card = shown.card
    return PassageDocument(
        id=card.id,
        title=card.title,
        doc_number=card.doc_number,
        issuers=card.issuers,
        kind=card.kind,
        status=status_on(card.timeline, as_of),
        date=shown.day,
        date_kind=shown.day_kind,
        replaced_by=shown.replaced_on(as_of),
        attached_to=shown.attached_to,
        quality_doubtful=card.quality_doubtful,
        url=page_path(card.id) + (f"#{anchor}" if anchor else ""),
    )


def _quoted(text: str, part: Part) -> Quoted:
    heading, anchor = part.heading or None, part.anchor or None
    return Quoted(heading, anchor, text[part.start : part.end], part.start, part.end)


def articles(text: str) -> frozenset[str]:
    """The articles that a query names, their numerals in Arabic."""
    return frozenset(to_arabic(match[0].replace(" ", "")) for match in _ARTICLE.finditer(text))


def _headings(found: Sequence[Found], typed: frozenset[str]) -> frozenset[str]:
    """How the articles that were typed are written in these texts."""
    written = chain.from_iterable(one.text.parts for one in found)
    return frozenset(p.heading for p in written if p.heading and to_arabic(p.heading) in typed)
