"""A backup is whole or it is not there; a restore touches nothing before it knows."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from indexer.bootstrap import open_library
from indexer.model.errors import BackupError, CatalogueError
from indexer.runtime.settings import Settings
from indexer.stewardship.backup import back_up, check, restore
from indexer.stewardship.verification import verify


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A library of two texts, with settings of its own, and a document in use."""
    files = tmp_path / "in"
    files.mkdir()
    for name in ("养犬", "停车"):
        text = f"{name}管理办法\n第一条 为了加强{name}管理，制定本办法。\n第二条 自公布之日起施行。"
        (files / f"{name}.txt").write_text(text, "utf-8")
    made = Settings(home=tmp_path / "home", workers=1)
    _ingest(made, files)
    upload = made.home / "uploads" / "1" / "files"
    upload.mkdir(parents=True)
    (upload / "甲.txt").write_text("甲", "utf-8")
    sending = made.home / "uploads" / "3.part" / "files"
    sending.mkdir(parents=True)
    (sending / "乙.txt").write_text("乙", "utf-8")
    return made


def _ingest(settings: Settings, folder: Path) -> None:
    with open_library(settings) as library:
        library.keep_settings()
        library.ingestion().run(library.catalogue, [folder])
        library.update_index()
        library.usage.add_judgements([("养犬", "a")])
    (settings.home / "writer.lock").touch()


def _revision(settings: Settings) -> int:
    with open_library(settings, create=False) as library:
        return library.catalogue.revision()


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz"])
def test_there_and_back(settings: Settings, tmp_path: Path, name: str) -> None:
    path, contents = back_up(settings, tmp_path / name, "1")
    assert (path, contents) == (tmp_path / name, check(path))
    assert (contents.documents, contents.revision) == (2, _revision(settings))
    assert not [n for n in contents.files if n.startswith(("index", "writer", "temporary"))]
    assert not [n for n in contents.files if ".part" in n]  # it is still being sent
    fresh = Settings(home=tmp_path / "fresh")
    fresh.home.mkdir()
    assert restore(fresh, path, replace=False).former is None
    assert (fresh.home / "uploads/1/files/甲.txt").read_text("utf-8") == "甲"
    with open_library(fresh, create=False) as library:
        assert library.rebuild() == 2
        assert list(verify(library.catalogue, library.store)) == []
        assert library.usage.judgements()


def test_what_lies_in_the_library_is_found_in_its_new_place(
    settings: Settings, tmp_path: Path
) -> None:
    uploaded = settings.home / "uploads" / "2" / "files"
    uploaded.mkdir(parents=True)
    (uploaded / "电梯.txt").write_text("电梯管理办法\n第一条 加装电梯。", "utf-8")
    _ingest(settings, uploaded)
    path, _ = back_up(settings, tmp_path / "b.tar", "1")
    fresh = Settings(home=tmp_path / "fresh")
    fresh.home.mkdir()
    restore(fresh, path, replace=False)
    shutil.rmtree(settings.home)
    with open_library(fresh, create=False) as library:
        library.rebuild()
        assert list(verify(library.catalogue, library.store)) == []
        assert [s.location for s in library.catalogue.sources.all() if "电梯" in s.name] == [
            str(fresh.home.resolve() / "uploads/2/files/电梯.txt")
        ]


def test_a_folder_gets_a_file_named_by_the_time(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    path, _ = back_up(settings, folder, "1")
    assert list(folder.iterdir()) == [path]
    assert path.name.startswith("policy-search-")


def test_taken_while_another_one_writes(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settings.home / "catalogue.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE counters SET value = 99")
        _, contents = back_up(settings, tmp_path / "b.tar", "1")
        writer.execute("ROLLBACK")
    assert contents.revision == _revision(settings)


def test_a_library_that_is_there_is_moved_aside(settings: Settings, tmp_path: Path) -> None:
    path, contents = back_up(settings, tmp_path / "b.tar", "1")
    more = tmp_path / "more"
    more.mkdir()
    (more / "电梯.txt").write_text("电梯管理办法\n第一条 加装电梯。", "utf-8")
    _ingest(settings, more)
    with pytest.raises(BackupError, match="--replace"):
        restore(settings, path, replace=False)
    assert _revision(settings) == contents.revision + 1
    former = restore(settings, path, replace=True).former
    assert former is not None
    assert _revision(settings) == contents.revision
    assert not (settings.home / "index").exists()
    assert _revision(Settings(home=former)) == contents.revision + 1


def test_a_mistyped_backup_is_told_before_replacing_is_asked_for(
    settings: Settings, tmp_path: Path
) -> None:
    for wrong in (tmp_path / "没有.tar", tmp_path):
        with pytest.raises(BackupError, match="备份文件不存在"):
            restore(settings, wrong, replace=False)


def test_what_is_damaged_is_refused_and_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    path, contents = back_up(settings, tmp_path / "b.tar", "1")
    whole = path.read_bytes()
    for damaged in (
        b"", b"x" * 1000, whole[: len(whole) // 2], whole[: len(whole) - 12_000],
        whole.replace("养犬管理办法".encode(), "养猫管理办法".encode(), 1),
    ):  # fmt: skip
        path.write_bytes(damaged)
        for read in (check, lambda p: restore(settings, p, replace=True)):
            with pytest.raises(BackupError):
                read(path)
    assert _revision(settings) == contents.revision
    assert not list(settings.home.glob("replaced-*")) + list(settings.home.glob(".restore-*"))


@pytest.mark.parametrize("name", ["../outside", "/outside", "link"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "b.tar"
    with tarfile.open(path, "w") as archive:
        entry = tarfile.TarInfo(name)
        if name == "link":
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry, io.BytesIO())
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(BackupError, match="不该有"):
        restore(Settings(home=home), path, replace=False)
    assert list(home.iterdir()) == []


def test_a_backup_of_a_newer_program_is_refused(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settings.home / "catalogue.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    path, _ = back_up(settings, tmp_path / "b.tar", "1")
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    with pytest.raises(BackupError, match="升级程序"):
        restore(Settings(home=fresh), path, replace=False)
    assert list(fresh.iterdir()) == []


def test_a_broken_catalogue_is_not_backed_up(settings: Settings, tmp_path: Path) -> None:
    database = settings.home / "catalogue.db"
    data = bytearray(database.read_bytes())
    data[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    database.write_bytes(data)
    with pytest.raises(BackupError):
        back_up(settings, tmp_path / "b.tar", "1")
    assert not (tmp_path / "b.tar").exists()


def test_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError):
        back_up(Settings(home=tmp_path / "none"), tmp_path / "b.tar", "1")
    server = Settings(home=tmp_path, database_url="postgresql://x@127.0.0.1/x")
    with pytest.raises(BackupError, match="pg_dump"):
        back_up(server, tmp_path / "b.tar", "1")
    assert json.dumps([p.name for p in tmp_path.iterdir()]) == "[]"
