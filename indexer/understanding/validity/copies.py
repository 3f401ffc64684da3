"""Several files of one document: a page and its Word file, two downloads, a copy typed anew.

Where not even a character differs the catalogue keeps one document. Where their texts differ a
little they are several, and what ends the one ends all: nobody names a copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.model import Kind
from indexer.understanding.validity.directory import DocumentCard, title_key

# What speaks of a document, and is none of its files.
REFERENCE = frozenset((Kind.DRAFT, Kind.INTERPRETATION))
# A body's 公告 of one day are many; a title that says no more needs the number beside it.
_SAYS_NOTHING = re.compile(
    r".{0,5}|(?:(?!关于).)*(?:公告|通告|通知|命令|令|决定|意见|函|批复|公报)"
)
_YEAR = re.compile(r"〔\d{4}〕|第")


def are_copies(one: DocumentCard, other: DocumentCard) -> bool:
    """Whether both are one document: of one title and body, made on one day; or of one title and
    number, where no two days are under them. A number may be lost, or be without its year.

    >>> from datetime import date
    >>> title, body = "甲市停车管理办法", ("甲市人民政府",)
    >>> day = date(2018, 3, 5)
    >>> page, file = (DocumentCard(i, title, None, body, written_date=day) for i in "ab")
    >>> are_copies(page, file), are_copies(page, DocumentCard("c", title))
    (True, False)
    """
    title = title_key(one.title)
    if title != title_key(other.title) or {one.kind, other.kind} & REFERENCE:
        return False
    shared = bool(set(one.issuers) & set(other.issuers))
    if one.issuers and other.issuers and not shared:
        return False
    if one.doc_number is not None and one.doc_number == other.doc_number:
        return None in (one.written_date, other.written_date) or one.written_date == (
            other.written_date
        )
    same_day = one.made is not None and one.made == other.made
    return (
        same_day
        and shared
        and _SAYS_NOTHING.fullmatch(title) is None
        and not _contradict(one, other)
    )


def _contradict(one: DocumentCard, other: DocumentCard) -> bool:
    """Whether they have two numbers that differ in more than the year."""
    numbers = {_YEAR.sub("", number) for card in (one, other) if (number := card.doc_number)}
    return len(numbers) == 2


def one_of_copies(cards: Sequence[DocumentCard]) -> list[DocumentCard]:
    """The one that stands for all where all are copies of each other, else all of them."""
    first = min(cards, key=lambda card: card.id, default=None)
    if first is not None and all(are_copies(first, card) for card in cards):
        return [first]
    return list(cards)
