"""Passages over all documents: which come, what is told of them, and how many of a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.model.passages import PassageAnswer, PassageRequest
from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from tests import library

LIFT = library.document(
    "lift",
    "云城市既有住宅加装电梯办法\n第一章 总则\n第一条 为了规范既有住宅加装电梯，制定本办法。\n"
    "第二章 补贴\n第二条 加装电梯的，每台补贴十五万元。\n第三条 加装电梯的补贴由业主申请。\n"
    "第四条 加装电梯补贴每年发放一次。\n第五条 本办法自2020年1月1日起施行，有效期5年。",
    title="云城市既有住宅加装电梯办法",
    effective_from="2020-01-01",
    kind="policy",
)
RENT = library.document(
    "rent",
    "云城市公租房办法\n第一条 公租房面向收入困难家庭。\n第二条 申请公租房，三十日内答复。\n"
    "第三条 公租房不加装电梯。",
    title="云城市公租房办法",
    kind="policy",
)
HELD = library.document(
    "held",
    "第一条 加装电梯补贴秘密。",
    title="加装电梯补贴秘密办法",
    kind="policy",
    published=False,
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp("passages")
    with library.opened(folder, [LIFT, RENT, HELD]) as opened:
        yield opened


def asked(service: SearchService, text: str, **more: int | date) -> PassageAnswer:
    own = {k: v for k, v in more.items() if k in ("context", "per_document")}
    rest = {k: v for k, v in more.items() if k not in own}
    search = SearchRequest(q=text, **rest)  # type: ignore[arg-type]
    return service.passages(PassageRequest(search, **own))  # type: ignore[arg-type]


def test_the_article_that_answers_comes_first_as_it_stands(service: SearchService) -> None:
    first = asked(service, "加装电梯每台补贴多少钱").passages[0]
    assert first.passage.heading == "第二条"
    assert first.path == ("第二章 补贴", "第二条")
    assert LIFT.text[first.passage.start : first.passage.end] == first.passage.quote
    assert first.document.url == f"/documents/lift#{first.passage.anchor}"
    assert "<em>" in first.html


def test_two_of_a_document_unless_asked(service: SearchService) -> None:
    def of_lift(**more: int) -> int:
        found = asked(service, "加装电梯补贴", **more)
        assert found.total == len(found.passages)
        return sum(one.document.id == "lift" for one in found.passages)

    assert (of_lift(), of_lift(per_document=1), of_lift(per_document=9)) == (2, 1, 6)


def test_neighbours_on_request(service: SearchService) -> None:
    first = asked(service, "每台补贴", context=1).passages[0]
    assert [one.heading for one in first.before] == ["第一条"]
    assert [one.heading for one in first.after] == ["第三条"]
    assert not asked(service, "每台补贴").passages[0].before


def test_the_status_is_that_of_the_day(service: SearchService) -> None:
    statuses = {
        day: asked(service, "加装电梯补贴", as_of=day).passages[0].document.status.value.value
        for day in (date(2019, 6, 1), date(2021, 6, 1), date(2026, 6, 1))
    }
    assert list(statuses.values()) == ["not_yet_effective", "in_force", "expired"]


def test_an_article_that_is_typed_comes_first(service: SearchService) -> None:
    for typed in ("加装电梯办法第四条", "加装电梯办法第4条"):
        assert asked(service, typed).passages[0].passage.heading == "第四条"


def test_numerals_are_found_as_they_are_written(service: SearchService) -> None:
    assert asked(service, "公租房30日答复").passages[0].passage.heading == "第二条"
    assert asked(service, "公租房三十日答复").passages[0].passage.heading == "第二条"


def test_what_is_withheld_is_in_none(service: SearchService) -> None:
    found = asked(service, "加装电梯补贴秘密", per_document=9)
    assert {one.document.id for one in found.passages} == {"lift", "rent"}


def test_pages_go_on_where_the_last_one_ended(service: SearchService) -> None:
    whole = asked(service, "加装电梯", size=10, per_document=9).passages
    pages = [asked(service, "加装电梯", size=2, page=n, per_document=9) for n in (1, 2, 3, 4)]
    assert [p for page in pages for p in page.passages] == list(whole)
    assert {page.total for page in pages} == {len(whole)}


def test_nothing_found_is_no_error(service: SearchService) -> None:
    assert asked(service, "zzzz").passages == ()
    assert asked(service, "！？").total >= 0


def test_what_holds_comes_before_what_has_ended(tmp_path: Path) -> None:
    text = "第一条 加装电梯的，每台补贴{}万元，竣工后发放。\n第二条 本办法自{}起施行。"
    ended = library.document(
        "ended", text.format("十", "2015年1月1日"), title="云城市加装电梯补贴暂行办法",
        kind="policy", effective_from="2015-01-01",
    )  # fmt: skip
    holds = library.document(
        "holds",
        text.format("十五", "2020年1月1日")
        + "《云城市加装电梯补贴暂行办法》同时废止。加装电梯补贴由区财政发放。",
        title="云城市加装电梯补贴管理办法", kind="policy", effective_from="2020-01-01",
    )  # fmt: skip
    with library.opened(tmp_path, [ended, holds]) as service:
        found = asked(service, "加装电梯补贴暂行办法", per_document=1).passages
        assert [one.document.id for one in found] == ["holds", "ended"]
        assert found[1].document.status.value.label == "废止"
        scores = [one.score for one in found]
        assert scores == sorted(scores, reverse=True)


RULES = library.document(
    "rules",
    "云城市人民政府文件\n云政发〔2021〕8号\n云城市人民政府关于印发加装电梯补贴办法的通知\n各区人民政府：\n"
    "现将《云城市加装电梯补贴办法》印发给你们，请遵照执行。\n"
    "第一条 加装电梯补贴的资金由财政负担，加装电梯补贴实行专款专用。\n"
    "第二条 七层以上住宅每部20万元，其他住宅每部12万元。\n"
    "第三条 加装电梯补贴发放后应当公示。",
    title="云城市人民政府关于印发加装电梯补贴办法的通知", kind="policy",
)  # fmt: skip


def test_a_question_is_ordered_as_answers_are(tmp_path: Path) -> None:
    with library.opened(tmp_path, [RULES, RENT]) as service:
        found = asked(service, "加装电梯每部补贴多少钱", per_document=9).passages
        answer = service.answer_on(SearchRequest(q="加装电梯每部补贴多少钱"), date(2026, 11, 30))
        assert found[0].passage.heading == answer.passages[0].passage.heading == "第二条"
        scores = [one.score for one in found]
        assert scores == sorted(scores, reverse=True)
        keys = [(one.document.id, one.passage.start) for one in found]
        assert len(set(keys)) == len(keys)


def test_a_bare_head_comes_last_for_words_and_questions(tmp_path: Path) -> None:
    with library.opened(tmp_path, [RULES, RENT]) as service:
        for text in ("加装电梯补贴", "加装电梯补贴多少钱", "加装电梯补贴怎么发放"):
            own = [
                p for p in asked(service, text, per_document=9).passages if p.document.id == "rules"
            ]
            assert own[0].passage.heading and own[-1].passage.heading is None


def test_a_question_with_an_article_is_told_that_article(service: SearchService) -> None:
    found = asked(service, "加装电梯办法第四条是什么意思？")
    assert found.passages[0].passage.heading == "第四条"


def test_pages_of_a_question_go_on_where_the_last_one_ended(service: SearchService) -> None:
    text = "加装电梯补贴多少钱"
    whole = asked(service, text, size=10, per_document=9).passages
    pages = [asked(service, text, size=2, page=n, per_document=9) for n in (1, 2, 3, 4)]
    assert [p for page in pages for p in page.passages] == list(whole)
