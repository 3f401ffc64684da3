"""``publish``, ``withhold``: staff's word on whether a document is public."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer.bootstrap import open_library
from indexer.model.publication import withheld_for
from indexer.runtime.belonging import read_settings
from indexer.stewardship.correcting import By
from indexer.stewardship.releasing import decide
from search_api.commands.messages import tell
from search_api.commands.options import person
from search_api.commands.waiting import turn_to_write

_IDS = typer.Argument(help="文件的编号，可写多个")


def register(app: typer.Typer) -> None:
    app.command(help="核实后公开：所写文件进入检索，不论其中发现了什么")(publish)
    app.command(help="暂不公开：所写文件不再检索得到，也不能下载")(withhold)


def publish(ids: Annotated[list[str], _IDS]) -> int:
    return _decide(ids, published=True)


def withhold(ids: Annotated[list[str], _IDS]) -> int:
    return _decide(ids, published=False)


def _decide(ids: list[str], *, published: bool) -> int:
    settings = read_settings()
    with (
        open_library(settings, create=False) as library,
        turn_to_write(settings, library.catalogue),
    ):
        before = decide(library.catalogue, ids, By(person()), published=published)
        library.update_index()
    for identity, document in before.items():
        was = "" if document.published else f"（此前暂不公开：{withheld_for(document.values)}）"
        told = f"已公开{was}" if published else "已暂不公开"
        tell(f"{told}：{document.title or identity}  {identity}")
    return 0
