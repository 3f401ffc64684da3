from __future__ import annotations

import pytest

from indexer.intake.declared import Declaration, FieldProblem, clean, declare
from indexer.model import Basis


def split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def read(**fields: object) -> Declaration:
    return declare(fields, "record", split)


def test_values_are_declared_by_the_rule() -> None:
    value = read(title=" 云栖市养犬管理办法 ").values["title"][0]
    assert value.value == "云栖市养犬管理办法"
    assert (value.evidence.basis, value.evidence.rule) == (Basis.DECLARED, "record")


def test_dates_are_read_in_every_spelling() -> None:
    said = read(
        written_date="2020年5月9日", published_date="2020-5-11", effective_from="二〇二〇年六月一日"
    )
    assert [v[0].value for v in said.values.values()] == ["2020-05-09", "2020-05-11", "2020-06-01"]


def test_what_cannot_be_used_is_told_and_left_out() -> None:
    said = read(title="甲", published_date="2020-13-01", kind="公文")
    assert set(said.values) == {"title"}
    assert said.problems == (
        FieldProblem("published_date", "“2020-13-01”不是日期"),
        FieldProblem(
            "kind",
            "“公文”不是类别，可用：policy、law、interpretation、draft、attachment、standard、other",
        ),
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x.example",
        [" JavaScript:1"],
    ],
)
def test_an_address_that_is_no_page_is_told_and_left_out(url: object) -> None:
    said = read(url=url)
    assert said.values == {}
    assert [p.field for p in said.problems] == ["url"]
    assert read(url="HTTPS://www.example.gov.cn/a").problems == ()


def test_unknown_fields_are_kept_and_named_underscored_ones_ignored() -> None:
    said = read(发布栏目="通知公告", _truth="x", title="")
    assert said.unknown == ("发布栏目",)
    assert said.values["发布栏目"][0].value == "通知公告"
    assert set(said.values) == {"发布栏目"}


@pytest.mark.parametrize(
    ("raw", "issuers"),
    [
        ("云栖市财政局 云栖市教育局", ("云栖市财政局", "云栖市教育局")),
        ("云栖市财政局；云栖市教育局", ("云栖市财政局", "云栖市教育局")),
        (["云栖市财政局", "云栖市教育局"], ("云栖市财政局", "云栖市教育局")),
        ("云栖市财政局;云栖市财政局", ("云栖市财政局",)),
    ],
)
def test_several_issuers(raw: object, issuers: tuple[str, ...]) -> None:
    assert read(issuers=raw).values["issuers"][0].value == issuers


def test_a_theme_is_not_split_at_its_own_comma() -> None:
    assert read(theme="农业、林业、水利").values["theme"][0].value == ("农业、林业、水利",)


def test_a_branch_of_a_theme_brings_the_theme() -> None:
    both = ("综合政务", "综合政务\\政务公开")
    assert read(theme="综合政务\\政务公开").values["theme"][0].value == both
    assert read(theme=["综合政务\\政务公开", "综合政务"]).values["theme"][0].value == both


def test_kinds_by_value_or_label_and_numbers_in_normal_form() -> None:
    said = read(kind="政策解读", doc_number="云政发[2020]3号")
    assert said.values["kind"][0].value == "interpretation"
    assert said.values["doc_number"][0].value == "云政发〔2020〕3号"
    assert said.values["doc_number"][0].evidence.quote == "云政发[2020]3号"


def test_numbers_and_nested_values_become_texts() -> None:
    said = read(index_number=12345, 栏目={"名称": "通知"})
    assert said.values["index_number"][0].value == "12345"
    assert said.values["栏目"][0].value == '{"名称":"通知"}'


def test_the_digest_tells_other_values_apart() -> None:
    assert read(title="甲").digest() == read(title=" 甲").digest()
    assert read(title="甲").digest() != read(title="乙").digest()


def test_clean_keeps_the_length() -> None:
    assert clean("a\x00b\ud800c") == "a b\ufffdc"
