"""The quality mark: silent on good texts, and true about bad ones."""

from __future__ import annotations

import pytest

from indexer.extractors.quality import assess, count, is_good, score
from indexer.model import Quality

GOOD = (
    "关于加强城市道路停车管理的通知\n各县（区）人民政府，市直各单位：\n"
    "为规范停车秩序，根据《中华人民共和国道路交通安全法》，现就有关事项通知如下。\n"
    "一、总体要求\n（一）依法管理。坚持公开、公平、公正。\n2024年5月9日"
)


def test_a_good_text_raises_no_doubt() -> None:
    quality = assess(GOOD)
    assert not quality.doubtful
    assert quality.mapped == 1.0
    assert quality.garbage == 0.0
    assert quality.chinese == 1.0


@pytest.mark.parametrize(
    ("spoiled", "doubt"),
    [
        (GOOD + "\ufffd" * 6, "无法识别"),
        (GOOD + "\ue123\ue456" * 3, "无法识别"),
        (GOOD + "(cid:4321)(cid:17)", "无法识别"),
        (GOOD + GOOD.encode("gb18030").decode("latin-1"), "疑似乱码"),
        (GOOD.encode().decode("gb18030", "ignore"), "疑似乱码"),
        (GOOD + "锟斤拷锟斤拷", "疑似乱码"),
        (GOOD + "\x01\x02\x03", "疑似乱码"),
        (GOOD + "囧" * 30, "疑似乱码"),
        ("The quick brown fox jumps over the lazy dog 文", "中文仅占"),
        (GOOD.replace("规范", "规(guī)范").replace("管理", "管（guan）理"), "注音"),
        ("通知", "全文只有 2 个字符"),
        (GOOD + "??????（????）??", "有 12 个成串的问号"),
    ],
)
def test_a_spoiled_text_is_doubted_for_the_right_reason(spoiled: str, doubt: str) -> None:
    quality = assess(spoiled)
    assert quality.doubtful
    assert any(doubt in said for said in quality.doubts), quality.doubts


@pytest.mark.parametrize(
    "innocent",
    [
        GOOD + "\n姓名：____________  年　月　日 ……………………………… 12",
        GOOD + "\n表（kg）内、甲（A）类、锛（一种工具）",
        GOOD + "\n质量（m）、规划（试行）、苯并(a)芘、苯并(a)蒽、苯并(k)荧蒽、三氯甲烷(cfc)等",
        GOOD + "\nGB 18484—2020, pH 6~9, ≤0.5 mg/m³, Ⅲ类, ①②③, café",
    ],
)
def test_what_only_looks_odd_is_not_doubted(innocent: str) -> None:
    assert assess(innocent).doubts == ()


def test_coverage_and_confidence_come_from_the_extractor() -> None:
    quality = assess(
        GOOD, Quality(coverage=0.2, confidence=0.5, doubts=("第 3 页读不出",)), pages=10
    )
    assert quality.coverage == 0.2
    assert quality.doubts == (
        "第 3 页读不出",
        "10 页中80% 的页面没有文字",
        "文字识别的平均可信度仅 50%",
    )


def test_the_better_of_two_readings_scores_higher() -> None:
    cut = GOOD[: len(GOOD) // 2]
    mojibake = GOOD.encode("gb18030").decode("latin-1")
    assert score(GOOD) > score(cut) > score(mojibake)
    assert is_good(GOOD)
    assert not is_good(mojibake)


def test_counting_takes_time_in_proportion() -> None:
    counts = count(GOOD * 2000)
    assert counts.visible == 2000 * count(GOOD).visible
    assert count("囧" * 200_000).garbage == 200_000
    assert count("(cid:" * 100_000).unmapped == 0
