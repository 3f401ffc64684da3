"""Pictures that float over the cells: recognised below them, or told."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import olefile

from indexer.extractors.office_art import STORE, blip, blip_of, records
from indexer.extractors.recognition.beside_text import size_of
from indexer.extractors.recognition.illustrations import Illustrations, may_hold_text
from indexer.extractors.sheets.sheet import Sheet

_DRAWINGS, _CONTINUED, _END = 0x00EB, 0x003C, 0x000A
_MOST = 2_000  # pictures of one file that are looked at


@dataclass(slots=True)
class Pictures:
    """Those of a whole workbook; ``illustrations`` is None where nothing is recognised."""

    illustrations: Illustrations | None
    _looked: int = 0

    def look_at(self, sheet: Sheet, picture: bytes) -> None:
        self._looked += 1
        if self._looked > _MOST:
            sheet.pictures += 1
            return
        if not may_hold_text(size_of(picture)):
            return
        if self.illustrations is None:
            sheet.pictures += 1
            return
        before = self.illustrations.left
        sheet.said += self.illustrations.pieces(picture)
        sheet.pictures += self.illustrations.left - before


def pictures_of_xls(path: Path) -> Iterator[tuple[str, bytes]]:
    """Those of a whole workbook: on which sheet one stands is not looked for."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            name = next((n for n in ("Workbook", "Book") if ole.exists(n)), None)
            stream = ole.openstream(name).read() if name else b""
    except Exception:  # olefile raises whatever the damage leads it into
        return
    drawings = _drawings(stream)
    try:
        for head in records(drawings, 0, len(drawings)):
            for store in records(drawings, head.start, head.end):
                entries = records(drawings, store.start, store.end) if store.kind == STORE else ()
                for entry in entries:
                    if (place := blip_of(entry, drawings)) is not None:
                        yield str(place), blip(drawings, place)
    except (struct.error, IndexError):
        return


def _drawings(stream: bytes) -> bytes:
    """What the workbook's own records say of drawings; they go on from one to the next."""
    made = io.BytesIO()
    place, within = 0, False
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        within = kind == _DRAWINGS or (within and kind == _CONTINUED)
        if within:
            made.write(stream[place + 4 : place + 4 + size])
        if kind == _END:
            break
        place += 4 + size
    return made.getvalue()
