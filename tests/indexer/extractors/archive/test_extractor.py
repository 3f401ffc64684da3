"""Archives: true names, safe copies, and every bad member told without losing the others."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from indexer.extractors.archive import reading as archive_reading
from indexer.extractors.archive.extractor import ZIP
from indexer.extractors.base import Limits, Member
from indexer.model.errors import Quarantined, QuarantineReason

LIMITS = Limits()


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def unpack(path: Path, limits: Limits = LIMITS) -> list[Member]:
    into = path.parent / f"{path.stem}-unpacked"
    into.mkdir()
    return list(ZIP.unpack(path, into, limits))


def problems(members: list[Member]) -> dict[str, QuarantineReason | None]:
    return {m.name: m.problem.reason if m.problem else None for m in members}


def test_members_are_copied_under_names_of_our_own(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"文件/": b"", "文件/通知.TXT": "正文".encode()})
    (member,) = unpack(path)
    assert member.name == "文件/通知.TXT"
    assert member.path is not None
    assert member.path == tmp_path / "a-unpacked" / "00000.txt"
    assert member.path.read_text("utf-8") == "正文"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_a_mark_are_read_by_their_bytes(tmp_path: Path, encoding: str) -> None:
    raw = "关于修订的通知\\附件 (1).doc".encode(encoding)
    path = write_zip(tmp_path / "a.zip", {"x" * len(raw): b"data"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    assert [m.name for m in unpack(path)] == ["关于修订的通知/附件 (1).doc"]


def test_unsafe_names_links_and_litter(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../up.txt", "/etc/passwd", "C:\\x.txt", "a/../../b.txt", "ok.txt", "~$k.doc"):
            archive.writestr(name, b"x")
        archive.writestr(link, "/etc/passwd")
        archive.writestr("__MACOSX/._ok.txt", b"x")
        archive.writestr("a/.DS_Store", b"x")
    unsafe = QuarantineReason.UNSAFE_NAME
    assert problems(unpack(path)) == {
        "../up.txt": unsafe,
        "/etc/passwd": unsafe,
        "C:/x.txt": unsafe,
        "a/../../b.txt": unsafe,
        "ok.txt": None,
        "link.txt": QuarantineReason.NOT_REGULAR,
    }
    written = {p for p in tmp_path.rglob("*") if p.is_file()}
    assert written == {path, tmp_path / "a-unpacked" / "00004.txt"}


def test_two_members_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.txt", b"1")
        archive.writestr("a.txt", b"2")
    found = {m.name: m.path.read_bytes() for m in unpack(path) if m.path}
    assert found == {"a.txt": b"1", "a.txt#2": b"2"}


def test_an_encrypted_member_is_told_and_the_others_read(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"secret.txt": b"x", "open.txt": b"y"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the first directory entry's encryption flag
    path.write_bytes(data)
    assert problems(unpack(path)) == {"secret.txt": QuarantineReason.ENCRYPTED, "open.txt": None}


def test_a_member_that_is_damaged_or_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bad.txt", b"damaged content")
        archive.writestr("none.txt", b"")
        archive.writestr("good.txt", b"sound")
    path.write_bytes(path.read_bytes().replace(b"damaged", b"DAMAGED"))
    members = unpack(path)
    assert problems(members) == {
        "bad.txt": QuarantineReason.CORRUPT,
        "none.txt": QuarantineReason.EMPTY,
        "good.txt": None,
    }
    assert [p.name for p in (tmp_path / "a-unpacked").iterdir()] == ["00002.txt"]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_reading, "RATIO_FLOOR", 1000)
    alone = write_zip(tmp_path / "c.zip", {"bomb.txt": bytes(100_000)})
    with pytest.raises(Quarantined) as caught:
        unpack(alone, Limits(ratio=50))
    assert caught.value.reason is QuarantineReason.COMPRESSION_RATIO
    # What lies beside it is read.
    path = write_zip(tmp_path / "a.zip", {"bomb.txt": bytes(100_000), "ok.txt": b"x" * 50})
    assert problems(unpack(path, Limits(ratio=50))) == {
        "bomb.txt": QuarantineReason.COMPRESSION_RATIO,
        "ok.txt": None,
    }
    many = write_zip(tmp_path / "d.zip", {f"{n}.txt": bytes(900) for n in range(99)})
    with pytest.raises(Quarantined) as together:
        unpack(many, Limits(ratio=5))
    assert together.value.reason is QuarantineReason.COMPRESSION_RATIO
    noise = bytes(range(256)) * 40
    mixed = write_zip(tmp_path / "b.zip", {"bomb.txt": bytes(100_000), "ok.bin": noise})
    with zipfile.ZipFile(mixed, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("stored.bin", noise)
    assert problems(unpack(mixed, Limits(ratio=50))) == {
        "bomb.txt": QuarantineReason.COMPRESSION_RATIO,
        "ok.bin": None,
        "stored.bin": None,
    }


def test_members_that_share_their_data_are_a_bomb(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", b"x" * 5000)
        (entry,) = archive.filelist
        archive.filelist.extend([entry] * 9)
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    with pytest.raises(Quarantined) as caught:
        unpack(tmp_path / "a.zip")
    assert caught.value.reason is QuarantineReason.COMPRESSION_RATIO


def test_limits_of_members(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"big.txt": b"x" * 101, "small.txt": b"x"})
    assert problems(unpack(path, Limits(member_bytes=100))) == {
        "big.txt": QuarantineReason.TOO_LARGE,
        "small.txt": None,
    }
    for name, limits in (("b.zip", Limits(members=1)), ("c.zip", Limits(member_bytes=10))):
        copy = tmp_path / name
        copy.write_bytes(path.read_bytes())
        with pytest.raises(Quarantined) as caught:
            unpack(copy, limits)
        assert caught.value.reason is QuarantineReason.TOO_LARGE


def test_what_is_no_zip(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "a.zip", {"a.txt": b"x" * 100}).read_bytes()
    for name, data in (("cut", whole[:60]), ("text", b"PK\3\4 no zip"), ("empty", b"")):
        path = tmp_path / f"{name}.zip"
        path.write_bytes(data)
        with pytest.raises(Quarantined) as caught:
            unpack(path)
        assert caught.value.reason is QuarantineReason.CORRUPT


def test_what_a_browser_saved_beside_a_page_is_no_member(tmp_path: Path) -> None:
    names = (
        "甲/通知.html",
        "甲/通知_files/a.js",
        "甲/通知_files/in/b.html",
        "乙_文件/c.txt",
        "X.HTM",
    )
    path = write_zip(tmp_path / "a.zip", dict.fromkeys((*names, "x.files/d.css"), b"data"))
    assert [member.name for member in unpack(path)] == ["甲/通知.html", "乙_文件/c.txt", "X.HTM"]
