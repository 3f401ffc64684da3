"""Synonyms and short names for queries, from files that staff edit.

A line of a file is ``a = b = c`` (each stands for the others) or ``a => b, c`` (who asks a also
finds b and c, not the other way round); ``#`` begins a comment. A later file adds to an earlier.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.dictionaries import FOLDER
from analyzers.folding import fold

logger = logging.getLogger(__name__)

BUILT_IN = FOLDER / "synonyms.txt"


class SynonymError(ValueError):
    """A line of a synonym file cannot be read. ``path`` and ``line`` (from 1) say which."""

    def __init__(self, message: str, path: Path, line: int) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line


@dataclass(frozen=True, slots=True)
class Expansion:
    """``text[start:end]`` is ``source``, for which ``targets`` may stand too."""

    source: str
    start: int
    end: int
    targets: tuple[str, ...]


def read_synonyms(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The (source, targets) of a file, sources folded. Raises SynonymError, OSError."""
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        yield from _read_line(entry, path, number)


def _read_line(entry: str, path: Path, number: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    source, arrow, targets = entry.partition("=>")
    parts = re.split("[,，、]", targets) if arrow else entry.split("=")
    names = [part.strip() for part in ([source, *parts] if arrow else parts)]
    if not all(names) or len(names) < 2:
        raise SynonymError("应写作“甲 = 乙”或“甲 => 乙, 丙”", path, number)
    for name in names[:1] if arrow else names:
        others = tuple(dict.fromkeys(n for n in names if n != name))
        if others:
            yield fold(name), others


class SynonymTable:
    """All synonyms, read again when a file changes. Safe from several threads."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read the files; those that are not there count as empty. Raises SynonymError."""
        self._paths = tuple(paths)
        self._stamp = self._stamps()
        self._targets = self._read()
        self._pattern = _pattern(self._targets)

    @classmethod
    def load(cls, local: Path | None = None) -> SynonymTable:
        """The built-in synonyms and those of a local file."""
        return cls([BUILT_IN] if local is None else [BUILT_IN, local])

    def current(self) -> SynonymTable:
        """This table as the files are now. A file that cannot be read leaves it as it was."""
        stamp = self._stamps()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                targets = self._read()
            except (SynonymError, OSError, UnicodeDecodeError) as error:
                logger.warning("synonyms not reloaded: %s", error)
            else:
                self._pattern, self._targets = _pattern(targets), targets
        return self

    def expand(self, text: str) -> list[Expansion]:
        """The entries that stand in a text, longest first, not overlapping, in text order."""
        targets = self._targets
        return [
            Expansion(text[m.start() : m.end()], m.start(), m.end(), targets[m[0]])
            for m in self._pattern.finditer(fold(text))
            if m[0] in targets
        ]

    def __len__(self) -> int:
        return len(self._targets)

    def _stamps(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(map(_stamp, self._paths))

    def _read(self) -> Mapping[str, tuple[str, ...]]:
        table: dict[str, tuple[str, ...]] = {}
        for path in self._paths:
            if path.exists():
                for source, targets in read_synonyms(path):
                    table[source] = tuple(dict.fromkeys(table.get(source, ()) + targets))
        return table


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _pattern(targets: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    longest_first = sorted(targets, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
