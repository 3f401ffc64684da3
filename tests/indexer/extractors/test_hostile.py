"""Hostile files of our own making, through the walk and the fence: each ends in a stated outcome,
within the limits, and nothing is left behind.

All of them are made at run time: the large ones would be too large to keep, and some cannot be
kept at all (a FIFO, a name that is not UTF-8, a file that grows).
"""

from __future__ import annotations

import io
import os
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from indexer.extractors.base import Limits
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.intake.sources import walk
from indexer.model import ExtractedDocument, SourceFile
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.ole_files import word97, write_ole
from tests.indexer.extractors.word_files import paragraph, part, write_docx
from tests.waiting import PATIENCE

MB = 2**20
LIMITS = FenceLimits(
    seconds=PATIENCE, worker_bytes=1024 * MB, content=Limits(nesting=2, seconds=PATIENCE)
)
SENTENCE = "各县（市、区）人民政府应当加强河道管理。"
LAUGHS = '<!ENTITY l0 "哈">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
)

Outcome = ExtractedDocument | Quarantined
Maker = Callable[[Path], object]


def pdf(objects: list[str]) -> bytes:
    """A PDF of these objects, the first being the catalog."""
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    return (
        data
        + (
            f"xref\n0 {count}\n0000000000 65535 f \n{table}"
            f"trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
        ).encode()
    )


def page_tree_loop(path: Path) -> None:
    path.write_bytes(
        pdf(
            [
                "<</Type/Catalog/Pages 2 0 R>>",
                "<</Type/Pages/Count 3/Kids[3 0 R 2 0 R 3 0 R]>>",
                "<</Type/Pages/Parent 2 0 R/Count 1/Kids[2 0 R 3 0 R]>>",
            ]
        )
    )


