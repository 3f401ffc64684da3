"""Answers: the search types → JSON, and the models that describe them in OpenAPI.

The models document; the bytes are made straight from the frozen types, which is what keeps a
request within a millisecond. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response

from indexer.catalogue.types import Link
from indexer.indexing.standing import Trouble
from indexer.model import Event, Evidence, PolicyDocument, Status
from indexer.model.fields import METADATA
from indexer.model.queries import Hit, SearchResponse
from indexer.understanding.validity.succession import Succession


class JsonResponse(Response):
    """JSON by orjson: dataclasses and dates as they are."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


# ---------------------------------------------------------------- JSON


def status_json(status: Status) -> dict[str, Any]:
    return {
        "value": status.value.value,
        "label": status.value.label,
        "basis": status.basis.value if status.basis else None,
        "since": status.since,
        "reason": status.reason,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "id": hit.id,
        "title": hit.title,
        "doc_number": hit.doc_number,
        "issuers": hit.issuers,
        "kind": hit.kind,
        "published_date": hit.published_date,
        "date": hit.date,
        "date_kind": hit.date_kind,
        "status": status_json(hit.status),
        "score": hit.score,
        "match": hit.match,
        "highlights": hit.highlights,
        "passage": {"heading": passage.heading, "anchor": passage.anchor} if passage else None,
        "origin": hit.origin,
        "doubtful": hit.quality_doubtful,
        "url": hit.url,
        **({"explain": hit.explain} if hit.explain else {}),
    }


def search_json(answer: SearchResponse) -> dict[str, Any]:
    return {
        "total": answer.total,
        "page": answer.page,
        "size": answer.size,
        "took_ms": answer.took_ms,
        "as_of": answer.as_of,
        "revision": answer.revision,
        "query": answer.query,
        "hits": [hit_json(h) for h in answer.hits],
        "notes": answer.notes,
        "facets": answer.facets,
    }


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    return {
        "basis": evidence.basis.value,
        "rule": evidence.rule,
        "quote": evidence.quote,
        "page": evidence.page,
        "start": evidence.start,
        "end": evidence.end,
        "confidence": evidence.confidence,
    }


def document_json(document: PolicyDocument, status: Status) -> dict[str, Any]:
    """The plain fields of a .jsonl line, and where each comes from."""
    fields: dict[str, Any] = {}
    evidence: dict[str, Any] = {}
    for row in METADATA:
        best = document.best(row.name)
        if row.name == "status":
            continue
        if row.many:
            fields[row.name] = document.texts_of(row.name)
        else:
            fields[row.name] = document.text_of(row.name)
        if best is not None:
            evidence[row.name] = evidence_json(best.evidence)
    extra = {
        name: v.value
        for name in document.values
        if name not in fields and name != "status" and (v := document.best(name)) is not None
    }
    source = document.source
    return {
        "id": document.id,
        **fields,
        "extra": extra,
        "status": status_json(status),
        "source": {
            "path": source.name,
            "sha256": source.sha256,
            "media_type": source.media_type,
            "size": source.size,
        }
        if source
        else None,
        "quality": {
            "mapped": document.quality.mapped,
            "chinese": document.quality.chinese,
            "garbage": document.quality.garbage,
            "coverage": document.quality.coverage,
            "confidence": document.quality.confidence,
            "doubtful": document.quality.doubtful,
            "doubts": document.quality.doubts,
            "origin": document.origin.value,
            "pages": document.pages,
            "extractor": document.extractor,
            "extractor_version": document.extractor_version,
            "warnings": document.warnings,
        },
        # Those that the text holds or lists, then the files within the file.
        "attachments": list(
            dict.fromkeys((*document.texts_of("attachments"), *document.attachments))
        ),
        "evidence": evidence,
        "revision": document.revision,
    }


def event_json(event: Event) -> dict[str, Any]:
    return {
        "date": event.date,
        "type": event.type.value,
        "basis": event.evidence.basis.value,
        "confidence": event.evidence.confidence,
        "source": {"id": event.source_id, "title": event.source_title},
        "evidence": _place(event.evidence),
        "note": event.note,
    }


def wordings_json(found: Sequence[Succession]) -> list[dict[str, Any]]:
    """The texts of one instrument, oldest first, each with the days between which it holds."""
    until = {s.earlier.card.id: s.day for s in found}
    texts = {side.card.id: side for s in found for side in (s.earlier, s.later)}
    return [
        {
            "id": wording.card.id,
            "title": wording.card.title,
            "from": wording.holds_from,
            "to": until.get(wording.card.id),
            "current": wording.card.id not in until,
        }
        for wording in sorted(texts.values(), key=lambda w: (w.made or date.min, w.card.id))
    ]


