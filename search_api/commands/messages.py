"""Lines on standard error. Apart from what is drawn, so that a server starts without Rich."""

from __future__ import annotations

import sys


def complain(message: str) -> None:
    red, plain = ("\x1b[31m", "\x1b[0m") if sys.stderr.isatty() else ("", "")
    tell(f"{red}policy-search: {message}{plain}")


def tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
