"""``manifest``: a manifest to be filled in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from indexer.intake.sources import walk
from indexer.model import SourceFile
from indexer.model.errors import UsageError
from indexer.stewardship import sheets
from indexer.stewardship.template import template as made
from search_api.commands.messages import tell
from search_api.commands.options import must_exist


def register(app: typer.Typer) -> None:
    app.command("manifest", help="清单模板：表头与说明；给出文件夹时列出其中的文件")(manifest)


def manifest(
    folder: Annotated[
        Path | None, typer.Argument(help="文件夹：其中的文件各占一行，待填写")
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="写出模板")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件（.xlsx 或 .csv），默认以 csv 输出")
    ] = None,
) -> int:
    if not template:
        raise UsageError(
            "请写 manifest --template；清单用 ingest --manifest 交入", field="template"
        )
    if folder is not None:
        must_exist([folder])
    format = sheets.format_of(None, output, ("csv", "xlsx"), "csv")
    names = [one.name for one in walk([folder]) if isinstance(one, SourceFile)] if folder else []
    sheet = made(names)
    if output is None:
        sheets.write_csv(sheet, sys.stdout.buffer)
        return 0
    sheets.write(sheet, format, output)
    tell(f"已写入 {output}，列出 {len(names)} 个文件" if folder else f"已写入 {output}")
    return 0
