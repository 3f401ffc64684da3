from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue, KnownSource, SourceOutcome
from indexer.catalogue.copies import Copies, Keeping
from indexer.engines.memory import MemoryStore
from indexer.indexing.following import update_index
from indexer.pipeline.locations import digest
from indexer.runtime.progress import Silent
from indexer.stewardship.repairing import repair
from indexer.stewardship.verification import verify, verify_catalogue, verify_copies
from tests.indexer.catalogue.making import document, repeals
from tests.indexer.library import open_catalogue, open_store


class Told(Silent):
    def __init__(self) -> None:
        self.messages: list[str] = []

    def say(self, message: str) -> None:
        self.messages.append(message)


class Checked:
    def __init__(self, folder: Path, catalogue: Catalogue, store: MemoryStore) -> None:
        self.folder, self.catalogue, self.store = folder, catalogue, store

    def add(self, identity: str, title: str, **values: object) -> Path:
        path = self.folder / f"{identity}.txt"
        path.write_text(title, encoding="utf-8")
        source = KnownSource(
            str(path), path.name, path.stat().st_size, 1, digest(path), SourceOutcome.INDEXED,
            document_id=identity,
        )  # fmt: skip
        with self.catalogue.write() as writer:
            writer.put(document(identity, title, **values))  # type: ignore[arg-type]
            writer.remember(source)
        update_index(self.catalogue, self.store)
        return path

    def sql(self, statement: str) -> None:
        with self.catalogue.database.writing() as connection:
            connection.exec_driver_sql(statement)

    def findings(self) -> list[tuple[str, str]]:
        return [(f.area, f.message) for f in verify(self.catalogue, self.store)]


@pytest.fixture
def checked(tmp_path: Path) -> Iterator[Checked]:
    with open_catalogue(tmp_path) as catalogue:
        made = Checked(tmp_path, catalogue, open_store(tmp_path))
        made.add("a", "甲办法", effective="2010-01-01")
        made.add("b", "乙办法", effective="2020-01-01", mentions=(repeals("甲办法"),))
        yield made


def test_nothing_is_wrong(checked: Checked) -> None:
    assert checked.findings() == []


def test_an_empty_library(tmp_path: Path) -> None:
    with open_catalogue(tmp_path) as catalogue:
        assert list(verify(catalogue, open_store(tmp_path))) == []


def test_a_file_that_is_gone(checked: Checked) -> None:
    path = checked.add("c", "丙办法")
    path.unlink()
    assert checked.findings() == [("files", f"文件已不存在：{path}")]


def test_a_file_that_is_gone_is_no_finding_where_its_copy_is_kept(
    checked: Checked, tmp_path: Path
) -> None:
    path = checked.add("c", "丙办法")
    copies, said = Copies(tmp_path / "home", Keeping.ALL), Told()
    for kept in (path, tmp_path / "a.txt", tmp_path / "b.txt"):
        copies.keep(kept, digest(kept), member=False)
    copy = copies.place(digest(path))
    path.unlink()
    assert not list(verify(checked.catalogue, checked.store, said, copies))
    assert said.messages == ["另有 1 份文件的原件已不存在，库中保留有副本，可以下载"]
    copy.unlink()
    findings = list(verify(checked.catalogue, checked.store, said, copies))
    assert [f.message for f in findings] == [f"文件已不存在：{path}"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("title = '甲力法'", "标题与所记的依据不符"),
        ("effective_from = '2010-01-03'", "施行日期与所记的依据不符"),
    ],
)
def test_a_card_that_says_something_else_than_its_claims(
    checked: Checked, change: str, told: str
) -> None:
    checked.sql(f"UPDATE documents SET {change} WHERE id = 'a'")  # as one flipped bit may
    assert ("catalogue", told) in checked.findings()


def test_a_file_that_is_another(checked: Checked) -> None:
    path = checked.add("c", "丙办法")
    path.write_text("别的", encoding="utf-8")
    assert checked.findings() == [("files", f"内容与入库时不同：{path}")]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE documents SET timeline = '[]' WHERE id = 'a'", "有效性的变化与依据不符"),
        ("UPDATE documents SET revision = 1", "版本 1 被多份文件占用"),
        ("UPDATE counters SET value = 99", "计数为 99"),
        ("DELETE FROM texts WHERE document = 1", "文字长度为 None"),
        ("UPDATE texts SET text = 'x' WHERE document = 1", "文字长度为 1"),
        ("DELETE FROM sources WHERE document = 1", "没有来源记录"),
        ("UPDATE mentions SET target = NULL", "有效性的变化与依据不符"),
    ],
)
def test_what_is_wrong_in_the_catalogue(checked: Checked, statement: str, message: str) -> None:
    checked.sql(statement)
    assert any(area == "catalogue" and message in told for area, told in checked.findings())


def test_an_index_that_lags(checked: Checked) -> None:
    with checked.catalogue.write() as writer:
        writer.put(replace(document("a", "甲办法（修订）", effective="2010-01-01")))
    assert [area for area, _ in checked.findings()] == ["index"]
    assert "落后" in checked.findings()[0][1]


def test_an_index_that_is_ahead_follows_another_catalogue(checked: Checked) -> None:
    """An older catalogue was put back: the next ingestion will not catch up with that."""
    checked.sql("UPDATE counters SET value = 1 WHERE name = 'revision'")
    [told] = [message for area, message in checked.findings() if area == "index"]
    assert "不是由这个目录库" in told and "rebuild" in told


