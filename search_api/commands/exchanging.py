"""``export``, ``feedback``, ``queries``: what leaves the library, and what is told of its use."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from indexer.bootstrap import open_library
from indexer.model.errors import UsageError
from indexer.runtime.belonging import read_settings
from indexer.stewardship import export as exporting
from indexer.stewardship.sheets import write_csv
from indexer.usage.store import CLICK, IMPORT, QueryOrder
from search_api.commands.messages import tell
from search_api.commands.options import day_of, format_given
from search_api.commands.terminal import console, plain, print_json

feedback = typer.Typer(help="检索反馈", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command(help="导出目录库，可再入库（jsonl）或作清单（csv、xlsx）")(export)
    app.add_typer(feedback, name="feedback")
    app.command(help="检索词统计：最多的、没有结果的、放宽过条件的或最慢的")(queries)


def export(
    format: Annotated[
        str | None, typer.Option(help="jsonl、csv 或 xlsx，默认按文件名，否则 jsonl")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文件，默认标准输出（xlsx 必须写明）")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="有效性按哪一天计，默认今天")] = None,
) -> int:
    from indexer.searching.days import today

    chosen = format_given(format, output, exporting.FORMATS, "jsonl")
    day = day_of(as_of, "--as-of") or today()
    with open_library(read_settings(), create=False) as library:
        if output is not None:
            count = exporting.export(library.catalogue, chosen, output, day)
        elif chosen == "jsonl":
            count = exporting.write_jsonl(library.catalogue, sys.stdout.buffer)
        else:
            count = write_csv(exporting.sheet(library.catalogue, day), sys.stdout.buffer)
    tell(f"已导出 {count} 份文件")
    return 0


@feedback.command("import", help="导入相关性判断，供相似检索借鉴")
def import_judgements(
    qrels: Annotated[Path, typer.Argument(help="判断（TREC qrels）")],
    queries: Annotated[Path, typer.Option(help="检索词，每行“编号、制表符、检索词”")],
) -> int:
    from indexer.evaluation.retrieval import read_judged

    judged = read_judged(queries, qrels)
    pairs = [(q.text, identity) for q in judged for identity, grade in q.relevant.items() if grade]
    with open_library(read_settings()) as library:
        count = library.usage.add_judgements(pairs)
    tell(f"已导入 {count} 条判断")
    return 0


@feedback.command("reset", help="清除反馈：全部，或只清除点击、只清除判断")
def reset(
    origin: Annotated[
        str | None, typer.Option("--only", help="click 只清除点击，import 只清除导入的判断")
    ] = None,
) -> int:
    if origin not in (None, CLICK, IMPORT):
        raise UsageError(f"--only 应为 {CLICK} 或 {IMPORT}，而不是“{origin}”", field="only")
    with open_library(read_settings()) as library:
        count = library.usage.reset(origin)
    tell(f"已清除 {count} 条{'点击' if origin == CLICK else '判断'}")
    return 0


def queries(
    days: Annotated[int, typer.Option(min=1, help="最近几天")] = 30,
    without_hits: Annotated[
        bool, typer.Option("--without-hits", help="只看没有结果的检索词")
    ] = False,
    order: Annotated[
        QueryOrder, typer.Option(help="次序：frequent、without_hits、relaxed 或 slow")
    ] = QueryOrder.FREQUENT,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="条数")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    """Counts by query; neither addresses nor identities are kept."""
    from indexer.searching.days import today

    last = today()
    with open_library(read_settings(), create=False) as library:
        found = library.usage.top_queries(
            last - timedelta(days=days - 1),
            last,
            order=QueryOrder.WITHOUT_HITS if without_hits else order,
            limit=limit,
        )
    if as_json:
        print_json([asdict(row) for row in found])
        return 0
    table = Table("检索词", "次数", "无结果", "放宽", "平均毫秒", "最慢", title=f"最近 {days} 天")
    for row in found:
        numbers = (row.searches, row.without_hits, row.relaxed, row.mean_ms, row.slowest_ms)
        table.add_row(plain(row.query), *map(str, numbers))
    console().print(table)
    return 0
