"""Manifests: what staff declare of files beforehand. ``.csv``, ``.xlsx``, ``.jsonl``; one row a
file, with a ``path`` and any metadata field, by its name or by its label (标题, 发文字号).

What cannot be used is told with its row and column, all of it at once, and the rest is used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import orjson

from analyzers.folding import fold
from indexer.intake.declared import Declaration, SplitIssuers, declare
from indexer.intake.heads import NAMES_OF_FILES, head_row
from indexer.intake.sources import readable
from indexer.intake.tables import Row, read_table
from indexer.model.errors import ManifestError
from indexer.runtime.disk import obstacle

RULE = "manifest"
_OWN = ("path", "id")
# A cell under 文件名称 that is the name of a file, where there is no column of paths.
_FILE_NAME = re.compile(r".+\.[A-Za-z0-9]{2,5}")
# Where it is a list without paths, 文件名称 tells which file is meant, and not how it is titled.
_NAMED = "_named"
_DRIVE = re.compile(r"(?:[A-Za-z]:|/)/")


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
    """The rows by file. ``unknown`` are columns that are none of ours; they are kept as extra.

    ``far``: rows whose paths are those of another machine (``D:/政策/2020/甲.docx``), by the file's
    name; ``titled``: rows of a list without paths, by the title. ``met``: rows that were asked
    for.
    """

    path: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    far: dict[str, list[Entry]] = field(default_factory=dict)
    titled: dict[str, Entry] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)
    unknown: tuple[str, ...] = ()
    problems: list[ManifestProblem] = field(default_factory=list)

    def entry(self, location: str, name: str) -> Entry | None:
        """The row of a file: by its absolute path, else by its name in the folder given, else by
        the end of another machine's path, else by the title that its name is."""
        found = self.entries.get(location) or self.entries.get(name) or self._elsewhere(name)
        if found is not None:
            self.met.add(found.row)
        return found

    def _elsewhere(self, name: str) -> Entry | None:
        last = name.rsplit("/", 1)[-1]
        alike = [e for e in self.far.get(last, ()) if e.path.endswith(f"/{name}")]
        if len(alike) == 1:
            return alike[0]
        return self.titled.get(_stem(last))


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
        if "path" not in fields:
            manifest.titled[_stem(entry.path)] = entry
        elif _DRIVE.match(entry.path):
            manifest.far.setdefault(entry.path.rsplit("/", 1)[-1], []).append(entry)
        else:
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
    named = (
        str(fields.get("path", fields.get(_NAMED, fields.get("title"))) or "")
        .strip()
        .replace("\\", "/")
    )
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
        raise ManifestError(f"清单 {path} 无法读取：{obstacle(error)}", path=str(path)) from error


def _table_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The head may stand below what the list is called. Without a column of paths, what stands
    under 文件名称 is the name of the file, with its ending or without."""
    rows = list(read_table(path))
    at, head = head_row(rows, ("path",))
    if not head:
        at, head = head_row(rows, ("title",))
    _check_head(path, rows, head)
    if "path" not in head:
        head = [
            _NAMED if field == "title" and cell in NAMES_OF_FILES else field
            for field, cell in zip(head, rows[at - 1][1], strict=True)
        ]
    for number, cells in rows[at:]:
        fields = {name: cell for name, cell in zip(head, cells, strict=False) if name}
        if _FILE_NAME.fullmatch(fields.get(_NAMED, "")):
            fields["path"] = fields.pop(_NAMED)
        yield number, fields


def _check_head(path: Path, rows: Sequence[Row], head: Sequence[str]) -> None:
    if not rows:
        raise ManifestError(f"清单 {path.name} 是空的", path=str(path))
    if not head:
        first = "、".join(cell for cell in rows[0][1] if cell)[:60]
        message = f"清单 {path.name} 没有 path 列（路径），也没有 文件名称 列；首行为：{first}"
        raise ManifestError(message, path=str(path), field="path")
    twice = sorted({name for name in head if name and head.count(name) > 1})
    if twice:
        raise ManifestError(
            f"清单 {path.name} 的列重复：{'、'.join(twice)}", path=str(path), field=twice[0]
        )


def _stem(name: str) -> str:
    """A file's name, or a title, as both are compared."""
    last = name.rsplit("/", 1)[-1]
    stem = last.rpartition(".")[0] if _FILE_NAME.fullmatch(last) else last
    return "".join(fold(stem).split()).strip("《》")


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
