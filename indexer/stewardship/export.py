"""The catalogue as files that can be ingested again.

- ``jsonl``: records, text included. What staff or sources said, and what was read, become
  declared values of the new library; ``_``-fields tell more and are ignored on the way in.
- ``csv``, ``xlsx``: a manifest (``path`` and the metadata of each file), for people to correct
  and give back with ``--manifest``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from indexer.catalogue import Catalogue
from indexer.catalogue.selection import chunks
from indexer.intake.manifest import FORMULA_STARTS
from indexer.model import PolicyDocument
from indexer.model.errors import UsageError
from indexer.model.fields import METADATA

FORMATS = ("jsonl", "csv", "xlsx")
_CHUNK = 100
_MANY = "；"
# Notes of the reading for staff; nobody's statement, and read again from the text.
_MADE_ANEW = ("validity_hints",)
# A cell of a spreadsheet holds no more, and no control characters.
_LONGEST_CELL = 32_767


def documents(catalogue: Catalogue, *, text: bool) -> Iterator[PolicyDocument]:
    """Every living document, withheld ones too, in the order of revisions."""
    ids = [change.id for change in catalogue.changes_since(0)]
    for chunk in chunks(ids, _CHUNK):
        found = catalogue.documents(chunk, text=text)
        yield from (found[identity] for identity in chunk if identity in found)


def export(catalogue: Catalogue, format: str, path: Path) -> int:
    """Write the catalogue to a file; the number of documents. The file appears whole or not at
    all. Raises UsageError where it cannot be written."""
    writers = {"jsonl": _write_jsonl, "csv": _write_csv, "xlsx": _write_xlsx}
    if format not in writers:
        raise UsageError(f"格式 {format} 不支持，可用：{'、'.join(FORMATS)}", field="format")
    partial = path.with_name(f"{path.name}.partial")
    try:
        count = writers[format](catalogue, partial)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(f"{path} 无法写入：{error.strerror}", field="output") from error
    return count


# ---------------------------------------------------------------- records


def record(document: PolicyDocument) -> dict[str, Any]:
    """The document as a ``.jsonl`` line."""
    source = document.source
    return {
        "id": document.id,
        **_fields(document),
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


def _write_jsonl(catalogue: Catalogue, path: Path) -> int:
    with path.open("wb") as out:
        return write_jsonl(catalogue, out)


# ---------------------------------------------------------------- sheets


def _columns(catalogue: Catalogue) -> list[str]:
    known = [field.name for field in METADATA]
    extra: set[str] = set()
    for document in documents(catalogue, text=False):
        extra.update(name for name in document.values if name not in known)
    return ["path", "id", *known, *sorted(extra)]


def rows(catalogue: Catalogue) -> Iterator[list[str]]:
    """The head, then one row a document."""
    columns = _columns(catalogue)
    yield columns
    for document in documents(catalogue, text=False):
        fields = _fields(document)
        source = document.source
        fields["path"] = (source.path or source.name) if source else ""
        fields["id"] = document.id
        yield [_joined(fields.get(name, "")) for name in columns]


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else _MANY.join(value)


def _cell(text: str) -> str:
    """What a spreadsheet can hold, and takes for no formula."""
    text = "".join(c if c >= " " or c in "\t\n" else " " for c in text)[: _LONGEST_CELL - 1]
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_csv(catalogue: Catalogue, path: Path) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        return write_csv(rows(catalogue), out)


def write_csv(table: Iterable[list[str]], out: IO[str]) -> int:
    """The number of rows below the head."""
    count = -1
    writer = csv.writer(out)
    for row in table:
        writer.writerow([_cell(cell) for cell in row])
        count += 1
    return count


def _write_xlsx(catalogue: Catalogue, path: Path) -> int:
    return write_xlsx(rows(catalogue), path)


def write_xlsx(table: Iterable[list[str]], path: Path) -> int:
    """The number of rows below the head. Every cell is a text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("export")
    count = -1
    for row in table:
        sheet.append([_cell(cell) for cell in row])
        count += 1
    book.save(path)
    return count
