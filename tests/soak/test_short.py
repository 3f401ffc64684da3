"""The short form of ``make soak``: some writers, most of them killed, and the service too."""

from pathlib import Path

import pytest

from tests.soak.soak import Soak


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_by_kills(tmp_path: Path) -> None:
    figures = Soak(tmp_path, seed=3, clients=1).rounds(["ingest", "correct", "serve"])
    assert figures.problems == []
    assert figures.kills["serve"] and figures.seconds
