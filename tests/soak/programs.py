"""``policy-search`` as a process of its own, in a library, by permissions and by a clock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_CLOCK = Path(__file__).parent / "clock"


def start(
    home: Path, *arguments: str, clock: float = 0, bound: bool = False
) -> subprocess.Popen[str]:
    """``clock``: by how many seconds its clock is off; ``bound``: by what a file's permissions say,
    even where root runs it."""
    program = [sys.executable, "-W", "ignore", "-m", "search_api.cli", *arguments]
    if bound and os.geteuid() == 0:
        program = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--", *program]
    environment = os.environ | {
        "POLICY_SEARCH_HOME": str(home),
        "POLICY_SEARCH_RATE_ADDRESS": "0",
        "POLICY_SEARCH_RATE_KEY": "0",
    }
    if clock:
        paths = [str(_CLOCK), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment |= {"SOAK_CLOCK": str(clock), "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.Popen(
        program,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that a kill takes its workers along
    )


def run(home: Path, *arguments: str, bound: bool = False) -> tuple[int, str]:
    """Its exit code, and what it said."""
    process = start(home, *arguments, bound=bound)
    told, _ = process.communicate()
    return process.returncode, told
