"""Parts and duties made ready for ranking: the same from a cache as anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pytest

from analyzers.folding import fold
from indexer.catalogue.rows import DutyRow
from indexer.model.duties import DutyRequest
from indexer.model.passages import PassageRequest
from indexer.model.queries import SearchRequest
from indexer.runtime.caching import ByteCache
from indexer.searching.duty_facts import DutyFacts
from indexer.searching.part_texts import PartText, PartTexts
from indexer.searching.questions import LONGEST
from indexer.searching.service import SearchService
from indexer.searching.shown import shown
from indexer.searching.texts import ReadableText
from tests import library

TEXT = (
    "第一章 總則\n第一条 爲了規範停車，做爲依據。\n一、车位：𠮷野家门前。\n（一）ＡＢＣ１２３。\n"
    "第二章 附则\n第二条 本办法自2020年1月1日起施行。"
)
RULES = library.document(
    "rules",
    "第一条 惠州市城市管理局是停车场主管部门。\n第二条 公安机关负责道路泊位的施划。",
    title="惠州市停车场管理办法", kind="policy", effective_from="2020-01-01",
)  # fmt: skip
DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("ready"), [RULES]) as opened:
        yield opened


def test_a_part_is_folded_as_its_text_is() -> None:
    made = PartText.of(TEXT)
    assert len(made.parts) == 2
    for at, part in enumerate(made.parts):
        assert made.folded(at, TEXT) == fold(TEXT[part.start : part.end])


def test_parts_come_out_the_same_once_the_text_has_left_the_cache() -> None:
    texts = PartTexts(ByteCache(0), ByteCache(10_000))
    keys, readable = [("a", 1)], {"a": ReadableText.of(TEXT)}
    first, again = texts.get(keys, readable)["a"], texts.get(keys, readable)["a"]
    assert first is not again
    assert first.parts == again.parts == PartText.of(TEXT).parts
    assert (first.codes == again.codes).all()
    assert (first.priors == again.priors).all()


def test_what_a_document_has_of_duties_is_read_once_a_revision(service: SearchService) -> None:
    asked: list[Sequence[str]] = []

    def read(ids: Sequence[str]) -> Mapping[str, Sequence[DutyRow]]:
        asked.append(ids)
        return service.catalogue.duty_rows(ids)

    facts = DutyFacts(read, ByteCache(1_000_000))
    cards = list(shown(service.catalogue, ["rules"]).values())
    first = facts.get(cards)["rules"]
    assert [first.fact(at).name for at in range(2)] == ["惠州市城市管理局", "公安机关"]
    assert facts.get(cards)["rules"] is first
    assert asked == [["rules"]]


@pytest.mark.parametrize("over", [0, 1, 1_800])
def test_of_a_long_question_it_is_told_how_much_was_read(service: SearchService, over: int) -> None:
    asked = SearchRequest(q=("停车场归谁管？" * 300)[: LONGEST + over])
    told = [
        service.answer_on(asked, DAY).notes,
        service.passages(PassageRequest(asked)).notes,
        service.responsibilities(DutyRequest(asked)).notes,
    ]
    note = f"问题有 {LONGEST + over} 字，只读了前 {LONGEST} 字"
    assert [note in notes for notes in told] == [over > 0] * 3
    assert service.answer_on(asked, DAY).question == asked.q
