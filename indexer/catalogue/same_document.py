"""Several files of one document in the catalogue: what befalls the one befalls all."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, FromClause, func, or_, select

from indexer.catalogue.selection import chunks, document_cards
from indexer.catalogue.tables import documents
from indexer.understanding.validity.copies import are_copies


def copies_of(connection: Connection, keys: Iterable[int]) -> dict[int, set[int]]:
    """Document key → the keys of its copies; without those that have none."""
    pairs = [pair for chunk in chunks(sorted(keys)) for pair in _alike(connection, chunk)]
    cards = document_cards(connection, {key for pair in pairs for key in pair})
    found: dict[int, set[int]] = {}
    for own, other in pairs:
        if are_copies(cards[own], cards[other]):
            found.setdefault(own, set()).add(other)
    return found


def with_copies(connection: Connection, keys: Iterable[int]) -> set[int]:
    """These documents and the copies of each."""
    known = set(keys)
    return known.union(*copies_of(connection, known).values())


def _alike(connection: Connection, keys: list[int]) -> list[tuple[int, int]]:
    """Pairs that may be copies, told by what an index tells."""
    own, other = documents.alias("own"), documents.alias("other")
    wanted = select(own.c.key, other.c.key).where(
        own.c.key.in_(keys),
        own.c.key != other.c.key,
        own.c.deleted.is_(False),
        other.c.deleted.is_(False),
        own.c.title_key == other.c.title_key,
        or_(own.c.number_key == other.c.number_key, _made(own) == _made(other)),
    )
    return [(row[0], row[1]) for row in connection.execute(wanted)]


def _made(card: FromClause) -> ColumnElement[str]:
    """As ``DocumentCard.made``."""
    return func.coalesce(card.c.written_date, card.c.published_date, card.c.effective_from)
