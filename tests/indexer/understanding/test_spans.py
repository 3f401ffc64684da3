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
        # Papers end where it is told what is done with them.
        ("职工凭本人身份证和相应材料到中心办理", [("材料", "本人身份证和相应材料")]),
        ("从业人员持健康证上岗", [("材料", "健康证")]),
        (
            "由业主持权属证书、户口簿、结婚证办理登记",
            [("材料", "权属证书、户口簿、结婚证")],
        ),
        ("持有关材料向区主管部门提出申请", [("材料", "有关材料")]),
        ("凭检查报告、出院小结即可", [("材料", "检查报告、出院小结")]),
        ("企业须出具差异调整情况的报告", [("材料", "差异调整情况的报告")]),
        # None of these is handed in.
        ("应纳税凭证的单位", []),
        ("由派出所核实后出具证明", []),
        ("提供虚假材料的，取消资格", []),
        ("不能提供购房发票的，核定征收", []),
        ("非法提供发票、证明的", []),
        ("提供软件开发服务、文件寄递业务", []),
        ("向银行提供的保证金", []),
        ("提交申请与窗口办理具有同等效力", []),
        ("持证人与当地人口享有同等服务", []),
        ("税务人员应当出示税务检查证", []),
        ("下列文件同时废止：\n（一）甲办法；\n（二）乙办法。", []),
        # A length of time is no month of the calendar, however it is written.
        ("自收到申请之日起三个月内作出决定", [("时限", "3 个月")]),
        ("受理机关应当在3月内办结", [("时限", "3 个月")]),
        ("有效期18个月，期满重新申请", [("时限", "18 个月")]),
        ("应当在次年3月内报送", []),
        ("每年1月至3月内集中办理", []),
        # A duration within another is said once; 30日内 of a date is none.
        ("期限不少于七个工作日；", [("时限", "7 工作日")]),
        ("请在3月1日至6月30日内申报", []),
        # A price list names its price once; what is given, punished or a bound is no fee.
        ("收费标准：每课时不超过3元，每学期不超过480元", [("收费", "3 元"), ("收费", "480 元")]),
        ("扣减服务费2000元", [("金额", "2000 元")]),
        ("水电费用由财政每年补助3600元", [("金额", "3600 元，每年")]),
        ("以收入减除费用六万元后的余额", [("金额", "60000 元")]),
        ("自付费用超过一万元的", [("金额", "10000 元")]),
        ("诊疗费由8元提高到10元", [("收费", "8 元"), ("收费", "10 元")]),
        ("空调车按1元收取", [("收费", "1 元")]),
        ("按照5000元/月执行", [("金额", "5000 元/月")]),
        # Short numbers go on, or stand before their word.
        (
            "举报电话：环保12369，公安110，城管12319。",
            [("电话", "12369"), ("电话", "110"), ("电话", "12319")],
        ),
        ("拨打110或者119举报", [("电话", "110"), ("电话", "119")]),
        ("通过12350热线反映", [("电话", "12350")]),
        ("投入120万元，不超过110平方米", [("金额", "1200000 元")]),
        # A condition that is not met, or that only points on, is none.
        ("凭证不符合清算要求的，应当补正", []),
        ("符合以下条件之一的，可以不办理", []),
        ("必须以招标方式出让的，可以", []),
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
