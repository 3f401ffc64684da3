"""What parts a word in a text and is no part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.indexing.joining import joined, left_out, original_place, without
from indexer.model.queries import SearchRequest
from tests import library


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("加装电\u200b梯\ufeff，补\u00ad贴", "加装电梯，补贴"),
        ("小区加装电\n梯补贴", "小区加装电梯补贴"),
        ("为了规范本市既有住宅增设设施的管理和服务\n活动，制定本办法。", None),
        ("云城市财政局\n云财规〔2020〕3号", "云城市财政局\n云财规〔2020〕3号"),
        ("第一章 总则\n第一条 为了", "第一章 总则\n第一条 为了"),
        ("关于补贴的通知\n各区人民政府", "关于补贴的通知\n各区人民政府"),
        ("应当登记。\n登记的", "应当登记。\n登记的"),
        ("加装电\n\n梯", "加装电\n\n梯"),
    ],
)
def test_what_is_indexed(text: str, indexed: str | None) -> None:
    assert joined(text) == (text.replace("\n", "") if indexed is None else indexed)


@pytest.mark.parametrize("query", ["加装电梯", "加装电\u200b梯", '"区加装电梯补"'])
def test_a_word_is_found_across_what_parts_it(tmp_path: Path, query: str) -> None:
    texts = {"zero": "小区加装\u200b电\u2060梯补贴。", "line": "小区加装电\n梯补贴。"}
    documents = [library.document(name, text, title=name) for name, text in texts.items()]
    with library.opened(tmp_path, documents) as opened:
        found = opened.search(SearchRequest(q=query))
        assert {hit.id for hit in found.hits} == set(texts)


@pytest.mark.parametrize(
    "text", ["加装电\n梯补贴", "加\u200b装电\u200b梯", "甲\u200b加装电\n梯\u200b乙", "平文"]
)
def test_places_of_the_joined_text_are_found_in_the_whole(text: str) -> None:
    places = left_out(text)
    bare = without(text, places)
    assert bare == joined(text)
    assert [text[original_place(places, n)] for n in range(len(bare))] == list(bare)
