"""Damaged samples: whatever is changed in a file, a document or a Quarantined comes out.

Seeded and bounded, so that a run is the same everywhere. What longer runs have found is kept
below as small twins.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.extractors.archive.extractor import ZIP
from indexer.extractors.base import Limits
from indexer.extractors.detection import detect
from indexer.extractors.doc.extractor import DOC
from indexer.extractors.docx.extractor import DOCX
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.extractors.registry import EXTRACTORS
from indexer.intake.sources import walk
from indexer.model import ExtractedDocument, SourceFile
from indexer.model.errors import Quarantined
from tests.indexer.extractors.golden import samples
from tests.indexer.extractors.ole_files import word6, word97, write_ole
from tests.indexer.extractors.test_hostile import many_pages
from tests.waiting import PATIENCE

LIMITS = Limits(characters=1_000_000, member_bytes=10_000_000, ocr=False)
BOUNDED = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ODD_BYTES = (b"\0", b"\xff", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\1\0\0\0")
ODD_VALUES = (b"-1", b"0", b"99999999999999999999", b"nan", b"1e309", b"", b"<", b"&x;", b"\xff")
IN_PROCESS = [path for path in samples() if path.suffix not in (".pdf", ".png", ".tif", ".jpg")]


@pytest.fixture(autouse=True)
def no_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What our own readers refuse is not given to antiword or LibreOffice here."""
    monkeypatch.setenv("PATH", "")


def damaged(data: bytes, seed: int) -> bytes:
    """A few changes anywhere: bytes set, cut out, doubled, the end cut off."""
    chance = random.Random(seed)
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not spoilt:
            break
        place = chance.randrange(len(spoilt))
        change = chance.randrange(6)
        if change == 0:
            spoilt[place] = chance.randrange(256)
        elif change == 1:
            odd = chance.choice(ODD_BYTES)
            spoilt[place : place + len(odd)] = odd
        elif change == 2:
            del spoilt[place : place + chance.choice((1, 2, 16, 400))]
        elif change == 3:
            other = chance.randrange(len(spoilt))
            spoilt[place:place] = spoilt[other : other + chance.choice((1, 4, 64))]
        elif change == 4:
            spoilt[place] ^= 1 << chance.randrange(8)
        elif chance.random() < 0.3:
            del spoilt[place:]
    return bytes(spoilt)


def damaged_values(data: bytes, seed: int) -> bytes:
    """Attribute values and tags of XML exchanged, doubled, left out, or set to something odd."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 2, 4))):
        mark = chance.choice((b'"', b"<"))
        places = [n for n in range(len(data)) if data[n : n + 1] == mark]
        if len(places) < 4:
            return damaged(data, seed)
        first = chance.randrange(len(places) - 1)
        start, end = places[first], places[first + 1]
        other = chance.choice(places)
        instead = chance.choice(
            (
                b"",
                data[start:end] * 2,
                data[other : other + end - start],
                mark + chance.choice(ODD_VALUES),
            )
        )
        data = data[:start] + instead + data[end:]
    return data


def damaged_zip(data: bytes, seed: int) -> bytes:
    """One member damaged and the zip itself sound, or the other way round."""
    if seed % 4 == 0:
        return damaged(data, seed)
    chance = random.Random(seed)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            if name == chosen:
                if chance.random() < 0.1:
                    continue
                spoil = damaged_values if chance.random() < 0.7 else damaged
                content = spoil(content, seed)
            new.writestr(name, content)
    return buffer.getvalue()


def check(path: Path) -> None:
    """Only Quarantined may be raised, and what comes out holds together."""
    extractor = EXTRACTORS.get(detect(path))
    if extractor is None:
        return
    try:
        found = extractor.extract(path, LIMITS)
    except Quarantined:
        return
    found.text.encode("utf-8")
    end = 0
    for block in found.blocks:
        assert end <= block.start <= block.end <= len(found.text)
        end = block.end


@pytest.mark.parametrize("sample", IN_PROCESS, ids=lambda path: path.name)
@BOUNDED
@given(seed=st.integers(0, 2**32 - 1))
def test_damaged_samples(tmp_path: Path, sample: Path, seed: int) -> None:
    data = sample.read_bytes()
    spoil: Callable[[bytes, int], bytes] = damaged_zip if data[:2] == b"PK" else damaged
    path = tmp_path / f"a{sample.suffix}"
    path.write_bytes(spoil(data, seed))
    check(path)


@BOUNDED
@given(seed=st.integers(0, 2**32 - 1))
def test_damaged_archives(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("archive")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("通知/正文.txt", "关于加强河道管理的通知" * 20)
        archive.writestr("a.zip", b"PK\5\6" + bytes(18))
    path = folder / "a.zip"
    path.write_bytes(damaged(data.getvalue(), seed))
    into = folder / "unpacked"
    into.mkdir()
    try:
        members = list(ZIP.unpack(path, into, LIMITS))
    except Quarantined:
        return
    for member in members:
        member.name.encode("utf-8")
        assert (member.path is None) != (member.problem is None)
        assert member.path is None or member.path.parent == into


def test_damaged_pdfs_through_the_fence(tmp_path: Path) -> None:
    """PDFium is a C library: a crash is an outcome, as long as it stays inside the fence."""
    many_pages(tmp_path / "sound.pdf", count=3)
    data = (tmp_path / "sound.pdf").read_bytes()
    for seed in range(60):
        (tmp_path / f"{seed}.pdf").write_bytes(damaged(data, seed))
    files = [file for file in walk([tmp_path]) if isinstance(file, SourceFile)]
    with Fence(FenceLimits(seconds=PATIENCE, content=LIMITS), workers=2) as fence:
        outcomes = {file.name: outcome for file, outcome in fence.extract_all(files)}
    assert set(outcomes) == {file.name for file in files}
    assert isinstance(outcomes["sound.pdf"], ExtractedDocument)


# ---------------------------------------------------------------- what longer runs have found


def test_a_member_before_the_beginning_of_the_file(tmp_path: Path) -> None:
    """A directory that places a member at a negative offset: zipfile fails with OSError."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    spoilt = bytearray(data.getvalue())
    end = spoilt.rindex(b"PK\5\6")
    spoilt[end + 16] += 4  # the directory seems to lie further on, so all offsets move down
    path = tmp_path / "a.docx"
    path.write_bytes(spoilt)
    with pytest.raises(Quarantined):
        DOCX.extract(path, LIMITS)


def test_a_promise_of_two_thousand_million_characters(tmp_path: Path) -> None:
    """Lengths in the header of a Word file that no stream could hold were filled up with blanks."""
    main = bytearray(word6(b"text\r"))
    main[0x34:0x38] = b"\xff\xff\xff\x7f"
    path = write_ole(tmp_path / "a.doc", {"WordDocument": bytes(main)})
    with pytest.raises(Quarantined):
        DOC.extract(path, LIMITS)


def test_fields_that_open_and_never_close(tmp_path: Path) -> None:
    text = "\x13\x14" * 5_000 + "末尾\r"
    path = write_ole(tmp_path / "a.doc", word97(text))
    assert DOC.extract(path, LIMITS).text == "末尾"
