"""Reading a zip that nobody vouches for: bounded before a byte is unpacked.

Serves the archives and the formats that are zips themselves (.docx, .ofd).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.extractors.base import Limits
from indexer.model.errors import Quarantined, QuarantineReason

# Below this unpacked size no ratio is a danger: repetitive XML of some megabytes is common.
RATIO_FLOOR = 32 * 2**20
_ENCRYPTED = 0x1


@contextmanager
def open_zip(path: Path, limits: Limits, *, whole: bool = True) -> Iterator[zipfile.ZipFile]:
    """Open the zip at ``path``; ``whole`` false leaves it to the caller what of it is bounded.

    Raises Quarantined: CORRUPT, TOO_LARGE (too many members), COMPRESSION_RATIO (all of it).
    """
    with zip_errors():
        archive = zipfile.ZipFile(path)
    with archive:
        members = archive.infolist()
        if len(members) > limits.members:
            detail = f"压缩包内有 {len(members)} 个文件，上限 {limits.members}"
            raise Quarantined(QuarantineReason.TOO_LARGE, detail)
        if whole:
            check_ratio(sum(m.file_size for m in members), path.stat().st_size, limits)
        yield archive


@contextmanager
def zip_errors() -> Iterator[None]:
    """Turn what zipfile raises on bad input into Quarantined."""
    try:
        yield
    except zipfile.BadZipFile as error:
        raise Quarantined(QuarantineReason.CORRUPT, f"压缩包损坏或不完整（{error}）") from error
    except NotImplementedError as error:
        raise Quarantined(QuarantineReason.UNSUPPORTED, f"压缩方法（{error}）") from error
    except (zlib.error, EOFError, ValueError, OverflowError) as error:
        raise Quarantined(QuarantineReason.CORRUPT, f"压缩数据有误（{error}）") from error


def check_ratio(unpacked: int, packed: int, limits: Limits) -> None:
    """Raise COMPRESSION_RATIO where ``unpacked`` bytes from ``packed`` are out of proportion."""
    if unpacked > RATIO_FLOOR and unpacked > limits.ratio * packed:
        detail = f"{packed} 字节解压为 {unpacked} 字节"
        raise Quarantined(QuarantineReason.COMPRESSION_RATIO, detail)


def is_out_of_proportion(member: zipfile.ZipInfo, limits: Limits) -> bool:
    """Whether check_member refuses it for its ratio."""
    return member.file_size > max(RATIO_FLOOR, limits.ratio * member.compress_size)


def check_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    """Raise Quarantined where one member must not be unpacked: ENCRYPTED, CORRUPT, TOO_LARGE,
    COMPRESSION_RATIO. Its sizes are the declared ones; zipfile gives never more than that."""
    if member.flag_bits & _ENCRYPTED:
        raise Quarantined(QuarantineReason.ENCRYPTED)
    if member.header_offset < 0:
        raise Quarantined(QuarantineReason.CORRUPT, "压缩包目录有误")
    if member.file_size > limits.member_bytes:
        detail = f"{member.file_size} 字节，上限 {limits.member_bytes}"
        raise Quarantined(QuarantineReason.TOO_LARGE, detail)
    check_ratio(member.file_size, member.compress_size, limits)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """One member's bytes, whole. Raises Quarantined."""
    check_member(member, limits)
    with zip_errors():
        return archive.read(member)


class Parts:
    """A zip's members by their path: without a leading ``/``, case folded, as OPC and OFD ask."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._members = {_key(member.filename): member for member in archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def read(self, name: str) -> bytes:
        """Raises KeyError where there is no such part, Quarantined where it cannot be read."""
        return read_member(self._archive, self._members[_key(name)], self._limits)

    def names(self) -> list[str]:
        """The members' paths as written."""
        return [member.filename for member in self._members.values()]


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def join(folder: str, target: str) -> str:
    """``target`` as seen from ``folder``, with ``.`` and ``..`` resolved; never above the root."""
    path = target if target.startswith("/") else f"{folder}/{target}"
    kept: list[str] = []
    for step in re.split(r"[/\\]", path):
        if step == "..":
            del kept[-1:]
        elif step not in ("", "."):
            kept.append(step)
    return "/".join(kept)
