from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.catalogue import SourceOutcome
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.pipeline.again import understand_all
from indexer.pipeline.deciding import UNREAD, Decider
from indexer.pipeline.documents import DocumentReader
from indexer.pipeline.locations import absolute, short_digest
from indexer.runtime.progress import Silent, Stop
from tests.indexer.pipeline.conftest import Library, counts, notes, split_issuers, understand


def test_a_folder_twice(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。")
    library.write("下级/b.txt", "乙办法\n第一条 服务。")
    assert counts(library.ingest()) == {"added": 2}
    first = library.titles()
    assert first["甲办法"] == short_digest("a.txt")
    assert first["乙办法"] == short_digest("下级/b.txt")
    revision = library.catalogue.revision()

    assert counts(library.ingest()) == {"unchanged": 2}
    assert library.catalogue.revision() == revision
    assert len(library.catalogue.sources.attempts()) == 2


def test_a_changed_file_is_replaced_and_keeps_its_id(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条 管理。")
    library.ingest()
    identity = library.titles()["甲办法"]
    path.write_text("甲办法（修订）\n第一条 新的管理。", encoding="utf-8")
    assert counts(library.ingest()) == {"updated": 1}
    assert library.titles() == {"甲办法（修订）": identity}
    assert "新的管理" in library.catalogue.texts([identity])[identity]


def test_a_touched_file_is_unchanged(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条 管理。")
    library.ingest()
    os.utime(path, (1, 1))
    assert counts(library.ingest()) == {"unchanged": 1}
    assert library.catalogue.sources.at([str(path)])[str(path)].mtime_ns == 1_000_000_000


def test_a_moved_file_keeps_its_id(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条 管理。")
    library.ingest()
    identity = library.titles()["甲办法"]
    path.rename(library.files / "z.txt")
    summary = library.ingest()
    assert counts(summary) == {"moved": 1}
    assert summary.vanished == []
    source = library.catalogue.document(identity).source
    assert source is not None
    assert (source.name, source.path) == ("z.txt", str(library.files / "z.txt"))
    assert counts(library.ingest()) == {"unchanged": 1}


def test_copies_are_told_and_indexed_once(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。")
    library.write("b.txt", "甲办法\n第一条 管理。")
    summary = library.ingest()
    assert counts(summary) == {"added": 1, "duplicate": 1}
    assert notes(summary) == {"b.txt": "与 a.txt 内容相同"}
    library.write("c.txt", "甲办法\n第一条 管理。")
    assert counts(library.ingest()) == {"unchanged": 1, "duplicate": 2}
    assert library.catalogue.counts().documents == 1


def test_a_copy_takes_over_when_the_first_one_goes(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条 管理。")
    library.write("b.txt", "甲办法\n第一条 管理。")
    library.ingest()
    path.unlink()
    assert counts(library.ingest(prune=True)) == {"moved": 1}
    assert library.titles() == {"甲办法": short_digest("a.txt")}


def test_a_copy_becomes_a_document_when_the_first_one_changes(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条 管理。")
    library.write("b.txt", "甲办法\n第一条 管理。")
    library.ingest()
    path.write_text("丙办法\n第一条 别的。", encoding="utf-8")
    assert counts(library.ingest()) == {"updated": 1, "added": 1}
    assert library.titles() == {"丙办法": short_digest("a.txt"), "甲办法": short_digest("b.txt")}


def test_a_file_that_becomes_a_copy_gives_up_its_document(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。")
    path = library.write("b.txt", "乙办法\n第一条 服务。")
    library.ingest()
    path.write_text("甲办法\n第一条 管理。", encoding="utf-8")
    assert counts(library.ingest()) == {"unchanged": 1, "duplicate": 1}
    assert set(library.titles()) == {"甲办法"}


def test_vanished_files_are_told_and_pruned_when_asked(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。")
    path = library.write("b.txt", "乙办法\n第一条 服务。")
    library.ingest()
    path.unlink()
    assert library.ingest().vanished == ["b.txt"]
    assert library.ingest().vanished == ["b.txt"]
    assert set(library.titles()) == {"甲办法", "乙办法"}
    assert counts(library.ingest(prune=True)) == {"unchanged": 1, "removed": 1}
    assert set(library.titles()) == {"甲办法"}
    assert library.catalogue.counts().removed == 1
    library.write("b.txt", "乙办法\n第一条 服务。")
    assert counts(library.ingest()) == {"unchanged": 1, "added": 1}
    assert library.titles()["乙办法"] == short_digest("b.txt")


def test_nothing_is_pruned_below_a_path_that_is_missing(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。")
    library.ingest()
    library.files.rename(library.home / "elsewhere")
    summary = library.ingest(prune=True)
    assert counts(summary) == {"quarantined": 1}
    assert notes(summary) == {str(library.files): "文件不存在"}
    assert set(library.titles()) == {"甲办法"}


def test_two_folders_with_a_file_of_the_same_name(library: Library) -> None:
    library.write("甲/a.txt", "甲办法\n第一条 管理。")
    library.write("乙/a.txt", "乙办法\n第一条 服务。")
    library.ingest(library.files / "甲", library.files / "乙")
    titles = library.titles()
    assert titles == {
        "甲办法": short_digest("a.txt"),
        "乙办法": short_digest(str(library.files / "乙" / "a.txt")),
    }
    assert counts(library.ingest()) == {"unchanged": 2}


def test_ids_do_not_hang_on_which_file_is_read_first(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several workers one is quicker by chance."""
    library.write("甲/a.txt", "甲办法\n第一条 管理。")
    library.write("乙/a.txt", "乙办法\n第一条 服务。")
    read_all = Fence.read_all

    def second_first(self: Fence, *args: Any) -> Iterator[Any]:
        return iter(sorted(read_all(self, *args), key=lambda read: "甲" in read[0].name))

    monkeypatch.setattr(Fence, "read_all", second_first)
    library.ingest(library.files / "甲", library.files / "乙")
    assert library.titles()["甲办法"] == short_digest("a.txt")


def test_a_file_that_comes_back_or_elsewhere_after_it_vanished(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条 管理。")
    library.ingest()
    path.rename(library.home / "a.txt")
    assert library.ingest().vanished == ["a.txt"]
    (library.home / "a.txt").rename(path)
    assert counts(library.ingest()) == {"unchanged": 1}
    path.rename(library.home / "a.txt")
    library.ingest()
    (library.home / "a.txt").rename(library.files / "b.txt")
    assert counts(library.ingest()) == {"moved": 1}
    assert library.ingest().vanished == []
    assert library.titles() == {"甲办法": short_digest("a.txt")}


# ---------------------------------------------------------------- bad input


def test_what_cannot_be_read_is_told_and_the_others_go_on(library: Library) -> None:
    library.write("good.txt", "甲办法\n第一条 管理。")
    (library.files / "empty.pdf").write_bytes(b"")
    (library.files / "wrong.docx").write_bytes(b"%PDF-1.7\nbroken")
    (library.files / "picture.bin").write_bytes(bytes(range(256)) * 8)
    os.mkfifo(library.files / "pipe.txt")
    missing = library.files / "none.txt"
    summary = library.ingest(library.files, missing)
    assert counts(summary) == {"added": 1, "quarantined": 5}
    told = notes(summary)
    assert told["empty.pdf"] == "空文件"
    assert told["pipe.txt"] == "不是普通文件"
    assert told[str(missing)] == "文件不存在"
    assert "损坏" in told["wrong.docx"]
    assert "不支持" in told["picture.bin"]
    logged = {a.name: a.reason for a in library.catalogue.sources.attempts() if a.reason}
    assert set(logged) == set(told)
    known = {s.name: s.reason for s in library.catalogue.sources.quarantined()}
    assert known == logged


def test_what_cannot_be_read_is_not_tried_again_until_it_changes(library: Library) -> None:
    path = library.write("a.pdf", "%PDF-1.7\nbroken")
    assert counts(library.ingest()) == {"quarantined": 1}
    assert counts(library.ingest()) == {"quarantined": 1}
    assert len(library.catalogue.sources.attempts()) == 1
    path.unlink()
    library.write("a.pdf", "甲办法\n第一条 其实是文字。")
    library.ingest()
    assert len(library.catalogue.sources.attempts()) == 2


def test_a_file_that_breaks_keeps_what_was_read_before(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条 管理。")
    library.ingest()
    path.write_bytes(b"")
    summary = library.ingest()
    assert "沿用上次读出的内容" in notes(summary)["a.txt"]
    assert library.titles() == {"甲办法": short_digest("a.txt")}
    path.write_text("甲办法\n第一条 又好了。", encoding="utf-8")
    assert counts(library.ingest()) == {"updated": 1}
    assert library.titles() == {"甲办法": short_digest("a.txt")}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。").chmod(0)
    assert notes(library.ingest()) == {"a.txt": "没有读取权限或读取出错"}


def test_a_name_that_is_not_utf8(library: Library) -> None:
    raw = os.fsencode(library.files) + "/公文.txt".encode("gbk")
    Path(os.fsdecode(raw)).write_text("甲办法\n第一条 管理。", encoding="utf-8")
    assert counts(library.ingest()) == {"added": 1}
    (known,) = library.catalogue.sources.all()
    assert known.name == "\\xb9\\xab\\xce\\xc4.txt"
    assert counts(library.ingest()) == {"unchanged": 1}


def test_a_defect_of_ours_costs_one_document(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 出错。")
    library.write("b.txt", "乙办法\n第一条 服务。")
    summary = library.ingest()
    assert counts(summary) == {"added": 1, "quarantined": 1}
    assert "ZeroDivisionError" in notes(summary)["a.txt"]


def test_understanding_that_ends_its_process_costs_one_document(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 崩溃。")
    library.write("b.txt", "乙办法\n第一条 服务。")
    zipped(library.files / "c.zip", 丙="丙办法\n崩溃", 丁="丁办法\n第一条")
    summary = library.ingest()
    assert counts(summary) == {"added": 2, "quarantined": 2}
    assert set(notes(summary)) == {"a.txt", "c.zip!/丙.txt"}


def test_a_text_that_cannot_be_understood_again_stays(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。")
    library.write("b.txt", "乙办法\n第一条 服务。")
    library.ingest()
    with library.catalogue.write() as writer:  # as if the rules had been others
        kept = library.catalogue.documents(library.titles().values())
        for document in kept.values():
            writer.put(replace(document, text=document.text.replace("服务", "崩溃")))
    reader = DocumentReader(understand, split_issuers)
    with Fence(FenceLimits(), workers=1, folder=library.home, reader=reader) as fence:
        assert understand_all(library.catalogue, fence) == 0
    assert set(library.titles()) == {"甲办法", "乙办法"}


# ---------------------------------------------------------------- archives


def zipped(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.txt", (2020, 1, 1, 0, 0, 0)), text)
    return path


def test_the_members_of_an_archive_are_documents(library: Library) -> None:
    path = zipped(library.files / "a.zip", 甲="甲办法\n第一条 管理。", 乙="乙办法\n第一条 服务。")
    assert counts(library.ingest()) == {"added": 2}
    first = library.titles()
    assert first["甲办法"] == short_digest("a.zip!/甲.txt")
    assert counts(library.ingest()) == {"unchanged": 2}

    zipped(path, 甲="甲办法\n第一条 管理。", 丙="丙办法\n第一条 新的。")
    summary = library.ingest()
    assert counts(summary) == {"unchanged": 1, "added": 1}
    assert summary.vanished == ["a.zip!/乙.txt"]
    assert counts(library.ingest(prune=True)) == {"unchanged": 2, "removed": 1}
    assert library.titles()["甲办法"] == first["甲办法"]


def test_a_member_that_stands_outside_too_is_a_copy(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。")
    library.ingest()
    zipped(library.files / "b.zip", 甲="甲办法\n第一条 管理。")
    assert counts(library.ingest()) == {"unchanged": 1, "duplicate": 1}


def test_a_folder_whose_name_looks_like_an_archive(library: Library) -> None:
    library.write("a.zip!/b.txt", "甲办法\n第一条 管理。")
    assert counts(library.ingest()) == {"added": 1}
    assert counts(library.ingest(prune=True)) == {"unchanged": 1}


# ---------------------------------------------------------------- stopping


def test_a_run_that_is_stopped_keeps_what_is_done(library: Library) -> None:
    for n in range(30):
        library.write(f"{n:02}.txt", f"办法{n}\n第一条 第{n}项管理。")
    stop = Stop()
    summary = library.ingest(reporter=StopAfter(5, stop), stop=stop)
    assert summary.interrupted
    kept = library.catalogue.counts().documents
    assert 0 < kept < 30
    assert counts(library.ingest()) == {"unchanged": kept, "added": 30 - kept}


class StopAfter(Silent):
    """As a Ctrl-C would after so many documents."""

    def __init__(self, documents: int, stop: Stop) -> None:
        self._left = documents
        self._stop = stop

    def advance(self, amount: int, documents: int = 0) -> None:
        self._left -= documents
        if self._left <= 0:
            self._stop.set()


def test_sources_say_what_became_of_each(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条 管理。")
    library.write("b.txt", "甲办法\n第一条 管理。")
    zipped(library.files / "c.zip", 乙="乙办法\n第一条 服务。")
    library.ingest()
    found = {s.name: s.outcome for s in library.catalogue.sources.all()}
    assert found == {
        "a.txt": SourceOutcome.INDEXED,
        "b.txt": SourceOutcome.DUPLICATE,
        "c.zip": SourceOutcome.CONTAINER,
        "c.zip!/乙.txt": SourceOutcome.INDEXED,
    }


def test_what_a_browser_saved_beside_a_page_is_told_in_one_line(library: Library) -> None:
    library.write("通知_files/a.txt", "甲办法\n第一条 管理。")
    library.write("公告_文件/b.txt", "乙办法\n第一条 服务。")
    assert counts(library.ingest()) == {"added": 2}
    library.write("通知.html", "<p>丙办法</p><p>第一条 停车。</p>")
    library.write("公告.htm", "<p>丁办法</p><p>第一条 照明。</p>")
    summary = library.ingest(prune=True)
    assert counts(summary) == {"added": 2, "removed": 2}
    assert summary.warnings == [
        "跳过 2 个随网页保存的附属文件夹（脚本、样式和图片）：公告_文件、通知_files"
    ]
    assert set(library.titles()) == {"丙办法", "丁办法"}


def test_of_copies_in_several_folders_the_one_that_is_named_stands_for_all(
    library: Library,
) -> None:
    for name in ("一/通知(1).txt", "新建 文本文档.txt", "二/通知.txt", "通知 - 副本.txt"):
        library.write(name, "甲办法\n第一条 管理。")
    assert counts(library.ingest()) == {"added": 1, "duplicate": 3}
    (known,) = library.catalogue.sources.of_documents(library.titles().values()).values()
    assert {k.name for k in known if k.outcome is SourceOutcome.INDEXED} == {"二/通知.txt"}


def test_the_plain_name_stands_for_all_whichever_was_there_first(library: Library) -> None:
    library.write("通知 2.txt", "甲办法\n第一条 管理。")
    library.ingest()
    before = library.titles()
    library.write("通知.txt", "甲办法\n第一条 管理。")
    library.write("通知(1).txt", "甲办法\n第一条 管理。")
    assert counts(library.ingest()) == {"moved": 1, "unchanged": 1, "duplicate": 1}
    assert counts(library.ingest()) == {"unchanged": 1, "duplicate": 2}
    (known,) = library.catalogue.sources.of_documents(library.titles().values()).values()
    assert {k.name for k in known if k.outcome is SourceOutcome.INDEXED} == {"通知.txt"}
    assert library.titles() == before
    (library.files / "通知.txt").unlink()
    library.ingest(prune=True)
    assert library.titles() == before


def test_only_what_is_asked_for_is_looked_at(library: Library) -> None:
    for name in ("a", "b", "c"):
        library.write(f"{name}.txt", f"{name}办法\n第一条")
    library.ingest()
    library.write("a.txt", "a办法\n第二条")
    library.write("b.txt", "b办法\n第二条")
    (library.files / "c.txt").unlink()
    only = frozenset({absolute(library.files / "a.txt")})
    assert counts(library.ingest(only=only, prune=True)) == {"updated": 1}
    only = frozenset({absolute(library.files / "c.txt")})
    assert counts(library.ingest(only=only, prune=True)) == {"removed": 1}
    assert counts(library.ingest(prune=True)) == {"updated": 1, "unchanged": 1}


def test_a_move_keeps_its_document_where_both_ends_are_asked_for(library: Library) -> None:
    path = library.write("旧/a.txt", "甲办法\n第一条")
    library.ingest()
    before = library.titles()
    path.parent.rename(library.files / "新")
    only = frozenset({absolute(library.files / "旧"), absolute(library.files / "新")})
    assert counts(library.ingest(only=only, prune=True)) == {"moved": 1}
    assert library.titles() == before


def test_a_share_that_is_not_mounted_removes_nothing(library: Library) -> None:
    path = library.write("a.txt", "甲办法\n第一条")
    library.ingest()
    path.unlink()  # the folder where it is mounted is left, and empty
    summary = library.ingest(prune=True)
    assert counts(summary) == {}
    assert "可能没有挂载" in summary.warnings[0]
    assert library.titles()


def test_who_is_wary_removes_nothing_when_most_is_gone(library: Library) -> None:
    paths = [library.write(f"{n}.txt", f"{n}办法\n第一条") for n in range(12)]
    library.ingest()
    for path in paths[:11]:
        path.unlink()
    summary = library.ingest(prune=True, wary=True)
    assert counts(summary) == {"unchanged": 1}
    assert "大半不见了" in summary.warnings[0]
    assert counts(library.ingest(prune=True)) == {"unchanged": 1, "removed": 11}


def test_what_is_ignored_is_no_document_any_more(library: Library) -> None:
    library.write("a.txt", "甲办法\n第一条")
    library.write("草稿/b.txt", "乙办法\n第一条")
    library.ingest()
    library.write(".policyignore", "草稿/\n")
    summary = library.ingest(prune=True)
    assert counts(summary) == {"unchanged": 1, "removed": 1}
    assert summary.warnings == ["按 .policyignore 跳过 1 项：草稿"]


def test_a_file_that_was_not_read_whole_is_read_on_by_the_next_run(library: Library) -> None:
    library.write("a.txt", "长卷\n第一条")
    library.ingest()
    location = str(library.files / "a.txt")
    known = library.catalogue.sources.at([location])[location]
    decider = Decider(library.catalogue.sources, None, frozenset({known.fingerprint}), "")
    assert decider.holds(known, known.sha256)
    left = replace(known, fingerprint=known.fingerprint + UNREAD)
    assert not decider.holds(left, known.sha256)
