"""The one place that knows which database it is: opening, pragmas, migrations, errors."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    bindparam,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from indexer.catalogue.tables import HEAD
from indexer.model.errors import CatalogueError
from indexer.runtime.belonging import libraries_below
from indexer.runtime.write_ahead import use_wal

# How long a writer waits for another one's transaction before it gives up.
BUSY_SECONDS = 30


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Turn the library's exceptions into CatalogueError."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise CatalogueError(f"{what}: {cause}") from error
    except ModuleNotFoundError as error:
        raise CatalogueError(f"{what}: 没有安装所需的驱动 {error.name}") from error


class Database:
    """An engine and one long-lived reading connection a thread.

    A reading connection is in autocommit: every statement sees what was committed before it.
    Raises CatalogueError where the database cannot be opened or is newer than this program.
    """

    def __init__(self, url: str, *, create: bool) -> None:
        self.url = url
        self._local = threading.local()
        self._readers: list[Connection] = []
        self._lock = threading.Lock()
        with guarded("目录库的地址有误"):
            parsed = make_url(url)
            self.sqlite = parsed.get_backend_name() == "sqlite"
        with guarded(f"目录库无法打开（{parsed.render_as_string()}）"):
            if self.sqlite:
                _prepare_folder(parsed.database, create=create)
            self.engine = _engine(url, sqlite=self.sqlite)
            try:
                migrate(self.engine)
            except BaseException:
                self.engine.dispose()
                raise
        self._path = Path(parsed.database or "") if self.sqlite else None
        self._file = self._identity()

    def is_replaced(self) -> bool:
        """Whether another file stands where the one that we have open stood, or none: what is
        committed there is never seen here."""
        return self._identity() != self._file

    def _identity(self) -> tuple[int, int] | None:
        try:
            seen = self._path.stat() if self._path is not None else None
        except OSError:
            return None
        return (seen.st_dev, seen.st_ino) if seen is not None else None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed on a clean exit and rolled back on an exception."""
        with (
            guarded("写入目录库失败"),
            self.engine.connect() as connection,
        ):
            connection = connection.execution_options(write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A reading transaction: every statement in it sees the same state."""
        with guarded("读取目录库失败"), self.engine.connect() as connection, connection.begin():
            yield connection

    def reader(self) -> Connection:
        """This thread's reading connection."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            with guarded("目录库无法打开"):
                connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._local.connection = connection
            with self._lock:
                self._readers.append(connection)
        return connection

    def rows(self, prepared: Prepared, values: Sequence[object]) -> list[Any]:
        """Run a prepared lookup on the driver itself: SQLAlchemy's own way costs more than the
        lookup does, and this is on the path of every search."""
        raw = self.reader().connection.dbapi_connection
        if raw is None:
            raise CatalogueError("目录库连接已关闭")
        cursor = raw.cursor()
        try:
            cursor.execute(prepared.sql, prepared.arguments(values))
            return list(cursor.fetchall())
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise CatalogueError(f"读取目录库失败: {error}") from error
        finally:
            cursor.close()

    def close(self) -> None:
        with self._lock:
            for connection in self._readers:
                connection.close()
            self._readers.clear()
        self.engine.dispose()


class Prepared:
    """A SELECT compiled once for a number of bound values named p0, p1, …"""

    def __init__(self, engine: Engine, statement: Select[Any]) -> None:
        compiled = statement.compile(dialect=engine.dialect)
        self.sql = str(compiled)
        self._order = compiled.positiontup  # None where the driver takes names

    def arguments(self, values: Sequence[object]) -> Any:
        if self._order is None:
            return {f"p{i}": value for i, value in enumerate(values)}
        return [values[int(name[1:])] for name in self._order]


def placeholders(count: int) -> list[Any]:
    return [bindparam(f"p{i}", type_=None) for i in range(count)]


def migrate(engine: Engine) -> None:
    """Bring the tables up to HEAD. Safe when several processes open the catalogue at once."""
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    # Imported only where there is something to migrate: it costs a fifth of a second.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with engine.connect() as connection:
        connection = connection.execution_options(write=True)
        with connection.begin():
            known = {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}
            version = _version(connection)
            if version is not None and version not in known:
                raise CatalogueError(f"目录库由更新的版本建立（{version}），请升级程序")
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise CatalogueError(f"目录库升级失败: {error}") from error


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _nearby(home: Path) -> str:
    """As after ``make demo``, whose library lies in a folder of its own below the default one."""
    found = libraries_below(home)
    return f"；已有的资料库：{found[0]}，要用它请设 POLICY_SEARCH_HOME={found[0]}" if found else ""


def _prepare_folder(path: str | None, *, create: bool) -> None:
    if not path or path == ":memory:":
        raise CatalogueError("目录库需要一个文件")
    try:
        if not create and not Path(path).exists():
            nearby = _nearby(Path(path).parent)
            raise CatalogueError(f"目录库不存在: {path}，请先用 policy-search ingest 入库{nearby}")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueError(f"数据文件夹无法使用: {error}") from error


def _engine(url: str, *, sqlite: bool) -> Engine:
    pool: dict[str, Any] = {"pool_size": 4, "max_overflow": -1}
    if not sqlite:
        return create_engine(url, **pool)
    engine = create_engine(
        url,
        **pool,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are ours to begin, see _begin_sqlite
    cursor = connection.cursor()
    use_wal(cursor, BUSY_SECONDS)
    for pragma in (
        "synchronous = NORMAL",  # in WAL a crash of the process loses nothing committed
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "cache_size = -8192",
        "mmap_size = 0",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: a reader that turns writer later can deadlock."""
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")


def integrity(database: Database) -> list[str]:
    """What the database itself finds wrong with its pages and references."""
    if not database.sqlite:
        return []
    with database.snapshot() as connection:
        found = [
            str(r[0]) for r in connection.execute(text("PRAGMA integrity_check")) if r[0] != "ok"
        ]
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    return found + [f"{row[0]}({row[1]}) → {row[2]}" for row in broken]
