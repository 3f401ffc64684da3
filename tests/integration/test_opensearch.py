"""The sample corpus by both engines: what users see must be the same."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from indexer.bootstrap import open_library, open_service
from indexer.model.queries import SearchRequest, SearchResponse
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from tests.integration.corpus import ROOT
from tests.servers import OpenSearchCluster

pytestmark = pytest.mark.cluster

_FACETS = ("issuer", "status", "year", "theme", "region", "kind")


@pytest.fixture(scope="module")
def services(
    tmp_path_factory: pytest.TempPathFactory, opensearch: OpenSearchCluster
) -> Iterator[tuple[SearchService, SearchService]]:
    """One catalogue, by the embedded engine and by the cluster."""
    embedded = Settings(
        home=tmp_path_factory.mktemp("home"),
        authority=ROOT / "bodies.csv",
        ocr=False,
        workers=2,
        opensearch_hosts=opensearch.hosts,
        opensearch_prefix="corpus",
    )
    clustered = embedded.model_copy(update={"engine": "opensearch"})
    with open_library(embedded) as library:
        manifest = library.manifest(ROOT / "manifest.csv")
        library.ingestion(manifest=manifest).run(library.catalogue, [ROOT / "files"])
        library.update_index()
    with open_library(clustered) as library:
        library.update_index()
    opened = open_service(embedded), open_service(clustered)
    yield opened
    for service in opened:
        service.close()
    opensearch.forget("corpus")


def requests() -> list[SearchRequest]:
    with (ROOT / "queries.tsv").open(encoding="utf-8", newline="") as file:
        queries = [row[1] for row in csv.reader(file, delimiter="\t")]
    assert len(queries) > 80
    asked = [SearchRequest(q=q, facets=_FACETS) for q in queries]
    asked += [SearchRequest(q=q, filters={"status": ("in_force",)}) for q in queries[::5]]
    return [*asked, SearchRequest(), SearchRequest(filters={"year": ("2020", "2021")}, page=2)]


def seen(response: SearchResponse) -> tuple[object, ...]:
    return (
        response.total,
        response.facets,
        [hit.id for hit in response.hits[:1]],
        sorted(hit.id for hit in response.hits) if response.total <= response.size else None,
        response.relaxed and response.relaxed.total,
        response.query.did_you_mean,
    )


def test_both_engines_answer_alike(services: tuple[SearchService, SearchService]) -> None:
    embedded, clustered = services
    for request in requests():
        assert seen(clustered.search(request)) == seen(embedded.search(request)), request


def test_pivots_and_exports_agree(services: tuple[SearchService, SearchService]) -> None:
    embedded, clustered = services
    for rows, columns in (("issuer", "year"), ("status", "theme"), ("year", "status")):
        assert clustered.pivot(SearchRequest(), rows, columns) == embedded.pivot(
            SearchRequest(), rows, columns
        )
