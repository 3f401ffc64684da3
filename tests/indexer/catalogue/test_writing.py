from __future__ import annotations

import threading
from pathlib import Path

import pytest

from indexer.catalogue import Attempt, AttemptOutcome, Catalogue, KnownSource, SourceOutcome
from indexer.model import Basis
from indexer.model.errors import DocumentNotFound
from tests.indexer.catalogue.making import claim, document, repeals


def test_an_exception_leaves_nothing_behind(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError), catalogue.write() as writer:
        writer.put(document("a", "甲办法"))
        raise KeyError
    assert catalogue.revision() == 0
    assert catalogue.counts().documents == 0


def test_a_commit_is_seen_by_another_process_at_once(catalogue: Catalogue, url: str) -> None:
    with Catalogue.open(url) as other:
        assert other.revision() == 0
        with catalogue.write() as writer:
            writer.put(document("a", "甲办法"))
            assert other.revision() == 0
        assert other.revision() == 1
        assert other.document("a").title == "甲办法"


def test_reading_from_many_threads(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        for n in range(50):
            writer.put(document(str(n), f"办法{n}"))
    found: list[int] = []

    def read() -> None:
        for _ in range(20):
            found.append(len(catalogue.cards([str(n) for n in range(50)])))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [50] * 160


def test_replacing_a_document_leaves_nothing_of_the_former(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(
            document("a", "甲办法", number="云政发〔2020〕3号", mentions=(repeals("旧办法"),))
        )
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法（修订）", text="只有一条。"))
    found = catalogue.document("a")
    assert (found.title, found.text, found.mentions) == ("甲办法（修订）", "只有一条。", ())
    assert found.doc_number is None
    assert catalogue.by_number("云政发〔2020〕3号") == ()
    assert found.revision == 2


def test_what_staff_reviewed_survives_and_wins(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法"))
    with catalogue.write() as writer:
        writer.review("a", "title", "甲管理办法", "王")
    assert catalogue.cards(["a"])["a"].title == "甲管理办法"
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法（扫描识别错误）"))
    found = catalogue.document("a")
    assert found.title == "甲管理办法"
    assert [v.evidence.basis for v in found.values["title"]] == [Basis.REVIEWED, Basis.EXTRACTED]
    assert catalogue.cards(["a"])["a"].title == "甲管理办法"


def test_a_review_can_take_a_value_away_or_be_withdrawn(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法", number="云政发〔2020〕3号"))
    with catalogue.write() as writer:
        writer.review("a", "doc_number", "", "王")
    assert catalogue.document("a").doc_number is None
    assert catalogue.by_number("云政发〔2020〕3号") == ()
    with catalogue.write() as writer:
        writer.review("a", "doc_number", None, "王")
    assert catalogue.document("a").doc_number == "云政发〔2020〕3号"
    with pytest.raises(DocumentNotFound), catalogue.write() as writer:
        writer.review("nobody", "title", "x", "王")


def test_blocks_that_are_no_lines_are_kept(catalogue: Catalogue) -> None:
    from dataclasses import replace

    from indexer.model import Block, BlockKind

    blocks = (
        Block(BlockKind.HEADING, 0, 2, page=1, level=1, font_size=22.0, centred=True, red=False),
        Block(BlockKind.TABLE, 3, 8, page=2, rows=(("序号", "文号"), ("1", "甲"))),
    )
    put = replace(document("a", "甲办法", text="标题\n序号\t文号"), blocks=blocks)
    with catalogue.write() as writer:
        writer.put(put)
    assert catalogue.text_and_blocks("a") == (put.text, blocks)


def test_a_tombstone_is_numbered_and_can_come_back(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法"))
    with catalogue.write() as writer:
        writer.delete("a")
        writer.delete("nobody")
    assert catalogue.counts().removed == 1
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法"))
    assert (catalogue.document("a").revision, catalogue.counts().removed) == (3, 0)


def test_sources_and_attempts(catalogue: Catalogue) -> None:
    source = KnownSource("/f/a.pdf", "a.pdf", 9, 1, "ab", SourceOutcome.INDEXED, document_id="a")
    attempt = Attempt("a.pdf", "/f/a.pdf", "ab", AttemptOutcome.ADDED, document_id="a")
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法"))
        writer.remember(source)
        writer.record(attempt)
    assert catalogue.sources.at(["/f/a.pdf"]) == {"/f/a.pdf": source}
    assert catalogue.sources.with_content(["ab"]) == {"ab": [source]}
    assert catalogue.sources.of_documents(["a"]) == {"a": [source]}
    assert catalogue.sources.under("/f") == [source]
    assert catalogue.sources.under("/") == [source]
    assert list(catalogue.sources.each_under("/f")) == [source]
    assert list(catalogue.sources.each_under("/f/a")) == []
    assert catalogue.sources.under("/f/a") == []
    (logged,) = catalogue.sources.attempts()
    assert (logged.name, logged.outcome, logged.document_id) == ("a.pdf", AttemptOutcome.ADDED, "a")
    assert logged.at.endswith("Z")
    with catalogue.write() as writer:
        writer.forget("/f/a.pdf")
    assert catalogue.sources.all() == []
    assert len(catalogue.sources.attempts()) == 1


def test_extra_values_are_kept_under_their_own_name(catalogue: Catalogue) -> None:
    from dataclasses import replace

    put = document("a", "甲办法")
    put = replace(put, values={**put.values, "栏目": claim(("通知", "公告"), Basis.DECLARED)})
    with catalogue.write() as writer:
        writer.put(put)
    assert catalogue.document("a").texts_of("栏目") == ("通知", "公告")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    from indexer.model.errors import CatalogueError

    (tmp_path / "file").write_text("x")
    with pytest.raises(CatalogueError):
        Catalogue.open(f"sqlite:///{tmp_path}/file/catalogue.db")


def test_renewing_puts_right_what_older_rules_left(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("old", "甲规定", effective="2010-01-01"))
        writer.put(document("new", "乙办法", effective="2020-01-01", mentions=(repeals("甲规定"),)))
    right = catalogue.cards(["old"])["old"].timeline
    with catalogue.database.writing() as connection:
        connection.exec_driver_sql("UPDATE documents SET title_key = 'x', timeline = '[]'")
        connection.exec_driver_sql("UPDATE mentions SET title_key = 'y', target = NULL")
    revision = catalogue.revision()
    with catalogue.write() as writer:
        writer.renew(["old", "new"])
    assert catalogue.cards(["old"])["old"].timeline == right
    assert catalogue.relations("new")[0].relation.target_id == "old"
    assert catalogue.revision() == revision + 2
    with catalogue.write() as writer:
        writer.renew(["old", "new"])
    assert catalogue.revision() == revision + 2
