"""Several files of one document: a page and its Word file, two downloads, a copy typed anew.

Where not even a character differs the catalogue keeps one document. Where their texts differ a
little they are several, and what ends the one ends all: nobody names a copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.model import Kind
from indexer.understanding.validity.directory import DocumentCard, title_key

_REFERENCE = {Kind.DRAFT, Kind.INTERPRETATION}
# 公告 and 通知 of one day are many; so short a title needs the number beside it.
_SAYS_NOTHING = 5
_SERIAL = re.compile(r"(\d+)号$")


def are_copies(one: DocumentCard, other: DocumentCard) -> bool:
    """Whether both are one document: of one title and body, made on one day. The same number
    stands for a day that one of them lacks; a number may be lost, or be without its year.

    >>> from datetime import date
    >>> title, day = "甲市停车管理办法", date(2018, 3, 5)
    >>> page, file = (DocumentCard(i, title, written_date=day) for i in "ab")
    >>> are_copies(page, file), are_copies(page, DocumentCard("c", title))
    (True, False)
    """
    title = title_key(one.title)
    if title != title_key(other.title) or {one.kind, other.kind} & _REFERENCE:
        return False
    if one.issuers and other.issuers and not set(one.issuers) & set(other.issuers):
        return False
    if one.doc_number is not None and one.doc_number == other.doc_number:
        return one.made is None or other.made is None or one.made == other.made
    same_day = one.made is not None and one.made == other.made
    return same_day and len(title) > _SAYS_NOTHING and not _contradict(one, other)


def _contradict(one: DocumentCard, other: DocumentCard) -> bool:
    """Whether their numbers, where both have one, are of different sequence."""
    found = [_SERIAL.search(number) for card in (one, other) if (number := card.doc_number)]
    return len(found) == 2 and len({serial[1] if serial else None for serial in found}) == 2


def one_of_copies(cards: Sequence[DocumentCard]) -> list[DocumentCard]:
    """The one that stands for all where all are copies of each other, else all of them."""
    first = min(cards, key=lambda card: card.id, default=None)
    if first is not None and all(are_copies(first, card) for card in cards):
        return [first]
    return list(cards)
