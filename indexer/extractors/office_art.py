"""The drawings of old Office files as records, and the pictures among them (MS-ODRAW 2.2)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

STORE, ENTRY = 0xF001, 0xF007
ENTRY_SIZE = 36  # before the name
_BITMAPS = frozenset({0xF01D, 0xF01E, 0xF01F, 0xF029, 0xF02A})
_METAFILES = frozenset({0xF01A, 0xF01B})
_NAME = 33  # within an entry: the length of its name
_MOST_RECORDS = 20_000
_MOST_UNPACKED = 32 * 2**20


class Record(NamedTuple):
    kind: int
    instance: int
    start: int  # of what it holds
    end: int


def records(data: bytes, start: int, end: int) -> Iterator[Record]:
    """The records side by side; their number is bounded."""
    for _ in range(_MOST_RECORDS):
        if start + 8 > end:
            return
        bits, kind, size = struct.unpack_from("<HHI", data, start)
        yield Record(kind, bits >> 4, start + 8, min(start + 8 + size, end))
        start += 8 + size


def blip_of(record: Record, data: bytes) -> int | None:
    """Where the picture's own record begins, in an entry or without one."""
    if record.kind in _BITMAPS or record.kind in _METAFILES:
        return record.start - 8
    if record.kind != ENTRY or record.start + ENTRY_SIZE > record.end:
        return None
    place = record.start + ENTRY_SIZE + data[record.start + _NAME]
    return place if place + 8 <= record.end else None


def blip(stream: bytes, place: int) -> bytes:
    """The picture as a file; none of what is damaged."""
    if place + 8 > len(stream):
        return b""
    record = next(records(stream, place, len(stream)), None)
    if record is None:
        return b""
    # One or two digests lead it.
    start = record.start + (32 if record.instance & 1 else 16)
    if record.kind in _BITMAPS:
        return stream[start + 1 : record.end]
    if record.kind not in _METAFILES or start + 34 > record.end:
        return b""
    packed = stream[start + 34 : record.end]
    if stream[start + 32]:
        return packed
    try:
        return zlib.decompressobj().decompress(packed, _MOST_UNPACKED)
    except zlib.error:
        return b""
