"""Figures with their units, as they are marked."""

from __future__ import annotations

import pytest

from analyzers.numerals import in_chinese
from indexer.model.queries import SearchRequest
from indexer.searching.figures import figure_spellings, together
from tests import library


@pytest.mark.parametrize(
    ("value", "said"),
    [(5, "五"), (10, "十"), (15, "十五"), (20, "二十"), (105, "一百零五"), (110, "一百一十"),
     (1204, "一千二百零四"), (3000, "三千"), (0, "零")],
)  # fmt: skip
def test_said_in_chinese(value: int, said: str) -> None:
    assert in_chinese(value) == said


@pytest.mark.parametrize(
    ("typed", "spellings"),
    [
        ("第5条", {"第5条", "第五条"}),
        ("第五条", {"第五条", "第5条"}),
        ("2025年", {"2025年", "二〇二五年"}),
        ("5", {"5"}),
    ],
)
def test_as_typed_in_figures_and_in_chinese(typed: str, spellings: set[str]) -> None:
    assert set(figure_spellings(typed)) == spellings


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("5年", {"5年", "五年", "5 年", "五 年"}),
        ("第5条", {"第5条", "第五条", "第5 条", "第 5 条", "第五 条", "第 五 条"}),
        ("2025年", set()),  # 〔2025〕 is that year, too
        ("2000元", set()),
        ("5", set()),
        ("5加装", set()),
    ],
)
def test_a_small_figure_stands_with_its_unit(typed: str, said: set[str]) -> None:
    assert set(together(typed)) == said


def test_a_string_that_begins_inside_a_number_is_found(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    documents = [
        library.document("whole", "2025年第四次修正。云城市第十五届人民代表大会。", title="决定"),
        library.document("other", "2019年第二次修正。", title="通知"),
    ]
    with library.opened(tmp_path_factory.mktemp("inside"), documents) as service:
        for typed in ("四次修", "五届人", "十五届人", "五届"):
            found = service.search(SearchRequest(q=typed))
            assert [hit.id for hit in found.hits] == ["whole"], typed
        # In figures it is a figure with its unit,
        assert service.search(SearchRequest(q="5年")).total == 0


def test_figures_that_break_off_within_a_word_are_found(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    documents = [
        library.document(
            "days", "自受理之日起7个工作日内办结。10月底前未召开的，说明理由。", title="通知"
        ),
        library.document("other", "自受理之日起15个工作日内办结。", title="通告"),
    ]
    with library.opened(tmp_path_factory.mktemp("broken"), documents) as service:
        for typed in ("7个工", "7个工作", "10月底前未召"):
            found = service.search(SearchRequest(q=typed))
            assert [hit.id for hit in found.hits] == ["days"], typed
