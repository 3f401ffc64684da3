"""An engine's hits → what users see: card, status of the day, highlights, passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from analyzers.folding import fold
from indexer.indexing.joining import left_out, original_place, without
from indexer.model import Kind, StatusValue
from indexer.model.fields import BY_NAME
from indexer.model.queries import Facet, FacetValue, Hit, Passage, Piece
from indexer.model.validity import status_on
from indexer.model.values import value
from indexer.searching.borders import Known, no_word
from indexer.searching.highlight import Snippet, find_marks, mark_all, snippets
from indexer.searching.passages import passage_at
from indexer.searching.shown import Shown, page_path
from indexer.searching.texts import ReadableText

_BEFORE_HEADING = "# \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u3000"
_FACET_LABELS: dict[str, Mapping[str, str]] = {
    "status": {v.value: v.label for v in StatusValue},
    "kind": {v.value: v.label for v in Kind},
}


@dataclass(frozen=True, slots=True)
class PivotTable:
    """Counts by two facets; rows most first, columns in order."""

    row_values: tuple[str, ...]
    column_values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...] = ()


def pivot_table(counted: Mapping[tuple[str, str], int], notes: tuple[str, ...] = ()) -> PivotTable:
    """``counted``: (row, column) → count."""
    totals: dict[str, int] = {}
    for (row, _), n in counted.items():
        totals[row] = totals.get(row, 0) + n
    rows = tuple(sorted(totals, key=lambda r: (-totals[r], r)))
    columns = tuple(sorted({c for _, c in counted}))
    cells = tuple(tuple(counted.get((r, c), 0) for c in columns) for r in rows)
    return PivotTable(rows, columns, cells, notes)


@value
class HitMaker:
    """``marks``: folded texts to be marked. ``matches``: id → what made it a hit. ``known``:
    whether a text is a word, for the borders of marks."""

    marks: tuple[str, ...]
    as_of: date
    matches: Mapping[str, str]
    known: Known = no_word

    def hit(
        self,
        shown: Shown,
        score: float,
        readable: ReadableText | None,
        explain: tuple[str, ...] = (),
    ) -> Hit:
        card = shown.card
        found = self._snippets(readable) if readable else []
        parts = [passage_at(readable.text, s.first) for s in found] if readable else []
        return Hit(
            id=card.id,
            title=card.title,
            doc_number=card.doc_number,
            issuers=card.issuers,
            kind=card.kind,
            published_date=card.published_date,
            status=status_on(card.timeline, self.as_of),
            score=round(score, 4),
            url=card.url or page_path(card.id),
            highlights={
                "title": mark_all(card.title, self._in_title(card.title)),
                "body": _pieces(readable, found, parts),
            },
            passage=_passage(readable, found, parts),
            quality_doubtful=card.quality_doubtful,
            origin=card.origin,
            match=self.matches.get(card.id, "text"),
            explain=explain,
            date=shown.day,
            date_kind=shown.day_kind,
            replaced_by=shown.replaced_on(self.as_of),
            attached_to=shown.attached_to,
        )

    def _in_title(self, title: str) -> list[tuple[int, int]]:
        return find_marks(_folded(title), self.marks, known=self.known)

    def _snippets(self, readable: ReadableText) -> list[Snippet]:
        if readable.parts_one_of(self.marks):
            return list(_joined(readable.text, self.marks, self.known))
        folded = readable.folded(self.marks)
        return snippets(readable.text, folded, self.marks, known=self.known)


def _joined(text: str, marks: Sequence[str], known: Known) -> Iterator[Snippet]:
    """Of a text in which a marked word stands in two lines: as it is searched, with its places in
    the text as it was read."""
    places = left_out(text)
    joined = without(text, places)
    for html, *spots in snippets(joined, fold(joined), marks, known=known):
        yield Snippet(html, *(original_place(places, spot) for spot in spots))


def _pieces(
    readable: ReadableText | None, found: list[Snippet], parts: list[Passage | None]
) -> tuple[Piece, ...]:
    """Each under the part that its first mark stands in; where nothing is marked, the beginning."""
    if readable is None or not found:
        return tuple(map(Piece, _beginning(readable)))
    return tuple(map(_piece, found, parts))


def _piece(snippet: Snippet, part: Passage | None) -> Piece:
    if part is None:
        return Piece(snippet.html)
    shown = snippet.html
    if int(part.anchor[1:]) >= snippet.start:
        shown = _without_heading(shown, part.heading)
    return Piece(shown, part.heading, part.anchor)


def _without_heading(shown: str, heading: str) -> str:
    """A piece without the heading it begins with, marked as a whole or not at all; of 一、（二）
    the text shows （二）. By hand: a pattern of its own for each 第三百条 is dear to compile."""
    own = heading[heading.find("（") :] if heading.endswith("）") else heading
    at = len(shown) - len(shown.lstrip(_BEFORE_HEADING))
    marked = shown.startswith("<em>", at)
    at += 4 if marked else 0
    for number, character in enumerate(own):
        if number and shown.startswith(" ", at):
            at += 1
        if not shown.startswith(character, at):
            return shown
        at += 1
    if marked and not shown.startswith("</em>", at):
        return shown
    return shown[at + (5 if marked else 0) :].lstrip()


def _passage(
    readable: ReadableText | None, found: list[Snippet], parts: list[Passage | None]
) -> Passage | None:
    """The part of the best place that lies in one: a notice has words before its first."""
    first = next(filter(None, parts), None)
    if first is not None or readable is None:
        return first
    return next((p for s in found if (p := passage_at(readable.text, s.last))), None)


# The same hits are shown again and again.
_folded = lru_cache(maxsize=4096)(fold)


def _beginning(readable: ReadableText | None) -> tuple[str, ...]:
    """Where nothing is marked, how the text begins."""
    if readable is None or not readable.text:
        return ()
    shown = mark_all(" ".join(readable.text[:100].split()), ())
    return (shown + ("…" if len(readable.text) > 100 else ""),)


def made_facet(
    name: str, counted: Sequence[tuple[str, int]], chosen: Sequence[str], size: int
) -> Facet:
    """Counted values with their labels, ``size`` at most and the ``chosen`` of the filter; days in
    their order, the newest first."""
    labels = _FACET_LABELS.get(name, {})
    total = len(counted)
    if name in _IN_ORDER:
        counted = sorted(counted, reverse=True)
    if total > size:
        counted = [*counted[:size], *(each for each in counted[size:] if each[0] in chosen)]
    values = tuple([_facet_value(v, labels.get(v, v), n, v in chosen) for v, n in counted])
    return Facet(BY_NAME[name].label, total, values)


_IN_ORDER = frozenset(("year", "month"))
# Most values count few hits, and come again in answer after answer.
_facet_value = lru_cache(maxsize=16_384)(FacetValue)
