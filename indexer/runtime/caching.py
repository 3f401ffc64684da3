"""Caches bounded by the bytes of what they hold."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

V = TypeVar("V")


class Once(Generic[V]):
    """What is made when it is first asked for, and kept: by whoever comes first, the others
    wait."""

    def __init__(self, make: Callable[[], V]) -> None:
        self._make: Callable[[], V] | None = make
        self._lock = Lock()

    def get(self) -> V:
        if self._make is not None:
            with self._lock:
                if self._make is not None:
                    self._value = self._make()
                    self._make = None
        return self._value


class ByteCache:
    """Keeps what was used last. Safe from several threads.

    Keys begin with their owner, so that an owner's entries can be dropped together.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._entries: OrderedDict[tuple[Hashable, ...], tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    @property
    def held(self) -> int:
        """Bytes held now; never more than the limit."""
        return self._held

    def find(self, key: tuple[Hashable, ...]) -> Any:
        """The value under ``key``; None where it is not there."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def keep(self, key: tuple[Hashable, ...], value: V, size: int) -> V:
        """Keep the value, which takes ``size`` bytes, and give it back.

        It is made outside of the lock: two threads may make the same, which is only work done
        twice. What is larger than the whole cache is not kept.
        """
        with self._lock:
            if size <= self._limit and key not in self._entries:
                self._entries[key] = (value, size)
                self._held += size
                while self._held > self._limit:
                    _, (_, freed) = self._entries.popitem(last=False)
                    self._held -= freed
        return value

    def get(self, key: tuple[Hashable, ...], make: Callable[[], V], size: Callable[[V], int]) -> V:
        """The value under ``key``, made where it is not there. ``size`` gives its bytes."""
        found: V | None = self.find(key)
        if found is not None:
            return found
        value = make()
        return self.keep(key, value, size(value))

    def drop_others(self, owners: set[Hashable]) -> None:
        """Drop the entries of all owners but these."""
        with self._lock:
            for key in [key for key in self._entries if key[0] not in owners]:
                self._held -= self._entries.pop(key)[1]


class StampedCache:
    """A ``ByteCache`` for as long as a stamp stays: with another one all of it is void at once."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        # One value, so that threads see a stamp with its own cache.
        self._current: tuple[object, ByteCache] = (object(), ByteCache(limit))

    def of(self, stamp: object) -> ByteCache:
        """What was kept under this stamp."""
        known, cache = self._current
        if stamp != known:
            cache = ByteCache(self._limit)
            self._current = (stamp, cache)
        return cache
