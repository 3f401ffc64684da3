"""Pages for people: search, a document, the API's description. They work without scripts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import FileResponse, Response

from indexer.model import Kind, RelationType
from indexer.model.documents import INTERNAL
from indexer.model.fields import METADATA_BY_NAME
from indexer.model.labels import LabelledEnum
from indexer.model.queries import SearchResponse, Sort
from indexer.searching.passages import sections
from indexer.searching.service import SearchService
from search_api import reference
from search_api.edge import names_tag
from search_api.labels import BASIS_LABELS, EVENT_LABELS, RELATION_LABELS, SORT_LABELS
from search_api.params import AsOfParams, SearchParams
from search_api.rendering import WEB, page
from search_api.responses import relation_json, wordings_json
from search_api.routes.search import service_of, turns_of
from search_api.routes.sheets import base_of

router = APIRouter()

# Where examples ask, if the request does not say where it came in.
_SOMEWHERE = "http://127.0.0.1:8000"
# Of the view, not of the search.
_OF_THE_PAGE = ("size", "facets", "facet_size", "highlight", "explain")


@router.get("/")
async def search_page(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """The search page: box, facets, hits."""
    asked = params.model_copy(
        update={"facets": ["issuer", "status", "year", "kind", "genre"], "facet_size": 12}
    )
    service = service_of(request)

    def made() -> Response:
        answer = service.search(asked.request())
        service.log_query(answer.query.text, answer.total, page=answer.page)
        return _results(answer, params)

    return await turns_of(request).run(made)


def _results(answer: SearchResponse, params: SearchParams) -> Response:
    state = params.model_dump(exclude_defaults=True, mode="json")
    # The values that were meant: a link takes back 云城市财政局 that was asked for as 市财政局.
    state |= {name: list(values) for name, values in answer.filters.items()}
    state.pop("page", None)

    def link(**changes: Any) -> str:
        merged = {**state, **changes}
        return "/?" + urlencode({k: v for k, v in merged.items() if v}, doseq=True)

    def toggled(field: str, value: str) -> str:
        chosen = [str(v) for v in state.get(field, [])]
        chosen = [v for v in chosen if v != value] if value in chosen else [*chosen, value]
        return link(**{field: chosen})

    def file(format: str) -> str:
        """The same search as a sheet, or as a feed, which tells the newest."""
        shown = {k: v for k, v in state.items() if v and k not in _OF_THE_PAGE}
        asked_for = {**shown, "sort": Sort.NEWEST.value} if format == "atom" else shown
        query = urlencode(asked_for, doseq=True)
        return f"/api/v1/search.{format}" + (f"?{query}" if query else "")

    return page(
        "search.html",
        file=file,
        answer=answer,
        params=params,
        state=state,
        link=link,
        toggled=toggled,
        basis_labels=BASIS_LABELS,
        sort_labels=SORT_LABELS,
        pages=_pages(answer.page, -(-answer.total // answer.size)),
    )


def _pages(page: int, last: int) -> list[int]:
    """The pages to offer: the first, the neighbours, the last."""
    return sorted(
        {p for p in (1, page - 2, page - 1, page, page + 1, page + 2, last) if 1 <= p <= last}
    )


@router.get("/documents/{document_id:path}")
async def document_page(
    request: Request, document_id: str, params: Annotated[AsOfParams, Query()]
) -> Response:
    """A document: status with its reason, fields with evidence, history, relations, text."""
    service = service_of(request)
    return await turns_of(request).run(lambda: _document(service, document_id, params.as_of))


def _document(service: SearchService, document_id: str, as_of: date | None) -> Response:
    document = service.document(document_id)
    found = service.relations(document.id)
    fields = [
        (METADATA_BY_NAME[n].label if n in METADATA_BY_NAME else n, v, best.evidence)
        for n in document.values
        if n not in INTERNAL
        if (best := document.best(n)) is not None
        for v in ["、".join(_labelled(n, t) for t in document.texts_of(n))]
    ]
    return page(
        "document.html",
        document=document,
        status=service.status(document.id, as_of),
        replaced_by=service.replaced_by(document.id, as_of),
        attachments=service.attachments(document.id),
        as_of=as_of,
        fields=fields,
        events=service.events(document.id),
        wordings=wordings_json(service.wordings(document.id)),
        relations=[relation_json(link) for link in found],
        parts=_parts(document.text),
        basis_labels=BASIS_LABELS,
        event_labels=EVENT_LABELS,
        relation_labels=RELATION_LABELS,
        relation_type=RelationType,
    )


def _labelled(name: str, value: str) -> str:
    kinds: dict[str, type[LabelledEnum]] = {"kind": Kind}
    if name in kinds:
        try:
            return kinds[name](value).label
        except ValueError:
            return value
    return value


def _parts(text: str) -> list[tuple[str | None, str]]:
    """The text cut at its sections: (anchor, piece)."""
    found = sections(text)
    starts = [s.start for s in found]
    pieces: list[tuple[str | None, str]] = []
    if not starts or starts[0] > 0:
        pieces.append((None, text[: starts[0] if starts else len(text)]))
    for i, section in enumerate(found):
        end = starts[i + 1] if i + 1 < len(starts) else len(text)
        pieces.append((section.anchor, text[section.start : end]))
    return pieces


@router.get("/docs")
async def docs_page(request: Request) -> Response:
    """The API, described from its own OpenAPI document; nothing is loaded from elsewhere."""
    api, base = request.app.openapi(), base_of(request) or _SOMEWHERE
    # A host that anybody may claim: such pages are not kept. They are long in the making.
    return await turns_of(request).run(
        lambda: page(
            "docs.html", api=api, calls=reference.calls(api, base), types=reference.types(api)
        )
    )


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """The style sheet and the icon."""
    if name not in {p.name for p in (WEB / "static").iterdir()}:
        raise HTTPException(404)
    path = WEB / "static" / name
    kept = {"Cache-Control": "max-age=3600"}
    answer = FileResponse(path, headers=kept, stat_result=path.stat())
    tag = answer.headers["etag"]
    if names_tag(request.headers.get("if-none-match", "").encode(), tag.encode()):
        return Response(status_code=304, headers={"ETag": tag, **kept})
    return answer
