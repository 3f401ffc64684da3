"""Corrections: staff's word on a field, a status, a relation; undone again; listed.

What can be said is read here, all of it before anything is written; who, when, why and what was
before is kept in the same transaction, and told to the audit log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from indexer.catalogue import Act, Catalogue, Link
from indexer.catalogue.auditing import Via
from indexer.catalogue.corrections import RELATION, Correction, Ruling, subject_of, undone
from indexer.intake.declared import PUBLISHED, SplitIssuers, declare
from indexer.model import PolicyDocument, RelationType, Review, Scope, StatusValue
from indexer.model.errors import DocumentNotFound, UsageError
from indexer.model.fields import METADATA, METADATA_BY_NAME
from indexer.model.publication import INTERNAL, PUBLICATION, RELEASED, WITHHELD
from indexer.stewardship.listing import Sees, sees_all
from indexer.understanding.validity.declared import parse_status

if TYPE_CHECKING:
    from indexer.catalogue.writing import Writer

_BY_LABEL = {row.label: row.name for row in METADATA}
# Notes of the reading; the review queue is where they are settled.
_NOT_SAID = ("validity_hints", *INTERNAL)
_STAFF = "staff"
_PUBLICATIONS = {WITHHELD: "暂不公开", RELEASED: "公开"}


@dataclass(frozen=True, slots=True)
class By:
    """Who says it, why, and by which way in."""

    who: str
    why: str = ""
    via: Via = "command"


@dataclass(frozen=True, slots=True)
class Relating:
    """A relation that holds or does not. ``target``: the id of the document that is meant; for one
    that is not in the library, what the text calls it. ``named``: the title or number by which
    the text names it, where that is none of the target's own."""

    type: RelationType
    target: str
    holds: bool = True
    named: str = ""
    scope: Scope = Scope.WHOLE
    from_date: str | None = None


@dataclass(frozen=True, slots=True)
class Wished:
    """``fields``: what each is; an empty text takes the value away, None withdraws what staff
    said of it before."""

    fields: Mapping[str, object] = field(default_factory=dict)
    relations: Sequence[Relating] = ()


def correct(
    catalogue: Catalogue, document_id: str, wished: Wished, by: By, split_issuers: SplitIssuers
) -> list[Correction]:
    """Write all that is wished, or nothing. Raises DocumentNotFound, and UsageError that names
    all that cannot be read."""
    said = read_wished(catalogue, document_id, wished, split_issuers)
    with catalogue.write() as writer:
        number = said.write(writer, by)
    return _of_change(catalogue, document_id, number)


def undo(
    catalogue: Catalogue, document_id: str, by: By, change: int | None = None
) -> list[Correction]:
    """Take back the last correction that stands, or the one of this number."""
    with catalogue.write() as writer:
        taken = writer.staff.undo(document_id, by.who, by.why, change)
        number = writer.staff.change or 0
        details = {"change": taken, "why": by.why}
        writer.audit(Act(by.who, "document.undo", document_id, details, by.via))
    return _of_change(catalogue, document_id, number)


def listed(catalogue: Catalogue, document_id: str | None = None) -> list[tuple[Correction, bool]]:
    """The corrections, the newest first, each with whether it still stands."""
    found = catalogue.corrections(document_id)
    taken = undone(found)
    return [(one, one.undoes is None and one.change not in taken) for one in found]


def _of_change(catalogue: Catalogue, document_id: str, number: int) -> list[Correction]:
    found = [one for one in catalogue.corrections(document_id) if one.change == number]
    return found[::-1]


# ---------------------------------------------------------------- what is said


@dataclass(frozen=True, slots=True)
class Said:
    """What was wished of one document, read and found to be possible."""

    document: PolicyDocument
    fields: Mapping[str, str | tuple[str, ...] | None]
    rulings: Sequence[tuple[Callable[[Review], Ruling], str]]

    def write(self, writer: Writer, by: By) -> int:
        """The number of the change."""
        identity = self.document.id
        details: dict[str, Any] = {"why": by.why} if by.why else {}
        for name, value in self.fields.items():
            best = self.document.best(name)
            writer.review(identity, name, value, by.who, by.why)
            details[name] = {"before": None if best is None else best.value, "after": value}
        for ruling, before in self.rulings:
            made = ruling(writer.staff.review_now(by.who, by.why))
            writer.staff.rule(identity, made, before)
            told = {"before": before, "after": made.target_id, "holds": made.holds}
            details.setdefault("relations", []).append({"type": made.type.value, **told})
        writer.audit(Act(by.who, "document.correct", identity, details, by.via))
        return writer.staff.change or 0


def read_wished(
    catalogue: Catalogue,
    document_id: str,
    wished: Wished,
    split_issuers: SplitIssuers,
    sees: Sees = sees_all,
) -> Said:
    """Raises DocumentNotFound, and UsageError that names all that cannot be read. What somebody
    may not see is not there to be related to either."""
    document = catalogue.document(document_id)
    problems: list[str] = []
    fields: dict[str, str | tuple[str, ...] | None] = {}
    for given, raw in wished.fields.items():
        with _noted(problems, given):
            name, value = _field(document, given, raw, split_issuers)
            fields[name] = value
    rulings: list[tuple[Callable[[Review], Ruling], str]] = []
    for one in wished.relations:
        with _noted(problems, one.type.value):
            target = catalogue.cards([one.target]).get(one.target) if one.holds else None
            if target is not None and not sees(target):
                raise DocumentNotFound(one.target)
            rulings.extend(_rulings(catalogue, document, one))
    if problems:
        raise UsageError("；".join(problems), field="set")
    if not fields and not rulings:
        raise UsageError("没有写明要更正什么", field="set")
    return Said(document, fields, rulings)


