"""``search``: the same search as the page's, in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.text import Text

from indexer.bootstrap import open_library
from indexer.catalogue import Catalogue
from indexer.catalogue.types import KnownSource, SourceOutcome
from indexer.model import Kind, StatusValue
from indexer.model.labels import LabelledEnum
from indexer.model.queries import Hit, SearchRequest, SearchResponse, Sort
from indexer.runtime.belonging import read_settings
from search_api.commands.options import QueryCommand, day_of, value_of
from search_api.commands.terminal import console, marked, plain, print_json

_SIZE_LIMIT = 100


def register(app: typer.Typer) -> None:
    app.command(cls=QueryCommand, help="检索")(search)


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
    effective_from: Annotated[str | None, typer.Option(help="施行日期，自")] = None,
    effective_to: Annotated[str | None, typer.Option(help="施行日期，至")] = None,
    expires_from: Annotated[str | None, typer.Option(help="有效期届满日，自")] = None,
    expires_to: Annotated[str | None, typer.Option(help="有效期届满日，至")] = None,
    as_of: Annotated[str | None, typer.Option(help="按哪一天的有效性，默认今天")] = None,
    sort: Annotated[str, typer.Option(help="排序：相关、最新或最早")] = "relevance",
    page: Annotated[int, typer.Option(min=1, help="页码")] = 1,
    size: Annotated[int, typer.Option(min=1, max=_SIZE_LIMIT, help="每页条数")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="说明排序的理由")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    filters = {
        "issuer": issuer, "status": _values(status_, StatusValue, "--status"), "year": year,
        "kind": _values(kind, Kind, "--kind"), "genre": genre,
        "theme": theme, "domain": domain, "region": region,
    }  # fmt: skip
    request = SearchRequest(
        q=" ".join(query or ()),
        filters={name: tuple(values) for name, values in filters.items() if values},
        published_from=day_of(published_from, "--published-from"),
        published_to=day_of(published_to, "--published-to"),
        effective_from=day_of(effective_from, "--effective-from"),
        effective_to=day_of(effective_to, "--effective-to"),
        expires_from=day_of(expires_from, "--expires-from"),
        expires_to=day_of(expires_to, "--expires-to"),
        as_of=day_of(as_of, "--as-of"),
        sort=value_of(sort, Sort, "--sort"),
        page=page,
        size=size,
        explain=explain,
    )
    with open_library(read_settings(), create=False) as library:
        service = library.service()
        try:
            answer = service.search(request)
            sources = sources_of(library.catalogue, [hit.id for hit in shown(answer)])
        finally:
            service.close()
    if as_json:
        from search_api.responses import search_json

        told = search_json(answer)
        for hit in [*told["hits"], *(told["relaxed"] or {"hits": ()})["hits"]]:
            hit["source"] = source_json(sources.get(hit["id"]))
        print_json(told)
    else:
        _print_answer(answer, sources)
    return 0


def shown(answer: SearchResponse) -> tuple[Hit, ...]:
    """The hits, and those of the relaxed list behind them."""
    return answer.hits + (answer.relaxed.hits if answer.relaxed else ())


def _values(given: list[str] | None, kind: type[LabelledEnum], option: str) -> list[str]:
    return [value_of(text, kind, option) for text in given or ()]


def sources_of(catalogue: Catalogue, ids: Sequence[str]) -> dict[str, KnownSource]:
    """Document id → the file that it was made of, not those that repeat it."""
    return {
        identity: source
        for identity, found in catalogue.sources.of_documents(ids).items()
        for source in found
        if source.outcome is not SourceOutcome.DUPLICATE
    }


def source_json(source: KnownSource | None) -> dict[str, str] | None:
    return {"path": source.name, "location": source.location} if source else None


def _print_answer(answer: SearchResponse, sources: Mapping[str, KnownSource]) -> None:
    out = console()
    first = (answer.page - 1) * answer.size + 1
    out.print(
        f"共 {answer.total} 份，用时 {answer.took_ms} 毫秒，有效性按 {answer.as_of}", markup=False
    )
    for note in _notes(answer):
        out.print(note, markup=False, style="cyan")
    for rank, hit in enumerate(answer.hits, start=first):
        _print_hit(rank, hit, sources.get(hit.id))
    if answer.relaxed is not None:
        out.print(
            f"另有 {answer.relaxed.total} 份，{answer.relaxed.note}：", markup=False, style="cyan"
        )
        if answer.relaxed.as_typed:
            out.print(f"仍要查找原词：{answer.relaxed.as_typed}", markup=False, style="cyan")
        for rank, hit in enumerate(answer.relaxed.hits, start=1):
            _print_hit(rank, hit, sources.get(hit.id))
    for facet in answer.facets.values():
        shown = "  ".join(f"{value.label} {value.count}" for value in facet.values[:8])
        if shown:
            out.print(f"{facet.label}：{shown}", markup=False)


def _notes(answer: SearchResponse) -> list[str]:
    report = answer.query
    notes = [*answer.notes, *report.notes]
    if report.did_you_mean:
        notes.append(f"您是不是要找：{report.did_you_mean}")
    if report.synonyms:
        notes.append(f"同时检索：{'、'.join(report.synonyms)}")
    if report.relaxed:
        notes.append(report.relaxed)
    return notes


def _print_hit(rank: int, hit: Hit, source: KnownSource | None) -> None:
    out = console()
    title = hit.highlights["title"]
    line = Text(f"{rank}. ")
    line.append(marked(title) if title else plain(hit.title))
    out.print(line)
    facts = (
        hit.doc_number, "、".join(hit.issuers), str(hit.published_date or ""),
        hit.status.value.label, "提取质量存疑" if hit.quality_doubtful else "", hit.id,
    )  # fmt: skip
    out.print("   " + "  ".join(fact for fact in facts if fact), markup=False, style="dim")
    if source is not None:
        out.print(f"   来源：{source.location}", markup=False, style="dim")
    if hit.replaced_by is not None:
        out.print(plain(f"   已被取代：{hit.replaced_by.title}  {hit.replaced_by.id}"))
    if hit.attached_to is not None:
        out.print(plain(f"   所附于：{hit.attached_to.title}  {hit.attached_to.id}"))
    for piece in hit.highlights["body"]:
        heading = f"{piece.heading} " if piece.heading else ""
        out.print(plain(f"   {heading}") + marked(piece.text))
    for reason in hit.explain:
        out.print(f"   · {reason}", markup=False)
