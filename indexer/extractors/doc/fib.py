"""The streams of a binary Word file and the index of its structures (MS-DOC 2.5, the FIB).

Word 97 and later, and Word 6 and 95, whose index is shorter and whose text is in the code page
of its language.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import olefile

from indexer.model.errors import Quarantined, QuarantineReason

_WORD97 = 0xA5EC
_WORD6 = 0xA5DC
_FIRST_97 = 0x00C1  # nFib of Word 97; before it the layout is that of Word 6
_ENCRYPTED = 0x0100
_TABLE_1 = 0x0200
_COMPLEX = 0x0004
_WORD6_CLX = 0x160
_WORD6_LENGTHS = 0x34
_WORD6_TEXT = 0x18
_LENGTHS_OFFSET = 3  # ccpText is the fourth long of FibRgLw97
# Windows language → code page of 8-bit text, by its low ten bits; Chinese by the whole id.
_CODE_PAGES = {
    0x11: "cp932", 0x12: "cp949", 0x19: "cp1251", 0x22: "cp1251", 0x02: "cp1251", 0x15: "cp1250",
    0x05: "cp1250", 0x0E: "cp1250", 0x08: "cp1253", 0x1F: "cp1254", 0x0D: "cp1255", 0x01: "cp1256",
}  # fmt: skip
# Character set of a font → code page; the first of these that a font has tells, where the
# language does not.
_CHARACTER_SETS = {
    134: "gb18030", 136: "cp950", 204: "cp1251", 238: "cp1250", 161: "cp1253", 162: "cp1254",
    177: "cp1255", 178: "cp1256", 129: "cp949",
}  # fmt: skip
_WORD6_FONTS = 0xD0
_TRADITIONAL = frozenset({0x0404, 0x0C04, 0x1404})
_OTHER_FORMATS = {
    "workbook": "Excel 表格",
    "book": "Excel 表格",
    "powerpoint document": "PowerPoint 演示文稿",
    "contents": "Microsoft Works 文档",
    "hwpsummaryinformation": "HWP 文档",
}


class Structure(IntEnum):
    """Places in FibRgFcLcb97 (MS-DOC 2.5.6), counted in pairs."""

    STYLES = 1
    FOOTNOTE_TEXTS = 3
    HEADERS = 11
    CHARACTER_RUNS = 12
    PARAGRAPH_RUNS = 13
    FONTS = 15
    PIECES = 33
    ANCHORS = 40
    ENDNOTE_TEXTS = 47
    DRAWINGS = 50
    LISTS = 73
    LIST_OVERRIDES = 74


@dataclass(frozen=True, slots=True)
class WordFile:
    """The streams, and where things are. ``lengths`` are those of the stories in characters:
    main text, footnotes, headers, macros, comments, endnotes, text boxes, those of headers.

    ``code_page`` is that of 8-bit text in Word 6 and 95, None from Word 97 on.
    """

    main: bytes
    table: bytes
    data: bytes
    lengths: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    text_start: int
    code_page: str | None
    embedded: int

    def structure(self, which: Structure) -> bytes:
        """The bytes of one structure; none where the file has none."""
        if which >= len(self.places):
            return b""
        start, length = self.places[which]
        return self.table[start : start + length]

    def after(self, which: Structure) -> bytes:
        """What follows a structure in its stream: list levels stand behind their list."""
        if which >= len(self.places):
            return b""
        start, length = self.places[which]
        return self.table[start + length :] if length else b""


def open_word_file(path: Path) -> WordFile:
    """Raises Quarantined: ENCRYPTED, UNSUPPORTED (another OLE format), CORRUPT."""
    streams, embedded = _streams(path)
    main = streams.get("worddocument")
    if main is None:
        raise _no_word(streams)
    try:
        return _index(main, streams, embedded)
    except struct.error as error:
        raise Quarantined(QuarantineReason.CORRUPT, "Word 文件头不完整") from error


def _streams(path: Path) -> tuple[dict[str, bytes], int]:
    """The streams that are needed, all names lowered, and how many objects are embedded."""
    wanted = ("worddocument", "0table", "1table", "data")
    try:
        with olefile.OleFileIO(str(path)) as ole:
            entries = ole.listdir(streams=True, storages=True)
            found = {entry[0].lower(): b"" for entry in entries if len(entry) == 1}
            for name in wanted:
                if name in found and ole.get_type(name) == olefile.STGTY_STREAM:
                    found[name] = ole.openstream(name).read()
                else:
                    found.pop(name, None)
            pool = {entry[1] for entry in entries if len(entry) > 1 and entry[0] == "ObjectPool"}
    except Exception as error:  # olefile raises whatever the damage leads it into
        raise Quarantined(QuarantineReason.CORRUPT, f"OLE 结构损坏（{error}）") from error
    return found, len(pool)


def _no_word(streams: dict[str, bytes]) -> Quarantined:
    if "encryptedpackage" in streams:
        return Quarantined(QuarantineReason.ENCRYPTED)
    for name, kind in _OTHER_FORMATS.items():
        if name in streams:
            return Quarantined(QuarantineReason.UNSUPPORTED, kind)
    return Quarantined(QuarantineReason.CORRUPT, "没有 WordDocument 流")


def _index(main: bytes, streams: dict[str, bytes], embedded: int) -> WordFile:
    ident, version, _, language, _, flags = struct.unpack_from("<6H", main)
    if ident not in (_WORD97, _WORD6):
        raise Quarantined(QuarantineReason.CORRUPT, f"不是 Word 文件头（{ident:04X}）")
    if flags & _ENCRYPTED:
        raise Quarantined(QuarantineReason.ENCRYPTED)
    if version < _FIRST_97:
        return _word6(main, language, flags, embedded)
    offset = 0x20
    (words,) = struct.unpack_from("<H", main, offset)
    offset += 2 + 2 * words
    (longs,) = struct.unpack_from("<H", main, offset)
    lengths = struct.unpack_from("<8i", main, offset + 2 + 4 * _LENGTHS_OFFSET)
    offset += 2 + 4 * longs
    (pairs,) = struct.unpack_from("<H", main, offset)
    numbers = struct.unpack_from(f"<{2 * pairs}I", main, offset + 2)
    table = streams.get("1table" if flags & _TABLE_1 else "0table")
    if table is None:
        raise Quarantined(QuarantineReason.CORRUPT, "没有 Table 流")
    return WordFile(
        main=main,
        table=table,
        data=streams.get("data", b""),
        lengths=tuple(max(0, length) for length in lengths),
        places=tuple(zip(numbers[::2], numbers[1::2], strict=True)),
        text_start=struct.unpack_from("<I", main, _WORD6_TEXT)[0],
        code_page=None,
        embedded=embedded,
    )


def _word6(main: bytes, language: int, flags: int, embedded: int) -> WordFile:
    places = [(0, 0)] * (Structure.PIECES + 1)
    if flags & _COMPLEX:
        start, length = struct.unpack_from("<II", main, _WORD6_CLX)
        places[Structure.PIECES] = (start, length)
    lengths = struct.unpack_from("<8i", main, _WORD6_LENGTHS)
    return WordFile(
        main=main,
        table=main,
        data=b"",
        lengths=tuple(max(0, length) for length in lengths),
        places=tuple(places),
        text_start=struct.unpack_from("<I", main, _WORD6_TEXT)[0],
        code_page=_code_page(language, _character_sets(main)),
        embedded=embedded,
    )


def _code_page(language: int, character_sets: set[int]) -> str:
    if language & 0x3FF == 0x04:
        return "cp950" if language in _TRADITIONAL else "gb18030"
    by_font = (page for number, page in _CHARACTER_SETS.items() if number in character_sets)
    return _CODE_PAGES.get(language & 0x3FF) or next(by_font, "cp1252")


def _character_sets(main: bytes) -> set[int]:
    """The character sets of Word 6's fonts: the fifth byte of each record (FFN)."""
    start, length = struct.unpack_from("<II", main, _WORD6_FONTS)
    table = main[start : start + length]
    found: set[int] = set()
    place = 2
    while place + 4 < len(table):
        found.add(table[place + 4])
        place += 1 + table[place]
    return found
