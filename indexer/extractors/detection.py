"""What a file is, by its content; its name only decides where the content leaves it open.

Only the first bytes are read, and for zip and OLE files the directory. Never raises on what a
file holds: the answer for the unknown is ``application/octet-stream``.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import olefile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
WORD_XML = "application/vnd.ms-wordml"  # Word 2003 XML, and Flat OPC
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
OLE = "application/x-ole-storage"
ENCRYPTED_OOXML = "application/x-encrypted-ooxml"
EXCEL_XML = "application/vnd.ms-excel-xml"  # Excel 2003 XML
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
ODG = "application/vnd.oasis.opendocument.graphics"
# One XML file that holds all parts.
FLAT_ODT, FLAT_ODS, FLAT_ODP, FLAT_ODG = (f"{kind}-flat-xml" for kind in (ODT, ODS, ODP, ODG))
OLD_OPEN_OFFICE = "application/vnd.sun.xml"  # OpenOffice.org 1.x
UOF = "application/x-uof"  # GB/T 20916
OFD = "application/ofd"
RTF = "application/rtf"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
GZIP = "application/gzip"
BZIP2 = "application/x-bzip2"
XZ = "application/x-xz"
TAR = "application/x-tar"
CEB = "application/x-ceb"
HTML = "text/html"
MHTML = "multipart/related"
EML = "message/rfc822"
XML = "application/xml"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
CSV = "text/csv"
RECORDS = "application/x-ndjson"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
GIF = "image/gif"
BMP = "image/bmp"
UNKNOWN = "application/octet-stream"

# What staff are told of a format that is not read.
LABELS: dict[str, str] = {
    PPT: "PowerPoint 97-2003 演示文稿（.ppt、.dps），请另存为 .pptx 后导入",
    OLD_OPEN_OFFICE: "OpenOffice.org 1.x 文件，请另存为 odt 或 docx 后导入",
    UOF: "标文通（UOF）文件，请另存为 docx、xlsx 或 pptx 后导入",
    OLE: "复合文档，不是 Word",
    RAR: "RAR 压缩包，请解压后导入，或改存为 zip",
    SEVEN_ZIP: "7z 压缩包，请解压后导入，或改存为 zip",
    CEB: "方正 CEB 版式文件，请用阅读软件打开，打印为 PDF 后导入",
    XML: "XML",
    RECORDS: "逐行记录（.jsonl），请直接导入",
    UNKNOWN: "无法辨认的二进制文件",
}

HEAD = 8192  # bytes looked at; a PDF's header must stand within the first 1024 (ISO 32000, H.3.4.1)

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rt", RTF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"GIF8", GIF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"BZh", BZIP2),
    (b"\xfd7zXZ\0", XZ),
    (b"Founder CEB", CEB),
)

# What a name promises; several where one extension is used for several formats.
EXTENSIONS: dict[str, tuple[str, ...]] = {
    ".pdf": (PDF,),
    ".docx": (DOCX,),
    ".doc": (DOC, WORD_XML),
    ".wps": (DOC, DOCX),
    ".wpt": (DOC, DOCX),
    ".dot": (DOC,),
    ".dotx": (DOCX,),
    ".docm": (DOCX,),
    ".ofd": (OFD,),
    ".rtf": (RTF,),
    ".html": (HTML,),
    ".htm": (HTML,),
    ".shtml": (HTML,),
    ".mhtml": (MHTML,),
    ".mht": (MHTML,),
    ".txt": (TEXT,),
    ".md": (MARKDOWN,),
    ".markdown": (MARKDOWN,),
    ".jsonl": (RECORDS,),
    ".jpg": (JPEG,),
    ".jpeg": (JPEG,),
    ".png": (PNG,),
    ".tif": (TIFF,),
    ".tiff": (TIFF,),
    ".zip": (ZIP,),
    ".tar": (TAR,),
    ".tgz": (GZIP,),
    ".gz": (GZIP,),
    ".eml": (EML,),
    ".xlsx": (XLSX,),
    ".xlsm": (XLSX,),
    ".xltx": (XLSX,),
    ".xls": (XLS, EXCEL_XML),
    ".et": (XLS, XLSX),
    ".ett": (XLS, XLSX),
    ".dps": (PPT, PPTX),
    ".dpt": (PPT, PPTX),
    ".ppt": (PPT,),
    ".csv": (CSV,),
    ".tsv": (CSV,),
    ".pptx": (PPTX,),
    ".pptm": (PPTX,),
    ".ppsx": (PPTX,),
    ".potx": (PPTX,),
    ".odt": (ODT,),
    ".ott": (ODT,),
    ".fodt": (FLAT_ODT,),
    ".ods": (ODS,),
    ".ots": (ODS,),
    ".fods": (FLAT_ODS,),
    ".odp": (ODP,),
    ".otp": (ODP,),
    ".fodp": (FLAT_ODP,),
    ".odg": (ODG,),
    ".fodg": (FLAT_ODG,),
}


def detect(path: Path, name: str | None = None) -> str:
    """The media type of the file at ``path``; ``name`` where the path is not its own name.

    Raises OSError where the file cannot be read.
    """
    name = (name or path.name).lower()
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return _detect_zip(path)
    if head.startswith(olefile.MAGIC):
        return _detect_ole(path)
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith(b"\x1f\x8b"):
        return RECORDS if name.endswith(".jsonl.gz") else GZIP
    if head[257:262] == b"ustar":
        return TAR
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return BMP
    return _detect_text(head, name)


def label(media_type: str) -> str:
    """The format's name for people."""
    return LABELS.get(media_type, media_type)


