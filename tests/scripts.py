"""The built scripts, for tests that are about them; all others pass without a build too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "search_api" / "web" / "scripts"
_NO_NODE = 4


def build() -> None:
    """As ``make setup`` does, which leaves nothing to do."""
    command = [sys.executable, str(SOURCES / "build.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == _NO_NODE:
        pytest.skip(f"{done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
