"""What looking into texts has found is what is in them, however it was looked for."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest

from indexer.engines.whoosh import verdicts
from indexer.engines.whoosh.arrays import ArrayFile, write_arrays
from indexer.engines.whoosh.segment import FoldedTexts, SegmentData
from indexer.engines.whoosh.strings import encode, string_arrays
from indexer.engines.whoosh.verdicts import Verdicts

SIZE = 900
# Seldom, in every second one, in nearly all, and across the border of two texts only.
TEXTS = [
    "㎡" * (n % 300 == 7) + "一、电梯" * (n % 2) + ("。" if n % 50 else "") + "米"
    for n in range(SIZE)
]
TITLES = ["㎡梯" if n % 400 == 3 else "" for n in range(SIZE)]


class Segment:
    documents = SIZE

    def __init__(self, path: Path) -> None:
        arrays = {
            name: array
            for field, texts in (("body", TEXTS), ("title", TITLES))
            for name, array in string_arrays(f"folded.{field}", map(encode, texts)).items()
        }
        write_arrays(path, SIZE, arrays.items())
        self._file = ArrayFile(path)

    def folded(self, name: str) -> FoldedTexts:
        return FoldedTexts(self._file, name)


@pytest.mark.parametrize("at_once", [7, 64, 4_096])
@pytest.mark.parametrize("string", ["㎡", "、", "。", "米", "米一", "无", "梯。米", "㎡梯"])
@pytest.mark.parametrize("fields", [("body",), ("title", "body")], ids=len)
@pytest.mark.parametrize("share", [0.05, 0.9, 1.0])
def test_strings_are_where_they_stand(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
    string: str,
    fields: tuple[str, ...],
    share: float,
) -> None:
    monkeypatch.setattr(verdicts, "_AT_ONCE", at_once)
    looked = Verdicts(cast(SegmentData, Segment(tmp_path / "a.arrays")), encode(string), fields)
    chance = np.random.default_rng(3)
    texts = {"body": TEXTS, "title": TITLES}
    for _ in range(2):
        asked = np.flatnonzero(chance.random(SIZE) < share)
        expected = [n for n in asked.tolist() if any(string in texts[f][n] for f in fields)]
        assert looked.holding(asked).tolist() == expected
