"""``batch``: a list of numbers or titles, answered line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer.bootstrap import open_library
from indexer.runtime.belonging import read_settings
from search_api.commands.messages import tell
from search_api.commands.options import day_of, format_given, must_exist
from search_api.commands.reporting import FORMATS, write_report


def register(app: typer.Typer) -> None:
    app.command(help="一批文号或标题，逐条回答：是否收录、有效性、替代文件、依据")(batch)


def batch(
    file: Annotated[Path, typer.Argument(help="清单：.xlsx、.csv 或每行一个的 .txt")],
    as_of: Annotated[str | None, typer.Option(help="按哪一天的有效性，默认今天")] = None,
    format: Annotated[
        str | None, typer.Option(help="table、csv、xlsx 或 json，默认按文件名，否则 table")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件，默认标准输出（xlsx 必须写明）")
    ] = None,
) -> int:
    from indexer.searching.days import today
    from indexer.stewardship.batching import answer, read_lines

    must_exist([file])
    chosen = format_given(format, output, FORMATS, "table")
    lines = list(read_lines(file))
    service = open_library(read_settings(), create=False).service()
    try:
        made = answer(service, lines, day_of(as_of, "--as-of") or today())
    finally:
        service.close()
    write_report(made, chosen, output)
    missing = len({row[0] for row in made.rows if row[2].startswith("没有找到")})
    tell(f"共 {len(lines)} 行，其中 {missing} 行没有找到")
    return 1 if missing else 0
