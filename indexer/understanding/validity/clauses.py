"""The reading of a document's validity clauses: its own dates, and what it does to others.

A pure function of text and blocks. Each rule is tried only where one of its words occurs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analyzers.folding import fold
from indexer.model import Basis, Block, Evidence, Mention, Passage, RelationType, Scope
from indexer.understanding.validity.aliases import read_aliases
from indexer.understanding.validity.amendments import (
    OwnAmendment,
    amends_by_title,
    read_amendments,
    read_first_made,
    read_own_amendments,
    read_reissue,
)
from indexer.understanding.validity.directory import core_key, instrument_title, title_key
from indexer.understanding.validity.effect import OwnDate, read_effective
from indexer.understanding.validity.enacted import read_enacted
from indexer.understanding.validity.endings import read_endings
from indexer.understanding.validity.extensions import read_extensions, read_retellings
from indexer.understanding.validity.lists import read_lists
from indexer.understanding.validity.operations import Hint, Operation
from indexer.understanding.validity.references import Reference, number_in
from indexer.understanding.validity.spans import Masker, Span
from indexer.understanding.validity.supplements import read_supplements
from indexer.understanding.validity.tables import compare_counts, read_tables, with_day
from indexer.understanding.validity.term import OwnTerm, read_terms
from indexer.understanding.validity.terms import later
from indexer.understanding.validity.triggers import CONDITIONAL, Found
from indexer.understanding.validity.unnamed import read_prevailing

_LONGEST_QUOTE = 400
_LONGEST_PROVISION = 120
_MOST_SAID = 50  # different things of one document


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says of its own validity and of others'.

    ``effective``: all statements of when it takes effect, in order of place; :attr:`own_date` is
    the one to believe. ``operations`` include what names no document; ``mentions`` are those
    that do. ``first_made`` is the first day that the notes of an amended text tell of;
    ``reissued`` the sentence by which it brings the new text of an instrument. Offsets are in
    ``text``.
    """

    text: str
    effective: tuple[OwnDate, ...] = ()
    terms: tuple[OwnTerm, ...] = ()
    amended: tuple[OwnAmendment, ...] = ()
    first_made: date | None = None
    operations: tuple[Operation, ...] = ()
    hints: tuple[Hint, ...] = ()
    reissued: Span | None = None

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
        return self.mentions_from(None if self.own_date is None else self.own_date.day)

    def mentions_from(self, start: date | None) -> tuple[Mention, ...]:
        """The same, with the days that are counted from ``start``, the own effective date."""
        return tuple(_mentions(self.text, (_delayed(one, start) for one in self.operations)))


def read_clauses(
    text: str, blocks: Sequence[Block] = (), *, title: str = "", folded: str | None = None
) -> Reading:
    """Read a text. ``title`` is the document's own; ``folded`` spares folding the text anew."""
    masker = Masker(text, fold(text) if folded is None else folded)
    found = Found()
    read_tables(masker, blocks, title, found)
    read_lists(masker, found)
    read_extensions(masker, found, title)
    read_endings(masker, found)
    read_retellings(masker, found)
    read_prevailing(masker, found)
    read_enacted(masker, found)
    read_amendments(masker, title, found)
    read_supplements(masker, title, found)
    found.hints.extend(compare_counts(found))
    operations = _named_in_full(masker, _dated(found.operations), title)
    terms, doubts = read_terms(masker)
    # Below a decision that amends stands what it amended, with that one's own history.
    amended = () if amends_by_title(title) else tuple(read_own_amendments(masker))
    return Reading(
        text,
        tuple(_decided(masker, title)),
        tuple(terms),
        amended,
        read_first_made(masker) if amended else None,
        tuple(operations),
        (*found.hints, *doubts),
        read_reissue(masker, title),
    )


def _decided(masker: Masker, title: str) -> list[OwnDate]:
    """Below a decision that amends stands the whole of what it amended, with that one's day."""
    stated = read_effective(masker)
    if not amends_by_title(title):
        return stated
    own = [one for one in stated if "本决定" in masker.folded[one.start : one.end]]
    return [*own, *(one for one in stated if one.rule == "note")] if own else stated


def _dated(operations: Sequence[Operation]) -> list[Operation]:
    """Rows of a table end when the sentence about the list says; what it says of documents that
    stop (列入附件2、附件3的文件，自D起停止执行) holds for those that are repealed, too."""
    days = {
        one.type: one.from_date
        for one in operations
        if one.listed == "attached_list" and one.from_date is not None
    }
    if RelationType.LAPSES in days:
        days.setdefault(RelationType.REPEALS, days[RelationType.LAPSES])
    return [with_day(one, days) for one in operations]


def _named_in_full(
    masker: Masker, operations: Sequence[Operation], title: str
) -> Iterator[Operation]:
    """Put full titles for what a text calls (以下简称《解释》); drop what changes itself."""
    aliases = read_aliases(masker) if operations else {}
    for operation in operations:
        target = operation.target
        full = None if target is None or target.title is None else aliases.get(fold(target.title))
        if full is not None and target is not None:
            target = replace(target, title=full.title, number=target.number or full.number)
            operation = replace(operation, target=target)
        if not _is_own(operation, target, title):
            yield _numbered(masker, operation)


