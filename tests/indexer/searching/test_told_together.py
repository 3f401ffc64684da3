"""What is asked must be told in one sentence, of the place and the law that are meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.model import PolicyDocument
from indexer.model.answers import Answer, QuestionKind
from indexer.model.queries import SearchRequest
from indexer.searching.answer_forms import forms_asked
from indexer.searching.place import basic_of, core_of, place_of
from indexer.searching.questions import kind_of
from indexer.searching.sureness import ANSWERS, SURE
from indexer.searching.telling_words import Word
from indexer.searching.told_together import measured, together
from tests import library


def first_of(tmp_path: Path, documents: list[PolicyDocument], question: str) -> Answer:
    with library.opened(tmp_path, documents) as service:
        return service.answer_on(SearchRequest(q=question), date(2026, 11, 30))


def test_a_rate_is_answered_by_no_rate_of_another_name(tmp_path: Path) -> None:
    other = library.document(
        "other",
        "根据《云溪市关于调整土地增值税预征率的公告》，现公告如下：\n"
        "一、转让留用地的，土地增值税核定征收率为5%。\n二、本公告自2019年9月1日起施行。",
        title="关于土地增值税核定征收率的公告",
    )
    answer = first_of(tmp_path, [other], "土地增值税预征率是多少")
    assert not answer.answered
    assert answer.confidence.value < ANSWERS


def test_a_figure_counts_beside_its_word_more_than_two_sentences_on() -> None:
    words = [Word("专用标志", (), 2.0, True), Word("有效期", (), 1.0, True)]
    of = measured("专用标志有效期几年", words)
    assert of is words[1]

    def told(body: str) -> float:
        return together(words, of, forms_asked("专用标志有效期几年"), (), body, "", find)

    beside = told("专用标志的有效期为十年，自核准之日起计算。")
    apart = told("专用标志有效期满的，应当办理续展手续。逾期的，可以给予六个月的宽展期。")
    assert beside == 1.0
    assert apart < 0.6
    assert told("专用标志有效期满的，应当办理续展手续。") == 0.0
    assert told("《专用标志有效期的规定》自公布起三年内施行。") == 0.0


def find(word: Word, text: str) -> int | None:
    at = text.find(word.text)
    return at if at >= 0 else None


def test_an_age_is_told_by_the_sentence_on_what_is_asked(tmp_path: Path) -> None:
    rule = library.document(
        "rule",
        "第一条 办理未成年人案件，应当查清其是否已满十四周岁。"
        "年龄难以判断，影响对其是否负赔偿责任认定的，应当通知其监护人。\n"
        "第二条 未成年人案件由专门人员办理。",
        title="未成年人案件办理规则",
    )
    answer = first_of(tmp_path, [rule], "未成年人多大负赔偿责任")
    assert answer.confidence.value < SURE


def test_the_day_of_a_signature_is_no_time_at_which_a_thing_is_held(tmp_path: Path) -> None:
    notice = library.document(
        "notice",
        "一、听证会参加人由消费者协会推荐。\n二、听证会结束后公布采纳情况。\n云溪市发展和改革委员会\n"
        "2023年8月7日",
        title="关于召开污水处理费听证会的公告",
    )
    answer = first_of(tmp_path, [notice], "污水处理费听证会什么时候开")
    assert not answer.answered


def test_a_place_that_is_named_is_answered_by_its_own_rule(tmp_path: Path) -> None:
    documents = [
        library.document(
            key,
            f"第一条 违反规定在市区养犬的，处{fine}元罚款。\n第二条 {text}",
            title=f"{place}养犬管理条例",
            region=place,
        )
        for key, place, fine, text in (
            ("a", "上海市", "五百", "本条例由公安部门执行。"),
            (
                "b",
                "山东省",
                "一千",
                "市区养犬违反规定养犬的，罚款由公安机关执行。",
            ),
            ("c", "浙江省", "二千", "养犬人应当依法养犬。"),
        )
    ]
    assert first_of(tmp_path, documents, "上海养犬罚多少钱").passages[0].document.id == "a"


@pytest.mark.parametrize(
    ("question", "found", "region", "elsewhere", "leaves_open"),
    [
        ("上海养犬归谁管", ["上海市", "山东省", "全国"], "山东省", True, False),
        ("上海养犬归谁管", ["上海市", "山东省", "全国"], "全国", False, False),
        ("惠州养犬归谁管", ["惠州市", "广东省", "山东省"], "广东省", False, False),
        ("养犬归谁管", ["上海市", "山东省", "全国"], "山东省", False, True),
        ("养犬归谁管", ["上海市", "山东省", "全国"], "全国", False, False),
        # A town's library: what holds for the town holds for its counties.
        ("白渡县养犬归谁管", ["栖宁市", "栖宁市", "白渡县"], "栖宁市", False, False),
        ("养犬归谁管", ["栖宁市", "栖宁市", "白渡县"], "栖宁市", False, False),
    ],
)
def test_whose_rule_is_meant(
    question: str, found: list[str], region: str, elsewhere: bool, leaves_open: bool
) -> None:
    place = place_of(question, found)
    assert (place.is_elsewhere(region), place.leaves_open(region)) == (elsewhere, leaves_open)


def test_a_law_is_called_by_its_matter() -> None:
    titles = ["中华人民共和国专利法(2020修正)", "国防专利条例", "专利审查办法"]
    assert [core_of(one) for one in titles] == ["专利", "国防专利", ""]
    assert basic_of(titles, ["专利", "保护期"]) == {"专利"}


def test_a_law_on_a_part_of_the_matter_does_not_answer_for_the_whole(tmp_path: Path) -> None:
    documents = [
        library.document(
            "whole",
            "第一条 为了保护种苗，制定本法。\n第二条 种苗证书由林业部门发放。",
            title="中华人民共和国种苗法",
        ),
        library.document(
            "part",
            "第一条 为了保护药用种苗，制定本条例。\n第二条 药用种苗证书的有效期为二十年。",
            title="药用种苗条例",
        ),
    ]
    assert not first_of(tmp_path, documents, "种苗证书有效期几年").answered
    assert first_of(tmp_path / "of", documents, "药用种苗证书有效期几年").answered


def test_materials_are_told_by_what_names_some(tmp_path: Path) -> None:
    rule = library.document(
        "rule",
        "第一条 为了规范判决执行，制定本办法。\n"
        "第二条 申请执行判决的，由中级人民法院管辖，判决执行期间不停止。",
        title="判决执行办法",
    )
    assert not first_of(tmp_path, [rule], "申请执行判决要交什么材料").answered


def test_times_as_much_and_an_organ_are_what_is_asked() -> None:
    assert [bool(one.search("支付二倍的工资")) for one in forms_asked("要赔几倍工资")] == [True]
    assert kind_of("社保基金由哪个机构负责管理") is QuestionKind.WHO
