"""The sample corpus through the whole way in: real files, real rules, every outcome as stated."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import sample_corpus
from indexer.catalogue import Catalogue, SourceOutcome
from indexer.extractors.base import Limits
from indexer.extractors.fence import FenceLimits
from indexer.indexing import update_index
from indexer.manifest import read_manifest
from indexer.metadata.authority import Authority
from indexer.pipeline.ingest import Ingestion
from indexer.understanding import understand
from indexer.verification import verify
from tests.indexer.library import open_catalogue, open_store

ROOT = Path(sample_corpus.__file__).parent
AUTHORITY = Authority.load()


def ingestion(folder: Path) -> Ingestion:
    return Ingestion(
        understand=partial(understand, authority=AUTHORITY, region=None),
        split_issuers=AUTHORITY.split,
        limits=FenceLimits(content=Limits(ocr=False)),
        temporary=folder / "temporary",
        workers=2,
        manifest=read_manifest(ROOT / "manifest.csv", AUTHORITY.split),
    )


def expected() -> dict[str, tuple[str, str]]:
    """Name → outcome and reason."""
    lines = (ROOT / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["path"]: (row["outcome"], row.get("reason", "")) for row in map(json.loads, lines)}


def outcomes(catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    return {
        source.name: (source.outcome.value, source.reason)
        for source in catalogue.sources.all()
        if source.outcome is not SourceOutcome.CONTAINER
    }


@pytest.mark.slow
def test_every_file_ends_as_stated(tmp_path: Path) -> None:
    with open_catalogue(tmp_path) as catalogue:
        run = ingestion(tmp_path)
        first = run.run(catalogue, [ROOT / "files"])
        assert outcomes(catalogue) == expected()
        assert first.vanished == []
        revision = catalogue.revision()
        again = replace(run, prune=True).run(catalogue, [ROOT / "files"])
        assert again.counts["added"] == again.counts["updated"] == again.counts["removed"] == 0
        assert catalogue.revision() == revision
        store = open_store(tmp_path)
        update_index(catalogue, store)
        assert list(verify(catalogue, store)) == []
