"""``search``, ``show``, ``status``: what reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from indexer.bootstrap import Library, open_library
from indexer.model import Kind, PolicyDocument, Status, Value
from indexer.model.errors import EngineError, UsageError
from indexer.model.fields import METADATA
from indexer.model.queries import Hit, SearchRequest, SearchResponse, Sort
from indexer.runtime.belonging import read_settings
from indexer.understanding.metadata.dates import parse_date
from search_api.commands.messages import tell
from search_api.commands.terminal import console, marked, print_json

if TYPE_CHECKING:
    from indexer.searching.service import SearchService

_SIZE_LIMIT = 100


def register(app: typer.Typer) -> None:
    app.command(help="检索")(search)
    app.command(help="一份文件的元数据、依据、沿革与关联")(show)
    app.command(help="份数、大小、索引代次与滞后")(status)


# ---------------------------------------------------------------- search


def search(
    query: Annotated[list[str] | None, typer.Argument(help="检索词，几个词可不加引号")] = None,
    issuer: Annotated[list[str] | None, typer.Option(help="发文机关，可多次")] = None,
    status_: Annotated[list[str] | None, typer.Option("--status", help="有效性，可多次")] = None,
    year: Annotated[list[str] | None, typer.Option(help="年份，可多次")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="类别，可多次")] = None,
    genre: Annotated[list[str] | None, typer.Option(help="文种，可多次")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="主题，可多次")] = None,
    domain: Annotated[list[str] | None, typer.Option(help="领域，可多次")] = None,
    region: Annotated[list[str] | None, typer.Option(help="地区，可多次")] = None,
    published_from: Annotated[str | None, typer.Option(help="发布日期，自")] = None,
    published_to: Annotated[str | None, typer.Option(help="发布日期，至")] = None,
    as_of: Annotated[str | None, typer.Option(help="按哪一天的有效性，默认今天")] = None,
    sort: Annotated[Sort, typer.Option(help="排序")] = Sort.RELEVANCE,
    page: Annotated[int, typer.Option(min=1, help="页码")] = 1,
    size: Annotated[int, typer.Option(min=1, max=_SIZE_LIMIT, help="每页条数")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="说明排序的理由")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    filters = {
        "issuer": issuer, "status": status_, "year": year, "kind": kind, "genre": genre,
        "theme": theme, "domain": domain, "region": region,
    }  # fmt: skip
    request = SearchRequest(
        q=" ".join(query or ()),
        filters={name: tuple(values) for name, values in filters.items() if values},
        published_from=day_of(published_from, "--published-from"),
        published_to=day_of(published_to, "--published-to"),
        as_of=day_of(as_of, "--as-of"),
        sort=sort,
        page=page,
        size=size,
        explain=explain,
    )
    with open_library(read_settings(), create=False) as library:
        service = library.service()
        try:
            answer = service.search(request)
        finally:
            service.close()
    if as_json:
        from search_api.responses import search_json

        print_json(search_json(answer))
    else:
        _print_answer(answer, request)
    return 0


def day_of(text: str | None, option: str) -> date | None:
    """Raises UsageError for what is no day."""
    if text is None:
        return None
    day = parse_date(text)
    if day is None:
        raise UsageError(f"{option} 的“{text}”不是日期，应如 2026-11-23", field=option)
    return day


def _print_answer(answer: SearchResponse, request: SearchRequest) -> None:
    out = console()
    first = (answer.page - 1) * answer.size + 1
    out.print(
        f"共 {answer.total} 份，用时 {answer.took_ms} 毫秒，有效性按 {answer.as_of}", markup=False
    )
    for note in _notes(answer):
        out.print(note, markup=False, style="cyan")
    for rank, hit in enumerate(answer.hits, start=first):
        _print_hit(rank, hit)
    for facet in answer.facets.values():
        shown = "  ".join(f"{value.label} {value.count}" for value in facet.values[:8])
        if shown:
            out.print(f"{facet.label}：{shown}", markup=False)


def _notes(answer: SearchResponse) -> list[str]:
    report = answer.query
    notes = list(report.notes)
    if report.did_you_mean:
        notes.append(f"您是不是要找：{report.did_you_mean}")
    if report.synonyms:
        notes.append(f"同时检索：{'、'.join(report.synonyms)}")
    if report.relaxed:
        notes.append(report.relaxed)
    return notes


def _print_hit(rank: int, hit: Hit) -> None:
    out = console()
    title = hit.highlights["title"]
    line = Text(f"{rank}. ")
    line.append(marked(title) if title else Text(hit.title))
    out.print(line)
    facts = (
        hit.doc_number, "、".join(hit.issuers), str(hit.published_date or ""),
        hit.status.value.label, "提取质量存疑" if hit.quality_doubtful else "", hit.id,
    )  # fmt: skip
    out.print("   " + "  ".join(fact for fact in facts if fact), markup=False, style="dim")
    for piece in hit.highlights["body"]:
        heading = f"{piece.heading} " if piece.heading else ""
        out.print(Text(f"   {heading}") + marked(piece.text))
    for reason in hit.explain:
        out.print(f"   · {reason}", markup=False)


# ---------------------------------------------------------------- show


def show(
    document_id: Annotated[str, typer.Argument(metavar="ID", help="文件编号")],
    text: Annotated[bool, typer.Option("--text", help="同时输出全文")] = False,
    as_of: Annotated[str | None, typer.Option(help="按哪一天的有效性，默认今天")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    day = day_of(as_of, "--as-of")
    with open_library(read_settings(), create=False) as library:
        service = library.service()
        try:
            shown = _read(service, document_id, day)
        finally:
            service.close()
    if as_json:
        print_json(shown.json(with_text=text))
    else:
        shown.print(with_text=text)
    return 0


def _read(service: SearchService, document_id: str, day: date | None) -> _Shown:
    from search_api.responses import document_json, event_json, relation_json

    document, status = service.document(document_id, staff=True), service.status(document_id, day)
    return _Shown(
        document,
        status,
        document_json(document, status),
        [event_json(event) for event in service.events(document_id)],
        [relation_json(link) for link in service.relations(document_id)],
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """One document, ready to be printed; ``fields``, ``events`` and ``relations`` as the API
    gives them."""

    document: PolicyDocument
    status: Status
    fields: dict[str, Any]
    events: list[dict[str, Any]]
    relations: list[dict[str, Any]]

    def json(self, *, with_text: bool) -> dict[str, Any]:
        return {
            **self.fields,
            "published": self.document.published,
            "events": self.events,
            "relations": self.relations,
            **({"text": self.document.text} if with_text else {}),
        }

    def print(self, *, with_text: bool) -> None:
        out = console()
        out.print(self.document.title or self.document.id, markup=False, style="bold")
        self._print_status()
        self._print_values()
        self._print_events()
        self._print_relations()
        if with_text:
            out.print()
            out.print(self.document.text, markup=False)

    def _print_status(self) -> None:
        status = self.status
        basis = f"（{_BASES[status.basis.value]}）" if status.basis else ""
        console().print(f"有效性：{status.value.label}{basis}  {status.reason}", markup=False)
        if not self.document.published:
            console().print("未公开", style="red")

    def _print_values(self) -> None:
        table = Table(show_edge=False)
        for heading in ("字段", "值", "依据", "规则", "原文"):
            table.add_column(heading)
        labels = {field.name: field.label for field in METADATA}
        for name in (*labels, *(n for n in self.document.values if n not in labels)):
            best = self.document.best(name)
            if best is None:
                continue
            evidence = best.evidence
            table.add_row(
                Text(labels.get(name, name)), Text(_told(name, best)), _BASES[evidence.basis.value],
                Text(f"{evidence.rule} {evidence.confidence:.2f}"), Text(evidence.quote[:60]),
            )  # fmt: skip
        console().print(table)

    def _print_events(self) -> None:
        for event in self.events:
            source = event["source"]["title"] or event["source"]["id"]
            quote = event["evidence"]["quote"]
            console().print(
                f"{event['date'] or '日期不详'}  {_EVENTS[event['type']]}  {source}  “{quote}”",
                markup=False,
            )

    def _print_relations(self) -> None:
        for told in self.relations:
            arrow = "→" if told["direction"] == "out" else "←"
            number = f"（{told['doc_number']}）" if told["doc_number"] else ""
            target = told["id"] or "未收录"
            console().print(
                f"{arrow} {_RELATIONS[told['type']]}  {told['title'] or ''}{number}  [{target}]",
                markup=False,
            )


def _told(name: str, value: Value) -> str:
    if not isinstance(value.value, str):
        return "、".join(value.value)
    return Kind(value.value).label if name == "kind" else value.value


_BASES: Mapping[str, str] = {
    "reviewed": "人工核定", "declared": "来源标注", "extracted": "文中读出", "inferred": "推定",
}  # fmt: skip
_EVENTS: Mapping[str, str] = {
    "effective": "施行", "amended": "修改", "partially_repealed": "部分废止", "repealed": "废止",
    "lapsed": "失效", "expired": "期满", "confirmed": "继续有效",
}  # fmt: skip
_RELATIONS: Mapping[str, str] = {
    "repeals": "废止", "lapses": "宣布失效", "amends": "修改", "confirms": "确认有效",
    "issues": "印发", "forwards": "转发", "implements": "贯彻落实", "based_on": "依据",
    "interprets": "解读", "draft_of": "征求意见稿", "version_of": "版本", "cites": "引用",
}  # fmt: skip


# ---------------------------------------------------------------- status


def status(
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    with open_library(read_settings(), create=False) as library:
        report = status_json(library)
    if as_json:
        print_json(report)
        return 0
    out = console()
    for label, value in _status_lines(report):
        out.print(f"{label}：{value}", markup=False)
    if report["index"] is None:
        tell(f"没有可用的索引：{report['problem']}")
    return 0


def status_json(library: Library) -> dict[str, Any]:
    """Counts, sizes, generation and lag; ``index`` is null where there is none."""
    counts = library.catalogue.counts()
    report: dict[str, Any] = {
        "documents": counts.documents,
        "withheld": counts.withheld,
        "removed": counts.removed,
        "doubtful": counts.doubtful,
        "characters": counts.characters,
        "mentions": counts.mentions,
        "resolved": counts.resolved,
        "sources": {outcome.value: n for outcome, n in counts.sources.items()},
        "revision": counts.revision,
        "catalogue_bytes": _catalogue_bytes(library),
        "index": None,
        "problem": None,
    }
    try:
        engine = library.store.current()
    except EngineError as error:
        return {**report, "problem": str(error)}
    try:
        index = engine.status()
    finally:
        engine.close()
    report["index"] = {
        "generation": index.generation,
        "fingerprint": index.fingerprint,
        "documents": index.documents,
        "revision": index.revision,
        "lag": counts.revision - index.revision,
        "bytes": index.size_bytes,
        "segments": index.segments,
    }
    return report


def _catalogue_bytes(library: Library) -> int | None:
    """None where the database is a server."""
    path = library.settings.home / "catalogue.db"
    if library.settings.database_url is not None or not path.exists():
        return None
    return sum(p.stat().st_size for p in path.parent.glob(f"{path.name}*"))


def _status_lines(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    lines = [
        ("文件", f"{report['documents']} 份，共 {report['characters']} 字"),
        ("未公开", str(report["withheld"])),
        ("提取质量存疑", str(report["doubtful"])),
        ("隔离", str(report["sources"].get("quarantined", 0))),
        ("已移除", str(report["removed"])),
        ("关联", f"{report['mentions']} 条，其中 {report['resolved']} 条已对应到文件"),
        ("目录库版本", str(report["revision"])),
    ]
    if report["catalogue_bytes"] is not None:
        lines.append(("目录库大小", f"{report['catalogue_bytes'] / 2**20:.1f} MB"))
    index = report["index"]
    if index is not None:
        lines += [
            ("索引", f"{index['generation']}，{index['documents']} 份，{index['segments']} 段"),
            ("索引大小", f"{index['bytes'] / 2**20:.1f} MB"),
            ("索引滞后", f"{index['lag']} 个版本"),
        ]
    return lines
