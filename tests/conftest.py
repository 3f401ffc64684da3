"""No test may fail because the machine is slow: hypothesis measures no time."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import scripts
from tests.servers import OpenSearchCluster, PostgreSQL, postgresql_folder, server

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in its background with Ctrl-C ignored, and the processes that tests
    # start, to be ended by it, would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# pytest loads GNU readline, which says to the processes of xdist how wide a terminal is. There is
# none, and what is printed hangs on it.
os.environ.pop("COLUMNS", None)

# Ten seconds by the clock bound a search; on a machine with much else to do they are soon over.
os.environ.setdefault("POLICY_SEARCH_SEARCH_SECONDS", "600")

settings.register_profile(
    "policy-search",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # A run tells of a change and not of luck; ``make explore`` looks further, each time elsewhere.
    derandomize=not os.environ.get("EXPLORE"),
    max_examples=int(os.environ.get("EXPLORE") or 100),
)
settings.load_profile("policy-search")


@pytest.fixture(scope="session")
def built_scripts() -> None:
    """Skipped, loudly, where no node can be had."""
    scripts.build()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A private server for the tests marked ``cluster``: ``make test-cluster``."""
    pytest.importorskip("psycopg", reason="the extra postgresql is not installed")
    programs = postgresql_folder()
    if programs is None:
        pytest.skip("NO POSTGRESQL SERVER HERE (Debian: apt install postgresql)")
    server = PostgreSQL(programs)
    yield server
    server.close()


@pytest.fixture(scope="session")
def opensearch() -> Iterator[OpenSearchCluster]:
    """Three nodes for the tests marked ``cluster``."""
    pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")
    if not (shutil.which("java") and shutil.which("mvn")):
        pytest.skip("NO OPENSEARCH HERE: Java 17 and Maven are needed")
    # Not below pytest's own folder, which others than root cannot enter.
    folder = Path(tempfile.mkdtemp(prefix="policy-search-server-"))
    folder.chmod(0o755)
    try:
        try:
            home = server(folder)
        except subprocess.CalledProcessError:
            pytest.skip("NO OPENSEARCH HERE: Maven cannot fetch it")
        cluster = OpenSearchCluster(home)
        yield cluster
        cluster.close()
    finally:
        shutil.rmtree(folder)
