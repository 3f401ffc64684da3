"""Jobs: what was asked for over HTTP and takes a while. They stand in the catalogue, so that a
restart of the service loses none; one process works them off (``policy-search jobs work``).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import insert, select, update

from indexer.catalogue.auditing import Act, append, now
from indexer.catalogue.database import Database
from indexer.catalogue.tables import jobs
from indexer.model.errors import CatalogueError
from indexer.model.labels import LabelledEnum
from indexer.runtime.disk import obstacle
from indexer.runtime.sole import alone, is_held

LOCK = "jobs.lock"
# A job that took its worker with it so often is given up.
_TRIES = 3


class JobKind(LabelledEnum):
    UPLOAD = "upload", "上传入库"
    REBUILD = "rebuild", "重建索引"
    RETRY = "retry", "重新读取"
    NAMES = "names", "换用机关名录"


class JobState(LabelledEnum):
    QUEUED = "queued", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"

    @property
    def is_open(self) -> bool:
        return self in (JobState.QUEUED, JobState.RUNNING)


_OPEN = tuple(state.value for state in JobState if state.is_open)


@dataclass(frozen=True, slots=True)
class Job:
    """``access_key``: the id of the key that asked; ``progress``: phase, done, total, documents."""

    id: str
    kind: JobKind
    state: JobState
    who: str
    access_key: str | None
    params: Mapping[str, Any]
    progress: Mapping[str, Any]
    result: Mapping[str, Any] | None
    error: str
    tries: int
    created_at: str
    started_at: str | None
    ended_at: str | None


class Jobs:
    """The jobs of a library. Raises CatalogueError where the catalogue fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, job_id: str, kind: JobKind, params: Mapping[str, Any], act: Act, key: str | None
    ) -> Job:
        """A new one, with what the audit log tells of it."""
        job = self._create(job_id, kind, params, act, key, sole=False)
        assert job is not None
        return job

    def create_sole(
        self, job_id: str, kind: JobKind, params: Mapping[str, Any], act: Act, key: str | None
    ) -> Job | None:
        """None where another of its kind is still open: of two that come at once, one is taken."""
        return self._create(job_id, kind, params, act, key, sole=True)

    def _create(
        self, job_id: str, kind: JobKind, params: Mapping[str, Any], act: Act, key: str | None,
        *, sole: bool,
    ) -> Job | None:  # fmt: skip
        at = now()
        row = {
            "id": job_id, "kind": kind.value, "state": JobState.QUEUED.value, "who": act.who,
            "access_key": key, "params": _json(params), "progress": "{}", "result": None,
            "error": "", "tries": 0, "created_at": at,
        }  # fmt: skip
        still_open = (jobs.c.kind == kind.value) & jobs.c.state.in_(_OPEN)
        with self._database.writing() as connection:
            if sole and connection.execute(select(jobs.c.id).where(still_open)).first():
                return None
            connection.execute(insert(jobs), [row])
            append(connection, act, at)
        return self.find(job_id)

    def find(self, job_id: str) -> Job | None:
        found = self._select(select(jobs).where(jobs.c.id == job_id))
        return found[0] if found else None

    def newest(self, count: int) -> list[Job]:
        return self._select(select(jobs).order_by(jobs.c.created_at.desc()).limit(count))

    def last(self, kind: JobKind) -> Job | None:
        """The newest of a kind."""
        wanted = select(jobs).where(jobs.c.kind == kind.value)
        found = self._select(wanted.order_by(jobs.c.created_at.desc()).limit(1))
        return found[0] if found else None

    def waiting(self) -> list[Job]:
        """What is to be done, the oldest first. One that is running while nobody works was left
        by a worker that ended."""
        return self._select(select(jobs).where(jobs.c.state.in_(_OPEN)).order_by(jobs.c.created_at))

    def begin(self, job: Job) -> bool:
        """False where it was tried too often; it has failed then."""
        if job.tries >= _TRIES:
            self.end(job.id, JobState.FAILED, error=f"{_TRIES} 次都没有做完，处理进程异常结束")
            return False
        self._set(job.id, state=JobState.RUNNING.value, started_at=now(), tries=job.tries + 1)
        return True

    def put_back(self, job: Job) -> None:
        """To be done later, as though it had not begun."""
        self._set(job.id, state=JobState.QUEUED.value, tries=job.tries)

    def report(self, job_id: str, progress: Mapping[str, Any]) -> None:
        self._set(job_id, progress=_json(progress))

    def end(
        self,
        job_id: str,
        state: JobState,
        result: Mapping[str, Any] | None = None,
        error: str = "",
    ) -> None:
        told = _json(result) if result is not None else None
        self._set(job_id, state=state.value, result=told, error=error, ended_at=now())

    def _set(self, job_id: str, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job_id).values(**values))

    def _select(self, wanted: Any) -> list[Job]:
        return [_job(row) for row in self._database.read(wanted)]


def new_id() -> str:
    return secrets.token_hex(8)


@contextmanager
def working(home: Path) -> Iterator[bool]:
    """Be the one that works; False where another process is. Raises CatalogueError where the
    folder may not be written."""
    with ExitStack() as held:
        try:
            ours = held.enter_context(alone(home / LOCK))
        except OSError as error:
            raise CatalogueError(f"数据文件夹 {home} 无法写入：{obstacle(error)}") from error
        yield ours


def is_worked(home: Path) -> bool:
    """Whether a process works the jobs off."""
    return is_held(home / LOCK)


def _json(value: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(value)).decode()


def _job(row: Any) -> Job:
    return Job(
        id=row["id"],
        kind=JobKind(row["kind"]),
        state=JobState(row["state"]),
        who=row["who"],
        access_key=row["access_key"],
        params=orjson.loads(row["params"]),
        progress=orjson.loads(row["progress"]),
        result=orjson.loads(row["result"]) if row["result"] is not None else None,
        error=row["error"],
        tries=row["tries"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
    )
