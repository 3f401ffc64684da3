"""What PDFium has of a page and did not come out is told, with its page."""

from __future__ import annotations

from indexer.extractors.pdf.counted import counted_pages
from indexer.extractors.pdf.page import PageContent

FIRST, SECOND = (
    "各县人民政府应当建立健全停车管理协调机制",
    "市公安机关交通管理部门负责道路停车泊位的设置",
)


def _page(shown: str, aside: str = "") -> PageContent:
    return PageContent(595, 842, shown=shown, aside=aside)


def test_all_is_there_in_whatever_order() -> None:
    counted = counted_pages([_page(FIRST), None, _page(SECOND)], SECOND + "\n" + FIRST, "")
    assert counted.missing == 0
    assert counted.warnings == ()


def test_a_page_that_is_missing_is_named() -> None:
    counted = counted_pages([_page(FIRST), _page(SECOND)], FIRST, "")
    assert counted.lossy
    assert "第2页" in counted.warnings[0]


def test_what_was_left_out_on_purpose_and_pages_without_own_text_do_not_count() -> None:
    pages = [_page(FIRST), _page(SECOND, aside=SECOND[:10]), _page("")]
    assert not counted_pages(pages, FIRST, SECOND[10:]).lossy
