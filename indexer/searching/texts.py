"""Texts of hits, folded once and kept within a bound: highlights and passages read them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analyzers.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class ReadableText:
    """``folded`` has the same length as ``text``, so that offsets serve both."""

    text: str
    folded: str


class TextCache:
    """Readable texts by (id, revision), within a ``limit`` in bytes."""

    def __init__(
        self,
        read: Callable[[Sequence[str]], Mapping[str, str]],
        analyzer: Analyzer,
        limit: int,
    ) -> None:
        self._read = read
        self._analyzer = analyzer
        self._limit = limit
        self._held: OrderedDict[tuple[str, int], ReadableText] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, keys: Iterable[tuple[str, int]]) -> dict[str, ReadableText]:
        """The texts of these documents, by id."""
        wanted = list(keys)
        found: dict[str, ReadableText] = {}
        with self._lock:
            for key in wanted:
                held = self._held.get(key)
                if held is not None:
                    self._held.move_to_end(key)
                    found[key[0]] = held
        missing = [k for k in wanted if k[0] not in found]
        if missing:
            texts = self._read([k[0] for k in missing])
            for key in missing:
                if key[0] in texts:
                    found[key[0]] = self._keep(key, texts[key[0]])
        return found

    def _keep(self, key: tuple[str, int], text: str) -> ReadableText:
        made = ReadableText(text, self._analyzer.fold(text))
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._size += _cost(made)
            while self._size > self._limit and len(self._held) > 1:
                _, dropped = self._held.popitem(last=False)
                self._size -= _cost(dropped)
        return made


def _cost(text: ReadableText) -> int:
    # Python keeps Chinese at two bytes a character.
    return 4 * len(text.text) + 200
