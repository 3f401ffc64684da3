"""Pages for people: search, a document, the API's description. They work without scripts."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import FileResponse, Response

from indexer.model import Kind, RelationType
from indexer.model.documents import INTERNAL
from indexer.model.fields import METADATA_BY_NAME
from indexer.model.labels import LabelledEnum
from indexer.searching.passages import sections
from indexer.searching.service import SearchService
from search_api import reference
from search_api.edge import names_tag
from search_api.labels import BASIS_LABELS, EVENT_LABELS, RELATION_LABELS
from search_api.params import DocumentParams, PortalParams
from search_api.portal.home import home_of
from search_api.portal.searching import results_of
from search_api.rendering import STATIC, fingerprint, page
from search_api.responses import relation_json, wordings_json
from search_api.routes.search import service_of, turns_of
from search_api.routes.sheets import base_of

router = APIRouter()

# Where examples ask, if the request does not say where it came in.
_SOMEWHERE = "http://127.0.0.1:8000"


@router.get("/")
async def search_page(request: Request, params: Annotated[PortalParams, Query()]) -> Response:
    """Home where nothing is asked, else the results: box, facets, hits."""
    service = service_of(request)
    if not request.query_params:
        return await turns_of(request).run(
            lambda: page(request.scope, "home.html", home=home_of(service))
        )

    def made() -> Response:
        view = results_of(service, params)
        answer = view.answer
        service.log_query(answer.query.text, answer.total, page=answer.page)
        return page(request.scope, "search.html", view=view)

    return await turns_of(request).run(made)


@router.get("/documents/{document_id:path}")
async def document_page(
    request: Request, document_id: str, params: Annotated[DocumentParams, Query()]
) -> Response:
    """A document: status with its reason, fields with evidence, history, relations, text."""
    service = service_of(request)
    return await turns_of(request).run(
        lambda: _document(request, service, document_id, params.as_of)
    )


def _document(
    request: Request, service: SearchService, document_id: str, as_of: date | None
) -> Response:
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
        request.scope,
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
            request.scope,
            "docs.html",
            api=api,
            calls=reference.calls(api, base),
            types=reference.types(api),
        )
    )


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Style sheets, scripts and pictures: for a year where the address tells their content."""
    if name not in {p.name for p in STATIC.iterdir()}:
        raise HTTPException(404)
    path = STATIC / name
    known = request.query_params.get("v") == fingerprint(name)
    kept = {"Cache-Control": "max-age=31536000, immutable" if known else "max-age=3600"}
    answer = FileResponse(path, headers=kept, stat_result=path.stat())
    tag = answer.headers["etag"]
    if names_tag(request.headers.get("if-none-match", "").encode(), tag.encode()):
        return Response(status_code=304, headers={"ETag": tag, **kept})
    return answer
