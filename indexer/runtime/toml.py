"""A settings file, and what is wrong with one, for who wrote it: file, line, what to do."""

from __future__ import annotations

import codecs
import re
import tomllib
from pathlib import Path
from typing import Any

from indexer.model.errors import SettingsError
from indexer.runtime.disk import obstacle

_FORM = '每行写作 名称 = 值，文字加引号，如 region = "栖宁市"'
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_toml(path: Path) -> dict[str, Any]:
    """Its lines. Notepad begins a file with a byte order mark, which TOML does not know. Raises
    FileNotFoundError, and SettingsError in Chinese for what is no TOML in UTF-8."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SettingsError(f"{path} 无法读取：{obstacle(error)}", field="library") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SettingsError(
            f"{path} 无法读取：第 {line} 行不是 UTF-8{_seems(data)}。请用编辑器另存为 UTF-8 编码",
            field="library",
        ) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} 无法读取：{_told(text, error)}", field="library") from error


def _seems(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "（像是 UTF-16，记事本称为 Unicode）"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "（像是 GBK，记事本称为 ANSI）"


def _told(text: str, error: tomllib.TOMLDecodeError) -> str:
    """Of the line only its name is shown: a value may be a password."""
    lines = text.splitlines() or [""]
    place = _PLACE.search(str(error))
    row = int(place[1]) if place else len(lines)
    name, sign, _ = lines[min(row, len(lines)) - 1].partition("=")
    shown = f"（{name.strip()} = …）" if sign else ""
    if "Cannot overwrite" in str(error) or "twice" in str(error):
        return f"第 {row} 行{shown}：这个名称前面已经写过，请只留一处"
    column = f"第 {place[2]} 列" if place else "末尾"
    return f"第 {row} 行{column}{shown}不是 TOML 的写法：{_FORM}"
