"""OFD pages in columns are read column after column; tables stay tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model import BlockKind
from tests.indexer.extractors.ofd.test_extractor import extract, page, text, write_ofd

PROSE = (
    "为贯彻落实国务院关于优化营商环境的决策部署进一步深化放管服改革经市人民政府同意现就全市"
    "推进既有住宅加装电梯工作提出如下意见坚持以人民为中心的发展思想按照业主自愿政府引导"
    "依法合规的原则有序推进加装工作切实改善群众居住条件各有关部门要加强统筹协调简化审批流程"
    "落实补贴资金强化质量安全监管做好政策宣传及时总结推广经验做法确保工作取得实效"
)


def column(x: float, top: float, prose: str, length: int, size: float = 4) -> list[str]:
    lines = [prose[n : n + length] for n in range(0, len(prose), length)]
    return [text(x, top + 7 * n, line, size) for n, line in enumerate(lines)]


def joined(found: str) -> str:
    return found.replace("\n", "")


@pytest.mark.parametrize("count", [2, 3])
def test_columns_are_read_one_after_the_other(tmp_path: Path, count: int) -> None:
    share = len(PROSE) // count
    length = {2: 18, 3: 11}[count]
    width = 170 / count
    pieces = [PROSE[n * share : (n + 1) * share] for n in range(count)]
    objects = [text(60, 30, "关于加装电梯的意见", 6)]
    for number, piece in enumerate(pieces):
        objects += column(20 + number * width, 50, piece, length)
    objects.append(
        text(
            20, 270, "云溪市人民政府办公室 二〇二四年五月一日印发各县区各部门认真贯彻执行本意见", 4
        )
    )
    found = extract(write_ofd(tmp_path / "a.ofd", page(*objects)))
    assert joined(found.text).startswith("关于加装电梯的意见" + "".join(pieces))
    assert found.text.endswith("本意见")


def test_lines_of_a_column_are_joined_and_words_run_over_into_the_next(tmp_path: Path) -> None:
    first, second = PROSE[: 18 * 5], PROSE[18 * 5 : 18 * 9]
    objects = column(20, 50, first, 18) + column(110, 50, second, 18)
    found = extract(write_ofd(tmp_path / "a.ofd", page(*objects)))
    assert found.text == first + second


def test_columns_whose_lines_do_not_stand_level(tmp_path: Path) -> None:
    first, second = PROSE[: 18 * 4], PROSE[18 * 4 : 18 * 8]
    objects = column(20, 50, first, 18) + column(110, 53.1, second, 18)
    found = extract(write_ofd(tmp_path / "a.ofd", page(*objects)))
    assert joined(found.text) == first + second


def test_a_column_that_goes_on_below_the_other_whose_lines_do_not_stand_level(
    tmp_path: Path,
) -> None:
    first, second = PROSE[: 18 * 6], PROSE[18 * 6 : 18 * 10]
    objects = column(20, 50, first, 18) + column(110, 53.5, second, 18)
    found = extract(write_ofd(tmp_path / "a.ofd", page(*objects)))
    assert joined(found.text) == first + second


def test_prose_across_the_page_between_columns(tmp_path: Path) -> None:
    wide = PROSE[100:136]
    objects = column(20, 30, PROSE[:72], 18) + column(110, 30, PROSE[:72][::-1], 18)
    objects.append(text(20, 70, wide, 4.7))
    objects += column(20, 90, PROSE[72:144], 18) + column(110, 90, PROSE[72:144][::-1], 18)
    found = extract(write_ofd(tmp_path / "a.ofd", page(*objects)))
    assert joined(found.text) == (
        PROSE[:72] + PROSE[:72][::-1] + wide + PROSE[72:144] + PROSE[72:144][::-1]
    )


def test_a_table_is_still_read_row_by_row(tmp_path: Path) -> None:
    objects = []
    for number in range(8):
        y = 50 + 8 * number
        objects += [text(20, y, f"第{number}项"), text(110, y, f"市第{number}局")]
    found = extract(write_ofd(tmp_path / "a.ofd", page(*objects)))
    assert found.text.split("\n")[:2] == ["第0项\t市第0局", "第1项\t市第1局"]
    assert {block.kind for block in found.blocks} == {BlockKind.PARAGRAPH}


def test_a_page_of_one_column_is_as_it_was(tmp_path: Path) -> None:
    objects = column(20, 50, PROSE, 36)
    found = extract(write_ofd(tmp_path / "a.ofd", page(*objects)))
    assert found.text == PROSE
