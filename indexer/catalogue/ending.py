"""What may end a document: what others say of it, and the wordings that follow it.

On the path of searches: each document that has ended is looked up once for a hit's successor, by
prepared statements, which take a fifth of the time of the same ones made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import Select, and_, literal_column, or_, select

from indexer.catalogue import rows
from indexer.catalogue.selection import CARD, DOCUMENT_CARD, LIVING, cards_of
from indexer.catalogue.succession import last_revisions
from indexer.catalogue.tables import claims, documents, mentions
from indexer.catalogue.types import Link
from indexer.model import Kind, Relation, RelationType
from indexer.model.errors import DocumentNotFound
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.succession import Wording, may_have_wordings, successions

_ENDING = (RelationType.REPEALS, RelationType.LAPSES, RelationType.VERSION_OF)
_MENTION = list(mentions.columns)
_CLAIM = list(claims.columns)


class Lookup(Protocol):
    """Runs a statement that was compiled once, for a name and a number of values."""

    def __call__(
        self, name: str, statement: Callable[[list[Any]], Select[Any]], values: Sequence[object]
    ) -> list[Any]: ...


def read_endings(lookup: Lookup, document_id: str) -> list[Link]:
    """Raises DocumentNotFound."""
    found = lookup("ending", _own, (document_id,))
    if not found:
        raise DocumentNotFound(document_id)
    key, core, title, kind = found[0]
    links = [_said(row, document_id) for row in lookup("ending said", _incoming, (key,))]
    if core and may_have_wordings(title, Kind(kind)):
        links += _later_wordings(lookup, core, document_id)
    return links


def _own(bound: list[Any]) -> Select[Any]:
    d = documents.c
    return select(d.key, d.core_key, d.title, d.kind).where(d.id == bound[0], LIVING)


def _incoming(bound: list[Any]) -> Select[Any]:
    ending = [mentions.c.type == literal_column(f"'{kind.value}'") for kind in _ENDING]
    return (
        select(*_MENTION, *CARD)
        .join(documents, documents.c.key == mentions.c.document)
        .where(mentions.c.target == bound[0], LIVING, or_(*ending))
        .order_by(mentions.c.key)
    )


def _said(row: Sequence[Any], document_id: str) -> Link:
    said = {column.name: value for column, value in zip(_MENTION, row, strict=False)}
    other = rows.card(row[len(_MENTION) :])
    relation = Relation(other.id, document_id, rows.mention(said), said["resolved_by"])
    return Link(relation, "in", other)


# ---------------------------------------------------------------- wordings


def _later_wordings(lookup: Lookup, core: str, document_id: str) -> list[Link]:
    family: dict[int, DocumentCard] = {}
    withheld: set[str] = set()
    for key, published, *row in lookup("ending family", _family, (core,)):
        card = rows.document_card(row)
        if may_have_wordings(card.title, card.kind):
            family[key] = card
            withheld |= set() if published else {card.id}
    if len(family) < 2:
        return []
    claimed = lookup("ending revised", _revised, tuple(family))
    revised = last_revisions(
        {column.name: value for column, value in zip(_CLAIM, row, strict=True)} for row in claimed
    )
    line = successions([Wording(card, revised.get(key)) for key, card in family.items()])
    later = [s.without_names(withheld) for s in line if s.earlier.card.id == document_id]
    ids = tuple(s.later.card.id for s in later)
    cards = {row[0]: rows.card(row) for row in lookup("cards", cards_of, ids)} if ids else {}
    return [
        Link(s.relation(), "in", cards[s.later.card.id]) for s in later if s.later.card.id in cards
    ]


def _family(bound: list[Any]) -> Select[Any]:
    return (
        select(documents.c.key, documents.c.published, *DOCUMENT_CARD)
        .where(documents.c.core_key == bound[0], LIVING)
        .order_by(documents.c.key)
    )


def _revised(bound: list[Any]) -> Select[Any]:
    amended = claims.c.field == literal_column("'amended_on'")
    return select(*_CLAIM).where(and_(claims.c.document.in_(bound), amended))
