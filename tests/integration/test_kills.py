"""Workers and the database are killed while they ingest, a host is cut off: each once here; ten
times and with OpenSearch by ``python -m benchmarks.kills``."""

from __future__ import annotations

import pytest

from benchmarks.kills import run
from tests.servers import postgresql_folder

pytestmark = pytest.mark.cluster


def test_what_was_acknowledged_is_there_once_and_indexes_agree() -> None:
    pytest.importorskip("psycopg", reason="the extra postgresql is not installed")
    if postgresql_folder() is None:
        pytest.skip("NO POSTGRESQL SERVER HERE (Debian: apt install postgresql)")
    run(1)
