"""Bringing the index up to the catalogue in a process of its own.

A rebuild takes 800 MB at its peak for 3,475 laws, and what Python once took it seldom gives back:
the process that serves must not have done it.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from indexer.runtime.own_processes import environment, module_command
from search_api.commands.exit_codes import CANNOT_RUN, INTERRUPTED
from search_api.commands.messages import complain


def catch_up() -> int:
    """Run ``policy-search rebuild --if-needed`` as a user would, its progress shown; its exit
    code. SIGINT and SIGTERM stop it in order, before they stop us."""
    with _forwarding() as forward:
        process = _start("rebuild", "--if-needed")
        forward.to(process)
        code = process.wait()
    if forward.asked == signal.SIGTERM:
        signal.raise_signal(signal.SIGTERM)
    if forward.asked is not None:
        return INTERRUPTED
    if code < 0:
        complain(f"更新索引的进程异常结束（{signal.Signals(-code).name}），可能是内存不足")
        return CANNOT_RUN
    return code


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    """Out of the terminal's reach, which would send Ctrl-C a second time; and with SIGINT held
    back until ``interruptible`` lets it in, since it could hit before anything can catch it."""
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(
            module_command("search_api.cli", *arguments),
            env=environment(),
            process_group=0,
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


class _Forward:
    """``asked``: the first signal that asked us to end."""

    def __init__(self) -> None:
        self.asked: signal.Signals | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def to(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        if self.asked is not None:
            process.send_signal(signal.SIGINT)

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        self.asked = self.asked or signal.Signals(signum)
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)


@contextmanager
def _forwarding(numbers: Sequence[int] = (signal.SIGINT, signal.SIGTERM)) -> Iterator[_Forward]:
    forward = _Forward()
    former = {number: signal.signal(number, forward) for number in numbers}
    try:
        yield forward
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
