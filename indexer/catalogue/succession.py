"""The families of wordings in the catalogue: who shares an instrument, and who follows whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from indexer.catalogue import rows
from indexer.catalogue.selection import CARD, DOCUMENT_CARD, LIVING, chunks, withheld
from indexer.catalogue.tables import claims, documents
from indexer.catalogue.types import Link
from indexer.model import Kind
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.succession import (
    Revision,
    Succession,
    Wording,
    line_of,
    may_have_wordings,
    successions,
)


def sharing_an_instrument(
    connection: Connection, keys: Iterable[int], core_keys: Iterable[str]
) -> set[int]:
    """The documents (by key) that may be wordings of these, or of instruments of these names."""
    names = {*core_keys, *_cores(connection, keys).values()}
    return {key for family in _families(connection, names).values() for key in family}


def read_successions(
    connection: Connection, keys: Sequence[int]
) -> Mapping[int, Sequence[Succession]]:
    """Document key → the successions that it is the earlier or the later of; nameless where a
    wording is withheld."""
    found: dict[int, list[Succession]] = {}
    lines = list(_lines(connection, keys))
    hidden = withheld(connection, {key for family, _ in lines for key in family})
    for family, line in lines:
        by_id = {card.id: key for key, card in family.items()}
        nameless = {card.id for key, card in family.items() if key in hidden}
        for succession in line:
            shown = succession.without_names(nameless)
            for side in (succession.earlier, succession.later):
                found.setdefault(by_id[side.card.id], []).append(shown)
    return found


def read_line(connection: Connection, key: int) -> tuple[Succession, ...]:
    """All successions of the instrument that a document is a wording of, in order of their days."""
    for family, line in _lines(connection, [key]):
        if key in family:
            return line_of(family[key].id, line)
    return ()


def _lines(
    connection: Connection, keys: Iterable[int]
) -> Iterator[tuple[dict[int, DocumentCard], tuple[Succession, ...]]]:
    """The families that these documents belong to, each with its successions."""
    families = _families(connection, set(_cores(connection, keys).values()))
    revised = _revisions(connection, {key for family in families.values() for key in family})
    for family in families.values():
        wordings = [Wording(card, revised.get(key)) for key, card in family.items()]
        yield family, successions(wordings)


def version_links(connection: Connection, key: int, document_id: str) -> list[Link]:
    """``version_of`` both ways, to the next wording and to the one before."""
    found = read_successions(connection, [key]).get(key, ())
    others = [_other(s, document_id) for s in found]
    wanted = select(*CARD).where(documents.c.id.in_(others), LIVING)
    cards = {card.id: card for card in map(rows.card, connection.execute(wanted))}
    return [
        Link(s.relation(), "out" if s.later.card.id == document_id else "in", cards[other])
        for s, other in zip(found, others, strict=True)
        if other in cards
    ]


def _other(succession: Succession, document_id: str) -> str:
    later = succession.later.card.id
    return succession.earlier.card.id if later == document_id else later


def _cores(connection: Connection, keys: Iterable[int]) -> dict[int, str]:
    """Of these documents, those that may have wordings, and the keys of their instruments."""
    found = {}
    for chunk in chunks(sorted(keys)):
        wanted = select(
            documents.c.key, documents.c.core_key, documents.c.title, documents.c.kind
        ).where(documents.c.key.in_(chunk))
        for key, core, title, kind in connection.execute(wanted):
            if may_have_wordings(title, Kind(kind)):
                found[key] = core
    return found


def _families(connection: Connection, names: Iterable[str]) -> dict[str, dict[int, DocumentCard]]:
    """Instrument → its texts by key, where there are several."""
    found: dict[str, dict[int, DocumentCard]] = {}
    for chunk in chunks(sorted(name for name in names if name)):
        wanted = (
            select(documents.c.core_key, documents.c.key, *DOCUMENT_CARD)
            .where(documents.c.core_key.in_(chunk), LIVING)
            .order_by(documents.c.key)
        )
        for core, key, *row in connection.execute(wanted):
            card = rows.document_card(row)
            if may_have_wordings(card.title, card.kind):
                found.setdefault(core, {})[key] = card
    return {core: family for core, family in found.items() if len(family) > 1}


def _revisions(connection: Connection, keys: Iterable[int]) -> dict[int, Revision]:
    found: dict[int, Revision] = {}
    for chunk in chunks(sorted(keys)):
        wanted = select(claims).where(claims.c.document.in_(chunk), claims.c.field == "amended_on")
        found |= last_revisions(connection.execute(wanted).mappings())
    return found


def last_revisions(claimed: Iterable[rows.Row]) -> dict[int, Revision]:
    """The last day on which each text says that it was revised."""
    found: dict[int, Revision] = {}
    for row in claimed:
        for value in rows.values([row])["amended_on"]:
            text = value.value if isinstance(value.value, str) else max(value.value)
            day = date.fromisoformat(text)
            key = row["document"]
            if key not in found or found[key].day < day:
                found[key] = Revision(day, value.evidence)
    return found
