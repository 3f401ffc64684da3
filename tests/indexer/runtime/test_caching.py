"""Caches stay within their bound."""

from __future__ import annotations

from indexer.runtime.caching import ByteCache


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
