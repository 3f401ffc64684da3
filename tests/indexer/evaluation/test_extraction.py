"""The measures against labels: what counts as right, what as wrong, and what is told."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest

import indexer.evaluation.extraction
from indexer.evaluation.extraction import Tables, evaluate_extraction, read_labels, render
from indexer.model.errors import UsageError

NOTICE = """云溪市财政局关于规范公益金管理的通知
云财〔2017〕9号
各县（区）财政局：
现将有关事项通知如下。
本通知自2017年4月1日起施行，有效期5年。《云溪市财政局关于公益金的通知》（云财〔2010〕3号）同时废止。
云溪市财政局
2017年3月1日
"""
LETTER = """云溪市财政局关于会议安排的函
云财函〔2018〕2号
市教育局：
定于近日开会。
云溪市财政局
2018年5月2日
"""

GOOD = {
    "path": "notice.txt",
    "title": "云溪市财政局关于规范公益金管理的通知",
    "doc_number": "云财〔2017〕9号",
    "issuers": ["云溪市财政局"],
    "written_date": "2017-03-01",
    "published_date": None,
    "effective_from": "2017-04-01",
    "expires_on": "2022-03-31",
    "repeals": [{"title": None, "doc_number": "云财〔2010〕3号"}],
}
LABELS = [
    GOOD,
    {
        "path": "letter.txt",
        "title": "另一个标题",
        "title_short": "又一个标题",
        "doc_number": "云财函〔2018〕99号",
        "alternatives": {"doc_number": ["云财函〔2018〕2号"], "issuers": []},
        "issuers": ["云溪市教育局"],
        "written_date": "2018-05",
        "repeals": [{"title": "从来没有的办法", "doc_number": None}],
    },
    {
        "path": "empty.txt",
        "title": "没有文字的文件",
        "doc_number": None,
        "issuers": [],
        "written_date": None,
    },
]


def library(folder: Path) -> Tables:
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    truth = folder / "truth.jsonl"
    lines = [json.dumps(label, ensure_ascii=False) for label in LABELS]
    truth.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return evaluate_extraction(truth, folder)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return library(tmp_path_factory.mktemp("files"))


def test_files_without_text_count_against_all_files_only(tables: Tables) -> None:
    assert (tables.files, tables.with_text) == (3, 2)
    title = tables.field("title")
    assert (title.right, title.labelled) == (1, 3)
    assert (title.right_with_text, title.labelled_with_text) == (1, 2)


def test_an_alternative_counts_as_right(tables: Tables) -> None:
    number = tables.field("doc_number")
    assert (number.right, number.labelled) == (3, 3)
    assert number.misses == ()


def test_a_wrong_value_is_told_with_its_rule(tables: Tables) -> None:
    (miss,) = [m for m in tables.field("issuers").misses if m.path == "letter.txt"]
    assert (miss.found, miss.expected) == ("云溪市财政局", "云溪市教育局")
    assert miss.rule == "title before its matter"


def test_a_month_without_a_day_is_not_compared(tables: Tables) -> None:
    written = tables.field("written_date")
    assert (written.right, written.labelled) == (2, 2)


def test_validity_is_measured_too(tables: Tables) -> None:
    assert tables.field("effective_from").right_with_text == 2
    assert tables.field("expires_on").right_with_text == 2
    repeals = tables.repeals
    assert (repeals.found, repeals.expected, repeals.agreed) == (1, 2, 1)
    assert (repeals.precision, repeals.recall) == (1.0, 0.5)
    assert round(repeals.f1, 3) == 0.667


def test_the_rendering_shows_every_field_and_every_miss(tables: Tables) -> None:
    text = render(tables)
    for label in ("标题", "发文字号", "发文机关", "成文日期", "施行日期", "废止对象"):
        assert label in text
    assert "云溪市教育局" in text
    assert "云溪市教育局" not in render(tables, misses=False)


def test_unknown_fields_are_not_measured(tables: Tables) -> None:
    with pytest.raises(KeyError):
        tables.field("theme")


@pytest.mark.parametrize(
    ("content", "told"),
    [("{", "第 1 行不是 JSON"), ("{}", "第 1 行缺少 path"), ('\n["a"]', "第 2 行缺少 path")],
)
def test_a_label_that_cannot_be_read_is_named(tmp_path: Path, content: str, told: str) -> None:
    truth = tmp_path / "truth.jsonl"
    truth.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        read_labels(truth)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法读取"):
        evaluate_extraction(tmp_path / "none.jsonl", tmp_path)
    truth = tmp_path / "truth.jsonl"
    truth.write_text(json.dumps({"path": "gone.txt"}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"gone\.txt"):
        evaluate_extraction(truth, tmp_path)


def test_examples_beside_the_rules() -> None:
    result = doctest.testmod(indexer.evaluation.extraction)
    assert result.failed == 0


SHARED = Path(__file__).parents[4] / "shared" / "data" / "files"

# Right of those with text; lowering one is a decision, not an accident.
PINNED = {
    "title": 0.98,
    "doc_number": 0.98,
    "issuers": 0.98,
    "written_date": 0.98,
    "published_date": 0.98,
    "effective_from": 0.95,
    "expires_on": 0.98,
}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "truth.jsonl").exists(), reason="../shared/data is not there")
def test_real_notices_and_standards() -> None:
    # Without OCR, so that the figures do not hang on what is installed.
    tables = evaluate_extraction(SHARED / "truth.jsonl", SHARED, ocr=False)
    assert tables.with_text >= 75
    low = {
        score.field: score.share_with_text
        for score in tables.fields
        if score.share_with_text < PINNED[score.field]
    }
    assert low == {}, render(tables)
    assert tables.repeals.f1 >= 0.9, render(tables)
