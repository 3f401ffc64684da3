"""What a site has beside its pages: its colour and logo, and what search engines and browsers ask
for (sitemap, robots.txt, OpenSearch)."""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import HTTPException, Query, Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from indexer.model.queries import SearchRequest, Sort
from indexer.runtime.settings import LOGOS
from indexer.searching.service import SearchService
from search_api.agents.guiding import guide
from search_api.described import Router
from search_api.portal.site import Presenting, colours, site_of
from search_api.routes.search import service_of, turns_of
from search_api.routes.sheets import base_of
from search_api.sheets import page_address

router = Router()

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
# The most that a sitemap may hold.
_ADDRESSES = 50_000
_KEPT = {"Cache-Control": "max-age=3600"}


@router.get("/site.css")
async def site_css(request: Request) -> Response:
    """The site's own colour."""
    content = colours(site_of(request.scope).accent)
    return Response(content, media_type="text/css", headers=_KEPT)


@router.get("/site/logo")
async def logo(request: Request) -> Response:
    presenting: Presenting = request.app.state.presenting
    path = presenting.settings().site_logo
    if path is None or not path.is_file():
        raise HTTPException(404)
    # A picture that is opened by itself must not run in the portal's name.
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
    return FileResponse(path, media_type=LOGOS[path.suffix.lower()], headers={**headers, **_KEPT})


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """Documents may be found; results, which are endless, need not."""
    lines = [
        "User-agent: *",
        "Disallow: /api/",
        "Disallow: /?",
        "Disallow: /documents/*/compare",
        "Disallow: /analysis",
        f"Sitemap: {base_of(request)}/sitemap.xml",
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/llms.txt")
async def llms(request: Request) -> Response:
    """For programs that reason with a language model: what there is, and how to cite it."""
    tools = request.app.state.agents is not None
    return PlainTextResponse(guide(site_of(request.scope).name, base_of(request), tools))


@router.get("/sitemap.xml")
async def sitemap(
    request: Request, page: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> Response:
    """Every document that is published; of more than a sitemap may hold, the list of sitemaps."""
    service, base = service_of(request), base_of(request)
    content = await turns_of(request).run(lambda: _sitemap(service, base, page))
    return Response(content, media_type="application/xml")


def _sitemap(service: SearchService, base: str, page: int) -> bytes:
    total = service.engine.status().documents
    if not page and total > _ADDRESSES:
        root = Element("sitemapindex", {"xmlns": _SITEMAP})
        for number in range(1, -(-total // _ADDRESSES) + 1):
            place = SubElement(SubElement(root, "sitemap"), "loc")
            place.text = f"{base}/sitemap.xml?page={number}"
    else:
        root = Element("urlset", {"xmlns": _SITEMAP})
        wanted = SearchRequest(sort=Sort.NEWEST, page=max(page, 1), size=_ADDRESSES)
        for identity in service.listing(wanted).ids:
            SubElement(SubElement(root, "url"), "loc").text = page_address(base, identity)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


@router.get("/opensearch.xml")
async def opensearch(request: Request) -> Response:
    """By which browsers search from their address line."""
    site, base = site_of(request.scope), base_of(request)
    root = Element("OpenSearchDescription", {"xmlns": _OPENSEARCH})
    for name, text in (
        ("ShortName", site.name[:16]),
        ("Description", site.subtitle or site.name),
        ("InputEncoding", "UTF-8"),
        ("Language", "zh-CN"),
    ):
        SubElement(root, name).text = text
    pages = f"{base}/?q={{searchTerms}}"
    feeds = f"{base}/api/v1/search.atom?q={{searchTerms}}&sort=newest"
    SubElement(root, "Url", {"type": "text/html", "template": pages})
    SubElement(root, "Url", {"type": "application/atom+xml", "template": feeds})
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(made, media_type="application/opensearchdescription+xml", headers=_KEPT)
