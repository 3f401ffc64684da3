"""The tree of errors. Each carries the path or the field it is about, as attributes.

    PolicySearchError
    ├── UsageError(field)              what the user asked for cannot be read; exit 2, HTTP 422
    │   ├── SettingsError              a setting is wrong
    │   │   └── SettingsConflict       it contradicts the library's own; exit 3
    │   └── ManifestError(path, row)   a manifest's column or value is wrong
    ├── Quarantined(path, reason)      a file that cannot be indexed, and the true reason why
    ├── DocumentNotFound(id)           no such document, or none that may be shown; HTTP 404
    ├── AccessError                    the caller may not
    │   ├── NotSignedIn                no key or token, or none that holds; HTTP 401
    │   ├── NotAllowed                 it does not reach so far; HTTP 403
    │   └── TooManyRequests(seconds)   come again later; HTTP 429
    ├── OutOfTime                      it would take longer than is allowed; exit 3, HTTP 503
    ├── CatalogueError                 the catalogue cannot be opened, read or written; exit 3
    │   └── CatalogueUnreachable       its server does not answer
    └── EngineError                    the index cannot be opened, read or written; exit 3
        ├── EngineUnreachable          its servers do not answer
        ├── NoGeneration               nothing has been built yet
        └── StaleGeneration            built with other fields, dictionaries or format: rebuild

A library's own exceptions never leave the module that calls the library.
"""

from __future__ import annotations

import traceback

from indexer.model.labels import LabelledEnum


class PolicySearchError(Exception):
    """The root of all errors that this project raises on purpose."""


class UsageError(PolicySearchError):
    """What the user asked for cannot be read. ``field`` names the parameter or the setting."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class SettingsError(UsageError):
    """A setting has a value that cannot be used."""


class SettingsConflict(SettingsError):
    """A setting contradicts the one that the library keeps: nothing can be run."""


class ManifestError(UsageError):
    """A manifest has an unknown column, a bad value, or cannot be read."""

    def __init__(
        self, message: str, *, path: str, row: int | None = None, field: str | None = None
    ) -> None:
        super().__init__(message, field=field)
        self.path = path
        self.row = row


class QuarantineReason(LabelledEnum):
    """Why a file is not indexed. The value is stored; the label is what staff read."""

    MISSING = "missing", "文件不存在"
    UNREADABLE = "unreadable", "没有读取权限或读取出错"
    NOT_REGULAR = "not_regular", "不是普通文件"
    OUTSIDE = "outside", "链接指向所给文件夹之外"
    CHANGED = "changed_while_read", "读取过程中文件发生变化"
    EMPTY = "empty", "空文件"
    ENCRYPTED = "encrypted", "文件已加密"
    CORRUPT = "corrupt", "文件损坏或不完整"
    NO_PAGES = "no_pages", "文件没有页面"
    NO_TEXT_LAYER = "no_text_layer", "扫描件，没有文字层"
    NO_TEXT = "no_text", "文件中没有文字"
    UNSUPPORTED = "unsupported", "不支持的格式"
    BAD_RECORD = "bad_record", "记录无法读取"
    TOO_LARGE = "too_large", "超过大小限制"
    OUTPUT_TOO_LARGE = "output_too_large", "提取的文字超过大小限制"
    TOO_MANY_PAGES = "too_many_pages", "页数超过限制"
    NESTING = "nesting", "压缩包嵌套过深"
    COMPRESSION_RATIO = "compression_ratio", "压缩比异常"
    UNSAFE_NAME = "unsafe_name", "压缩包内的路径不安全"
    UNSAFE_XML = "unsafe_xml", "含有 XML 实体或外部引用声明"
    TIMEOUT = "timeout", "处理超时"
    MEMORY = "memory", "内存超过限制"
    CRASHED = "crashed", "解析进程崩溃"


class Quarantined(PolicySearchError):
    """A file that cannot be indexed. The others of its batch go on."""

    def __init__(self, reason: QuarantineReason, detail: str = "", *, path: str = "") -> None:
        super().__init__(f"{reason.label}: {detail}" if detail else reason.label)
        self.reason = reason
        self.detail = detail
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        # Crosses the border of a worker process.
        return (_quarantined, (self.reason, self.detail, self.path))


def _quarantined(reason: QuarantineReason, detail: str, path: str) -> Quarantined:
    return Quarantined(reason, detail, path=path)


class DocumentNotFound(PolicySearchError):
    """No such document, or none that the caller may see."""

    def __init__(self, document_id: str) -> None:
        super().__init__(f"no document {document_id!r}")
        self.document_id = document_id


class AccessError(PolicySearchError):
    """The caller may not do this."""


class NotSignedIn(AccessError):
    """Nothing that says who asks, or nothing that holds. The message never says which part of a
    secret was wrong. ``guessed``: whether it may be one of many tries."""

    def __init__(self, message: str, *, guessed: bool = True) -> None:
        super().__init__(message)
        self.guessed = guessed


class NotAllowed(AccessError):
    """Who asks is known, and may not do this."""


class ProviderUnreachable(AccessError):
    """The identity provider does not answer, or not as one does."""


class TooManyRequests(AccessError):
    """A limit is reached; ``seconds``: after so long it is worth another try."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class CatalogueError(PolicySearchError):
    """The catalogue cannot be opened, read or written."""


class CatalogueUnreachable(CatalogueError):
    """The catalogue's server does not answer: it may be back soon."""


class LibraryBusy(CatalogueError):
    """Another process writes the library; ``holder``: which one, and since when."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"正在入库或重建，请稍后再试（{holder}）")
        self.holder = holder


class OutOfTime(PolicySearchError):
    """What was asked for would take longer than a request may."""

    def __init__(self) -> None:
        super().__init__("检索用时超过上限，请缩短检索词、少用 OR，或加上筛选条件")


class BackupError(PolicySearchError):
    """A backup cannot be taken, is damaged, or cannot be put back."""


class EncoderError(PolicySearchError):
    """The encoder that a setting names cannot be used. Searches go on by words."""


class EngineError(PolicySearchError):
    """The index cannot be opened, read or written."""


class EngineUnreachable(EngineError):
    """The index's servers do not answer: they may be back soon."""


class NoGeneration(EngineError):
    """No generation of the index has been published yet."""


class StaleGeneration(EngineError):
    """The generation was built with other fields, dictionaries or another format."""


def origin_of(error: Exception) -> str:
    """What was raised and where, for a log: without its message, which may hold a document's
    text."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {last.filename}:{last.lineno or 0}"
