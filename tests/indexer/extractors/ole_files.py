"""OLE compound files made by hand (MS-CFB), with the Word streams that a test asks for."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

_SECTOR = 512
_SMALLEST = 4096  # shorter streams would stand in the mini stream; they are filled up instead
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def write_ole(path: Path, streams: Mapping[str, bytes]) -> Path:
    """A compound file with these streams at its root, at most 60 KB in all."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    fat = [_FAT]
    body = b""
    starts: dict[str, int] = {}
    for name in names:
        data = streams[name].ljust(_SMALLEST, b"\0")
        data += b"\0" * (-len(data) % _SECTOR)
        starts[name] = len(fat)
        sectors = len(data) // _SECTOR
        fat += [*range(len(fat) + 1, len(fat) + sectors), _END]
        body += data
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0)
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else _NONE
        size = max(_SMALLEST, len(streams[name]))
        directory += _entry(name, 2, right=right, start=starts[name], size=size)
    directory += b"\0" * (-len(directory) % _SECTOR)
    first = len(fat)
    sectors = len(directory) // _SECTOR
    fat += [*range(first + 1, first + sectors), _END]
    assert len(fat) <= _SECTOR // 4
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, first, 0, _SMALLEST, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    path.write_bytes(header + table + body + directory)
    return path


def _entry(
    name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int, size: int
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    return (
        head + struct.pack("<3I", _NONE, right, child) + bytes(36) + struct.pack("<IQ", start, size)
    )


def word6(text: bytes, language: int = 0x0804, flags: int = 0) -> bytes:
    """The main stream of a Word 6 file saved whole."""
    header = bytearray(0x300)
    struct.pack_into("<6H", header, 0, 0xA5DC, 101, 0, language, 0, flags)
    struct.pack_into("<2I", header, 0x18, len(header), len(header) + len(text))
    struct.pack_into("<i", header, 0x34, len(text))
    return bytes(header) + text


def word97(
    text: str,
    *,
    pieces: list[tuple[int, bool]] | None = None,
    modifiers: Mapping[int, int] | None = None,
    properties: list[bytes] | None = None,
    flags: int = 0,
    lengths: tuple[int, ...] | None = None,
) -> dict[str, bytes]:
    """The streams of a Word 97 file without any formatting. ``pieces``: the length of each and
    whether it is stored with one byte a character; they stand in the file in reverse."""
    pieces = pieces or [(len(text), False)]
    header = bytearray(0x800)
    struct.pack_into("<6H", header, 0, 0xA5EC, 0xC1, 0, 0x0804, 0, flags)
    struct.pack_into("<H", header, 0x20, 14)
    struct.pack_into("<H", header, 0x3E, 22)
    struct.pack_into("<8i", header, 0x4C, *(lengths or (len(text), 0, 0, 0, 0, 0, 0, 0)))
    struct.pack_into("<H", header, 0x98, 93)
    stored: list[bytes] = []
    place = 0
    for length, compressed in pieces:
        part = text[place : place + length]
        stored.append(part.encode("cp1252" if compressed else "utf-16-le"))
        place += length
    main = bytearray(header)
    offsets: dict[int, int] = {}
    for number in reversed(range(len(pieces))):
        offsets[number] = len(main)
        main += stored[number]
    positions = [sum(length for length, _ in pieces[:n]) for n in range(len(pieces) + 1)]
    plc = struct.pack(f"<{len(positions)}I", *positions)
    for number, (_, compressed) in enumerate(pieces):
        offset = offsets[number] * 2 | 1 << 30 if compressed else offsets[number]
        plc += struct.pack("<HIH", 0, offset, (modifiers or {}).get(number, 0))
    clx = b"".join(b"\x01" + struct.pack("<H", len(p)) + p for p in properties or [])
    clx += b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<2I", main, 0x1A2, 0, len(clx))
    return {"WordDocument": bytes(main), "0Table": clx}


def with_looks(
    streams: dict[str, bytes],
    looks: list[tuple[int, int, bytes]],
    *,
    data: bytes = b"",
    fonts: tuple[str, ...] = (),
) -> dict[str, bytes]:
    """The streams of ``word97`` (one piece of two bytes a character) with character properties:
    the first and last character and the property list of each run; ``data`` is the data stream."""
    main = streams["WordDocument"] + b"\0" * (-len(streams["WordDocument"]) % _SECTOR)
    page, places = bytearray(_SECTOR), bytearray()
    at = _SECTOR - 2
    for start, _, properties in looks:
        at = (at - len(properties) - 1) & ~1
        page[at : at + 1 + len(properties)] = bytes((len(properties),)) + properties
        places.append(at // 2)
        del start
    offsets = [0x800 + 2 * start for start, _, _ in looks] + [0x800 + 2 * looks[-1][1]]
    struct.pack_into(f"<{len(offsets)}I", page, 0, *offsets)
    page[4 * len(offsets) : 4 * len(offsets) + len(places)] = places
    page[-1] = len(looks)
    table = streams["0Table"]
    runs = struct.pack("<3I", offsets[0], offsets[-1], len(main) // _SECTOR)
    names = struct.pack("<HH", len(fonts), 0)
    for name in fonts:
        font = bytes(39) + (name + "\0").encode("utf-16-le")
        names += bytes((len(font),)) + font
    changed = bytearray(main)
    struct.pack_into("<2I", changed, 0x9A + 8 * 12, len(table), len(runs))
    struct.pack_into("<2I", changed, 0x9A + 8 * 15, len(table) + len(runs), len(names))
    return {
        "WordDocument": bytes(changed + page),
        "0Table": table + runs + names,
        "Data": data,
    }


def form_data(kind: int, result: int, default: int, entries: tuple[str, ...] = ()) -> bytes:
    """The data of a form's field behind the header of a picture: a box (1) or a list (2)."""
    empty = struct.pack("<HH", 0, 0)
    own = struct.pack("<IHHH", 0xFFFFFFFF, kind | result << 2, 0, 20)
    own += struct.pack("<H", 1) + "名".encode("utf-16-le") + bytes(2)
    own += struct.pack("<H", default) + 5 * empty
    if kind == 2:
        own += struct.pack("<3H", 0xFFFF, len(entries), 0)
        for entry in entries:
            own += struct.pack("<H", len(entry)) + entry.encode("utf-16-le")
    return struct.pack("<IH", 68 + len(own), 68) + bytes(62) + own
