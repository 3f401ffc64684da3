"""The file of arrays: what is written is read, and damage is told with the path."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.engines.whoosh.arrays import Array, ArrayFile, narrow, write_arrays
from indexer.engines.whoosh.strings import Strings, encode, string_arrays
from indexer.model.errors import EngineError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "segment.arrays"
    arrays = {
        "small": np.arange(5, dtype=np.uint8),
        "none": np.empty(0, np.int64),
        "big": np.arange(1000, dtype=">i8") * 10**12,
        **string_arrays("words", map(encode, ("甲", "", "甲乙", "𠮷", "\ud800"))),
    }
    write_arrays(path, 5, arrays.items())
    return path


def test_arrays_come_back(path: Path) -> None:
    file = ArrayFile(path)
    assert file.documents == 5
    assert file["small"].tolist() == [0, 1, 2, 3, 4]
    assert file["none"].tolist() == []
    assert file["big"].tolist() == [n * 10**12 for n in range(1000)]
    assert list(Strings(file, "words")) == ["甲", "", "甲乙", "𠮷", "\ud800"]
    file.verify()


def test_an_array_may_come_in_pieces(tmp_path: Path) -> None:
    path, whole = tmp_path / "pieces.arrays", np.arange(9, dtype=np.uint16)
    pieces = [whole[:0], whole[:4], whole[4:]]
    write_arrays(path, 9, [("pieces", pieces), ("whole", whole)])
    file = ArrayFile(path)
    assert file["pieces"].tolist() == file["whole"].tolist() == whole.tolist()
    file.verify()


def test_an_array_is_asked_for_when_the_one_before_is_written(tmp_path: Path) -> None:
    path = tmp_path / "streamed.arrays"

    def arrays() -> Iterator[tuple[str, Array]]:
        yield "first", np.zeros(100_000, np.uint8)
        assert path.stat().st_size >= 100_000
        yield "second", np.ones(3, np.uint8)

    write_arrays(path, 3, arrays())
    assert ArrayFile(path)["second"].tolist() == [1, 1, 1]


def test_views_cannot_be_written(path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        ArrayFile(path)["small"][0] = 1


def test_a_missing_array_is_told(path: Path) -> None:
    with pytest.raises(EngineError, match=r"nothing.*segment\.arrays"):
        ArrayFile(path)["nothing"]


@pytest.mark.parametrize("kept", [0, 7, 23, 24, 60, 200, -1])
def test_a_truncated_file_is_told_when_opened(path: Path, kept: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    with pytest.raises(EngineError, match=r"segment\.arrays"):
        ArrayFile(path)


def test_a_longer_file_is_told(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(EngineError, match="不完整"):
        ArrayFile(path)


def test_every_flipped_byte_is_told(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    unused = 0
    for at in range(0, len(whole), 7):
        whole[at] ^= 0xFF
        path.write_bytes(whole)
        try:
            ArrayFile(path).verify()
            unused += 1
        except EngineError as error:
            assert str(path) in str(error)
        whole[at] ^= 0xFF
    # What lies between arrays means nothing.
    assert unused < len(whole) / 7 / 4


def test_a_flipped_bit_is_told_when_it_is_first_used(path: Path) -> None:
    file, whole = ArrayFile(path), bytearray(path.read_bytes())
    names = ["small", "big", "words.text"]
    for name in names:
        whole[file.offset(name)] ^= 1
    path.write_bytes(whole)
    for name in names:
        damaged = ArrayFile(path)
        with pytest.raises(EngineError, match=rf"{name}"):
            damaged[name]
        with pytest.raises(EngineError, match=r"segment\.arrays"):  # and it is remembered
            damaged.check()


def test_a_file_that_is_cut_short_while_mapped_is_told(path: Path) -> None:
    file = ArrayFile(path)
    file.check()
    os.truncate(path, 100)
    with pytest.raises(EngineError, match=r"截短.*segment\.arrays"):
        file.check()
    with pytest.raises(EngineError, match="截短"):
        file["small"]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="无法打开"):
        ArrayFile(tmp_path / "segment.arrays")


@pytest.mark.parametrize(
    ("top", "dtype"), [(0, "u1"), (255, "u1"), (256, "u2"), (65536, "u4"), (2**32, "u8")]
)
def test_numbers_take_the_smallest_type(top: int, dtype: str) -> None:
    assert narrow(np.array([0, top])).dtype == np.dtype(dtype)
    assert narrow(np.array([0, top])).tolist() == [0, top]


def test_sorted_strings_are_found(tmp_path: Path) -> None:
    words = sorted(["", "a", "ab", "b", "一", "一二", "一二三", "二", "𠮷", "𠮷一"])
    path = tmp_path / "strings.arrays"
    write_arrays(path, 0, string_arrays("words", map(encode, words)).items())
    strings = Strings(ArrayFile(path), "words")
    assert [strings.find(word) for word in words] == list(range(len(words)))
    assert [strings.find(word) for word in ("0", "一三", "𠮷二", "zz")] == [-1] * 4
    for prefix in ("", "a", "一", "一二", "𠮷", "三", "\U0010ffff"):
        expected = [w for w in words if w.startswith(prefix)]
        assert [strings[i] for i in strings.with_prefix(prefix)] == expected


def test_ids_are_found_by_their_order_wherever_they_stand(tmp_path: Path) -> None:
    names = [f"{(n * 7919) % 1000:03}" for n in range(1000)]  # each once, in no order
    names[500] = names[3]  # and one twice
    order = np.array(sorted(range(1000), key=lambda i: (names[i], i)), np.uint16)
    path = tmp_path / "ids.arrays"
    write_arrays(path, 1000, {**string_arrays("ids", map(encode, names)), "order": order}.items())
    file = ArrayFile(path)
    strings = Strings(file, "ids", order=file["order"])
    assert [strings.find(name) for name in names] == [names.index(name) for name in names]
    assert strings.find(names[3], but={3}) == 500
    assert [strings.find(name) for name in ("", "0", "9999", "甲")] == [-1] * 4


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="of Linux")
def test_what_was_compared_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "large.arrays"
    numbers = np.arange(1_000_000, dtype=np.int64)
    write_arrays(path, 1, {"small": numbers[:9], "large": numbers}.items())
    file = ArrayFile(path)
    large = file["large"]
    assert resident(path) < numbers.nbytes // 8
    assert int(large.sum()) == int(numbers.sum())
    assert resident(path) > numbers.nbytes // 2


def resident(path: Path) -> int:
    """Bytes of a mapped file that this process holds."""
    held, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        words = line.split()
        if "-" in words[0]:
            inside = line.endswith(str(path))
        elif inside and words[0] == "Rss:":
            held += 1024 * int(words[1])
    return held
