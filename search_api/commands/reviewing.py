"""``review``: what the library is unsure of, listed; confirmed or overruled."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from indexer.bootstrap import Library, open_library
from indexer.model.errors import UsageError
from indexer.runtime.belonging import read_settings
from indexer.stewardship.correcting import By
from indexer.stewardship.listing import Question
from indexer.stewardship.queue import Doubt, as_report, queue
from indexer.stewardship.reviewing import Decision, read_decisions, settle
from search_api.commands.messages import tell
from search_api.commands.options import format_given, must_exist, person, value_of
from search_api.commands.reporting import FORMATS, write_report
from search_api.commands.waiting import turn_to_write


def register(app: typer.Typer) -> None:
    app.command(help="待核事项：列出，确认或更正，可一次多项")(review)


def review(
    confirm: Annotated[list[str] | None, typer.Option(help="确认这一项；可写多次")] = None,
    overrule: Annotated[
        list[str] | None, typer.Option(help="更正这一项：事项，或 事项=正确的值；可写多次")
    ] = None,
    apply: Annotated[
        Path | None, typer.Option(help="按填好“决定”列的表处理（.xlsx、.csv）")
    ] = None,
    why: Annotated[str, typer.Option(help="理由")] = "",
    by: Annotated[str | None, typer.Option(help="何人，默认为当前系统用户")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help=f"只列这些类型：{'、'.join(Doubt)}")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="最多列几项")] = None,
    format: Annotated[
        str | None, typer.Option(help="table、csv、xlsx 或 json，默认按文件名，否则 table")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件，默认标准输出（xlsx 必须写明）")
    ] = None,
) -> int:
    from indexer.searching.days import today

    decisions = _decisions(confirm or (), overrule or (), apply)
    chosen = format_given(format, output, FORMATS, "table")
    kinds = [value_of(one, Doubt, "--kind") for one in kind or ()] or list(Doubt)
    settings = read_settings()
    with open_library(settings, create=False) as library:
        question = Question(library.catalogue, library.authority, today())
        if not decisions:
            write_report(as_report(question, islice(queue(question, kinds), limit)), chosen, output)
            return 0
        with turn_to_write(settings, library.catalogue):
            _settle(library, question, decisions, By(by or person(), why))
    return 0


def _settle(library: Library, question: Question, decisions: Sequence[Decision], by: By) -> None:
    done = settle(question, decisions, by, library.authority.split)
    library.update_index()
    for item in done:
        tell(f"已处理：{item.kind.label}  {item.document.title}  {item.told}")


def _decisions(
    confirm: Sequence[str], overrule: Sequence[str], apply: Path | None
) -> list[Decision]:
    decisions = [Decision(name, confirmed=True) for name in confirm]
    for one in overrule:
        name, _, value = one.partition("=")
        decisions.append(Decision(name, confirmed=False, value=value))
    if apply is not None:
        must_exist([apply])
        read = list(read_decisions(apply))
        if not read:
            raise UsageError(f"{apply.name} 的“决定”列没有填写", field="apply")
        decisions += read
    return decisions
