"""A command that writes waits for the one that is writing, and says so."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from indexer.catalogue import Catalogue
from indexer.model.errors import LibraryBusy
from indexer.pipeline.lock import writer_lock
from indexer.runtime.settings import Settings
from search_api.commands.messages import tell

_PAUSE_SECONDS = 0.5


@contextmanager
def turn_to_write(
    settings: Settings, catalogue: Catalogue | None, *, alone: bool = False
) -> Iterator[None]:
    """Hold the library's writer lock. Raises LibraryBusy where another process still has it after
    WRITER_WAIT seconds."""
    until, told = time.monotonic() + settings.writer_wait, False
    with ExitStack() as held, ExitStack() as waiting:
        while True:
            try:
                held.enter_context(writer_lock(settings.home, catalogue, alone=alone))
                break
            except LibraryBusy as error:
                left = until - time.monotonic()
                if left <= 0:
                    raise
                if not told:
                    longest = f"最多 {settings.writer_wait:g} 秒，Ctrl-C 放弃"
                    tell(f"正在入库或重建（{error.holder}），等它完成（{longest}）")
                    waiting.enter_context(_given_up_by_sigterm())
                told = True
                time.sleep(min(_PAUSE_SECONDS, left))
        waiting.close()
        yield


@contextmanager
def _given_up_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the waiting as Ctrl-C does: with a word and in order. A signal that was turned
    off, or that somebody else handles, stays as it is."""
    ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    )
    if ours:
        signal.signal(signal.SIGTERM, _give_up)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _give_up(signum: int, frame: FrameType | None) -> None:
    tell("不再等待：什么也没有写入")
    raise KeyboardInterrupt
