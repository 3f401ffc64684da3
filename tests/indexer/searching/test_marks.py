"""What is marked: what was asked for, whole, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from tests import library

DOCUMENTS = [
    library.document(
        "lift",
        "现将加装电梯办法印发给你们。第五条 每部电梯补助12万元，第十五条 自2025年2月1日起施行，"
        "有效期5年。电动车、低保户、最低生活保障家庭另行规定。里四街道除外。每户120㎡，其他平方米不计。",
        title="加装电梯办法",
    ),
    library.document("issue", "现印发给你们，请遵照执行。电缆。", title="印发通知"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("marks"), DOCUMENTS) as opened:
        yield opened


def marked(service: SearchService, q: str) -> set[str]:
    found = service.search(SearchRequest(q=q))
    hits = (*found.hits, *(found.relaxed.hits if found.relaxed else ()))
    shown = [piece.text for hit in hits for piece in hit.highlights["body"]]  # type: ignore[union-attr]
    return {m for html in shown for m in re.findall("<em>(.*?)</em>", html)}


@pytest.mark.parametrize(
    ("q", "marks"),
    [
        ("2025年2月1日", {"2025年2月1日"}),
        ("5年", {"5年"}),
        ("第5条", {"第五条"}),
        ('"现印发给你们"', {"现印发给你们"}),
        ("加装电梯 -残疾", {"加装电梯"}),
        ("12万元", {"12万元"}),
        ("120平方米", {"120㎡"}),
        ("加装电剃", {"加装"}),
        ("加装电梯 里四方", {"加装电梯"}),
    ],
)
def test_what_was_asked_for_is_marked_whole(
    service: SearchService, q: str, marks: set[str]
) -> None:
    assert marked(service, q) == marks


def test_what_is_excluded_is_neither_marked_nor_told_of(service: SearchService) -> None:
    found = service.search(SearchRequest(q="电梯 -低保"))
    assert not any("低保" in told for told in found.query.synonyms)


def test_words_of_a_quotation_are_marked_where_it_stands_nowhere(service: SearchService) -> None:
    assert "印发" in marked(service, '"印发电梯"')


def test_a_single_character_that_was_asked_for_is_marked(service: SearchService) -> None:
    assert "缆" in marked(service, "缆")
    assert "缆" in marked(service, "缆 OR 电梯")


@pytest.mark.parametrize("broken", ["加装电\n梯", "加装电\u200b梯", "加\u00ad装\ufeff电\u2060梯"])
def test_words_in_two_lines_are_marked_whole(
    tmp_path_factory: pytest.TempPathFactory, broken: str
) -> None:
    text = f"一、总则\n本办法所称小区{broken}补贴，由财政承担。\n二、附则\n加装电梯另行规定。"
    document = library.document("broken", text, title="补贴办法")
    with library.opened(tmp_path_factory.mktemp("broken"), [document]) as opened:
        hit = opened.search(SearchRequest(q="小区加装电梯补贴")).hits[0]
    pieces = [piece for piece in hit.highlights["body"] if not isinstance(piece, str)]
    assert "<em>小区加装电梯补贴</em>" in pieces[0].text
    assert hit.passage is not None
    assert text[int(hit.passage.anchor[1:]) :].startswith("一、总则")
