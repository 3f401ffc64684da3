"""Texts in parts: what each holds, and that nothing is lost or told twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.searching.parts import parts

LAW = (
    "云城市电梯办法\n第一章 总则\n第一条 为了规范，制定本办法。\n第二条 申请人提交下列材料：\n"
    "（一）申请书；\n（二）图纸。\n第二章 补贴\n第三条 每台补贴十五万元。"
)


def told(text: str) -> list[tuple[tuple[str, ...], str]]:
    return [(part.path, text[part.start : part.end]) for part in parts(text)]


def test_an_article_is_one_part_with_its_items_below_its_chapter() -> None:
    assert told(LAW) == [
        ((), "云城市电梯办法"),
        (("第一章 总则", "第一条"), "第一条 为了规范，制定本办法。"),
        (
            ("第一章 总则", "第二条"),
            "第二条 申请人提交下列材料：\n（一）申请书；\n（二）图纸。",
        ),
        (("第二章 补贴", "第三条"), "第三条 每台补贴十五万元。"),
    ]


def test_a_short_section_is_whole_and_a_long_one_is_told_by_its_parts() -> None:
    short = "一、范围\n（一）城区。\n（二）县。"
    assert [text for _, text in told(short)] == [short]
    long = "一、补贴标准\n（一）" + "城区每台十五万元。" * 40 + "\n（二）" + "县每台十万元。" * 40
    found = told(long)
    assert [path for path, _ in found] == [
        ("一、补贴标准", "（一）城区每台十五万元"),
        ("一、补贴标准", "（二）县每台十万元"),
    ]


def test_items_without_a_section_above_them_are_each_told() -> None:
    text = "（一）城区每台十五万元。\n（二）县每台十万元。\n" + "其他地区由各县决定。" * 60
    found = told(text)
    assert found[0] == (("（一）城区每台十五万元",), "（一）城区每台十五万元。")
    assert "".join(part for _, part in found).count("县每台十万元") == 1


def test_a_sentence_beside_a_number_is_no_bare_heading() -> None:
    text = "一、县每台补贴十万元。\n（一）" + "城区另定标准。" * 100
    assert told(text)[0] == (("一、县每台补贴十万元",), "一、县每台补贴十万元。")


def test_what_closes_a_text_is_no_part_of_its_last_article() -> None:
    last = "第二条 本办法自2025年2月1日起施行，有效期5年。"
    closing = (
        "云城市财政局\n云城市住房和城乡建设局\n2025年1月3日\n"
        "抄送：市委办公室。\n云城市财政局办公室 2025年1月3日印发"
    )
    found = told(f"云城市电梯办法\n第一条 制定本办法。\n{last}\n\n{closing}")
    assert found[-2:] == [(("第二条",), last), ((), closing)]


def test_below_a_table_copies_and_the_printer_close_a_text() -> None:
    printed = "抄送：市委。\n云城市人民政府办公室 2017年9月30日印发"
    text = f"一、清单如下。\n甲\t云政发〔2011〕13号\n{printed}"
    assert [part for _, part in told(text)] == [
        "一、清单如下。\n甲\t云政发〔2011〕13号",
        printed,
    ]


def test_a_day_in_a_list_and_a_day_at_the_head_close_nothing() -> None:
    head = "云城市财政局文件\n2025年1月3日\n"
    head += "一、每台补贴十五万元。\n开工日期\n2025年3月1日\n完工日期\n2025年9月1日"
    assert len(told(head)) == 2


def test_numbered_rows_of_a_table_are_no_headings_without_a_text() -> None:
    rows = [f"{n}\t轻微违法行为{n}\t当日改正的不予处罚" for n in range(1, 20)]
    text = "云城市不予处罚清单\n" + "为了规范执法，制定本清单。" * 30 + "\n" + "\n".join(rows)
    found = "\n".join(part for _, part in told(text))
    assert [row for row in rows if row not in found] == []


def test_an_annex_ends_the_chapters_above_it() -> None:
    paths = [path for path, _ in told(LAW + "\n附件1\n申请表\n第一条 填写说明。")]
    assert paths[-2:] == [("附件1",), ("附件1", "第一条")]


def test_long_texts_without_numbers_are_cut_at_the_ends_of_lines() -> None:
    text = "\n".join(f"{n}：" + "本市居民可以申请。" * 20 for n in range(30))
    found = parts(text)
    assert len(found) > 3
    assert all(part.end - part.start <= 1_000 for part in found)
    assert all(text[part.start - 1] in "\n。" for part in found if part.start)


@given(
    st.lists(
        st.sampled_from(
            [
                "第一章 总则",
                "第二条 甲。",
                "一、乙",
                "二、己。",
                "（一）丙。",
                "附件2",
                "丁" * 700,
                "",
                "　",
                "戊。",
            ]
        ),
        max_size=14,
    )
)
def test_parts_are_in_order_apart_and_literal(lines: list[str]) -> None:
    text = "\n".join(lines)
    end = 0
    for part in parts(text):
        assert end <= part.start < part.end <= len(text)
        assert text[part.start : part.end] == text[part.start : part.end].strip()
        end = part.end
    kept = "".join(text[part.start : part.end] for part in parts(text))
    for word in "甲丙丁戊己":
        assert kept.count(word) == text.count(word), word


def test_a_plan_that_is_numbered_by_decimals_has_parts() -> None:
    plan = "云城市预案\n1　总则\n1.1　目的\n" + "为了规范应对。" * 90 + "\n"
    plan += "4.3　Ⅰ级响应\n公共交通免费。\n4.4　附则\n自印发之日起实施。"
    found = told(plan)
    assert (("4.3　Ⅰ级响应",), "4.3　Ⅰ级响应\n公共交通免费。") in found
    assert "".join(text for _, text in found).count("公共交通免费") == 1
    # A bare heading is no part, and figures in a sentence are no headings.
    assert (("1　总则",), "1　总则") not in found
    assert len(told("2024 年共有 3 份文件。\n" * 40)) == 1
