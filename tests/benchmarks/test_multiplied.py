"""The larger libraries that benchmarks make."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pytest

from benchmarks.multiplied import multiplied

ARTICLES = [
    {"id": "7", "title": "甲法第一条", "text": "为了规范。"},
    {"id": "8", "title": "甲法第二条", "text": "本法适用。"},
]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(orjson.dumps(a) + b"\n" for a in ARTICLES)))
    return path


def test_the_first_copy_is_the_articles_themselves(articles: Path) -> None:
    first, second = multiplied(articles, 2)
    assert (first["id"], first["title"], first["text"]) == ("7", "甲法第一条", "为了规范。")
    assert first["published_date"] == second["published_date"], "the day is the instrument's"


def test_each_further_copy_is_of_another_region(articles: Path) -> None:
    made = list(multiplied(articles, 5))
    assert [m["title"] for m in made[2:]] == [
        "北京市甲法第一条", "北京市甲法第二条", "天津市甲法第一条",
    ]  # fmt: skip
    assert len({m["id"] for m in made}) == 5
    assert made[2]["issuers"] == "北京市人民代表大会常务委员会"
    assert made[2]["published_date"] != made[0]["published_date"]


def test_no_more_than_the_copies_allow(articles: Path) -> None:
    assert len(list(multiplied(articles, 1_000))) == 2 * 32
