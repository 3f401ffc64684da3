"""Articles and sections, and which one holds a place."""

from __future__ import annotations

from indexer.query import Passage
from indexer.searching.passages import passage_at, sections

TEXT = "总述\n第一章 总则\n第一条 甲。\n第二条 乙。\n一、丙\n（一）丁\n（二）戊\n附件1\n己"


def test_every_numbered_part_is_found() -> None:
    headings = [s.heading for s in sections(TEXT)]
    assert headings == ["第一章", "第一条", "第二条", "一、", "一、（一）", "一、（二）", "附件1"]


def test_sections_start_where_their_number_stands() -> None:
    for section in sections(TEXT):
        assert TEXT[section.start] in "第一（附"


def test_the_innermost_part_holds_a_place() -> None:
    parts = sections(TEXT)
    assert passage_at(parts, 0) is None
    assert passage_at(parts, TEXT.index("乙")) == Passage("第二条", f"s{TEXT.index('第二条')}")
    assert passage_at(parts, TEXT.index("戊")) == Passage("一、（二）", f"s{TEXT.index('（二）')}")


def test_blanks_and_marks_before_a_number() -> None:
    found = sections("## 第一章 总则\n　　第 1 條 甲")
    assert [s.heading for s in found] == ["第一章", "第1條"]
