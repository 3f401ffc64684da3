"""Excel 97 files made record by record (MS-XLS), read as their reader sees them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.detection import XLS as MEDIA_TYPE
from indexer.extractors.detection import detect
from indexer.extractors.sheets.xls import XLS
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.ole_files import write_ole

_GLOBALS, _SHEET = 0x0005, 0x0010
_DATE_FORMAT, _PERCENT_FORMAT = 14, 10


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def text(value: str, *, wide_count: bool = True) -> bytes:
    head = struct.pack("<HB" if wide_count else "<BB", len(value), 1)
    return head + value.encode("utf-16-le")


def begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<4H2I", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def cell(row: int, column: int, value: object, form: int = 0) -> bytes:
    place = struct.pack("<3H", row, column, form)
    if isinstance(value, str):
        return record(0x0204, place + text(value))
    if isinstance(value, bool):
        return record(0x0205, place + bytes([value, 0]))
    assert isinstance(value, int | float)
    return record(0x0203, place + struct.pack("<d", value))


def formula(row: int, column: int, value: float) -> bytes:
    data = struct.pack("<3Hd", row, column, 0, value) + struct.pack("<HIH", 0, 0, 3)
    return record(0x0006, data + b"\x1e\x01\x00")


def hidden_row(number: int) -> bytes:
    return record(0x0208, struct.pack("<6H2H", number, 0, 9, 0, 0, 0, 0x0120, 0x0F))


def hidden_column(number: int) -> bytes:
    return record(0x007D, struct.pack("<5H", number, number, 0, 0, 1) + bytes(2))


def merged(*ranges: tuple[int, int, int, int]) -> bytes:
    packed = b"".join(struct.pack("<4H", *one) for one in ranges)
    return record(0x00E5, struct.pack("<H", len(ranges)) + packed)


def write_xls(path: Path, sheets: Sequence[tuple[str, int, bytes]], extra: bytes = b"") -> Path:
    """``sheets``: name, state (1 is hidden), records."""
    font = record(
        0x0031, struct.pack("<5H4B", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + b"\2\1A\0B\0"
    )
    forms = b"".join(
        record(0x00E0, struct.pack("<3H", 0, number, 1) + bytes(14))
        for number in (0, _DATE_FORMAT, _PERCENT_FORMAT)
    )
    head = begin(_GLOBALS) + extra + record(0x0042, struct.pack("<H", 1200)) + font + forms
    sizes = [len(record(0x85, bytes(6) + text(name, wide_count=False))) for name, _, _ in sheets]
    end = record(0x000A)
    place = len(head) + sum(sizes) + len(end)
    bodies = b""
    for name, state, records in sheets:
        head += record(
            0x85, struct.pack("<I2B", place + len(bodies), state, 0) + text(name, wide_count=False)
        )
        bodies += begin(_SHEET) + records + end
    return write_ole(path, {"Workbook": head + end + bodies})


def rows(path: Path) -> list[tuple[str, ...]]:
    found = XLS.extract(path, Limits())
    return [row for block in found.blocks for row in block.rows or ()]


def test_values_formats_and_formulas(tmp_path: Path) -> None:
    records = b"".join(
        (
            cell(0, 0, "项目"), cell(0, 1, "日期"), cell(0, 2, "比例"), cell(0, 3, "合计"),
            cell(1, 0, "电梯"), cell(1, 1, 45413, 1), cell(1, 2, 0.125, 2), formula(1, 3, 120),
            cell(2, 0, "屋面"), cell(2, 1, True), cell(2, 2, 3.0), cell(2, 3, 0.5),
        )
    )  # fmt: skip
    path = write_xls(tmp_path / "a.xls", [("补贴标准", 0, records)])
    assert detect(path) == MEDIA_TYPE
    assert XLS.extract(path, Limits()).text.startswith("补贴标准\n项目")
    assert rows(path) == [
        ("项目", "日期", "比例", "合计"),
        ("电梯", "2024-05-01", "12.50%", "120"),
        ("屋面", "TRUE", "3", "0.5"),
    ]


def test_hidden_and_merged(tmp_path: Path) -> None:
    records = hidden_column(1) + hidden_row(2)
    for number, name in enumerate(("地区", "甲县", "密", "乙县")):
        records += cell(number, 0, name) + cell(number, 1, "内部") + cell(number, 2, number)
    records += cell(4, 2, 9) + merged((3, 4, 0, 0))
    path = write_xls(tmp_path / "a.xls", [("表", 0, records), ("底稿", 1, cell(0, 0, "秘"))])
    assert rows(path) == [("地区", "0"), ("甲县", "1"), ("乙县", "3"), ("乙县", "9")]
    assert XLS.extract(path, Limits()).warnings == (
        "工作表“表”隐藏的 1 行、1 列未收入",
        "隐藏的工作表 1 个未收入：底稿",
    )


def test_a_password_is_told(tmp_path: Path) -> None:
    locked = record(0x002F, struct.pack("<3H", 0, 0x1234, 0x5678))
    path = write_xls(tmp_path / "a.xls", [("表", 0, cell(0, 0, "秘"))], extra=locked)
    with pytest.raises(Quarantined) as problem:
        XLS.extract(path, Limits())
    assert problem.value.reason is QuarantineReason.ENCRYPTED


@pytest.mark.parametrize("stream", [b"", b"\x09\x08", bytes(range(256)) * 20])
def test_a_damaged_one_is_told(tmp_path: Path, stream: bytes) -> None:
    path = write_ole(tmp_path / "a.xls", {"Workbook": stream})
    with pytest.raises(Quarantined) as problem:
        XLS.extract(path, Limits())
    assert problem.value.reason is QuarantineReason.CORRUPT
