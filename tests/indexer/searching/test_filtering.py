"""Filters by what people call things, and what is told of values that the index does not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.bootstrap import open_library
from indexer.model.queries import SearchRequest, SearchResponse
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from tests.library import document

ISSUED = {
    "cloud": ("云城市财政局", "云城市"),
    "river": ("江城市财政局", "江城市"),
    "plan": ("云城市发展和改革委员会", "云城市"),
    "town": ("云城市人民政府", "云城市"),
    "office": ("云城市人民政府办公室", "云城市"),
    "tax": ("国家税务总局云城市税务局", "云城市"),
    "province": ("广东省教育厅", "广东省"),
    "market": ("国家市场监督管理总局", "全国"),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp("library")
    with open_library(Settings(home=folder)) as library:
        with library.catalogue.write() as writer:
            for number, (name, (issuer, region)) in enumerate(ISSUED.items()):
                writer.put(
                    document(
                        name, "第一条 为了加强资金管理，制定本办法。", title=f"{issuer}管理办法",
                        issuers=(issuer,), region=region, kind="policy", genre="办法",
                        theme=("财政、金融、审计",), published_date=f"{2015 + number}-05-06",
                    )
                )  # fmt: skip
        library.update_index()
        service = library.service()
        yield service
        service.close()


def asked(service: SearchService, **filters: str) -> SearchResponse:
    given = {name: (value,) for name, value in filters.items()}
    return service.search(SearchRequest(filters=given, facets=tuple(filters)))


def found(service: SearchService, **filters: str) -> set[str]:
    return {hit.id for hit in asked(service, **filters).hits}


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("云城市财政局", {"cloud"}),
        ("雲城市財政局", {"cloud"}),
        ("市财政局", {"cloud", "river"}),
        ("财政局", {"cloud", "river"}),
        ("市发改委", {"plan"}),
        ("云城市发改委", {"plan"}),
        ("发展和改革委员会", {"plan"}),
        ("市政府", {"town"}),
        ("市人民政府", {"town"}),
        ("市政府办", {"office"}),
        ("市府办", {"office"}),
        ("市政府办公室", {"office"}),
        ("市税务局", {"tax"}),
        ("云城市税务局", {"tax"}),
        ("省教育厅", {"province"}),
        ("教育厅", {"province"}),
        ("国家工商行政管理总局", {"market"}),
        ("市场监管总局", {"market"}),
        ("局", set()),
        ("市教育局", set()),
        ("", set()),
    ],
)
def test_a_label_finds_its_body(service: SearchService, label: str, expected: set[str]) -> None:
    assert found(service, issuer=label) == expected


def test_an_ambiguous_label_means_all_of_them_and_says_so(service: SearchService) -> None:
    answer = asked(service, issuer="市财政局")
    (note,) = answer.notes
    assert "发文机关（issuer）“市财政局”在库中有 2 个" in note
    assert "云城市财政局" in note and "江城市财政局" in note
    chosen = {v.value for v in answer.facets["issuer"].values if v.selected}
    assert chosen == {"云城市财政局", "江城市财政局"} == set(answer.filters["issuer"])


def test_a_label_of_one_body_tells_which(service: SearchService) -> None:
    assert asked(service, issuer="市发改委").notes == (
        "发文机关（issuer）“市发改委”即“云城市发展和改革委员会”",
    )
    assert asked(service, issuer="云城市财政局").notes == ()


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("region", "广东", {"province"}),
        ("region", "江城", {"river"}),
        ("region", "广东省江城市", {"river"}),
        ("status", "未标注", set(ISSUED) - {"province"}),  # Guangdong's own lapse by themselves
        ("status", "unknown", set(ISSUED) - {"province"}),
        ("kind", "政策文件", set(ISSUED)),
        ("year", "2016年", {"river"}),
        ("month", "2016年5月", {"river"}),
        ("theme", "财政、金融、审计", set(ISSUED)),
    ],
)
def test_labels_of_other_filters(
    service: SearchService, field: str, value: str, expected: set[str]
) -> None:
    assert found(service, **{field: value}) == expected


@pytest.mark.parametrize(
    ("field", "value", "near"),
    [
        ("issuer", "云城市财政据", "“云城市财政局”"),
        ("region", "云城县", "“云城市”"),
        ("theme", "财政、金融", "“财政、金融、审计”"),
        ("genre", "办", None),
        ("year", "2031", "“2022”"),
        ("month", "2016-06", "“2016-05”"),
        ("kind", "law", "“政策文件”"),
        ("series", "中华人民共和国民法典", None),
        ("domain", "\x1b[31m", None),
    ],
)
def test_unknown_values_are_told_with_near_ones(
    service: SearchService, field: str, value: str, near: str | None
) -> None:
    answer = asked(service, **{field: value})
    assert answer.total == 0
    (note,) = answer.notes
    assert f"（{field}）" in note and "在库中没有" in note
    assert near is None or near in note


def test_a_hundred_unknown_values_are_told_in_few_notes(service: SearchService) -> None:
    given = tuple(f"某某{i}局" for i in range(100))
    notes = service.search(SearchRequest(filters={"issuer": given})).notes
    assert len(notes) == 4
    assert "另有 97 个值" in notes[-1]


def test_a_body_within_the_query_is_told_too(service: SearchService) -> None:
    answer = service.search(SearchRequest(q="资金管理 issuer:江海局"))
    assert any("江海局" in note for note in answer.query.notes)


def test_pivots_take_labels_and_tell_notes(service: SearchService) -> None:
    table = service.pivot(SearchRequest(filters={"issuer": ("市财政局",)}), "issuer", "year")
    assert set(table.row_values) == {"云城市财政局", "江城市财政局"}
    assert "2 个" in table.notes[0]


def test_values_are_known_anew_after_a_commit(tmp_path: Path) -> None:
    with open_library(Settings(home=tmp_path)) as library:
        service = library.service()
        try:
            for name, issuer in (("one", "云城市财政局"), ("two", "江城市财政局")):
                with library.catalogue.write() as writer:
                    writer.put(document(name, "资金", title=name, issuers=(issuer,)))
                library.update_index()
                service.refresh()
                assert name in found(service, issuer="市财政局")
        finally:
            service.close()
