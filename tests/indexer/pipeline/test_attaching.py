"""Attachments that are files of their own, by the folder or archive in which they lie."""

from __future__ import annotations

import zipfile

from tests.indexer.extractors.word_files import OFFICE, paragraph, write_docx
from tests.indexer.pipeline.conftest import Library

NOTICE = "关于补贴的通知\n附件：补贴标准表、申请表\n云溪市人民政府"


def links(library: Library) -> dict[str, dict[str, str]]:
    """Notice → attachment → what the notice calls it, by titles; the same from both sides."""
    ids = {identity: title for title, identity in library.titles().items()}
    found = library.catalogue.attachments(list(ids))
    there = {(ids[i], f.card.title, f.name) for i, linked in found.items() for f in linked.files}
    back = {(n.card.title, ids[i], n.name) for i, linked in found.items() for n in linked.notices}
    assert there == back
    result: dict[str, dict[str, str]] = {}
    for notice, attachment, name in there:
        result.setdefault(notice, {})[attachment] = name
    return result


def test_files_beside_their_notice(library: Library) -> None:
    library.write("甲/通知.txt", NOTICE)
    library.write("甲/附件1：补贴标准表.txt", "标准一览\n电梯每台二十万元")
    library.write("甲/附件2.txt", "加装电梯申请表\n姓名")
    library.write("甲/无关.txt", "另一份文件")
    library.write("乙/补贴标准表.txt", "别处的标准表")
    library.ingest()
    expected = {"关于补贴的通知": {"标准一览": "补贴标准表", "加装电梯申请表": "申请表"}}
    assert links(library) == expected
    revision = library.catalogue.revision()
    library.ingest()
    assert (links(library), library.catalogue.revision()) == (expected, revision)


def test_the_order_of_arrival_does_not_matter(library: Library) -> None:
    library.write("附件/1.补贴标准表.txt", "标准一览")
    library.ingest()
    assert links(library) == {}
    library.write("通知.txt", NOTICE)
    library.ingest()
    assert links(library) == {"关于补贴的通知": {"标准一览": "补贴标准表"}}


def test_what_is_renamed_or_removed_is_attached_no_more(library: Library) -> None:
    notice = library.write("通知.txt", NOTICE)
    form = library.write("申请表.txt", "姓名一栏")
    library.write("补贴标准表.txt", "标准一览")
    library.ingest()
    notice.write_text("关于补贴的通知\n附件：申请表", "utf-8")
    library.ingest()
    assert links(library) == {"关于补贴的通知": {"姓名一栏": "申请表"}}
    form.rename(form.with_name("旧.txt"))
    library.ingest()
    assert links(library) == {}
    form.with_name("旧.txt").rename(form)
    library.ingest()
    assert links(library) == {"关于补贴的通知": {"姓名一栏": "申请表"}}
    before = library.catalogue.revision()
    notice.unlink()
    library.ingest(prune=True)
    assert links(library) == {}
    changed = {change.id for change in library.catalogue.changes_since(before)}
    assert library.titles()["姓名一栏"] in changed


def test_members_of_an_archive(library: Library) -> None:
    for name in ("a", "b"):
        with zipfile.ZipFile(library.files / f"{name}.zip", "w") as archive:
            archive.writestr("正文.txt", f"通知{name}\n附件：补贴标准表")
            archive.writestr("表格/补贴标准表.txt", f"标准{name}")
    library.ingest()
    assert links(library) == {
        "通知a": {"标准a": "补贴标准表"},
        "通知b": {"标准b": "补贴标准表"},
    }


def test_many_folders_at_once(library: Library) -> None:
    for number in range(60):
        library.write(f"{number}/通知.txt", f"第{number}号通知\n附件：补贴标准表")
        library.write(f"{number}/补贴标准表.txt", f"第{number}号标准")
    library.ingest()
    assert len(links(library)) == 60
    assert links(library)["第7号通知"] == {"第7号标准": "补贴标准表"}


def test_links_of_a_page_and_files_within_a_file(library: Library) -> None:
    """What a page links are its attachments; a picture or a sheet inside a Word file is none."""
    paragraphs = "<p>各单位应当认真贯彻执行本通知，并于月底前报送有关材料。</p>" * 5
    link = '<p><a href="P2024.xlsx">附件：补贴标准表.xlsx</a></p>'
    page = f"<html><body><div><h1>关于补贴的通知</h1>{paragraphs}{link}</div></body></html>"
    library.write("页/通知.html", page)
    library.write("页/补贴标准表.txt", "标准一览")
    inner = f'<Relationship Id="e1" Type="{OFFICE}/package" Target="embeddings/表.xlsx"/>'
    (library.files / "文").mkdir()
    write_docx(
        library.files / "文" / "通知.docx",
        paragraph("另一份通知"),
        extra={"word/embeddings/表.xlsx": b"x"},
        extra_rels=inner,
    )
    library.write("文/附件1.txt", "别的材料")
    library.ingest()
    (notice,) = links(library)
    assert "关于补贴的通知" in notice
    assert list(links(library)[notice]) == ["标准一览"]
