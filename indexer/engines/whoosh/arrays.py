"""A file of named arrays: written once, mapped into memory, never changed.

    8 bytes   magic
    uint32    length of the table in bytes
    uint32    CRC-32 of the table
    uint64    length of the whole file
    table     JSON: {"documents": n, "arrays": {name: [dtype, offset, count, CRC-32]}}, and blanks
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
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from indexer.model.errors import EngineError
from indexer.runtime.disk import obstacle

MAGIC = b"PSARRAY1"
_HEADER = struct.Struct("<8sIIQ")
_ALIGNMENT = 64
# Header and table: some eighty arrays, whose sizes are known when the last one is written.
_ROOM = 16_384

Array = NDArray[Any]
# From so many bytes on; and how the system is told, where it can be.
_LET_GO_FROM = 1 << 20
_DONT_NEED: int | None = getattr(mmap, "MADV_DONTNEED", None)

# An array, or pieces of one type that are one array together.
Pieces = Array | Sequence[Array]


def narrow(values: Array) -> Array:
    """The same numbers in the smallest unsigned type that holds them. None may be negative."""
    top = int(values.max()) if values.size else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if top <= np.iinfo(dtype).max:
            return values.astype(dtype, copy=False)
    return values.astype(np.uint64, copy=False)


def write_arrays(path: Path, documents: int, arrays: Iterable[tuple[str, Pieces]]) -> None:
    """Write the file and wait until it is on the disk. Each array is asked for when the one before
    it is written, so that they need not be in memory together. Raises OSError."""
    rows: dict[str, list[Any]] = {}
    with path.open("wb") as file:
        end = 0
        for name, pieces in arrays:
            offset = _aligned(end)
            file.seek(_ROOM + offset)
            dtype, count, checksum = _write(file, pieces)
            rows[name] = [dtype.str, offset, count, checksum]
            end = offset + count * dtype.itemsize
        size = _ROOM + _aligned(end)
        table = {"documents": documents, "arrays": rows}
        text = json.dumps(table, separators=(",", ":")).encode().ljust(_ROOM - _HEADER.size)
        if len(text) > _ROOM - _HEADER.size:
            raise ValueError(f"{len(rows)} arrays have no room in the table")
        file.seek(0)
        file.write(_HEADER.pack(MAGIC, len(text), zlib.crc32(text), size))
        file.write(text)
        file.truncate(size)
        file.flush()
        os.fsync(file.fileno())


def _write(file: BinaryIO, pieces: Pieces) -> tuple[np.dtype[Any], int, int]:
    """Their type, how many numbers they are, and their checksum."""
    each = [
        _contiguous(piece) for piece in ([pieces] if isinstance(pieces, np.ndarray) else pieces)
    ]
    checksum = 0
    for piece in each:
        checksum = zlib.crc32(piece.data, checksum)
        file.write(piece.data)
    return each[0].dtype, sum(len(piece) for piece in each), checksum


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
            raise EngineError(f"索引文件无法打开：{path}：{obstacle(error)}") from error
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
        self._let_go(array.nbytes, self._start + self._row(name)[1])

    def _let_go(self, size: int, offset: int) -> None:
        """What was read to be compared belongs to the process no longer: queries read a small
        part of it. It stays in the system's cache, from where it is mapped again."""
        if size < _LET_GO_FROM or _DONT_NEED is None:
            return
        begin = -(-offset // mmap.PAGESIZE) * mmap.PAGESIZE
        length = (offset + size - begin) // mmap.PAGESIZE * mmap.PAGESIZE
        if length > 0:
            self.map.madvise(_DONT_NEED, begin, length)

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
