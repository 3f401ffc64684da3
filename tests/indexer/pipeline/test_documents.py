from __future__ import annotations

from dataclasses import replace

from indexer.extractors.fence.understanding import Given
from indexer.model import Basis, Block, BlockKind, Evidence, ExtractedDocument, Source, Value
from indexer.model.errors import Quarantined, QuarantineReason
from indexer.model.responsibilities import DUTIES_UNREAD
from indexer.pipeline.documents import (
    DocumentReader,
    declared_in_file,
    declared_of,
    from_read,
    text_of,
    with_reading,
)
from indexer.pipeline.run import Batch, Piece, Run
from tests.indexer.catalogue.making import claim, document
from tests.indexer.pipeline.conftest import Library, split_issuers, understand

READER = DocumentReader(understand, split_issuers)
SOURCE = Source("a.docx", "/f/a.docx", "ab" * 32, "text/plain", 9)


def test_what_no_database_keeps_is_replaced_where_it_stands(library: Library) -> None:
    text = "标\ud800题\n甲\x00\t乙"
    extracted = ExtractedDocument(
        text=text,
        blocks=(
            Block(BlockKind.PARAGRAPH, 0, 3),
            Block(BlockKind.TABLE, 4, 8, rows=(("甲\x00", "乙"),)),
        ),
        media_type="text/plain",
        extractor="text",
        extractor_version="1",
        warnings=("坏\udfff名",),
        attachments=("附\udc80件.doc",),
    )
    made = from_read("a", READER.file(extracted, Given(SOURCE.name, {})), SOURCE)
    with library.catalogue.write() as writer:
        writer.put(made)
    found = library.catalogue.document("a")
    assert found.text == "标\ufffd题\n甲 \t乙"
    assert found.blocks[1].rows == (("甲 ", "乙"),)
    assert (found.warnings, found.attachments) == (("坏\ufffd名",), ("附\ufffd件.doc",))
    assert found.title == "标\ufffd题"


def test_a_reason_can_be_kept_whatever_it_quotes(library: Library) -> None:
    run = Run(library.catalogue, Batch(library.catalogue), "x")
    piece = Piece("/f/a.zip", "a.zip", 1, 1, "")
    run.refuse(piece, Quarantined(QuarantineReason.UNSAFE_NAME, "../\udcff"))
    run.batch.commit()
    (known,) = library.catalogue.sources.quarantined()
    assert known.detail == "../\ufffd"


def test_a_manifest_outranks_the_file_s_own_table() -> None:
    extracted = ExtractedDocument(
        "甲", (), "text/html", "html", "1",
        declared={"title": "网页标题", "written_date": "不是日期", "issuers": "甲局 乙局"},
    )  # fmt: skip
    own = declared_in_file(extracted, lambda text: tuple(text.split()))
    assert set(own) == {"title", "issuers"}
    assert own["issuers"][0].value == ("甲局", "乙局")
    said = {"title": (Value("清单标题", Evidence(Basis.DECLARED, "manifest")),)}
    made = from_read("a", READER.file(extracted, Given(SOURCE.name, said)), SOURCE)
    assert made.title == "清单标题"


def test_what_was_declared_is_told_apart_from_what_was_read() -> None:
    made = document("a", "甲办法")
    assert declared_of(made) == {}
    values = {**made.values, "栏目": claim("通知", Basis.DECLARED)}
    from dataclasses import replace

    assert set(declared_of(replace(made, values=values))) == {"栏目"}
    assert declared_of(replace(made, values=values), without=("test",)) == {}


def test_what_was_told_of_unread_duties_goes_when_they_are_read() -> None:
    text = "第一条 市水务局负责河道管理工作。"
    extracted = ExtractedDocument(text, (), "text/plain", "text", "1", warnings=("页眉未收入",))
    read = READER.file(extracted, Given(SOURCE.name, {}))
    before = from_read("a", read, SOURCE)
    unread = replace(before, warnings=("页眉未收入", DUTIES_UNREAD), responsibilities=())
    assert with_reading(unread, READER.text(text_of(unread))).warnings == ("页眉未收入",)
