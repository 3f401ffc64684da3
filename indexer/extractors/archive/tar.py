"""Tar archives (.tar, .tar.gz, .tgz, .tar.bz2, .tar.xz), and single files packed by gzip, bzip2
or xz: read as a stream that ends where it grows out of proportion."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from indexer.extractors.archive.members import (
    TOGETHER,
    check_name,
    decoded,
    enough_room,
    free,
    is_litter,
    shown,
    suffix,
)
from indexer.extractors.archive.reading import check_ratio
from indexer.extractors.base import Container, Limits, Member
from indexer.extractors.detection import BZIP2, GZIP, XZ
from indexer.extractors.detection import TAR as MEDIA_TYPE
from indexer.model.errors import Quarantined, QuarantineReason

_BLOCK = 512
_OPENERS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\0", lzma.open))


class _Tar:
    name = "tar"
    version = "1"
    media_types = (MEDIA_TYPE, GZIP, BZIP2, XZ)

    def unpack(self, path: Path, into: Path, limits: Limits) -> Iterator[Member]:
        with _errors(), _opened(path, limits) as (stream, packed):
            head = stream.peek(_BLOCK)
            if head[257:262] == b"ustar" or not packed or _is_old_tar(head):
                yield from _members(stream, into, limits)
            else:
                yield _single(stream, path, into, limits)


TAR: Container = _Tar()


class _Bounded(io.RawIOBase):
    """What comes out of the decompressor, as long as it is in proportion to what goes in."""

    def __init__(self, source: BinaryIO, packed: int, limits: Limits) -> None:
        self._source = source
        self._packed = packed
        self._limits = limits
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        data = self._source.read(len(view))
        view[: len(data)] = data
        self._read += len(data)
        check_ratio(self._read, self._packed, self._limits)
        most = TOGETHER * self._limits.member_bytes
        if self._read > most:
            raise Quarantined(QuarantineReason.TOO_LARGE, f"解压后超过 {most} 字节")
        return len(data)


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[tuple[io.BufferedReader, bool]]:
    """The bytes inside, and whether they were packed."""
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(0)
        opener = next((o for magic, o in _OPENERS if head.startswith(magic)), None)
        source = cast(BinaryIO, opener(file, "rb")) if opener is not None else file
        bounded = _Bounded(source, path.stat().st_size, limits)
        yield io.BufferedReader(bounded), opener is not None


@contextmanager
def _errors() -> Iterator[None]:
    """Turn what the libraries raise on bad input into Quarantined."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise Quarantined(QuarantineReason.CORRUPT, f"压缩包损坏或不完整（{error}）") from error
    except (gzip.BadGzipFile, OSError) as error:
        if isinstance(error, gzip.BadGzipFile) or error.errno is None:
            raise Quarantined(QuarantineReason.CORRUPT, f"压缩数据有误（{error}）") from error
        raise


def _is_old_tar(head: bytes) -> bool:
    """Whether it begins as tar did before it had a magic: the header's checksum fits."""
    try:
        tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True


def _members(stream: io.BufferedReader, into: Path, limits: Limits) -> Iterator[Member]:
    taken: set[str] = set()
    with tarfile.open(fileobj=stream, mode="r|", encoding="utf-8") as archive:
        for number, member in enumerate(archive):
            if number >= limits.members:
                detail = f"压缩包内的文件多于上限 {limits.members}"
                raise Quarantined(QuarantineReason.TOO_LARGE, detail)
            raw = member.name.encode("utf-8", "surrogateescape")
            name = free(decoded(raw).removeprefix("./"), taken)
            if member.isdir() or is_litter(name):
                continue
            yield _member(archive, member, name, into / f"{number:05d}{suffix(name)}", limits)


def _member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, copy: Path, limits: Limits
) -> Member:
    try:
        check_name(name)
        if not member.isreg():
            raise Quarantined(QuarantineReason.NOT_REGULAR, "压缩包内的链接或设备")
        if member.size > limits.member_bytes:
            detail = f"{member.size} 字节，上限 {limits.member_bytes}"
            raise Quarantined(QuarantineReason.TOO_LARGE, detail)
        source = archive.extractfile(member)
        if source is None or member.size == 0:
            raise Quarantined(QuarantineReason.EMPTY)
    except Quarantined as problem:
        return Member(shown(name), problem=problem)
    with enough_room(), source, copy.open("xb") as target:
        shutil.copyfileobj(source, target)
    return Member(name, path=copy)


def _single(stream: io.BufferedReader, path: Path, into: Path, limits: Limits) -> Member:
    """The one file that was packed, under the archive's name without its last extension."""
    name = path.stem or path.name
    copy = into / f"00000{suffix(name)}"
    left = limits.member_bytes
    with enough_room(), copy.open("xb") as target:
        while chunk := stream.read(1 << 20):
            left -= len(chunk)
            if left < 0:
                detail = f"超过上限 {limits.member_bytes} 字节"
                return Member(shown(name), problem=Quarantined(QuarantineReason.TOO_LARGE, detail))
            target.write(chunk)
    if copy.stat().st_size == 0:
        return Member(shown(name), problem=Quarantined(QuarantineReason.EMPTY))
    return Member(shown(name), path=copy)
