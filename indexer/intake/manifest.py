"""Manifests: what staff declare of files beforehand. ``.csv``, ``.xlsx``, ``.jsonl``; one row a
file, with a ``path`` and any metadata field, by its name or by its label (标题, 发文字号).

What cannot be used is told with its row and column, all of it at once, and the rest is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import orjson

from indexer.intake.declared import Declaration, SplitIssuers, declare
from indexer.intake.sources import readable
from indexer.intake.tables import read_table
from indexer.model.errors import ManifestError
from indexer.model.fields import METADATA

RULE = "manifest"
_OWN = ("path", "id")
# Heads as people read them, and as the catalogue is exported.
PATH_HEAD, ID_HEAD = "路径", "编号"
_NAMES = {PATH_HEAD: "path", ID_HEAD: "id", **{field.label: field.name for field in METADATA}}


@dataclass(frozen=True, slots=True)
class ManifestProblem:
    """``row`` counts as a spreadsheet does: the head of a table is row 1."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the file it is about, as an absolute path and as the manifest says it."""

    row: int
    path: str
    id: str | None
    declaration: Declaration


@dataclass(slots=True)
class Manifest:
    """The rows by file. ``unknown`` are columns that are none of ours; they are kept as extra."""

    path: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    problems: list[ManifestProblem] = field(default_factory=list)

    def entry(self, location: str, name: str) -> Entry | None:
        """The row of a file: by its absolute path, else by its name in the folder given."""
        return self.entries.get(location) or self.entries.get(name)


def read_manifest(path: Path, split_issuers: SplitIssuers) -> Manifest:
    """Raises ManifestError where the whole of it cannot be used: unreadable, another format, no
    column ``path``."""
    manifest = Manifest(path)
    unknown: dict[str, None] = {}
    seen: dict[str, int] = {}
    for row, fields in _rows(path):
        entry = _entry(manifest, row, fields, split_issuers, seen)
        if entry is None:
            continue
        unknown.update(dict.fromkeys(entry.declaration.unknown))
        for location in _locations(path, entry.path):
            manifest.entries.setdefault(location, entry)
    manifest.unknown = tuple(unknown)
    return manifest


def _entry(
    manifest: Manifest,
    row: int,
    fields: Mapping[str, object],
    split_issuers: SplitIssuers,
    seen: dict[str, int],
) -> Entry | None:
    named = str(fields.get("path") or "").strip().replace("\\", "/")
    if not named:
        manifest.problems.append(ManifestProblem(row, "path", "没有填写文件路径"))
        return None
    if named in seen:
        message = f"“{named}”与第{seen[named]}行重复，以先出现的为准"
        manifest.problems.append(ManifestProblem(row, "path", message))
        return None
    seen[named] = row
    rest = {name: value for name, value in fields.items() if name not in _OWN}
    declaration = declare(rest, RULE, split_issuers)
    manifest.problems.extend(
        ManifestProblem(row, problem.field, problem.message) for problem in declaration.problems
    )
    identity = str(fields.get("id") or "").strip() or None
    return Entry(row, named, identity, declaration)


def _locations(manifest: Path, named: str) -> Iterator[str]:
    """A path in a manifest is absolute, or relative to the manifest, or to the folder given."""
    pure = PurePosixPath(named)
    if pure.is_absolute():
        yield readable(os.path.normpath(named))
        return
    yield readable(os.path.normpath(Path(manifest.parent).absolute() / named))
    yield str(pure)


# ---------------------------------------------------------------- the three formats


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    suffix = path.suffix.lower()
    readers = {".csv": _table_rows, ".xlsx": _table_rows, ".jsonl": _jsonl_rows}
    if suffix not in readers:
        raise ManifestError(
            f"清单 {path.name} 的格式不支持，可用 .csv、.xlsx、.jsonl", path=str(path)
        )
    try:
        yield from readers[suffix](path)
    except OSError as error:
        raise ManifestError(f"清单 {path} 无法读取：{error.strerror}", path=str(path)) from error


def _table_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    yield from _table(path, read_table(path))


def _table(
    path: Path, rows: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, Mapping[str, object]]]:
    head: list[str] = []
    for number, cells in rows:
        if not head:
            head = [_NAMES.get(cell, cell.lower()) for cell in cells]
            _check_head(path, head)
            continue
        yield number, {name: cell for name, cell in zip(head, cells, strict=False) if name}
    if not head:
        raise ManifestError(f"清单 {path.name} 是空的", path=str(path))


def _check_head(path: Path, head: list[str]) -> None:
    if "path" not in head:
        raise ManifestError(f"清单 {path.name} 没有 path 列", path=str(path), field="path")
    twice = sorted({name for name in head if name and head.count(name) > 1})
    if twice:
        raise ManifestError(
            f"清单 {path.name} 的列重复：{'、'.join(twice)}", path=str(path), field=twice[0]
        )


def _jsonl_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                fields = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
            except orjson.JSONDecodeError as error:
                raise ManifestError(
                    f"清单 {path.name} 第{number}行不是 JSON", path=str(path), row=number
                ) from error
            if not isinstance(fields, dict):
                raise ManifestError(
                    f"清单 {path.name} 第{number}行不是 JSON 对象", path=str(path), row=number
                )
            yield number, fields
