"""The count net under the office formats: what would be lost is told, what is left out on purpose
is not. Elements that no standard knows stand for whatever the readers do not know yet."""

from __future__ import annotations

from pathlib import Path

from indexer.extractors.base import Limits
from indexer.extractors.doc.extractor import DOC
from indexer.extractors.docx.extractor import DOCX
from indexer.extractors.ofd.extractor import OFD
from indexer.extractors.rtf.extractor import RTF
from indexer.extractors.sheets.xlsx import XLSX
from indexer.extractors.slides import PPTX
from indexer.model import ExtractedDocument
from tests.indexer.extractors.ofd.test_extractor import page, text, write_ofd
from tests.indexer.extractors.ole_files import word97, write_ole
from tests.indexer.extractors.sheets.test_xlsx import raw
from tests.indexer.extractors.test_slides import shape, slide, write_pptx
from tests.indexer.extractors.word_files import cell, paragraph, table, write_docx

LIMITS = Limits(ocr=False)
KEPT = "各县区人民政府应当加强河道管理工作"
LOST = "本办法自二〇二四年五月一日起施行"


def lost(found: ExtractedDocument) -> bool:
    """Whether the loss is told, once as a warning with its place and once as a doubt."""
    warned = [w for w in found.warnings if "未能读出" in w]
    doubted = [d for d in found.quality.doubts if "未能读出" in d]
    assert len(warned) == len(doubted) <= 1
    return bool(warned)


def test_word(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    found = DOCX.extract(
        write_docx(path, f"{paragraph(KEPT)}<w:novel>{paragraph(LOST)}</w:novel>"), LIMITS
    )
    assert LOST not in found.text
    assert lost(found)
    assert LOST in found.warnings[0]


def test_word_that_leaves_out_on_purpose(tmp_path: Path) -> None:
    hidden = f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{LOST}</w:t></w:r></w:p>"
    deleted = f"<w:p><w:del><w:r><w:delText>{LOST}</w:delText></w:r></w:del></w:p>"
    moved = f"<w:p><w:moveFrom><w:r><w:t>{LOST}</w:t></w:r></w:moveFrom></w:p>"
    gone = table((cell(paragraph("甲")), cell(paragraph(LOST), "<w:cellDel/>")))
    row = f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr>{cell(paragraph(LOST))}</w:tr></w:tbl>"
    box = "<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>"
    twice = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box.format(paragraph(KEPT))}</mc:Choice>"
        f"<mc:Fallback>{box.format(paragraph(KEPT))}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    body = paragraph(KEPT) + hidden + deleted + moved + gone + row + twice
    assert not lost(DOCX.extract(write_docx(tmp_path / "a.docx", body), LIMITS))


def test_ofd(tmp_path: Path) -> None:
    shown = text(30, 50, KEPT)
    path = tmp_path / "a.ofd"
    nested = page(shown, f"<ofd:Novel>{text(30, 60, LOST)}</ofd:Novel>")
    found = OFD.extract(write_ofd(path, nested), LIMITS)
    assert lost(found)
    assert "第1页" in found.warnings[-1]
    again = page(shown, text(30.1, 50, KEPT), text(100, 285, "— 1 —"))
    assert not lost(OFD.extract(write_ofd(path, again), LIMITS))


def test_slides(tmp_path: Path) -> None:
    path = write_pptx(
        tmp_path / "a.pptx", [slide(shape(KEPT), f"<p:novel>{shape(LOST)}</p:novel>")]
    )
    found = PPTX.extract(path, LIMITS)
    assert lost(found)
    assert "第1页" in found.warnings[-1]
    furnished = slide(shape(KEPT), shape(LOST, kind="ftr"))
    assert not lost(PPTX.extract(write_pptx(path, [furnished]), LIMITS))


def test_sheets(tmp_path: Path) -> None:
    def words(value: str) -> str:
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    row = f"<row>{words(KEPT)}{words('标准')}</row>"
    path = raw(tmp_path / "a.xlsx", f"<sheetData>{row}<novel>{words(LOST)}</novel></sheetData>")
    found = XLSX.extract(path, LIMITS)
    assert lost(found)
    assert "工作表“表”" in found.warnings[-1]
    hidden = f'<sheetData>{row}<row hidden="1">{words(LOST)}</row></sheetData>'
    assert not lost(XLSX.extract(raw(path, hidden), LIMITS))


def test_old_word_shows_what_its_fields_show(tmp_path: Path) -> None:
    content = f"{KEPT}\x13 EQ \\o\\ac(○,5)\x15、\x13 HYPERLINK x \x14网站\x15\r"
    found = DOC.extract(write_ole(tmp_path / "a.doc", word97(content)), LIMITS)
    assert found.text == f"{KEPT}⑤、网站"
    assert not lost(found)


def test_rich_text_shows_what_its_fields_show(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1 A{\field{\*\fldinst EQ \\f(2,3)}{\fldrslt }}B\par}")
    assert RTF.extract(path, LIMITS).text == "A2/3B"
