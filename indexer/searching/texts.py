"""Texts of hits, kept within a bound: highlights and passages read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analyzers.folding import fold, is_chinese, keeps_chinese
from indexer.runtime.caching import ByteCache


@dataclass(frozen=True, slots=True)
class ReadableText:
    """A text, and its folded form of the same length, so that offsets serve both.

    Most texts are Simplified throughout: folding changes their punctuation and digits, but none
    of their Chinese characters. ``other`` is the folded form of all other texts; for those it is
    None, which spares half of the memory.
    """

    text: str
    other: str | None

    @classmethod
    def of(cls, text: str) -> ReadableText:
        return cls(text, None if keeps_chinese(text) else fold(text))

    def folded(self, marks: Iterable[str]) -> str:
        """A text in which folded ``marks`` stand just where they stand in the folded one."""
        if self.other is not None:
            return self.other
        return self.text if all(map(is_chinese, marks)) else fold(self.text)


class TextCache:
    """Readable texts by (id, revision), within a ``limit`` in bytes. Safe from several threads."""

    def __init__(self, read: Callable[[Sequence[str]], Mapping[str, str]], limit: int) -> None:
        self._read = read
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
                made = ReadableText.of(text)
                found[identity] = self._cache.keep(missing[identity], made, _cost(made))
        return found


def _cost(text: ReadableText) -> int:
    # Python keeps Chinese at two bytes a character.
    return (2 if text.other is None else 4) * len(text.text) + 300
