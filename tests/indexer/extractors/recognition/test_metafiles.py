"""Old Windows metafiles: nothing draws them, but what may hold text is told."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.recognition.beside_text import size_of
from tests.indexer.extractors.recognition.test_beside_text import TOLD, rtf

END = struct.pack("<IH", 3, 0)


def record(function: int, parameters: bytes) -> bytes:
    return struct.pack("<IH", 3 + len(parameters) // 2, function) + parameters


def metafile(*records: bytes) -> bytes:
    """As RTF and old Word files hold it: without the header that tells its size."""
    body = b"".join((*records, END))
    return struct.pack("<HHHIHIH", 1, 9, 0x0300, 9 + len(body) // 2, 0, 60, 0) + body


def words(text: str) -> bytes:
    data = text.encode("gbk")
    return record(0x0A32, struct.pack("<hhHH", 10, 10, len(data), 0) + data)


def short(text: str) -> bytes:
    data = text.encode("gbk")
    return record(0x0521, struct.pack("<H", len(data)) + data + bytes(4))


def bitmap(width: int, height: int) -> bytes:
    head = struct.pack("<IiiHH", 40, width, height, 1, 1) + bytes(24)
    return record(0x0F43, bytes(22) + head)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (metafile(words("停车收费标准")), (300, 100)),
        (metafile(short("停车"), short("收费标准")), (300, 100)),
        (metafile(words("x2+y2")), (0, 0)),  # a formula
        (metafile(bitmap(1200, 900), bitmap(8, 8)), (1200, 900)),
        (metafile(words("停车收费标准"), bitmap(1200, 40)), (1200, 100)),
        (metafile(record(0x020C, struct.pack("<hh", 900, 1200))), (0, 0)),
        (metafile(words("停车收费标准"))[:20], (0, 0)),
        (metafile(struct.pack("<IH", 0, 0x0A32)), (0, 0)),
        (b"\x01\x00\x09\x00", (0, 0)),
    ],
)
def test_the_size_of_what_may_hold_text(data: bytes, size: tuple[int, int]) -> None:
    assert size_of(data) == size


@pytest.mark.parametrize("ocr", [True, False])
def test_one_with_words_in_it_is_told(tmp_path: Path, ocr: bool) -> None:
    def told(data: bytes) -> tuple[str, ...]:
        picture = "{\\pict\\wmetafile8 " + data.hex() + "}"
        return rtf(tmp_path, picture, Limits(ocr=ocr)).warnings

    assert told(metafile(words("停车收费标准"))) == (TOLD,)
    assert told(metafile(words("x2+y2"))) == ()
