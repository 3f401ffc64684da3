from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'home' / 'catalogue.db'}"


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    with Catalogue.open(url) as opened:
        yield opened
