"""Two texts by article."""

from __future__ import annotations

from fastapi.testclient import TestClient

from search_api.portal.comparison import Comparison, compared
from tests import library

OLD = (
    "某办法\n第一条 为了规范加装电梯工作，制定本办法。\n第二条 每台补贴十五万元，由区财政承担。\n"
    "第三条 申请人应当提交身份证明。\n第四条 本办法自2018年1月1日起施行。"
)
NEW = (
    "某办法\n第一条 为了规范加装电梯工作，制定本办法。\n第二条 本办法所称住宅，是指多层住宅。\n"
    "第三条 每台补贴二十万元，由区财政承担。\n第四条 本办法自2024年3月1日起施行。"
)


def comparison(old: str, new: str) -> Comparison:
    return compared(library.document("a", old), library.document("b", new))


def test_articles_are_paired_by_what_they_say() -> None:
    rows = [
        (r.kind, r.left.number if r.left else "", r.right.number if r.right else "")
        for r in comparison(OLD, NEW).rows
    ]
    assert rows == [
        ("same", "题头", "题头"),
        ("same", "第一条", "第一条"),
        ("added", "", "第二条"),
        ("changed", "第二条", "第三条"),
        ("removed", "第三条", ""),
        ("changed", "第四条", "第四条"),
    ]


def test_within_an_article_the_words_are_told() -> None:
    changed = next(r for r in comparison(OLD, NEW).rows if r.kind == "changed")
    assert [(w.kind, w.text) for w in changed.words] == [
        ("same", "每台补贴"),
        ("gone", "十五"),
        ("new", "二十"),
        ("same", "万元，由区财政承担。"),
    ]


def test_nothing_is_lost() -> None:
    for row in comparison(OLD, NEW).rows:
        if row.kind == "changed":
            assert row.left
            assert row.right
            old = "".join(w.text for w in row.words if w.kind != "new")
            new = "".join(w.text for w in row.words if w.kind != "gone")
            assert row.left.text.endswith(old)
            assert row.right.text.endswith(new)


def test_long_texts_are_compared_too() -> None:
    old = "".join(f"第{n}条 甲{n}乙{n * 7}丙。\n" for n in range(1, 300))
    new = "".join(f"第{n}条 丁{n}戊{n * 5}己。\n" for n in range(1, 300))
    assert len(comparison(old, new).rows) >= 299
    long = comparison("第一条 " + "甲乙。" * 1_000, "第一条 " + "甲乙。" * 999 + "丙丁。")
    assert [w.text for w in long.rows[0].words if w.kind == "new"] == ["丙丁。"]


def test_the_page_tells_both_and_nothing_withheld(client: TestClient) -> None:
    page = client.get("/documents/lift/compare?with=old-lift")
    assert page.status_code == 200
    assert page.text.index("旧文本") < page.text.index("云城府发〔2012〕8号")
    assert "<del>" in page.text
    assert "<ins>" in page.text
    assert client.get("/documents/lift/compare?with=withheld").status_code == 404
    assert client.get("/documents/withheld/compare?with=lift").status_code == 404
    assert client.get("/documents/lift/compare").status_code == 422


def test_blanks_are_no_change() -> None:
    old = "第一章　总　则\n第一条 甲。\n\n\n乙。"
    new = "第一章 总则\n第一条　甲。\n乙。"
    assert [row.kind for row in comparison(old, new).rows] == ["same", "same"]
    changed = comparison(old, new.replace("乙", "丙")).rows[1]
    assert "".join(w.text for w in changed.words if w.kind != "new") == "甲。\n乙。"
