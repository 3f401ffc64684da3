"""Caches stay within their bound."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from indexer.runtime.caching import ByteCache, Once


def test_the_cache_is_bounded_and_keeps_what_was_used_last() -> None:
    cache = ByteCache(100)
    made: list[str] = []

    def get(owner: int, name: str, size: int = 40) -> str:
        def make() -> str:
            made.append(name)
            return name

        return cache.get((owner, name), make, lambda _: size)

    assert [get(1, n) for n in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    assert made == ["a", "b", "c", "b"]
    assert cache.held == 80
    get(1, "too big", 101)
    assert cache.held == 80
    get(2, "d", 20)
    cache.drop_others({2})
    assert cache.held == 20
    get(2, "d", 20)
    assert made.count("d") == 1


def test_what_is_made_once_is_made_when_it_is_asked_for_and_by_one_thread() -> None:
    made: list[int] = []

    def make() -> int:
        time.sleep(0.01)  # whoever does not wait comes in between
        made.append(1)
        return len(made)

    once = Once(make)
    assert not made
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: once.get(), range(8))) == {1}


def test_what_could_not_be_made_is_tried_again() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        if len(made) == 1:
            raise OSError
        return len(made)

    once = Once(make)
    with pytest.raises(OSError):
        once.get()
    assert once.get() == once.get() == 2
