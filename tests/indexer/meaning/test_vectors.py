"""The file: what was put is found, whatever came between; a file that does not fit is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.meaning import vectors
from indexer.meaning.vectors import DocumentVectors

Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def drawn(seed: int, rows: int) -> Array:
    made = np.random.default_rng(seed).standard_normal((rows, 8)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def unit(rows: Array) -> Array:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def filed(path: Path, held: DocumentVectors) -> DocumentVectors:
    vectors.write(path, held)
    found = DocumentVectors.open(path, held.header.maker)
    assert found is not None
    return found


def test_each_document_counts_by_its_nearest_section(tmp_path: Path) -> None:
    put = {f"d{i}": drawn(i, 1 + i % 3) for i in range(50)}
    held = vectors.changed(vectors.nothing("m", 8), 7, put, [])
    found = filed(tmp_path / "v.bin", held)
    question = drawn(99, 1)[0]
    cosines = found.cosines([*put, "unknown"], question)
    expected = [float((rows @ question).max()) for rows in put.values()]
    assert cosines[:-1] == pytest.approx(expected, abs=0.02)
    assert np.isnan(cosines[-1])
    mean, spread = found.spread(question)
    assert (mean, spread) == pytest.approx((np.mean(expected), np.std(expected)), abs=0.02)
    assert (found.header.documents, found.header.revision) == (50, 7)


def test_documents_change_and_go(tmp_path: Path) -> None:
    path, question = tmp_path / "v.bin", drawn(99, 1)[0]
    first = {f"d{i}": drawn(i, 1 + i % 3) for i in range(20)}
    held = filed(path, vectors.changed(vectors.nothing("m", 8), 1, first, []))
    again = {"d3": drawn(103, 4), "new": drawn(104, 2)}
    held = filed(path, vectors.changed(held, 2, again, ["d5", "never"]))
    left = {**first, **again}
    del left["d5"]
    expected = [float((rows @ question).max()) for rows in left.values()]
    assert held.cosines(list(left), question) == pytest.approx(expected, abs=0.02)
    assert np.isnan(held.cosines(["d5"], question)).all()
    assert held.header.documents == 20


def test_nothing_is_no_trouble(tmp_path: Path) -> None:
    held = filed(tmp_path / "v.bin", vectors.nothing("m", 8))
    question = drawn(1, 1)[0]
    assert np.isnan(held.cosines(["a"], question)).all()
    assert held.spread(question) == (0.0, 1.0)


def test_of_another_maker_cut_short_or_of_anything_else_is_none(tmp_path: Path) -> None:
    path = tmp_path / "v.bin"
    vectors.write(path, vectors.changed(vectors.nothing("m", 8), 1, {"a": drawn(1, 2)}, []))
    assert DocumentVectors.open(path, "other") is None
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert DocumentVectors.open(path, "m") is None
    path.write_bytes(b"\xff" * 600)
    assert DocumentVectors.open(path, "m") is None
    assert DocumentVectors.open(tmp_path / "missing", "m") is None


def test_the_nearest_of_all_by_their_ids(tmp_path: Path) -> None:
    put = {f"文-{i}": drawn(i, 1 + i % 3) for i in range(50)}
    held = filed(tmp_path / "v.bin", vectors.changed(vectors.nothing("m", 8), 1, put, []))
    held = filed(tmp_path / "v.bin", vectors.changed(held, 2, {"新": drawn(60, 2)}, ["文-3"]))
    left = {i: rows for i, rows in {**put, "新": drawn(60, 2)}.items() if i != "文-3"}
    question = drawn(99, 1)[0]
    ordered = sorted(left, key=lambda i: -float((left[i] @ question).max()))
    near = held.nearest(held.with_all(question), 3)
    assert ordered[0] in near
    assert set(near) <= set(ordered[:4])
    assert held.nearest(held.with_all(question), 50, least=1.1) == []
    assert vectors.nothing("m", 8).with_all(question) is None


def test_a_library_too_large_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    held = vectors.changed(vectors.nothing("m", 8), 1, {"a": drawn(1, 2)}, [])
    assert held.nearest(held.with_all(drawn(9, 1)[0]), 1) == ["a"]
    monkeypatch.setattr(vectors, "MOST_NUMBERS", 15)
    assert held.nearest(held.with_all(drawn(9, 1)[0]), 1) == []


def test_what_all_have_in_common_is_left_out(tmp_path: Path) -> None:
    """As an encoder has it: every vector points about one way."""
    common = 5 * drawn(0, 1)
    shifted = {f"d{i}": unit(drawn(i, 1 + i % 3) + common) for i in range(1, 60)}
    held = vectors.changed(vectors.nothing("m", 8, centred=True), 1, shifted, [])
    found = filed(tmp_path / "v.bin", held)
    question = found.question(unit(drawn(7, 1) + common)[0])
    cosines = found.cosines(list(shifted), question)
    assert cosines.argmax() == list(shifted).index("d7")
    assert found.spread(question)[1] > 0.2  # and not some hundredths
    near = {i for i, cosine in zip(shifted, cosines.tolist(), strict=True) if cosine >= 0.85}
    assert set(found.nearest(found.with_all(question), 50, least=0.85)) == near
    assert len(near) < 10


@pytest.mark.parametrize("centred", [False, True])
def test_looking_at_all_at_once_tells_the_same(centred: bool) -> None:
    put = {f"d{i}": drawn(i, 1 + i % 3) for i in range(40)}
    held = vectors.changed(vectors.nothing("m", 8, centred=centred), 1, put, [])
    question = held.question(drawn(99, 1)[0])
    every, ids = held.with_all(question), [*put, "unknown"]
    assert every is not None
    alone = held.cosines(ids, question)
    assert held.cosines(ids, question, every) == pytest.approx(alone, abs=1e-5, nan_ok=True)
    assert held.spread(question, every) == pytest.approx(held.spread(question), abs=1e-5)
