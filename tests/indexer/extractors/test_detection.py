"""A file is what its content is, whatever its name says."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from indexer.extractors import detection
from indexer.extractors.detection import contradicts, detect, label
from tests.indexer.extractors.ole_files import write_ole


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def _ole(stream: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_ole(Path(folder) / "a", {stream: b"x" * 5000}).read_bytes()


DOCX = _zip("[Content_Types].xml", "_rels/.rels", "word/document.xml")
TEXT = "关于加强管理的通知\n各单位：现通知如下。"
PAGE = "<!DOCTYPE html>\n<html><body><p>正文</p></body></html>"
MHTML = (
    "From: <Saved by Browser>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; boundary="x"\r\n\r\n--x--\r\n'
)
MAIL = "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhi"


def _flat(kind: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<office:document'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        f' office:mimetype="application/vnd.oasis.opendocument.{kind}">'
    ).encode()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4\n%...", detection.PDF),
        (b"\0" * 900 + b"%PDF-1.4", detection.PDF),
        (b"\0" * 1100 + b"%PDF-1.4", detection.UNKNOWN),
        (DOCX, detection.DOCX),
        (DOCX[: len(DOCX) // 2], detection.DOCX),
        (_zip("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), detection.XLSX),
        (_zip("[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml"), detection.PPTX),
        (_zip("OFD.xml", "Doc_0/Document.xml"), detection.OFD),
        (_zip("mimetype", "content.xml"), detection.ODT),
        (_zip("mimetype", "encrypted-package"), detection.ODT),
        (_zip("mimetype", "uof.xml", "content.xml"), detection.ODT),
        (_zip("uof.xml", "content.xml"), detection.UOF),
        (
            b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof">',
            detection.UOF,
        ),
        (_flat("text"), detection.FLAT_ODT),
        (_flat("spreadsheet"), detection.FLAT_ODS),
        (_flat("text-master"), detection.FLAT_ODT),
        (_flat("formula"), detection.XML),
        (_zip("通知/1.docx", "notes/OFD.xml"), detection.ZIP),
        (_zip(), detection.ZIP),
        (_ole("WordDocument"), detection.DOC),
        (_ole("Workbook"), detection.XLS),
        (_ole("EncryptedPackage"), detection.ENCRYPTED_OOXML),
        (_ole("Something"), detection.OLE),
        (_ole("WordDocument")[:600], detection.DOC),
        (rb"{\rtf1\ansi hello}", detection.RTF),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", detection.JPEG),
        (b"\x89PNG\r\n\x1a\n....", detection.PNG),
        (b"II*\0....", detection.TIFF),
        (b"MM\0*....", detection.TIFF),
        (b"Rar!\x1a\x07\x01\0", detection.RAR),
        (b"7z\xbc\xaf\x27\x1c", detection.SEVEN_ZIP),
        (gzip.compress(b"x", mtime=0), detection.GZIP),
        (PAGE.encode(), detection.HTML),
        (PAGE.encode("utf-8-sig"), detection.HTML),
        (PAGE.encode("utf-16"), detection.HTML),
        (b"<table><tr><td>a</td></tr></table>", detection.HTML),
        (b"<?xml version='1.0'?><html xmlns='x'><body/></html>", detection.HTML),
        (b"<?xml version='1.0'?><a/>", detection.XML),
        (MHTML.encode(), detection.MHTML),
        (MAIL.encode(), detection.EML),
        (TEXT.encode(), detection.TEXT),
        (TEXT.encode("gb18030"), detection.TEXT),
        (TEXT.encode("utf-16"), detection.TEXT),
        (TEXT.encode("utf-16-le"), detection.TEXT),
        (b"<<<not a page>>>", detection.TEXT),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08" * 40, detection.UNKNOWN),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", detection.UNKNOWN),
    ],
)
def test_the_content_tells(tmp_path: Path, content: bytes, media_type: str) -> None:
    path = tmp_path / "file.dat"
    path.write_bytes(content)
    assert detect(path) == media_type
    # A wrong extension changes nothing.
    assert detect(path, "a.pdf") == media_type


def test_the_name_decides_between_kinds_of_text(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text('{"title": "通知"}\n', encoding="utf-8")
    assert detect(path, "a.jsonl") == detection.RECORDS
    assert detect(path, "a.txt") == detection.TEXT
    path.write_text("# 标题\n", encoding="utf-8")
    assert detect(path, "a.md") == detection.MARKDOWN


@pytest.mark.parametrize(
    ("name", "media_type", "wrong"),
    [
        ("a.pdf", detection.PDF, False),
        ("a.doc", detection.PDF, True),
        ("a.wps", detection.DOC, False),
        ("a.docx", detection.DOC, True),
        ("a.wps", detection.DOCX, False),
        ("a.et", detection.XLSX, False),
        ("a.dps", detection.PPT, False),
        ("a.wps", detection.XLS, True),
        ("a.odt", detection.ODT, False),
        ("a.odt", detection.DOCX, True),
        ("a.doc", detection.HTML, True),
        ("a.txt", detection.MARKDOWN, False),
        ("a.unknown", detection.PDF, False),
        ("通知", detection.PDF, False),
        ("附件1.xlsx", detection.XLSX, False),
        ("附件1.xls", detection.XLSX, True),
        ("名单.csv", detection.TEXT, False),
    ],
)
def test_a_contradicting_extension_is_seen(name: str, media_type: str, wrong: bool) -> None:
    assert contradicts(name, media_type) is wrong


def test_an_empty_file_is_text(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert detect(tmp_path / "a") == detection.TEXT


def test_a_format_that_is_not_read_has_a_name_for_people() -> None:
    assert label(detection.PPT).startswith("PowerPoint 97-2003 演示文稿（.ppt、.dps），请另存为")
    assert label("application/x-unheard-of") == "application/x-unheard-of"


@pytest.mark.parametrize(
    ("mimetype", "media_type"),
    [
        *((kind, kind) for kind in (detection.ODT, detection.ODS, detection.ODP, detection.ODG)),
        (f"{detection.ODS}-template", detection.ODS),
        ("application/vnd.sun.xml.writer", detection.OLD_OPEN_OFFICE),
    ],
)
def test_open_documents_are_told_apart(tmp_path: Path, mimetype: str, media_type: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", "<x/>")
    assert detect(path) == media_type
