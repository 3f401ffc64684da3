"""The walk gives each file once, in order, and a true reason for each that it refuses."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from indexer.intake.sources import Companions, walk
from indexer.model import SourceFile
from indexer.model.errors import Quarantined, QuarantineReason


def _names(*paths: Path) -> list[str]:
    return [found.name for found in walk(paths) if isinstance(found, SourceFile)]


def _refused(*paths: Path) -> dict[str, QuarantineReason]:
    return {found.path: found.reason for found in walk(paths) if isinstance(found, Quarantined)}


def _put(path: Path, content: str = "正文") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_files_come_sorted_and_relative_to_the_folder(tmp_path: Path) -> None:
    _put(tmp_path / "乙" / "2.txt")
    _put(tmp_path / "乙" / "1.txt")
    _put(tmp_path / "甲.txt")
    assert _names(tmp_path) == ["乙/1.txt", "乙/2.txt", "甲.txt"]


def test_a_file_given_goes_by_its_own_name_with_size_and_time(tmp_path: Path) -> None:
    path = _put(tmp_path / "通知.txt", "abc")
    (found,) = walk([path])
    assert isinstance(found, SourceFile)
    assert (found.name, found.size, found.path) == ("通知.txt", 3, path)
    assert found.mtime_ns == path.stat().st_mtime_ns


def test_a_missing_path_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = _put(tmp_path / "a.txt")
    missing = tmp_path / "没有"
    assert _refused(missing, path) == {str(missing): QuarantineReason.MISSING}
    assert _names(missing, path) == ["a.txt"]


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    _put(tmp_path / "空.docx", "")
    assert _refused(tmp_path) == {"空.docx": QuarantineReason.EMPTY}


def test_hidden_and_temporary_files_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "~$通知.docx", "Thumbs.db", "__MACOSX/._a.txt", ".git/config"):
        _put(tmp_path / name)
    _put(tmp_path / "通知.txt")
    assert _names(tmp_path) == ["通知.txt"]
    assert _refused(tmp_path) == {}


def test_a_hidden_file_that_is_named_is_read(tmp_path: Path) -> None:
    assert _names(_put(tmp_path / ".draft.txt")) == [".draft.txt"]


def test_a_link_out_of_the_folder_is_refused_and_one_within_is_followed(tmp_path: Path) -> None:
    outside = _put(tmp_path / "outside" / "secret.txt")
    folder = tmp_path / "given"
    inside = _put(folder / "a" / "1.txt")
    (folder / "file.txt").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    (folder / "z.txt").symlink_to(inside)
    assert _refused(folder) == {
        "file.txt": QuarantineReason.OUTSIDE,
        "folder": QuarantineReason.OUTSIDE,
    }
    assert _names(folder) == ["a/1.txt", "z.txt"]


def test_a_sibling_whose_name_begins_alike_is_outside(tmp_path: Path) -> None:
    other = _put(tmp_path / "given-not" / "1.txt")
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "link.txt").symlink_to(other)
    assert _refused(tmp_path / "given") == {"link.txt": QuarantineReason.OUTSIDE}


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    _put(tmp_path / "a" / "1.txt")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert _names(tmp_path) == ["a/1.txt"]


def test_a_dangling_link_is_missing(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    assert _refused(tmp_path) == {"link.txt": QuarantineReason.MISSING}


def test_pipes_and_sockets_are_refused_without_blocking(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        assert _refused(tmp_path) == {
            "pipe.pdf": QuarantineReason.NOT_REGULAR,
            "s": QuarantineReason.NOT_REGULAR,
        }
    assert _refused(Path("/dev/zero")) == {"zero": QuarantineReason.NOT_REGULAR}


def test_a_name_that_is_not_utf8_is_shown_escaped_and_opens(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xb9\xab\xb8\xe6.txt"  # 公告 in GBK
    with open(raw, "wb") as file:  # noqa: PTH123 - bytes name
        file.write(b"abc")
    (found,) = walk([tmp_path])
    assert isinstance(found, SourceFile)
    assert found.name == r"\xb9\xab\xb8\xe6.txt"
    assert found.path.read_bytes() == b"abc"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_without_permission_a_file_and_a_folder_are_told(tmp_path: Path) -> None:
    file = _put(tmp_path / "a.txt")
    folder = _put(tmp_path / "b" / "1.txt").parent
    file.chmod(0)
    folder.chmod(0)
    try:
        assert _refused(tmp_path) == {
            "a.txt": QuarantineReason.UNREADABLE,
            "b": QuarantineReason.UNREADABLE,
        }
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        ("通知.html", "通知_files"),
        ("通知.htm", "通知.files"),
        ("通知.html", "通知_文件"),
        ("通知.HTM", "通知_FILES"),
        ("通知.mhtml", "通知-files"),
        ("公告_files.html", "公告_files_files"),
    ],
)
def test_the_folder_that_a_browser_saves_beside_a_page_is_passed_over_and_told(
    tmp_path: Path, page: str, folder: str
) -> None:
    _put(tmp_path / "甲" / page)
    for name in ("a.js", "frame.html", "style.css", "inner/b.html"):
        _put(tmp_path / "甲" / folder / name)
    assert _names(tmp_path) == [f"甲/{page}"]
    (told,) = [found for found in walk([tmp_path]) if isinstance(found, Companions)]
    assert (told.name, told.page.lower()) == (f"甲/{folder}", page.lower())


def test_a_folder_of_such_a_name_without_its_page_is_read(tmp_path: Path) -> None:
    _put(tmp_path / "通知_files" / "1.html")
    _put(tmp_path / "其他.html")
    _put(tmp_path / "附件_文件.html")  # a file, no folder
    _put(tmp_path / "附件.html")
    names = ["其他.html", "附件.html", "附件_文件.html", "通知_files/1.html"]
    assert sorted(_names(tmp_path)) == sorted(names)
    assert _names(tmp_path / "通知_files") == ["1.html"]


def test_what_a_library_keeps_is_passed_over_and_its_owners_files_are_not(tmp_path: Path) -> None:
    own = ("policy-search.toml", "writer.lock", "catalogue.db", "catalogue.db-wal", "usage.db",
           "authority.csv", "index/g000001/x.seg", "temporary/a.pdf")  # fmt: skip
    for name in (*own, "通知.txt"):
        _put(tmp_path / "var" / name)
    _put(tmp_path / "docs" / "authority.csv")  # no library's
    assert _names(tmp_path) == ["docs/authority.csv", "var/通知.txt"]


def test_a_plain_name_comes_before_its_copies(tmp_path: Path) -> None:
    """Of the same bytes the first one gives the document its name."""
    for name in ("通知 - 副本.docx", "通知.docx", "通知(1).docx", "复件 通知.docx", "一览.docx"):
        (tmp_path / name).write_bytes(b"x")
    found = [one.name for one in walk([tmp_path]) if isinstance(one, SourceFile)]
    names = [name.rsplit("/", 1)[-1] for name in found]
    assert names[:2] == ["一览.docx", "通知.docx"] and len(names) == 5
