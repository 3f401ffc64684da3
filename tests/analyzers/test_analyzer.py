"""The invariants of the analysis, on texts of our own and on whatever hypothesis finds."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import analyzer as module
from analyzers.analyzer import Analyzer, default_analyzer, load_in_background
from analyzers.dictionaries import read_words
from analyzers.numerals import to_arabic
from analyzers.pairs import is_chinese

ALPHABET = (
    "国办发财税政府令第条款项年月日号一二三十百千万亿两〇零点分之"
    "12345〔〕[]()（）《》，。 a-bＡ%.國務院\n"
)
TEXTS = st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=60))


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return default_analyzer()


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_terms_are_those_of_tokens_and_offsets_lie_in_the_text(text: str) -> None:
    analyzer = default_analyzer()
    tokens = analyzer.tokens(text)
    assert analyzer.terms(text) == [t.term for t in tokens]
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_a_token_is_its_surface_folded_or_a_number(text: str) -> None:
    analyzer = default_analyzer()
    folded = analyzer.fold(text)
    for token in analyzer.tokens(text):
        surface = folded[token.start : token.end]
        if surface != token.term:
            # The parts of an office's code (丁劜 of 丁劜〔2000〕1号) have the place of all of it.
            assert token.term in surface or any(
                c.isdigit() or c in "〇零一二三四五六七八九十百千万亿两号令第" for c in surface
            )


def test_parts_of_an_offices_code_have_the_place_of_the_whole_code(analyzer: Analyzer) -> None:
    found = {t.term: (t.start, t.end) for t in analyzer.tokens("丁劜〔2000〕0")}
    assert found["丁"] == found["劜"] == found["丁劜"] == (0, 2)


@given(st.one_of(TEXTS, st.text("国主席令税总公告财政部第号一1234〔〕[]年 发办", max_size=40)))
@settings(max_examples=500, deadline=None)
def test_chinese_terms_stand_in_the_text_or_it_is_said(text: str) -> None:
    analyzer = default_analyzer()
    terms, as_they_stand = analyzer.analysed(text)
    assert terms == analyzer.terms(text)
    folded = analyzer.fold(text)
    if as_they_stand:
        assert all(t in folded for t in terms if len(t) > 2 and is_chinese(t))


@pytest.mark.parametrize(
    ("text", "as_they_stand"),
    [
        ("国务院令第707号公布，最高人民法院解释", True),
        ("国令第707号公布", False),
        ("财政部第36号令", False),
    ],
)
def test_words_of_a_code_that_is_written_otherwise_are_told(
    analyzer: Analyzer, text: str, as_they_stand: bool
) -> None:
    assert analyzer.analysed(text).as_they_stand is as_they_stand


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_words_do_not_overlap(text: str) -> None:
    end = 0
    for word in default_analyzer().words(text):
        assert end <= word.start < word.end <= len(text)
        end = word.end


@given(TEXTS)
@settings(deadline=None)
def test_cutting_loses_nothing(text: str) -> None:
    analyzer = default_analyzer()
    folded = analyzer.fold(text)
    assert "".join(analyzer.cut(folded)) == folded
    assert {0, len(folded)} <= analyzer.edges(folded)


def test_on_official_texts_all_ways_agree(analyzer: Analyzer) -> None:
    for text in read_words("probe.txt"):
        tokens = analyzer.tokens(text)
        assert analyzer.terms(text) == [t.term for t in tokens]
        words = [t for t in tokens if analyzer.fold(text[t.start : t.end]) == t.term]
        assert len(words) > len(tokens) / 2


@pytest.mark.parametrize(
    "text",
    ["（國辦發〔２０１９〕５４號）", "国办发[2019]54", "国办发2019 54号", "国办发（2019）54"],
)
def test_numbers_stand_whole_and_in_parts(analyzer: Analyzer, text: str) -> None:
    terms = analyzer.terms(text)
    assert terms[0] == "国办发〔2019〕54号"
    assert {"国办发", "2019", "54", "号"} <= set(terms)


@pytest.mark.parametrize("query", ["54号", "国办发", "国办发 54号", "2019年54号", "国办发54号"])
def test_parts_of_a_number_find_it(analyzer: Analyzer, query: str) -> None:
    document = analyzer.terms("按照国办发〔2019〕54号文件和2019年度计划")
    assert set(analyzer.terms(query)) - {"年"} <= set(document)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("30日", "自收到之日起三十日内"),
        ("三十日", "自收到之日起30日内"),
        ("第12条", "依照第十二条的规定"),
        ("第十二条", "依照第１２条的规定"),
        ("2024年", "二〇二四年一月"),
        ("2000万", "注册资本两千万元"),
        ("百分之三十", "不低于30％"),
        ("政府資訊公開", "政府资讯公开办法"),
        ("GB 18484", "《GB18484—2020》"),
        ("gb18484-2020", "执行GB 18484-2020标准"),
    ],
)
def test_another_spelling_finds_the_text(analyzer: Analyzer, query: str, text: str) -> None:
    assert set(analyzer.terms(query)) <= set(analyzer.terms(text))


def test_offsets_point_into_the_original(analyzer: Analyzer) -> None:
    text = "自二〇二四年三月一日起，國務院令第七百號施行"
    surfaces = {t.term: text[t.start : t.end] for t in analyzer.tokens(text)}
    assert surfaces["2024"] == "二〇二四"
    assert surfaces["3"] == "三"
    assert surfaces["国务院令第700号"] == "國務院令第七百號"
    assert surfaces["施行"] == "施行"


def test_sub_words_stand_before_their_word(analyzer: Analyzer) -> None:
    tokens = analyzer.tokens("中国科学院")
    assert tokens[-1].term == "中国科学院"
    assert {"中国", "科学", "科学院"} <= {t.term for t in tokens[:-1]}


def test_nothing_but_punctuation_gives_no_terms(analyzer: Analyzer) -> None:
    assert analyzer.terms("，。！？《》——…… \n\t%-.+") == []
    assert analyzer.terms("") == []


@pytest.mark.parametrize(
    "text",
    ["三日内缴纳", "依照第三条第（二）项", "满一年的三个月内", "两次以上", "国办发[2019]54号"],
)
def test_a_word_of_a_query_stands_by_itself(analyzer: Analyzer, text: str) -> None:
    document = set(analyzer.terms(text))
    for word in analyzer.words(text):
        assert set(analyzer.terms(text[word.start : word.end])) <= document
        assert set(analyzer.terms(word.term)) <= document


def test_a_bare_digit_in_a_query_word_stays_with_its_unit(analyzer: Analyzer) -> None:
    text = "三日内"
    assert [text[w.start : w.end] for w in analyzer.words(text)] == ["三日", "内"]
    assert to_arabic("三") == "三"


def test_the_fingerprint_is_stable_and_covers_the_rules(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = Analyzer(analyzer._segmenter)
    assert again.fingerprint() == analyzer.fingerprint()
    monkeypatch.setattr(module, "_FORMAT", module._FORMAT + 1)
    assert Analyzer(analyzer._segmenter).fingerprint() != analyzer.fingerprint()


def test_the_fingerprint_covers_the_dictionaries(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_more(name: str) -> list[str]:
        return [*read_words(name), "新词"] if name == "terms.txt" else read_words(name)

    monkeypatch.setattr(module, "read_words", one_more)
    assert Analyzer(analyzer._segmenter).fingerprint() != analyzer.fingerprint()


def test_all_threads_get_the_same_analyzer() -> None:
    found: list[Analyzer] = []
    threads = [
        load_in_background(),
        *(threading.Thread(target=lambda: found.append(default_analyzer())) for _ in range(4)),
    ]
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(a is default_analyzer() for a in found)
