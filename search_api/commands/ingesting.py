"""``ingest``, ``rebuild``, ``understand``: what writes the catalogue and the index."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from indexer.bootstrap import Library, open_library
from indexer.catalogue import AttemptOutcome
from indexer.model.errors import UsageError
from indexer.pipeline.summary import Note, Summary
from indexer.runtime import belonging
from indexer.runtime.belonging import read_settings
from indexer.stewardship import sheets
from search_api.commands.configuring import check_contents
from search_api.commands.exit_codes import INTERRUPTED
from search_api.commands.messages import tell
from search_api.commands.options import PathsCommand, must_exist
from search_api.commands.rehearsing import rehearse
from search_api.commands.reporting import FORMATS, write_report
from search_api.commands.terminal import BarReporter, console, interruptible, print_json
from search_api.commands.waiting import turn_to_write

_SHOWN = 100


def register(app: typer.Typer) -> None:
    app.command(cls=PathsCommand, help="文件、文件夹、压缩包、.jsonl 入库并更新索引")(ingest)
    app.command(help="由目录库重建索引，建好后切换")(rebuild)
    app.command(help="按现行规则重新理解已入库的文字，不重新提取")(understand)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="文件、文件夹、压缩包或 .jsonl[.gz]")],
    manifest: Annotated[
        Path | None, typer.Option(help="清单（.csv、.xlsx、.jsonl），各行写明文件的元数据")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="解析进程数")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="移除所给路径下已不存在的文件")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="试运行：只列出将有的变化，什么也不写入")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="与 --dry-run 同用：变化表写入文件")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出结果")] = False,
) -> int:
    began = time.perf_counter()
    settings = read_settings()
    must_exist([*paths, manifest] if manifest else paths)
    if dry_run:
        chosen = sheets.format_of("json" if as_json else None, output, FORMATS, "table")
        made, summary = rehearse(settings, paths, manifest, workers=workers, prune=prune)
        write_report(made, chosen, output)
        if not as_json:
            _print_summary(summary, time.perf_counter() - began)
        tell("试运行结束：什么也没有写入")
        return _code(summary)
    if output is not None:
        raise UsageError("--output 只与 --dry-run 同用", field="output")
    if not belonging.library_file(settings.home).exists():
        check_contents(settings)  # before anything is made
    with open_library(settings) as library, turn_to_write(settings, library.catalogue):
        declared = library.manifest(manifest) if manifest is not None else None
        ingestion = library.ingestion(manifest=declared, workers=workers, prune=prune)
        if library.keep_settings():
            kept = "，".join(belonging.told(settings))
            tell(
                f"注意：本库此前没有自己的设置，已采用此处的：{kept}"
                f"（写入 {belonging.library_file(settings.home)}）。"
                "如与建库时不同，用 policy-search init --set 名称=值 更正"
            )
        with interruptible() as stop, BarReporter() as reporter:
            summary = ingestion.run(library.catalogue, paths, reporter, stop)
            # What was committed becomes searchable even so; a second Ctrl-C skips it.
            library.update_index(reporter)
        seconds = time.perf_counter() - began
        if as_json:
            print_json(summary_json(summary, seconds))
        else:
            _print_summary(summary, seconds)
    if summary.interrupted:
        tell("已中断：完成的部分已保存并可检索，再次运行即可继续")
    return _code(summary)


def _code(summary: Summary) -> int:
    if summary.interrupted:
        return INTERRUPTED
    return 0 if summary.clean else 1


def rebuild(
    rollback: Annotated[bool, typer.Option("--rollback", help="换回上一代索引")] = False,
    if_needed: Annotated[
        bool,
        typer.Option("--if-needed", help="补写尚未写入的变更；没有可用的索引时才重建"),
    ] = False,
) -> int:
    if rollback and if_needed:
        raise UsageError("--rollback 与 --if-needed 不能同用")
    settings = read_settings()
    with (
        open_library(settings, create=False) as library,
        turn_to_write(settings, library.catalogue),
    ):
        if rollback:
            status = library.store.rollback().status()
            tell(f"已换回 {status.generation}：{status.documents} 份文件，版本 {status.revision}")
            return 0
        with interruptible() as stop, BarReporter() as reporter:
            write = library.update_index if if_needed else library.rebuild
            write(reporter, stop)
        if stop:
            tell("已中断：没有写完的部分作废，再次运行即可继续")
            return INTERRUPTED
        _tell_index(library)
    return 0


def understand(
    everything: Annotated[bool, typer.Option("--all", help="全部文件")] = False,
) -> int:
    if not everything:
        raise UsageError("请写明范围：--all")
    from indexer.pipeline.again import understand_all

    settings = read_settings()
    with (
        open_library(settings, create=False) as library,
        # What is read in one place and written in the next must not change in between.
        turn_to_write(settings, library.catalogue, alone=True),
    ):
        with (
            interruptible() as stop,
            BarReporter() as reporter,
            library.ingestion().fence(parses=False) as fence,
        ):
            changed = understand_all(library.catalogue, fence, reporter, stop)
            library.update_index(reporter)
        tell(f"重新理解后有变化的文件：{changed}")
        return INTERRUPTED if stop else 0


# ---------------------------------------------------------------- the closing summary


def summary_json(summary: Summary, seconds: float) -> dict[str, Any]:
    """Counts by outcome, and by name what did not go as wished. ``seconds``: of it all, with the
    index."""
    return {
        **{outcome.value: summary.counts[outcome] for outcome in AttemptOutcome},
        "quarantine": _notes(summary, AttemptOutcome.QUARANTINED),
        "duplicates": _notes(summary, AttemptOutcome.DUPLICATE),
        "flaws": _notes(summary, AttemptOutcome.FLAWED),
        "vanished": summary.vanished,
        "withheld": [{"name": name, "reason": why} for name, why in summary.withheld],
        "warnings": summary.warnings,
        "characters": summary.characters,
        "seconds": round(seconds, 3),
        "revision": summary.revision,
        "interrupted": summary.interrupted,
    }


def _notes(summary: Summary, outcome: AttemptOutcome) -> list[dict[str, str]]:
    return [
        {"name": n.name, "reason": n.reason, "message": n.message}
        for n in summary.notes
        if n.outcome is outcome
    ]


def _print_summary(summary: Summary, seconds: float) -> None:
    out = console()
    table = Table(title="入库结果", title_justify="left", show_edge=False)
    table.add_column("结果")
    table.add_column("件数", justify="right")
    for outcome in AttemptOutcome:
        if summary.counts[outcome]:
            table.add_row(outcome.label, str(summary.counts[outcome]))
    out.print(table)
    for outcome in (AttemptOutcome.QUARANTINED, AttemptOutcome.FLAWED, AttemptOutcome.DUPLICATE):
        _print_notes([n for n in summary.notes if n.outcome is outcome], outcome.label)
    for name, why in summary.withheld[:_SHOWN]:
        out.print(f"暂不公开  {name}  {why}", markup=False)
    if summary.withheld:
        out.print(
            "暂不公开的文件不进入检索；核实后用 policy-search publish 编号 公开", markup=False
        )
    for warning in summary.warnings:
        tell(f"注意：{warning}")
    if summary.vanished:
        shown = "、".join(summary.vanished[:5]) + ("等" if len(summary.vanished) > 5 else "")
        tell(f"注意：{len(summary.vanished)} 个文件已不存在（{shown}），加 --prune 可移除")
    out.print(
        f"用时 {seconds:.1f} 秒，{summary.characters} 字，目录库版本 {summary.revision}",
        markup=False,
    )


def _print_notes(notes: list[Note], label: str) -> None:
    out = console()
    for note in notes[:_SHOWN]:
        out.print(f"{label}  {note.name}  {note.message}", markup=False)
    if len(notes) > _SHOWN:
        out.print(f"{label}  另有 {len(notes) - _SHOWN} 项，用 --json 查看全部", markup=False)


def _tell_index(library: Library) -> None:
    engine = library.store.current()
    try:
        status = engine.status()
    finally:
        engine.close()
    tell(
        f"索引 {status.generation}：{status.documents} 份文件，"
        f"{status.size_bytes / 2**20:.1f} MB，版本 {status.revision}"
    )
