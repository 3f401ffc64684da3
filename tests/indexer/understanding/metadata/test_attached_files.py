"""Which file of a folder is meant by the name in a notice's list."""

from __future__ import annotations

import pytest

from indexer.understanding.metadata.attached_files import (
    FiledDocument,
    attached_files,
)

LISTED = ("加装电梯补贴标准表", "《申请表》", "附件3：联系方式")


def notice(
    identity: str = "n", name: str = "通知.docx", lists: tuple[str, ...] = LISTED
) -> FiledDocument:
    return FiledDocument(identity, name, "关于加装电梯补贴的通知", "云政办〔2024〕5号", lists)


@pytest.mark.parametrize(
    ("name", "title", "place"),
    [
        ("附件1：加装电梯补贴标准表.xlsx", "", 0),
        ("附件1.加装电梯补贴标准表.xls", "", 0),
        ("附件一 加装电梯补贴标准表.pdf", "", 0),
        ("1.加装电梯补贴标准表.xlsx", "", 0),
        ("加装电梯补贴标准表.xlsx", "", 0),
        ("a.xlsx", "加装电梯补贴标准表", 0),
        ("附件1.xlsx", "某某表", 0),
        ("附件2.doc", "", 1),
        ("附件2-申请表.doc", "", 1),
        ("附件２：申请表.doc", "", 1),
        ("附件1：补贴标准表.xlsx", "", 0),
        ("附件3.联系方式.csv", "", 2),
        ("通知 附件2.doc", "", 1),
        ("附件4.doc", "", None),
        ("附件1：完全不同的事项.doc", "完全不同", None),
        ("其他文件.doc", "其他文件", None),
    ],
)
def test_one_notice(name: str, title: str, place: int | None) -> None:
    found = attached_files((notice(), FiledDocument("a", name, title)))
    assert [(f.attachment, f.notice, f.name) for f in found] == (
        [] if place is None else [("a", "n", LISTED[place])]
    )


def test_several_notices_that_list_the_same() -> None:
    one = notice("n1", "一号通知.docx", ("申请表",))
    two = notice("n2", "二号通知.docx", ("申请表",))
    form = FiledDocument("a", "申请表.docx", "申请表")
    own = FiledDocument("b", "二号通知附件1：申请表.docx", "申请表")
    numbered = FiledDocument("c", "附件1.docx", "某表")
    found = attached_files((one, two, form, own, numbered))
    assert [(f.attachment, f.notice) for f in found] == [("b", "n2")]


def test_a_file_is_no_attachment_of_its_own() -> None:
    own = FiledDocument("n", "申请表.docx", "申请表", lists=("申请表",))
    assert attached_files((own, FiledDocument("x", "另.docx"))) == ()


def test_what_very_many_notices_name_alike_tells_nothing() -> None:
    """In one folder of thousands of notices, 附件2 and 申请表 may be anybody's; a name of its own
    still tells whose it is."""
    notices = [
        notice(f"n{i}", f"第{i}号通知.docx", (f"第{i}号标准表", "申请表")) for i in range(3000)
    ]
    forms = [FiledDocument(f"f{i}", f"附件2 ({i}).docx", "申请表") for i in range(500)]
    own = [FiledDocument("a", "附件1：第7号标准表.xlsx"), FiledDocument("b", "第9号通知附件2.docx")]
    found = attached_files([*notices, *forms, *own])
    assert [(f.attachment, f.notice) for f in found] == [("a", "n7"), ("b", "n9")]
