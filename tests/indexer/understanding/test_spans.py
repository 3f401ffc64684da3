"""What passages tell: kinds, values, and that each quote stands where it is said to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.understanding.spans import spans_in


def told(text: str) -> list[tuple[str, str]]:
    return [(span.kind.label, span.value) for span in spans_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自受理之日起20个工作日内办结", [("时限", "20 工作日")]),
        ("应当在十五日内答复", [("时限", "15 日")]),
        ("许可期限一般不超过三年", [("时限", "3 年")]),
        ("2026年11月9日前提出意见", [("时限", "2026-11-09")]),
        ("每户补助2000元", [("金额", "2000 元，每户")]),
        ("每部18万元", [("金额", "180000 元，每部")]),
        ("处二百元以上五百元以下罚款", [("金额", "200 元"), ("金额", "500 元")]),
        ("收取工本费15元", [("收费", "15 元")]),
        ("首次办卡不收工本费", [("收费", "0 元")]),
        ("咨询电话：0000-2218036", [("电话", "0000-2218036")]),
        ("立即拨打12119", [("电话", "12119")]),
        ("应当提交申请书、身份证明、图纸", [("材料", "申请书、身份证明、图纸")]),
        ("符合本市落户条件的，可以申请", [("条件", "符合本市落户条件")]),
        ("自2026年1月1日起施行", []),
        ("第二十条 公共停车场", []),
    ],
)
def test_what_a_passage_tells(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


def test_a_list_of_conditions_is_one_span() -> None:
    text = "申请应当同时符合下列条件：\n（一）年满十八周岁；\n（二）具有本市户籍。\n第八条 其他。"
    found = [span for span in spans_in(text) if span.kind.value == "condition"]
    assert found[0].quote == "（一）年满十八周岁；\n（二）具有本市户籍。"


@given(
    st.text(
        alphabet="0123456789十个工作日内元每户补助电话-提交书证。，\n（一）符合的，可以",
        max_size=80,
    )
)
def test_quotes_are_literal_whatever_the_text(text: str) -> None:
    for span in spans_in(text):
        assert text[span.start : span.end] == span.quote
        assert span.quote
