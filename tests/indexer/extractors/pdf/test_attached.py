"""Files within a PDF are told by name: nobody would know that they were not read."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.extractors.base import Limits
from indexer.extractors.pdf.attached import decoded
from indexer.extractors.pdf.extractor import PDF
from tests.indexer.extractors.pdf_files import Sheet, write_pdf

BODY = "各县、市、区人民政府，市政府各部门：现将有关事项通知如下，请认真贯彻执行。"


def _with_files(path: Path, of_document: list[str], pinned: list[str]) -> Path:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(BODY)

    document = pdfium.PdfDocument(write_pdf(path.with_suffix(".plain.pdf"), page))
    for name in of_document:
        document.new_attachment(name).set_data(b"one")
    first = document[0]
    for name in pinned:
        annotation = pdfium_c.FPDFPage_CreateAnnot(first.raw, pdfium_c.FPDF_ANNOT_FILEATTACHMENT)
        wide = (name + "\0").encode("utf-16-le")
        buffer = (pdfium_c.FPDF_WCHAR * (len(wide) // 2)).from_buffer_copy(wide)
        assert pdfium_c.FPDFAnnot_AddFileAttachment(annotation, buffer)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
    first.close()
    document.save(path)
    document.close()
    return path


def test_files_of_the_document_and_of_a_page_are_told(tmp_path: Path) -> None:
    path = _with_files(tmp_path / "a.pdf", ["收费标准.txt"], ["明细表.xlsx"])
    read = PDF.extract(path, Limits(ocr=False))
    assert read.text == BODY
    assert read.warnings == ("内嵌文件 2 个未读取：收费标准.txt、明细表.xlsx",)
    assert read.quality.doubts == ()


def test_of_many_the_first_are_named(tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(1, 8)]
    read = PDF.extract(_with_files(tmp_path / "a.pdf", names, []), Limits(ocr=False))
    assert read.warnings == ("内嵌文件 7 个未读取：1.txt、2.txt、3.txt、4.txt、5.txt等",)


def test_a_name_that_pdfium_gives_by_its_bytes_is_decoded() -> None:
    given = b"\xfe\xff" + "收费标准.txt".encode("utf-16-be")
    assert decoded(given.decode("latin-1")) == "收费标准.txt"
    assert decoded("\u00fe\u00ff收费标准") == "\u00fe\u00ff收费标准"
