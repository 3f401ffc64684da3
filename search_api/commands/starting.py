"""Starting fast, and what the collection of garbage may cost."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# A request makes some thousands of small objects, none of them in cycles. With Python's own
# threshold (700) looking for cycles among them took a quarter of a request's time.
_REQUESTS_WORTH = 50_000


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


def collect_seldom() -> None:
    """For a process that serves requests."""
    gc.set_threshold(_REQUESTS_WORTH, 20, 20)
