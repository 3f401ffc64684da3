"""Files that came over HTTP: kept in the library's folder, since the documents made of them can be
downloaded and are verified; and what becomes of them.

``uploads/JOB/files/`` holds the files of a job, ``uploads/JOB/manifest.jsonl`` what was declared of
them. It is ``JOB.part`` until its job is there, and is complete by then.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from indexer.catalogue import Catalogue, KnownSource, SourceOutcome
from indexer.model import Basis, PolicyDocument
from indexer.model.errors import QuarantineReason, UsageError
from indexer.pipeline.locations import MEMBER, absolute, outermost
from indexer.pipeline.summary import Summary
from indexer.runtime.durable import sync

FOLDER = "uploads"
MANIFEST = "manifest.jsonl"
# What a name of a file may take; file systems allow 255.
_LONGEST_NAME = 200
_ASIDE = ".replaced"
PART = ".part"
# Between a folder's last file and its job: an fsync, and a wait for whoever writes the catalogue.
_SENDING_SECONDS = 3600.0


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

    @property
    def part(self) -> UploadFolder:
        """Where the files are written before there is a job."""
        return UploadFolder(self.path.with_name(self.path.name + PART))

    def begin(self) -> None:
        """Raises OSError."""
        self.files.mkdir(parents=True)

    def settle(self) -> bool:
        """Give the files of a job that is there their place. Whoever kept them may have been killed
        before that, and so the worker does it too. Whether they are there. Raises OSError."""
        if not self.path.exists():
            with suppress(FileNotFoundError):  # none were kept here, or they were just moved
                self.part.path.rename(self.path)
                sync(self.path.parent)
        return self.path.exists()

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


def sweep(home: Path, known: Callable[[str], bool]) -> None:
    """Remove what was begun for jobs that never were: whoever kept the files was killed before,
    and nobody was told that they were taken. ``known``: whether there is a job of this id. What
    may still be being sent is left alone."""
    long_ago = time.time() - _SENDING_SECONDS
    for folder in (home / FOLDER).glob(f"*{PART}"):
        with suppress(OSError):
            touched = max(p.stat().st_mtime for p in (folder, folder / "files") if p.exists())
            if touched < long_ago and not known(folder.name.removesuffix(PART)):
                shutil.rmtree(folder)


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


def outcome(
    catalogue: Catalogue,
    places: Iterable[str],
    summary: Summary,
    current: Callable[[str], str] = str,
) -> dict[str, Any]:
    """Of each file at or below these places, and in sum. ``current`` gives the name of today for a
    body's former one."""
    found = [
        source
        for place in places
        for source in catalogue.sources.under(place)
        if source.outcome is not SourceOutcome.CONTAINER
    ]
    cards = catalogue.cards([s.document_id for s in found if s.document_id is not None])
    documents = catalogue.documents(list(cards), text=False)
    files, warnings = [], list(summary.warnings)
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
        document = documents.get(source.document_id or "")
        if document is not None and (told := other_issuer(document, current)):
            warnings.append(f"{source.name}：{told}")
    return {
        "counts": {kind.value: count for kind, count in summary.counts.items()},
        "files": files,
        "warnings": [*warnings, *(n.message for n in summary.notes if not n.reason)],
        "revision": summary.revision,
    }


# Read with less, a body may as well be one that is only spoken of.
_SURE = 0.85


def other_issuer(document: PolicyDocument, current: Callable[[str], str] = str) -> str:
    """What to tell where its text names other bodies than were declared (a scoped key's own body is
    declared of what it sends); "" where it does not."""
    declared, read = set(), set()
    for value in document.values.get("issuers", ()):
        names = {value.value} if isinstance(value.value, str) else set(value.value)
        if value.evidence.basis is Basis.DECLARED:
            declared |= names
        elif value.evidence.confidence >= _SURE:
            read |= names
    known = {current(name) for name in declared}
    # 财政局 of a declaration is 云栖市财政局 of the text.
    if not known or not read or any(current(r).endswith(k) for r in read for k in known):
        return ""
    return (
        f"文中的发文机关是{'、'.join(sorted(read))}，收录为{'、'.join(sorted(declared))}；"
        "不对的，请更正发文机关"
    )
