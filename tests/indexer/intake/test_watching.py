"""What is taken in when: only what has come to rest, and both ends of a move together."""

from __future__ import annotations

from pathlib import Path

from indexer.intake.watching import Resting, Stamp, is_meant, stamp

A, B = Path("/d/a.docx"), Path("/d/b.docx")


class Disk:
    def __init__(self) -> None:
        self.files: dict[Path, Stamp] = {}

    def look(self, path: Path) -> Stamp:
        return self.files.get(path)


def test_a_file_that_still_grows_is_waited_for() -> None:
    disk = Disk()
    resting = Resting(2.0, disk.look)
    disk.files[A] = (1, 10, 1)
    resting.note([A], 0.0)
    assert resting.ready(1.0) == []
    disk.files[A] = (1, 20, 2)
    assert resting.ready(2.5) == []
    assert resting.ready(4.0) == []
    assert resting.ready(4.5) == [A]
    assert not resting


def test_what_went_away_waits_for_what_is_on_its_way() -> None:
    disk = Disk()
    resting = Resting(2.0, disk.look)
    resting.note([A], 0.0)
    disk.files[B] = (1, 10, 1)
    resting.note([B], 1.0)
    assert resting.ready(2.0) == []
    assert resting.ready(3.0) == [A, B]


def test_a_share_that_went_away_is_forgotten() -> None:
    resting = Resting(2.0, Disk().look)
    resting.note([A, Path("/e/c.txt")], 0.0)
    resting.forget(Path("/d"))
    assert resting.ready(9.0) == [Path("/e/c.txt")]


def test_a_folder_changes_with_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("一")
    before = stamp(tmp_path)
    (tmp_path / "a" / "x.txt").write_text("一二三")
    assert stamp(tmp_path) != before
    assert stamp(tmp_path / "none") is None


def test_what_changes_matter() -> None:
    roots, own = [Path("/d")], [Path("/d/var")]
    assert is_meant(Path("/d/2020/a.docx"), roots, own)
    assert is_meant(Path("/d"), roots, own)
    for path in ("/d/~$a.docx", "/d/.git/x", "/d/var/index/1", "/e/a.docx", "/d/a.pdf.part"):
        assert not is_meant(Path(path), roots, own), path
