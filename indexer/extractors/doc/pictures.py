"""The pictures of a binary Word file: those in a line, in the data stream, and those that float
(MS-DOC 2.9.190 PICF, 2.8.37 PlcfSpa, 2.9.172 OfficeArtContent; MS-ODRAW 2.2).

Only where they are is kept: a file may name one picture a thousand times.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from indexer.extractors.doc.fib import Structure, WordFile
from indexer.extractors.flow.flow import Piece
from indexer.extractors.office_art import ENTRY, ENTRY_SIZE, STORE, Record, blip, blip_of, records

_DRAWING, _GROUP, _SHAPE = 0xF002, 0xF003, 0xF004
_SHAPE_ID, _PROPERTIES = 0xF00A, 0xF00B
_PICTURE = 0x0104  # the property that names an entry of the store
_NAMED = 0x66  # a picture in a line that has the name of its file before it
_DELAYED = 28  # within an entry: where its picture stands
_DEEPEST = 16
_FEW = 64  # records behind the header of a picture in a line
_MOST = 10_000  # characters that may stand for a picture in a line


class Pictures:
    """``said``: what they say, by their names, where they were looked at before."""

    def __init__(self, file: WordFile, said: Mapping[str, Sequence[Piece]] | None = None) -> None:
        self._file = file
        self._said = dict(said or {})  # each said once
        self._found: dict[str, tuple[bytes, int]] = {}
        self._looked = 0
        self._floating: dict[int, list[int]] | None = None

    def in_line(self, place: int | None) -> list[Piece]:
        """The picture whose header stands at ``place`` in the data stream."""
        self._looked += 1
        if self._looked > _MOST:
            return []
        data = self._file.data
        try:
            size, header, kind = struct.unpack_from("<IHH", data, place or 0)
            start, end = (place or 0) + header, min((place or 0) + size, len(data))
            if kind == _NAMED:
                start += 1 + data[start]
            for record in islice(records(data, start, end), _FEW):
                if (begin := blip_of(record, data)) is not None:
                    return self._say(f"d{begin}", data, begin)
        except (struct.error, IndexError):
            return []
        return []

    def floating(self, position: int) -> list[Piece]:
        """Those that are anchored at a character of the main text."""
        if self._floating is None:
            self._floating = _anchored(self._file)
        main = self._file.main
        return [
            piece
            for place in self._floating.get(position, ())
            for piece in self._say(f"m{place}", main, place)
        ]

    def _say(self, name: str, stream: bytes, place: int) -> list[Piece]:
        self._found[name] = stream, place
        return list(self._said.pop(name, ()))

    def found(self) -> Iterator[tuple[str, bytes]]:
        """Those that were shown, by their names, each once."""
        for name, (stream, place) in self._found.items():
            yield name, blip(stream, place)


def _anchored(file: WordFile) -> dict[int, list[int]]:
    """Where the pictures begin in the main stream, by the character they are anchored at."""
    table = file.structure(Structure.DRAWINGS)
    anchors = file.structure(Structure.ANCHORS)
    count = max(0, (len(anchors) - 4) // 30)
    try:
        store, shapes = _drawings(table, file.main)
        places = struct.unpack_from(f"<{count}I", anchors)
    except (struct.error, IndexError):
        return {}
    found: dict[int, list[int]] = {}
    for number, position in enumerate(places):
        (shape,) = struct.unpack_from("<I", anchors, 4 * (count + 1) + 26 * number)
        numbers = (n for n in shapes.get(shape, ()) if 0 < n <= len(store))
        found[position] = [place for n in numbers if (place := store[n - 1]) is not None]
    return found


def _drawings(table: bytes, main: bytes) -> tuple[list[int | None], dict[int, list[int]]]:
    """The places of the store's pictures, and which of them each shape of the page shows."""
    store: list[int | None] = []
    shapes: dict[int, list[int]] = {}
    head = next(records(table, 0, len(table)), None)
    if head is None:
        return store, shapes
    for record in records(table, head.start, head.end):
        if record.kind == STORE:
            store += [_stored(e, table, main) for e in records(table, record.start, record.end)]
    start = head.end
    while start + 9 <= len(table):  # a byte before each drawing says whose it is
        drawing = next(records(table, start + 1, len(table)))
        if drawing.kind != _DRAWING:
            break
        for shape, number in _shown(table, drawing, None, 0):
            shapes.setdefault(shape, []).append(number)
        start = drawing.end
    return store, shapes


def _stored(entry: Record, table: bytes, main: bytes) -> int | None:
    if entry.kind != ENTRY or entry.start + ENTRY_SIZE > entry.end:
        return None
    (place,) = struct.unpack_from("<I", table, entry.start + _DELAYED)
    return int(place) if place + 8 <= len(main) else None


def _shown(
    table: bytes, within: Record, anchor: int | None, depth: int
) -> Iterator[tuple[int, int]]:
    """(shape, number of its picture); of a group the first shape is what is anchored."""
    first = anchor
    for record in records(table, within.start, within.end):
        if record.kind == _GROUP and depth < _DEEPEST:
            # All shapes of a page are in a group that is none.
            yield from _shown(table, record, first if depth > 1 else None, depth + 1)
        elif record.kind == _SHAPE:
            shape, number = _shape(table, record)
            if depth > 1 and first is None:
                first = shape
            if number:
                yield first if depth > 1 and first is not None else shape, number


def _shape(table: bytes, within: Record) -> tuple[int, int]:
    """The shape's own number and that of its picture, 0 where it has none."""
    shape = picture = 0
    for record in records(table, within.start, within.end):
        if record.kind == _SHAPE_ID:
            (shape,) = struct.unpack_from("<I", table, record.start)
        elif record.kind == _PROPERTIES:
            for at in range(record.start, min(record.start + 6 * record.instance, record.end), 6):
                name, value = struct.unpack_from("<HI", table, at)
                if name & 0x3FFF == _PICTURE:
                    picture = value
    return shape, picture
