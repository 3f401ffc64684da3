"""Values compare and hash as frozen dataclasses do; type checkers guard them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import orjson
import pytest

from indexer.model.values import value


@value
class Made:
    text: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Frozen:
    text: str
    place: int = 0


def test_values_compare_and_hash_by_their_fields() -> None:
    assert Made("甲", 1) == Made("甲", 1) != Made("甲", 2)
    assert {Made("甲", 1): 1}[Made("甲", 1)] == 1
    assert hash(Made("甲", 1)) == hash(Frozen("甲", 1))


def test_values_are_dataclasses_without_further_attributes() -> None:
    assert replace(Made("甲"), place=3) == Made("甲", 3)
    assert [f.name for f in fields(Made)] == ["text", "place"]
    assert orjson.dumps(Made("甲")) == orjson.dumps(Frozen("甲"))
    with pytest.raises(AttributeError):
        Made("甲").other = 1  # type: ignore[attr-defined]
