"""Blind rounds: each written before the rules were run on it; then they were widened by its kind.

What was found at the first run: of ``first`` 27 of 67 (and 2 of 82 harmless ones), of ``second`` 36
of 42 (5 of 54), of ``third`` 37 of 41 (2 of 50), of ``fourth`` 37 of 40 (none of 40).
"""

from __future__ import annotations

import pytest

from indexer.disclosure.findings import find
from indexer.disclosure.gate import Gate
from indexer.model import Basis, Evidence, Value
from indexer.model.blocks import line_blocks
from indexer.model.findings import FindingKind
from tests.indexer.disclosure.papers import ROUNDS, papers


@pytest.mark.parametrize("name", sorted(path.stem for path in ROUNDS.glob("*.txt")))
def test_a_round_is_known(name: str) -> None:
    wrong = []
    for kind, text in papers(name):
        found = {str(value.value) for value in find(text, line_blocks(text), FindingKind)}
        if (kind is None and found) or (kind is not None and kind.value not in found):
            wrong.append((kind, found, text))
    assert not wrong


def test_a_column_of_a_table_says_what_its_cells_are() -> None:
    head = "姓名\t证件号码\t电话\n"
    rows = "".join(f"村民\t11010{row}\t无\n" for row in range(20))
    row = "张建国\t110105491231002\t无\n"
    text = head + rows + row
    (found,) = find(text, (), [FindingKind.IDENTITY_NUMBER])
    assert text[found.evidence.start : found.evidence.end] == "110105491231002"
    assert not find(text.replace("证件号码", "设备编号"), (), [FindingKind.IDENTITY_NUMBER])


@pytest.mark.parametrize(
    "repeated",
    (
        "密级:机密", "机密 ", "秘密\n", "本件不得",
        "本件请勿", "公开方式:", "公开属性 不公开 ", "(内部使用",
        "不公开\n", "☑不予公开", "√", "姓名\t住址\n",
        "姓名\t班级\n", "身份证1 1 ", "身份证110105491231002 ", "证件a123456(3)",
        "住址:", "住云河区", "患", "确诊为",
        "学生张建国,男,", "张建国,男,5岁", "证件e12345678", "未满18岁",
        "联系1 3 8 ", "\t110105491231002", "卡号6222 ",
    ),
)  # fmt: skip
def test_finding_is_linear(repeated: str) -> None:
    """A pattern that were not would not come to an end."""
    find(repeated * (100_000 // len(repeated)), (), FindingKind)


def test_a_title_that_is_a_number_is_masked() -> None:
    """Lists, jobs and mails tell titles, of documents that are held as well."""
    text = "中国11010519491231002X2021/02/03栖宁市婚姻登记\n身份证号 11010519491231002X\n"
    title = Value(text.splitlines()[0], Evidence(Basis.INFERRED, "first line", text[:30], 1, 0, 30))
    gate = Gate.of(["identity_number"], [])
    (masked,) = gate.judge({"title": (title,)}, text, ())["title"]
    assert masked.value == "中国110105********002X2021/02/03栖宁市婚姻登记"
    assert "19491231" not in str(masked.evidence.quote)
    assert gate.judge({"title": (title,)}, "没有号码的文件", ())["title"] == (title,)
