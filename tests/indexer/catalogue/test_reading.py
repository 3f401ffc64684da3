from __future__ import annotations

from datetime import date

import pytest

from indexer.catalogue import Catalogue, Change
from indexer.model import Basis, StatusValue
from indexer.model.errors import CatalogueError, DocumentNotFound
from indexer.model.validity import status_on
from indexer.understanding.validity.directory import core_key, title_key
from tests.indexer.catalogue.making import document, repeals

MEASURES = "云栖市养犬管理办法"


def test_a_document_comes_back_as_it_was_put(catalogue: Catalogue) -> None:
    put = document("a", MEASURES, number="云政发〔2020〕3号", mentions=(repeals("旧办法"),))
    with catalogue.write() as writer:
        writer.put(put)
    found = catalogue.document("a")
    assert found.revision == 1
    assert found.text == put.text
    assert found.blocks == put.blocks
    assert found.values == put.values
    assert found.mentions == put.mentions
    assert found.source == put.source


def test_an_unknown_document_is_not_found(catalogue: Catalogue) -> None:
    for ask in (
        catalogue.document,
        catalogue.relations,
        catalogue.events,
        catalogue.text_and_blocks,
    ):
        with pytest.raises(DocumentNotFound):
            ask("nobody")
    assert catalogue.cards(["nobody"]) == {}
    assert catalogue.texts(["nobody"]) == {}


def test_cards_are_what_hits_show(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("a", MEASURES, number="云政发〔2020〕3号", effective="2020-05-01"))
        writer.put(document("b", "另一办法"))
    card = catalogue.cards(["b", "a", "nobody"])["a"]
    assert (card.title, card.doc_number, card.kind) == (MEASURES, "云政发〔2020〕3号", "policy")
    assert card.issuers == ("云栖市人民政府",)
    assert status_on(card.timeline, date(2020, 4, 30)).value is StatusValue.NOT_YET_EFFECTIVE
    assert status_on(card.timeline, date(2020, 5, 1)).value is StatusValue.IN_FORCE
    assert status_on(card.timeline, date(2020, 5, 1)).basis is Basis.INFERRED


def test_changes_come_in_the_order_of_revisions(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法"))
        writer.put(document("b", "乙办法"))
    with catalogue.write() as writer:
        writer.delete("a")
    assert list(catalogue.changes_since(0)) == [
        Change("b", 2, False, len(catalogue.texts(["b"])["b"])),
        Change("a", 3, True),
    ]
    assert list(catalogue.changes_since(2)) == [Change("a", 3, True)]
    assert catalogue.revision() == 3


def test_a_withheld_document_is_gone_for_an_index(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法"))
    with catalogue.write() as writer:
        writer.publish("a", False)
    assert list(catalogue.changes_since(1)) == [Change("a", 2, True)]
    assert catalogue.document("a").published is False
    assert list(catalogue.all_titles()) == []
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法"))
    assert catalogue.document("a").published is False


def test_the_directory_finds_by_number_title_and_core(catalogue: Catalogue) -> None:
    carrier = f"云栖市人民政府关于印发《{MEASURES}》的通知"
    with catalogue.write() as writer:
        writer.put(document("a", MEASURES))
        writer.put(document("b", carrier, number="云政发〔2020〕3号"))
    assert [c.id for c in catalogue.by_number("云政发〔2020〕3号")] == ["b"]
    assert [c.id for c in catalogue.by_title(title_key(carrier))] == ["b"]
    assert [c.id for c in catalogue.by_core(core_key(MEASURES))] == ["a", "b"]
    cores, titles = catalogue.by_names(
        [core_key(MEASURES), core_key(carrier)], [title_key(carrier), "没有的标题"]
    )
    assert {key: [c.id for c in found] for key, found in cores.items()} == {
        key: [c.id for c in catalogue.by_core(key)] for key in cores
    }
    assert {key: [c.id for c in found] for key, found in titles.items()} == {
        title_key(carrier): ["b"],
        "没有的标题": [],
    }
    assert catalogue.by_number("") == ()


def test_counts(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法", text="一二三"))
        writer.put(document("b", "乙办法", mentions=(repeals("甲办法"),)))
        writer.put(document("c", "丙办法"))
    with catalogue.write() as writer:
        writer.delete("c")
    counts = catalogue.counts()
    assert (counts.documents, counts.removed, counts.withheld) == (2, 1, 0)
    assert (counts.mentions, counts.resolved) == (1, 1)
    assert counts.revision == catalogue.revision()


def test_a_missing_file_is_said_so(tmp_path: object) -> None:
    with pytest.raises(CatalogueError, match="目录库不存在"):
        Catalogue.open(f"sqlite:///{tmp_path}/none.db", create=False)
