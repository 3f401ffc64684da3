"""Every link of every page of the demo, three clicks deep."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from indexer.bootstrap import open_library
from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests.integration.corpus import ROOT

CLICKS = 3
HOST = "http://testserver"
# Filters combine to thousands of searches: of the new links that a click gives, every n-th is
# followed, in the order in which they stand, so that they are no more than this.
MOST = 300


@pytest.mark.slow
def test_every_link_of_the_demo_answers(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, authority=ROOT / "bodies.csv", ocr=False, workers=2)
    with open_library(settings) as library:
        manifest = library.manifest(ROOT / "manifest.csv")
        library.ingestion(manifest=manifest).run(library.catalogue, [ROOT / "files"])
        library.update_index()
        service = library.service()
        service.prepare_helps()
        client = TestClient(create_app(service, settings), raise_server_exceptions=False)
        answers = walk(client, MOST)
    assert len(answers) > 100
    assert {address: code for address, code in answers.items() if code != 200} == {}


def walk(client: TestClient, most: int | None) -> dict[str, int]:
    """Address → status code, from the front page on."""
    answers: dict[str, int] = {}
    level = ["/"]
    for click in range(CLICKS + 1):
        following: dict[str, None] = {}
        for address in level:
            answer = client.get(address)
            answers[address] = answer.status_code
            if click < CLICKS and answer.headers["content-type"].startswith("text/html"):
                following |= dict.fromkeys(links(address, answer.text))
        new = [a for a in following if a not in answers]
        step = max(1, -(-len(new) // most)) if most else 1
        level = new[::step]
    return answers


def links(address: str, page: str) -> list[str]:
    """The page's links into the site, each with its query sorted."""
    found = []
    for target in html.fromstring(page).xpath("//@href | //@src"):
        parts = urlsplit(urldefrag(urljoin(HOST + address, str(target))).url)
        if f"{parts.scheme}://{parts.netloc}" == HOST:
            query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
            found.append(parts.path + (f"?{query}" if query else ""))
    return found
