"""``verify``, ``evaluate``, ``evaluate-extraction``: is all well, and how well does it do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from indexer.bootstrap import Library, open_library
from indexer.catalogue import Catalogue
from indexer.model.errors import UsageError
from indexer.runtime.belonging import read_settings
from indexer.runtime.disk import obstacle
from search_api.commands.messages import tell
from search_api.commands.options import person
from search_api.commands.terminal import BarReporter, console, print_json
from search_api.commands.waiting import turn_to_write

# What a command needs beyond this is imported where it runs: evaluations and checks load every
# parser, and a search should not wait for them.
if TYPE_CHECKING:
    from indexer.evaluation.retrieval import Evaluation, JudgedQuery
    from indexer.stewardship.findings import Finding

# What is put right can bring to light what was hidden behind it.
_ROUNDS = 3
_AREAS = {"files": "文件", "catalogue": "目录库", "index": "索引"}


def register(app: typer.Typer) -> None:
    app.command(help="核对文件、目录库与索引是否一致")(verify)
    app.command("evaluate", help="用判断过的检索词评测检索")(evaluate_retrieval)
    app.command("evaluate-extraction", help="用标注评测元数据与有效性的提取")(evaluate_extraction)


def verify(
    repairing: Annotated[
        bool,
        typer.Option(
            "--repair", help="修复能修复的：重读文件（或其副本）、重算有效性、重留副本、重建"
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    settings = read_settings()
    with open_library(settings, create=False) as library, BarReporter() as reporter:
        findings = list(_findings(library, reporter))
        for _ in range(_ROUNDS if repairing else 0):
            if not findings:
                break
            with turn_to_write(settings, library.catalogue, alone=True):
                _repair(library, findings, reporter)
            before, findings = findings, list(_findings(library, reporter))
            if findings == before:
                break
        checked = library.catalogue.counts()
    if as_json:
        print_json(
            {
                "ok": not findings,
                "documents": checked.documents,
                "findings": [
                    {"area": f.area, "subject": f.subject, "message": f.message} for f in findings
                ],
            }
        )
    else:
        _print_findings(findings)
        tell(f"核对了 {checked.documents} 份文件，发现 {len(findings)} 个问题")
    return 1 if findings else 0


def _findings(library: Library, reporter: BarReporter) -> Iterator[Finding]:
    from indexer.stewardship.verification import verify

    return verify(library.catalogue, library.store, reporter, library.copies)


def _repair(library: Library, findings: list[Finding], reporter: BarReporter) -> None:
    from indexer.catalogue.auditing import Act
    from indexer.stewardship.repairing import repair

    done = repair(
        library.catalogue,
        findings,
        copies=library.copies,
        read=lambda paths, instead: library.ingestion(instead=instead).run(
            library.catalogue, paths, reporter
        ),
        update=lambda: library.update_index(reporter),
        rebuild=lambda: library.rebuild(reporter),
    )
    if done:
        with library.catalogue.write() as writer:
            writer.audit(Act(person(), "library.repair", details={"done": done}))
    for line in done:
        tell(line)


def _print_findings(findings: list[Finding]) -> None:
    out = console()
    for finding in findings:
        out.print(f"{_AREAS[finding.area]}  {finding.subject}  {finding.message}", markup=False)


# ---------------------------------------------------------------- evaluations


def evaluate_retrieval(
    queries: Annotated[Path, typer.Option(help="检索词，每行“编号、制表符、检索词”")],
    qrels: Annotated[Path, typer.Option(help="判断（TREC qrels）")],
    k: Annotated[str, typer.Option(help="召回率的深度，以逗号分隔")] = "10,100",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出，含逐条结果")] = False,
) -> int:
    from indexer.evaluation.retrieval import evaluate, read_judged

    depths = _depths(k)
    judged = read_judged(queries, qrels)
    with open_library(read_settings(), create=False) as library:
        judged = by_public_id(library.catalogue, judged)
        service = library.service()
        try:
            found = evaluate(service.ids, judged, depths)
        finally:
            service.close()
    if as_json:
        print_json(
            {"queries": found.queries, "measures": found.measures, "by_query": found.by_query}
        )
    else:
        _print_evaluation(found)
    return 0


def by_public_id(catalogue: Catalogue, judged: Sequence[JudgedQuery]) -> list[JudgedQuery]:
    """Judgements may name a document by its file, relative to the folder that was ingested."""
    named = {identity for query in judged for identity in query.relevant}
    unknown = named - set(catalogue.cards(sorted(named)))
    if not unknown:
        return list(judged)
    files = {
        source.name: source.document_id
        for source in catalogue.sources.all()
        if source.name in unknown and source.document_id is not None
    }
    return [
        replace(query, relevant={files.get(i, i): grade for i, grade in query.relevant.items()})
        for query in judged
    ]


def _depths(text: str) -> list[int]:
    try:
        depths = [int(part) for part in text.split(",")]
    except ValueError:
        depths = []
    if not depths or min(depths) < 1 or max(depths) > 1000:
        raise UsageError(f"--k 应为 1 至 1000 的整数，以逗号分隔，而不是“{text}”", field="k")
    return depths


def _print_evaluation(found: Evaluation) -> None:
    table = Table(show_edge=False)
    table.add_column("指标")
    table.add_column("均值", justify="right")
    for name, value in found.measures.items():
        table.add_row(name, f"{value:.4f}")
    console().print(table)
    note = f"，另有 {found.unjudged} 条没有判断，未计" if found.unjudged else ""
    tell(f"{found.queries} 条检索词{note}")


def evaluate_extraction(
    truth: Annotated[Path, typer.Argument(help="标注（.jsonl）：文件的，或条款的")],
    files: Annotated[Path | None, typer.Argument(help="标注所指的文件夹；不写则标注为条款")] = None,
) -> int:
    from indexer.evaluation import extraction
    from indexer.understanding.metadata.authority import Authority

    settings = read_settings()
    authority = Authority.load(settings.authority)
    if files is None:
        _print_clauses(truth)
        return 0
    found = extraction.evaluate_extraction(
        truth, files, authority=authority, region=settings.region
    )
    console().print(extraction.render(found), markup=False)
    return 0


def _print_clauses(truth: Path) -> None:
    from indexer.evaluation import clauses

    try:
        found = clauses.evaluate_clauses(truth)
    except OSError as error:
        raise UsageError(f"{truth} 无法读取：{obstacle(error)}") from error
    except (ValueError, KeyError) as error:
        raise UsageError(f"{truth} 不是条款标注（每行一个 JSON 对象，含 text）") from error
    table = Table(show_edge=False)
    for heading in ("指标", "F1", "一致", "读出", "标注"):
        table.add_column(heading)
    for row in found.rows():
        table.add_row(*row)
    console().print(table)
    for score in (found.changes, found.effective, found.term, found.silent):
        for wrong in score.wrong:
            console().print(wrong, markup=False)
