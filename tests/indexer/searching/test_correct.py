"""Repairs: the right one first, and none where nothing is wrong."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.searching.correct import Corrector

TEXTS = [
    "云城市政府信息公开办法。各级人民政府应当主动公开政府信息。",
    "劳动合同法规定，用人单位与劳动者订立劳动合同，应当遵循公平原则。",
    "加装电梯由业主共同申请，财政给予补贴。",
    "固体废物污染环境防治，排污单位依法取得排污许可证。",
    "申请行政复议的期限为六十日，渔船检验另有规定。",
    "人民调解委员会调解民间纠纷，调节市场价格。",
]
TITLES = ["云城市政府信息公开办法", "中华人民共和国劳动合同法", "固体废物污染环境防治条例"]
WORDS = {
    "政府": 90,
    "信息": 80,
    "公开": 70,
    "人民": 60,
    "人民政府": 55,
    "劳动": 50,
    "合同": 45,
    "劳动合同": 40,
    "单位": 38,
    "用人单位": 35,
    "电梯": 30,
    "申请": 28,
    "补贴": 25,
    "固体废物": 20,
    "环境": 18,
    "行政": 16,
    "复议": 14,
    "行政复议": 13,
    "渔船": 12,
    "检验": 11,
    "调解": 10,
    "调节": 9,
    "许可证": 8,
    "银行": 7,
}


def stands(text: str) -> bool:
    return any(text in one for one in TEXTS)


@pytest.fixture(scope="module")
def corrector() -> Corrector:
    return Corrector.of(WORDS.items(), TITLES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("行政复仪", "行政复议"),  # a homophone
        ("劳动和同", "劳动合同"),
        ("电体", "电梯"),
        ("政府新息公开", "政府信息公开"),  # nearly the same sound
        ("政府信息公幵", "政府信息公开"),  # neither
        ("固体度物", "固体废物"),
        ("固体费物污染防治", "固体废物污染防治"),  # stands nowhere, and is repaired
        ("证府信息公该", "政府信息公开"),  # two
        ("政府息信公开", "政府信息公开"),  # exchanged
        ("政府信公开", "政府信息公开"),  # one too few
        ("政府信息息公开", "政府信息公开"),  # one too many
        ("人民调节委员会", "人民调解委员会"),  # a word for another one
        ("勞動和同", "劳动合同"),
        ("《劳动和同法》的期限", "《劳动合同法》的期限"),
        ("渔船 劳动和同 2024", "渔船 劳动合同 2024"),
    ],
)
def test_a_slip_is_repaired(corrector: Corrector, typed: str, meant: str) -> None:
    assert corrector.correct(typed, stands) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "劳动合同",
        "用人单位与劳动者",  # stands, though no word of it is a title
        "渔船检验申请",  # stands nowhere, and is right
        "劳动合同电梯补贴",
        "银行渔船",
        "的",
        "",
        "2024 gdp",
        "魑魅魍魉饕餮",
        "zhengwu",
        "\ud800劳",
    ],
)
def test_what_is_right_or_unknown_is_left_alone(corrector: Corrector, typed: str) -> None:
    assert corrector.correct(typed, stands) is None


def test_polyphones_sound_as_in_the_library_s_words(corrector: Corrector) -> None:
    assert corrector.correct("银航", lambda text: text in "银行") == "银行"
    # 行 is read heng in general, though nowhere in the library.
    assert corrector.correct("银哼", lambda text: text in "某某") is None


def test_the_more_frequent_of_equal_repairs() -> None:
    made = Corrector.of([("公示", 90), ("公事", 60)], [])
    assert made.correct("公式", lambda text: text in ("公示", "公事")) == "公示"


def test_a_rare_word_may_be_a_slip_itself() -> None:
    words = [("行政", 90), ("复议", 80), ("复仪", 1)]
    made = Corrector.of(words, [])
    assert made.correct("行政复仪", lambda text: text in "行政复议") == "行政复议"


def test_a_library_without_anything() -> None:
    assert Corrector.of([], []).correct("劳动和同", stands) is None


def test_it_is_the_same_in_another_process(corrector: Corrector) -> None:
    sent = pickle.loads(pickle.dumps(corrector))
    assert sent.correct("行政复仪", stands) == "行政复议"


def test_the_index_is_asked_a_bounded_number_of_times(corrector: Corrector) -> None:
    asked: list[str] = []

    def never(text: str) -> bool:
        asked.append(text)
        return False

    corrector.correct("政府信息公开劳动合同行政复议固体废物人民调解渔船检验申请补", never)
    assert len(asked) < 250


@settings(deadline=None)
@given(typed=st.text(st.sampled_from("政府信息公开劳动和同法行复议仪的A 《"), max_size=30))
def test_whatever_is_typed(corrector: Corrector, typed: str) -> None:
    proposal = corrector.correct(typed, stands)
    assert proposal is None or proposal != typed


def test_known_words_numbers_and_fields_are_no_slips(corrector: Corrector) -> None:
    def known(stretch: str) -> list[str]:
        return [word for word in ("劳动和同", "政副") if word in stretch]

    assert corrector.correct("劳动和同", stands, known) is None
    assert corrector.correct("政副信息", stands, known) is None
    assert corrector.correct("劳动和同", stands, lambda _: ()) == "劳动合同"
    for field in ("文号:711", "标题：电体", "发文机关:电体"):
        repaired = corrector.correct(field, stands) or field
        assert repaired[: field.replace("：", ":").index(":")] == field[: repaired.index(":")]


def test_no_repair_makes_a_number() -> None:
    words = {"十四": 90, "条例": 50, "里程": 20, "三孩": 9}
    corrector = Corrector.of(words.items(), ["十四条", "三孩政策"])
    texts = ["第十四条，条例，里程", "三孩政策"]
    assert corrector.correct("里四", lambda t: any(t in one for one in texts)) is None
    assert corrector.correct("散孩政策", lambda t: any(t in one for one in texts)) == "三孩政策"


@pytest.mark.parametrize(("typed", "meant"), [("许证可", "许可证"), ("可许证", "许可证")])
def test_three_characters_exchanged_are_repaired_to_a_word(
    corrector: Corrector, typed: str, meant: str
) -> None:
    assert corrector.correct(typed, stands) == meant


def test_a_version_is_no_slip(corrector: Corrector) -> None:
    asked: list[str] = []
    corrector.correct("劳动合同法2010年版", lambda text: bool(asked.append(text)) or stands(text))
    assert not any("版" in text for text in asked)