def test_an_index_that_holds_what_is_gone(checked: Checked) -> None:
    checked.sql("UPDATE documents SET published = 0 WHERE id = 'b'")
    assert ("index", "已移除或未公开，却仍在索引中") in checked.findings()


def test_no_index(checked: Checked, tmp_path: Path) -> None:
    other = Checked(tmp_path, checked.catalogue, open_store(tmp_path))
    assert [area for area, _ in other.findings()] == ["index"]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE documents SET title = cast(x'e4bdff' AS TEXT) WHERE id = 'b'",
        "UPDATE documents SET timeline = '[{' WHERE id = 'b'",
        "UPDATE texts SET text = cast(x'e4bdff' AS TEXT)"
        " WHERE document = (SELECT key FROM documents WHERE id = 'b')",
        "UPDATE texts SET blocks = x'0011'"
        " WHERE document = (SELECT key FROM documents WHERE id = 'b')",
    ],
)
def test_a_row_that_cannot_be_decoded_is_named_and_the_check_goes_on(
    checked: Checked, damage: str
) -> None:
    checked.add("a", "甲办法")
    checked.add("b", "乙办法")
    gone = checked.add("c", "丙办法")
    gone.write_text("其他", encoding="utf-8")
    checked.sql(damage)
    found = list(verify(checked.catalogue, checked.store))
    named = [f for f in found if f.message.startswith("记录无法读取")]
    assert [(f.subject, f.mending) for f in named] == [("b", "read")]
    assert [f.subject for f in found if f.area == "files"] == ["c.txt"]
    assert not any(f.subject == "a" for f in found)


def test_a_damaged_copy_is_named_and_made_anew(checked: Checked, tmp_path: Path) -> None:
    """A bit that flips in what is kept for downloading; another whose original is gone."""
    copies = Copies(tmp_path / "home", Keeping.ALL)
    kept = []
    for name in "ab":
        original = checked.folder / f"{name}.txt"
        copies.keep(original, sha := digest(original), member=False)
        kept.append(copies.path(sha))
    assert not list(verify_copies(copies, Silent()))
    first, second = (path for path in kept if path is not None)
    whole = first.read_bytes()
    for path in (first, second):
        path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    (checked.folder / "b.txt").unlink()
    findings = list(verify(checked.catalogue, checked.store, copies=copies))
    assert {f.location for f in findings if f.mending == "copy"} == {str(first), str(second)}
    (told,) = repair(
        checked.catalogue, [f for f in findings if f.mending == "copy"],
        read=lambda *_: pytest.fail("read"), update=lambda: pytest.fail("written"),
        rebuild=lambda: pytest.fail("rebuilt"),
    )  # fmt: skip
    assert "2 份" in told
    assert first.read_bytes() == whole and not second.exists()


@pytest.mark.parametrize(
    ("damage", "told", "mending"),
    [
        ("UPDATE texts SET text = replace(text, '规范', '规苑')", "正文或其依据", "read"),
        ("UPDATE claims SET quote = 'x' WHERE field = 'title'", "正文或其依据", "read"),
        ("DELETE FROM claims WHERE field = 'kind'", "正文或其依据", "read"),
        ("UPDATE mentions SET quote = 'x'", "正文或其依据", "read"),
        ("UPDATE mentions SET confidence = 0.5", "正文或其依据", "read"),
        ("UPDATE documents SET sha256 = 'x' WHERE id = 'b'", "正文或其依据", "read"),
        ("UPDATE documents SET id = 'c' WHERE id = 'b'", "编号与写入时不同", None),
        ("UPDATE corrections SET who = 'x'", "人工更正的记录", None),
        ("UPDATE claims SET value = '\"丁\"' WHERE basis = 'reviewed'", "人工更正的记录", None),
        ("UPDATE documents SET deleted = 1 WHERE id = 'b'", "却记为已移除", "revive"),
        ("UPDATE documents SET url = 'http://x' WHERE id = 'b'", "不符", "card"),
        ("DELETE FROM digests", "没有校验值", "seal"),
    ],
)
def test_a_row_that_is_not_as_it_was_written(
    checked: Checked, damage: str, told: str, mending: str | None
) -> None:
    with checked.catalogue.write() as writer:
        writer.review("b", "title", "乙办法（更正）", "甲某")
    checked.sql(damage)
    found = list(verify(checked.catalogue, checked.store))
    assert any(told in f.message and f.mending == mending for f in found), found


def test_what_staff_say_and_a_moved_file_leave_the_digests_right(checked: Checked) -> None:
    with checked.catalogue.write() as writer:
        writer.review("b", "title", "乙办法（更正）", "甲某")
        writer.move("b", "新.txt", "/新.txt")
    with checked.catalogue.write() as writer:
        writer.put(document("b", "乙办法二", mentions=(repeals("甲办法"),)))
        writer.staff.undo("b", "甲某")
    with checked.catalogue.write() as writer:
        writer.delete("a")
        writer.publish("b", False)
    with checked.catalogue.write() as writer:
        writer.delete("b")
    found = verify_catalogue(checked.catalogue, Silent())
    assert [f.message for f in found] == []
