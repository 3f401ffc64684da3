from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue
from indexer.extractors.fence.fence import FenceLimits
from indexer.intake.manifest import read_manifest
from indexer.model import (
    Basis,
    Block,
    Evidence,
    Mention,
    RelationType,
    Responsibility,
    Value,
    Values,
)
from indexer.pipeline.documents import DocumentReader
from indexer.pipeline.ingest import Ingestion
from indexer.pipeline.summary import Summary
from indexer.runtime.progress import Reporter, Stop
from tests.waiting import PATIENCE

_LIST = re.compile("^附件：(.+)$", re.MULTILINE)
_TITLES = re.compile(r"废止《(.+?)》")


@dataclass(frozen=True)
class Reading:
    values: Values
    mentions: tuple[Mention, ...]
    responsibilities: tuple[Responsibility, ...] = ()
    warnings: tuple[str, ...] = ()


def understand(text: str, blocks: tuple[Block, ...], *, name: str, declared: Values) -> Reading:
    """A rule of the tests' own, so that they do not hang on the real ones: the first line is
    the title, 废止《X》 repeals X, 附件：X、Y lists attachments. 出错 stands for a defect of
    ours, 崩溃 for one that ends the process."""
    if "出错" in text:
        raise ZeroDivisionError
    if "崩溃" in text:
        os._exit(3)
    extracted = Evidence(Basis.EXTRACTED, "first line")
    values = {**declared}
    values["title"] = (*declared.get("title", ()), Value(text.split("\n")[0], extracted))
    if listed := _LIST.search(text):
        values["attachments"] = (Value(tuple(listed[1].split("、")), extracted),)
    mentions = tuple(
        Mention(RelationType.REPEALS, extracted, target_title=found[1])
        for found in _TITLES.finditer(text)
    )
    return Reading(values, mentions)


def split_issuers(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass
class Library:
    """A catalogue, and a folder of files that is ingested into it."""

    catalogue: Catalogue
    files: Path
    home: Path

    def write(self, name: str, text: str) -> Path:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def ingest(
        self,
        *paths: Path,
        manifest: Path | None = None,
        prune: bool = False,
        only: frozenset[str] | None = None,
        wary: bool = False,
        stop: Stop | None = None,
        reporter: Reporter | None = None,
    ) -> Summary:
        ingestion = Ingestion(
            reader=DocumentReader(understand, split_issuers),
            limits=FenceLimits(seconds=PATIENCE),
            temporary=self.home / "temporary",
            workers=1,
            manifest=read_manifest(manifest, lambda text: (text,)) if manifest else None,
            prune=prune,
            only=only,
            wary=wary,
        )
        return ingestion.run(self.catalogue, paths or (self.files,), reporter, stop)

    def titles(self) -> dict[str, str]:
        """Title → id of every document."""
        return {title: identity for identity, title in self.catalogue.all_titles()}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    home, files = tmp_path / "home", tmp_path / "files"
    files.mkdir()
    with Catalogue.open(f"sqlite:///{home}/catalogue.db") as catalogue:
        yield Library(catalogue, files, home)


def counts(summary: Summary) -> dict[str, int]:
    return {outcome.value: n for outcome, n in summary.counts.items() if n}


def notes(summary: Summary) -> dict[str, str]:
    """Name → message of what was told."""
    return {note.name: note.message for note in summary.notes}
