"""The two segmenters cut alike, so that an index serves whichever is installed."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.analyzer import Analyzer
from analyzers.dictionaries import FOLDER, read_words
from analyzers.folding import fold
from analyzers.segmentation import (
    PythonSegmenter,
    RustSegmenter,
    Segmenter,
    best_segmenter,
    separate,
    user_words,
)

SAMPLES = Path(__file__).parents[2] / "sample_corpus"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "laws" / "mainland.jsonl.gz"


@cache
def both() -> tuple[Segmenter, Segmenter]:
    words = user_words()
    return RustSegmenter(words), PythonSegmenter(words)


def assert_alike(text: str) -> None:
    rust, python = both()
    prepared = separate(fold(text))
    assert rust.search(prepared) == python.search(prepared)
    assert list(rust.search_offsets(prepared)) == list(python.search_offsets(prepared))
    assert list(rust.coarse_offsets(prepared)) == list(python.coarse_offsets(prepared))


def test_alike_on_our_own_texts() -> None:
    for path in sorted(FOLDER.glob("*.txt")):
        assert_alike(path.read_text("utf-8"))


def test_alike_on_the_sample_corpus() -> None:
    texts = sorted(path for path in (SAMPLES / "texts").rglob("*") if path.is_file())
    assert len(texts) >= 60
    for path in texts:
        assert_alike(path.read_text("utf-8"))


@pytest.mark.shared
def test_alike_on_real_laws() -> None:
    if not SHARED.exists():
        pytest.skip("../shared is not there")
    with gzip.open(SHARED, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 100 == 0:
                assert_alike(json.loads(line)["text"])


@given(
    st.text("国办发政务公开研究生命起源南京市长江大桥12.5%3.a-b_c+# \n，㐀𠀀éя가あ", max_size=40)
)
@settings(deadline=None)
def test_alike_on_whatever_is_typed(text: str) -> None:
    assert_alike(text)


@given(st.text(max_size=40))
@settings(deadline=None)
def test_alike_on_any_text(text: str) -> None:
    assert_alike(text)


@pytest.mark.parametrize("which", [0, 1])
def test_words_cover_the_text_and_offsets_say_where(which: int) -> None:
    segmenter = both()[which]
    text = "国务院办公厅关于一网通办的通知, 12.5%\n"
    words = segmenter.coarse_offsets(text)
    assert "".join(word for word, _, _ in words) == text
    assert all(text[start:end] == word for word, start, end in segmenter.search_offsets(text))
    assert [word for word, _, _ in segmenter.search_offsets(text)] == segmenter.search(text)


def test_every_word_of_our_dictionaries_stays_whole() -> None:
    for segmenter in both():
        cut = [w for w in user_words() if len(segmenter.coarse_offsets(separate(w))) > 1]
        assert cut == []


def test_a_word_is_known_or_guessed() -> None:
    for segmenter in both():
        assert segmenter.knows("国务院")
        assert segmenter.knows("一网通办")
        assert not segmenter.knows("盘政办")


@pytest.mark.parametrize(
    ("text", "separated"),
    [
        ("gb18484-2020", "gb18484 2020"),
        ("www.gov.cn", "www gov cn"),
        ("3.5% 1.2.3 12. .5", "3.5% 1 2 3 12   5"),
        ("a_b+c#d&e", "a b c d e"),
        ("5%% %a 5%a", "5%   a 5 a"),
        ("没有符号", "没有符号"),
    ],
)
def test_signs_that_join_words_are_told_apart(text: str, separated: str) -> None:
    assert separate(text) == separated


def test_jieba_stands_in_where_rjieba_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = read_words("probe.txt")
    usual = Analyzer(both()[0])
    monkeypatch.setitem(sys.modules, "rjieba", None)
    segmenter = best_segmenter(user_words())
    assert segmenter.name == "jieba"
    fallback = Analyzer(segmenter)
    assert [fallback.terms(t) for t in texts] == [usual.terms(t) for t in texts]
    assert fallback.fingerprint() == usual.fingerprint()


def test_without_any_segmenter_the_error_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(ImportError, match="rjieba, jieba"):
        best_segmenter([])


def test_the_slow_one_is_not_even_loaded() -> None:
    code = (
        "import sys; from analyzers.analyzer import default_analyzer; default_analyzer();"
        "assert 'rjieba' in sys.modules and 'jieba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
