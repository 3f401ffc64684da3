"""Answers: what is understood, which passage comes first, and when nothing answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.model.answers import Answer
from indexer.model.queries import SearchRequest
from indexer.searching.questions import as_written, kind_of, read_question
from indexer.searching.service import SearchService
from indexer.searching.sureness import ANSWERS, SURE
from tests import library

OLD = library.document(
    "old",
    "第一条 为了规范停车场，制定本办法。\n第二条 停车场由惠州市公安局主管。\n"
    "第三条 停车收费每小时2元。\n第四条 本办法自2010年1月1日起施行。",
    title="惠州市停车场暂行办法",
    kind="policy",
    effective_from="2010-01-01",
)
NEW = library.document(
    "new",
    "第一条 为了规范停车场，制定本办法。\n第二条 惠州市城市管理局是停车场主管部门。\n"
    "第三条 停车收费每小时5元，咨询电话0752-2218036。\n第四条 经营者应当在十日内备案。\n"
    "第五条 本办法自2020年1月1日起施行。《惠州市停车场暂行办法》同时废止。",
    title="惠州市停车场管理办法",
    kind="policy",
    effective_from="2020-01-01",
)
NOTE = library.document(
    "note",
    "《惠州市停车场管理办法》解读\n停车收费为什么调整？每小时5元。",
    title="《惠州市停车场管理办法》政策解读",
    kind="interpretation",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("answers"), [OLD, NEW, NOTE]) as opened:
        yield opened


def ask(service: SearchService, q: str, as_of: date | None = None) -> Answer:
    return service.answer(SearchRequest(q=q, as_of=as_of))


def test_the_clause_that_answers_comes_first(service: SearchService) -> None:
    for question, heading, kind in (
        ("停车场归哪个部门管", "第二条", "who"),
        ("停车收费多少钱", "第三条", "amount"),
        ("停车场几天内备案", "第四条", "deadline"),
        ("停车收费问题打什么电话", "第三条", "telephone"),
    ):
        answer = ask(service, question)
        assert answer.answered, question
        assert answer.understood.kind.value == kind
        first = answer.passages[0]
        assert (first.document.id, first.passage.heading) == ("new", heading), question


def test_who_is_responsible_and_what_changed_are_told(service: SearchService) -> None:
    answer = ask(service, "停车场归哪个部门管")
    assert answer.bodies[0].name == "惠州市城市管理局"
    assert [(c.document.id, c.what, c.by and c.by.id) for c in answer.changes] == [
        ("old", "废止", "new")
    ]
    assert [one.id for one in answer.interpretations] == ["note"]


def test_a_day_that_is_said_is_asked_for(service: SearchService) -> None:
    answer = ask(service, "2015年停车收费多少钱")
    assert (answer.understood.day, answer.understood.said) == (date(2015, 12, 31), True)
    assert answer.passages[0].document.id == "old"
    assert answer.passages[0].spans[0].value == "2 元"


def test_the_parameter_outweighs_the_words(service: SearchService) -> None:
    answer = ask(service, "停车收费多少钱", date(2012, 5, 1))
    assert answer.passages[0].document.id == "old"


def test_nothing_answers_and_that_is_said(service: SearchService) -> None:
    for question in ("怎么申请出国护照", "火星移民有什么条件"):
        answer = ask(service, question)
        assert not answer.answered
        assert answer.confidence.value < ANSWERS
        assert answer.searches
        assert not answer.documents
        told = "没有把握能够回答" if answer.passages else "没有能够回答"
        assert told in answer.notes[-1]


def test_who_is_not_answered_by_a_clause_that_names_nobody(tmp_path: Path) -> None:
    bikes = library.document(
        "bikes",
        "第一条 电动自行车须登记上牌。\n第二条 最高时速不超过25公里。",
        title="惠州市电动自行车规定",
    )
    with library.opened(tmp_path, [bikes]) as service:
        answer = ask(service, "电动自行车登记上牌去哪里")
        assert answer.understood.kind.value == "who"
        assert not answer.answered
        assert answer.passages[0].passage.heading == "第一条"


def test_a_year_is_no_length_of_time(tmp_path: Path) -> None:
    shops = library.document(
        "shops",
        "第一条 烟花零售许可证由发证机关于2019年1月31日前收回。\n"
        "第二条 烟花零售许可证最长不超过两年。",
        title="惠州市烟花零售规定",
    )
    with library.opened(tmp_path, [shops]) as service:
        answer = ask(service, "烟花零售许可证有效几年")
        assert answer.passages[0].passage.heading == "第二条"


def test_an_article_that_was_amended_yields_to_what_amended_it(tmp_path: Path) -> None:
    base = library.document(
        "base",
        "第一条 为了规范提取，制定本办法。\n第四条 租房提取公积金，每月提取限额为1200元。\n"
        "第五条 本办法自2024年1月1日起施行。",
        title="惠州市住房公积金提取办法",
        kind="policy",
        effective_from="2024-01-01",
    )
    decision = library.document(
        "decision",
        "决定对《惠州市住房公积金提取办法》作如下修改：\n"
        "一、将第四条中的“每月提取限额为1200元”修改为“每月提取限额为1500元”。\n"
        "本决定自2025年7月1日起施行。",
        title="关于修改《惠州市住房公积金提取办法》的决定",
        kind="policy",
        effective_from="2025-07-01",
    )
    with library.opened(tmp_path, [base, decision]) as service:
        for day, identity in ((date(2026, 1, 1), "decision"), (date(2024, 6, 1), "base")):
            request = SearchRequest(q="租房每月提取限额多少钱", as_of=day)
            assert service.answer(request).passages[0].document.id == identity


def test_sure_is_only_what_holds_all_that_was_asked(service: SearchService) -> None:
    sure = ask(service, "停车场几天内备案")
    assert sure.confidence.label == "高"
    # Nothing of 骗, and 补贴 stands nowhere.
    assert ask(service, "停车场骗补贴会怎样").confidence.label != "高"
    # One word alone, which many clauses hold.
    assert ask(service, "停车场怎么办").confidence.label != "高"


def test_how_often_is_answered_by_how_often(tmp_path: Path) -> None:
    clinic = library.document(
        "clinic",
        "第一条 卫生院招聘的医生满五年可以流动，到村工作每月补助，村级医生聘期满五年。\n"
        "第二条 卫生院派人到村巡诊，每周不少于两次。",
        title="云城市乡村医生办法",
    )
    with library.opened(tmp_path, [clinic]) as service:
        answer = ask(service, "卫生院多久到村看一次病")
        assert answer.passages[0].passage.heading == "第二条"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("禁渔到哪一年结束", "deadline"),
        ("门诊一年能报多少", "amount"),
        ("低保到哪里申请", "who"),
    ],
)
def test_the_kind_of_a_question(question: str, kind: str) -> None:
    assert kind_of(question).value == kind


def test_what_is_asked_has_the_form_of_an_answer(tmp_path: Path) -> None:
    """So many days are no years; and what is asked for twice is told twice."""
    fund = library.document(
        "fund",
        "第一条 养老服务补贴公示有效期三年。\n第二条 养老服务补贴拟发名单公示五日。\n"
        "第三条 养老服务补贴名单公示栏停放免费。\n第四条 养老服务补贴公示栏停放二十分钟以内免费。",
        title="云城市养老服务办法",
    )
    with library.opened(tmp_path, [fund]) as service:
        for question, heading in (
            ("养老服务补贴要公示几天", "第二条"),
            ("养老服务补贴公示栏停放多久不要钱", "第四条"),
        ):
            assert ask(service, question).passages[0].passage.heading == heading, question


def test_what_adds_to_an_article_does_not_take_its_place(tmp_path: Path) -> None:
    law = library.document(
        "law",
        "第一条 为了规范住房补贴，制定本办法。\n第二条 住房补贴的申请材料齐全的，当日办结。\n"
        "第三条 本办法自2020年1月1日起施行。",
        title="云城市住房补贴办法",
        kind="policy",
        effective_from="2020-01-01",
    )
    amending = library.document(
        "amending",
        "云城市人民政府决定对《云城市住房补贴办法》作如下修改：\n"
        "一、第二条增加一款，作为第二款：“申请人可以授权自动办理住房补贴。”\n"
        "本决定自2024年1月1日起施行。",
        title="云城市人民政府关于修改《云城市住房补贴办法》的决定",
        kind="policy",
        effective_from="2024-01-01",
    )
    with library.opened(tmp_path, [law, amending]) as service:
        first = ask(service, "住房补贴申请当天能办好吗").passages[0]
    assert first.document.id == "law"
    assert first.passage.heading == "第二条"


def test_one_word_said_in_passing_answers_nothing(tmp_path: Path) -> None:
    form = library.document(
        "form", "第一条 见义勇为、献血按证书计分。\n第二条 其他项目另定。", title="云城市积分办法"
    )
    with library.opened(tmp_path, [form]) as service:
        assert not ask(service, "献血后多久能再献").answered


def test_what_has_ended_comes_first_only_where_it_answers_better(tmp_path: Path) -> None:
    ended = library.document(
        "ended",
        "第一条 夜市摊位收费每月300元，由街道收取。\n第二条 本办法自2010年1月1日起施行。",
        title="惠州市夜市摊位暂行办法",
        kind="policy",
        effective_from="2010-01-01",
    )
    holds = library.document(
        "holds",
        "第一条 夜市应当保持整洁。\n第二条 本办法自2020年1月1日起施行。"
        "《惠州市夜市摊位暂行办法》同时废止。",
        title="惠州市夜市管理办法",
        kind="policy",
        effective_from="2020-01-01",
    )
    with library.opened(tmp_path, [ended, holds]) as service:
        answer = ask(service, "夜市摊位收费多少钱")
        assert answer.passages[0].document.id == "ended"
        assert answer.confidence.value < SURE
        assert "有效的文件里没有更相符的" in answer.confidence.reason
        tidy = ask(service, "夜市要保持整洁吗")
        assert {one.document.id for one in tidy.passages} == {"holds"}


def test_an_answer_in_other_words_alone_is_not_sure(tmp_path: Path) -> None:
    rule = library.document(
        "rule",
        "第一条 婚庆服务单位应当劝阻消费者燃放烟花爆竹，不得提供场地。",
        title="惠州市烟花爆竹通告",
    )
    with library.opened(tmp_path, [rule]) as service:
        said, meant = ask(service, "婚礼能放炮不"), ask(service, "婚庆单位可以燃放烟花爆竹吗")
        assert meant.confidence.value >= SURE > said.confidence.value


def test_whose_a_matter_is_now_comes_before_whose_it_was(tmp_path: Path) -> None:
    ended = library.document(
        "ended",
        "第一条 夜市由市市容局主管，市市容局是夜市的主管部门。"
        "\n第二条 本办法自2010年1月1日起施行，有效期至2015年12月31日。",
        title="惠州市夜市办法",
        kind="policy",
    )
    holds = library.document(
        "holds",
        "第一条 为了规范经营活动，制定本办法。\n第二条 夜市由市城市管理局主管。"
        "\n第三条 本办法自2020年1月1日起施行。",
        title="惠州市夜市管理办法",
        kind="policy",
    )
    with library.opened(tmp_path, [ended, holds]) as service:
        answer = ask(service, "夜市归哪个部门管")
        assert answer.passages[0].document.id == "holds"
        assert "城市管理局" in answer.bodies[0].name
        assert answer.answered


def test_nothing_that_is_left_open_is_sure(tmp_path: Path) -> None:
    """Another clause that tells as much, a form that is not told."""
    question = "露天烧烤摊位每月收费多少元"
    rule = "第一条 露天烧烤摊位每月收费三百元，由街道收取。"
    other = "第一条 露天烧烤摊位每月收费五百元，由景区收取。"
    for texts, least, most in (
        ((rule,), SURE, 1.0),
        ((rule, other), ANSWERS, SURE),
        ((rule.replace("三百元", "的标准另行制定"),), 0.0, ANSWERS),
    ):
        home = tmp_path / str(least + most + len(texts))
        documents = [
            library.document(f"rule{n}", text, title=f"惠州市露天烧烤第{n}号通告")
            for n, text in enumerate(texts)
        ]
        with library.opened(home, documents) as service:
            value = ask(service, question).confidence.value
            assert least <= value <= most and value != most, (texts, value)


def test_spoken_questions_are_read_as_they_are_written() -> None:
    for said, written, kind in (
        ("农机补贴能领不", "农机补贴 能领吗", "condition"),
        ("课后班退不退钱", "课后班退钱吗", "condition"),
        ("狗证咋整", "狗证怎么办", "procedure"),
        ("要多少人才能申请", "要多少人 才能申请", "condition"),
        ("没有房本能开民宿吗", "没有房本 能开民宿吗", "condition"),
        ("举报瞒报奖多少", "举报瞒报奖多少", "amount"),
        ("技能提升补贴", "技能提升补贴", "other"),
    ):
        assert as_written(said) == written
        assert kind_of(as_written(said)).value == kind, said


def test_how_to_apply_is_not_told_by_amounts_and_what_told_it_is_named(tmp_path: Path) -> None:
    rules = library.document(
        "rules",
        "第一条 申请低保的，由户主向街道提出申请，提交身份证明。\n"
        "第二条 本细则自2021年9月1日起施行，有效期至2026年8月31日。",
        title="惠州市低保审核细则", kind="policy", effective_from="2021-09-01",
    )  # fmt: skip
    amounts = library.document(
        "amounts",
        "第一条 低保标准为每人每月842元，按照上年度消费支出测算。",
        title="惠州市调整低保标准的通知", kind="policy", effective_from="2026-01-01",
    )  # fmt: skip
    with library.opened(tmp_path, [rules, amounts]) as service:
        answer = ask(service, "低保怎么申请", date(2026, 11, 30))
        first = answer.passages[0]
        assert (first.document.id, first.passage.heading) == ("rules", "第一条")
        told = "；".join(answer.notes)
        assert "失效" in told
        assert answer.answered or "惠州市低保审核细则" in told


def test_who_is_told_by_the_duty_to_the_point(tmp_path: Path) -> None:
    rule = library.document(
        "rule",
        "第一条 市卫生健康局负责根据食品安全风险监测信息组织食品安全风险评估，公布食品安全结果。\n"
        "第二条 市市场监督管理局负责本市食品安全监督管理工作。",
        title="惠州市食品安全办法",
        kind="policy",
    )
    with library.opened(tmp_path, [rule]) as service:
        assert ask(service, "食品安全归谁管").passages[0].passage.heading == "第二条"


def test_whether_it_holds_is_told_by_what_ended_it_and_not_by_itself(tmp_path: Path) -> None:
    ended = library.document(
        "ended",
        "第一条 为打破壁垒，根据《政务信息资源共享管理暂行办法》，制定本办法。\n"
        "第二条 政务数据以共享为原则。",
        title="惠州市政务数据资源共享管理暂行办法", kind="policy", effective_from="2019-01-01",
    )  # fmt: skip
    ends = library.document(
        "ends",
        "第一条 为了规范公共数据开放，制定本办法。\n第二条 公共数据依法开放。\n"
        "第三条 本办法自2026年1月1日起施行，试行期两年。原市大数据管理局印发的"
        "《惠州市政务数据资源共享管理暂行办法》同时废止。抄送：市委办公室。",
        title="惠州市公共数据开放办法", kind="policy", effective_from="2026-01-01",
    )  # fmt: skip
    with library.opened(tmp_path, [ended, ends]) as service:
        answer = ask(service, "政务数据资源共享管理暂行办法废止了吗", date(2026, 11, 30))
        first = answer.passages[0]
        assert (first.document.id, first.passage.heading) == ("ends", "第三条")


def test_bodies_are_those_of_the_matter(tmp_path: Path) -> None:
    rules = library.document(
        "rules",
        "第一条 失能评估费用由长期护理保险基金支付。\n"
        "第二条 户口簿首页由派出所负责保管，评估另行规定。\n",
        title="惠州市便民措施", kind="policy", effective_from="2020-01-01",
    )  # fmt: skip
    with library.opened(tmp_path, [rules]) as service:
        answer = ask(service, "长期护理保险失能评估费用由谁出")
        assert answer.passages[0].passage.heading == "第一条"
        assert "派出所" not in [body.name for body in answer.bodies]


def test_which_office_is_told_by_the_clause_that_its_body_stands_in(tmp_path: Path) -> None:
    rule = library.document(
        "rule",
        "第一条 鼓励加装电梯统一设计、统一施工。成片加装十部以上的，由街道办事处组织比选。\n"
        "第二条 既有住宅应当在2010年以前竣工。\n"
        "第三条 街道办事处收齐材料后即时备案，无须另行审查。",
        title="惠州市既有住宅加装电梯实施办法", kind="policy", effective_from="2020-01-01",
    )  # fmt: skip
    with library.opened(tmp_path, [rule]) as service:
        answer = ask(service, "加装电梯找哪个部门")
        assert answer.passages[0].passage.heading == "第三条"
        first = answer.bodies[0]
        assert (first.name, first.clauses[0].fact.kind.value) == ("街道办事处", "accepts")


def test_whose_it_was_is_told_where_nothing_that_holds_gives_it_to_anybody(tmp_path: Path) -> None:
    rule = library.document(
        "rule",
        "第一条 为了规范停车场管理，制定本办法。\n第二条 市城市管理局是停车场主管部门。\n"
        "第三条 本办法自2015年1月1日起施行，有效期5年。",
        title="惠州市机动车停车场管理办法", kind="policy", effective_from="2015-01-01",
    )  # fmt: skip
    notice = library.document(
        "notice",
        "一、景区实行限流。交警部门提前发布拥堵路段，主城区机关停车场免费向社会开放。\n二、加强值守。",
        title="惠州市关于国庆节放假的通知", kind="policy", effective_from="2025-09-01",
    )  # fmt: skip
    with library.opened(tmp_path, [rule, notice]) as service:
        answer = ask(service, "停车场归谁管")
        first = answer.passages[0]
        assert (first.document.id, first.passage.heading) == ("rule", "第二条")
        assert any("失效" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("question", "tells", "another"),
    [
        ("听证会什么时候召开", "听证会于8月29日上午9时召开。", "听证会结束后十五个工作日内公布。"),
        (
            "提取的公积金打到哪个账户",
            "公积金提取后转入本人Ⅰ类银行账户。",
            "提取公积金应当如实申报。",
        ),
        (
            "电梯补助怎么申领",
            "电梯补助由申领人将申领表报区财政局。",
            "电梯补助应当用于工程费用，不得挪用。",
        ),
        ("贷款利率是多少", "贷款利率按贷款市场报价利率执行。", "贷款额度不超过20万元。"),
        ("电梯多久检验一次", "电梯每年检验一次。", "电梯载荷试验每五年进行一次，检验人员到场。"),
        ("零售条件的规定还有效吗", "零售条件的规定继续有效。", "零售条件的许可证有效期三年。"),
    ],
)
def test_the_form_that_is_asked_stands_in_the_answer(
    tmp_path: Path, question: str, tells: str, another: str
) -> None:
    rules = library.document(
        "rules", f"第一条 {another}\n第二条 {tells}\n第三条 其他事项另行通知。",
        title="惠州市便民办法", kind="policy", effective_from="2020-01-01",
    )  # fmt: skip
    with library.opened(tmp_path, [rules]) as service:
        assert ask(service, question).passages[0].passage.heading == "第二条"


def test_what_changed_is_told_by_what_explains_it(tmp_path: Path) -> None:
    rule = library.document(
        "rule", "第一条 加装电梯办法不变。\n第二条 新办法和老办法加装电梯的申请由社区受理。",
        title="惠州市加装电梯办法", kind="policy", effective_from="2020-01-01",
    )  # fmt: skip
    told = library.document(
        "told",
        "一、新办法和老办法有什么不同\n加装电梯补助由十五万元提高为十八万元。\n二、其他\n即日。",
        title="惠州市加装电梯办法解读", kind="interpretation",
    )  # fmt: skip
    with library.opened(tmp_path, [rule, told]) as service:
        first = ask(service, "加装电梯新办法和老办法有什么不同").passages[0]
        assert first.document.id == "told"


# How people put it, by what kind of answer they want.
_SPOKEN = {
    "condition": (
        "养狗要不要办证 老人坐公交用不用买票 灵活就业给不给补贴 押金能退吗 "
        "上下班路上摔了算不算工伤 公租房面积多大 几岁能上小学 什么人能申请低保 "
        "哪些人可以免票 外地人能不能买房 可以代办吗 允不允许养鸡 行不行 需要满足啥条件 "
        "有没有年龄限制 必须本人去吗 够不够格 合不合规 "
    ),
    "deadline": (
        "护照多久能办好 补贴几号前申报 几天能批下来 多长时间出结果 报名什么时候截止 "
        "证书管几年 几点关门 最晚哪天交 啥时候发钱 到几月份结束 "
    ),
    "who": (
        "居住证去哪里办 老年卡哪里办 噪声扰民找谁 这事归谁管 该向哪个单位投诉 由谁审批 "
        "谁来监督 上哪儿告 "
    ),
    "material": ("落户要带什么 办健康证带啥 申请低保要交哪些材料 需要准备什么资料 都要啥手续 "),
    "amount": (
        "违停罚多少 低保一个月多少钱 垃圾费怎么收 高龄津贴每月领多少 办证要不要钱 "
        "一次收多少 创业补贴给几万 提取额度是多少 "
    ),
    "telephone": ("举报打什么电话 服务热线是多少 咨询打哪个号 投诉拨打几号 "),
    "procedure": ("怎么申请公租房 户口咋迁 如何注销公司 办证走什么流程 分几步办 在网上怎么弄 "),
    "validity": ("那个办法还管用吗 这个文件作废了没 2018年的规定过期了吗 "),
}


@pytest.mark.parametrize(
    ("question", "kind"), [(q, kind) for kind, said in _SPOKEN.items() for q in said.split()]
)
def test_the_kind_of_a_spoken_question(question: str, kind: str) -> None:
    assert read_question(question, None, date(2026, 11, 30)).kind.value == kind


def test_a_copy_of_the_answer_leaves_nothing_open(tmp_path: Path) -> None:
    copy = replace(NEW, id="copy", text=NEW.text.replace("为了规范", "为规范"))
    with library.opened(tmp_path, [OLD, NEW, copy, NOTE]) as opened:
        answer = ask(opened, "停车场几天内备案")
    assert {one.document.id for one in answer.passages[:2]} == {"new", "copy"}
    assert "另有条款几乎同样相符" not in answer.confidence.reason


def test_what_a_thing_is_and_what_is_one_is_told_by_its_definition(tmp_path: Path) -> None:
    rules = library.document(
        "rules",
        "第一条 为了规范文件，制定本办法。\n"
        "第二条 本办法所称规范性文件，是指普遍适用的公文；会议纪要、请示不适用本办法。\n"
        "第三条 起草规范性文件，应当形成会议纪要，会议纪要与规范性文件一并归档。",
        title="惠州市文件管理办法",
    )
    with library.opened(tmp_path, [rules]) as service:
        for question in ("会议纪要算不算规范性文件", "什么是规范性文件", "规范性文件是什么意思"):
            assert ask(service, question).passages[0].passage.heading == "第二条", question


def test_what_counts_or_asks_is_no_matter(tmp_path: Path) -> None:
    rules = library.document(
        "rules",
        "第一条 生活垃圾分为四类：可回收物、有害垃圾、厨余垃圾、其他垃圾。\n"
        "第二条 养犬登记费每只每年300元。",
        title="惠州市城市管理办法",
    )
    with library.opened(tmp_path, [rules]) as service:
        for question, heading in (("生活垃圾分几类", "第一条"), ("养犬要交多少登记费", "第二条")):
            answer = ask(service, question)
            assert answer.answered, (question, answer.confidence)
            assert not answer.confidence.missing, question
            assert answer.passages[0].passage.heading == heading


def test_a_penalty_for_forged_material_tells_no_material(tmp_path: Path) -> None:
    rules = library.document(
        "rent",
        "第一条 公租房由住房保障部门管理。\n第二条 隐瞒收入、伪造材料骗取公租房的，责令退回。"
        "中介机构为公租房申请人提供出租、转租的，处一万元罚款。",
        title="惠州市公租房管理办法",
        kind="policy",
    )
    told = library.document(
        "told",
        "第一条 公租房由住房保障部门管理。\n第二条 申请公租房的材料：身份证、户口簿、收入证明。",
        title="惠阳区公租房管理办法",
        kind="policy",
    )
    question = "公租房申请要什么材料"
    with library.opened(tmp_path / "a", [rules]) as service:
        assert not ask(service, question).answered
    with library.opened(tmp_path / "b", [rules, told]) as service:
        assert ask(service, question).passages[0].document.id == "told"


def test_the_day_that_is_answered_by_is_told_where_it_is_another(service: SearchService) -> None:
    def notes(q: str, as_of: date | None = None) -> str:
        return "；".join(
            service.answer_on(SearchRequest(q=q, as_of=as_of), date(2026, 11, 30)).notes
        )

    told = notes("2015年停车收费多少钱", date(2026, 11, 1))
    assert "问题里说的是“2015年”，按所选的日期 2026-11-01 作答" in told
    assert "没有“2015年2月30日”这一天：按 2015-02-28 作答" in notes("2015年2月30日停车收费多少钱")
    assert "按" not in notes("2015年停车收费多少钱")


TERM = library.document(
    "term",
    "第一条 充电桩每个补助300元，由惠州市城市管理局发放。\n"
    "第二条 本办法自2021年6月1日起施行，有效期至2028年5月31日。",
    title="惠州市充电桩补助办法",
    kind="policy",
    effective_from="2021-06-01",
)


def test_what_is_still_to_end_has_not_ended(tmp_path_factory: pytest.TempPathFactory) -> None:
    asked = SearchRequest(q="惠州市充电桩补助办法2030年还有效吗")
    within = SearchRequest(q="2028年充电桩每个补助多少钱")
    with library.opened(tmp_path_factory.mktemp("term"), [TERM]) as opened:
        before = "；".join(opened.answer_on(asked, date(2026, 11, 30)).notes)
        after = "；".join(opened.answer_on(within, date(2029, 11, 30)).notes)
    assert "将于 2028-06-01 起失效" in before and "已失效" not in before
    assert "自 2028-06-01 起已失效" in after
    assert "“2028年”按年末 2028-12-31 计；2028-06-01 之前它尚未失效" in after


def test_words_that_say_a_day_are_not_missed_in_the_library(service: SearchService) -> None:
    for question in ("前年停车收费多少钱", "2035年停车收费多少钱"):
        told = service.search(SearchRequest(q=question)).query.notes
        assert not any("没有出现" in note for note in told), question
    told = service.search(SearchRequest(q="惠府规〔2099〕77号还有效吗")).query.notes
    assert sum("2099" in note for note in told) == 1


def test_of_two_names_the_document_that_has_it_is_meant(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    older = library.document(
        "older",
        "第一条 本办法自2020年1月1日起施行，有效期至2026年12月31日。",
        title="惠州市加装电梯管理实施意见办法",
        kind="policy",
        effective_from="2020-01-01",
    )
    newer = library.document(
        "newer",
        "第一条 本办法自2025年1月1日起施行，有效期至2030年12月31日。",
        title="惠州市加装电梯实施办法",
        kind="policy",
        effective_from="2025-01-01",
    )
    asked = SearchRequest(q="加装电梯实施办法2024年还有效吗")
    with library.opened(tmp_path_factory.mktemp("named"), [older, newer]) as opened:
        answer = opened.answer_on(asked, date(2026, 11, 30))
    assert answer.passages[0].document.id == "newer"


LOANS = [
    library.document(
        "venture",
        "第一条 个人贷款额度最高30万元，期限最长三年。\n第二条 小微企业贷款额度最高400万元。",
        title="惠州市创业担保贷款实施办法",
        kind="policy",
    ),
    library.document(
        "fund",
        "第一条 父母三年内申请公积金贷款的，额度相应扣减。\n第二条 停止缴存的，退还存储余额。",
        title="惠州市住房公积金提取办法",
        kind="policy",
    ),
    library.document(
        "minutes",
        "一、会议认为，《惠州市机动车停车场管理办法》《惠州市犬类登记收费规定》应予清理。"
        "会议同意安排农贸市场改造资金300万元。",
        title="惠州市政府专题会议纪要",
        kind="other",
    ),
]


def test_a_loan_of_another_kind_is_no_answer(tmp_path_factory: pytest.TempPathFactory) -> None:
    with library.opened(tmp_path_factory.mktemp("loans"), LOANS) as opened:
        assert not ask(opened, "公积金贷款最高额度是多少").answered
        assert ask(opened, "创业担保贷款个人最高额度是多少").answered
        assert not ask(opened, "停车场收费标准是多少").answered


def test_months_answer_how_many_days(tmp_path_factory: pytest.TempPathFactory) -> None:
    ended = library.document(
        "ended",
        "一、加装电梯补助由财政部门复核后20日内拨付到账。\n二、本细则有效期至2024年12月31日。",
        title="惠州市加装电梯补助资金细则",
        kind="policy",
        effective_from="2021-01-01",
    )
    holding = library.document(
        "holding",
        "第一条 加装电梯的，每部补助20万元，竣工后三个月内拨付到位。",
        title="惠州市加装电梯办法",
        kind="policy",
        effective_from="2025-01-01",
    )
    with library.opened(tmp_path_factory.mktemp("months"), [ended, holding]) as opened:
        answer = opened.answer_on(SearchRequest(q="加装电梯补助几天到账"), date(2026, 11, 30))
    assert (answer.passages[0].document.id, answer.answered) == ("holding", True)


def test_what_amends_an_article_answers_for_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    rule = library.document(
        "rule",
        "第一条 为了规范提取，制定本办法。\n"
        "第二条 职工租房的，可以提取公积金，每月提取限额为1200元。\n第三条 购房的，凭合同提取。",
        title="惠州市住房公积金提取办法",
        kind="policy",
        effective_from="2023-01-01",
    )
    decision = library.document(
        "decision",
        "惠州市人民政府决定对《惠州市住房公积金提取办法》作如下修改：\n"
        "一、将第二条中的“每月提取限额为1200元”修改为“每月提取限额为1500元”。\n"
        "二、本决定自2025年1月1日起施行。",
        title="惠州市人民政府关于修改《惠州市住房公积金提取办法》的决定",
        kind="policy",
        effective_from="2025-01-01",
    )
    with library.opened(tmp_path_factory.mktemp("amends"), [rule, decision]) as opened:
        answer = opened.answer_on(SearchRequest(q="租房可以提取多少公积金"), date(2026, 11, 30))
    assert (answer.passages[0].document.id, answer.answered) == ("decision", True)


def test_who_is_only_told_of_something_is_not_whom_an_answer_names(tmp_path: Path) -> None:
    rules = library.document(
        "fund",
        "第一条 骗取住房公积金提取的，纳入信用记录并移送公安机关。\n"
        "第二条 本办法自2024年1月1日起施行。",
        title="云城市住房公积金提取办法",
        kind="policy",
    )
    with library.opened(tmp_path, [rules]) as service:
        asked = SearchRequest(q="公积金提取找谁")
        told = service.answer_on(replace(asked, q="骗提公积金移送哪个部门"), date(2026, 11, 30))
        assert [body.name for body in told.bodies] == ["公安机关"]
        assert service.answer_on(asked, date(2026, 11, 30)).bodies == ()
