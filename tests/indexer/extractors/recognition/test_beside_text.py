"""Pictures beside the text of .doc, .rtf, .xlsx and .xls files: recognised where they stand, or
told."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image as Shown
from PIL import Image

from indexer.extractors.base import Clock, Limits
from indexer.extractors.doc.extractor import DOC
from indexer.extractors.pdf.page import Run
from indexer.extractors.recognition import beside_text, illustrations
from indexer.extractors.recognition.ocr import Recognised
from indexer.extractors.rtf.extractor import RTF
from indexer.extractors.sheets.xls import XLS
from indexer.extractors.sheets.xlsx import XLSX
from indexer.model import ExtractedDocument, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.ole_files import with_looks, word97, write_ole
from tests.indexer.extractors.sheets.test_xls import cell, record, write_xls

OFF = Limits(ocr=False)
ABOVE, BELOW = "各县区人民政府应当加强管理。" * 8, "其他事项另行通知。" * 12
READ = "1 张图片中的文字由文字识别读出，已收入正文"
TOLD = "有 1 张图片，图中文字未识别"


@pytest.fixture
def recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture says the same."""

    def recognise(picture: object, dots_per_inch: float, clock: Clock) -> Recognised:
        run = Run("图中的文字", 50.0, 50.0, 130.0, 66.0, 16.0)
        return Recognised((run,), 0.97, 5, 200.0, 400.0, lines=1)

    monkeypatch.setattr(illustrations, "is_available", lambda: True)
    monkeypatch.setattr(illustrations, "recognise_illustration", recognise)


def png(size: tuple[int, int] = (400, 200), kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("L", size, 250).save(file, kind)
    return file.getvalue()


# ------------------------------------------------------------------------------------ .rtf


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)}?" for c in text)


def rtf(folder: Path, picture: str | bytes, limits: Limits = OFF) -> ExtractedDocument:
    data = picture if isinstance(picture, bytes) else picture.encode("ascii")
    above, below = f"{escaped(ABOVE)}\\par ", f"\\par {escaped(BELOW)}\\par"
    content = b"{\\rtf1 " + above.encode() + data + below.encode() + b"}"
    (folder / "a.rtf").write_bytes(content)
    return RTF.extract(folder / "a.rtf", limits)


def hexadecimal(size: tuple[int, int] = (400, 200), kind: str = "PNG") -> str:
    digits = png(size, kind).hex()
    return "\r\n".join(digits[n : n + 78] for n in range(0, len(digits), 78))


IN_RTF = {
    "bare": "{\\pict\\picw10\\pngblip " + hexadecimal() + "}",
    "marked": (
        "{\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn a}{\\sv 1}}}\\jpegblip{\\*\\blipuid 0123ab}"
        + hexadecimal(kind="JPEG")
        + "}}{\\nonshppict{\\pict\\wmetafile8 0100}}"
    ),
    "floating": (
        "{\\shp{\\*\\shpinst{\\sp{\\sn pib}{\\sv {\\pict\\pngblip "
        + hexadecimal()
        + "}}}}{\\shprslt{\\pict\\wmetafile8 0100}}}"
    ),
    "bitmap": "{\\pict\\dibitmap0 " + png(kind="BMP")[14:].hex() + "}",
}


@pytest.mark.parametrize("picture", IN_RTF.values(), ids=IN_RTF)
def test_a_picture_of_an_rtf_file(tmp_path: Path, recognition: None, picture: str) -> None:
    read = rtf(tmp_path, picture, Limits())
    assert read.text == f"{ABOVE}\n图中的文字\n{BELOW}"
    assert (read.origin, read.warnings) == (TextOrigin.MIXED, (READ,))
    told = rtf(tmp_path, picture)
    assert told.text == f"{ABOVE}\n{BELOW}"
    assert (told.origin, told.warnings) == (TextOrigin.TEXT, (TOLD,))


