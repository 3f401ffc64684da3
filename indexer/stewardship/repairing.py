"""Putting right what ``verification`` found, where that loses nothing.

The catalogue is the truth of the index, the rules that of timelines, the file that of its text.
What has no such source (a file that is gone, damaged pages of the database, a broken chain of the
audit log) is left, and told again by the next check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.catalogue import Catalogue
from indexer.catalogue.copies import Copies, Keeping
from indexer.pipeline.locations import digest, exists, openable
from indexer.stewardship.verification import Finding

# Reads these files as an ingestion does.
Read = Callable[[Sequence[Path]], object]
Act = Callable[[], object]


def repair(
    catalogue: Catalogue, findings: Iterable[Finding], *, read: Read, update: Act, rebuild: Act
) -> list[str]:
    """What was done, in Chinese, one line each; the index comes last, since it follows the rest."""
    wanted: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.mending is not None:
            wanted.setdefault(finding.mending, []).append(finding)
    done: list[str] = []
    if again := wanted.get("read"):
        paths = _forget_reading(catalogue, again)
        read(paths)
        done.append(f"重新读取了 {len(paths)} 个文件")
    if damaged := wanted.get("copy"):
        for finding in damaged:
            _copy_again(catalogue, Path(finding.location or ""))
        done.append(f"移除了 {len(damaged)} 份损坏的原件副本，原件仍在的重新留了副本")
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


def _copy_again(catalogue: Catalogue, damaged: Path) -> None:
    """Nobody is given a damaged copy; the original is copied where it is as it was."""
    damaged.unlink(missing_ok=True)
    for source in catalogue.sources.all():
        if source.sha256 == damaged.name and source.container is None:
            original = openable(source.location)
            if exists(source.location) and digest(original) == source.sha256:
                Copies(damaged.parents[2], Keeping.ALL).keep(original, source.sha256, member=False)
                return


def _forget_reading(catalogue: Catalogue, findings: Sequence[Finding]) -> list[Path]:
    """The files on disk to be read again, each marked as read by nobody."""
    ids = [finding.subject for finding in findings if finding.location is None]
    of_documents = catalogue.sources.of_documents(ids)
    locations = {finding.location for finding in findings if finding.location is not None}
    locations |= {source.location for found in of_documents.values() for source in found}
    known = catalogue.sources.at(locations)
    containers = {s.container for s in known.values() if s.container is not None}
    with catalogue.write() as writer:
        for source in (*known.values(), *catalogue.sources.at(containers).values()):
            writer.remember(replace(source, fingerprint="", sha256="", mtime_ns=0))
    return sorted({openable(location) for location in locations})
