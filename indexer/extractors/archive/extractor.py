"""Zip archives of documents: their members unpacked under safe names, each with its true name.

The names are told as the archive means them: UTF-8 where it says so, else UTF-8 or GBK by what
the bytes are, since Chinese Windows writes GBK and says nothing (APPNOTE.TXT, appendix D).
"""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

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
from indexer.extractors.archive.reading import (
    check_member,
    check_ratio,
    is_out_of_proportion,
    open_zip,
    zip_errors,
)
from indexer.extractors.base import Container, Limits, Member
from indexer.extractors.detection import ZIP as MEDIA_TYPE
from indexer.model.errors import Quarantined, QuarantineReason
from indexer.model.saved_pages import companions

_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075


class _Zip:
    name = "zip"
    version = "3"
    media_types = (MEDIA_TYPE,)

    def unpack(self, path: Path, into: Path, limits: Limits) -> Iterator[Member]:
        with open_zip(path, limits, whole=False) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            _check_together(members, path, limits)
            taken: set[str] = set()
            beside_pages = companions(true_name(member) for member in members)
            for number, member in enumerate(members):
                name = free(true_name(member), taken)
                if is_litter(name) or name in beside_pages:
                    continue
                yield _member(archive, member, name, into / f"{number:05d}{suffix(name)}", limits)


ZIP: Container = _Zip()


def _check_together(members: list[zipfile.ZipInfo], path: Path, limits: Limits) -> None:
    """A member that is a bomb by itself is refused as one, and the others are read; where all are,
    the archive is."""
    sound = [m for m in members if not is_out_of_proportion(m, limits)]
    members = sound or members
    check_ratio(sum(m.file_size for m in members), path.stat().st_size, limits)
    unpacked = sum(member.file_size for member in members)
    if unpacked > TOGETHER * limits.member_bytes:
        detail = f"解压后共 {unpacked} 字节，上限 {TOGETHER * limits.member_bytes}"
        raise Quarantined(QuarantineReason.TOO_LARGE, detail)
    packed = sum(member.compress_size for member in members)
    if packed > path.stat().st_size:
        # Members that share their data: each is small, all together are a bomb.
        raise Quarantined(QuarantineReason.COMPRESSION_RATIO, "成员的压缩数据互相重叠")


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, copy: Path, limits: Limits
) -> Member:
    try:
        check_name(name)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Quarantined(QuarantineReason.NOT_REGULAR, "压缩包内的链接")
        check_member(member, limits)
        if member.file_size == 0:
            raise Quarantined(QuarantineReason.EMPTY)
        _write(archive, member, copy)
    except Quarantined as problem:
        copy.unlink(missing_ok=True)
        return Member(shown(name), problem=problem)
    return Member(name, path=copy)


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, copy: Path) -> None:
    with enough_room(), zip_errors(), archive.open(member) as source, copy.open("xb") as target:
        shutil.copyfileobj(source, target)


def true_name(member: zipfile.ZipInfo) -> str:
    """The member's path, with ``/``."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")  # zipfile has read the bytes as cp437
        name = _unicode_path(member.extra, raw) or decoded(raw)
    return name.replace("\\", "/").removeprefix("./")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The UTF-8 name that some writers add in an extra field (APPNOTE.TXT, 4.6.9)."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        content, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(content) > 5 and content[0] == 1:
            (checksum,) = struct.unpack_from("<I", content, 1)
            if checksum == zlib.crc32(raw):
                return content[5:].decode("utf-8", "replace")
    return None
