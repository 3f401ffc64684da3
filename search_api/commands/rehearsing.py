"""``ingest --dry-run``: the ingestion done to a copy of the catalogue, which goes away after."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from indexer.bootstrap import open_library
from indexer.pipeline.summary import Summary
from indexer.runtime.settings import CATALOGUE, Settings
from indexer.stewardship.listing import Report
from search_api.commands.terminal import BarReporter, interruptible


def rehearse(
    settings: Settings,
    paths: Sequence[Path],
    manifest: Path | None,
    *,
    workers: int | None,
    prune: bool,
) -> tuple[Report, Summary]:
    """What would change, and the summary. Raises CatalogueError where no copy can be made."""
    from indexer.searching.days import today
    from indexer.stewardship.rehearsal import differences

    # Beside the library, where there is room for it; nothing is made for one that is not there.
    exists = settings.database_url is not None or (settings.home / CATALOGUE).exists()
    near = settings.home if settings.home.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=".dry-run-", dir=near) as folder:
        stage, kept = Path(folder), Path(folder) / "kept"
        kept.mkdir()
        if exists:
            with open_library(settings, create=False) as library:
                for place in (stage, kept):
                    library.catalogue.database.copy_to(place / CATALOGUE)
        trial = settings.model_copy(update={"home": stage, "database_url": None, "copies": "none"})
        former = settings.model_copy(update={"home": kept, "database_url": None})
        with open_library(trial) as after, open_library(former) as before:
            declared = after.manifest(manifest) if manifest is not None else None
            ingestion = after.ingestion(manifest=declared, workers=workers, prune=prune)
            with interruptible() as stop, BarReporter() as reporter:
                summary = ingestion.run(after.catalogue, paths, reporter, stop)
            return differences(before.catalogue, after.catalogue, today()), summary
