"""Zip archives of documents: their members unpacked under safe names, each with its true name.

The names are told as the archive means them: UTF-8 where it says so, else UTF-8 or GBK by what
the bytes are, since Chinese Windows writes GBK and says nothing (APPNOTE.TXT, appendix D).
"""

from __future__ import annotations

import errno
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from indexer.extractors.archive.reading import check_member, open_zip, zip_errors
from indexer.extractors.base import Container, Limits, Member
from indexer.extractors.detection import ZIP as MEDIA_TYPE
from indexer.model.errors import Quarantined, QuarantineReason
from indexer.model.saved_pages import companions

# An archive may unpack to this many times the limit of one member, all members together.
_TOGETHER = 8
_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST_NAME = 1024
# What systems leave behind in archives, by its name; nobody's document.
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$|~\$)")


class _Zip:
    name = "zip"
    version = "2"
    media_types = (MEDIA_TYPE,)

    def unpack(self, path: Path, into: Path, limits: Limits) -> Iterator[Member]:
        with open_zip(path, limits) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            _check_together(members, path, limits)
            taken: set[str] = set()
            beside_pages = companions(true_name(member) for member in members)
            for number, member in enumerate(members):
                name = _free(true_name(member), taken)
                if _LITTER.search(name) or name in beside_pages:
                    continue
                yield _member(archive, member, name, into / f"{number:05d}{_suffix(name)}", limits)


ZIP: Container = _Zip()


def _check_together(members: list[zipfile.ZipInfo], path: Path, limits: Limits) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > _TOGETHER * limits.member_bytes:
        detail = f"解压后共 {unpacked} 字节，上限 {_TOGETHER * limits.member_bytes}"
        raise Quarantined(QuarantineReason.TOO_LARGE, detail)
    packed = sum(member.compress_size for member in members)
    if packed > path.stat().st_size:
        # Members that share their data: each is small, all together are a bomb.
        raise Quarantined(QuarantineReason.COMPRESSION_RATIO, "成员的压缩数据互相重叠")


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, copy: Path, limits: Limits
) -> Member:
    try:
        _check_name(name)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Quarantined(QuarantineReason.NOT_REGULAR, "压缩包内的链接")
        check_member(member, limits)
        if member.file_size == 0:
            raise Quarantined(QuarantineReason.EMPTY)
        _write(archive, member, copy)
    except Quarantined as problem:
        copy.unlink(missing_ok=True)
        return Member(_shown(name), problem=problem)
    return Member(name, path=copy)


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, copy: Path) -> None:
    try:
        with zip_errors(), archive.open(member) as source, copy.open("xb") as target:
            shutil.copyfileobj(source, target)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Quarantined(QuarantineReason.TOO_LARGE, "临时文件夹空间不足") from error


def _check_name(name: str) -> None:
    steps = name.split("/")
    if (
        not name
        or name.startswith("/")
        or ".." in steps
        or _DRIVE.match(name)
        or len(name) > _LONGEST_NAME
        or any(ord(c) < 32 or c == "\x7f" for c in name)
    ):
        raise Quarantined(QuarantineReason.UNSAFE_NAME, _shown(name))


def _shown(name: str) -> str:
    """A name that can be printed and stored, whatever it was made of."""
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)
    return printable[:_LONGEST_NAME]


def true_name(member: zipfile.ZipInfo) -> str:
    """The member's path, with ``/``."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")  # zipfile has read the bytes as cp437
        name = _unicode_path(member.extra, raw) or _decoded(raw)
    return name.replace("\\", "/").removeprefix("./")


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", "backslashreplace")


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


def _free(name: str, taken: set[str]) -> str:
    """``name``, or with a number where the archive has it already."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}#{number}", number + 1
    taken.add(free)
    return free


def _suffix(name: str) -> str:
    """The extension for the copy, where it is a plain one: some formats are told by it."""
    match = _SUFFIX.fullmatch(Path(name).suffix)
    return match.group().lower() if match else ""
