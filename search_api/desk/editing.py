"""A document as staff edit it: each field with its value and what that stands on, what a form
would change, its relations, and what was corrected before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.catalogue import Link
from indexer.catalogue.corrections import RELATION, Correction
from indexer.model import Kind, PolicyDocument, RelationType, StatusValue
from indexer.model.fields import METADATA, MetadataField
from indexer.model.publication import withheld_for
from indexer.stewardship import correcting
from search_api.labels import BASIS_LABELS, RELATION_LABELS
from search_api.originals import copies_of, is_downloadable, why_not
from search_api.portal.standing import Standing, standing_of
from search_api.routes.admin.documents import findings_of
from search_api.routes.admin.scope import sight
from search_api.routes.search import service_of
from search_api.signing_in import text_in

# Notes of the reading, and lists of days that no one value replaces.
_NOT_EDITED = ("validity_hints", "amended_on", "attachments")
_SEPARATOR = "；"
_SEPARATORS = re.compile(r"[；;\n]")
# More of a text is read in the original.
_TEXT = 40_000
_STALE = "打开之后，这份文件又有改动。请核对下面现在的值，再保存一次"
_NOTHING = "没有改动"
_CHOICES: Mapping[str, Sequence[str]] = {
    "kind": [kind.label for kind in Kind],
    "status": [s.label for s in StatusValue if s is not StatusValue.UNKNOWN],
}
FIELDS = tuple(field for field in METADATA if field.name not in _NOT_EDITED)


@dataclass(frozen=True, slots=True)
class Edited:
    """What a form holds: the texts of its fields, and of those that are others than the
    document's, what is wished."""

    texts: Mapping[str, str]
    wished: Mapping[str, object]
    why: str
    revision: int

    def problem(self, seen: str) -> str:
        """Why it cannot be written as it is; ``seen`` is the revision that the form was of."""
        if seen != str(self.revision):
            return _STALE
        return "" if self.wished else _NOTHING


def edited(document: PolicyDocument, form: FormData) -> Edited:
    texts: dict[str, str] = {}
    wished: dict[str, object] = {}
    for field in FIELDS:
        value = form.get(field.name)
        if not isinstance(value, str):
            continue
        texts[field.name] = text = value.strip()
        if text == text_of(document, field):
            continue
        if field.name == "status" and not text:
            wished[field.name] = None  # what the texts say holds again
        elif field.many:
            wished[field.name] = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
        else:
            wished[field.name] = text
    return Edited(texts, wished, text_in(form, "why"), document.revision)


def text_of(document: PolicyDocument, field: MetadataField) -> str:
    """A field's value as it stands in its box."""
    if field.many:
        return _SEPARATOR.join(document.texts_of(field.name))
    value = document.text_of(field.name) or ""
    if field.name == "kind":
        kind = Kind.named(value) if value else None
        return kind.label if kind is not None else value
    return value


@dataclass(frozen=True, slots=True)
class Row:
    """One field: ``was`` is its value now where the form holds another one."""

    name: str
    label: str
    value: str
    was: str | None
    date: bool
    choices: Sequence[str]
    source: str
    quotes: Sequence[str]
    where: str


@dataclass(frozen=True, slots=True)
class Related:
    """A relation: what it is, the other document, and by which words it can be denied."""

    label: str
    type: str
    target: str
    id: str | None
    title: str
    quote: str
    own: bool


@dataclass(frozen=True, slots=True)
class Undoable:
    change: int
    who: str
    at: str
    why: str
    state: str
    lines: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class View:
    document: PolicyDocument
    standing: Standing
    held: str
    findings: Sequence[Mapping[str, Any]]
    rows: Sequence[Row]
    changed: int
    checked: bool
    why: str
    relations: Sequence[Related]
    corrections: Sequence[Undoable]
    downloadable: bool
    why_not: str
    text: str
    cut: bool


def shown(
    request: Request,
    library: Library,
    caller: Caller,
    document: PolicyDocument,
    given: Edited | None,
) -> View:
    catalogue = library.catalogue
    rows = [_row(document, field, given) for field in FIELDS]
    source = document.source
    downloadable = is_downloadable(copies_of(request), source)
    return View(
        document,
        standing_of(service_of(request).status(document.id), document.kind),
        "" if document.published else withheld_for(document.values),
        findings_of(document),
        rows,
        sum(row.was is not None for row in rows),
        given is not None,
        given.why if given else "",
        list(_relations(library, caller, catalogue.relations(document.id))),
        _undoable(correcting.listed(catalogue, document.id)),
        downloadable,
        "" if downloadable else why_not(source),
        document.text[:_TEXT],
        len(document.text) > _TEXT,
    )


def _row(document: PolicyDocument, field: MetadataField, given: Edited | None) -> Row:
    now = text_of(document, field)
    value = given.texts.get(field.name, now) if given else now
    best = document.best(field.name)
    source, quotes, where = "未标注", [], ""
    if best is not None:
        evidence = best.evidence
        source = BASIS_LABELS[evidence.basis]
        if evidence.confidence < 1:
            source += f"，把握 {evidence.confidence:.2f}"
        if evidence.review is not None:
            source += f"，{evidence.review.who}"
        quotes = [q for q in (evidence.quote, *(p.quote for p in evidence.also)) if q]
        where = f"第 {evidence.page} 页" if evidence.page else ""
    elif field.name == "status":
        source = "由系统推断；选定即为人工核定"
    choices = _CHOICES.get(field.name, ())
    if choices and value and value not in choices:
        choices = [value, *choices]
    return Row(
        field.name, field.label, value, now if value != now else None, field.date, choices,
        source, quotes, where,
    )  # fmt: skip


def _relations(library: Library, caller: Caller, links: Sequence[Link]) -> list[Related]:
    """Both ways; of another body's withheld document nothing is told."""
    made, sees = [], sight(library, caller)
    for link in links:
        mention, other = link.relation.mention, link.other
        if other is not None and not sees(other):
            continue
        own = link.direction == "out"
        named = mention.target_title or mention.target_number or ""
        made.append(
            Related(
                RELATION_LABELS[mention.type][0 if own else 1],
                mention.type.value,
                other.id if other else named,
                other.id if other else None,
                other.title if other else named,
                mention.evidence.quote,
                own,
            )
        )
    return made


def _undoable(found: Sequence[tuple[Correction, bool]]) -> list[Undoable]:
    """By change, the newest first."""
    grouped: dict[int, list[tuple[Correction, bool]]] = {}
    for one, stands in found:
        grouped.setdefault(one.change, []).append((one, stands))
    made = []
    for change, group in grouped.items():
        first, stands = group[0]
        state = "" if stands else f"撤销第 {first.undoes} 号" if first.undoes else "已撤销"
        lines = [_labelled(one) for one, _ in group]
        made.append(Undoable(change, first.who, first.at, first.why, state, lines))
    return made


def _labelled(one: Correction) -> tuple[str, str, str]:
    what, before, after = correcting.told(one)
    if one.field == RELATION:
        what = RELATION_LABELS[RelationType(what)][0]
    return what, before, after
