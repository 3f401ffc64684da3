"""Articles that were stopped or amended, in documents that go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.model.passages import PassageRequest
from indexer.model.queries import SearchRequest
from indexer.searching.changed_parts import articles_in
from indexer.searching.service import SearchService
from indexer.searching.sureness import SURE
from tests import library

BAN = library.document(
    "ban",
    "惠州市人民政府关于禁止燃放烟花爆竹的通告\n惠府告〔2019〕1号\n"
    "一、环城路以内任何时间不得燃放烟花爆竹。\n"
    "二、违反规定的，由公安机关处罚。\n"
    "三、环城路以外的乡镇，除春节期间外，其他时间不得燃放烟花爆竹。\n"
    "四、本通告自2019年2月1日起施行。",
    title="惠州市人民政府关于禁止燃放烟花爆竹的通告",
    doc_number="惠府告〔2019〕1号",
    kind="policy",
    effective_from="2019-02-01",
)
LATER = library.document(
    "later",
    "惠州市人民政府关于调整环城路以外烟花爆竹管理的通告\n惠府告〔2024〕2号\n"
    "一、各乡镇没有划定限放区域的，春节、元宵节可以燃放烟花爆竹。\n"
    "二、环城路以内继续执行《惠州市人民政府关于禁止燃放烟花爆竹的通告》（惠府告〔2019〕1号），"
    "其中第三条自2024年2月1日起停止执行。\n三、本通告自2024年2月1日起施行。",
    title="惠州市人民政府关于调整环城路以外烟花爆竹管理的通告",
    doc_number="惠府告〔2024〕2号",
    kind="policy",
    effective_from="2024-02-01",
)
STOPPED = (
    "第三条自 2024-02-01 起停止执行（据《惠州市人民政府关于调整环城路以外烟花爆竹管理的通告》）"
)
ASKED = "春节乡镇能放烟花爆竹吗"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("stopped"), [BAN, LATER]) as opened:
        yield opened


def test_an_article_that_was_stopped_answers_behind_what_holds(service: SearchService) -> None:
    today = service.answer_on(SearchRequest(q=ASKED), date(2026, 11, 30))
    assert today.passages[0].document.id == "later"
    assert today.passages[0].passage.heading == "一、"
    before = service.answer_on(SearchRequest(q=ASKED, as_of=date(2023, 1, 1)), date(2026, 11, 30))
    assert (before.passages[0].document.id, before.passages[0].passage.heading) == ("ban", "三、")
    assert before.passages[0].changed is None


def test_that_it_was_stopped_is_told_where_it_is_shown(service: SearchService) -> None:
    asked = PassageRequest(SearchRequest(q=ASKED, as_of=date(2025, 1, 1)))
    found = service.passages(asked).passages
    assert found[0].document.id == "later"
    changed = {one.passage.heading: one.changed for one in found if one.document.id == "ban"}
    stopped = changed["三、"]
    assert stopped is not None
    assert (stopped.told, stopped.ended, stopped.by_id) == (STOPPED, True, "later")
    assert changed["一、"] is None


def test_it_is_told_of_what_answers(tmp_path_factory: pytest.TempPathFactory) -> None:
    other = (
        "一、继续执行《惠州市人民政府关于禁止燃放烟花爆竹的通告》（惠府告〔2019〕1号），"
        "其中第三条自2024年2月1日起停止执行。"
    )
    later = library.document(
        "later", other, title="惠州市人民政府关于有关事项的通告", kind="policy"
    )
    with library.opened(tmp_path_factory.mktemp("alone"), [BAN, later]) as service:
        asked = SearchRequest(q="春节期间环城路以外的乡镇能燃放烟花爆竹吗")
        answer = service.answer_on(asked, date(2026, 11, 30))
    assert answer.passages[0].passage.heading == "三、"
    assert any("第三条自 2024-02-01 起停止执行" in note for note in answer.notes)


def test_an_explanation_ends_with_what_it_explains(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rule = library.document(
        "rule",
        "第一条 加装电梯的，每部给予适当补助，标准由市财政局规定。\n"
        "第二条 本办法自2020年1月1日起施行，有效期5年。",
        title="惠州市加装电梯补助办法",
        kind="policy",
        effective_from="2020-01-01",
    )
    note = library.document(
        "note",
        "《惠州市加装电梯补助办法》解读\n一、加装电梯政府补助多少钱？每部补助15万元。",
        title="《惠州市加装电梯补助办法》政策解读",
        kind="interpretation",
    )
    asked = SearchRequest(q="加装电梯政府补助多少钱")
    with library.opened(tmp_path_factory.mktemp("explained"), [rule, note]) as service:
        then = service.answer_on(replace(asked, as_of=date(2022, 1, 1)), date(2026, 11, 30))
        now = service.answer_on(asked, date(2026, 11, 30))
    assert (then.passages[0].document.id, then.passages[0].changed) == ("note", None)
    told = "所解读的“惠州市加装电梯补助办法”自 2025-01-01 起失效"
    changed = {one.document.id: one.changed for one in now.passages}
    assert changed["note"] is not None and changed["note"].told == told
    if now.passages[0].document.id == "note":
        assert any(told in note for note in now.notes)


def test_what_a_clause_names_of_a_document() -> None:
    assert [one[1:] for one in articles_in("第一条第一款第（一）项、第二款和第二条第二款")] == [
        ("1", False),
        ("2", False),
    ]
    assert [one[1:] for one in articles_in("第四条、第六条之一；以公布日期为准")] == [
        ("4", True),
        ("6之一", True),
    ]
    assert not list(articles_in("附件1以及第八条"))


def test_what_took_the_place_comes_before_what_has_ended(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    was = library.document(
        "was",
        "一、城镇低保标准由每人每月480元提高到500元。\n二、本通知自2020年1月1日起执行。",
        title="惠州市民政局关于提高城镇低保标准的通知",
        kind="policy",
        effective_from="2020-01-01",
    )
    holds = library.document(
        "holds",
        "一、全市低保标准统一为每人每月600元。\n二、本通知自2025年1月1日起执行，"
        "《惠州市民政局关于提高城镇低保标准的通知》同时废止。",
        title="惠州市民政局关于统一低保标准的通知",
        kind="policy",
        effective_from="2025-01-01",
    )
    with library.opened(tmp_path_factory.mktemp("succeeds"), [was, holds]) as service:
        asked = SearchRequest(q="城镇低保每人提高到多少钱")
        answer = service.answer_on(asked, date(2026, 11, 30))
        before = service.answer_on(replace(asked, as_of=date(2023, 1, 1)), date(2026, 11, 30))
    assert answer.passages[0].document.id == "holds"
    assert before.passages[0].document.id == "was"


def test_a_stopped_article_that_tells_as_much_keeps_another_from_being_sure(
    tmp_path: Path,
) -> None:
    rules = library.document(
        "umbrellas",
        "第三条 共享雨伞押金每把不超过三十元。\n第七条 共享雨伞逾期七日未还的，从押金中扣除十元。",
        title="惠州市共享雨伞管理办法", doc_number="惠府规〔2023〕5号", kind="policy",
        effective_from="2023-05-01",
    )  # fmt: skip
    stop = library.document(
        "stop",
        "自2024年6月1日起停止执行《惠州市共享雨伞管理办法》（惠府规〔2023〕5号）第三条。",
        title="惠州市人民政府关于停止执行《惠州市共享雨伞管理办法》第三条的通知",
        kind="policy",
    )
    with library.opened(tmp_path, [rules, stop]) as service:
        answer = service.answer_on(SearchRequest(q="共享雨伞押金多少钱"), date(2026, 11, 30))
    assert answer.passages[0].passage.heading == "第三条"
    assert answer.confidence.value < SURE
    assert any("第三条自 2024-06-01 起停止执行" in note for note in answer.notes)
