"""``audit``: who did what to the library."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from indexer.bootstrap import open_library
from indexer.model.errors import UsageError
from indexer.runtime.belonging import read_settings
from indexer.stewardship import audit as log
from indexer.stewardship import sheets
from search_api.commands.exit_codes import WRONG
from search_api.commands.messages import tell
from search_api.commands.options import day_of, format_given
from search_api.commands.terminal import console, plain, print_json

# What fits on a screen; a file gets all.
_SHOWN = 50


def register(app: typer.Typer) -> None:
    app.command(help="审计记录：何人、何时、对何文件做了什么；可筛选和导出")(audit)


def audit(
    who: Annotated[str | None, typer.Option(help="何人")] = None,
    action: Annotated[
        str | None, typer.Option(help="操作，如 document.correct；document 指其中所有")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="对象，如文件的编号")] = None,
    since: Annotated[str | None, typer.Option(help="自哪一天（UTC）")] = None,
    until: Annotated[str | None, typer.Option(help="至哪一天（UTC），含当天")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="最多几条")] = None,
    format: Annotated[
        str | None, typer.Option(help="table、csv、xlsx、json 或 jsonl，默认按文件名，否则 table")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件，默认标准输出（xlsx 必须写明）")
    ] = None,
) -> int:
    chosen = format_given(format, output, log.FORMATS, "table")
    first, last = day_of(since, "--since"), day_of(until, "--until")
    if limit is None and chosen == "table":
        limit = _SHOWN
    asked = log.Asked(
        who=who,
        action=action,
        subject=subject,
        since=first.isoformat() if first else None,
        until=last.isoformat() if last else None,
        limit=limit,
    )
    with open_library(read_settings(), create=False) as library:
        count, proof = log.head(library.catalogue)
        broken = log.unsound(library.catalogue)
        _write(log.entries(library.catalogue, asked), chosen, output)
    tell(f"共 {count} 条，末条校验值 {proof}" if count > 0 else "还没有审计记录")
    for told in broken:
        tell(f"注意：{told}，审计记录已不可信")
    return WRONG if broken else 0


def _write(found: Iterator[log.Entry], format: str, output: Path | None) -> None:
    match format:
        case "table" | "json" | "jsonl" if output is not None:
            _to_file(found, "jsonl" if format == "table" else format, output)
        case "table":
            table = Table(*log.HEADS[:-1], show_edge=False)
            for row in log.sheet(found).rows:
                table.add_row(*(plain(str(cell)) for cell in row[:-1]))
            console().print(table)
        case "json":
            print_json([entry.as_json() for entry in found])
        case "jsonl":
            for entry in found:
                sys.stdout.buffer.write(orjson.dumps(entry.as_json()) + b"\n")
        case _ if output is not None:
            sheets.write(log.sheet(found), format, output)
        case _:
            sheets.write_csv(log.sheet(found), sys.stdout.buffer)


def _to_file(found: Iterator[log.Entry], format: str, output: Path) -> None:
    try:
        with output.open("wb") as out:
            if format == "json":
                out.write(orjson.dumps([entry.as_json() for entry in found]))
            else:
                out.writelines(orjson.dumps(entry.as_json()) + b"\n" for entry in found)
    except OSError as error:
        raise UsageError(f"{output} 无法写入：{error.strerror}", field="output") from error
