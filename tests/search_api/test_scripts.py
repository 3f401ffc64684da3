"""The built scripts as they are served, and the build itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from search_api.rendering import script
from search_api.scripts import BUILT
from tests.scripts import ROOT, SOURCES

built = pytest.mark.usefixtures("built_scripts")
# Of the portal's own script, which every page loads.
MOST_BYTES = 30_000


@built
@pytest.mark.parametrize("name", ["portal.js", "desk.js", "analysis.js"])
def test_a_script_is_kept_for_a_year_by_its_content(client: TestClient, name: str) -> None:
    address = script(name)
    assert address is not None
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "max-age=31536000, immutable"
    assert name == "analysis.js" or len(answer.content) < MOST_BYTES


@built
def test_charts_are_loaded_on_their_page_only(client: TestClient) -> None:
    for path in ("/", "/?q=电梯", "/documents/lift", "/analysis", "/analysis?q=没有这样的文件"):
        loaded = re.findall(r'<script src="/static/([a-z]+)', client.get(path).text)
        assert loaded == (["analysis", "portal"] if path == "/analysis" else ["portal"]), path


@built
def test_licences_of_others_lie_beside_the_bundle(client: TestClient) -> None:
    """Whoever gets the bundle gets them: it names the file, which is served and in the wheel."""
    last = (BUILT / "analysis.js").read_text("utf-8").strip().splitlines()[-1]
    named = re.search(r"\S+\.LEGAL\.txt", last)
    assert named is not None
    told = client.get(f"/static/{named[0]}")
    assert told.headers["content-type"].startswith("text/plain")
    packages = re.findall(r"^=+\n(\S+) \S+, (\S+)\n=+$", told.text, re.MULTILINE)
    assert dict(packages) == {"echarts": "Apache-2.0", "tslib": "0BSD", "zrender": "BSD-3-Clause"}
    assert "Apache License" in told.text and "Apache Software Foundation" in told.text
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for name, licence in packages:
        assert re.search(rf"{name}.*{licence}", notice, re.IGNORECASE | re.DOTALL)
    assert not list(BUILT.glob("portal*.txt")) and not list(BUILT.glob("desk*.txt"))


@built
def test_what_is_built_is_not_built_again() -> None:
    def times() -> dict[str, int]:
        return {p.name: p.stat().st_mtime_ns for p in BUILT.iterdir() if p.name[0] != "."}

    before = times()
    subprocess.run([sys.executable, SOURCES / "build.py"], check=True)
    assert times() == before


def test_without_node_the_build_says_so(tmp_path: Path) -> None:
    """On a machine without node whose pip reaches nothing: told in a line, and by its exit code."""
    folder = tmp_path / SOURCES.relative_to(ROOT)
    folder.mkdir(parents=True)
    for file in (*SOURCES.glob("*.py"), *SOURCES.glob("*.json")):
        shutil.copy(file, folder)
    shutil.copy(ROOT / "requirements-node.lock", tmp_path)
    done = subprocess.run(
        [sys.executable, folder / "build.py"],
        env={**os.environ, "PATH": str(tmp_path), "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert done.stderr.startswith("SCRIPTS ARE NOT BUILT, pages work without: node 18 or newer")
    assert len(done.stderr.splitlines()) == 1
    assert not (folder.parent / "built").exists()


def test_why_npm_fetched_nothing_is_told(tmp_path: Path) -> None:
    """Its last line only names its log."""
    folder = tmp_path / SOURCES.relative_to(ROOT)
    folder.mkdir(parents=True)
    for file in (*SOURCES.glob("*.py"), *SOURCES.glob("*.json")):
        shutil.copy(file, folder)
    shutil.copy(ROOT / "requirements-node.lock", tmp_path)
    here = tmp_path / "bin"
    here.mkdir()
    reason = "FetchError: request to http://127.0.0.1:9/x failed, reason: connect ECONNREFUSED"
    _program(here / "node", "echo v22.0.0")
    _program(
        here / "npm",
        f"echo 'npm error code ECONNREFUSED' >&2\necho 'npm error {reason}' >&2\n"
        "echo 'npm error A complete log of this run can be found in: /x.log' >&2\nexit 1",
    )
    done = subprocess.run(
        [sys.executable, folder / "build.py"],
        env={**os.environ, "PATH": str(here)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert done.stderr.endswith(f"npm cannot fetch its packages: {reason}\n")


def _program(path: Path, does: str) -> None:
    path.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
    path.chmod(0o755)