def contradicts(name: str, media_type: str) -> bool:
    """Whether the extension promises another format than the content has."""
    promised = EXTENSIONS.get(Path(name).suffix.lower())
    if promised is None or media_type in promised:
        return False
    return not (media_type.startswith("text/") and promised[0].startswith("text/"))


def _detect_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, UnicodeError):
        return _detect_broken_zip(path)
    folded = {name.lower().lstrip("/") for name in names}
    if any(name.endswith("ofd.xml") and name.count("/") == 0 for name in folded):
        return OFD
    if "[content_types].xml" in folded:
        for folder, media_type in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(folder) for name in folded):
                return media_type
        return DOCX if "_rels/.rels" in folded else ZIP
    if "mimetype" in folded and (
        folded & {"content.xml", "encrypted-package"} or _says_open_document(path)
    ):
        return _open_document(path)
    if "uof.xml" in folded or "uof/uof.xml" in folded:
        return UOF
    return ZIP


def _says_open_document(path: Path) -> bool:
    """A document that lost its text is a damaged one, and no archive of its other parts."""
    with path.open("rb") as file:
        return _OPEN_DOCUMENT in file.read(HEAD)[:200]


_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."


def _open_document(path: Path) -> str:
    """By what the file says of itself, in its first member, which is not packed."""
    with path.open("rb") as file:
        head = file.read(HEAD)[:200]
    if OLD_OPEN_OFFICE.encode() in head:
        return OLD_OPEN_OFFICE
    return next((kind for kind in (ODS, ODP, ODG) if kind.encode() in head), ODT)


def _detect_broken_zip(path: Path) -> str:
    """A zip whose directory is damaged still tells by the names in its first local headers."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if b"[Content_Types].xml" in head or b"word/" in head:
        return XLSX if b"xl/" in head and b"word/" not in head else DOCX
    return OFD if b"OFD.xml" in head else ZIP


def _detect_ole(path: Path) -> str:
    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {"/".join(entry).lower() for entry in ole.listdir()}
    except Exception:  # olefile raises whatever the damage leads it into
        return DOC
    if "encryptedpackage" in streams:
        return ENCRYPTED_OOXML
    if "worddocument" in streams:
        return DOC
    if "workbook" in streams or "book" in streams:
        return XLS
    if "powerpoint document" in streams:
        return PPT
    return OLE


_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<(?:div|table|p|title|script)[\s>]",
    re.IGNORECASE,
)
_WORD_XML = re.compile(
    rb"<(?:\w+:)?wordDocument[\s>]|<(?:\w+:)?package\s[^>]*office/2006/xmlPackage"
)
_OFFICE_MIMETYPE = re.compile(
    rb"<(?:\w+:)?document\s[^>]*?mimetype=[\"'](application/vnd\.oasis\.opendocument\.[a-z]+)"
)
_FLAT = {kind.encode(): f"{kind}-flat-xml" for kind in (ODT, ODS, ODP, ODG)}
_UOF = re.compile(rb"<(?:\w+:)?UOF\s[^>]*schemas\.uof\.org")
_MIME_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*:[ \t]", re.MULTILINE)


def _detect_text(head: bytes, name: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _detect_markup(head[2:].replace(b"\0", b""), name)
    if _is_binary(head):
        return CEB if name.endswith((".ceb", ".cebx")) else UNKNOWN
    return _detect_markup(head.removeprefix(b"\xef\xbb\xbf"), name)


def _detect_markup(head: bytes, name: str) -> str:
    start = head.lstrip()
    lowered = head.lower()
    if b"mime-version:" in lowered and _MIME_HEADER.match(start):
        if b"multipart/related" in lowered or name.endswith((".mht", ".mhtml")):
            return MHTML
        return EML
    if name.endswith((".jsonl", ".ndjson")) and start.startswith(b"{"):
        return RECORDS
    if name.endswith((".md", ".markdown")):
        return MARKDOWN
    if name.endswith((".csv", ".tsv")):
        return CSV
    if start.startswith(b"<") and _WORD_XML.search(start[:4096]):
        return WORD_XML
    if start.startswith(b"<") and b"urn:schemas-microsoft-com:office:spreadsheet" in start[:4096]:
        return HTML if b"<html" in start[:512].lower() else EXCEL_XML
    flat = _OFFICE_MIMETYPE.search(start) if start.startswith(b"<") else None
    if flat is not None:
        return _FLAT.get(flat[1], XML)
    if start.startswith(b"<") and _UOF.search(start):
        return UOF
    if start.startswith(b"<") and _HTML.search(start[:4096]):
        return HTML
    if start.startswith(b"<?xml"):
        return XML
    if name.endswith((".html", ".htm", ".shtml")) and _HTML.search(head):
        return HTML
    return TEXT


def _is_binary(head: bytes) -> bool:
    """Control characters that no text has. UTF-16 without a mark has zeros and is text."""
    if not head:
        return False
    if b"\0" in head:
        if head.count(0) <= max(_FEW, len(head) // 100) and _is_text(head.replace(b"\0", b"")):
            return False  # strewn in by a broken program or disk
        even = head[: len(head) // 2 * 2]
        return not any(_reads_well(even.decode(e, "replace")) for e in ("utf-16-le", "utf-16-be"))
    controls = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13, 26, 27))
    return controls > max(1, len(head) // 200)


_FEW = 3  # zeros


def _is_text(head: bytes) -> bool:
    """In UTF-8, or in GB 18030; its last character may be cut."""
    return any(_reads_well(head.decode(e, "replace")) for e in ("utf-8", "gb18030"))


_READABLE = re.compile("[\t\n\r -~\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def _reads_well(text: str) -> bool:
    return len(_READABLE.findall(text)) > 0.9 * len(text)