def no_pages(path: Path) -> None:
    path.write_bytes(pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 0/Kids[]>>"]))


def many_pages(path: Path, count: int = 5000) -> None:
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(count):
        stream = f"BT /F 12 Tf 72 700 Td (Paragraph number {number} of the document) Tj ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    path.write_bytes(pdf(objects))


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return buffer.getvalue()


def nested(levels: int) -> bytes:
    data = SENTENCE.encode()
    for level in range(levels):
        data = archive({f"{level}.zip" if level else "内.txt": data, f"{level}.txt": b"outer text"})
    return data


def zip_bomb(path: Path) -> None:
    path.write_bytes(archive({"a.txt": bytes(100 * MB)}))


def quine_like_bomb(path: Path) -> None:
    bomb = archive({"zeros.txt": bytes(100 * MB)})
    path.write_bytes(archive({f"{n}.zip": bomb for n in range(10)} | {"ok.txt": b"plain text"}))


def docx_bomb(path: Path) -> None:
    write_docx(path, "", document="<a>" + " " * (100 * MB) + "</a>")


def xml_bomb(path: Path) -> None:
    body = f"<w:body>{paragraph('&l9;')}</w:body>"
    write_docx(path, "", document=f"<!DOCTYPE l [{LAUGHS}]>" + part("document", body))


def external_entity(path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = f"<w:body>{paragraph('&x;')}</w:body>"
    write_docx(path, "", document=entity + part("document", body))


def entity_in_ofd(path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY x SYSTEM "http://example.invalid/x">]><OFD>&x;</OFD>'
    path.write_bytes(archive({"OFD.xml": entity.encode()}))


def hundred_thousand_paragraphs(path: Path) -> None:
    write_docx(path, "".join(paragraph(f"第{n}段　{SENTENCE}") for n in range(100_000)))


def deep_docx(path: Path) -> None:
    write_docx(path, "<w:sdt><w:sdtContent>" * 5000)


def one_line(path: Path) -> None:
    line = SENTENCE.encode()
    path.write_bytes(line * (50 * MB // len(line)))


def traversal(path: Path) -> None:
    path.write_bytes(archive({"../../outside.txt": b"x", "/etc/x.txt": b"x", "in.txt": b"inside"}))


def truncated_docx(path: Path) -> None:
    whole = write_docx(path, paragraph(SENTENCE) * 1000).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def disguised(path: Path) -> None:
    write_docx(path.with_suffix(".tmp"), paragraph(SENTENCE)).rename(path)


@dataclass(frozen=True)
class Case:
    name: str
    make: Maker
    expected: QuarantineReason | str  # a reason, or how the text begins
    inside: str = ""  # the member that the outcome is of


R = QuarantineReason
CASES = (
    Case("bomb.zip", zip_bomb, R.COMPRESSION_RATIO),
    Case("bombs.zip", quine_like_bomb, R.COMPRESSION_RATIO, "3.zip"),
    Case("bombs.zip", lambda _: None, "plain text", "ok.txt"),
    Case("nested.zip", lambda p: p.write_bytes(nested(3)), R.NESTING, "2.zip!/1.zip"),
    Case("nested.zip", lambda _: None, "outer text", "2.zip!/1.txt"),
    Case("docx-bomb.docx", docx_bomb, R.COMPRESSION_RATIO),
    Case("xml-bomb.docx", xml_bomb, R.UNSAFE_XML),
    Case("entity.docx", external_entity, R.UNSAFE_XML),
    Case("entity.ofd", entity_in_ofd, R.UNSAFE_XML),
    Case("deep.docx", deep_docx, R.CORRUPT),
    Case("long.docx", hundred_thousand_paragraphs, "第0段"),
    Case("loop.pdf", page_tree_loop, R.CORRUPT),
    Case("none.pdf", no_pages, R.NO_PAGES),
    Case("pages.pdf", many_pages, "Paragraph number 0"),
    Case("line.txt", one_line, SENTENCE),
    Case("traversal.zip", traversal, R.UNSAFE_NAME, "../../outside.txt"),
    Case("traversal.zip", lambda _: None, R.UNSAFE_NAME, "/etc/x.txt"),
    Case("traversal.zip", lambda _: None, "inside", "in.txt"),
    Case("fifo.txt", lambda p: os.mkfifo(p), R.NOT_REGULAR),
    Case("link.txt", lambda p: p.symlink_to("/etc/hostname"), R.OUTSIDE),
    Case("cut.docx", truncated_docx, R.CORRUPT),
    Case("empty.docx", lambda p: p.touch(), R.EMPTY),
    Case("secret.doc", lambda p: write_ole(p, word97("x\r", flags=0x0100)), R.ENCRYPTED),
    Case("secret.docx", lambda p: write_ole(p, {"EncryptedPackage": b"x"}), R.ENCRYPTED),
    Case("really-word.pdf", disguised, SENTENCE),
    Case("noise.doc", lambda p: p.write_bytes(bytes(range(256)) * 99), R.UNSUPPORTED),
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Everything in one run, as an ingestion would."""
    folder = tmp_path_factory.mktemp("hostile")
    for case in CASES:
        case.make(folder / case.name)
    work = tmp_path_factory.mktemp("work")
    found: dict[str, Outcome] = {}
    files: list[SourceFile] = []
    for seen in walk([folder]):
        if isinstance(seen, Quarantined):
            found[seen.path] = seen
        else:
            files.append(seen)
    with Fence(LIMITS, workers=2, folder=work) as fence:
        for file, outcome in fence.extract_all(files):
            found[file.name] = outcome
    assert list(work.iterdir()) == [], "the fence left files behind"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} {case.inside}".strip())
def test_outcome(outcomes: dict[str, Outcome], case: Case) -> None:
    outcome = outcomes[f"{case.name}!/{case.inside}" if case.inside else case.name]
    if isinstance(case.expected, QuarantineReason):
        assert isinstance(outcome, Quarantined), outcome
        assert outcome.reason is case.expected
    else:
        assert isinstance(outcome, ExtractedDocument), outcome
        assert outcome.text.startswith(case.expected)


@pytest.mark.slow
def test_large_files_come_out_whole(outcomes: dict[str, Outcome]) -> None:
    long, pages, line = (outcomes[name] for name in ("long.docx", "pages.pdf", "line.txt"))
    assert isinstance(long, ExtractedDocument)
    assert long.text.endswith(f"第99999段　{SENTENCE}")
    assert isinstance(pages, ExtractedDocument)
    assert pages.pages == 5000
    assert "Paragraph number 4999" in pages.text
    assert isinstance(line, ExtractedDocument)
    assert len(line.text) == 50 * MB // len(SENTENCE.encode()) * len(SENTENCE)


@pytest.mark.slow
def test_no_process_is_left(outcomes: dict[str, Outcome]) -> None:
    commands = (child.cmdline() for child in psutil.Process().children(recursive=True))
    assert not [c for c in commands if any("soffice" in word or "antiword" in word for word in c)]


def read_one(file: SourceFile) -> Outcome:
    with Fence(LIMITS, workers=1) as fence:
        ((_, outcome),) = fence.extract_all([file])
    return outcome


def found_in(folder: Path) -> SourceFile:
    (file,) = walk([folder])
    assert isinstance(file, SourceFile)
    return file


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Path]:
    """A file that something keeps writing to."""
    path = tmp_path / "log.txt"
    path.write_text(SENTENCE * 10_000, "utf-8")
    stop = threading.Event()

    def write() -> None:
        with path.open("a", encoding="utf-8") as file:
            # Not a timed wait: those never end where faketime sets the clock.
            while not stop.is_set():
                time.sleep(0.001)
                file.write(SENTENCE)
                file.flush()

    writer = threading.Thread(target=write)
    writer.start()
    yield path
    stop.set()
    writer.join()


def test_a_file_that_grows_while_it_is_read(growing: Path) -> None:
    outcome = read_one(found_in(growing.parent))
    assert isinstance(outcome, Quarantined)
    assert outcome.reason is QuarantineReason.CHANGED


def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, "utf-8")
    path.chmod(0)
    outcome = read_one(found_in(tmp_path))
    if os.geteuid() == 0:  # to whom permissions are no barrier
        assert isinstance(outcome, ExtractedDocument)
    else:
        assert isinstance(outcome, Quarantined)
        assert outcome.reason is QuarantineReason.UNREADABLE


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE, "utf-8")
    file = found_in(tmp_path)
    path.unlink()
    outcome = read_one(file)
    assert isinstance(outcome, Quarantined)
    assert outcome.reason is QuarantineReason.MISSING


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + "/通知.txt".encode("gbk")
    with open(raw, "wb") as file:  # noqa: PTH123  (a Path would not show what this is about)
        file.write(SENTENCE.encode())
    found = found_in(tmp_path)
    found.name.encode("utf-8")
    outcome = read_one(found)
    assert isinstance(outcome, ExtractedDocument)
    assert outcome.text == SENTENCE
