"""Lines on standard error. Apart from what is drawn, so that a server starts without Rich."""

from __future__ import annotations

import io
import re
import sys

# What a terminal obeys or hides instead of showing it: control characters (C0 but for tab and new
# line, C1), separators of lines that Unicode adds, and marks that turn the direction of writing.
_UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff"
)
UNSEEN = re.compile(f"[{_UNSEEN}]")


def visible(text: str) -> str:
    """Characters that a terminal would obey, as marks. Texts, titles and names of files come from
    anywhere, and must neither colour, overwrite nor turn round what is shown.

    >>> visible("通知\\x1b[2J\\u202efdp.exe")
    '通知⟨U+001B⟩[2J⟨U+202E⟩fdp.exe'
    """
    return UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def write_chinese() -> None:
    """Where the locale's encoding has no Chinese (LANG=C, with Python's own ways out of it off),
    UTF-8 is written all the same."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            try:
                "中文".encode(stream.encoding)
            except UnicodeEncodeError:
                stream.reconfigure(encoding="utf-8")


def complain(message: str) -> None:
    red, plain = ("\x1b[31m", "\x1b[0m") if sys.stderr.isatty() else ("", "")
    _write(f"{red}policy-search: {visible(message)}{plain}")


def tell(message: str) -> None:
    _write(visible(message))


def _write(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
