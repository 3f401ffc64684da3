"""``ingest --dry-run``: what an ingestion would change, by doing it to a copy.

A table of before and after: every value, status and place that would be another one, those of
documents too that the files do not touch and that a new one amends or repeals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from indexer.catalogue import Card, Catalogue
from indexer.catalogue.selection import chunks
from indexer.model import PolicyDocument
from indexer.model.fields import METADATA
from indexer.model.publication import INTERNAL, withheld_for
from indexer.model.validity import status_on
from indexer.stewardship.listing import Report
from indexer.stewardship.sheets import MANY

COLUMNS = ("编号", "标题", "变化", "字段", "之前", "之后")
ADDED, UPDATED, REMOVED = "新增", "更新", "移除"
_CHUNK = 200
_LABELS = {field.name: field.label for field in METADATA}
# Notes of the reading; nobody's values.
_LEFT_OUT = (*INTERNAL, "validity_hints")


def differences(before: Catalogue, after: Catalogue, as_of: date) -> Report:
    """``after`` is a copy of ``before`` to which something was done."""
    since = before.revision()
    ids = (change.id for change in after.changes_since(since))
    rows = tuple(row for chunk in chunks(ids, _CHUNK) for row in _of(before, after, chunk, as_of))
    return Report("dry-run", "将有的变化", as_of, COLUMNS, rows)


def _of(
    before: Catalogue, after: Catalogue, ids: list[str], as_of: date
) -> Iterator[tuple[str, ...]]:
    was, will = before.documents(ids), after.documents(ids)
    earlier, later = before.cards(ids), after.cards(ids)
    for identity in ids:
        old, new = was.get(identity), will.get(identity)
        left = _shown(old, earlier.get(identity), as_of)
        right = _shown(new, later.get(identity), as_of)
        kind = ADDED if old is None else REMOVED if new is None else UPDATED
        one = new or old
        for field in dict.fromkeys((*left, *right)):
            pair = left.get(field, ""), right.get(field, "")
            if one is not None and pair[0] != pair[1]:
                yield (identity, one.title, kind, field, *pair)


def _shown(document: PolicyDocument | None, card: Card | None, as_of: date) -> dict[str, str]:
    """All that a reader or staff see of it, by label."""
    if document is None:
        return {}
    names = [*_LABELS, *(n for n in document.values if n not in _LABELS)]
    shown = {
        _LABELS.get(name, name): _text(document, name)
        for name in names
        if name not in (*_LEFT_OUT, "status") and document.texts_of(name)
    }
    shown["文件"] = document.source.name if document.source else ""
    shown["正文"] = f"{len(document.text)} 字，{_digest(document.text)}" if document.text else ""
    if card is not None:
        shown["有效性"] = status_on(card.timeline, as_of).value.label
    if not document.published:
        shown["公开"] = f"暂不公开：{withheld_for(document.values)}"
    return shown


def _text(document: PolicyDocument, name: str) -> str:
    return document.kind.label if name == "kind" else MANY.join(document.texts_of(name))


def _digest(text: str) -> str:
    """A few digits, by which another text is seen to be another one."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]
