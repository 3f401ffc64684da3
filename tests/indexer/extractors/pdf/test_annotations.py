"""What was filled in on a page is read in its place."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from tests.indexer.extractors.pdf_files import HEIGHT, LEFT, Sheet, write_pdf


def _text(tmp_path: Path, page: object) -> str:
    return PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False)).text  # type: ignore[arg-type]


def _annotation(sheet: Sheet, box: tuple[float, float, float, float], **entries: object) -> None:
    """An annotation without any appearance; ``box`` from the top left."""
    x0, y0, x1, y1 = box
    rect = PDFArray([x0, HEIGHT - y1, x1, HEIGHT - y0])
    sheet.canvas._addAnnotation(PDFDictionary({"Type": PDFName("Annot"), "Rect": rect, **entries}))


def test_values_of_fields_stand_beside_their_labels(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        form = sheet.canvas.acroForm
        sheet.text("申请单位", y=100)
        form.textfield(name="a", value="TEST 2024", x=150, y=HEIGHT - 104, width=200, height=20)
        sheet.text("办理方式", y=140)
        options = [("Alpha", "A"), ("Beta", "B")]
        form.choice(
            name="b", value="B", options=options, x=150, y=HEIGHT - 144, width=90, height=20
        )
        sheet.text("同意", y=180)
        form.checkbox(name="c", checked=True, x=150, y=HEIGHT - 184, size=18)
        sheet.text("不同意", y=220)
        form.checkbox(name="d", checked=False, x=150, y=HEIGHT - 224, size=18)

    text = _text(tmp_path, page)
    assert text.split("\n") == ["申请单位 TEST 2024", "办理方式 Beta", "同意 ☑", "不同意"]


def test_free_text_is_read_and_what_is_hidden_or_a_remark_is_not(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text("主送机关", y=100)
        for number, (subtype, flags, text) in enumerate(
            [("FreeText", 4, "此件公开发布"), ("FreeText", 2, "隐藏"), ("Text", 4, "批注")]
        ):
            _annotation(
                sheet,
                (LEFT, 200 + 40 * number, 300, 230 + 40 * number),
                Subtype=PDFName(subtype),
                F=flags,
                Contents=PDFString(text),
            )

    assert _text(tmp_path, page) == "主送机关\n此件公开发布"


def test_lines_of_a_field_stand_in_the_cell_they_were_written_in(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.grid([LEFT, 200, 400], [100.0, 200, 300])
        sheet.text("意见", LEFT + 5, y=150)
        sheet.text("结论", LEFT + 5, y=250)
        _annotation(
            sheet,
            (205, 105, 395, 195),
            Subtype=PDFName("FreeText"),
            Contents=PDFString("情况属实，\n予以受理。"),
        )

    assert _text(tmp_path, page) == "意见\t情况属实，予以受理。\n结论\t"


def test_an_entry_that_the_page_has_already_is_not_doubled(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text("此件公开发布", y=220)
        _annotation(
            sheet,
            (LEFT, 200, 300, 230),
            Subtype=PDFName("FreeText"),
            Contents=PDFString("此件公开发布"),
        )

    assert _text(tmp_path, page) == "此件公开发布"
