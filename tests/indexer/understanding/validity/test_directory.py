"""The keys by which a document is found, and the directory held in memory."""

import doctest

import pytest

from indexer.understanding.validity import directory
from indexer.understanding.validity.directory import (
    DocumentCard,
    MemoryDirectory,
    core_key,
    instrument_title,
    title_key,
)


def test_the_examples_beside_the_rules() -> None:
    failures, tried = doctest.testmod(directory)
    assert (failures, tried > 0) == (0, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("《云岭市〈燃气条例〉实施细则》", "云岭市《燃气条例》实施细则"),
        ("關於規範停車收費的通知", "关于规范停车收费的通知"),
        ("市发展改革委　市财政局关于调整水价的通知", "市发展改革委、市财政局关于调整水价的通知"),
        ("【已废止】云岭市停车管理办法", "云岭市停车管理办法"),
    ],
)
def test_one_title_in_two_spellings_has_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云岭市停车管理办法（试行）", "云岭市停车管理办法"),
        ("云岭市停车管理暂行办法", "云岭市停车管理办法"),
        ("关于印发《甲办法》《乙办法》的通知", "甲办法"),
        ("关于转发《某部停车管理办法》的通知", "某部停车管理办法"),
    ],
)
def test_two_documents_never_share_a_core(one: str, other: str) -> None:
    assert core_key(one) != core_key(other)


@pytest.mark.parametrize(
    ("carrier", "instrument"),
    [
        (
            "云岭市人民政府办公室关于印发《云岭市停车管理办法（试行）》的通知",
            "云岭市停车管理办法（试行）",
        ),
        ("关于发布〈云岭市实施《水法》办法〉的公告", "云岭市实施《水法》办法"),
        ("云岭市财政局关于印发云岭市国库集中支付管理办法的通知", "云岭市国库集中支付管理办法"),
    ],
)
def test_a_carrier_names_its_instrument(carrier: str, instrument: str) -> None:
    assert instrument_title(carrier) == instrument
    assert core_key(carrier) == core_key(instrument)


def test_memory_directory_finds_by_number_title_and_core() -> None:
    notice = DocumentCard(
        "n1", "云岭市人民政府关于印发《云岭市停车管理办法》的通知", "云政发〔2019〕3号"
    )
    held = MemoryDirectory([notice])
    assert held.by_number("云政发〔2019〕3号") == (notice,)
    assert held.by_title(title_key(notice.title)) == (notice,)
    assert held.by_title(title_key("云岭市停车管理办法")) == ()
    assert held.by_core(core_key("云岭市停车管理办法（2021年修订）")) == (notice,)
    assert held.by_core("没有") == ()
