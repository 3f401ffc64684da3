"""What is drawn on the terminal: answers on standard output, progress on standard error."""

from __future__ import annotations

import html
import os
import re
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TextIO

import orjson
from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import (
    BarColumn,
    Progress,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.segment import Segment
from rich.text import Text

from indexer.runtime.progress import Stop
from search_api.commands.folding import folded_text
from search_api.commands.messages import UNSEEN, tell, visible

_MARK = re.compile(r"<em>(.*?)</em>", re.DOTALL)


class _Console(Console):
    """Shows as marks what a terminal would obey. Texts are marked before they are laid out; what
    comes another way is caught when it is drawn. Lines go on where Chinese may break, and nothing
    is cut."""

    def render_str(self, text: str, **how: Any) -> Text:
        return super().render_str(visible(text), **how)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        room = options or self.options
        if isinstance(renderable, Text) and not (room.no_wrap or renderable.no_wrap):
            renderable = folded_text(renderable, max(room.max_width, 1))
        for segment in super().render(renderable, options):
            clean = segment.control or not UNSEEN.search(segment.text)
            yield segment if clean else Segment(visible(segment.text), segment.style)


def console() -> Console:
    """Standard output. Made anew each time, so that it follows a redirected ``sys.stdout``."""
    return _Console(highlight=False, emoji=False, soft_wrap=_is_unbounded(sys.stdout))


def messages() -> Console:
    return _Console(stderr=True, highlight=False, emoji=False, soft_wrap=_is_unbounded(sys.stderr))


def _is_unbounded(stream: TextIO) -> bool:
    """A line stays one in a file or a pipe, for ``grep``, unless COLUMNS says how wide it is."""
    return not stream.isatty() and not os.environ.get("COLUMNS", "").isdigit()


def plain(text: str, style: str = "") -> Text:
    """A text as it is, for tables and for putting together."""
    return Text(visible(text), style)


def print_json(value: Any) -> None:
    """What a terminal would obey is escaped: it stands within strings only."""
    made = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    sys.stdout.write(UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", made) + "\n")


def marked(highlighted: str) -> Text:
    """A highlight (escaped HTML with <em>) as styled text."""
    text = Text()
    last = 0
    for found in _MARK.finditer(highlighted):
        text.append(visible(html.unescape(highlighted[last : found.start()])))
        text.append(visible(html.unescape(found[1])), style="bold yellow")
        last = found.end()
    text.append(visible(html.unescape(highlighted[last:])))
    return text


# ---------------------------------------------------------------- progress


class _RateColumn(TextColumn):
    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        documents = task.fields.get("documents", 0)
        seconds = task.elapsed or 0.0
        rate = documents / seconds if seconds > 0 else 0.0
        return Text(f"{documents} 件 {rate:.1f} 件/秒")


class BarReporter:
    """Progress with rate and remaining time, on standard error."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            _RateColumn(),
            TextColumn("剩余"),
            TimeRemainingColumn(),
            TextColumn("已用"),
            TimeElapsedColumn(),
            console=messages(),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task: TaskID | None = None

    def __enter__(self) -> BarReporter:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, phase: str, total: int) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(phase, total=total or None, documents=0)

    def advance(self, amount: int, documents: int = 0) -> None:
        if self._task is None:
            return
        task = self._progress.tasks[-1]
        self._progress.update(
            self._task, advance=amount, documents=task.fields.get("documents", 0) + documents
        )

    def say(self, message: str) -> None:
        self._progress.console.print(message, markup=False)


_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible() -> Iterator[Stop]:
    """The first Ctrl-C or SIGTERM asks to stop, a second one stops at once. A signal that whoever
    started us had held back comes now."""
    stop = Stop()

    def ask(signum: int, frame: FrameType | None) -> None:
        if stop:
            raise KeyboardInterrupt
        stop.set()
        tell("正在停止：已完成的会保留，再按一次 Ctrl-C 立即中断")

    former = {number: signal.signal(number, ask) for number in _ENDING}
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