def test_raw_bytes_of_an_rtf_picture(tmp_path: Path, recognition: None) -> None:
    data = png()
    picture = b"{\\pict\\pngblip\\bin" + str(len(data)).encode() + b" " + data + b"}"
    assert rtf(tmp_path, picture, Limits()).text == f"{ABOVE}\n图中的文字\n{BELOW}"


@pytest.mark.parametrize(
    "picture",
    [
        "{\\pict\\pngblip " + hexadecimal((90, 60)) + "}",  # an icon
        "{\\header{\\pict\\pngblip " + hexadecimal() + "}}",
        "{\\v {\\pict\\pngblip " + hexadecimal() + "}}",
        "{\\nonshppict{\\pict\\pngblip " + hexadecimal() + "}}",
        "{\\*\\unheard{\\pict\\pngblip " + hexadecimal() + "}}",
        "{\\pict\\pngblip 89504e470d0a1a0a00}",  # damaged
        "{\\pict\\pngblip }",
        "{\\pict\\bin99999 }",
    ],
)
def test_what_is_no_picture_to_be_read_in_rtf(
    tmp_path: Path, recognition: None, picture: str
) -> None:
    found = rtf(tmp_path, picture, Limits())
    assert "图中" not in found.text
    assert found.text.startswith(ABOVE)
    assert READ not in found.warnings


def test_an_rtf_file_of_pictures_only_is_a_scan(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 " + IN_RTF["bare"].encode() + b"}")
    with pytest.raises(Quarantined) as refused:
        RTF.extract(tmp_path / "a.rtf", OFF)
    assert refused.value.reason is QuarantineReason.NO_TEXT_LAYER


def test_pictures_beyond_all_measure_are_told(
    tmp_path: Path, recognition: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside_text, "_MOST", 1)
    pictures = IN_RTF["bare"] + "{\\pict\\pngblip " + hexadecimal((410, 200)) + "}"
    assert rtf(tmp_path, pictures, Limits()).warnings == (READ, "图片过多，其余图片没有查看")


# ------------------------------------------------------------------------------------ .doc


def atom(kind: int, data: bytes, instance: int = 0, version: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4 | version, kind, len(data)) + data


def container(kind: int, *parts: bytes) -> bytes:
    return atom(kind, b"".join(parts), version=15)


def blip(data: bytes) -> bytes:
    return atom(0xF01E, bytes(17) + data, instance=0x6E0)


def entry(data: bytes = b"", place: int = 0) -> bytes:
    head = bytes(28) + struct.pack("<IBBBB", place, 0, 0, 0, 0)
    return atom(0xF007, head + (blip(data) if data else b""))


def in_line(data: bytes) -> bytes:
    """A picture behind its header (PICF)."""
    body = container(0xF004, atom(0xF00A, bytes(8))) + entry(data)
    return struct.pack("<IHH", 68 + len(body), 68, 0x64) + bytes(60) + body


def doc(folder: Path, data: bytes, limits: Limits = OFF) -> ExtractedDocument:
    text = f"{ABOVE}\r\x01\r{BELOW}\r"
    at = len(ABOVE) + 1
    special = struct.pack("<HB", 0x0855, 1) + struct.pack("<HI", 0x6A03, 0)
    streams = with_looks(word97(text), [(at, at + 1, special)], data=data)
    return DOC.extract(write_ole(folder / "a.doc", streams), limits)


def test_a_picture_in_a_line_of_a_doc_file(tmp_path: Path, recognition: None) -> None:
    read = doc(tmp_path, in_line(png()), Limits())
    assert read.text == f"{ABOVE}\n图中的文字\n{BELOW}"
    assert (read.origin, read.warnings) == (TextOrigin.MIXED, (READ,))
    told = doc(tmp_path, in_line(png()))
    assert told.text == f"{ABOVE}\n{BELOW}"
    assert (told.origin, told.warnings) == (TextOrigin.TEXT, (TOLD,))
    assert doc(tmp_path, in_line(png((90, 60)))).warnings == ()


