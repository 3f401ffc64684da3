"""The registry of engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.analyzer import default_analyzer
from indexer.engines import ENGINES
from indexer.model.queries import EngineQuery, Everything
from indexer.runtime.settings import Settings

# The others need a server: tests/indexer/engines/test_opensearch.py
LOCAL = tuple(name for name in ENGINES if name != "opensearch")


@pytest.mark.parametrize("name", LOCAL)
def test_each_engine_opens_by_its_name(name: str, tmp_path: Path) -> None:
    store = ENGINES[name](Settings(home=tmp_path), default_analyzer())
    engine = store.build()
    store.publish(engine)
    assert store.current().search(EngineQuery(Everything())).total == 0


def test_fingerprints_of_different_engines_differ(tmp_path: Path) -> None:
    stores = [make(Settings(home=tmp_path), default_analyzer()) for make in ENGINES.values()]
    assert len({store.fingerprint() for store in stores}) == len(ENGINES)
