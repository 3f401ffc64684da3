"""A library in one file, taken while it serves; and back again.

The file is a tar archive (compressed where its name ends in ``.gz``): the catalogue and what is
kept of use as consistent copies, the library's settings with the files they name, uploads, and last
``backup.json`` with the size and SHA-256 of each. The index is not in it: it is made anew from the
catalogue, so that a restored library can never have one that is ahead.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from indexer.catalogue.looking import look
from indexer.catalogue.tables import HEAD
from indexer.model.errors import BackupError, CatalogueError
from indexer.runtime import belonging
from indexer.runtime.disk import obstacle
from indexer.runtime.progress import Reporter, Silent
from indexer.runtime.settings import CATALOGUE, TOML, USAGE, Settings
from indexer.stewardship.uploads import FOLDER, PART

_DATABASES = (CATALOGUE, USAGE)
# By their stems: their logs lie beside them.
_COPIED = frozenset(name.split(".")[0] for name in _DATABASES)
_CONTENTS = "backup.json"
_FORMAT = 1
# What is made anew, or belongs to a process.
_LEFT_OUT = frozenset({"index", "temporary", "limits", "writer", "jobs"})
# Where the catalogue says where a file is.
_PATHS = (("sources", "location"), ("sources", "container"), ("documents", "source_path"))
_BLOCK = 2**20
_LARGEST_CONTENTS = 2**26


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself. ``home``: the folder it was taken of; ``files``: name → (bytes,
    SHA-256)."""

    made_at: str
    program: str
    schema: str
    revision: int
    documents: int
    withheld: int
    home: str
    files: dict[str, tuple[int, str]]
    format: int = _FORMAT


# ---------------------------------------------------------------- taking one


def back_up(
    settings: Settings, target: Path, program: str, reporter: Reporter | None = None
) -> tuple[Path, Contents]:
    """Write a backup of the library to ``target``, a file, or a folder in which it is named by the
    time; the file appears when it is whole. Raises BackupError, CatalogueError."""
    if settings.database_url is not None:
        raise BackupError(
            "目录库在数据库服务器上，请用 pg_dump 备份；本机数据文件夹中的设置文件另行复制"
        )
    if not (settings.home / CATALOGUE).exists():
        raise CatalogueError(f"目录库不存在: {settings.home / CATALOGUE}")
    made_at = datetime.now().astimezone()
    path = _path(target, made_at)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
            part = Path(folder) / path.name
            contents = _write(settings.home, Path(folder), part, made_at, program, reporter)
            check(part, reporter)
            with part.open("rb") as whole:
                os.fsync(whole.fileno())
            part.replace(path)
    except (OSError, tarfile.TarError, sqlite3.Error) as error:
        raise BackupError(f"备份没有完成，{path} 未写入：{obstacle(error)}") from error
    return path, contents


def _path(target: Path, made_at: datetime) -> Path:
    if target.is_dir():
        return target / f"policy-search-{made_at:%Y%m%d-%H%M%S}.tar.gz"
    return target


