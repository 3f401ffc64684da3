"""Form fields of a binary Word file: which entry was chosen, whether a box is ticked.

A picture character in the field's instruction names a place in the data stream, where the field's
own data stands behind the header of a picture (MS-DOC 2.9.158 NilPICFAndBinData, 2.9.78 FFData).
"""

from __future__ import annotations

import struct

from indexer.extractors.docx.fields import EMPTY, TICKED

_VERSION = 0xFFFFFFFF
_TEXT, _BOX, _LIST = 0, 1, 2
_UNTOUCHED = 25  # the result of a field that still has its default
_MOST_ENTRIES = 1000


def shown_by_form(data: bytes, place: int | None) -> str:
    """The tick or the chosen entry of the field whose data stands at ``place``; "" where it has
    neither, as a field of text, which shows what was typed."""
    if place is None:
        return ""
    try:
        return _shown(data, place)
    except (struct.error, UnicodeDecodeError, IndexError):
        return ""


def _shown(data: bytes, place: int) -> str:
    size, header = struct.unpack_from("<IH", data, place)
    own = data[place + header : place + size]
    version, bits = struct.unpack_from("<IH", own)
    kind, result = bits & 3, bits >> 2 & 0x1F
    if version != _VERSION or kind not in (_BOX, _LIST):
        return ""
    at = _past_text(own, 10)  # behind the longest text and the size of the box: the name
    (default,) = struct.unpack_from("<H", own, at)
    chosen = default if result == _UNTOUCHED else result
    if kind == _BOX:
        return TICKED if chosen == 1 else EMPTY
    at += 2
    for _ in range(5):  # its format, help, status and macros
        at = _past_text(own, at)
    entries = _entries(own, at)
    return entries[chosen] if chosen < len(entries) else ""


def _past_text(data: bytes, at: int) -> int:
    """Behind a text that is led by its length and ended by a nought."""
    length: int = struct.unpack_from("<H", data, at)[0]
    return at + 2 + 2 * length + 2


def _entries(data: bytes, at: int) -> list[str]:
    """The texts of a table (MS-DOC 2.2.4 STTB)."""
    wide, count, extra = struct.unpack_from("<3H", data, at)
    at += 6
    found: list[str] = []
    for _ in range(min(count, _MOST_ENTRIES) if wide == 0xFFFF else 0):
        (length,) = struct.unpack_from("<H", data, at)
        found.append(data[at + 2 : at + 2 + 2 * length].decode("utf-16-le"))
        at += 2 + 2 * length + extra
    return found
