"""Pages for people: search, a document, the API's description. They work without scripts."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Annotated

import orjson
from fastapi import HTTPException, Query, Request
from starlette.responses import HTMLResponse, Response

from indexer.model import PolicyDocument
from indexer.model.errors import DocumentNotFound
from indexer.searching.days import today
from indexer.searching.service import SearchService
from search_api.described import Router
from search_api.edge import STAMP
from search_api.measuring import searched
from search_api.params import (
    AlertPageParams,
    AsOfParams,
    CompareParams,
    DocumentParams,
    DutyPageParams,
    PortalParams,
)
from search_api.portal.comparison import compared
from search_api.portal.duties import duties_of
from search_api.portal.home import Home, home_of
from search_api.portal.network import network_of
from search_api.portal.reading import description, legislation, reading_of, sides
from search_api.portal.searching import results_of
from search_api.portal.site import site_of
from search_api.portal.watching import watching_of
from search_api.rendering import HEADERS, fingerprint, page, static_files
from search_api.routes.documents import original
from search_api.routes.files import kept_file
from search_api.routes.search import service_of, turns_of
from search_api.routes.sheets import base_of
from search_api.sheets import page_address

router = Router()

# So many pages of the API's description, each half a megabyte.
_DOCS_KEPT = 4
_PDF = "application/pdf"
# Where examples ask, if the request does not say where it came in.
_SOMEWHERE = "http://127.0.0.1:8000"


@router.get("/")
async def search_page(request: Request, params: Annotated[PortalParams, Query()]) -> Response:
    """Home where nothing is asked, else the results: box, facets, hits."""
    service = service_of(request)
    if not request.query_params:
        return await turns_of(request).run(lambda: _home(request, service))

    def made() -> Response:
        view = results_of(service, params)
        answer = view.answer
        relaxed = answer.relaxed is not None
        service.log_query(
            answer.query.text, answer.total, page=answer.page, relaxed=relaxed,
            took_ms=answer.took_ms,
        )  # fmt: skip
        searched(answer.total, relaxed)
        return page(request.scope, "search.html", view=view)

    return await turns_of(request).run(made)


def _home(request: Request, service: SearchService) -> Response:
    """What it shows is kept until anything changes: it takes several searches over all."""
    state, stamp = request.app.state, request.scope.get(STAMP)
    kept: tuple[object, Home] | None = getattr(state, "home", None)
    if kept is None or stamp is None or kept[0] != stamp:
        kept = (stamp, home_of(service))
        state.home = kept
    return page(request.scope, "home.html", home=kept[1])


def _found(service: SearchService, document_id: str) -> PolicyDocument:
    """Raises HTTPException 410 for what was removed, and DocumentNotFound."""
    try:
        return service.document(document_id)
    except DocumentNotFound:
        day = service.removed(document_id)
        if day is None:
            raise
        raise HTTPException(410, f"这份文件已于 {day} 从本库移出") from None


@router.get("/documents/{document_id:path}/preview")
async def preview(request: Request, document_id: str) -> Response:
    """The original in the browser: of PDF, which every browser shows, and which runs nothing in
    the portal's name."""
    service = service_of(request)

    def made() -> Response:
        document = _found(service, document_id)
        if document.source is None or document.source.media_type != _PDF:
            raise HTTPException(404, "这份文件的原件不能在浏览器中预览")
        return original(request, document, inline=True)

    return await turns_of(request).run(made)


@router.get("/documents/{document_id:path}/compare")
async def compare(
    request: Request, document_id: str, params: Annotated[CompareParams, Query()]
) -> Response:
    """Two texts by article, the older one first."""
    service = service_of(request)

    def made() -> Response:
        asked = _found(service, document_id)
        both = [asked, _found(service, params.other)]
        shown = {side.id: side for side in sides(service, both)}
        older, newer = sorted(both, key=lambda d: (shown[d.id].day or date.max, d is not asked))
        return page(
            request.scope,
            "compare.html",
            asked=shown[asked.id],
            older=shown[older.id],
            newer=shown[newer.id],
            comparison=compared(older, newer),
        )

    return await turns_of(request).run(made)


@router.get("/documents/{document_id:path}/network")
async def network(
    request: Request, document_id: str, params: Annotated[AsOfParams, Query()]
) -> Response:
    """What it repeals and rests on, what does so to it."""
    service = service_of(request)

    def made() -> Response:
        document, day = _found(service, document_id), params.as_of or today()
        net = network_of(service, document, day)
        return page(request.scope, "network.html", net=net, day=day, asked_day=params.as_of)

    return await turns_of(request).run(made)


@router.get("/documents/{document_id:path}")
async def document_page(
    request: Request, document_id: str, params: Annotated[DocumentParams, Query()]
) -> Response:
    """A document: validity, history, facts with evidence, text, relations."""
    service, base = service_of(request), base_of(request)

    def made() -> Response:
        document = _found(service, document_id)
        view = reading_of(service, document, params, page_address(base, document.id))
        told = legislation(view)
        # Within a script element nothing may end it.
        ld = orjson.dumps(told).decode().replace("<", "\\u003c") if told else ""
        # Without what the index would have said the page is not the document's for long.
        headers = {"Cache-Control": "no-store"} if view.similar is None else {}
        about = description(view)
        return page(request.scope, "document.html", headers=headers, view=view, about=about, ld=ld)

    return await turns_of(request).run(made)


@router.get("/duties")
async def duties_page(request: Request, params: Annotated[DutyPageParams, Query()]) -> Response:
    """Who answers for a matter, or what a body answers for."""
    service = service_of(request)
    return await turns_of(request).run(
        lambda: page(request.scope, "duties.html", view=duties_of(service, params))
    )


@router.get("/alerts")
async def alerts_page(request: Request, params: Annotated[AlertPageParams, Query()]) -> Response:
    """How a search or a document is watched: its feed, and the call that subscribes a webhook."""
    service, base = service_of(request), base_of(request) or _SOMEWHERE

    def made() -> Response:
        document = _found(service, params.document) if params.document else None
        return page(request.scope, "alerts.html", view=watching_of(params.q, document, base))

    return await turns_of(request).run(made)


@router.get("/docs")
async def docs_page(request: Request) -> Response:
    """The API, described from its own OpenAPI document; nothing is loaded from elsewhere."""
    base = base_of(request) or _SOMEWHERE
    # Long in the making, and asked for at hosts that anybody may claim: a few are kept.
    kept: OrderedDict[object, bytes] = request.app.state.docs_pages
    key = (base, site_of(request.scope))

    def made() -> Response:
        # All routes and types are imported for it: not before somebody reads the page.
        from search_api import reference

        api = request.app.openapi()
        calls, types = reference.calls(api, base), reference.types(api)
        return page(request.scope, "docs.html", api=api, calls=calls, types=types)

    if key not in kept:
        kept[key] = bytes((await turns_of(request).run(made)).body)
    content = kept[key]
    kept.move_to_end(key)
    while len(kept) > _DOCS_KEPT:
        kept.popitem(last=False)
    return HTMLResponse(content, headers=HEADERS)


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Style sheets, scripts and pictures: for a year where the address tells their content."""
    path = static_files().get(name)
    if path is None:
        raise HTTPException(404)
    return kept_file(request, path, fingerprint(path))
