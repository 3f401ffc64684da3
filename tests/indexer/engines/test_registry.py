"""The registry of engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.analyzer import default_analyzer
from indexer.engines import ENGINES
from indexer.model.queries import EngineQuery, Everything


@pytest.mark.parametrize("name", ENGINES)
def test_each_engine_opens_by_its_name(name: str, tmp_path: Path) -> None:
    store = ENGINES[name](tmp_path / "index", default_analyzer(), 2**20)
    engine = store.build()
    store.publish(engine)
    assert store.current().search(EngineQuery(Everything())).total == 0


def test_fingerprints_of_different_engines_differ(tmp_path: Path) -> None:
    stores = [make(tmp_path, default_analyzer(), 0) for make in ENGINES.values()]
    assert len({store.fingerprint() for store in stores}) == len(ENGINES)