@contextmanager
def _noted(problems: list[str], name: str) -> Iterator[None]:
    """What of ``name`` cannot be read is added to the problems, and the rest is read."""
    try:
        yield
    except DocumentNotFound as error:
        problems.append(f"{name}：没有编号为 {error.document_id} 的文件")
    except (UsageError, ValueError) as error:
        problems.append(f"{name}：{error}")


# ---------------------------------------------------------------- fields


def _field(
    document: PolicyDocument, given: str, raw: object, split_issuers: SplitIssuers
) -> tuple[str, str | tuple[str, ...] | None]:
    name = field_name(given, document)
    if raw is None:
        return name, None
    if raw == "" or raw == []:
        return name, ""
    if name == "status":
        return name, _status(raw)
    read = declare({name: raw}, _STAFF, split_issuers)
    if read.problems:
        raise ValueError(read.problems[0].message)
    if name not in read.values:
        return name, ""
    return name, read.values[name][0].value


def field_name(given: str, document: PolicyDocument | None = None) -> str:
    """The field that is meant by a name or a label; of a document, its additional ones too."""
    wanted = given.strip()
    name = _BY_LABEL.get(wanted, wanted)
    if name in (PUBLISHED, PUBLICATION):
        raise ValueError("是否公开用 policy-search publish 或 withhold 决定")
    extra = document is not None and name in document.values
    if name in _NOT_SAID or (name not in METADATA_BY_NAME and not extra):
        known = [*METADATA_BY_NAME, *_BY_LABEL]
        near = get_close_matches(wanted, known, 1)
        meant = f"，是否指 {near[0]}" if near else f"，可用：{'、'.join(METADATA_BY_NAME)}"
        raise ValueError(f"没有这个字段{meant}")
    return name


def _status(raw: object) -> str:
    status = StatusValue.named(str(raw)) or parse_status(str(raw))
    if status is None or status is StatusValue.UNKNOWN:
        choices = "、".join(
            f"{s.label}（{s}）" for s in StatusValue if s is not StatusValue.UNKNOWN
        )
        raise ValueError(f"“{raw}”不是有效性，可用：{choices}；要收回此前的核定，用 --undo")
    return status.label


# ---------------------------------------------------------------- relations


def _rulings(
    catalogue: Catalogue, document: PolicyDocument, wished: Relating
) -> Iterator[tuple[Callable[[Review], Ruling], str]]:
    """One for each way in which the text names the one that is meant."""
    links = [
        link
        for link in catalogue.relations(document.id)
        if link.direction == "out" and link.relation.mention.type is wished.type
    ]
    target = catalogue.cards([wished.target]).get(wished.target)
    named = [link for link in links if _names(link, wished)]
    if not wished.holds:
        if not named:
            raise ValueError(f"本文件没有指向“{wished.target}”的这种关系")
        yield from _each(named, wished, None)
        return
    if target is None:
        raise DocumentNotFound(wished.target)
    if target.id == document.id:
        raise ValueError("不能与自身有关系")
    if named:
        yield from _each(named, wished, target.id)
        return
    if wished.named:
        raise ValueError(f"本文件没有提到“{wished.named}”")
    yield _ruling(wished, target.title, target.doc_number, target.id, added=True), ""


def _names(link: Link, wished: Relating) -> bool:
    """Whether a relation, as it is shown, is the one that is spoken of."""
    mention = link.relation.mention
    if not wished.named and link.other is not None and link.other.id == wished.target:
        return True
    text = wished.named or ("" if wished.holds else wished.target)
    plain = text.strip().strip("《》")
    return bool(plain) and plain in (mention.target_title, mention.target_number)


def _each(
    links: Sequence[Link], wished: Relating, target: str | None
) -> Iterator[tuple[Callable[[Review], Ruling], str]]:
    seen: set[str] = set()
    for link in links:
        mention = link.relation.mention
        subject = subject_of(mention.type.value, mention.target_title, mention.target_number)
        if subject not in seen:
            seen.add(subject)
            before = link.other.id if link.other is not None else ""
            title, number = mention.target_title, mention.target_number
            yield _ruling(wished, title, number, target), before


def _ruling(
    wished: Relating,
    title: str | None,
    number: str | None,
    target: str | None,
    *,
    added: bool = False,
) -> Callable[[Review], Ruling]:
    def made(review: Review) -> Ruling:
        return Ruling(
            wished.type, title, number, target, wished.holds, added, wished.scope,
            wished.from_date, review,
        )  # fmt: skip

    return made


# ---------------------------------------------------------------- for people


def told(one: Correction) -> tuple[str, str, str]:
    """(what, before, after) as people read it."""
    if one.field == RELATION:
        kind = one.subject.split("|", 1)[0]
        after = one.after or {}
        shown = (after.get("target_id") or "") if after.get("holds", True) else "（无此关系）"
        before = one.before if isinstance(one.before, str) else _shown(one.before)
        return kind, before, shown
    if one.field == PUBLICATION:
        before, after = (_shown(value) for value in (one.before, one.after))
        return "公开", _PUBLICATIONS.get(before, before), _PUBLICATIONS.get(after, after)
    label = METADATA_BY_NAME[one.field].label if one.field in METADATA_BY_NAME else one.field
    after = "（收回）" if one.after is None else _shown(one.after) or "（删去）"
    return label, _shown(one.before), after


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return "、".join(map(str, value))
        case dict():
            return str(value.get("target_id") or value.get("target_title") or "")
        case _:
            return str(value)
