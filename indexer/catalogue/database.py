"""The one place that knows which database it is: opening, pragmas, migrations, errors."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RowMapping, Select, bindparam, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from indexer.catalogue import copying, holding, postgresql, sqlite
from indexer.catalogue.returning import Returning
from indexer.catalogue.tables import HEAD
from indexer.model.errors import CatalogueError
from indexer.runtime.disk import obstacle

# Alembic's context is the process's, not a thread's.
_MIGRATING = threading.Lock()


_OLDER = (
    "目录库由较早的版本建立，须先升级，而这里只能读取（没有写权限，或磁盘已满）；"
    "请能写它时以本版本运行一次 policy-search status"
)

T = TypeVar("T")


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Turn the library's exceptions into CatalogueError."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise CatalogueError(f"{what}: {obstacle(cause)}") from error
    except ModuleNotFoundError as error:
        raise CatalogueError(
            f"{what}: 没有安装所需的驱动 {error.name}，请 pip install policy-search[postgresql]"
        ) from error


@contextmanager
def entered(what: str, held: AbstractContextManager[T]) -> Iterator[T]:
    """Hold it: taking it is ``guarded``, and what happens meanwhile is not."""
    with ExitStack() as opened:
        with guarded(what):
            taken = opened.enter_context(held)
        yield taken


class Database:
    """An engine and one long-lived reading connection a thread.

    A reading connection is in autocommit: every statement sees what was committed before it. A
    server that is not there is waited for by who reads: see ``returning.py``. Raises
    CatalogueError where the database cannot be opened or is newer than this program.
    """

    def __init__(self, url: str, *, create: bool) -> None:
        self.url = url
        self._local = threading.local()
        self._readers: list[Connection] = []
        self._lock = threading.Lock()
        self._returning = Returning()
        with guarded("目录库的地址有误"):
            parsed = make_url(url)
            self.sqlite = parsed.get_backend_name() == "sqlite"
        with guarded(f"目录库无法打开（{parsed.render_as_string()}）"):
            pool: dict[str, Any] = {"pool_size": 4, "max_overflow": -1}
            if self.sqlite:
                self.engine = sqlite.open_engine(parsed, pool, create=create)
            elif parsed.get_backend_name() == "postgresql":
                self.engine = postgresql.open_engine(parsed, pool)
            else:
                raise CatalogueError(
                    f"目录库只能是 SQLite 或 PostgreSQL，不能是 {parsed.drivername}"
                )
            try:
                migrate(self.engine)
            except BaseException:
                self.engine.dispose()
                raise
        self._path = Path(parsed.database or "") if self.sqlite else None
        # Where nothing may be written beside it, the file is read as one that does not change.
        self._still = (
            self._path is not None
            and sqlite.is_for_reading(self._path)
            and sqlite.is_still(self._path)
        )
        self._file = self._identity()

    def is_replaced(self) -> bool:
        """Whether another file stands where the one that we have open stood, or none: what is
        committed there is never seen here."""
        return self._identity() != self._file

    def _identity(self) -> tuple[int, ...] | None:
        try:
            seen = self._path.stat() if self._path is not None else None
        except OSError:
            return None
        if seen is None or self._path is None:
            return None
        if self._still:
            changed = (seen.st_mtime_ns, seen.st_size, sqlite.is_still(self._path))
            return (seen.st_dev, seen.st_ino, *changed)
        return (seen.st_dev, seen.st_ino)

    @contextmanager
    def writer(self, *, alone: bool = False) -> Iterator[None]:
        """Hold the right to write across hosts, where the catalogue is a server's, with others or
        ``alone``: a file, which one host reaches, has its folder's lock. Raises CatalogueError,
        naming a holder."""
        if self.sqlite:
            yield
            return
        with entered("目录库无法写入", holding.writer_lock(self.engine, alone=alone)):
            yield

    @contextmanager
    def sole(self, name: str) -> Iterator[bool]:
        """Be the one that does what one host does for all, where the catalogue is a server's: work
        a job off, bring an index up that they share (``EngineStore.shared``; none has an empty
        name). False where another host does."""
        if self.sqlite or not name:
            yield True
            return
        with entered("目录库无法读取", holding.name_lock(self.engine, name)) as ours:
            yield ours

    def writer_elsewhere(self) -> str | None:
        """Who writes, on any host."""
        if self.sqlite:
            return None
        with guarded("读取目录库失败"):
            return holding.writer_of(self.engine)

    def holder_of(self, name: str) -> str | None:
        """Who does that, on any host."""
        if self.sqlite or not name:
            return None
        with guarded("读取目录库失败"):
            return holding.holder_of(self.engine, name)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed on a clean exit and rolled back on an exception."""
        if self._still:
            raise CatalogueError("目录库只能读取：本用户没有写权限，或磁盘已满")
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
        with guarded("读取目录库失败"), self._connected() as connection, connection.begin():
            yield connection

    def _connected(self) -> Connection:
        return self.engine.connect() if self.sqlite else self._returning.reach(self.engine.connect)

    def copy_to(self, path: Path) -> None:
        """It as it is now, as another file: the whole of a file, the documents of a server."""
        with guarded("目录库无法复制"):
            if self.sqlite:
                self._reader().exec_driver_sql("VACUUM INTO ?", (str(path),))
                return
            url = make_url("sqlite://").set(database=str(path))
            target = sqlite.open_engine(url, {}, create=True)
            try:
                migrate(target)
                copying.copy_rows(self.engine, target)
            finally:
                target.dispose()

    def _reader(self) -> Connection:
        """This thread's reading connection."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            with guarded("目录库无法打开"):
                connection = self._connected().execution_options(isolation_level="AUTOCOMMIT")
            self._local.connection = connection
            with self._lock:
                self._readers.append(connection)
        return connection

    def read(self, statement: Select[Any]) -> Sequence[RowMapping]:
        """What it selects, as it is now."""
        with guarded("读取目录库失败"):
            try:
                return self._read(statement)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
            # A server that was restarted has cut this thread's connection; a new one may go.
            self._forget_reader()
            return self._read(statement)

    def _read(self, statement: Select[Any]) -> Sequence[RowMapping]:
        return self._reader().execute(statement).mappings().all()

    def rows(self, prepared: Prepared, values: Sequence[object]) -> list[Any]:
        """Run a prepared lookup on the driver itself: SQLAlchemy's own way costs more than the
        lookup does, and this is on the path of every search."""
        try:
            return self._rows(prepared, values)
        except self.engine.dialect.loaded_dbapi.OperationalError as error:
            if self.sqlite:
                raise CatalogueError(f"读取目录库失败: {obstacle(error)}") from error
            # A server that was restarted has cut this thread's connection; a new one may go.
            self._forget_reader()
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise CatalogueError(f"读取目录库失败: {obstacle(error)}") from error
        try:
            return self._rows(prepared, values)
        except self.engine.dialect.loaded_dbapi.Error as error:
            self._forget_reader()
            raise CatalogueError(f"读取目录库失败: {obstacle(error)}") from error

    def _rows(self, prepared: Prepared, values: Sequence[object]) -> list[Any]:
        raw = self._reader().connection.dbapi_connection
        if raw is None:
            raise CatalogueError("目录库连接已关闭")
        with closing(raw.cursor()) as cursor:
            cursor.execute(prepared.sql, prepared.arguments(values))
            return list(cursor.fetchall())

    def _forget_reader(self) -> None:
        connection: Connection = self._local.connection
        del self._local.connection
        with self._lock:
            self._readers.remove(connection)
        connection.invalidate()
        connection.close()

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


def _check_known(version: str | None, known: set[str]) -> None:
    if version is not None and version not in known:
        raise CatalogueError(f"目录库由更新的版本建立（{version}），请升级程序")


def migrate(engine: Engine) -> None:
    """Bring the tables up to HEAD. Safe when several processes open the catalogue at once."""
    with engine.connect() as connection:
        version = _version(connection)
    if version == HEAD:
        return
    # Imported only where there is something to migrate: it costs a fifth of a second.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    known = {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}
    _check_known(version, known)
    if (
        version is not None
        and engine.dialect.name == "sqlite"
        and sqlite.is_for_reading(Path(engine.url.database or ""))
    ):
        raise CatalogueError(_OLDER)
    with _MIGRATING, engine.connect() as connection:
        connection = connection.execution_options(write=True)
        with connection.begin():
            _check_known(_version(connection), known)
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise CatalogueError(f"目录库升级失败: {error}") from error


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def integrity(database: Database) -> list[str]:
    """What the database itself finds wrong with its pages; a server sees to its own."""
    if not database.sqlite:
        return []
    with database.snapshot() as connection:
        return sqlite.integrity(connection)
