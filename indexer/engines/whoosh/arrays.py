"""A file of named arrays: written once, mapped into memory, never changed.

    8 bytes   magic
    uint32    length of the table in bytes
    uint32    CRC-32 of the table
    uint64    length of the whole file
    table     JSON: {"documents": n, "arrays": {name: [dtype, offset, count, CRC-32]}}
    arrays    little-endian, each at a multiple of 64 bytes

Opening checks magic, table and length, so that a truncated file is told at once. Each array is
compared with its checksum when it is first used: a flipped bit is an error and never a wrong
answer. ``verify`` reads every byte again.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.model.errors import EngineError

MAGIC = b"PSARRAY1"
_HEADER = struct.Struct("<8sIIQ")
_ALIGNMENT = 64

Array = NDArray[Any]


def narrow(values: Array) -> Array:
    """The same numbers in the smallest unsigned type that holds them. None may be negative."""
    top = int(values.max()) if values.size else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if top <= np.iinfo(dtype).max:
            return values.astype(dtype, copy=False)
    return values.astype(np.uint64, copy=False)


def write_arrays(path: Path, documents: int, arrays: Mapping[str, Array]) -> None:
    """Write the file and wait until it is on the disk. Raises OSError."""
    table, body = _layout(documents, arrays)
    text = json.dumps(table, separators=(",", ":")).encode()
    start = _aligned(_HEADER.size + len(text))
    size = start + body
    with path.open("wb") as file:
        file.write(_HEADER.pack(MAGIC, len(text), zlib.crc32(text), size))
        file.write(text)
        for name, (_, offset, _, _) in table["arrays"].items():
            file.seek(start + offset)
            file.write(_contiguous(arrays[name]).data)
        file.truncate(size)
        file.flush()
        os.fsync(file.fileno())


def _layout(documents: int, arrays: Mapping[str, Array]) -> tuple[dict[str, Any], int]:
    """The table, with offsets from the first array, and the length of all arrays."""
    rows: dict[str, list[Any]] = {}
    offset = 0
    for name, array in arrays.items():
        data = _contiguous(array)
        rows[name] = [data.dtype.str, offset, data.size, zlib.crc32(data.data)]
        offset = _aligned(offset + data.nbytes)
    return {"documents": documents, "arrays": rows}, offset


def _contiguous(array: Array) -> Array:
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


class ArrayFile:
    """Reads such a file. Raises EngineError with the path where it is not whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self.size = os.fstat(file.fileno()).st_size
                if self.size < _HEADER.size:
                    raise EngineError(f"索引文件不完整：{path}")
                self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            raise EngineError(f"索引文件无法打开：{path}：{error}") from error
        table = self._table()
        self.documents: int = table["documents"]
        self._rows: dict[str, list[Any]] = table["arrays"]
        self._views: dict[str, Array] = {}
        self._damage: str | None = None

    def _table(self) -> dict[str, Any]:
        magic, length, checksum, size = _HEADER.unpack_from(self.map)
        if magic != MAGIC:
            raise EngineError(f"不是索引文件：{self.path}")
        text = self.map[_HEADER.size : _HEADER.size + length]
        if size != self.size or len(text) != length:
            raise EngineError(f"索引文件不完整：{self.path}（应有 {size} 字节，实有 {self.size}）")
        if zlib.crc32(text) != checksum:
            raise EngineError(f"索引文件损坏：{self.path}（目录）")
        self._start = _aligned(_HEADER.size + length)
        table: dict[str, Any] = json.loads(text)
        return table

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def __getitem__(self, name: str) -> Array:
        """A read-only view of the mapped array, which is as it was written."""
        found = self._views.get(name)
        if found is None:
            found = self._view(name)
            self._compare(name, found)
            self._views[name] = found
        return found

    def _view(self, name: str) -> Array:
        dtype, offset, count, _ = self._row(name)
        if not count:
            return np.empty(0, dtype)
        return np.frombuffer(self.map, dtype, count, self._start + offset)

    def _compare(self, name: str, array: Array) -> None:
        self.check()
        if zlib.crc32(array.data) != self._row(name)[3]:
            self._damage = f"索引文件损坏：{self.path}（{name}）"
            raise EngineError(self._damage)

    def offset(self, name: str) -> int:
        """Where the array begins in ``map``, in bytes; it is as it was written."""
        _ = self[name]
        offset: int = self._row(name)[1]
        return self._start + offset

    def check(self) -> None:
        """Raises EngineError where it is known not to be whole; takes a microsecond. Whoever reads
        a mapped page that the file no longer has is killed (SIGBUS), so ask before: another
        program may have cut the file short, and the map's ``size`` is that of the file now."""
        if self._damage is not None:
            raise EngineError(self._damage)
        found = self.map.size()
        if found < self.size:
            raise EngineError(f"索引文件被截短：{self.path}（应有 {self.size} 字节，实有 {found}）")

    def _row(self, name: str) -> list[Any]:
        try:
            return self._rows[name]
        except KeyError:
            raise EngineError(f"索引文件缺少 {name}：{self.path}") from None

    def verify(self) -> None:
        """Compare every array with its checksum."""
        for name in self._rows:
            self._compare(name, self._view(name))
