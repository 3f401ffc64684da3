"""Workers and the database are killed while they ingest, a host is cut off: each once here; ten
times and with OpenSearch by ``python -m benchmarks.kills``."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.hosts import Host, network
from benchmarks.kills import run
from tests.servers import postgresql_folder

pytestmark = pytest.mark.cluster


def test_what_was_acknowledged_is_there_once_and_indexes_agree() -> None:
    pytest.importorskip("psycopg", reason="the extra postgresql is not installed")
    if postgresql_folder() is None:
        pytest.skip("NO POSTGRESQL SERVER HERE (Debian: apt install postgresql)")
    run(1)


def test_networks_of_two_trials_at_once_do_not_take_each_others_traffic() -> None:
    # As what a killed trial has left does not: with one range for all, the first one's cable took
    # what was meant for the second one's host.
    with network() as one, network() as other:
        if one is None:
            pytest.skip("NO NETWORK APART CAN BE MADE HERE")
        assert other is not None and other.ours != one.ours
        cable, another = one.cables[0], other.cables[0]
        assert cable.reaches(one.ours) and another.reaches(other.ours)
        cable.connect(False)
        assert not cable.reaches(one.ours) and another.reaches(other.ours)


def test_a_host_that_fails_says_why(tmp_path: Path) -> None:
    host = Host(tmp_path / "one", {"POLICY_SEARCH_DATABASE_URL": "mysql://nowhere/x"})
    with pytest.raises(AssertionError, match=r"(?s)one: .*目录库只能是"):
        host.must("rebuild", "--if-needed")
    host.close()
    assert host.log.closed
