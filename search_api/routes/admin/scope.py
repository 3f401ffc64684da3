"""Whose documents a caller may see and change here."""

from __future__ import annotations

from typing import TypeVar

from fastapi import Request

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.model import PolicyDocument
from indexer.model.errors import DocumentNotFound
from indexer.stewardship.correcting import By
from indexer.stewardship.listing import Sees, sees_all

Row = TypeVar("Row")


def library_of(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


def by(caller: Caller, why: str = "") -> By:
    return By(caller.who, why, caller.via)


def reached(library: Library, caller: Caller, document_id: str) -> PolicyDocument:
    """The document, which the caller may change. Raises DocumentNotFound, and NotAllowed for
    another body's; another body's that is withheld is not there."""
    document = library.catalogue.document(document_id)
    current = library.authority.current
    if not document.published and not caller.covers(document.issuers, current):
        raise DocumentNotFound(document_id)
    caller.require_issuers(document.issuers, current)
    return document


def sight(library: Library, caller: Caller) -> Sees:
    """Another body's that is withheld is not there for a caller, nor what it says of others."""
    if not caller.issuers:
        return sees_all
    current = library.authority.current
    return lambda owned: owned.published or caller.covers(owned.issuers, current)


def within(library: Library, caller: Caller, rows: list[tuple[str, Row]]) -> list[Row]:
    """Of rows, each with the document that it is about, those that the caller may see."""
    if not caller.issuers:
        return [row for _, row in rows]
    cards = library.catalogue.cards(list(dict.fromkeys(identity for identity, _ in rows)))
    current = library.authority.current
    return [
        row
        for identity, row in rows
        if identity in cards and caller.covers(cards[identity].issuers, current)
    ]
