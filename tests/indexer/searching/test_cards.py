"""Cards are kept while nothing changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.catalogue.catalogue import Catalogue
from indexer.indexing.projection import dated_by, dating
from indexer.model.queries import SearchRequest
from indexer.searching.cards import CardCache
from indexer.searching.shown import shown
from tests import library


def test_cards_are_read_once_and_again_after_any_change(tmp_path: Path) -> None:
    asked: list[list[str]] = []
    with library.opened(tmp_path, library.ALL) as service:
        catalogue: Catalogue = service.catalogue
        cards = CardCache(lambda ids: asked.append(list(ids)) or shown(catalogue, ids),
                          catalogue.revision)  # fmt: skip
        assert set(cards.get(["lift", "fund", "unknown"])) == {"lift", "fund"}
        assert set(cards.get(["fund", "guide"])) == {"fund", "guide"}
        assert asked == [["lift", "fund", "unknown"], ["guide"]]
        with catalogue.write() as writer:
            writer.publish("fund", False)
        assert not cards.get(["fund"])["fund"].card.published
        with catalogue.write() as writer:
            writer.delete("fund")
        assert not cards.get(["fund"])


def test_the_day_that_orders_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpublished = library.document("notice", "通知", title="通知", printed_date="2020-05-06")
    with library.opened(tmp_path, [unpublished, library.FUND]) as service:
        read: list[list[str]] = []
        documents = service.catalogue.documents
        monkeypatch.setattr(
            service.catalogue,
            "documents",
            lambda ids, **more: read.append(list(ids)) or documents(ids, **more),
        )
        for _ in range(3):
            hits = {h.id: h for h in service.search(SearchRequest()).hits}
            assert (hits["notice"].date, hits["notice"].date_kind) == (date(2020, 5, 6), "printed")
            assert hits["fund"].date_kind == "published"
        assert read == [["notice"]]


def test_the_day_is_the_one_by_which_the_index_sorts(tmp_path: Path) -> None:
    days = {
        "effective_from": "2020-04-01",
        "printed_date": "2020-03-01",
        "written_date": "2020-02-01",
        "published_date": "2020-01-01",
    }
    names = list(days)
    made = [
        library.document(f"d{count}", "通知", title="通知", **{n: days[n] for n in names[:count]})
        for count in range(len(names) + 1)
    ]
    with library.opened(tmp_path, made) as service:
        found = shown(service.catalogue, [d.id for d in made])
        for document in made:
            name = dated_by(document)
            one = found[document.id]
            assert one.day == dating(document)
            assert one.day_kind == (name.split("_")[0] if name else None)