def relation_json(link: Link) -> dict[str, Any]:
    """A relation as seen from one of its two documents."""
    mention = link.relation.mention
    other = link.other
    return {
        "type": mention.type.value,
        "direction": link.direction,
        "id": other.id if other else None,
        "title": other.title if other else mention.target_title,
        "doc_number": other.doc_number if other else mention.target_number,
        "scope": mention.scope.value,
        "provision": mention.provision,
        "from": mention.from_date,
        "basis": mention.evidence.basis.value,
        "confidence": mention.evidence.confidence,
        "resolved_by": link.relation.resolved_by,
        "evidence": _place(mention.evidence),
    }


def _place(evidence: Evidence) -> dict[str, Any]:
    return {"quote": evidence.quote, "start": evidence.start, "end": evidence.end}


# ---------------------------------------------------------------- what OpenAPI tells


class ProblemParameter(BaseModel):
    """One wrong parameter."""

    in_: str = Field(alias="in", description="query, path or body", examples=["query"])
    parameter: str = Field(description="Its name.", examples=["as_of"])
    message: str = Field(description="What is wrong.", examples=["日期应写作 YYYY-MM-DD"])
    value: Any = Field(None, description="What was sent.", examples=["yesterday"])


class Problem(BaseModel):
    """RFC 9457 problem document."""

    type: str = Field(description="URI of the kind of problem.", examples=["about:blank"])
    title: str = Field(description="What kind of problem.", examples=["参数有误"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What to do.", examples=["请检查：as_of"])
    errors: list[ProblemParameter] = Field([], description="Every wrong parameter.")


Day = date


class StatusModel(BaseModel):
    """Validity on the day asked about."""

    value: str = Field(description="Status.", examples=["in_force"])
    label: str = Field(description="What people read.", examples=["现行有效"])
    basis: str | None = Field(description="How it is known.", examples=["inferred"])
    since: date | None = Field(description="Since when.", examples=["2020-01-01"])
    reason: str = Field(description="Why, in Chinese.", examples=["自2020-01-01起施行"])


class PassageModel(BaseModel):
    """The article or section that fits best."""

    heading: str = Field(description="Its number.", examples=["第三条"])
    anchor: str = Field(description="HTML id of its place on the page.", examples=["s120"])


class PieceModel(BaseModel):
    """A stretch of the text, under the article or section that it is from."""

    text: str = Field(description="Escaped HTML.", examples=["…<em>电梯</em>…"])
    heading: str | None = Field(description="Its part; null before the first.", examples=["第三条"])
    anchor: str | None = Field(description="HTML id of the part.", examples=["s120"])


class HighlightsModel(BaseModel):
    """Escaped HTML with <em> around the matches."""

    title: str = Field(description="The whole title.", examples=["<em>加装电梯</em>办法"])
    body: list[PieceModel] = Field(description="The best places, best first.")


class HitModel(BaseModel):
    id: str = Field(description="Public id.", examples=["a1b2c3"])
    title: str = Field(description="Title.", examples=["既有住宅加装电梯管理办法"])
    doc_number: str | None = Field(description="发文字号.", examples=["国办发〔2019〕54号"])
    issuers: list[str] = Field(description="Issuing bodies.", examples=[["国务院办公厅"]])
    kind: str = Field(description="Kind of document.", examples=["policy"])
    published_date: Day | None = Field(description="Published.", examples=["2019-12-01"])
    date: Day | None = Field(description="It is sorted by this day.", examples=["2019-12-01"])
    date_kind: str | None = Field(
        description="published, written, printed or effective.", examples=["published"]
    )
    status: StatusModel
    score: float = Field(description="Comparable within an answer only.", examples=[12.5])
    match: str = Field(
        description="What made it a hit: number, title, cites (it cites the number), text.",
        examples=["text"],
    )
    highlights: HighlightsModel
    passage: PassageModel | None = None
    origin: str = Field(description="Where the text comes from: text or ocr.", examples=["text"])
    doubtful: bool = Field(description="The extraction is doubtful.", examples=[False])
    url: str = Field(description="Where to read it.", examples=["/documents/a1b2c3"])
    explain: list[str] = Field([], description="Why it is there.", examples=[["标题含“电梯”"]])


class FacetValueModel(BaseModel):
    value: str = Field(description="For the filter.", examples=["in_force"])
    label: str = Field(description="For people.", examples=["现行有效"])
    count: int = Field(description="Hits that have it.", examples=[12])
    selected: bool = Field(description="Whether it is a filter now.", examples=[False])


class FacetModel(BaseModel):
    label: str = Field(description="For people.", examples=["发文机关"])
    total: int = Field(description="How many distinct values there are.", examples=[37])
    values: list[FacetValueModel] = Field(
        description="The first of them (`facet_size`) and all that are filters now. Most hits "
        "first; years and months newest first."
    )


class QueryModel(BaseModel):
    """What was understood of the query."""

    text: str = Field(description="The query, cleaned.", examples=["加装电梯"])
    terms: list[str] = Field(description="Its words.", examples=[["加装", "电梯"]])
    doc_number: str | None = Field(description="The number in it.", examples=[None])
    synonyms: list[str] = Field(description="Synonyms applied.", examples=[["加装 → 增设"]])
    did_you_mean: str | None = Field(description="A likely repair.", examples=[None])
    relaxed: str | None = Field(description="How it was relaxed.", examples=[None])
    notes: list[str] = Field(description="Anything else to tell.", examples=[[]])


class SearchModel(BaseModel):
    """An answer to a search."""

    total: int = Field(description="All hits.", examples=[1])
    page: int = Field(description="This page.", examples=[1])
    size: int = Field(description="Hits on a page.", examples=[10])
    took_ms: float = Field(description="Time in the service, ms.", examples=[0.4])
    as_of: date = Field(description="Validity is told for this day.", examples=["2026-11-23"])
    revision: int = Field(description="Revision of the library.", examples=[118])
    query: QueryModel
    hits: list[HitModel]
    notes: list[str] = Field(description="Anything else to tell people.", examples=[[]])
    facets: dict[str, FacetModel] = Field(description="By facet, in the order asked for.")


class SourceModel(BaseModel):
    path: str = Field(description="Name of the file.", examples=["市财政局/办法.pdf"])
    sha256: str = Field(description="Of the file.", examples=["9f86d081…"])
    media_type: str = Field(description="By content.", examples=["application/pdf"])
    size: int = Field(description="Bytes.", examples=[20480])


class EvidenceModel(BaseModel):
    basis: str = Field(
        description="declared, extracted, inferred, reviewed", examples=["extracted"]
    )
    rule: str = Field(description="The rule that read it.", examples=["title.centred"])
    quote: str = Field(description="The text it stands on.", examples=["关于…的通知"])
    page: int | None = Field(description="Page, from 1.", examples=[1])
    start: int | None = Field(description="Offset in the text.", examples=[0])
    end: int | None = Field(description="End offset.", examples=[12])
    confidence: float = Field(description="0 to 1.", examples=[0.95])


class DocumentModel(BaseModel):
    """A document: the fields of a .jsonl line, its status and the evidence of each value."""

    id: str = Field(description="Public id.", examples=["a1b2c3"])
    title: str | None = Field(description="Title.", examples=["既有住宅加装电梯管理办法"])
    doc_number: str | None = Field(description="发文字号.", examples=["国办发〔2019〕54号"])
    issuers: list[str] = Field(description="Issuing bodies.", examples=[["国务院办公厅"]])
    kind: str | None = Field(description="Kind.", examples=["policy"])
    genre: str | None = Field(description="文种.", examples=["办法"])
    theme: list[str] = Field(description="Themes.", examples=[["城乡建设、环境保护"]])
    domain: list[str] = Field(description="Disclosure domains.", examples=[["保障性住房"]])
    region: str | None = Field(description="Region.", examples=["广东省"])
    written_date: date | None = Field(description="成文.", examples=["2019-11-20"])
    published_date: date | None = Field(description="发布.", examples=["2019-12-01"])
    effective_from: date | None = Field(description="施行.", examples=["2020-01-01"])
    expires_on: date | None = Field(description="Last valid day.", examples=["2024-12-31"])
    status: StatusModel
    source: SourceModel | None
    quality: dict[str, Any] = Field(description="How far the text can be trusted.")
    attachments: list[str] = Field(
        description="Attached instruments and files, by title or name.",
        examples=[["云城市既有住宅加装电梯管理办法"]],
    )
    evidence: dict[str, EvidenceModel] = Field(description="Field → where it comes from.")

    model_config = {"extra": "allow"}


class PlaceModel(BaseModel):
    quote: str = Field(description="The sentence.", examples=["《…办法》同时废止。"])
    start: int | None = Field(description="Offset in its text.", examples=[1200])
    end: int | None = Field(description="End offset.", examples=[1212])


class EventModel(BaseModel):
    date: str | None = Field(description="The day.", examples=["2020-01-01"])
    type: str = Field(description="What happened.", examples=["repealed"])
    basis: str = Field(description="How it is known.", examples=["inferred"])
    confidence: float = Field(description="0 to 1.", examples=[0.95])
    source: dict[str, str] = Field(description="The document that says it.")
    evidence: PlaceModel
    note: str = Field("", description="A remark.", examples=[""])


class WordingModel(BaseModel):
    id: str = Field(description="The document of this text.", examples=["b2c3"])
    title: str = Field(description="Its title.", examples=["…办法（2020年修订）"])
    holds_from: str | None = Field(
        alias="from", description="The first day of this text.", examples=["2020-05-01"]
    )
    to: str | None = Field(
        description="The day on which the next text took its place.", examples=[None]
    )
    current: bool = Field(description="Whether no later text is known.", examples=[True])


class HistoryModel(BaseModel):
    status: StatusModel
    events: list[EventModel]
    wordings: list[WordingModel] = Field(
        description="The texts of one instrument in the library, oldest first; [] for one alone."
    )


class RelationModel(BaseModel):
    type: str = Field(description="Type of relation.", examples=["repeals"])
    direction: str = Field(description="out or in.", examples=["out"])
    id: str | None = Field(description="The other; null while unknown.", examples=["b2c3"])
    title: str | None = Field(description="Its title.", examples=["…办法"])
    doc_number: str | None = Field(description="Its number.", examples=[None])
    scope: str = Field(description="whole or partial.", examples=["whole"])
    provision: str = Field(description="The part.", examples=["第三条"])
    from_: date | None = Field(alias="from", description="From this day.", examples=[None])
    basis: str = Field(description="How it is known.", examples=["extracted"])
    confidence: float = Field(description="0 to 1.", examples=[0.95])
    resolved_by: str = Field(description="What led to the other.", examples=["number"])
    evidence: PlaceModel


class RelationsModel(BaseModel):
    relations: list[RelationModel]


class SectionModel(BaseModel):
    heading: str = Field(description="Its number.", examples=["第三条"])
    anchor: str = Field(description="HTML id.", examples=["s120"])
    start: int = Field(description="Offset in the text.", examples=[120])


class TextModel(BaseModel):
    id: str = Field(description="Public id.", examples=["a1b2c3"])
    text: str = Field(description="The whole text.", examples=["第一条 …"])
    origin: str = Field(description="text or ocr.", examples=["text"])
    sections: list[SectionModel]


class SuggestionModel(BaseModel):
    text: str = Field(description="What to search for.", examples=["政务公开"])
    kind: str = Field(description="title or term.", examples=["term"])
    id: str | None = Field(None, description="The document of a title.", examples=[None])


class SuggestModel(BaseModel):
    suggestions: list[SuggestionModel]


class HealthModel(BaseModel):
    status: str = Field(description="ok", examples=["ok"])


class ReadyModel(BaseModel):
    status: str = Field(description="ready or not", examples=["ready"])
    code: Trouble | None = Field(
        description="Why the server cannot follow its library; null where it can.",
        examples=[None],
    )
    reason: str | None = Field(description="The same in Chinese, with what to do.", examples=[None])
    documents: int = Field(description="In the index.", examples=[3475])
    revision: int = Field(description="Of the index.", examples=[118])
    lag: int = Field(description="Revisions that the index is behind.", examples=[0])


class SimilarModel(BaseModel):
    hits: list[HitModel]


class PivotModel(BaseModel):
    rows: str = Field(description="Facet of the rows.", examples=["issuer"])
    columns: str = Field(description="Facet of the columns.", examples=["year"])
    row_values: list[str] = Field(description="Most first.", examples=[["市财政局"]])
    column_values: list[str] = Field(description="In order.", examples=[["2024"]])
    counts: list[list[int]] = Field(description="A list for each row.", examples=[[[3]]])
    notes: list[str] = Field(description="What to tell of the filters.", examples=[[]])
