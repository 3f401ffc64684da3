"""Searches over a small library, through the facade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.model.errors import DocumentNotFound
from indexer.model.queries import Relaxed, SearchRequest, SearchResponse, Sort
from indexer.searching.days import today
from indexer.searching.service import SearchService
from indexer.usage.clicks import DAYS_AGREEING, PEOPLE_AGREEING
from indexer.usage.store import UsageStore
from tests import library


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("library"), library.ALL) as opened:
        opened.prepare_helps()
        yield opened


def ids(answer: SearchResponse | Relaxed) -> list[str]:
    return [h.id for h in answer.hits]


def beside(answer: SearchResponse) -> Relaxed:
    """What a question finds beside what holds all its words, which is nothing here."""
    assert answer.total == 0
    assert answer.relaxed is not None
    return answer.relaxed


def search(service: SearchService, q: str, **more: object) -> SearchResponse:
    return service.search(SearchRequest(q=q, **more))  # type: ignore[arg-type]


def test_empty_query_gives_all_that_is_published_newest_first(service: SearchService) -> None:
    assert ids(search(service, "")) == ["fund", "guide", "lift", "old-lift"]


@pytest.mark.parametrize(
    "query",
    [
        "云城府办发〔2019〕54号",
        "云城府办发[2019]54号",
        "云城府办发（2019）54号",
        "云城府办发2019 54号",
    ],
)
def test_a_number_finds_its_document_then_who_cites_it(service: SearchService, query: str) -> None:
    found = search(service, query)
    assert ids(found)[:2] == ["lift", "guide"]
    assert [h.match for h in found.hits[:2]] == ["number", "cites"]


@pytest.mark.parametrize(
    "query",
    [
        "云城市加装电梯暂行规定",
        "《云城市加装电梯暂行规定》",
        "云城市加裝電梯暫行規定",
    ],
)
def test_a_whole_title_comes_first(service: SearchService, query: str) -> None:
    assert ids(search(service, query))[0] == "old-lift"


def test_traditional_and_simplified_find_each_other(service: SearchService) -> None:
    assert "fund" in ids(search(service, "职工缴存"))
    assert "fund" in ids(search(service, "職工繳存"))


@pytest.mark.parametrize("query", ["15万元", "十五万元", "１５万元"])
def test_numerals_are_one(service: SearchService, query: str) -> None:
    assert "lift" in ids(search(service, query))


def test_question_words_do_not_matter(service: SearchService) -> None:
    assert ids(search(service, "加装电梯需要什么手续？"))[0] in ("lift", "old-lift")


def test_negation_and_phrases(service: SearchService) -> None:
    assert ids(search(service, "加装电梯 -补贴")) == ["old-lift"]
    assert ids(search(service, '"经业主同意"')) == ["old-lift"]
    assert ids(search(service, "电梯 issuer:建设局")) == ["guide"]
    assert set(ids(search(service, "公积金 OR 补贴"))) == {"fund", "lift", "guide"}


def test_every_string_that_stands_is_found(service: SearchService) -> None:
    for one in (library.LIFT, library.OLD_LIFT, library.FUND):
        for length in range(2, 7):
            for start in range(0, len(one.text) - length, 7):
                wanted = one.text[start : start + length]
                if all("一" <= c <= "鿿" for c in wanted):
                    found = service.search(SearchRequest(q=f'"{wanted}"', size=100))
                    assert one.id in ids(found), wanted


def test_relaxation_is_said(service: SearchService) -> None:
    found = search(service, "加装电梯 火星移民")
    assert (found.total, found.hits) == (0, ())
    assert found.relaxed is not None
    assert found.relaxed.note
    assert found.relaxed.total == len(found.relaxed.hits) > 0


def test_withheld_documents_are_never_shown(service: SearchService) -> None:
    assert "withheld" not in ids(search(service, "加装电梯", size=100))
    assert ids(search(service, "未公开文件")) == []
    with pytest.raises(DocumentNotFound):
        service.document("withheld")


def test_status_is_that_of_the_day(service: SearchService) -> None:
    def on(day: date) -> str:
        found = search(service, "云城市加装电梯暂行规定", as_of=day)
        return next(h.status.value.value for h in found.hits if h.id == "old-lift")

    assert on(date(2012, 2, 1)) == "not_yet_effective"
    assert on(date(2015, 1, 1)) == "in_force"
    assert on(date(2019, 12, 1)) == "repealed"


def test_status_filter_and_counts_follow_the_day(service: SearchService) -> None:
    early = search(
        service, "", filters={"status": ("in_force",)}, as_of=date(2015, 1, 1), facets=("status",)
    )
    assert ids(early) == ["old-lift"]
    assert next(v for v in early.facets["status"].values if v.value == "in_force").selected


def test_highlights_and_passage(service: SearchService) -> None:
    hit = search(service, "财政补贴").hits[0]
    assert hit.id == "lift"
    assert any("<em>财政补贴</em>" in piece.text for piece in hit.highlights["body"])
    assert hit.passage is not None
    assert hit.passage.heading == "第二条"


def test_the_passage_is_where_a_part_is_shown(service: SearchService) -> None:
    """The title stands in the text too, before the first article."""
    lift = next(h for h in search(service, "既有住宅加装电梯").hits if h.id == "lift")
    assert lift.highlights["body"][0].text.startswith("关于印发")
    assert lift.passage is not None
    assert lift.passage.heading == "第二条"


def test_explain_tells_in_words(service: SearchService) -> None:
    told = search(service, "加装电梯", explain=True).hits[0].explain
    assert any("电梯" in line for line in told)
    assert told[-1].startswith("合计")


def test_sorting_and_paging(service: SearchService) -> None:
    oldest = search(service, "电梯", sort=Sort.OLDEST)
    assert ids(oldest)[0] == "old-lift"
    pages = [ids(search(service, "电梯", sort=Sort.OLDEST, page=p, size=1)) for p in (1, 2, 3)]
    assert [p for page in pages for p in page] == ids(oldest)
    assert search(service, "电梯", page=1_000_000).hits == ()


def test_a_homophone_is_proposed_not_forced(service: SearchService) -> None:
    found = search(service, "住房公鸡金")
    assert found.query.text == "住房公鸡金"
    assert found.query.did_you_mean == "住房公积金"


def test_suggestions_by_chinese_pinyin_and_initials(service: SearchService) -> None:
    for typed in ("住房公", "zhufang", "zfgjj"):
        assert any("住房公积金" in s.text for s in service.suggest(typed, 10)), typed


def test_similar_documents(service: SearchService) -> None:
    near = service.similar(service.document("lift"))
    assert near[0].id in ("old-lift", "guide")
    assert "lift" not in [h.id for h in near]


def agreed(service: SearchService, query: str, document_id: str) -> None:
    """Used for this query by several people on several days."""
    for days in range(DAYS_AGREEING):
        for person in range(PEOPLE_AGREEING):
            day = today() - timedelta(days=days)
            service.usage.add_click(day, query, document_id, f"{person}")


def test_feedback_moves_later_similar_queries(tmp_path: Path) -> None:
    with library.opened(tmp_path, library.ALL) as service:
        before = ids(beside(search(service, "高楼电梯怎么装")))
        assert before[0] != "guide"
        service.feedback("高楼电梯怎样装", "guide", 3)
        agreed(service, "高楼装电梯", "guide")
        service.refresh()
        after = beside(search(service, "高楼电梯怎么装", explain=True))
        assert ids(after)[0] == "guide"
        assert any("以往检索" in line for line in after.hits[0].explain)
        service.usage.reset()
        service.refresh()
        assert ids(beside(search(service, "高楼电梯怎么装"))) == before


def test_a_pivot_counts_what_past_queries_speak_for(tmp_path: Path) -> None:
    with library.opened(tmp_path, library.ALL) as service:
        request = SearchRequest("公积金 提取")
        before = service.search(request).total
        service.usage.add_judgements([("公积金 提取", "guide")])
        service.refresh()
        table = service.pivot(request, "kind", "year")
        assert service.search(request).total == before + 1
        assert sum(map(sum, table.counts)) == before + 1


def test_what_was_judged_before_counts_from_the_first_search(tmp_path: Path) -> None:
    judged = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    judged.add_judgements([("老楼装电梯", "guide")])
    judged.close()
    with library.opened(tmp_path, library.ALL) as service:
        assert service.ids("老楼装电梯", 10)[0] == "guide"


def test_feedback_for_an_unknown_document(service: SearchService) -> None:
    with pytest.raises(DocumentNotFound):
        service.feedback("电梯", "nothing", 1)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(q=st.text(max_size=80))
def test_any_query_gets_an_answer(service: SearchService, q: str) -> None:
    answer = search(service, q)
    assert answer.total >= len(answer.hits)


def test_what_is_too_much_is_told_and_answered_in_part(service: SearchService) -> None:
    quoted = " OR ".join(f'"条{number}款"' for number in range(200))
    answer = search(service, f'"加装电梯" OR {quoted}')
    assert answer.total and "检索条件有 201 个，只用了前 64 个，请缩短检索词" in answer.query.notes
    excluded = search(service, "电梯 " + " ".join(f"-词{number}" for number in range(200)))
    assert any("只用了前 64 个" in note for note in excluded.query.notes)
    pasted = search(service, library.LIFT.text.replace("\n", "") * 3)
    assert ids(pasted)[0] == "lift"
    assert not search(service, "加装电梯 补贴").query.notes


def test_prepared_it_stays_the_same_until_something_changes(tmp_path: Path) -> None:
    with library.opened(tmp_path, library.ALL) as service:
        service.prepare_helps()
        prepared = service.stamp()
        service.refresh()
        assert service.stamp() == prepared
