"""The characters of a binary Word file, put together from its pieces (MS-DOC 2.4.1, 2.8.35).

One character of the result is one character position: halves of a surrogate pair, and in
Word 6 the bytes of a double-byte character, stay apart until a paragraph is whole.
"""

from __future__ import annotations

import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.extractors.doc.fib import Structure, WordFile
from indexer.model.errors import Quarantined, QuarantineReason

_PROPERTIES = 0x01
_PIECES = 0x02
_COMPRESSED = 1 << 30
_BYTES = re.compile("[\x00-\xff]+")
# The 8-bit pieces of Word 97 are Windows-1252 (MS-DOC 2.9.73).
_CP1252 = {
    code: text for code in range(0x80, 0xA0) if (text := bytes([code]).decode("cp1252", "ignore"))
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start`` to ``end`` stand at byte ``offset`` of the main stream.

    ``modifier`` is formatting that a fast save laid over the piece (MS-DOC 2.9.209, Prm).
    """

    start: int
    end: int
    offset: int
    width: int
    modifier: int = 0


@dataclass(frozen=True, slots=True)
class Pieces:
    """All characters as ``text``, the pieces, and the property lists that modifiers name."""

    text: str
    pieces: tuple[Piece, ...]
    properties: tuple[bytes, ...]
    code_page: str | None
    short: int  # characters that the file promises and does not hold

    def whole(self, text: str) -> str:
        """Characters of this text as they are read: pairs joined, bytes decoded."""
        if self.code_page is not None:
            page = self.code_page
            # What a field shows stands among the bytes as the character that it is.
            return _BYTES.sub(lambda m: m[0].encode("latin-1").decode(page, "replace"), text)
        if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
            return text
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def offset(self, position: int) -> int:
        """The byte of the main stream where a character stands."""
        number = bisect_right(self.pieces, position, key=lambda piece: piece.start) - 1
        piece = self.pieces[max(0, number)]
        return piece.offset + (position - piece.start) * piece.width

    def between(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces that hold characters from ``start`` to ``end``."""
        number = max(0, bisect_right(self.pieces, start, key=lambda piece: piece.start) - 1)
        while number < len(self.pieces) and self.pieces[number].start < end:
            if self.pieces[number].end > start:
                yield self.pieces[number]
            number += 1

    def modifier(self, piece: Piece) -> bytes:
        """The property list that a fast save laid over a piece; one-byte forms carry nothing
        that the text depends on."""
        number = piece.modifier >> 1
        named = piece.modifier & 1 and number < len(self.properties)
        return self.properties[number] if named else b""


def read_pieces(file: WordFile) -> Pieces:
    """Raises Quarantined CORRUPT where there is no usable piece table."""
    total = sum(file.lengths)
    clx = file.structure(Structure.PIECES)
    if not clx:
        # Word 6 saved whole: one stretch of 8-bit text.
        if file.code_page is None:
            raise Quarantined(QuarantineReason.CORRUPT, "没有文字块表")
        pieces: tuple[Piece, ...] = (Piece(0, total, file.text_start, 1),)
        properties: tuple[bytes, ...] = ()
    else:
        pieces, properties = _table(clx, file.code_page is not None)
    if sum((piece.end - piece.start) * piece.width for piece in pieces) > 2 * len(file.main):
        raise Quarantined(QuarantineReason.CORRUPT, "文字块超出文件")
    parts: list[str] = []
    short = max(0, total - pieces[-1].end)
    for piece in pieces:
        part = _characters(file, piece)
        short += piece.end - piece.start - len(part)
        parts.append(part.ljust(piece.end - piece.start, "\0") if short else part)
    return Pieces("".join(parts), pieces, properties, file.code_page, short)


def _table(clx: bytes, word6: bool) -> tuple[tuple[Piece, ...], tuple[bytes, ...]]:
    properties: list[bytes] = []
    place = 0
    try:
        while clx[place] == _PROPERTIES:
            (size,) = struct.unpack_from("<H", clx, place + 1)
            properties.append(clx[place + 3 : place + 3 + size])
            place += 3 + size
        if clx[place] != _PIECES:
            raise Quarantined(QuarantineReason.CORRUPT, "文字块表有误")
        (size,) = struct.unpack_from("<I", clx, place + 1)
        return _pieces(clx[place + 5 : place + 5 + size], word6), tuple(properties)
    except (IndexError, struct.error) as error:
        raise Quarantined(QuarantineReason.CORRUPT, "文字块表不完整") from error


def _pieces(plc: bytes, word6: bool) -> tuple[Piece, ...]:
    count = (len(plc) - 4) // 12
    if count < 1:
        raise Quarantined(QuarantineReason.CORRUPT, "文字块表是空的")
    positions = struct.unpack_from(f"<{count + 1}I", plc)
    found: list[Piece] = []
    for number in range(count):
        start, end = positions[number], positions[number + 1]
        if start != (found[-1].end if found else 0) or end < start:
            raise Quarantined(QuarantineReason.CORRUPT, "文字块表次序有误")
        _, place, modifier = struct.unpack_from("<HIH", plc, 4 * (count + 1) + 8 * number)
        if word6:
            found.append(Piece(start, end, place, 1, modifier))
        elif place & _COMPRESSED:
            found.append(Piece(start, end, (place & ~_COMPRESSED) // 2, 1, modifier))
        else:
            found.append(Piece(start, end, place, 2, modifier))
    return tuple(found)


def _characters(file: WordFile, piece: Piece) -> str:
    length = (piece.end - piece.start) * piece.width
    data = file.main[piece.offset : piece.offset + length]
    if piece.width == 1:
        text = data.decode("latin-1")
        return text if file.code_page is not None else text.translate(_CP1252)
    data = data[: len(data) // 2 * 2]
    text = data.decode("utf-16-le", "surrogatepass")
    if 2 * len(text) == len(data):
        return text
    # Some characters are pairs: one unit each, so that positions stay true.
    units = array("H")
    units.frombytes(data)
    return "".join(map(chr, units))
