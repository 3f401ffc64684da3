"""Synonyms and short names for queries, from files that staff edit.

Short names are a table of their own (``short_names.txt``): a name is the other one, letter for
letter, and says which instrument or body is meant; a synonym finds what is about the same matter.

A line of a file is ``a = b = c`` (each stands for the others) or ``a => b、c`` (who asks a also
finds b and c, not the other way round); ``#`` begins a comment. A later file adds to an earlier.
The head of ``dictionaries/synonyms.txt`` says the same to staff, in Chinese.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.analyzer import default_analyzer
from analyzers.dictionaries import FOLDER
from analyzers.folding import fold

logger = logging.getLogger(__name__)

BUILT_IN = FOLDER / "synonyms.txt"
SHORT_NAMES = FOLDER / "short_names.txt"

# From this length on a name is hardly ever met by chance across words (成人大学 holds 人大).
_UNMISTAKABLE = 4


class SynonymError(ValueError):
    """A synonym file cannot be read. ``path`` and ``line`` (from 1; 0: the whole) say where."""

    def __init__(self, message: str, path: Path, line: int) -> None:
        super().__init__(f"{path}，第 {line} 行：{message}" if line else f"{path}：{message}")
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
    """The (source, targets) of a file, sources folded. Raises SynonymError."""
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        broken = data.count(b"\n", 0, error.start) + 1
        raise SynonymError("不是 UTF-8 编码的文本", path, broken) from error
    except OSError as error:
        raise SynonymError(f"无法读取（{error.strerror}）", path, 0) from error
    for number, line in enumerate(lines, 1):
        if entry := line.partition("#")[0].replace("＝", "=").replace("＞", ">").strip():
            yield from _read_line(entry, path, number)


def _read_line(entry: str, path: Path, number: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    source, arrow, targets = entry.partition("=>")
    names = [source, *re.split("[,，、]", targets)] if arrow else entry.split("=")
    names = [name.strip() for name in names]
    if len(names) < 2 or not all(names) or any("=" in name or ">" in name for name in names):
        raise SynonymError("应写作“甲 = 乙”或“甲 => 乙、丙”", path, number)
    for name in names[:1] if arrow else names:
        if others := tuple(dict.fromkeys(n for n in names if fold(n) != fold(name))):
            yield fold(name), others


@dataclass(frozen=True, slots=True)
class _Entries:
    """What the files hold. ``names``: short names, and all that staff wrote themselves.
    ``lengths``: first character → lengths of sources, longest first."""

    targets: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    lengths: Mapping[str, tuple[int, ...]]


class SynonymTable:
    """All synonyms, read again when a file changes. Safe from several threads."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read the files; one that is not there counts as empty. Raises SynonymError."""
        self._paths = tuple(paths)
        self._lock = threading.Lock()
        self._stamps = self._look()
        self._entries = _read(self._paths)
        self.version = 0  # rises with every reading

    @classmethod
    def load(cls, local: Path | None = None) -> SynonymTable:
        """The built-in synonyms and short names, and those of a local file."""
        return cls([BUILT_IN, SHORT_NAMES, *([] if local is None else [local])])

    def current(self) -> SynonymTable:
        """This table as its files are now: costs a stat each, and a reading after a change.

        Where a file has become unreadable the table stays as it was, and the log says why.
        """
        if self._look() == self._stamps:
            return self
        with self._lock:
            self._stamps = self._look()
            try:
                self._entries = _read(self._paths)
            except SynonymError as error:
                logger.warning("synonyms stay as they were: %s", error)
            else:
                self.version += 1
                logger.info("synonyms read: %d sources", len(self))
        return self

    def expand(self, text: str) -> list[Expansion]:
        """The sources that stand in a text: longest first, not overlapping, in text order.

        Short ones must begin and end where words do: 人大 does not stand in 成人大学.
        """
        entries = self._entries
        folded = fold(text)
        edges = default_analyzer().edges(folded)
        found: list[Expansion] = []
        position = 0
        while position < len(folded):
            length = _longest_source(entries, folded, position, edges)
            if length:
                end = position + length
                targets = entries.targets[folded[position:end]]
                found.append(Expansion(text[position:end], position, end, targets))
            position += length or 1
        return found

    def targets(self, name: str) -> tuple[str, ...]:
        """What stands for a name; empty if nothing does."""
        return self._entries.targets.get(fold(name).strip(), ())

    def named(self, name: str) -> tuple[str, ...]:
        """What a whole text is a short name of; empty if it is none."""
        return self._entries.names.get(fold(name).strip(), ())

    def __len__(self) -> int:
        return len(self._entries.targets)

    def _look(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(map(_stamp, self._paths))


def _longest_source(entries: _Entries, folded: str, start: int, edges: set[int]) -> int:
    """The length of the longest source that stands at ``start``; 0 for none."""
    for length in entries.lengths.get(folded[start], ()):
        source = folded[start : start + length]
        if len(source) == length and source in entries.targets:
            at_edges = start in edges and start + length in edges
            if at_edges or (length >= _UNMISTAKABLE and not source.isascii()):
                return length
    return 0


def _read(paths: Sequence[Path]) -> _Entries:
    targets: dict[str, tuple[str, ...]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for path in paths:
        if path.exists():
            for source, others in read_synonyms(path):
                for table in (targets,) if path == BUILT_IN else (targets, names):
                    table[source] = tuple(dict.fromkeys(table.get(source, ()) + others))
    lengths: dict[str, set[int]] = {}
    for source in targets:
        lengths.setdefault(source[0], set()).add(len(source))
    ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    return _Entries(targets, names, ordered)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
