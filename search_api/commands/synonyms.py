"""``synonyms check``: what each entry of the dictionaries finds in this library."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from indexer.bootstrap import open_service
from indexer.runtime.belonging import read_settings
from search_api.commands.messages import tell
from search_api.commands.terminal import console, print_json


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="同义词和简称：逐条核对效果", no_args_is_help=True)
    group.callback()(synonyms)
    group.command(help="逐条核对：补充了多少份文件，前一百条中有多大比例含原词或同义词")(check)
    app.add_typer(group, name="synonyms")


def synonyms() -> None:
    """A group, so that ``check`` is a command of its own."""


def check(
    below: Annotated[float, typer.Option(help="只列比例低于此数的（1 为全部）")] = 0.9,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    from analyzers.synonyms import BUILT_IN, SHORT_NAMES, read_synonyms
    from indexer.evaluation.synonyms import check_synonyms

    settings = read_settings()
    service = open_service(settings)
    try:
        files = [BUILT_IN, SHORT_NAMES, *([settings.synonyms] if settings.synonyms else [])]
        entries = [entry for path in files if path.exists() for entry in read_synonyms(path)]
        found = list(check_synonyms(service, entries))
    finally:
        service.close()
    shown = [f for f in found if below >= 1 or (f.share is not None and f.share < below)]
    if as_json:
        print_json({"checked": len(found), "findings": shown})
        return 0
    table = Table("词", "同义词", "含原词", "补充", "前一百条含其一")
    for one in shown:
        share = "—" if one.share is None else f"{one.share:.0%}"
        table.add_row(one.source, "、".join(one.targets), str(one.holding), str(one.added), share)
    console().print(table)
    tell(f"核对了 {len(found)} 条，列出 {len(shown)} 条")
    return 0
