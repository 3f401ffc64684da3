"""The catalogue as files that can be ingested again.

- ``jsonl``: records, text included. What staff or sources said, and what was read, become
  declared values of the new library; ``_``-fields tell more and are ignored on the way in.
- ``csv``, ``xlsx``: a manifest (path and metadata of each file, and its status of a day), for
  people to correct and give back with ``--manifest``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

import orjson

from indexer.catalogue import Catalogue
from indexer.catalogue.selection import chunks
from indexer.intake.heads import ID_HEAD, PATH_HEAD
from indexer.model import PolicyDocument, Status
from indexer.model.errors import UsageError
from indexer.model.fields import METADATA
from indexer.model.publication import INTERNAL
from indexer.model.validity import status_on
from indexer.runtime.disk import obstacle
from indexer.stewardship import sheets
from indexer.stewardship.sheets import MANY, Cell, Sheet

FORMATS = ("jsonl", "csv", "xlsx")
_CHUNK = 100
# Notes of the reading for staff; nobody's statement, and read again from the text.
_MADE_ANEW = ("validity_hints", *INTERNAL)
# What is computed for the day; a manifest ignores heads that begin so.
_COMPUTED = ("当日有效性", "有效性依据", "有效性起始", "有效性说明", "计算日")
_COMPUTED_MARK = "_"


def documents(catalogue: Catalogue, *, text: bool) -> Iterator[PolicyDocument]:
    """Every living document, withheld ones too, in the order of revisions."""
    ids = [change.id for change in catalogue.changes_since(0)]
    for chunk in chunks(ids, _CHUNK):
        found = catalogue.documents(chunk, text=text)
        yield from (found[identity] for identity in chunk if identity in found)


def export(catalogue: Catalogue, format: str, path: Path, as_of: date) -> int:
    """Write the catalogue to a file; the number of documents. The file appears whole or not at
    all. Raises UsageError where it cannot be written."""
    if format not in FORMATS:
        raise UsageError(f"格式 {format} 不支持，可用：{'、'.join(FORMATS)}", field="format")
    if format != "jsonl":
        return sheets.write(sheet(catalogue, as_of), format, path)
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as out:
            count = write_jsonl(catalogue, out)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(f"{path} 无法写入：{obstacle(error)}", field="output") from error
    return count


# ---------------------------------------------------------------- records


def record(document: PolicyDocument) -> dict[str, Any]:
    """The document as a ``.jsonl`` line."""
    source = document.source
    return {
        "id": document.id,
        **_fields(document),
        # Only what is withheld says so: true would release nothing.
        **({} if document.published else {"published": False}),
        "text": document.text,
        "_source": source.name if source else None,
        "_sha256": source.sha256 if source else None,
        "_published": document.published,
        "_revision": document.revision,
        "_basis": {
            name: best.evidence.basis.value
            for name in document.values
            if (best := document.best(name)) is not None
        },
    }


def _fields(document: PolicyDocument) -> dict[str, Any]:
    """Known fields in the table's order, then the extra ones; fields without a value left out."""
    known = [field.name for field in METADATA]
    names = [*known, *sorted(name for name in document.values if name not in known)]
    return {
        name: best.value
        for name in names
        if name not in _MADE_ANEW and (best := document.best(name)) is not None
    }


def write_jsonl(catalogue: Catalogue, out: IO[bytes]) -> int:
    count = 0
    for document in documents(catalogue, text=True):
        out.write(orjson.dumps(record(document), option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count


# ---------------------------------------------------------------- sheets


def sheet(catalogue: Catalogue, as_of: date) -> Sheet:
    """One row a document, heads as people read them: a manifest takes them as it takes names.
    Heads that begin with ``_`` are for reading only."""
    extra = _extra(catalogue)
    heads = [PATH_HEAD, ID_HEAD, *(field.label for field in METADATA)]
    heads += [_COMPUTED_MARK + head for head in _COMPUTED]
    heads += [_COMPUTED_MARK + name if name in heads else name for name in extra]
    return Sheet("目录", heads, _rows(catalogue, as_of, extra), about=_about(as_of))


def _extra(catalogue: Catalogue) -> list[str]:
    known = {field.name for field in METADATA}
    extra: set[str] = set()
    for document in documents(catalogue, text=False):
        extra.update(name for name in document.values if name not in known)
    return sorted(extra)


def _rows(catalogue: Catalogue, as_of: date, extra: Sequence[str]) -> Iterator[Sequence[Cell]]:
    days = {field.name for field in METADATA if field.date}
    names = [field.name for field in METADATA]
    for document, status in _with_status(catalogue, as_of):
        fields = {**_fields(document), "kind": document.kind.label}
        source = document.source
        known = [document.date_of(n) if n in days else None for n in names]
        yield [
            (source.path or source.name) if source else "",
            document.id,
            *(day or _joined(fields.get(n, "")) for day, n in zip(known, names, strict=True)),
            status.value.label if status else "",
            status.basis.label if status and status.basis else "",
            status.since if status else None,
            status.reason if status else "",
            as_of,
            *(_joined(fields.get(name, "")) for name in extra),
        ]


def _with_status(
    catalogue: Catalogue, as_of: date
) -> Iterator[tuple[PolicyDocument, Status | None]]:
    for chunk in chunks((change.id for change in catalogue.changes_since(0)), _CHUNK):
        found, cards = catalogue.documents(chunk, text=False), catalogue.cards(chunk)
        for identity in chunk:
            if identity in found:
                card = cards.get(identity)
                yield found[identity], status_on(card.timeline, as_of) if card else None


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else MANY.join(value)


def _about(as_of: date) -> Sequence[tuple[str, Cell]]:
    marked = "、".join(_COMPUTED_MARK + head for head in _COMPUTED)
    return (
        ("用途", "改正后可作清单交回：policy-search ingest 文件夹 --manifest 本表"),
        ("计算日", as_of),
        ("计算列", f"{marked}：由条文推算，仅供查阅，交回时不读"),
        *((field.label, f"字段 {field.name}") for field in METADATA),
    )
