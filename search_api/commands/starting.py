"""Starting fast."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of cyclic garbage while much is made that stays, such as modules; nor is it
    looked at later, in the midst of requests. A tenth of a second of the start, and as much of a
    request that would be the one to wait. For a process of our own: what is there stays for good.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
