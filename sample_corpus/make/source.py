"""The texts: a TOML head between two ``+++`` lines, then one line a paragraph.

A line that begins with ``@word`` has a role (see ``ROLES``); any other line is a paragraph of
the body. A table stands between ``@table`` and ``@end``, its cells parted by `` | ``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "texts"
FILES = ROOT / "files"

ROLES = {
    "copy": "份号",
    "urgent": "紧急程度",
    "mark": "发文机关标志",
    "number": "发文字号",
    "signer": "签发人",
    "title": "标题，换行的各占一行",
    "caption": "题注",
    "to": "主送机关",
    "p": "正文段落",
    "h1": "一级标题",
    "h2": "二级标题",
    "chapter": "章名",
    "attach": "附件说明",
    "sign": "署名",
    "date": "成文日期",
    "annot": "附注",
    "page": "另起一页",
    "annex": "附件序号",
    "title2": "附件的标题",
    "caption2": "附件的题注",
    "table": "表格",
    "copies": "抄送",
    "printed": "印发机关和日期",
    "meta": "门户网页的元数据表，名称=值",
    "running": "页眉",
    "foot": "上一段的脚注",
    "deleted": "修订中删去的段落",
    "button": "网页上正文之外的文字",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph with its role, or a table with its rows."""

    role: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One document: its slug, its head (layout, truth) and its lines."""

    slug: str
    head: dict[str, Any]
    lines: tuple[Line, ...]

    @property
    def file(self) -> str:
        """Path under ``files/``; ``archive.zip!/member`` for a member of an archive."""
        return str(self.head["file"])

    @property
    def format(self) -> str:
        return str(self.head["format"])

    @property
    def day(self) -> date:
        """A day for the file's own properties, so that it is made the same each time."""
        found = self.head.get("written") or self.head.get("published")
        return found if isinstance(found, date) else date(2020, 1, 1)

    def of(self, *roles: str) -> list[str]:
        return [line.text for line in self.lines if line.role in roles]

    def body(self) -> Iterator[str]:
        """All that an extractor should find, piece by piece, without furniture."""
        for line in self.lines:
            if line.role in {"running", "page", "button", "deleted"}:
                continue
            if line.role == "table":
                for row in line.rows:
                    yield from (cell for cell in row if cell)
            elif line.role == "meta":
                yield line.text.partition("=")[2]
            else:
                yield line.text


def parse(slug: str, raw: str) -> Text:
    """Raises ValueError that names the slug and what is wrong."""
    parts = re.split(r"^\+\+\+$", raw, maxsplit=2, flags=re.M)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError(f"{slug}: the head must stand between two +++ lines")
    try:
        head = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{slug}: {error}") from error
    return Text(slug, head, tuple(_lines(slug, parts[2].splitlines())))


def _lines(slug: str, raw: list[str]) -> Iterator[Line]:
    rows: list[tuple[str, ...]] | None = None
    for line in (piece.strip() for piece in raw):
        if not line:
            continue
        if line == "@end":
            yield Line("table", "", tuple(rows or ()))
            rows = None
        elif rows is not None:
            rows.append(tuple(cell.strip() for cell in line.split("|")))
        elif line == "@table":
            rows = []
        elif line.startswith("@"):
            role, _, text = line[1:].partition(" ")
            if role not in ROLES:
                raise ValueError(f"{slug}: unknown role @{role}")
            yield Line(role, text.strip())
        else:
            yield Line("p", line)
    if rows is not None:
        raise ValueError(f"{slug}: a table without @end")


def read_texts(folder: Path = TEXTS) -> dict[str, Text]:
    """All texts by slug, in order of slug. Slugs are file names without ``.txt``."""
    found = {
        path.stem: parse(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.txt"), key=lambda p: p.stem)
    }
    if len(found) != len(list(folder.rglob("*.txt"))):
        raise ValueError("two texts have the same slug")
    return found
