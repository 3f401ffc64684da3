"""Putting right what ``verification`` found, where that loses nothing.

The catalogue is the truth of the index, the rules that of timelines, the file that of its text.
What has no such source (a file that is gone, damaged pages of the database, a broken chain of the
audit log) is left, and told again by the next check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.catalogue import Catalogue, KnownSource, SourceOutcome
from indexer.catalogue.copies import Copies, Keeping
from indexer.pipeline.deciding import MAKING
from indexer.pipeline.locations import digest, exists, openable
from indexer.stewardship.findings import Finding, Mending

# Reads these files as an ingestion does; and in place of those that are gone, by location, others.
Read = Callable[[Sequence[Path], Mapping[str, Path]], object]
Act = Callable[[], object]
_SHOWN = 5


def repair(
    catalogue: Catalogue,
    findings: Iterable[Finding],
    *,
    read: Read,
    update: Act,
    rebuild: Act,
    copies: Copies | None = None,
) -> list[str]:
    """What was done, in Chinese, one line each; the index comes last, since it follows the rest."""
    wanted: dict[Mending, list[Finding]] = {}
    for finding in findings:
        if finding.mending is not None:
            wanted.setdefault(finding.mending, []).append(finding)
    done = _mend_rows(catalogue, wanted)
    if unknown := wanted.get("source"):
        wanted["read"] = [*wanted.get("read", ()), *_remember(catalogue, unknown)]
    if again := wanted.get("read"):
        reading = _forget_reading(catalogue, again, copies)
        if reading.paths or reading.instead:
            read(reading.paths, reading.instead)
        done += reading.told()
    if cards := wanted.get("card"):
        with catalogue.write() as writer:
            writer.refresh([finding.subject for finding in cards])
        done.append(f"按所记的依据重写了 {len(cards)} 份文件的题录")
    if damaged := wanted.get("copy"):
        for finding in damaged:
            _copy_again(catalogue, Path(finding.location or ""))
        done.append(f"处理了 {len(damaged)} 份损坏、缺少或多余的原件副本，原件仍在的重新留了副本")
    if renewed := wanted.get("renew"):
        with catalogue.write() as writer:
            writer.renew([finding.subject for finding in renewed])
        done.append(f"重新推算了 {len(renewed)} 份文件的有效性")
    if "rebuild" in wanted:
        rebuild()
        done.append("重建了索引")
    elif wanted.keys() - {"copy"}:
        update()
        done.append("补写了索引")
    return done


def _mend_rows(catalogue: Catalogue, wanted: Mapping[Mending, Sequence[Finding]]) -> list[str]:
    """What the catalogue can put right by itself, before files are read."""
    done = []
    ids = {mending: [f.subject for f in found] for mending, found in wanted.items()}
    if revived := ids.get("revive"):
        with catalogue.write() as writer:
            writer.revive(revived)
        done.append(f"恢复了 {len(revived)} 份误记为已移除的文件")
    if removed := ids.get("remove"):
        with catalogue.write() as writer:
            writer.clear(removed)
            for identity in removed:
                writer.delete(identity)
        done.append(f"清除了 {len(removed)} 份已移除文件的残留")
    if "orphans" in ids:
        with catalogue.write() as writer:
            writer.remove_orphans()
        done.append("清除了不属于任何文件的记录")
    if "number" in ids:
        with catalogue.write() as writer:
            writer.renumber()
        done.append("重新编排了变更的版本号")
    if sealed := ids.get("seal"):
        with catalogue.write() as writer:
            writer.seal(sealed)
        done.append(f"为 {len(sealed)} 份文件重新计算了校验值")
    return done


def _copy_again(catalogue: Catalogue, damaged: Path) -> None:
    """Nobody is given a damaged copy; the original is copied where it is as it was."""
    alike = catalogue.sources.with_content([damaged.name]).get(damaged.name, ())
    making = [s for s in alike if s.document_id is not None and s.outcome in MAKING]
    if making and _has(damaged, damaged.name):
        return  # an ingestion was about to commit what it is of
    damaged.unlink(missing_ok=True)
    for source in making:
        if source.container is None:
            original = openable(source.location)
            if exists(source.location) and digest(original) == source.sha256:
                Copies(damaged.parents[2], Keeping.ALL).keep(original, source.sha256, member=False)
                return


def _remember(catalogue: Catalogue, findings: Sequence[Finding]) -> list[Finding]:
    """Make the records of where documents came from anew; what is to be read for that."""
    again = []
    damaged = [f.location for f in findings if f.location is not None]
    ids = [f.subject for f in findings if f.location is None]
    found = catalogue.documents(ids, text=False)
    with catalogue.write() as writer:
        for source in catalogue.sources.at(damaged).values():
            writer.remember(source)  # as what it must have been
        for identity in ids:
            read = found[identity].source if identity in found else None
            path = read.path if read is not None else None
            if read is None or path is None or not exists(path):
                again.append(Finding("catalogue", identity, "", "read"))
                continue
            if path not in catalogue.sources.at([path]):
                writer.remember(
                    KnownSource(
                        path, read.name, read.size, 0, "", SourceOutcome.INDEXED,
                        document_id=identity,
                    )
                )  # fmt: skip
            again.append(Finding("files", read.name, "", "read", path))
    return again


@dataclass(slots=True)
class _Reading:
    """``instead``: location → what is read for a file that is gone. ``lost``: what nothing can be
    read for."""

    paths: list[Path] = field(default_factory=list)
    instead: dict[str, Path] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def told(self) -> list[str]:
        told = []
        if self.paths:
            told.append(f"重新读取了 {len(self.paths)} 个文件")
        if self.instead:
            told.append(f"原件已不存在的，从副本重新读取了 {len(self.instead)} 个")
        if self.lost:
            shown = "、".join(self.lost[:_SHOWN]) + ("等" if len(self.lost) > _SHOWN else "")
            told.append(
                f"{len(self.lost)} 份无法重读：原件已不存在，库中也没有副本，请找回原件或从备份"
                f"恢复：{shown}"
            )
        return told


def _forget_reading(
    catalogue: Catalogue, findings: Sequence[Finding], copies: Copies | None
) -> _Reading:
    """What is to be read again, each marked as read by nobody."""
    ids = [finding.subject for finding in findings if finding.location is None]
    of_documents = catalogue.sources.of_documents(ids)
    reading = _Reading(lost=[identity for identity in ids if identity not in of_documents])
    at = [finding.location for finding in findings if finding.location is not None]
    wanted = {s.location: s for s in catalogue.sources.at(at).values()}
    for found in of_documents.values():
        # Those that repeat it are no document of their own.
        wanted.update((s.location, s) for s in found if s.outcome is not SourceOutcome.DUPLICATE)
    again = []
    for source in wanted.values():
        if exists(source.location):
            reading.paths.append(openable(source.location))
        elif path := _of_the_same_bytes(catalogue, source, copies):
            reading.instead[source.location] = path
        else:
            reading.lost.append(source.name)
            continue
        again.append(source)
    containers = {s.container for s in again if s.container is not None}
    with catalogue.write() as writer:
        for source in (*again, *catalogue.sources.at(containers).values()):
            writer.remember(replace(source, fingerprint="", sha256="", mtime_ns=0))
    reading.paths = sorted(set(reading.paths))
    return reading


def _of_the_same_bytes(
    catalogue: Catalogue, source: KnownSource, copies: Copies | None
) -> Path | None:
    """The copy that the library keeps of a file that is gone, or another file of its content."""
    if not source.sha256 or source.outcome not in MAKING:
        return None
    alike = catalogue.sources.with_content([source.sha256]).get(source.sha256, ())
    others = [openable(s.location) for s in alike if s.container is None and exists(s.location)]
    kept = copies.path(source.sha256) if copies is not None else None
    for path in (kept, *others):
        if path is not None and _has(path, source.sha256):
            return path
    return None


def _has(path: Path, sha256: str) -> bool:
    try:
        return digest(path) == sha256
    except OSError:
        return False
