"""Tar archives and single packed files: members, names, bombs, damage."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.extractors.archive.tar import TAR
from indexer.extractors.base import Limits, Member
from indexer.extractors.detection import detect
from indexer.extractors.registry import CONTAINERS
from indexer.model.errors import Quarantined, QuarantineReason

TEXT = "关于加强河道管理的通知".encode()


def tar(members: dict[str, bytes], *extra: tarfile.TarInfo, encoding: str = "utf-8") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(
        fileobj=buffer, mode="w", encoding=encoding, format=tarfile.GNU_FORMAT
    ) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for member in extra:
            archive.addfile(member)
    return buffer.getvalue()


def unpack(path: Path, limits: Limits | None = None) -> dict[str, bytes | QuarantineReason]:
    assert CONTAINERS[detect(path)] is TAR
    into = Path(tempfile.mkdtemp(dir=path.parent))
    members: list[Member] = list(TAR.unpack(path, into, limits or Limits()))
    return {
        m.name: m.path.read_bytes() if m.path else m.problem.reason if m.problem else b""
        for m in members
    }


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.tar", bytes),
        ("a.tar.gz", gzip.compress),
        ("a.tgz", gzip.compress),
        ("a.tar.bz2", bz2.compress),
        ("a.tar.xz", lzma.compress),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_members(tmp_path: Path, name: str, pack: Callable[[bytes], bytes], encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(pack(tar({"通知/正文.txt": TEXT, "附件.csv": b"1,2"}, encoding=encoding)))
    assert unpack(path) == {"通知/正文.txt": TEXT, "附件.csv": b"1,2"}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_single_file(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "通知.txt.gz"
    path.write_bytes(pack(TEXT))
    assert unpack(path) == {"通知.txt": TEXT}


def test_unsafe_members(tmp_path: Path) -> None:
    link = tarfile.TarInfo("链接")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard = tarfile.TarInfo("硬链接")
    hard.type, hard.linkname = tarfile.LNKTYPE, "../../x"
    device = tarfile.TarInfo("设备")
    device.type = tarfile.CHRTYPE
    path = tmp_path / "a.tar"
    names = {"../a.txt": TEXT, "/b.txt": TEXT, "C:/c.txt": TEXT, "空.txt": b"", "._d.txt": TEXT}
    path.write_bytes(tar({**names, "好.txt": TEXT}, link, hard, device))
    unsafe, irregular = QuarantineReason.UNSAFE_NAME, QuarantineReason.NOT_REGULAR
    assert unpack(path) == {
        "../a.txt": unsafe, "/b.txt": unsafe, "C:/c.txt": unsafe, "空.txt": QuarantineReason.EMPTY,
        "好.txt": TEXT, "链接": irregular, "硬链接": irregular, "设备": irregular,
    }  # fmt: skip
    assert len(list(tmp_path.iterdir())) == 2  # nothing was written beside


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_bombs(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    for content in (bytes(64 * 2**20), tar({"a.txt": bytes(64 * 2**20)})):
        path = tmp_path / "a.gz"
        path.write_bytes(pack(content))
        with pytest.raises(Quarantined) as problem:
            unpack(path)
        assert problem.value.reason is QuarantineReason.COMPRESSION_RATIO


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(tar({f"{n}.txt": TEXT for n in range(5)}))
    with pytest.raises(Quarantined) as problem:
        unpack(path, Limits(members=3))
    assert problem.value.reason is QuarantineReason.TOO_LARGE
    big = tmp_path / "b.tar"
    big.write_bytes(tar({"大.txt": bytes(9000), "小.txt": b"x"}))
    assert unpack(big, Limits(member_bytes=8000)) == {
        "大.txt": QuarantineReason.TOO_LARGE,
        "小.txt": b"x",
    }


def test_damage(tmp_path: Path) -> None:
    whole = gzip.compress(tar({"a.txt": bytes(range(256)) * 400}))
    for data in (whole[: len(whole) // 2], whole[:40] + b"\xff" * 60 + whole[100:]):
        path = tmp_path / "a.tar.gz"
        path.write_bytes(data)
        with pytest.raises(Quarantined) as problem:
            unpack(path)
        assert problem.value.reason is QuarantineReason.CORRUPT
