"""One look at everything that this product stands on. Nothing of it is changed, and whatever is
broken is told, never raised."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from indexer.bootstrap import Library
from indexer.catalogue import Catalogue
from indexer.catalogue.looking import look
from indexer.catalogue.tables import HEAD
from indexer.extractors.recognition.engine import is_available
from indexer.indexing.standing import ADVICE
from indexer.model.errors import PolicySearchError, QuarantineReason, SettingsError
from indexer.pipeline.lock import is_held
from indexer.runtime import belonging
from indexer.runtime.origins import origins, told_strangers
from indexer.runtime.settings import CATALOGUE, Settings, settings_from_outside
from indexer.usage.store import trouble_of
from search_api.doctor.servers import running_servers
from search_api.scripts import are_built

LIBRARIES = (
    "fastapi", "uvicorn", "pydantic", "sqlalchemy", "numpy", "whoosh-reloaded", "rjieba", "jieba",
    "pypdfium2", "pdfminer.six", "lxml", "trafilatura", "python-docx", "openpyxl",
)  # fmt: skip
# With less than this free, an ingestion or a rebuild is likely to end for want of space.
_LEAST_FREE = 2**30
_SECONDS = 20.0
_FOR_READING = (
    "本用户只能读取这个资料库：serve 与检索照常；入库、更正、重建由有写权限的用户做，"
    "检索次数、点击与评判不保存"
)
_INGEST = "运行 policy-search ingest 文件夹"


@dataclass(frozen=True, slots=True)
class Problem:
    """``what`` is wrong and what to ``do``, in Chinese."""

    what: str
    do: str


@dataclass
class Examination:
    """Sections by name, each of plain values; what is wrong; what may be worth knowing."""

    sections: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def wrong(self, what: str, do: str) -> None:
        self.problems.append(Problem(what, do))

    def take(self, name: str, look_at: Callable[[], Any]) -> None:
        """A section, or what kept one from looking."""
        try:
            self.sections[name] = look_at()
        except Exception as error:
            self.sections[name] = None
            self.wrong(f"{name} 无法查看：{type(error).__name__}：{error}", "请报告这个错误")

    def json(self) -> dict[str, Any]:
        return {
            "well": not self.problems,
            **self.sections,
            "problems": [{"what": p.what, "do": p.do} for p in self.problems],
            "hints": self.hints,
        }


def examine() -> Examination:
    found = Examination()
    settings = _settings(found)
    found.take("versions", _versions)
    found.take("settings", lambda: _origins(settings, found))
    found.take("ocr", lambda: _ocr(settings))
    found.take("fonts", lambda: {"needed": False})
    found.take("scripts", lambda: _scripts(found))
    found.take("disk", lambda: _disk(settings, found))
    found.take("catalogue", lambda: _catalogue(settings, found))
    found.take("index", lambda: _index(settings, found))
    found.take("usage", lambda: _usage(settings, found))
    found.take("servers", lambda: _servers(settings, found))
    return found


def _settings(found: Examination) -> Settings:
    """As commands read them; where they refuse to, as much as can be known."""
    try:
        return belonging.read_settings()
    except SettingsError as error:
        found.wrong(str(error), "改正后再运行")
    try:
        outside = settings_from_outside()
    except SettingsError:
        home = os.environ.get("POLICY_SEARCH_HOME") or str(Settings.model_fields["home"].default)
        outside = Settings.model_construct(home=Path(home))
    try:
        return belonging.kept_settings(outside) or outside
    except SettingsError:
        return outside


def _usage(settings: Settings, found: Examination) -> str | None:
    if _is_for_reading(settings):
        return None  # as is meant: nothing is kept there
    trouble = trouble_of(settings.usage_url) if settings.home.exists() else None
    if trouble is not None:
        found.wrong(
            f"{trouble}；检索照常，但检索次数、点击和评判没有保存",
            "核对权限与磁盘空间；文件已损坏的，移走它再重启服务",
        )
    return trouble


def _versions() -> dict[str, Any]:
    libraries: dict[str, str | None] = {}
    for name in LIBRARIES:
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            libraries[name] = None
    return {
        "policy-search": version("policy-search"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.release()}",
        "libraries": libraries,
    }


def _scripts(found: Examination) -> dict[str, bool]:
    built = are_built()
    if not built:
        found.hints.append(
            "网页脚本没有构建：页面照常可用，但没有检索联想和交互图表，也不能提供嵌入别站的检索框"
            "（/widget.js）；在源码目录运行 make setup 即可构建"
        )
    return {"built": built}


def _origins(settings: Settings, found: Examination) -> list[dict[str, str]]:
    found.hints += told_strangers()
    return [
        {"name": one.name, "value": _told(one.name, one.value), "origin": one.place}
        for one in origins(settings)
    ]


def _told(name: str, value: object) -> str:
    if name == "database_url":
        try:
            return make_url(str(value)).render_as_string(hide_password=True)
        except Exception:
            return "（无法读取）"  # and may hold a password
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _ocr(settings: Settings) -> dict[str, Any]:
    version = importlib.metadata.version("rapidocr") if is_available() else None
    return {"enabled": settings.ocr, "available": is_available(), "version": version}


def _disk(settings: Settings, found: Examination) -> dict[str, Any]:
    home = settings.home.absolute()
    standing = next((p for p in (home, *home.parents) if os.path.lexists(p)), home)
    free = shutil.disk_usage(standing).free
    if free < _LEAST_FREE:
        found.wrong(f"磁盘只剩 {free / 2**20:.0f} MB（{standing}）", "腾出空间")
    for_reading = _is_for_reading(settings)
    if for_reading:
        found.hints.append(_FOR_READING)
    elif not os.access(standing, os.R_OK | os.W_OK | os.X_OK):
        found.wrong(f"没有读写 {standing} 的权限", "用有权限的用户运行，或改 POLICY_SEARCH_HOME")
    if standing == home and not os.path.isdir(home):  # noqa: PTH112
        found.wrong(f"{home} 不是文件夹", "改 POLICY_SEARCH_HOME")
    return {
        "home": str(home),
        "exists": standing == home,
        "read_only": for_reading,
        "free_bytes": free,
        "library_bytes": _size(home),
    }


def _is_for_reading(settings: Settings) -> bool:
    """Whether this user may read a library that is there, and change nothing of it: as it is
    mounted for a server that only answers, which is no trouble."""
    home, catalogue = settings.home, settings.home / CATALOGUE
    return (
        settings.database_url is None
        and os.access(home, os.R_OK | os.X_OK)
        and os.access(catalogue, os.R_OK)
        and not os.access(home, os.W_OK)
        and not os.access(catalogue, os.W_OK)
    )


def _size(folder: Path) -> int:
    """What vanishes while one looks counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118
            except OSError:
                continue
    return total


