"""read_metadata as a whole: layout hints, pages, what is declared, and any text at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extractors.base import TextBuilder
from indexer.model import BlockKind, Kind
from indexer.model.fields import METADATA_BY_NAME
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.reading import read_metadata
from tests.indexer.understanding.metadata.documents import DOCUMENTS, RED_HEAD

AUTHORITY = Authority.load()


def styled(*lines: tuple[str, float, bool, int]) -> TextBuilder:
    builder = TextBuilder()
    for text, size, centred, page in lines:
        builder.add(BlockKind.PARAGRAPH, text, page=page, font_size=size, centred=centred)
    return builder


def test_the_large_centred_line_is_the_title_and_pages_are_told() -> None:
    built = styled(
        ("栖云区旧城更新", 12.0, False, 1),
        ("栖云区旧城更新三年行动", 22.0, True, 2),
        ("为了改善居住条件，制定本行动方案。", 12.0, False, 2),
    )
    (title, *_) = read_metadata(built.text, built.blocks, name="a.pdf", authority=AUTHORITY)[
        "title"
    ]
    assert title.value == "栖云区旧城更新三年行动"
    assert title.evidence.page == 2
    assert built.text[title.evidence.start : title.evidence.end] == title.evidence.quote


def test_lines_of_another_size_do_not_join_the_title() -> None:
    built = styled(
        ("云溪市养老服务", 22.0, True, 1),
        ("发展规划", 22.0, True, 1),
        ("云溪市民政局编制组", 14.0, True, 1),
        ("第一章　总则", 16.0, False, 2),
    )
    values = read_metadata(built.text, built.blocks, name="a.pdf", authority=AUTHORITY)
    assert values["title"][0].value == "云溪市养老服务发展规划"


def test_a_portal_table_in_cells_is_read() -> None:
    builder = TextBuilder()
    builder.add(
        BlockKind.TABLE,
        "",
        rows=(
            ("索 引 号", "007187648/2017-00096", "发文机关", "云溪市财政局"),
            ("发文字号", "云财〔2017〕9号", "成文日期", "2017年3月1日"),
        ),
    )
    builder.add(BlockKind.PARAGRAPH, "关于规范公益金管理的通知")
    builder.add(BlockKind.PARAGRAPH, "各县（区）财政局：")
    values = read_metadata(builder.text, builder.blocks, name="a.docx", authority=AUTHORITY)
    found = {field: values[field][0].value for field in ("index_number", "doc_number")}
    assert found == {"index_number": "007187648/2017-00096", "doc_number": "云财〔2017〕9号"}
    assert values["issuers"][0].value == ("云溪市财政局",)
    assert values["written_date"][0].value == "2017-03-01"
    assert values["title"][0].value == "关于规范公益金管理的通知"


def test_a_row_of_names_and_days_is_no_signature() -> None:
    builder = TextBuilder()
    builder.add(BlockKind.PARAGRAPH, "云溪市人民政府办公室关于启用新印章的通知")
    builder.add(BlockKind.PARAGRAPH, "市政府各部门：")
    builder.add(BlockKind.TABLE, "", rows=(("云溪市财政局", "2024年4月15日"),))
    builder.add(BlockKind.PARAGRAPH, "云溪市人民政府办公室")
    builder.add(BlockKind.PARAGRAPH, "2024年3月29日")
    values = read_metadata(builder.text, builder.blocks, name="a.docx", authority=AUTHORITY)
    assert values["written_date"][0].value == "2024-03-29"


def test_a_declared_title_is_read_and_not_claimed() -> None:
    text = "2022年6月24日 清远市第八届人民代表大会常务委员会第五次会议通过\n第一条 为了规范。"
    values = read_metadata(
        text, (), name="laws.jsonl#7", authority=AUTHORITY, title="清远市物业管理条例"
    )
    assert "title" not in values
    assert values["kind"][0].value == Kind.LAW
    assert values["genre"][0].value == "条例"
    assert values["issuers"][0].value == ("清远市人民代表大会常务委员会",)
    assert values["region"][0].value == "清远市"


def test_a_day_that_needed_a_repair_is_doubtful() -> None:
    text = "云溪市财政局关于开会的通知\n各单位：\n定于近日开会。\n云溪市财政局\n2020年3月1月"
    (written, *_) = read_metadata(text, (), name="a.txt", authority=AUTHORITY)["written_date"]
    assert (written.value, written.evidence.confidence) == ("2020-03-01", 0.6)


def test_the_first_claims_are_the_surest_and_fields_are_known() -> None:
    for document in DOCUMENTS:
        values = read_metadata(document.text, (), name=document.name, authority=AUTHORITY)
        assert set(values) <= set(METADATA_BY_NAME)
        for field, claims in values.items():
            if METADATA_BY_NAME[field].date:
                assert all(date.fromisoformat(str(claim.value)) for claim in claims)
            if METADATA_BY_NAME[field].many:
                assert all(isinstance(claim.value, tuple) for claim in claims), field


@pytest.mark.parametrize("text", ["", "\n\n", "\x00\x01", "。" * 500, "《" * 300, "号" * 99])
def test_odd_texts_are_read_without_error(text: str) -> None:
    read_metadata(text, (), name="", authority=AUTHORITY)


LINES = sorted({line for document in DOCUMENTS for line in document.text.split("\n")})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=25),
    st.text("附件号〔〕()[]《》年月日 0129", max_size=9),
)
def test_lines_in_any_order_are_read_without_error(lines: list[str], name: str) -> None:
    text = "\n".join(lines)
    for claims in read_metadata(text, (), name=name, authority=AUTHORITY).values():
        for claim in claims:
            evidence = claim.evidence
            if evidence.start is not None and evidence.end is not None:
                assert 0 <= evidence.start <= evidence.end <= len(text)


def test_reading_twice_gives_the_same() -> None:
    first = read_metadata(RED_HEAD.text, (), name="a", authority=AUTHORITY)
    assert read_metadata(RED_HEAD.text, (), name="a", authority=AUTHORITY) == first


@pytest.mark.parametrize("name", ["摘录/half.txt", "附件1.txt", "1.txt"])
def test_a_text_without_a_title_is_called_by_its_file(name: str) -> None:
    text = "内容在此，没有题目。电梯维修的钱由业主分摊。\n第二行也只是内容。\n"
    (title,) = read_metadata(text, (), name=name, authority=AUTHORITY)["title"]
    assert title.value == name.rsplit("/", 1)[-1]
    assert (title.evidence.rule, title.evidence.confidence) == ("file name", 0.1)
