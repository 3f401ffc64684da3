"""Records: ``.jsonl`` and ``.jsonl.gz``, one document a line.

``title`` and ``text`` make a document, ``id`` is kept as its public id; everything else is
declared metadata (see ``declared.py``). A line that cannot be read is a value too, so that the
others go on.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import orjson

from indexer.intake.declared import Declaration, SplitIssuers, clean, declare
from indexer.model.errors import Quarantined, QuarantineReason

MEDIA_TYPE = "application/jsonl"
VERSION = "2"
RULE = "record"

_OWN = ("id", "text")
_LONGEST_ID = 500


@dataclass(frozen=True, slots=True)
class Record:
    """One line. ``id`` is None where the line has none. ``sha256`` and ``size`` (bytes) are those
    of the line; ``position`` is how far into the file, as stored, reading has come."""

    line: int
    id: str | None
    text: str
    declaration: Declaration
    sha256: str
    size: int
    position: int


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A line that cannot be read, and why."""

    line: int
    reason: QuarantineReason
    detail: str
    position: int


def is_records(name: str) -> bool:
    return name.lower().endswith((".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"))


def read_records(
    path: Path, split_issuers: SplitIssuers, *, line_bytes: int = 512 * 2**20
) -> Iterator[Record | BadRecord]:
    """Lazily, in order. Raises Quarantined where the file itself cannot be read (on); a line of
    more than ``line_bytes`` ends the reading."""
    try:
        with path.open("rb") as stored:
            lines = _unpacked(stored, path.name)
            yield from _records(lines, stored, split_issuers, line_bytes)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Quarantined(
            QuarantineReason.CORRUPT, "压缩数据损坏或不完整", path=str(path)
        ) from error
    except OSError as error:
        raise Quarantined(
            QuarantineReason.UNREADABLE, str(error.strerror), path=str(path)
        ) from error


def _unpacked(stored: IO[bytes], name: str) -> IO[bytes]:
    if not name.lower().endswith(".gz"):
        return stored
    return io.BufferedReader(gzip.GzipFile(fileobj=stored), 1 << 20)


def _records(
    lines: IO[bytes], stored: IO[bytes], split_issuers: SplitIssuers, line_bytes: int
) -> Iterator[Record | BadRecord]:
    number = 0
    while line := lines.readline(line_bytes + 1):
        number += 1
        if len(line) > line_bytes:
            raise Quarantined(QuarantineReason.TOO_LARGE, f"第{number}行超过 {line_bytes} 字节")
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            yield _record(line, number, stored.tell(), split_issuers)


def _record(
    line: bytes, number: int, position: int, split_issuers: SplitIssuers
) -> Record | BadRecord:
    def bad(reason: QuarantineReason, detail: str) -> BadRecord:
        return BadRecord(number, reason, detail, position)

    try:
        fields = _parse(line)
    except ValueError as error:
        return bad(QuarantineReason.BAD_RECORD, f"不是 JSON：{error}")
    if not isinstance(fields, dict):
        return bad(QuarantineReason.BAD_RECORD, "不是 JSON 对象")
    text, identity = fields.get("text"), fields.get("id")
    if not isinstance(text, str):
        return bad(QuarantineReason.BAD_RECORD, "缺少文字字段 text")
    if not text.strip():
        return bad(QuarantineReason.NO_TEXT, "text 为空")
    if isinstance(identity, bool) or not isinstance(identity, str | int | None):
        return bad(QuarantineReason.BAD_RECORD, "id 既不是文字也不是整数")
    public_id = clean(str(identity)).strip() if identity is not None else ""
    if len(public_id) > _LONGEST_ID:
        return bad(QuarantineReason.BAD_RECORD, f"id 超过 {_LONGEST_ID} 字")
    rest = {name: value for name, value in fields.items() if name not in _OWN}
    return Record(
        line=number,
        id=public_id or None,
        text=clean(text).replace("\r\n", "\n"),
        declaration=declare(rest, RULE, split_issuers),
        sha256=hashlib.sha256(line.strip()).hexdigest(),
        size=len(line),
        position=position,
    )


def _parse(line: bytes) -> object:
    """orjson, and the slower standard reader for the lone surrogates that orjson refuses."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        import json

        try:
            return json.loads(line)
        except UnicodeDecodeError as error:
            raise ValueError("不是 UTF-8") from error
        except RecursionError as error:
            raise ValueError("嵌套过深") from error
