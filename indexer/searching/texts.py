"""Texts of hits, kept within a bound: highlights and passages read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from analyzers.folding import chinese_changes, fold, is_chinese
from indexer.indexing.joining import NO_WIDTH, breaks_in
from indexer.model.values import value
from indexer.runtime.caching import ByteCache

# What is looked at beside a break: the longest words that are marked.
_BESIDE = 16
_NO_WIDTH = frozenset(map(chr, NO_WIDTH))
# A text with more characters that fold to other Chinese ones is kept folded too.
_MOST_CHANGES = 64


@value
class ReadableText:
    """A text, and its folded form of the same length, so that offsets serve both.

    Most texts are Simplified throughout: folding changes their punctuation and digits, but hardly
    any of their Chinese characters. ``changed`` are those that it does, with their places, or all
    of the folded text, where they are many. ``breaks`` are places of what may part a word.
    """

    text: str
    changed: str | Sequence[tuple[int, str]] = ()
    breaks: Sequence[int] = ()

    @classmethod
    def of(cls, text: str) -> ReadableText:
        changes = chinese_changes(text)
        kept = changes if len(changes) <= _MOST_CHANGES else fold(text)
        return cls(text, kept, breaks_in(text))

    def parts_one_of(self, marks: Sequence[str]) -> bool:
        """Whether a mark stands across one of the ``breaks``; few texts have any."""
        if not self.breaks:
            return False
        text = self.changed if isinstance(self.changed, str) else self.text
        letters = {*"".join(marks), *_NO_WIDTH}
        for place in self.breaks:
            # A look at what stands beside it spares most.
            if text[place - 1 : place] not in letters or text[place + 1 : place + 2] not in letters:
                continue
            before, after = (
                text[max(0, place - _BESIDE) : place],
                text[place + 1 : place + 1 + _BESIDE],
            )
            window = before.translate(NO_WIDTH) + after.translate(NO_WIDTH)
            if any(m in window and m not in before and m not in after for m in marks):
                return True
        return False

    def folded(self, marks: tuple[str, ...]) -> str:
        """A text in which folded ``marks`` stand just where they stand in the folded one."""
        if isinstance(self.changed, str):
            return self.changed
        if not _all_chinese(marks):
            return fold(self.text)
        return self._changed(self.changed) if self.changed else self.text

    def _changed(self, changes: Sequence[tuple[int, str]]) -> str:
        parts, done = [], 0
        for place, character in changes:
            parts += [self.text[done:place], character]
            done = place + 1
        parts.append(self.text[done:])
        return "".join(parts)


# Asked for each hit of an answer.
@lru_cache(maxsize=1024)
def _all_chinese(marks: tuple[str, ...]) -> bool:
    return all(map(is_chinese, marks))


class TextCache:
    """Readable texts by (id, revision), kept in a cache that others may share. Safe from several
    threads."""

    def __init__(
        self, read: Callable[[Sequence[str]], Mapping[str, str]], cache: ByteCache
    ) -> None:
        self._read = read
        self._cache = cache

    def get(self, keys: Iterable[tuple[str, int]]) -> dict[str, ReadableText]:
        """The texts of these documents, by id."""
        found: dict[str, ReadableText] = {}
        missing: dict[str, tuple[str, int]] = {}
        for key in keys:
            held: ReadableText | None = self._cache.find(("text", *key))
            if held is None:
                missing[key[0]] = key
            else:
                found[key[0]] = held
        if missing:
            for identity, text in self._read(list(missing)).items():
                made = ReadableText.of(text)
                found[identity] = self._cache.keep(("text", *missing[identity]), made, _cost(made))
        return found


def _cost(text: ReadableText) -> int:
    # Python keeps Chinese at two bytes a character; a change is a tuple with two values.
    kept_twice = isinstance(text.changed, str)
    beside = 2 * len(text.changed) if kept_twice else 120 * len(text.changed)
    return 2 * len(text.text) + beside + 36 * len(text.breaks) + 300
