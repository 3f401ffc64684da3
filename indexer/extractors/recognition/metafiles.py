"""Windows metafiles without the header that gives their size, as RTF and old Word files hold them
(MS-WMF 2.3): whether they may hold text, which nothing here draws.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER = struct.Struct("<HHH")  # kind, words of the header, version
_KINDS, _WORDS, _VERSIONS = (1, 2), 9, (0x0100, 0x0300)
_TEXT, _TEXT_OUT = 0x0521, 0x0A32
# Records that draw a bitmap, and where in them it begins: in words, behind size and function.
_BITMAPS = {0x0940: 8, 0x0B41: 10, 0x0D33: 9, 0x0F43: 11}
_MOST_RECORDS = 50_000
_FEWEST = 8  # characters; a formula has fewer
_A_LINE = (300, 100)  # the least size of what may hold text


def size_of_metafile(data: bytes) -> tuple[int, int]:
    """Pixels of the largest bitmap in it; where it draws words, no less than a line of them takes;
    none of what is no such file."""
    if len(data) < 18:
        return 0, 0
    kind, words, version = _HEADER.unpack_from(data)
    if kind not in _KINDS or words != _WORDS or version not in _VERSIONS:
        return 0, 0
    width = height = letters = 0
    for function, start, end in _records(data):
        if function in (_TEXT, _TEXT_OUT):
            at = start if function == _TEXT else start + 4
            letters += struct.unpack_from("<H", data, at)[0] if at + 2 <= end else 0
        elif function in _BITMAPS:
            wide, high = _bitmap(data, start + 2 * _BITMAPS[function], end)
            if wide * high > width * height:
                width, height = wide, high
    if letters >= _FEWEST:
        return max(width, _A_LINE[0]), max(height, _A_LINE[1])
    return width, height


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each with its function, and where its parameters begin and end."""
    place = 2 * _WORDS
    for _ in range(_MOST_RECORDS):
        if place + 6 > len(data):
            return
        words, function = struct.unpack_from("<IH", data, place)
        if words < 3:
            return
        yield function, place + 6, min(place + 2 * words, len(data))
        place += 2 * words


def _bitmap(data: bytes, start: int, end: int) -> tuple[int, int]:
    """By its header, where it has one of the common kind."""
    if start + 12 > end:
        return 0, 0
    size, width, height = struct.unpack_from("<Iii", data, start)
    return (abs(width), abs(height)) if 40 <= size <= 124 else (0, 0)
