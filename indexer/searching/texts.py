"""Texts of hits, folded once and kept within a bound: highlights and passages read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analyzers.analyzer import Analyzer
from indexer.caching import ByteCache


@dataclass(frozen=True, slots=True)
class ReadableText:
    """``folded`` has the same length as ``text``, so that offsets serve both."""

    text: str
    folded: str


class TextCache:
    """Readable texts by (id, revision), within a ``limit`` in bytes. Safe from several threads."""

    def __init__(
        self,
        read: Callable[[Sequence[str]], Mapping[str, str]],
        analyzer: Analyzer,
        limit: int,
    ) -> None:
        self._read = read
        self._analyzer = analyzer
        self._cache = ByteCache(limit)

    def get(self, keys: Iterable[tuple[str, int]]) -> dict[str, ReadableText]:
        """The texts of these documents, by id."""
        found: dict[str, ReadableText] = {}
        missing: dict[str, tuple[str, int]] = {}
        for key in keys:
            held: ReadableText | None = self._cache.find(key)
            if held is None:
                missing[key[0]] = key
            else:
                found[key[0]] = held
        if missing:
            for identity, text in self._read(list(missing)).items():
                made = ReadableText(text, self._analyzer.fold(text))
                found[identity] = self._cache.keep(missing[identity], made, _cost(made))
        return found


def _cost(text: ReadableText) -> int:
    # Python keeps Chinese at two bytes a character.
    return 4 * len(text.text) + 200
