from __future__ import annotations

import zipfile
from pathlib import Path

from indexer.model import Basis
from tests.indexer.pipeline.conftest import Library, counts, notes


def manifest(library: Library, *rows: str, head: str = "path,id,title") -> Path:
    path = library.home / "m.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_what_is_declared_outranks_what_is_read(library: Library) -> None:
    library.write("a.txt", "读出的标题\n第一条")
    library.ingest(manifest=manifest(library, "a.txt,yx-1,声明的标题"))
    found = library.catalogue.document("yx-1")
    assert found.title == "声明的标题"
    assert {v.evidence.basis for v in found.values["title"]} == {Basis.DECLARED, Basis.EXTRACTED}


def test_another_declaration_needs_no_new_reading(library: Library) -> None:
    path = library.write("a.txt", "读出的标题\n第一条")
    library.ingest(manifest=manifest(library, "a.txt,yx-1,声明的标题"))
    same = library.ingest(manifest=manifest(library, "a.txt,yx-1,声明的标题"))
    assert counts(same) == {"unchanged": 1}
    changed = library.ingest(manifest=manifest(library, "a.txt,yx-1,改过的标题"))
    assert counts(changed) == {"updated": 1}
    assert library.titles() == {"改过的标题": "yx-1"}
    assert len(library.catalogue.document("yx-1").values["title"]) == 2
    assert counts(library.ingest()) == {"unchanged": 1}
    path.write_text("新读出的标题\n第二条", encoding="utf-8")
    assert counts(library.ingest()) == {"updated": 1}
    assert library.titles() == {"改过的标题": "yx-1"}


def test_another_id_replaces_the_document(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条")
    library.ingest(manifest=manifest(library, "a.txt,one,"))
    library.ingest(manifest=manifest(library, "a.txt,two,"))
    assert library.titles() == {"甲办法": "two"}


def test_an_id_that_another_file_has(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条")
    library.write("b.txt", "乙办法\n第一条")
    summary = library.ingest(manifest=manifest(library, "a.txt,one,", "b.txt,one,"))
    assert counts(summary) == {"added": 1, "quarantined": 1}
    (message,) = notes(summary).values()
    assert "编号 one 已用于" in message


def test_problems_are_told_at_once_and_logged(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条")
    rows = ("a.txt,昨天,公文", ",,")
    summary = library.ingest(manifest=manifest(library, *rows, head="path,published_date,kind"))
    assert counts(summary) == {"added": 1, "flawed": 2}
    assert [n.name for n in summary.notes] == ["m.csv 第2行", "m.csv 第2行"]
    assert {a.name for a in library.catalogue.sources.attempts()} == {"a.txt", "m.csv 第2行"}
    assert not summary.clean


def test_a_manifest_in_the_folder_is_no_document(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条")
    path = library.write("m.csv", "path,title\na.txt,声明的标题\n")
    assert counts(library.ingest(manifest=path)) == {"added": 1}


def test_rows_without_a_file(library: Library) -> None:
    library.write("下级/a.txt", "甲办法\n第一条")
    summary = library.ingest(manifest=manifest(library, "下级/a.txt,,", "none.txt,,"))
    assert summary.warnings == ["m.csv 有 1 行所列的文件没有找到：第3行 none.txt"]


def test_a_member_of_an_archive_is_declared(library: Library) -> None:
    with zipfile.ZipFile(library.files / "a.zip", "w") as archive:
        archive.writestr("b.txt", "甲办法\n第一条")
    library.ingest(manifest=manifest(library, "a.zip!/b.txt,yx-1,声明的标题"))
    assert library.titles() == {"声明的标题": "yx-1"}
    library.ingest(manifest=manifest(library, "a.zip!/b.txt,yx-1,改过的标题"))
    assert library.titles() == {"改过的标题": "yx-1"}


def test_a_moved_file_with_a_new_declaration(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条")
    library.ingest(manifest=manifest(library, "a.txt,yx-1,声明的标题"))
    path.rename(library.files / "b.txt")
    library.ingest(manifest=manifest(library, "b.txt,,改过的标题"))
    assert library.titles() == {"改过的标题": "yx-1"}
