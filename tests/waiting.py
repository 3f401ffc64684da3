"""Waiting for what another process or thread does, as long as a loaded machine may take."""

import time
from collections.abc import Callable

# Seconds. Only a test that fails waits so long.
PATIENCE = 600.0


def until(holds: Callable[[], object]) -> bool:
    """Wait until something holds; whether it did in the end."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > PATIENCE:
            return False
        time.sleep(0.01)
    return True
