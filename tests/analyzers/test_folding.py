"""Folding: one character for one character, so that offsets hold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.folding import chinese_changes, fold

ANY = st.text(st.characters(exclude_categories=()), max_size=80)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３％", "abc123%"),
        ("國務院辦公廳關於後續發展", "国务院办公厅关于后续发展"),
        ("臺灣瞭解乾淨憑藉", "台湾了解干净凭借"),
        ("〔２０１９〕［２０１９］【2019】﹝2019﹞", "[2019][2019][2019][2019]"),
        ("（试行）〈试行〉", "(试行)<试行>"),
        ("“甲”「乙」『丙』", '"甲""乙""丙"'),
        ("一—二－三–四", "一-二-三-四"),
        ("二○一九 二〇一九", "二〇一九 二〇一九"),
        ("⼀⽉⻓⻔⺠", "一月长门民"),
        ("豈更車", "岂更车"),
        ("Café naïve", "cafe naive"),
        ("甲\u3000乙\t丙\u00a0丁\n", "甲 乙 丙 丁\n"),
        ("㎡①", "㎡1"),
        ("巿政府", "市政府"),
        ("\U000f0000Ａ國\U0010ffff", "\U000f0000a国\U0010ffff"),
    ],
)
def test_variants_of_a_character_are_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_simplified_text_stays_as_it_is() -> None:
    text = "著作权、乾隆、后天、里程、于是、征收、发布、台风、面条"
    assert fold(text) == text.replace("乾", "干")


@given(ANY)
def test_length_is_kept_and_folding_is_done_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(ANY, ANY)
def test_each_character_folds_by_itself(a: str, b: str) -> None:
    assert fold(a + b) == fold(a) + fold(b)


@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_the_ascii_way_gives_what_the_table_gives(text: str) -> None:
    assert fold(text) == fold(text + "中")[:-1]


@given(st.text(max_size=40))
def test_short_texts_fold_as_long_ones_do(text: str) -> None:
    assert fold(text) == fold(text + "。" * 50)[: len(text)]


@given(st.text(st.one_of(st.characters(), st.sampled_from("政資讯，Ａ⼀⺁做为其它帐著份"))))
def test_where_other_chinese_characters_stand(text: str) -> None:
    changed = [
        (place, b)
        for place, (a, b) in enumerate(zip(text, fold(text), strict=True))
        if a != b and "㐀" <= b <= "鿿"
    ]
    assert list(chinese_changes(text)) == changed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("其它事项", "其他事项"), ("做为依据", "作为依据"), ("图象资料", "图像资料"),
        ("惟一标识", "唯一标识"), ("銀行帳戶", "银行账户"), ("沿著河道", "沿着河道"),
    ],
)  # fmt: skip
def test_words_of_two_spellings_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert fold(one * 40) == fold(other * 40)


@pytest.mark.parametrize("text", ["著作权", "显著", "蚊帐", "对象", "做工"])
def test_characters_that_are_no_variant_stay(text: str) -> None:
    assert fold(text) == text


def test_only_words_of_another_spelling_are_written_anew() -> None:
    assert chinese_changes("做好份内的事，对象是著名的人") == ()
    assert chinese_changes("做为对象") == ((0, "作"),)
    assert fold("做为对象，做帐的帐本" * 20) == "作为对象,做账的账本" * 20


@given(st.text(st.sampled_from("做为作成部份分明细帐日记随著，文"), min_size=33, max_size=90))
def test_spellings_are_found_around_what_tells_of_them(text: str) -> None:
    assert fold(text) == "".join(_in_pieces(text))


def _in_pieces(text: str) -> list[str]:
    """Folded as short texts, cut where no word goes on."""
    return [fold(piece) for piece in re.split("(?<=[，文])", text)]
