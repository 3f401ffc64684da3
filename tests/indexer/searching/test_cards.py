"""Cards are kept while nothing changes."""

from __future__ import annotations

from pathlib import Path

from indexer.catalogue.catalogue import Catalogue
from indexer.searching.cards import CardCache
from tests import library


def test_cards_are_read_once_and_again_after_any_change(tmp_path: Path) -> None:
    asked: list[list[str]] = []
    with library.opened(tmp_path, library.ALL) as service:
        catalogue: Catalogue = service.catalogue
        cards = CardCache(lambda ids: asked.append(list(ids)) or catalogue.cards(ids),
                          catalogue.revision)  # fmt: skip
        assert set(cards.get(["lift", "fund", "unknown"])) == {"lift", "fund"}
        assert set(cards.get(["fund", "guide"])) == {"fund", "guide"}
        assert asked == [["lift", "fund", "unknown"], ["guide"]]
        with catalogue.write() as writer:
            writer.publish("fund", False)
        assert not cards.get(["fund"])["fund"].published
        with catalogue.write() as writer:
            writer.delete("fund")
        assert not cards.get(["fund"])
