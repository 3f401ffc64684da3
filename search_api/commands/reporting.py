"""``report``: the lists that staff work through."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.measure import Measurement
from rich.table import Table

from indexer.bootstrap import open_library
from indexer.model.citing import citation, in_marks
from indexer.model.errors import UsageError
from indexer.runtime.belonging import read_settings
from indexer.runtime.disk import obstacle
from indexer.stewardship import sheets
from search_api.commands.messages import tell
from search_api.commands.options import day_of, format_given
from search_api.commands.terminal import console, plain, print_json

if TYPE_CHECKING:
    from indexer.stewardship.listing import Report

# Wider than any table.
_ANY_WIDTH = 1_000_000


FORMATS = ("table", "csv", "xlsx", "json")
_NAMES = (
    "today、validity、expiring、conflicts、quality、findings、interpretations、quarantine、"
    "duplicates"
)


def register(app: typer.Typer) -> None:
    app.command(help=f"工作清单：{_NAMES}")(report)


def report(
    name: Annotated[
        str,
        typer.Argument(help=_NAMES),
    ],
    format: Annotated[
        str | None, typer.Option(help="table、csv、xlsx、json 或 html，默认按文件名，否则 table")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=0, help="多少天以内：expiring 默认 90，today 默认 30"),
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="按哪一天，默认今天")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件，默认标准输出（xlsx 必须写明）")
    ] = None,
) -> int:
    from indexer.searching.days import today
    from indexer.stewardship import morning, reports
    from indexer.stewardship.listing import Question

    chosen = format_given(format, output, (*FORMATS, "html"), "table")
    settings = read_settings()
    with open_library(settings, create=False) as library:
        day = day_of(as_of, "--as-of") or today()
        ahead = reports.days_ahead(name, days)
        question = Question(library.catalogue, library.authority, day, ahead)
        made = reports.report(name, question)
        hidden = morning.withheld(library.catalogue) if chosen == "html" else ()
    if chosen == "html":
        _write_text(morning.as_html(made, settings.public_url, hidden), output)
        tell(f"{made.title}：{len(made.rows)} 项")
    else:
        write_report(made, chosen, output)
    return 0


def _write_text(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"{output} 无法写入：{obstacle(error)}", field="output") from error


def write_report(made: Report, format: str, output: Path | None) -> None:
    match format:
        case "table" if made.columns[0] == "类别":
            _print_by_kind(made)
        case "table" if made.name == "dry-run":
            _print_changes(made)
        case "table":
            _print(made)
        case "json":
            print_json([dict(zip(made.columns, row, strict=True)) for row in made.rows])
        case _ if output is not None:
            sheets.write(made.sheet(), format, output)
        case _:
            sheets.write_csv(made.sheet(), sys.stdout.buffer)
    tell(f"{made.title}：{len(made.rows)} 项")


def _print_by_kind(made: Report) -> None:
    """The morning's page: a line each, under what it is about."""
    out, kind = console(), ""
    for row in made.rows:
        if row[0] != kind:
            kind = row[0]
            count = sum(other[0] == kind for other in made.rows)
            out.print(f"\n{kind}（{count}）", style="bold", markup=False)
        _, identity, title, number, _, day, told = row
        named = citation(title, number) if identity else title
        line = "  ".join(part for part in (day, named, told, identity) if part)
        out.print(f"  {line}", markup=False)


def _print_changes(made: Report) -> None:
    """A document, and below it each field with what it was and what it would be."""
    out, shown = console(), ""
    for identity, title, kind, field, before, after in made.rows:
        if identity != shown:
            shown = identity
            out.print(f"\n{kind}  {in_marks(title)}  {identity}", style="bold", markup=False)
        told = f"{before or '（无）'} → {after or '（无）'}" if before else after
        out.print(f"    {field}：{told}", markup=False)


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