def _write(
    home: Path, folder: Path, part: Path, made_at: datetime, program: str, reporter: Reporter | None
) -> Contents:
    reporter = reporter or Silent()
    # The catalogue first: what it names is there by then, and uploads are never changed.
    databases = {name: _copy(home / name, folder / name) for name in _DATABASES}
    there = {name: path for name, path in databases.items() if path is not None}
    there |= {str(path.relative_to(home)): path for path in _files(home)}
    files: dict[str, tuple[int, str]] = {}
    reporter.begin("备份", sum(path.stat().st_size for path in there.values()))
    with tarfile.open(part, "w:gz" if part.name.endswith("gz") else "w") as archive:
        for name, path in sorted(there.items()):
            files[name] = _add(archive, path, name)
            reporter.advance(files[name][0], 1)
        contents = _contents(folder / CATALOGUE, home, made_at, program, files)
        told = json.dumps(asdict(contents), ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(_CONTENTS)
        entry.size, entry.mtime = len(told), int(made_at.timestamp())
        archive.addfile(entry, BytesIO(told))
    return contents


def _copy(database: Path, target: Path) -> Path | None:
    """As of one moment, whoever writes meanwhile; checked. None where there is none."""
    if not database.exists():
        return None
    address = f"file:{quote(str(database.resolve()))}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        (wrong,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        # One file by itself, without the log that goes with it while it is in use.
        copy.execute("PRAGMA journal_mode = DELETE")
    if wrong != "ok":
        raise BackupError(f"{database} 已损坏（{wrong}），没有备份；请从较早的备份恢复")
    return target


def _files(home: Path) -> Iterator[Path]:
    """Of the library's own files, those that are neither databases nor made anew."""
    for name in sorted(_own(home)):
        if name.split(".")[0] in _LEFT_OUT | _COPIED:
            continue
        path = home / name
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        # What is still being sent grows, moves, or is given up; nobody was told that it is there.
        if name == FOLDER:
            inside = [one for one in inside if not one.relative_to(path).parts[0].endswith(PART)]
        yield from (one for one in inside if one.is_file() and not one.is_symlink())


def _own(home: Path) -> set[str]:
    """What a library keeps in its folder, also where its settings or its lock are missing."""
    names = {path.name for path in home.iterdir()}
    return names & belonging.own_names(names | {TOML, belonging.LOCK})


def _add(archive: tarfile.TarFile, path: Path, name: str) -> tuple[int, str]:
    with path.open("rb") as file:
        entry = archive.gettarinfo(arcname=name, fileobj=file)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        archive.addfile(entry, file)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256")
    return entry.size, digest.hexdigest()


def _contents(
    catalogue: Path,
    home: Path,
    made_at: datetime,
    program: str,
    files: dict[str, tuple[int, str]],
) -> Contents:
    with closing(sqlite3.connect(catalogue)) as connection:
        (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        (revision,) = connection.execute(
            "SELECT value FROM counters WHERE name = 'revision'"
        ).fetchone()
        counted = (
            "SELECT count(*), coalesce(sum(NOT published), 0) FROM documents WHERE NOT deleted"
        )
        documents, withheld = connection.execute(counted).fetchone()
    when = made_at.isoformat(timespec="seconds")
    return Contents(
        when, program, schema, revision, documents, withheld, str(home.resolve()), files
    )


# ---------------------------------------------------------------- reading one


def check(path: Path, reporter: Reporter | None = None) -> Contents:
    """Read all of a backup against what it says of itself. Raises BackupError."""
    return _read(path, None, reporter or Silent())


def _read(path: Path, into: Path | None, reporter: Reporter) -> Contents:
    """Checked, and unpacked into a folder where one is given."""
    found: dict[str, tuple[int, str]] = {}
    contents: Contents | None = None
    try:
        reporter.begin("核对备份", path.stat().st_size)
        with tarfile.open(path, "r:*") as archive:
            for entry in archive:
                if entry.name == _CONTENTS:
                    contents = _parsed(archive, entry)
                    continue
                found[entry.name] = _unpack(archive, entry, into)
                reporter.advance(0, 1)
    except (OSError, tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path} 不是完整的备份：{error}") from error
    if contents is None:
        raise BackupError(f"{path} 不是本程序的备份，或不完整：缺少 {_CONTENTS}")
    if found != contents.files:
        wrong = sorted(
            n for n in {*found, *contents.files} if found.get(n) != contents.files.get(n)
        )
        raise BackupError(f"{path} 已损坏，与其清单不符：{'、'.join(wrong[:5])}")
    return contents


def _parsed(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Contents:
    file = archive.extractfile(entry)
    if file is None or entry.size > _LARGEST_CONTENTS:
        raise BackupError(f"{_CONTENTS} 无法读取")
    try:
        fields = json.loads(file.read())
        files = {name: (int(size), str(sha)) for name, (size, sha) in fields.pop("files").items()}
        contents = Contents(**fields, files=files)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{_CONTENTS} 无法读取：{error}") from error
    if contents.format != _FORMAT:
        raise BackupError(f"备份的格式 {contents.format} 不认识，请升级程序")
    return contents


def _unpack(archive: tarfile.TarFile, entry: tarfile.TarInfo, into: Path | None) -> tuple[int, str]:
    name = PurePosixPath(entry.name)
    file = archive.extractfile(entry) if entry.isreg() else None
    if file is None or name.is_absolute() or ".." in name.parts:
        raise BackupError(f"备份中有不该有的内容：{entry.name}")
    digest = hashlib.sha256()
    target = into / name if into is not None else Path(os.devnull)
    if into is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        while block := file.read(_BLOCK):
            digest.update(block)
            out.write(block)
        if into is not None:
            out.flush()
            os.fsync(out.fileno())
    return entry.size, digest.hexdigest()


# ---------------------------------------------------------------- putting one back


@dataclass(frozen=True, slots=True)
class Restored:
    """``former``: the folder into which what was there has been moved; None where nothing was."""

    contents: Contents
    former: Path | None


def restore(
    settings: Settings, backup: Path, *, replace: bool, reporter: Reporter | None = None
) -> Restored:
    """Make the library what the backup holds, without an index. Nothing of it is touched before
    all of the backup was read and found whole; a library that is there is moved aside, and only
    with ``replace``. The caller holds the writer's lock. Raises BackupError."""
    if settings.database_url is not None:
        raise BackupError("目录库在数据库服务器上，请用 pg_restore 恢复")
    home = settings.home
    if not backup.is_file():  # told first: whoever mistyped it should not be asked for --replace
        raise BackupError(f"备份文件不存在：{backup}")
    if (home / CATALOGUE).exists() and not replace:
        raise BackupError(
            f"{home} 中已有资料库；要以备份取代它，请加 --replace（原有的会移到旁边）"
        )
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder:
            unpacked = Path(folder)
            contents = _read(backup, unpacked, reporter or Silent())
            _check_catalogue(unpacked / CATALOGUE)
            _follow(unpacked / CATALOGUE, contents.home, str(home.resolve()))
            former = _move_aside(home)
            _move_in(unpacked, home)
    except OSError as error:
        raise BackupError(f"没有恢复成：{obstacle(error)}") from error
    return Restored(contents, former)


def _check_catalogue(path: Path) -> None:
    if not path.exists():
        raise BackupError(f"备份中没有 {CATALOGUE}")
    seen = look(path)
    if seen.is_newer:
        raise BackupError(f"备份由更新的版本建立（表 {seen.schema}，本程序 {HEAD}），请升级程序")


def _follow(catalogue: Path, former: str, home: str) -> None:
    """What lies within the library's own folder (uploads, copies) lies in the new one now."""
    if former == home:
        return
    with closing(sqlite3.connect(catalogue)) as connection, connection:
        for table, column in _PATHS:
            connection.execute(
                f"UPDATE {table} SET {column} = ? || substr({column}, ?) "
                f"WHERE substr({column}, 1, ?) = ?",
                (home, len(former) + 1, len(former) + 1, former + os.sep),
            )


def _move_aside(home: Path) -> Path | None:
    """The catalogue first: without it there is no library, and a second try goes on."""
    own = _own(home) - {belonging.LOCK}
    if not own:
        return None
    former = home / f"replaced-{datetime.now():%Y%m%d-%H%M%S}"
    former.mkdir()
    for name in sorted(own, key=lambda name: (not name.startswith(CATALOGUE), name)):
        if name.split(".")[0] in _LEFT_OUT:
            _remove(home / name)  # what is made anew
        else:
            (home / name).rename(former / name)
    return former


def _move_in(unpacked: Path, home: Path) -> None:
    """The catalogue last: from then on there is a library, and it is whole."""
    for path in sorted(unpacked.iterdir(), key=lambda path: (path.name == CATALOGUE, path.name)):
        path.replace(home / path.name)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
