"""Suggestions and repairs made in a process of their own.

To read 60,000 words takes pypinyin, an analyzer and seconds of a processor: 120 MB that a process
which serves would never give back, and a lock that its requests would wait for. So another process
makes them, lives for that only, and sends back what is kept: some megabytes of strings and arrays.

What ends it, whatever happens: it reads its input to the end, and that ends when the process that
started it ends. Of Ctrl-C it learns nothing, being in a session of its own.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from analyzers.analyzer import default_analyzer
from indexer.runtime.own_processes import end_with_input, environment, module_command
from indexer.searching.correct import Corrector
from indexer.searching.suggest import Suggester

log = logging.getLogger(__name__)

# The most frequent terms are suggested; repairs know them all.
_SUGGESTED = 20_000
_SECONDS = 300.0
# A term is but a piece of a longer one that so many of its documents hold.
_MOSTLY = 0.95
_SHORT = 2
_TITLES = 20_000  # of which it is looked at how terms stand in them
_NICER = 5


@dataclass(frozen=True, slots=True)
class Made:
    suggester: Suggester
    corrector: Corrector


Words = Sequence[tuple[str, int]]
Titles = Sequence[tuple[str, str]]
_Given = tuple[Words, Titles, Titles, Titles]


def make(words: Words, titles: Titles, ended: Titles = (), numbers: Titles = ()) -> Made:
    """``words``: (term, documents), most frequent first. ``titles``: (id, title), those that have
    ``ended`` apart; ``numbers``: (id, document number)."""
    chosen = [(term, count) for term, count in words if len(term) > 1 and not term.isascii()]
    offered = chosen[:_SUGGESTED]
    pieces = _begun(offered) | _across(offered, (title for _, title in (*titles, *ended)))
    terms = (term for term, _ in offered if term not in pieces)
    suggester = Suggester.of(terms, titles, ended, numbers)
    return Made(suggester, Corrector.of(chosen, (title for _, title in (*titles, *ended))))


def _begun(terms: Words) -> set[str]:
    """Terms that stand hardly anywhere but in a longer word that begins so: 劳动报, of 劳动报酬."""
    longer: dict[str, int] = {}
    for term, count in terms:
        for end in range(2, len(term)):
            longer[term[:end]] = max(count, longer.get(term[:end], 0))
    return {term for term, count in terms if longer.get(term, 0) >= _MOSTLY * count}


def _across(terms: Words, titles: Iterable[str]) -> set[str]:
    """Terms of two characters that titles hold across their words, and texts seldom as a word:
    地保, of 湿地保护."""
    counts = {term: count for term, count in terms if len(term) == _SHORT}
    across: Counter[str] = Counter()
    words: set[str] = set()
    analyzer = default_analyzer()
    for title in islice(titles, _TITLES):
        folded = analyzer.fold(title)
        edges = analyzer.edges(folded)
        for start in range(len(folded) - 1):
            if (term := folded[start : start + _SHORT]) in counts:
                if start in edges and start + _SHORT in edges:
                    words.add(term)
                else:
                    across[term] += 1
    return {t for t, met in across.items() if t not in words and 2 * met >= max(counts[t], 4)}


class Maker:
    """Makes them in another process; in this one where that fails.

    Used by one thread at a time, closed by any.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        """``command``: what is run instead, for tests."""
        self._command = command or module_command(__name__)
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def make(
        self, words: Words, titles: Titles, ended: Titles = (), numbers: Titles = ()
    ) -> Made | None:
        """None where it was closed meanwhile."""
        given = (words, titles, ended, numbers)
        try:
            return self._make_apart(given)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            if self._closed:
                return None
            log.warning("suggestions are made in this process, since another failed: %r", error)
            return make(*given)

    def close(self) -> None:
        """End the other process, if there is one, and start none any more."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()

    def _make_apart(self, given: _Given) -> Made:
        with subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            start_new_session=True,
        ) as process:
            self._process = process
            late = threading.Timer(_SECONDS, process.kill)
            late.daemon = True
            late.start()
            try:
                if self._closed:
                    raise EOFError
                return _exchange(process, given)
            finally:
                late.cancel()
                process.kill()
                self._process = None


def _exchange(process: subprocess.Popen[bytes], given: _Given) -> Made:
    """Send what it needs, and wait for what it makes. Its input stays open meanwhile."""
    if process.stdin is None or process.stdout is None:
        raise EOFError
    try:
        pickle.dump(given, process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        suggester, corrector = pickle.load(process.stdout)
        return Made(suggester, corrector)
    finally:
        with suppress(OSError):  # what a process that ended has not read
            process.stdin.close()


def main() -> None:
    """The other process."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # so that nothing that is printed gets among it
    if sys.platform != "win32":
        os.nice(_NICER)
    gc.disable()
    given: _Given = pickle.load(sys.stdin.buffer)
    end_with_input()
    made = make(*given)
    pickle.dump((made.suggester, made.corrector), answer, pickle.HIGHEST_PROTOCOL)
    answer.flush()
    os._exit(0)  # without taking 120 MB of objects to pieces


if __name__ == "__main__":
    main()
