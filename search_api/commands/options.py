"""What options and arguments of several commands accept, and what is said of what they don't."""

from __future__ import annotations

import difflib
import getpass
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from typer.core import TyperCommand

from indexer.model.errors import UsageError
from indexer.model.labels import LabelledEnum
from indexer.stewardship.listing import local
from indexer.stewardship.sheets import format_of
from indexer.understanding.metadata.dates import parse_date

Labelled = TypeVar("Labelled", bound=LabelledEnum)


class QueryCommand(TyperCommand):
    """A command whose words may begin with ``-``, as those that a query excludes do (养犬 -农村).
    Parsing lets pass all that is no option; of long ones (``--sise``) that would hide slips."""

    ignore_unknown_options = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {name for param in self.get_params(ctx) for name in param.opts}
        for word in args:
            if word == "--":
                break
            name = word.split("=", 1)[0]
            if name.startswith("--") and name not in known:
                near = difflib.get_close_matches(name, known, 1)
                meant = f"，是否指 {near[0]}" if near else ""
                raise UsageError(f"用法有误：没有选项 {name}{meant}。用 --help 查看说明")
        return super().parse_args(ctx, args)


class PathsCommand(TyperCommand):
    """A command that takes paths. An empty one, as an unset variable of the shell gives, would
    mean the working folder, which is not what was meant."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if "" in args:
            raise UsageError("路径为空。要指当前文件夹，请写 .", field="paths")
        return super().parse_args(ctx, args)


def day_of(text: str | None, option: str) -> date | None:
    """Any day of the calendar, as the interface has it. Raises UsageError for what is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        day = parse_date(text)
    if day is None:
        raise UsageError(f"{option} 的“{text}”不是日期，应如 2026-11-23", field=option)
    return day


def value_of(text: str, kind: type[Labelled], option: str) -> Labelled:
    """The value that is meant, given itself or its label. Raises UsageError for nonsense."""
    found = kind.named(text)
    if found is None:
        raise UsageError(f"{option} 没有“{text}”，可用：{kind.choices()}", field=option)
    return found


def format_given(given: str | None, output: Path | None, known: Sequence[str], default: str) -> str:
    """The format to write in: as given, else by the file's ending. Raises UsageError for one that
    is not known, and for a workbook without a file: no terminal shows one."""
    chosen = format_of(given, output, known, default)
    if output is None and chosen == "xlsx":
        raise UsageError("格式 xlsx 需用 --output 写明文件", field="output")
    return chosen


def person() -> str:
    """Who is at the terminal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user in the system's list
        return "staff"


def moment(at: str) -> str:
    """An instant in UTC as the reports tell it, by the clocks in China.

    >>> moment("2026-11-29T18:42:37.555392Z"), moment("when")
    ('2026-11-30 02:42', 'when')
    """
    try:
        return local(at).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def must_exist(paths: Iterable[Path]) -> None:
    """Raises UsageError. What is there and cannot be read is no matter of usage."""
    missing = [str(path) for path in paths if _is_missing(path)]
    if missing:
        raise UsageError(f"路径不存在：{'、'.join(missing)}", field="paths")


def _is_missing(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
