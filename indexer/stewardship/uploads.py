"""Files that came over HTTP: kept in the library's folder, since the documents made of them can be
downloaded and are verified; and what becomes of them.

``uploads/JOB/files/`` holds the files of a job, ``uploads/JOB/manifest.jsonl`` what was declared of
them. A folder is complete before its job is there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from indexer.catalogue import Catalogue, KnownSource, SourceOutcome
from indexer.model.errors import QuarantineReason, UsageError
from indexer.pipeline.locations import MEMBER, absolute, outermost
from indexer.pipeline.summary import Summary
from indexer.runtime.durable import sync

FOLDER = "uploads"
MANIFEST = "manifest.jsonl"
# What a name of a file may take; file systems allow 255.
_LONGEST_NAME = 200
_ASIDE = ".replaced"


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """Of one job."""

    path: Path

    @classmethod
    def of(cls, home: Path, job_id: str) -> UploadFolder:
        return cls(home / FOLDER / job_id)

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def manifest(self) -> Path:
        return self.path / MANIFEST

    def begin(self) -> None:
        """Raises OSError."""
        self.files.mkdir(parents=True)

    def complete(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write what was declared; all of it is on the disk after. Raises OSError."""
        with self.manifest.open("wb") as file:
            file.writelines(orjson.dumps(row) + b"\n" for row in rows)
            file.flush()
            os.fsync(file.fileno())
        for folder in (self.files, self.path, self.path.parent):
            sync(folder)

    def discard(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def safe_name(given: str | None) -> str:
    """The name of a file that was sent, without its folders. Raises UsageError."""
    name = (given or "").replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or name.startswith((".", "~$")) or not name.isprintable():
        raise UsageError(f"文件名“{name[:60]}”不能使用", field="files")
    if len(name.encode()) > _LONGEST_NAME:
        raise UsageError(f"文件名过长：{name[:60]}…", field="files")
    return name


# ---------------------------------------------------------------- under the id of another file


def replaceable(catalogue: Catalogue, home: Path, document_id: str) -> list[Path]:
    """The stored files of the document with this id, which a new one may stand in for; none where
    there is no such document. Raises UsageError where it was made of a file that is not ours."""
    stored = []
    ours = absolute(home / FOLDER) + os.sep
    for source in catalogue.sources.of_documents([document_id]).get(document_id, ()):
        if source.outcome not in (SourceOutcome.INDEXED, SourceOutcome.VANISHED):
            continue
        if source.container is not None or not source.location.startswith(ours):
            raise UsageError(
                f"编号 {document_id} 的文件在 {source.name}，不是上传的；请更新原处的文件",
                field="metadata",
            )
        stored.append(Path(source.location))
    return stored


@contextmanager
def replaced(catalogue: Catalogue, stored: Iterable[Path]) -> Iterator[None]:
    """While others are ingested under their ids, these are away; for good where that went well,
    which is where their documents are made of other files after."""
    aside = {path: path.with_name(path.name + _ASIDE) for path in stored}
    for path, away in aside.items():
        if path.exists():
            path.rename(away)
    try:
        yield
    finally:
        for path, away in aside.items():
            _settle(catalogue, path, away)


def _settle(catalogue: Catalogue, path: Path, away: Path) -> None:
    location = absolute(path)
    known = catalogue.sources.at([location]).get(location)
    identity = known.document_id if known is not None else None
    others = [
        source
        for source in catalogue.sources.of_documents([identity]).get(identity, ())
        if source.location != location and source.outcome is SourceOutcome.INDEXED
    ] if identity is not None else []  # fmt: skip
    if others:
        with catalogue.write() as writer:
            writer.forget(location)
        away.unlink(missing_ok=True)
    elif away.exists():
        away.rename(path)


# ---------------------------------------------------------------- read once more


def roots_of(found: Iterable[KnownSource]) -> dict[str, list[str]]:
    """The files on disk that these are or lie in, by the folder from which they are named: what a
    folder's name tells of a document holds for it still."""
    roots: dict[str, list[str]] = {}
    for source in found:
        location, name = outermost(source.location), source.name.split(MEMBER)[0]
        named = location.endswith(os.sep + name)
        root = location[: -len(name) - 1] if named else str(Path(location).parent)
        if location not in (files := roots.setdefault(root, [])):
            files.append(location)
    return roots


def declared_in(home: Path, root: str) -> Path | None:
    """What was declared of the files in this folder, where they came over HTTP."""
    manifest = Path(root).parent / MANIFEST
    ours = root.startswith(absolute(home / FOLDER) + os.sep)
    return manifest if ours and manifest.exists() else None


# ---------------------------------------------------------------- what became of them


def outcome(catalogue: Catalogue, places: Iterable[str], summary: Summary) -> dict[str, Any]:
    """Of each file at or below these places, and in sum."""
    found = [
        source
        for place in places
        for source in catalogue.sources.under(place)
        if source.outcome is not SourceOutcome.CONTAINER
    ]
    cards = catalogue.cards([s.document_id for s in found if s.document_id is not None])
    files = []
    for source in found:
        card = cards.get(source.document_id or "")
        reason = QuarantineReason(source.reason).label if source.reason else ""
        files.append(
            {
                "name": source.name,
                "outcome": source.outcome.value,
                "id": source.document_id,
                "title": card.title if card else None,
                "published": card.published if card else None,
                "message": "：".join(part for part in (reason, source.detail) if part),
            }
        )
    return {
        "counts": {kind.value: count for kind, count in summary.counts.items()},
        "files": files,
        "warnings": [*summary.warnings, *(n.message for n in summary.notes if not n.reason)],
        "revision": summary.revision,
    }
