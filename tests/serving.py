"""An application on a port of this machine, as browsers and other programs reach it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from tests.waiting import PATIENCE


@contextmanager
def listening(app: FastAPI, **options: Any) -> Iterator[tuple[str, int]]:
    """Its host and port. ``options``: of uvicorn."""
    server = uvicorn.Server(uvicorn.Config(app, **{"log_level": "error", **options}))
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield bound.getsockname()
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
