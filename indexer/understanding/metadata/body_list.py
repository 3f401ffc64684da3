"""The list of bodies as a file: its columns, its rows, and what is wrong in a line of it.

The program's own is ``data/bodies.csv``; a library's has the same columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from indexer.model.errors import SettingsError

COLUMNS = ("name", "short", "successor", "from", "until")

_YEAR_AND_MONTH = re.compile(
    r"(?P<year>[12][0-9]{3})(?:-(?P<month>0?[1-9]|1[0-2])(?:-[0-9]{1,2})?)?"
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it was called from ``since`` until ``until`` (first days of months)."""

    name: str
    short: tuple[str, ...] = ()
    successor: str | None = None
    since: date | None = None
    until: date | None = None


def read_bodies(source: Iterable[str]) -> Iterator[tuple[int, Body]]:
    """The rows with their lines. Raises ValueError with the line and what is wrong in it."""
    rows = csv.DictReader(source, strict=True)
    try:
        if "name" not in (rows.fieldnames or ()):
            raise ValueError("缺少 name 列")
        for row in rows:
            if any(row.values()):
                yield rows.line_num, _body(row)
    except ValueError as error:
        raise ValueError(f"第 {max(rows.line_num, 1)} 行：{error}") from error
    except csv.Error as error:  # in the row after the last one that was read
        raise ValueError(f"第 {rows.line_num + 1} 行：引号不成对") from error


def _body(row: Mapping[str | None, Any]) -> Body:
    if None in row:
        raise ValueError(f"比表头多 {len(row[None])} 格（{'、'.join(row[None])}），逗号须加引号")
    name = (row.get("name") or "").strip()
    if not name:
        raise ValueError("没有 name")
    body = Body(
        name,
        tuple(filter(None, (row.get("short") or "").split("|"))),
        (row.get("successor") or "").strip() or None,
        _month("from", row.get("from")),
        _month("until", row.get("until")),
    )
    if body.since and body.until and body.since > body.until:
        raise ValueError(f"from（{body.since:%Y-%m}）晚于 until（{body.until:%Y-%m}）")
    return body


def read_local(text: str) -> list[Body]:
    """The rows of a local file. Raises ValueError with the line and what is wrong in it."""
    return [body for _, body in _numbered(text)]


def _numbered(text: str) -> list[tuple[int, Body]]:
    return list(read_bodies(io.StringIO(text, newline="")))


def _check_agreement(rows: Sequence[tuple[int, Body]]) -> None:
    """Raises ValueError for the first line that contradicts another one: which of two would hold
    is nothing that should hang on their order."""
    lines: dict[str, int] = {}
    shorts: dict[str, int] = {}
    for line, body in rows:
        if body.name in lines:
            raise ValueError(f"第 {line} 行：{body.name}已在第 {lines[body.name]} 行")
        lines[body.name] = line
        for short in body.short:
            first = shorts.setdefault(short, line)
            if first != line:
                raise ValueError(
                    f"第 {line} 行：简称{short}已在第 {first} 行，一个简称只能属一个机关"
                )
    for line, body in rows:
        for short in body.short:
            if lines.get(short, line) != line:
                raise ValueError(f"第 {line} 行：简称{short}是第 {lines[short]} 行的机关名称")
    successors = {body.name: body.successor for _, body in rows if body.successor}
    for line, body in rows:
        passed = [body.name]
        while (after := successors.get(passed[-1])) is not None and after not in passed:
            passed.append(after)
        if after == body.name:
            raise ValueError(
                f"第 {line} 行：successor 转了一圈又回到自己（{'→'.join([*passed, after])}）"
            )


def local_bodies(path: Path, strict: bool) -> list[Body]:
    """The rows of the library's own file. ``strict``: those that contradict each other are refused.
    Raises SettingsError."""
    try:
        data = path.read_bytes()
        rows = _numbered(data.decode("utf-8-sig"))
        if strict:
            _check_agreement(rows)
        return [body for _, body in rows]
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = f"第 {line} 行：不是 UTF-8 编码的文本，请另存为 UTF-8"
    except OSError as error:
        wrong = error.strerror or str(error)
    except ValueError as error:
        wrong = str(error)
    raise SettingsError(f"机关名录无法读取：{path}，{wrong}", field="authority")


def _month(column: str, text: str | None) -> date | None:
    if not text or not text.strip():
        return None
    found = _YEAR_AND_MONTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{column} 的“{text.strip()}”不是年月，应如 2019-01")
    return date(int(found["year"]), int(found["month"] or 1), 1)
