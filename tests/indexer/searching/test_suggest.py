"""Suggestions by Chinese, pinyin and initials."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzers.folding import fold
from indexer.searching.suggest import Suggester, Suggestion

TERMS = ["政务公开", "安全", "航空", "政务", "合同", "银行业", "开放"]
TITLES = [
    ("a", "云城市政务公开办法（2024年修订）"),
    ("b", "云城市劳动合同规定"),
    ("c", "云城市长江岸线管理办法"),
    ("d", "云城市劳动合同规定"),
    ("e", "安全"),
    ("f", "关于“西安”路名的\n通知"),
]


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester.of(TERMS, TITLES)


def texts(suggester: Suggester, typed: str, size: int = 10) -> list[str]:
    return [s.text for s in suggester.suggest(typed, size)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zwgk", "政务公开"),
        ("zhengwugong", "政务公开"),
        ("zheng wu", "政务公开"),
        ("yinhang", "银行业"),
        ("政务", "政务公开"),
        ("《云城市劳", "云城市劳动合同规定"),
        ("changjiang", "云城市长江岸线管理办法"),
        ("劳动合同", "云城市劳动合同规定"),
        ("（2024", "云城市政务公开办法（2024年修订）"),
        ("政務公開", "政务公开"),
    ],
)
def test_what_begins_so_or_holds_it(suggester: Suggester, typed: str, first: str) -> None:
    assert texts(suggester, typed)[0] == first


def test_terms_come_before_titles_and_titles_say_their_document(suggester: Suggester) -> None:
    assert suggester.suggest("政务公开", 10) == [
        Suggestion("政务公开", "term"),
        Suggestion("云城市政务公开办法（2024年修订）", "title", "a"),
    ]


def test_equal_titles_are_one_the_first(suggester: Suggester) -> None:
    assert suggester.suggest("云城市劳动", 10) == [Suggestion("云城市劳动合同规定", "title", "b")]
    assert suggester.suggest("安全", 10) == [Suggestion("安全", "term")]


def test_whole_syllables_are_read_so_before_initials(suggester: Suggester) -> None:
    assert texts(suggester, "he")[0] == "合同"
    assert texts(suggester, "hk") == ["航空"]


def test_letters_must_begin_with_a_syllable(suggester: Suggester) -> None:
    assert "云城市长江岸线管理办法" in texts(suggester, "anxian")
    assert "开放" not in texts(suggester, "ai")
    assert texts(suggester, "ong") == []


@pytest.mark.parametrize("typed", ["", "《》", "qqqq", "饕餮", "a\nb", "\n"])
def test_nothing_to_suggest(suggester: Suggester, typed: str) -> None:
    assert suggester.suggest(typed, 10) == []


def test_no_more_than_asked_for(suggester: Suggester) -> None:
    assert len(suggester.suggest("云", 2)) == 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zhengwugongkai", ["政务公开"]),
        ("ZHENGWU", ["政务"]),
        ("zwgk", ["政务公开"]),
        ("laodonghetong", ["劳动合同"]),
        ("anxianguanli", ["岸线管理"]),
        ("xian", ["西安"]),
        ("laodongheto", []),
        ("zw", []),
        ("government", []),
    ],
)
def test_a_query_in_pinyin(suggester: Suggester, typed: str, meant: list[str]) -> None:
    assert suggester.spelled(typed, 3) == meant


def test_a_library_without_anything() -> None:
    empty = Suggester.of([], [])
    assert empty.suggest("政", 5) == empty.suggest("zw", 5) == []
    assert empty.spelled("zhengwu", 3) == []


def test_it_is_the_same_in_another_process(suggester: Suggester) -> None:
    assert pickle.loads(pickle.dumps(suggester)) == suggester


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=12), max_size=6))
@example("", ["«"])
def test_whatever_is_typed_and_whatever_titles_are(typed: str, titles: list[str]) -> None:
    made = Suggester.of([], [(str(i), title) for i, title in enumerate(titles)])
    known = {title.replace("\n", " ") for title in titles}
    assert {s.text for s in made.suggest(typed, 5)} <= known
    made.spelled(typed, 3)
    for title in titles:
        # As a query is: a title of nothing but marks, « or 《, cannot be asked for.
        folded = fold(title)
        if folded == folded.strip().strip('《》"“”').strip() and "\n" not in title:
            assert made.suggest(title, 6)


NUMBERED = Suggester.of(
    ["劳动"],
    [("law", "中华人民共和国动物防疫法"), ("rule", "云城市动物防疫条例"), ("in", "加装电梯办法")],
    [("old", "动物防疫暂行条例"), ("before", "加装电梯管理办法")],
    [("n1", "云政规〔2025〕1号"), ("n2", "国务院令第711号"), ("law", "主席令第69号")],
)


def test_what_has_ended_comes_last_and_the_given_order_stays() -> None:
    assert [s.id for s in NUMBERED.suggest("动物防", 5)] == ["law", "rule", "old"]
    assert [s.id for s in NUMBERED.suggest("加装", 5)] == ["in", "before"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("云政规〔2025", "云政规〔2025〕1号"),
        ("云政规[2025]1", "云政规〔2025〕1号"),
        ("云政规（2025", "云政规〔2025〕1号"),
        ("国务院令第7", "国务院令第711号"),
        ("国务院令 7", "国务院令第711号"),
        ("主席令", "主席令第69号"),
    ],
)
def test_document_numbers(typed: str, number: str) -> None:
    assert NUMBERED.suggest(typed, 3)[0].text == number


def test_blanks_between_words(suggester: Suggester) -> None:
    assert texts(suggester, "劳动 合同")[0] == "云城市劳动合同规定"
    assert texts(suggester, "政务 修订")[0] == "云城市政务公开办法（2024年修订）"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zheng4wu4", "政务"),
        ("zhèng wù", "政务"),
        ("zheng务公开", "政务公开"),
        ("政务gongkai", "政务公开"),
        ("政wu公k", "政务公开"),
        ("ldht", "劳动合同"),
        ("ld合同", "劳动合同"),
        ("lao2dong合同", "劳动合同"),
    ],
)
def test_tones_initials_of_pieces_and_mixed_script(
    suggester: Suggester, typed: str, meant: str
) -> None:
    assert meant in suggester.spelled(typed, 3)
    assert any(meant in text for text in texts(suggester, typed))


def test_letters_with_two_dots() -> None:
    green = Suggester.of(["绿色"], [("w", "女职工劳动保护规定")])
    for typed in ("lüse", "lvse", "lv4se4", "lǜsè"):
        assert green.spelled(typed, 3) == ["绿色"], typed
    for typed in ("女zhigong", "nü职工", "nvzhigong"):
        assert green.spelled(typed, 3) == ["女职工"], typed


@pytest.mark.parametrize("typed", ["covid19", "5g", "pm2.5", "gb/t 9704", "[", "第", "〔〕"])
def test_other_letters_and_signs_are_no_pinyin(suggester: Suggester, typed: str) -> None:
    assert suggester.spelled(typed, 3) == []
    suggester.suggest(typed, 5)
