"""Bodies that were renamed: one value in the facet, found by either name, shown as at the time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.bootstrap import Library, open_library
from indexer.model.queries import SearchRequest
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from tests.library import document

OLD, NEW = "云溪市环境保护局", "云溪市生态环境局"
BODIES = f"""name,short,successor,from,until
{OLD},市环保局,{NEW},,2019-01
{NEW},市生态环境局,,2019-01,
"""
DOCUMENTS = (
    document("old", "饮用水水源保护", title="旧办法", issuers=(OLD,), published_date="2015-01-01"),
    document("new", "饮用水水源保护", title="新办法", issuers=(NEW,), published_date="2022-01-01"),
    document("tax", "饮用水水源保护", title="税费公告", issuers=("云溪市财政局",)),
)


def library(folder: Path, bodies: str = BODIES) -> Library:
    path = folder / "bodies.csv"
    path.write_text(bodies, encoding="utf-8")
    return open_library(Settings(home=folder, engine="whoosh", authority=path))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp("library")
    with library(folder) as opened:
        with opened.catalogue.write() as writer:
            for one in DOCUMENTS:
                writer.put(one)
        opened.update_index()
        service = opened.service()
        yield service
        service.close()


def test_the_facet_does_not_split(service: SearchService) -> None:
    answer = service.search(SearchRequest(q="饮用水", facets=("issuer",)))
    counts = {value.value: value.count for value in answer.facets["issuer"].values}
    assert counts == {NEW: 2, "云溪市财政局": 1}
    shown = {hit.id: hit.issuers for hit in answer.hits}
    assert shown["old"] == (OLD,)
    assert shown["new"] == (NEW,)


@pytest.mark.parametrize("asked", [OLD, NEW, "市环保局", "市生态环境局"])
def test_any_name_filters(service: SearchService, asked: str) -> None:
    request = SearchRequest(filters={"issuer": (asked,)}, facets=("issuer",))
    answer = service.search(request)
    assert {hit.id for hit in answer.hits} == {"old", "new"}
    assert [v.value for v in answer.facets["issuer"].values if v.selected] == [NEW]
    assert service.pivot(request, "issuer", "kind").row_values == (NEW,)


@pytest.mark.parametrize("query", [f"issuer:{OLD}", f"饮用水 issuer:{NEW}", "issuer:生态环境"])
def test_any_name_in_the_query(service: SearchService, query: str) -> None:
    assert {hit.id for hit in service.search(SearchRequest(q=query)).hits} == {"old", "new"}


def test_an_index_made_by_other_names_is_made_anew(tmp_path: Path) -> None:
    with library(tmp_path) as opened:
        with opened.catalogue.write() as writer:
            writer.put(DOCUMENTS[0])
        opened.update_index()
        before = opened.store.fingerprint()
    with library(
        tmp_path, f"{BODIES}云溪市绿色发展局,,,,\n".replace(NEW, "云溪市绿色发展局")
    ) as opened:
        assert opened.store.fingerprint() != before
        opened.update_index()
        service = opened.service()
        facets = service.search(SearchRequest(facets=("issuer",))).facets["issuer"].values
        assert [value.value for value in facets] == ["云溪市绿色发展局"]
        service.close()
