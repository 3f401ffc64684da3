"""How the index stands to its catalogue: whether what is committed will be found, and if not, why.

``/ready``, ``status`` and ``doctor`` tell the same, because they all ask here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from indexer.catalogue import Catalogue
from indexer.engines.base import EngineStatus, SearchEngine
from indexer.indexing.following import is_foreign
from indexer.model.errors import (
    CatalogueError,
    CatalogueUnreachable,
    EngineError,
    EngineUnreachable,
    NoGeneration,
    PolicySearchError,
    StaleGeneration,
)
from indexer.model.labels import LabelledEnum


class Trouble(LabelledEnum):
    """Why nothing new will be found. The value is for programs, the label for people."""

    NO_INDEX = "index_missing", "索引不存在"
    FIRST = "index_being_built", "索引正在首次建立"
    OTHER_CONFIGURATION = "index_of_another_configuration", "索引由另一配置建立，新文件在此看不到"
    AWAY = "index_unreachable", "索引的服务器没有应答"
    DAMAGED = "index_damaged", "索引无法读取"
    OTHER_CATALOGUE = "index_of_another_catalogue", "索引不是由这个目录库（或它现在的历史）建立的"
    REPLACED = "catalogue_replaced", "目录库的文件已被替换或移走，新文件在此看不到"
    CATALOGUE_AWAY = "catalogue_unreachable", "目录库的服务器没有应答"
    UNREADABLE = "catalogue_unreadable", "目录库无法读取"
    BEHIND = "index_behind", "索引落后于目录库，也没有进程在更新"
    CANNOT_FOLLOW = "cannot_follow", "无法跟随索引的更新"


# What to do. Where a server runs it starts with an index that fits.
_REBUILD = "请运行 policy-search rebuild"
ADVICE = {
    Trouble.NO_INDEX: _REBUILD,
    Trouble.FIRST: "收录正在进行，首批文件完成后即可检索",
    Trouble.OTHER_CONFIGURATION: f"请重启服务；没有服务时{_REBUILD.removeprefix('请')}",
    Trouble.AWAY: "请检查 OpenSearch；它恢复后服务自行继续",
    Trouble.DAMAGED: _REBUILD,
    Trouble.OTHER_CATALOGUE: _REBUILD,
    Trouble.REPLACED: "请重启服务",
    Trouble.CATALOGUE_AWAY: "请检查 PostgreSQL；它恢复后服务自行继续",
    Trouble.UNREADABLE: "请由备份恢复目录库，再重启服务",
    Trouble.BEHIND: f"{_REBUILD} --if-needed",
    Trouble.CANNOT_FOLLOW: "请查看日志并重启服务",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``index``: None where none can be read. ``lag``: catalogue revisions that it is behind; it
    may be so while an ingestion is at work, which is no trouble."""

    index: EngineStatus | None = None
    lag: int = 0
    trouble: Trouble | None = None
    detail: str = ""

    @property
    def reason(self) -> str | None:
        """What the trouble is and what to do, in Chinese."""
        if self.trouble is None:
            return None
        detail = f"（{self.detail}）" if self.detail else ""
        return f"{self.trouble.label}{detail}。{ADVICE[self.trouble]}"


def standing(
    catalogue: Catalogue, open_engine: Callable[[], SearchEngine], *, behind: bool = False
) -> Standing:
    """``behind``: as ``is_behind`` found. Never raises a PolicySearchError."""
    index: EngineStatus | None = None
    lag = 0
    try:
        if catalogue.is_replaced():
            return Standing(trouble=Trouble.REPLACED)
        engine = open_engine()
        index = engine.status()
        lag = catalogue.revision() - index.revision
        foreign = is_foreign(catalogue, index)
        engine.check_serving()
    except PolicySearchError as error:
        return _told(error, index, lag)
    if foreign:
        detail = f"索引为 {index.revision}，目录库为 {index.revision + lag}"
        return Standing(index, lag, Trouble.OTHER_CATALOGUE, detail)
    if behind and lag > 0:
        return Standing(index, lag, Trouble.BEHIND, f"落后 {lag} 个版本")
    return Standing(index, lag)


def standing_now(
    catalogue: Catalogue, open_engine: Callable[[], SearchEngine], writing: Callable[[], bool]
) -> Standing:
    """The same for a process that opens the index anew, and closes it. While another process fills
    an empty library there is nothing to mend."""
    try:
        revision = catalogue.revision()
        # In this order, so that what was committed before has been indexed since, or never will.
        resting = not writing()
        engine = open_engine()
    except NoGeneration as error:
        return _told(error) if resting else Standing(trouble=Trouble.FIRST)
    except PolicySearchError as error:
        return _told(error)
    try:
        behind = resting and engine.status().revision < revision
        return standing(catalogue, lambda: engine, behind=behind)
    finally:
        engine.close()


def _told(error: PolicySearchError, index: EngineStatus | None = None, lag: int = 0) -> Standing:
    trouble = _trouble(error)
    # Of another configuration the error says to rebuild, which is not for a server to hear.
    detail = "" if trouble is Trouble.OTHER_CONFIGURATION else str(error)
    return Standing(index, lag, trouble, detail)


def _trouble(error: PolicySearchError) -> Trouble:
    match error:
        case NoGeneration():
            return Trouble.NO_INDEX
        case StaleGeneration():
            return Trouble.OTHER_CONFIGURATION
        case CatalogueUnreachable():
            return Trouble.CATALOGUE_AWAY
        case EngineUnreachable():
            return Trouble.AWAY
        case CatalogueError():
            return Trouble.UNREADABLE
        case EngineError():
            return Trouble.DAMAGED
    raise error
