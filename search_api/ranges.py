"""``Range`` as RFC 9110 has it: what cannot be read, or counts in other units than bytes, is passed
over and all of the file answered; only what lies behind its end is refused."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import Scope

_BYTES = re.compile(r"bytes=(.*)", re.IGNORECASE)
_PART = re.compile(r"(\d{0,18})-(\d{0,18})", re.ASCII)


def settle(scope: Scope, size: int) -> None:
    """Leave in the request what of its ``Range`` a file of ``size`` bytes can answer. Raises
    HTTPException 416 where that is nothing."""
    headers = Headers(scope=scope)
    asked = headers.get("range")
    if asked is None:
        return
    parts = _parts(asked)
    within = [part for part in parts or () if _is_within(part, size)]
    if parts and not within and "if-range" not in headers:
        detail = f"文件共 {size} 字节，没有所要的部分"
        raise HTTPException(416, detail, headers={"Content-Range": f"bytes */{size}"})
    scope["headers"] = list(scope["headers"])  # others hold the list that came
    told = MutableHeaders(scope=scope)
    del told["range"]
    if within:
        told["range"] = "bytes=" + ",".join(f"{first}-{last}" for first, last in within)


def _parts(asked: str) -> list[tuple[str, str]] | None:
    """(first, last) of each part as digits, either of them empty; None if any is wrong."""
    of_bytes = _BYTES.fullmatch(asked.strip())
    if of_bytes is None:
        return None
    found: list[tuple[str, str]] = []
    for piece in of_bytes[1].split(","):
        part = _PART.fullmatch(piece.strip())
        if part is None or part[0] == "-" or (part[1] and part[2] and int(part[1]) > int(part[2])):
            return None
        found.append((part[1], part[2]))
    return found


def _is_within(part: tuple[str, str], size: int) -> bool:
    first, last = part
    return int(first) < size if first else int(last) > 0 and size > 0
