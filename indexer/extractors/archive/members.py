"""What holds for the members of every kind of archive: their names, and what they may cost."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.model.errors import Quarantined, QuarantineReason

# An archive may unpack to this many times the limit of one member, all members together.
TOGETHER = 8
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST_NAME = 1024
# What systems leave behind in archives, by its name; nobody's document.
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$|~\$)")


def is_litter(name: str) -> bool:
    return bool(_LITTER.search(name))


def check_name(name: str) -> None:
    """Raises Quarantined for a name that leads out of the archive, or cannot be one."""
    steps = name.split("/")
    if (
        not name
        or name.startswith("/")
        or ".." in steps
        or _DRIVE.match(name)
        or len(name) > _LONGEST_NAME
        or any(ord(c) < 32 or c == "\x7f" for c in name)
    ):
        raise Quarantined(QuarantineReason.UNSAFE_NAME, shown(name))


def shown(name: str) -> str:
    """A name that can be printed and stored, whatever it was made of."""
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)
    return printable[:_LONGEST_NAME]


def decoded(raw: bytes) -> str:
    """A name whose encoding nobody tells: UTF-8, or what Chinese Windows writes."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", "backslashreplace")


def free(name: str, taken: set[str]) -> str:
    """``name``, or with a number where the archive has it already."""
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}#{number}", number + 1
    taken.add(candidate)
    return candidate


def suffix(name: str) -> str:
    """The extension for the copy, where it is a plain one: some formats are told by it."""
    match = _SUFFIX.fullmatch(Path(name).suffix)
    return match.group().lower() if match else ""


@contextmanager
def enough_room() -> Iterator[None]:
    """Turn a full disk into Quarantined."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Quarantined(QuarantineReason.TOO_LARGE, "临时文件夹空间不足") from error
