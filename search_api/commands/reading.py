"""``show``, ``status``: one document, and the library as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from indexer.bootstrap import Library, open_library
from indexer.catalogue.copies import Keeping
from indexer.catalogue.types import KnownSource
from indexer.model import (
    Basis,
    EventType,
    Evidence,
    Kind,
    PolicyDocument,
    RelationType,
    Status,
    StatusValue,
    TextOrigin,
    Value,
)
from indexer.model.fields import METADATA
from indexer.model.findings import FindingKind
from indexer.model.labels import LabelledEnum
from indexer.model.publication import FINDINGS, INTERNAL, withheld_for
from indexer.runtime.belonging import read_settings
from indexer.runtime.settings import CATALOGUE
from indexer.usage.store import trouble_of
from search_api.commands.messages import tell
from search_api.commands.options import day_of, moment
from search_api.commands.searching import source_json, sources_of
from search_api.commands.terminal import console, plain, print_json
from search_api.labels import BASIS_LABELS, EVENT_LABELS, RELATION_LABELS

if TYPE_CHECKING:
    from indexer.searching.service import SearchService

_RECOGNISED = {
    TextOrigin.OCR: "全文由文字识别得来，请对照原件",
    TextOrigin.MIXED: "部分文字由文字识别得来，请对照原件",
}


def register(app: typer.Typer) -> None:
    app.command(help="一份文件的元数据、依据、沿革与关联")(show)
    app.command(help="份数、大小、索引代次与滞后")(status)


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
            source = sources_of(library.catalogue, [document_id]).get(document_id)
            shown = _read(service, document_id, day, source)
        finally:
            service.close()
    if as_json:
        print_json(shown.json(with_text=text))
    else:
        shown.print(with_text=text)
    return 0


def _read(
    service: SearchService, document_id: str, day: date | None, source: KnownSource | None
) -> _Shown:
    from search_api.responses import document_json, event_json, relation_json

    document, status = service.document(document_id, staff=True), service.status(document_id, day)
    return _Shown(
        document,
        status,
        source,
        document_json(
            document,
            status,
            service.replaced_by(document_id, day),
            service.attachments(document_id),
            staff=True,
        ),
        [event_json(event) for event in service.events(document_id)],
        [relation_json(link) for link in service.relations(document_id)],
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """One document, ready to be printed; ``fields``, ``events`` and ``relations`` as the API
    gives them."""

    document: PolicyDocument
    status: Status
    source: KnownSource | None
    fields: dict[str, Any]
    events: list[dict[str, Any]]
    relations: list[dict[str, Any]]

    def json(self, *, with_text: bool) -> dict[str, Any]:
        return {
            **self.fields,
            "source": {**(self.fields["source"] or {}), **(source_json(self.source) or {})} or None,
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
        out, status = console(), self.status
        basis = f"（{BASIS_LABELS[status.basis]}）" if status.basis else ""
        out.print(f"有效性：{status.value.label}{basis}  {status.reason}", markup=False)
        if replaced := self.fields["replaced_by"]:
            out.print(f"已被取代：{replaced.title}  {replaced.id}", markup=False)
        for name, label in (("attached_to", "所附于"), ("attached_files", "附件")):
            for other in self.fields[name]:
                out.print(f"{label}：{other['title']}  {other['id']}", markup=False)
        if not self.document.published:
            out.print(f"未公开：{withheld_for(self.document.values)}", style="red", markup=False)
        for found in self.document.values.get(FINDINGS, ()):
            place = f"，第 {found.evidence.page} 页" if found.evidence.page else ""
            label = FindingKind(str(found.value)).label
            out.print(f"发现{label}：{found.evidence.quote}{place}", style="red", markup=False)
        if self.source is not None:
            out.print(f"来源：{self.source.location}", markup=False)
        if said := _RECOGNISED.get(self.document.origin):
            out.print(f"提示：{said}", markup=False)
        for doubt in self.document.quality.doubts:
            out.print(f"存疑：{doubt}", style="red", markup=False)
        for hint in self.document.hints:
            out.print(f"提示：{hint}", markup=False)

    def _print_values(self) -> None:
        """A value, and under it what it stands on: side by side they need more than 80 columns."""
        table = Table(show_edge=False)
        table.add_column("字段", no_wrap=True)
        table.add_column("值与依据", overflow="fold")
        labels = {field.name: field.label for field in METADATA}
        for name in (*labels, *(n for n in self.document.values if n not in labels)):
            best = self.document.best(name)
            if best is None or name in INTERNAL:
                continue
            evidence = best.evidence
            table.add_row(plain(labels.get(name, name)), plain(_told(name, best)))
            table.add_row("", plain(_why(evidence), "dim"))
        console().print(table)

    def _print_events(self) -> None:
        for event in self.events:
            source = event["source"]["title"] or event["source"]["id"]
            label = EVENT_LABELS[EventType(event["type"])]
            basis = BASIS_LABELS[Basis(event["basis"])]
            quote = _quoted(event["evidence"]["quote"])
            console().print(
                f"{event['date'] or '日期不详'}  {label}（{basis}）  {source}{quote}", markup=False
            )

    def _print_relations(self) -> None:
        for told in self.relations:
            speaking, spoken_of = RELATION_LABELS[RelationType(told["type"])]
            label = speaking if told["direction"] == "out" else spoken_of
            number = f"（{told['doc_number']}）" if told["doc_number"] else ""
            target = told["id"] or "未收录"
            console().print(f"{label}  {told['title'] or ''}{number}  [{target}]", markup=False)


def _why(evidence: Evidence) -> str:
    """Where a value comes from: of staff's word, whose it is, since when and why."""
    label = BASIS_LABELS[evidence.basis]
    if (review := evidence.review) is not None:
        return f"{label} {review.who} {moment(review.at)}" + (
            f"：{review.why}" if review.why else ""
        )
    return f"{label} {evidence.rule} {evidence.confidence:.2f}{_quoted(evidence.quote)}"


