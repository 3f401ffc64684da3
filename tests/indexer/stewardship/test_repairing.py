"""Each kind of row and file damaged in turn, and a bit in each column: told by name, and put right,
or told on that a person must."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from indexer.catalogue import Catalogue
from indexer.catalogue.copies import Copies, Keeping
from indexer.catalogue.tables import metadata
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.indexing.following import rebuild, update_index
from indexer.pipeline.documents import DocumentReader
from indexer.pipeline.ingest import Ingestion
from indexer.stewardship.findings import Finding
from indexer.stewardship.repairing import repair
from indexer.stewardship.verification import verify
from tests.indexer.library import open_store
from tests.indexer.pipeline.conftest import split_issuers, understand
from tests.waiting import PATIENCE

_READER = DocumentReader(understand, split_issuers)
_LIMITS = FenceLimits(seconds=PATIENCE)


@dataclass
class Kept:
    """A library with copies of everything, of which each test has its own."""

    home: Path
    files: Path
    fence: Fence

    def __post_init__(self) -> None:
        self.copies = Copies(self.home, Keeping.ALL)
        self.catalogue = Catalogue.open(f"sqlite:///{self.home / 'catalogue.db'}")
        self.store = open_store(self.home)

    def sql(self, *statements: str) -> None:
        """Past all that keeps rows in order."""
        with closing(sqlite3.connect(self.home / "catalogue.db")) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def ingest(self, paths: Sequence[Path], instead: Mapping[str, Path]) -> None:
        Ingestion(
            _READER, _LIMITS, self.home / "temporary", workers=1, prune=True, instead=instead,
            copies=self.copies, kept=self.fence,
        ).run(self.catalogue, paths)  # fmt: skip

    def update(self) -> None:
        update_index(self.catalogue, self.store)

    def findings(self) -> list[Finding]:
        return list(verify(self.catalogue, self.store, copies=self.copies))

    def repair(self) -> list[str]:
        done: list[str] = []
        for _ in range(3):
            done += repair(
                self.catalogue, self.findings(), read=self.ingest, update=self.update,
                rebuild=lambda: rebuild(self.catalogue, self.store), copies=self.copies,
            )  # fmt: skip
        return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("repairing")
    files, home = folder / "files", folder / "home"
    files.mkdir()
    home.mkdir()
    for name, text in (
        ("a.txt", "甲办法\n第一条 为了规范养犬管理。"),
        ("b.txt", "乙办法\n第一条 废止《甲办法》。\n第二条 乙局负责本办法的实施。"),
        ("c.txt", "丙通知\n第一条 将被移除。"),
    ):
        (files / name).write_text(text, encoding="utf-8")
    with ZipFile(files / "d.zip", "w") as archive:
        archive.writestr("丁意见.txt", "丁意见\n第一条 压缩包中的文件。")
    with Fence(_LIMITS, workers=1, folder=home / "temporary", reader=_READER) as fence:
        kept = Kept(home, files, fence)
        kept.ingest([files], {})
        (files / "c.txt").unlink()
        kept.ingest([files], {})
        kept.copies.sweep(kept.catalogue.database)
        with kept.catalogue.write() as writer:
            writer.review(_of(kept, "乙办法"), "title", "乙办法（更正）", "甲某", "封面如此")
            writer.staff.settle(_of(kept, "甲办法"), "x", writer.staff.review_now("甲某", "无误"))
        yield kept
        kept.catalogue.close()


def _of(kept: Kept, title: str) -> str:
    return next(identity for identity, found in kept.catalogue.all_titles() if found == title)


@pytest.fixture
def kept(made: Kept, tmp_path: Path) -> Iterator[Kept]:
    shutil.copytree(made.home, tmp_path / "home")
    files = shutil.copytree(made.files, tmp_path / "files")
    moved = Kept(tmp_path / "home", files, made.fence)
    old, new = str(made.files), str(files)
    moved.sql(
        f"UPDATE sources SET location = replace(location, '{old}', '{new}'),"
        f" container = replace(container, '{old}', '{new}')",
        f"UPDATE documents SET source_path = replace(source_path, '{old}', '{new}')",
    )
    moved.update()
    yield moved
    moved.catalogue.close()


_A = "(SELECT key FROM documents WHERE title = '甲办法')"


def test_what_a_manifest_said_that_cannot_be_read_keeps_a_document_back(kept: Kept) -> None:
    identity = _of(kept, "甲办法")
    kept.sql(f"UPDATE claims SET value = '{{', rule = 'manifest' WHERE document = {_A}")
    kept.repair()
    assert kept.findings() == []
    found = kept.catalogue.document(identity)
    assert (found.title, found.published) == ("甲办法", False)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            f"UPDATE texts SET text = replace(text, '犬', '猫') WHERE document = {_A}",
            "正文或其依据",
        ),
        (f"DELETE FROM texts WHERE document = {_A}", "正文或其依据"),
        ("UPDATE claims SET quote = 'x' WHERE basis <> 'reviewed'", "正文或其依据"),
        ("UPDATE claims SET value = '{' WHERE basis <> 'reviewed'", "无法读取"),
        ("UPDATE mentions SET scope = '['", "无法读取"),
        ("UPDATE texts SET blocks = 'x'", "无法读取"),
        ("DELETE FROM mentions", "正文或其依据"),
        ("UPDATE mentions SET target = NULL, resolved_by = ''", "所提到的文件"),
        ("UPDATE mentions SET title_key = 'x'", "所提到的文件"),
        ("UPDATE mentions SET target = 99", "所指的已不存在"),
        (f"UPDATE texts SET document = 99 WHERE document = {_A}", "所指的已不存在"),
        ("UPDATE documents SET deleted = 1 WHERE title = '甲办法'", "却记为已移除"),
        ("UPDATE documents SET deleted = 0 WHERE title = ''", "却记为仍在"),
        ("INSERT INTO texts SELECT key, 'x', NULL FROM documents WHERE deleted", "文字仍在"),
        ("UPDATE documents SET published = 0 WHERE title = '甲办法'", "是否公开与"),
        ("UPDATE documents SET timeline = '[]'", "有效性"),
        ("UPDATE documents SET revision = 1", "被多份文件占用"),
        ("UPDATE counters SET value = 99", "计数为"),
        ("DELETE FROM counters", "计数为 None"),
        ("DELETE FROM digests", "没有校验值"),
        (f"DELETE FROM sources WHERE document = {_A}", "没有来源记录"),
        (f"UPDATE sources SET outcome = 'x' WHERE document = {_A}", "没有“x”这种结果"),
        (f"UPDATE sources SET sha256 = 'x' WHERE document = {_A}", "与入库时不同"),
        ("DELETE FROM marks", ""),
    ],
)
def test_a_damaged_row_is_told_and_put_right(kept: Kept, damage: str, told: str) -> None:
    before = {card.id: card for card in _cards(kept)}
    kept.sql(damage)
    found = kept.findings()
    assert not told or any(told in f.message for f in found), found
    kept.repair()
    assert kept.findings() == []
    after = {card.id: card for card in _cards(kept)}
    assert {i: c.title for i, c in after.items()} == {i: c.title for i, c in before.items()}
    assert "犬" in kept.catalogue.texts([_of(kept, "甲办法")])[_of(kept, "甲办法")]


def _cards(kept: Kept) -> list[Any]:
    return list(kept.catalogue.cards([i for i, _ in kept.catalogue.all_titles()]).values())


def _flip(path: Path) -> None:
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])


def _every_copy(kept: Kept, act: Callable[[Path], object]) -> None:
    for path in list(kept.copies.all()):
        act(path)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda kept: _every_copy(kept, Path.unlink), "没有按设置保留"),
        (lambda kept: _every_copy(kept, _flip), "内容与入库时不同"),
        (
            lambda kept: kept.copies.keep(kept.home / "catalogue.db", "ab" * 32, member=False),
            "不属于任何文件",
        ),
        (lambda kept: _flip(kept.files / "a.txt"), "内容与入库时不同"),
    ],
)
def test_a_damaged_file_is_told_and_put_right(
    kept: Kept, damage: Callable[[Kept], object], told: str
) -> None:
    damage(kept)
    assert any(told in f.message for f in kept.findings())
    kept.repair()
    assert kept.findings() == []


def test_what_is_gone_is_read_from_its_copy(kept: Kept) -> None:
    """A file, and a member of an archive; without a copy it is told of which that cannot be."""
    for name in ("a.txt", "d.zip"):
        (kept.files / name).unlink()
    damage = "UPDATE texts SET text = replace(text, '第一条', '第二条')"
    kept.sql(damage)
    assert any("从副本重新读取了 2 个" in line for line in kept.repair())
    assert kept.findings() == []
    assert "第一条" in next(iter(kept.catalogue.texts([_of(kept, "丁意见")]).values()))
    _every_copy(kept, Path.unlink)
    kept.sql(damage)
    assert any("2 份无法重读" in line and "a.txt" in line for line in kept.repair())
    assert any("正文" in f.message for f in kept.findings())


# Of what no wrong answer comes in silence, and nothing that a check could compare with.
_LET_BE = {
    "documents.created_at": "since when it is here",
    "documents.updated_at": "when it changed",
    "documents.source_name": "how the file is called",
    "documents.source_path": "a link that does not open",
    "documents.revision": "told where it is one that another has, or is beyond the last",
    "sources.location": "told as a file that is gone of which a copy is kept",
    "sources.container": "read anew by the next ingestion",
    "sources.name": "read anew by the next ingestion",
    "sources.size": "read anew by the next ingestion",
    "sources.mtime_ns": "read anew by the next ingestion",
    "sources.fingerprint": "read anew by the next ingestion",
    "sources.declared": "read anew by the next ingestion",
    "sources.seen_at": "when it was last seen",
    "sources.detail": "why it could not be read",
    "sources.reason": "why it could not be read",
    "marks.revision": "of indexes that serve no more",
    "marks.mark": "of indexes that serve no more",
}
_KEYS = {"claims.key", "mentions.key", "responsibilities.key", "rulings.key"}  # mean nothing
_CHECKED = (
    "documents", "texts", "digests", "claims", "mentions", "responsibilities", "rulings",
    "corrections", "settled", "sources", "counters", "marks", "audit", "audit_head",
)  # fmt: skip


@pytest.mark.parametrize("name", _CHECKED)
def test_one_flipped_bit_in_any_column_is_told(kept: Kept, name: str) -> None:
    silent = []
    for column in metadata.tables[name].columns:
        told = f"{name}.{column.name}"
        if told in _LET_BE or told in _KEYS or not _flip_in(kept, name, column.name):
            continue
        if not kept.findings():
            silent.append(told)
        kept.catalogue.close()
        shutil.copy(kept.home / "whole.db", kept.home / "catalogue.db")
        kept.catalogue = Catalogue.open(f"sqlite:///{kept.home / 'catalogue.db'}")
    assert silent == []


def _flip_in(kept: Kept, table: str, column: str) -> bool:
    """In the first row that has something there; False where none has."""
    kept.catalogue.close()
    whole = kept.home / "whole.db"
    if not whole.exists():
        shutil.copy(kept.home / "catalogue.db", whole)
    with closing(sqlite3.connect(kept.home / "catalogue.db")) as connection, connection:
        connection.execute("DROP TRIGGER IF EXISTS audit_no_update")
        found = connection.execute(
            f'SELECT rowid, "{column}" FROM "{table}" WHERE length("{column}") > 0'
        ).fetchone()
        if found is None:
            return False
        rowid, value = found
        for bit in range(7):  # the first that does not make it the key of another row
            with suppress(sqlite3.IntegrityError):
                connection.execute(
                    f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?',
                    (_flipped(value, 1 << bit), rowid),
                )
                break
        else:
            raise AssertionError(f"no bit of {table}.{column} can be flipped")
    kept.catalogue = Catalogue.open(f"sqlite:///{kept.home / 'catalogue.db'}")
    return True


def _flipped(value: Any, bit: int) -> Any:
    if isinstance(value, int):
        return value ^ bit
    if isinstance(value, float):
        return value + 0.0625
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ bit])
    return value[:-1] + chr(ord(value[-1]) ^ bit)
