"""The authority file: names of a day, today's names, and staff's own rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.understanding.metadata.authority import Authority

AUTHORITY = Authority.load()


@pytest.mark.parametrize(
    ("name", "full", "today"),
    [
        ("环保部", "环境保护部", "生态环境部"),
        ("国家环保局", "国家环境保护局", "生态环境部"),
        ("国土资源部", "国土资源部", "自然资源部"),
        ("工商总局", "国家工商行政管理总局", "国家市场监督管理总局"),
        ("国家质检总局", "国家质量监督检验检疫总局", "国家市场监督管理总局"),
        ("卫生部", "卫生部", "国家卫生健康委员会"),
        ("银监会", "中国银行业监督管理委员会", "国家金融监督管理总局"),
        ("广东省国土资源厅", "广东省国土资源厅", "广东省自然资源厅"),
        ("惠州市国家税务局", "惠州市国家税务局", "国家税务总局惠州市税务局"),
        ("惠州市地方税务局", "惠州市地方税务局", "国家税务总局惠州市税务局"),
        ("惠州市住建局", "惠州市住房和城乡建设局", "惠州市住房和城乡建设局"),
        ("广东省发改委", "广东省发展和改革委员会", "广东省发展和改革委员会"),
        ("惠州市安监局", "惠州市安全生产监督管理局", "惠州市应急管理局"),
        ("惠州市人民政府办公室", "惠州市人民政府办公室", "惠州市人民政府办公室"),
        ("從來沒有的協會", "从来没有的协会", "从来没有的协会"),
    ],
)
def test_names_of_the_day_and_of_today(name: str, full: str, today: str) -> None:
    assert AUTHORITY.resolve(name) == full
    assert AUTHORITY.current(name) == today


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("财政部、税务总局、海关总署", ("财政部", "国家税务总局", "海关总署")),
        ("国家税务总局惠州市税务局 惠州市财政局", ("国家税务总局惠州市税务局", "惠州市财政局")),
        ("惠州市发展和改革局", ("惠州市发展和改革局",)),
        ("惠州市文化广电旅游体育局", ("惠州市文化广电旅游体育局",)),
        (
            "中共惠州市委办公室　惠州市人民政府办公室",
            ("中共惠州市委办公室", "惠州市人民政府办公室"),
        ),
        ("最高人民法院、最高人民检察院", ("最高人民法院", "最高人民检察院")),
        ("广东省 人民政府", ("广东省人民政府",)),
        ("国家统计局惠州调查队", ("国家统计局惠州调查队",)),
        ("惠州市", ()),
        ("", ()),
        ("各县（区）人民政府", ()),
    ],
)
def test_joint_issuers(text: str, bodies: tuple[str, ...]) -> None:
    assert AUTHORITY.only_bodies(text) == bodies


def test_one_body_until_its_last_day() -> None:
    assert AUTHORITY.bodies_in("财政部税务总局", date(1988, 5, 31)) == ("财政部税务总局",)
    assert AUTHORITY.bodies_in("财政部税务总局", date(1990, 1, 1)) == ("财政部", "国家税务总局")
    # A blank parts them whatever the day.
    assert AUTHORITY.bodies_in("财政部 税务总局", date(1986, 1, 1)) == ("财政部", "国家税务总局")


@pytest.mark.parametrize(
    ("stated", "issuers"),
    [
        ("云溪市财政局 云溪市奇物办", ("云溪市财政局", "云溪市奇物办")),
        ("奇物办、税务总局", ("奇物办", "国家税务总局")),
        ("市府办", ("市府办",)),
        ("World Health Organization", ("World Health Organization",)),
        ("环 境 保 护 部", ("环境保护部",)),
        ("", ()),
    ],
)
def test_stated_issuers_are_kept_even_if_unknown(stated: str, issuers: tuple[str, ...]) -> None:
    assert AUTHORITY.split(stated) == issuers


@pytest.mark.parametrize(
    ("name", "known"),
    [("财政部", True), ("惠州市财政局", True), ("惠州市奇怪事务协会", False), ("某某会", False)],
)
def test_issuers_that_the_file_does_not_know_can_be_reported(name: str, known: bool) -> None:
    assert AUTHORITY.known(name) is known


@pytest.mark.parametrize(
    ("code", "region", "bodies"),
    [
        ("国办发", None, ("国务院办公厅",)),
        ("粤府", None, ("广东省人民政府",)),
        ("惠府办", None, ("惠州市人民政府办公室",)),
        ("宁政办发", None, ()),
        ("宁政办发", "宁夏回族自治区", ("宁夏回族自治区人民政府办公厅",)),
        ("汕府", None, ()),
        ("汕府", "汕尾市", ("汕尾市人民政府",)),
        ("从未见过", None, ()),
    ],
)
def test_codes_that_are_not_unique_stay_open(
    code: str, region: str | None, bodies: tuple[str, ...]
) -> None:
    assert AUTHORITY.bodies_of_code(code, region) == bodies


def test_staff_add_and_replace_rows(tmp_path: Path) -> None:
    local = tmp_path / "bodies.csv"
    local.write_text(
        "name,short,successor,from,until\n"
        "云溪市数字办,云数办,云溪市数据局,2019-03,2024-01\n"
        "环境保护部,环保部|旧环保部,云溪市数据局,,\n",
        encoding="utf-8-sig",
    )
    extended = Authority.load(local)
    assert extended.resolve("云数办") == "云溪市数字办"
    assert extended.current("云数办") == "云溪市数据局"
    assert extended.known("云溪市数字办")
    assert extended.resolve("旧环保部") == "环境保护部"
    assert extended.current("环境保护部") == "云溪市数据局"
    assert extended.resolve("税务总局") == "国家税务总局"
    assert not AUTHORITY.known("云数办")


def test_bodies_that_staff_add_are_not_central(tmp_path: Path) -> None:
    path = tmp_path / "bodies.csv"
    path.write_text(
        "name,short,successor,from,until\n"
        "云溪市财政局,市财政局,,,\n"
        "国家税务总局云溪市税务局,市税务局,,,\n"
        "云溪文旅集团,,,,\n"
        "财政部,财部,,,\n",
        encoding="utf-8",
    )
    authority = Authority.load(path)
    assert authority.region_of("市财政局") == "云溪市"
    assert authority.region_of("市税务局") == "云溪市"
    assert authority.region_of("云溪文旅集团") is None
    assert authority.region_in("《云溪市养犬办法》政策解读") == "云溪市"
    assert authority.region_in("财政部令") is None
    assert authority.region_of("财部") == "全国"
    assert authority.region_of("国家税务总局") == "全国"