def _quoted(quote: str) -> str:
    """The whole of it, in one line."""
    return f"  “{' '.join(quote.split())}”" if quote.strip() else ""


def _told(name: str, value: Value) -> str:
    if not isinstance(value.value, str):
        return "、".join(value.value)
    labels: Mapping[str, type[LabelledEnum]] = {"kind": Kind, "status": StatusValue}
    called = {one.value: one.label for one in labels.get(name, ())}
    return called.get(value.value, value.value)


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
    if report["problem"] is not None:
        tell(f"注意：{report['problem']}")
    return 0


def status_json(library: Library) -> dict[str, Any]:
    """Counts, sizes, generation and lag; ``index`` is null where none can be read. ``code`` and
    ``problem``: why nothing new would be found, as ``/ready`` tells it."""
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
        "copies": library.settings.copies,
        "copies_bytes": library.copies.size(),
        "vectors": None,
        "usage": trouble_of(library.settings.usage_url),
        "index": None,
        "code": None,
        "problem": None,
    }
    report["vectors"] = asdict(meaning) if (meaning := library.meaning()) else None
    found = library.standing()
    report.update(code=found.trouble, problem=found.reason)
    index = found.index
    if index is None:
        return report
    report["index"] = {
        "generation": index.generation,
        "fingerprint": index.fingerprint,
        "documents": index.documents,
        "revision": index.revision,
        "lag": found.lag,
        "bytes": index.size_bytes,
        "segments": index.segments,
        "follower": library.catalogue.database.holder_of(library.store.shared),
    }
    return report


def _catalogue_bytes(library: Library) -> int | None:
    """None where the database is a server."""
    path = library.settings.home / CATALOGUE
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
    vectors = report["vectors"]
    if vectors is not None:
        lag = f"，滞后 {vectors['lag']} 个版本" if vectors["lag"] else ""
        lines.append(("语义向量", vectors["trouble"] or f"{vectors['documents']} 份{lag}"))
    if report["usage"] is not None:
        lines.append(("使用记录", report["usage"]))
    kept = Keeping(report["copies"]).label
    lines.append(("原件副本", f"{report['copies_bytes'] / 2**20:.1f} MB（设置 COPIES：{kept}）"))
    index = report["index"]
    if index is not None:
        lines += [
            ("索引", f"{index['generation']}，{index['documents']} 份，{index['segments']} 段"),
            ("索引大小", f"{index['bytes'] / 2**20:.1f} MB"),
        ]
        if index["lag"] >= 0:  # else it follows another catalogue, which is told as the problem
            lines.append(("索引滞后", f"{index['lag']} 个版本"))
        if index["follower"] is not None:
            lines.append(("正在更新共用的索引", index["follower"]))
    return lines
