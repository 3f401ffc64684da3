"""Helps come from a process of their own, which ends whatever happens."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import psutil
import pytest

from indexer.searching.making import Made, Maker, make
from tests.waiting import PATIENCE, until

WORDS = [("政务公开", 3), ("行政复议", 2), ("电梯", 2), ("的", 9), ("2024", 5)]
TITLES = [("a", "云城市劳动合同规定")]
HANGS = "import time; time.sleep(600)"
# What works in the other process, but never gets done.
NEVER_DONE = (
    "import time, indexer.searching.making as making\n"
    "making.make = lambda *_: time.sleep(600)\n"
    "making.main()"
)


def helps(made: Made | None) -> bool:
    assert made is not None
    first = [s.text for typed in ("zwgk", "ldht") for s in made.suggester.suggest(typed, 1)]
    repaired = made.corrector.correct("行政复仪", lambda text: text == "行政复议")
    return first == ["政务公开", "云城市劳动合同规定"] and repaired == "行政复议"


def test_made_here() -> None:
    made = make(WORDS, TITLES)
    assert helps(made)
    assert made.suggester.suggest("的", 1) == made.suggester.suggest("2024", 1) == []


def test_made_in_another_process_reads_nothing_here() -> None:
    code = (
        "import sys\n"
        "from indexer.searching.making import Maker\n"
        f"made = Maker().make({WORDS!r}, {TITLES!r})\n"
        "assert made.suggester.spelled('zhengwugongkai', 1) == ['政务公开']\n"
        "made.corrector.correct('行政复仪', lambda text: False)\n"
        "assert 'pypinyin' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_printed_there_does_no_harm() -> None:
    code = (
        "import indexer.searching.making as making\n"
        "made = making.make\n"
        "making.make = lambda *given: print('a library says hello', flush=True) or made(*given)\n"
        "making.main()"
    )
    assert helps(Maker((sys.executable, "-c", code)).make(WORDS, TITLES))


@pytest.mark.parametrize(
    "command",
    [
        (sys.executable, "-c", "raise SystemExit(1)"),
        (sys.executable, "-c", "import os, sys; sys.stdin.buffer.read(9); os.abort()"),
        (sys.executable, "-c", "print('no pickle at all', flush=True)"),
        ("/there/is/no/python",),
    ],
)
def test_where_the_other_process_fails_they_are_made_here(
    command: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert helps(Maker(command).make(WORDS * 20_000, TITLES))
    assert [r.levelname for r in caplog.records] == ["WARNING"]
    assert "suggestions are made in this process" in caplog.text


def test_closing_ends_the_process_and_gives_nothing(caplog: pytest.LogCaptureFixture) -> None:
    maker = Maker((sys.executable, "-c", NEVER_DONE))
    made: list[Made | None] = []
    thread = threading.Thread(target=lambda: made.append(maker.make(WORDS, TITLES)))
    before = set(psutil.Process().children())
    thread.start()
    assert until(lambda: set(psutil.Process().children()) > before)
    (process,) = set(psutil.Process().children()) - before
    maker.close()
    thread.join(PATIENCE)
    assert made == [None]
    assert not process.is_running()
    assert maker.make(WORDS, TITLES) is None
    assert caplog.records == []


def test_it_ends_with_the_process_that_started_it() -> None:
    code = (
        "import sys\n"
        "from indexer.searching.making import Maker\n"
        f"Maker((sys.executable, '-c', {NEVER_DONE!r})).make({WORDS!r}, {TITLES!r})\n"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as starter:
        watched = psutil.Process(starter.pid)
        assert until(lambda: len(watched.children()) == 1)
        (started,) = watched.children()
        starter.kill()
    assert until(lambda: not started.is_running() or started.status() == psutil.STATUS_ZOMBIE)


def test_pieces_of_words_are_not_offered() -> None:
    words = [("劳动报", 20), ("劳动报酬", 20), ("湿地", 30), ("地保", 2), ("劳动", 90), ("市长", 9)]
    titles = [("a", "某市湿地保护条例"), ("b", "某县湿地保护规定"), ("c", "某市长江岸线条例")]
    suggester = make(words, titles).suggester
    assert "劳动报" not in [one.text for one in suggester.suggest("劳动报", 9)]
    assert "劳动报酬" in [one.text for one in suggester.suggest("劳动报", 9)]
    assert "地保" not in [one.text for one in suggester.suggest("dibao", 9)]
    # Texts hold it as a word, whatever one title says.
    assert "市长" in [one.text for one in suggester.suggest("市长", 9)]
