"""The reading of a document's validity clauses: its own dates, and what it does to others.

A pure function of text and blocks. Each rule is tried only where one of its words occurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from analyzers.folding import fold
from indexer.model import Basis, Block, Evidence, Mention, RelationType, Scope
from indexer.validity.amendments import OwnAmendment, read_amendments, read_own_amendments
from indexer.validity.effect import OwnDate, read_effective
from indexer.validity.endings import read_endings, read_retellings
from indexer.validity.lists import read_lists
from indexer.validity.operations import Hint, Operation
from indexer.validity.references import Reference, references
from indexer.validity.spans import Masker
from indexer.validity.tables import compare_counts, read_tables, with_day
from indexer.validity.term import OwnTerm, read_terms
from indexer.validity.triggers import Found
from indexer.validity.unnamed import read_prevailing

_LONGEST_QUOTE = 400
_LONGEST_PROVISION = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says of its own validity and of others'.

    ``effective``: all statements of when it takes effect, in order of place; :attr:`own_date` is
    the one to believe. ``operations`` include what names no document; ``mentions`` are those
    that do. Offsets are in ``text``.
    """

    text: str
    effective: tuple[OwnDate, ...] = ()
    terms: tuple[OwnTerm, ...] = ()
    amended: tuple[OwnAmendment, ...] = ()
    operations: tuple[Operation, ...] = ()
    hints: tuple[Hint, ...] = ()

    @property
    def own_date(self) -> OwnDate | None:
        """The surest statement; of equals the explicit one, and of those the first."""
        return min(
            self.effective,
            key=lambda own: (-own.confidence, own.day is None, own.start),
            default=None,
        )

    @property
    def term(self) -> OwnTerm | None:
        """An end by its date before a length."""
        return min(self.terms, key=lambda term: (term.until is None, term.start), default=None)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """One for each document and what happens to it; amended articles are put together."""
        return tuple(_mentions(self.text, self.operations))


def read_clauses(
    text: str, blocks: Sequence[Block] = (), *, title: str = "", folded: str | None = None
) -> Reading:
    """Read a text. ``title`` is the document's own; ``folded`` spares folding the text anew."""
    masker = Masker(text, fold(text) if folded is None else folded)
    found = Found()
    read_tables(masker, blocks, title, found)
    read_lists(masker, found)
    read_endings(masker, found)
    read_retellings(masker, found)
    read_prevailing(masker, found)
    read_amendments(masker, title, found)
    found.hints.extend(compare_counts(found))
    operations = _named_in_full(masker, _dated(found.operations), title)
    terms, doubts = read_terms(masker)
    return Reading(
        text,
        tuple(read_effective(masker)),
        tuple(terms),
        tuple(read_own_amendments(masker)),
        tuple(operations),
        (*found.hints, *doubts),
    )


def _dated(operations: Sequence[Operation]) -> list[Operation]:
    """Rows of a table end when the sentence about the list says."""
    days = {
        one.type: one.from_date
        for one in operations
        if one.listed == "attached_list" and one.from_date is not None
    }
    return [with_day(one, days) for one in operations]


_ALIAS = re.compile(r"以下(?:统称|简称|称)(?:为)?[《<\"](?P<alias>[^》>\"]{1,20})[》>\"]")


def _named_in_full(
    masker: Masker, operations: Sequence[Operation], title: str
) -> Iterator[Operation]:
    """Put full titles for what a text calls (以下简称《解释》); drop what changes itself."""
    aliases: dict[str, Reference] = {}
    for paragraph in masker.having("以下简称", "以下称", "以下统称"):
        for one in references(paragraph, 0, len(paragraph.text)):
            alias = _ALIAS.search(paragraph.folded, one.start, one.end)
            if alias is not None and one.title is not None:
                aliases.setdefault(alias["alias"], one)
    for operation in operations:
        target = operation.target
        full = None if target is None or target.title is None else aliases.get(fold(target.title))
        if full is not None and target is not None:
            target = replace(target, title=full.title, number=target.number or full.number)
            operation = replace(operation, target=target)
        if operation.type is not RelationType.AMENDS or target is None or target.title != title:
            yield operation


def _mentions(text: str, operations: Iterable[Operation]) -> Iterable[Mention]:
    merged: dict[tuple[object, ...], Mention] = {}
    for one in operations:
        mention = _mention(text, one)
        if mention is None:
            continue
        key = (
            mention.type, mention.target_title, mention.target_number, mention.from_date,
            mention.provision if mention.type is not RelationType.AMENDS else "",
        )  # fmt: skip
        known = merged.get(key)
        merged[key] = mention if known is None else _joined(known, mention)
    return merged.values()


def _mention(text: str, one: Operation) -> Mention | None:
    target = one.target
    evidence = Evidence(
        Basis.EXTRACTED, one.rule, _quote(text, one), start=one.start, end=one.end,
        confidence=one.confidence,
    )  # fmt: skip
    if target is None:
        if one.listed != "unlisted":
            return None
        return Mention(
            one.type, evidence, target_date=one.before, target_issuer=one.issuer,
            provision="未列入目录的文件", from_date=one.from_date,
            from_own_effective=one.from_date is None,
        )  # fmt: skip
    if target.title is None and target.number is None:
        return None
    return Mention(
        one.type, evidence, target.title, target.number, target.date, target.issuer,
        target.scope if one.type is not RelationType.AMENDS else Scope.WHOLE,
        target.provision, one.from_date, one.from_date is None,
    )  # fmt: skip


def _quote(text: str, one: Operation) -> str:
    """The sentence; for an item of a list, the sentence that opened it, and the item."""
    said = text[one.start : min(one.end, one.start + _LONGEST_QUOTE)].strip()
    if one.under is None:
        return said
    opening = text[one.under.start : min(one.under.end, one.under.start + _LONGEST_QUOTE)].strip()
    return f"{opening}……{said}"


def _joined(known: Mention, more: Mention) -> Mention:
    """The first mention, with the articles of the other."""
    parts = [part for part in known.provision.split("、") if part]
    if more.provision and more.provision not in parts and len(known.provision) < _LONGEST_PROVISION:
        return replace(known, provision="、".join([*parts, more.provision]))
    return known