def _numbered(masker: Masker, operation: Operation) -> Operation:
    """With the number that stands behind the title where the text says it, if not here."""
    target = operation.target
    if target is None or target.title is None or target.number is not None:
        return operation
    at = masker.text.find(f"《{target.title}》（")
    if at == -1:
        return operation
    begin = at + len(target.title) + 2
    close = masker.text.find("）", begin, begin + 60)
    number = number_in(masker.text[begin : close + 1]) if close != -1 else None
    return (
        operation if number is None else replace(operation, target=replace(target, number=number))
    )


def _is_own(operation: Operation, target: Reference | None, title: str) -> bool:
    """Whether it amends itself: 对《甲》进行了修订，现印发, where the new 甲 follows."""
    if operation.type is not RelationType.AMENDS or target is None or target.title is None:
        return False
    if target.title == title:
        return True
    carried = instrument_title(title) if operation.rule == "amend_clause" else None
    return carried is not None and title_key(target.title) == title_key(carried)


def _delayed(one: Operation, start: date | None) -> Operation:
    """自本办法施行之日起三个月后废止; without that day, for staff to settle."""
    if one.delay is None or one.from_date is not None:
        return one
    if start is None:
        return replace(one, confidence=min(one.confidence, CONDITIONAL))
    day = later(start, months=one.delay.months) + timedelta(days=one.delay.days)
    return replace(one, from_date=day, confidence=min(one.confidence, 0.8))


_ENDS = (RelationType.REPEALS, RelationType.LAPSES)


def _mentions(text: str, operations: Iterable[Operation]) -> Iterable[Mention]:
    """One mention for each document and what happens to it, however often it is said."""
    merged: list[Mention] = []
    places: dict[str, list[int]] = {}  # by number and by title
    for one in operations:
        mention = _mention(text, one)
        if mention is None:
            continue
        names = [name for name in (mention.target_number, mention.target_title) if name]
        near = sorted({at for name in names for at in places.get(name, ())[:_MOST_SAID]})
        at = next((i for i in near if _says_the_same(merged[i], mention)), len(merged))
        if at == len(merged):
            merged.append(mention)
        else:
            merged[at] = _joined(merged[at], mention)
        for name in names:
            if at not in places.setdefault(name, [])[-1:]:
                places[name].append(at)
    return merged


def _says_the_same(known: Mention, mention: Mention) -> bool:
    """The same target by number, else by title, and the same kind of change."""
    if known.type is not mention.type and not (known.type in _ENDS and mention.type in _ENDS):
        return False
    if known.target_number is not None and mention.target_number is not None:
        same = known.target_number == mention.target_number and not _are_two(known, mention)
    else:
        same = known.target_title is not None and known.target_title == mention.target_title
    if not same or mention.type not in _ENDS:
        return same
    days = {known.from_date, mention.from_date} - {None}
    return len(days) < 2 or known.provision == mention.provision


def _are_two(known: Mention, mention: Mention) -> bool:
    """《甲办法》 and 《乙规程》 that were issued under one number, each by its own name."""
    one, other = core_key(known.target_title or ""), core_key(mention.target_title or "")
    return bool(one and other) and one not in other and other not in one


def _mention(text: str, one: Operation) -> Mention | None:
    target = one.target
    evidence = Evidence(
        Basis.EXTRACTED, one.rule, _said(text, one.start, one.end),
        start=one.start, end=one.end, confidence=one.confidence,
        also=() if one.under is None else (_opening(text, one.under),),
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


def _said(text: str, start: int, end: int) -> str:
    return text[start : min(end, start + _LONGEST_QUOTE)].strip()


def _opening(text: str, under: Span) -> Passage:
    """The sentence that opened the list, for an item of one."""
    return Passage(_said(text, under.start, under.end), under.start, under.end)


def _joined(known: Mention, more: Mention) -> Mention:
    """What both say of the target. On a standard's cover 代替 tells the scope."""
    cover = next((one for one in (known, more) if one.evidence.rule == "replaces"), None)
    scoped = cover or (known if known.scope is Scope.WHOLE else more)
    first = known if known.target_title is not None or more.target_title is None else more
    type_ = known.type if known.type is more.type else RelationType.REPEALS
    provision = "" if scoped.scope is Scope.WHOLE and type_ in _ENDS else _parts(known, more)
    return replace(
        first, type=type_, evidence=(cover or first).evidence, scope=scoped.scope,
        provision=provision,
        target_number=known.target_number or more.target_number,
        target_date=known.target_date or more.target_date,
        target_issuer=known.target_issuer or more.target_issuer,
        from_date=known.from_date or more.from_date,
        from_own_effective=known.from_date is None and more.from_date is None,
    )  # fmt: skip


def _parts(known: Mention, more: Mention) -> str:
    parts = [part for part in known.provision.split("、") if part]
    new = [part for part in more.provision.split("、") if part and part not in parts]
    return "、".join([*parts, *new])[:_LONGEST_PROVISION]