@pytest.mark.parametrize("cut", [2, 7, 60, 70, 80, 100, 130, 150])
def test_a_damaged_picture_of_a_doc_file(tmp_path: Path, recognition: None, cut: int) -> None:
    assert doc(tmp_path, in_line(png())[:cut], Limits()).text == f"{ABOVE}\n{BELOW}"


def floating(folder: Path, number: int, *, group: bool) -> Path:
    """Of the second entry of the store; in a group the picture is its second shape."""
    text = f"{ABOVE}\r\x08{BELOW}\r"
    streams = word97(text)
    main, table = bytearray(streams["WordDocument"]), streams["0Table"]
    store = container(0xF001, entry(place=0), entry(place=len(main)))
    main += blip(png())
    one = atom(0xF00A, struct.pack("<II", 1026, 0), version=2)
    shown = atom(0xF00B, struct.pack("<HI", 0x4104, number), instance=1, version=3)
    alone = container(0xF004, one, shown)
    inner = container(0xF004, atom(0xF00A, struct.pack("<II", 1027, 0), version=2), shown)
    grouped = container(0xF003, container(0xF004, one), inner)
    page = container(0xF003, container(0xF004, atom(0xF00A, bytes(8))), grouped if group else alone)
    drawings = container(0xF000, store) + b"\0" + container(0xF002, page)
    anchors = struct.pack("<III", len(ABOVE) + 1, len(text), 1026) + bytes(22)
    for which, part in ((40, anchors), (50, drawings)):
        struct.pack_into("<2I", main, 0x9A + 8 * which, len(table), len(part))
        table += part
    return write_ole(folder / "a.doc", {"WordDocument": bytes(main), "0Table": table})


@pytest.mark.parametrize("group", [False, True])
def test_a_picture_that_floats_in_a_doc_file(
    tmp_path: Path, recognition: None, group: bool
) -> None:
    read = DOC.extract(floating(tmp_path, 2, group=group), Limits())
    assert read.text == f"{ABOVE}\n{BELOW}\n图中的文字"
    assert read.warnings == (READ,)
    assert DOC.extract(tmp_path / "a.doc", OFF).warnings == (TOLD,)
    for none in (0, 1, 3, 0xFFFFFFFF):
        other = DOC.extract(floating(tmp_path, none, group=group), Limits())
        assert (other.text, other.warnings) == (f"{ABOVE}\n{BELOW}", ())


# ------------------------------------------------------------------------------------ sheets


def test_a_picture_on_an_old_sheet(tmp_path: Path, recognition: None) -> None:
    drawings = container(0xF000, container(0xF001, entry(png())))
    half = len(drawings) // 2
    extra = record(0xEB, drawings[:half]) + record(0x3C, drawings[half:])
    path = write_xls(tmp_path / "a.xls", [("表", 0, cell(0, 0, "目录"))], extra)
    read = XLS.extract(path, Limits())
    assert read.text == "表\n目录\n图中的文字"
    assert (read.origin, read.warnings) == (TextOrigin.MIXED, (READ,))
    told = XLS.extract(path, OFF)
    assert told.warnings == (TOLD,)
    assert told.quality.doubts == ()


def test_a_picture_on_a_sheet(tmp_path: Path, recognition: None) -> None:
    book = Workbook()
    sheet = book.create_sheet("表", 0)
    del book["Sheet"]
    sheet["A1"] = "目录"
    for number, size in enumerate(((400, 200), (60, 60))):
        sheet.add_image(Shown(io.BytesIO(png(size))), f"B{number + 2}")
    book.save(tmp_path / "a.xlsx")
    read = XLSX.extract(tmp_path / "a.xlsx", Limits())
    assert read.text == "表\n目录\n图中的文字"
    assert (read.origin, read.warnings) == (TextOrigin.MIXED, (READ,))
    told = XLSX.extract(tmp_path / "a.xlsx", OFF)
    assert (told.text, told.warnings) == ("表\n目录", (f"工作表“表”{TOLD}",))
