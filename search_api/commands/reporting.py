"""``report``: the lists that staff work through."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.measure import Measurement
from rich.table import Table

from indexer.bootstrap import open_library
from indexer.model.errors import UsageError
from indexer.runtime.belonging import read_settings
from indexer.stewardship import sheets
from search_api.commands.messages import tell
from search_api.commands.options import day_of
from search_api.commands.terminal import console, plain, print_json

if TYPE_CHECKING:
    from indexer.stewardship.listing import Report

# Wider than any table.
_ANY_WIDTH = 1_000_000


FORMATS = ("table", "csv", "xlsx", "json")


def register(app: typer.Typer) -> None:
    app.command(help="工作清单：validity、expiring、conflicts、quality、findings、interpretations")(
        report
    )


def report(
    name: Annotated[
        str,
        typer.Argument(help="validity、expiring、conflicts、quality、findings 或 interpretations"),
    ],
    format: Annotated[
        str | None, typer.Option(help="table、csv、xlsx 或 json，默认按文件名，否则 table")
    ] = None,
    days: Annotated[int, typer.Option(min=0, help="expiring：多少天以内")] = 90,
    as_of: Annotated[str | None, typer.Option(help="按哪一天，默认今天")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件，默认标准输出（xlsx 必须写明）")
    ] = None,
) -> int:
    from indexer.searching.service import today
    from indexer.stewardship import reports
    from indexer.stewardship.listing import Question

    chosen = sheets.format_of(format, output, FORMATS, "table")
    if output is None and chosen == "xlsx":
        raise UsageError("格式 xlsx 需用 --output 写明文件", field="output")
    with open_library(read_settings(), create=False) as library:
        day = day_of(as_of, "--as-of") or today()
        question = Question(library.catalogue, library.authority, day, days)
        made = reports.report(name, question)
    write_report(made, chosen, output)
    return 0


def write_report(made: Report, format: str, output: Path | None) -> None:
    match format:
        case "table":
            _print(made)
        case "json":
            print_json([dict(zip(made.columns, row, strict=True)) for row in made.rows])
        case _ if output is not None:
            sheets.write(made.sheet(), format, output)
        case _:
            sheets.write_csv(made.sheet(), sys.stdout.buffer)
    tell(f"{made.title}：{len(made.rows)} 项")


def _print(made: Report) -> None:
    """A table where it fits; else row by row, a line for each column: folded into columns of ten
    characters nothing can be read, and nothing may be cut."""
    out = console()
    table = Table(*made.columns, show_edge=False)
    for row in made.rows:
        table.add_row(*map(plain, row))
    if Measurement.get(out, out.options.update(max_width=_ANY_WIDTH), table).maximum <= out.width:
        out.print(table)
        return
    for row in made.rows:
        for column, cell in zip(made.columns, row, strict=True):
            if cell:
                out.print(f"{column}：{cell}", markup=False)
        out.print()
