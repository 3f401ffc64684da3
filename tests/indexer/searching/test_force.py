"""Whether a document holds is answered by the sentence of its history that decides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.model.answers import Answer, QuestionKind
from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from tests import library

DAY = date(2026, 11, 23)


def ask(service: SearchService, question: str) -> Answer:
    return service.answer_on(SearchRequest(q=question), DAY)


@pytest.mark.parametrize(
    ("question", "document", "words"),
    [
        # Repealed by another: before its own clause, which says that it came into force.
        ("夜市摊位暂行办法还有效吗", "market", "同时废止"),
        ("夜市摊位暂行办法废止了吗", "market", "同时废止"),
        # Its term is over: its own clause, not one on the terms of licences.
        ("露天烧烤管理办法还管用吗", "grill", "有效期5年"),
        # It holds: how long, said in itself and not in what amended it.
        ("夜市管理办法现在还有效吗", "market", "有效期10年"),
    ],
)
def test_the_sentence_that_decides_comes_first(
    tmp_path: Path, question: str, document: str, words: str
) -> None:
    documents = [
        library.document(
            "stalls",
            "第一条 夜市摊位许可证有效期三年。\n第二条 夜市摊位应当保持整洁，摊位证失效的不得经营。"
            "\n第三条 本办法自2010年1月1日起施行。",
            title="惠州市夜市摊位暂行办法",
            kind="policy",
        ),
        library.document(
            "market",
            "第一条 夜市应当保持整洁。\n第二条 本办法自2020年1月1日起施行，有效期10年。"
            "《惠州市夜市摊位暂行办法》同时废止。",
            title="惠州市夜市管理办法",
            kind="policy",
        ),
        library.document(
            "change",
            "一、将《惠州市夜市管理办法》第一条修改为：“夜市应当整洁、安静。”"
            "\n二、本决定自2022年1月1日起施行。",
            title="关于修改《惠州市夜市管理办法》的决定",
            kind="policy",
        ),
        library.document(
            "grill",
            "第一条 露天烧烤许可证有效期一年，期满失效。"
            "\n第二条 本办法自2018年1月1日起施行，有效期5年。",
            title="惠州市露天烧烤管理办法",
            kind="policy",
        ),
    ]
    with library.opened(tmp_path, documents) as service:
        answer = ask(service, question)
        assert answer.understood.kind is QuestionKind.VALIDITY
        first = answer.passages[0]
        assert (first.document.id, words in first.passage.quote) == (document, True)
        assert answer.answered


def test_of_the_day_that_is_asked_for(tmp_path: Path) -> None:
    rule = library.document(
        "rule",
        "第一条 夜市应当保持整洁。\n第二条 本办法自2020年1月1日起施行，有效期10年。",
        title="惠州市夜市管理办法",
        kind="policy",
    )
    with library.opened(tmp_path, [rule]) as service:
        for question, day, status in (
            ("夜市管理办法还有效吗", DAY, "in_force"),
            ("夜市管理办法2031年还有效吗", date(2031, 12, 31), "expired"),
            ("夜市管理办法2024年有效吗", date(2024, 12, 31), "in_force"),
            ("2024年的夜市管理办法现在还有效吗", DAY, "in_force"),
        ):
            answer = ask(service, question)
            assert answer.understood.kind is QuestionKind.VALIDITY, question
            first = answer.passages[0]
            assert (answer.understood.day, first.document.status.value.value) == (day, status)
            assert "有效期10年" in first.passage.quote


def test_a_statute_is_called_by_its_whole_name(tmp_path: Path) -> None:
    law = library.document(
        "law",
        "第一条 为了保护劳动者，制定本法。\n第二条 本法自2008年1月1日起施行。",
        title="中华人民共和国劳动合同法",
        kind="law",
    )
    rules = library.document(
        "rules",
        "第一条 为了贯彻劳动合同法，制定本条例。\n第二条 本条例自2009年1月1日起施行。",
        title="中华人民共和国劳动合同法实施条例",
        kind="law",
    )
    with library.opened(tmp_path, [law, rules]) as service:
        for name in ("劳动合同法", "中华人民共和国劳动合同法"):
            answer = ask(service, f"{name}还有效吗")
            assert answer.passages[0].document.id == "law", name
            assert "2008年1月1日" in answer.passages[0].passage.quote
        # There is no such document here.
        assert not ask(service, "合同法废止了吗").answered


@pytest.mark.parametrize(
    ("question", "document", "words"),
    [
        ("惠府规〔2020〕3号还有效吗", "market", "有效期10年"),
        ("惠府规（2020）3号有效期到什么时候", "market", "有效期10年"),
        ("惠府规2020年3号什么时候失效", "market", "有效期10年"),
        ("惠府规[2020]3号什么时候开始施行", "market", "自2020年1月1日起施行"),
        # What ended it says nothing of markets.
        ("惠府办〔2010〕18号现在还算数吗", "cleared", "惠府办〔2010〕18号"),
        ("市场监管局公告2018年第56号作废了吗", "cleared", "2018年第56号"),
    ],
)
def test_what_is_called_by_its_number(
    tmp_path: Path, question: str, document: str, words: str
) -> None:
    documents = [
        library.document(
            "stalls",
            "第一条 夜市摊位应当整洁。\n第二条 本办法自2010年1月1日起施行。",
            title="惠州市夜市摊位办法",
            kind="policy",
            doc_number="惠府办〔2010〕18号",
        ),
        library.document(
            "market",
            "第一条 夜市应当保持整洁。\n第二条 本办法自2020年1月1日起施行，有效期10年。",
            title="惠州市夜市管理办法",
            kind="policy",
            doc_number="惠府规〔2020〕3号",
        ),
        library.document(
            "rows",
            "第一条 惠府规〔2020〕3号文件的补贴由街道发放。\n第二条 本细则自2021年1月1日起施行。",
            title="惠州市街道补贴细则",
            kind="policy",
            doc_number="惠府规〔2021〕1号",
        ),
        library.document(
            "cleared",
            "惠州市人民政府决定：\n一、废止《惠州市夜市摊位办法》（惠府办〔2010〕18号）。\n"
            "二、市场监管局公告2018年第56号作废。\n本决定自2022年8月15日起施行。",
            title="惠州市人民政府关于清理文件的决定",
            kind="policy",
            doc_number="惠府〔2022〕20号",
        ),
    ]
    with library.opened(tmp_path, documents) as service:
        answer = ask(service, question)
        first = answer.passages[0]
        assert (first.document.id, words in first.passage.quote) == (document, True)
        assert answer.answered, answer.confidence


def test_a_number_that_no_document_has_is_told(tmp_path: Path) -> None:
    rule = library.document(
        "rule", "第一条 夜市应当整洁。", title="惠州市夜市办法", doc_number="惠府规〔2020〕3号"
    )
    with library.opened(tmp_path, [rule]) as service:
        answer = ask(service, "惠府规〔2029〕99号还有效吗")
        assert not answer.answered
        assert any("库中没有文号为" in note for note in answer.query.notes), answer.query.notes
