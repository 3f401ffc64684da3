"""Articles and sections, and which one holds a place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.model.queries import Passage
from indexer.searching.passages import passage_at, sections

TEXT = "总述\n第一章 总则\n第一条 甲。\n第二条 乙。\n一、丙\n（一）丁\n（二）戊\n附件1\n己"


def test_every_numbered_part_is_found() -> None:
    headings = [s.heading for s in sections(TEXT)]
    assert headings == ["第一章", "第一条", "第二条", "一、", "一、（一）", "一、（二）", "附件1"]


def test_sections_start_where_their_number_stands() -> None:
    for section in sections(TEXT):
        assert TEXT[section.start] in "第一（附"


def test_the_innermost_part_holds_a_place() -> None:
    assert passage_at(TEXT, 0) is None
    assert passage_at(TEXT, TEXT.index("乙")) == Passage("第二条", f"s{TEXT.index('第二条')}")
    assert passage_at(TEXT, TEXT.index("戊")) == Passage("一、（二）", f"s{TEXT.index('（二）')}")
    assert passage_at(TEXT, len(TEXT)) == Passage("附件1", f"s{TEXT.index('附件1')}")


@given(
    st.lists(
        st.sampled_from(
            [
                "第一章 总则",
                "第二条 甲",
                "一、乙",
                "（一）丙",
                "附件2",
                "丁\n",
                "",
                "  （二）戊",
                "## 三、己",
            ]
        ),
        max_size=12,
    ),
    st.integers(0, 60),
)
def test_reading_back_finds_what_reading_on_does(lines: list[str], position: int) -> None:
    text = "\n".join(lines)
    position = min(position, len(text))
    before = [s for s in sections(text) if s.start <= position]
    expected = Passage(before[-1].heading, before[-1].anchor) if before else None
    assert passage_at(text, position) == expected


def test_blanks_and_marks_before_a_number() -> None:
    found = sections("## 第一章 总则\n　　第 1 條 甲")
    assert [s.heading for s in found] == ["第一章", "第1條"]
