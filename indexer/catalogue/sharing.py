"""Who has what in hand, where several workers ingest into one catalogue on a server.

A worker reserves what it is about to read by its content, and an id before it gives it to a
document; another one that meets the same puts it off. A reservation is as alive as the session of
the worker that made it: the server ends that with the worker, however that ends, and what it had in
hand is free at once. No clock is asked. A catalogue in a file has one worker, and none of this.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from indexer.catalogue import holding
from indexer.catalogue.database import Database, entered, guarded
from indexer.catalogue.selection import chunks
from indexer.model.errors import CatalogueError


def of_content(sha256: str) -> str:
    return _name("content", sha256)


def of_id(document_id: str) -> str:
    return _name("id", document_id)


def of_place(location: str) -> str:
    return _name("at", location)


def _name(kind: str, value: str) -> str:
    """Short, whatever the length of what it names."""
    return hashlib.sha256(f"{kind}\0{value}".encode()).hexdigest()[:32]


class Sharing:
    """What one worker has reserved. Without a connection all is its own, and nothing is kept."""

    def __init__(self, connection: Connection | None = None, worker: int = 0) -> None:
        self._connection = connection
        self._worker = worker
        self._held: set[str] = set()
        self._missed: set[str] = set()

    @property
    def is_shared(self) -> bool:
        return self._connection is not None

    def holds(self, name: str) -> bool:
        return name in self._held

    def take(self, names: Iterable[str]) -> set[str]:
        """Those that are ours now; the rest another worker has in hand."""
        wanted = set(names)
        if self._connection is None:
            return wanted
        missing = sorted(wanted - self._held)
        for chunk in chunks(missing):
            with guarded("入库的分工登记失败"):
                taken = holding.reserve(self._connection, chunk, self._worker)
            self._held.update(taken)
            self._missed.update(set(chunk) - set(taken))
        return wanted & self._held

    def confirm(self, connection: Connection, names: Collection[str], kept: set[str]) -> None:
        """In the transaction that writes what was reserved under these names: they are ours still.
        All but the ``kept`` are free when it is committed. Raises CatalogueError where one was
        lost, because our session was cut and another worker has it."""
        ours = sorted(self._held.intersection(names))
        for chunk in chunks(ours):
            free = [name for name in chunk if name not in kept]
            if not holding.confirm(connection, chunk, free, self._worker):
                raise CatalogueError("与数据库的连接中断过，本批未写入；再次运行即可继续")

    def let_go(self, names: Collection[str]) -> None:
        """What was freed by a commit, or needs none."""
        self._held.difference_update(names)

    def release(self) -> None:
        """All that is left in hand."""
        if self._connection is not None and self._held:
            with guarded("入库的分工登记失败"):
                holding.release(self._connection, self._worker)
        self._held.clear()

    def wait(self, until: Callable[[float], bool], pause: float = 0.3) -> None:
        """Until no other worker has what could not be taken since the last call, or ``until``
        (which sleeps so long) says that we shall stop."""
        missed, self._missed = sorted(self._missed), set()
        if self._connection is None:
            return
        with guarded("入库的分工登记失败"):
            while any(
                holding.in_hand(self._connection, chunk, self._worker) for chunk in chunks(missed)
            ):
                if until(pause):
                    return


@contextmanager
def sharing(database: Database) -> Iterator[Sharing]:
    """To be held while ingesting."""
    if database.sqlite:
        yield Sharing()
        return
    worker = secrets.randbelow(2**31)
    with entered("入库的分工登记失败", holding.working(database.engine, worker)) as connection:
        yield Sharing(connection, worker)