def _catalogue(settings: Settings, found: Examination) -> dict[str, Any] | None:
    """None where there is none, or none that can be read."""
    told: dict[str, Any] = {"schema": None, "expected": HEAD}
    if settings.database_url is None:
        path = settings.home / CATALOGUE
        if not _is_there(path):
            others = belonging.libraries_below(settings.home)[:1]
            do = _INGEST + "".join(f"；要用 {o} 中的，请设 POLICY_SEARCH_HOME={o}" for o in others)
            found.wrong(f"还没有资料库（{settings.home.absolute()}）", do)
            return None
        try:
            seen = look(path)
        except PolicySearchError as error:
            found.wrong(f"目录库损坏或无法读取：{error}", "检查权限；损坏的由备份恢复")
            return None
        if seen.schema is None:
            found.wrong(f"{path} 不是目录库", "移走它，再用 policy-search ingest 入库")
            return None
        if seen.is_newer:
            found.wrong(f"目录库由更新的版本建立（{seen.schema}）", "升级程序")
            return None
        told |= {"schema": seen.schema, "checked": seen.checked}
        if seen.is_older:
            found.hints.append(f"目录库的表为 {seen.schema}，下一次运行时升级为 {HEAD}")
            return told
    try:
        with Catalogue.open(settings.catalogue_url, create=False) as catalogue:
            counts = catalogue.counts()
            writing = is_held(settings.home, catalogue)
    except PolicySearchError as error:
        found.wrong(f"目录库无法读取：{error}", "检查权限和地址；损坏的由备份恢复")
        return None
    told["schema"] = told["schema"] or HEAD
    told |= {
        "documents": counts.documents,
        "revision": counts.revision,
        "quarantined": sum(n for o, n in counts.sources.items() if o.value == "quarantined"),
        "writing": writing,
    }
    if not counts.documents:
        found.wrong("资料库中还没有文件", _INGEST)
    return told


def _is_there(path: Path) -> bool:
    """Where one may not look, there may be one: who opens it says what keeps us from it."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _index(settings: Settings, found: Examination) -> dict[str, Any] | None:
    kept = found.sections.get("catalogue")
    if not kept or "documents" not in kept:
        return None
    with Catalogue.open(settings.catalogue_url, create=False) as catalogue:
        try:
            library = Library(settings, catalogue)
            expected = library.store.fingerprint()
            standing = library.standing()
            scans = _scans(catalogue)
        except PolicySearchError as error:
            found.wrong(str(error), "按所述处理")
            return None
    if scans and not found.sections["ocr"]["available"]:
        found.hints.append(f"{scans} 个扫描件没有识别；装 ocr 组件后再 ingest 即可读入")
    if standing.trouble is not None and (kept["documents"] or standing.index):
        detail = f"（{standing.detail}）" if standing.detail else ""
        found.wrong(f"{standing.trouble.label}{detail}", ADVICE[standing.trouble])
    index = standing.index
    return {
        "code": standing.trouble,
        "expected_fingerprint": expected,
        "fingerprint": index.fingerprint if index else None,
        "generation": index.generation if index else None,
        "documents": index.documents if index else None,
        "revision": index.revision if index else None,
        "lag": standing.lag if index else None,
        "bytes": index.size_bytes if index else None,
    }


def _scans(catalogue: Catalogue) -> int:
    reason = QuarantineReason.NO_TEXT_LAYER.value
    return sum(source.reason == reason for source in catalogue.sources.all())


def _servers(settings: Settings, found: Examination) -> list[dict[str, Any]]:
    told = []
    for server in running_servers(settings.home):
        if server.problem is not None:
            what = f"服务（进程 {server.pid}）：{server.problem}"
            found.wrong(what, "按所述处理")
        told.append(server.json())
    return told
