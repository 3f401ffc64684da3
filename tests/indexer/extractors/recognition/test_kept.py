"""A long scan is read on where the time did not suffice."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

from indexer.extractors.base import Clock
from indexer.extractors.fence.folders import kept_folder
from indexer.extractors.pdf.drawing import Ruling
from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.recognition import ocr, scans
from indexer.extractors.recognition.kept import Kept
from indexer.extractors.recognition.ocr import Recognised
from indexer.extractors.recognition.orientation import Lie
from tests.indexer.extractors.pdf_files import blank, write_pdf

PAGE = Recognised(
    (Run("字", 1.0, 2.0, 3.0, 4.5, 16.0),), 0.97, 1, 842.0, 595.0,
    (Ruling(1.0, 2.0, 3.0),), (), Lie.UPSIDE_DOWN,
)  # fmt: skip


def test_a_kept_page_is_the_page(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"1")
    kept = Kept.of(file, tmp_path)
    assert kept.page(3) is None
    kept.keep(3, PAGE)
    assert Kept.of(file, tmp_path).page(3) == PAGE
    file.write_bytes(b"22")
    assert Kept.of(file, tmp_path).page(3) is None


def test_outside_of_a_fence_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    kept = Kept.of(tmp_path / "a.pdf", None)
    kept.keep(0, PAGE)
    assert kept.page(0) is None


def test_a_second_reading_goes_on_after_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pages a reading: five pages take three readings, none of them recognised twice."""
    path = write_pdf(tmp_path / "a.pdf", *[blank] * 5)
    asked: list[int] = []
    fresh = iter(range(0))

    def recognise(document: object, number: int, clock: Clock) -> Recognised | None:
        if next(fresh, None) is None:
            return None
        asked.append(number)
        return PAGE

    monkeypatch.setattr(scans, "is_available", lambda: True)
    monkeypatch.setattr(scans, "_recognise", recognise)
    done = []
    document = pdfium.PdfDocument(path)
    for _ in range(3):
        fresh = iter(range(2))
        contents: list[PageContent | None] = [PageContent(595, 842) for _ in range(5)]
        found = scans.recognise_pages(
            document, contents, range(5), Clock(60.0), Kept.of(path, tmp_path)
        )
        done.append(len(found.done))
    document.close()
    assert done == [2, 4, 5]
    assert asked == [0, 1, 2, 3, 4]


def test_what_is_kept_goes_with_the_file_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    kept = Kept.of(tmp_path / "a.pdf", tmp_path / "recognised")
    kept.keep(0, PAGE)
    kept.forget()
    assert kept.page(0) is None
    assert list((tmp_path / "recognised").iterdir()) == []


def test_what_nobody_came_back_for_is_removed(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    for name in ("old", "new"):
        (tmp_path / "recognised" / name).mkdir(parents=True)
    os.utime(tmp_path / "recognised" / "old", (0, 0))
    # As of this process's clock, which is not always the file system's.
    os.utime(tmp_path / "recognised" / "new", (time.time(), time.time()))
    assert kept_folder(tmp_path) == tmp_path / "recognised"
    assert [path.name for path in (tmp_path / "recognised").iterdir()] == ["new"]


def test_a_page_is_begun_however_short_the_time_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve seconds were asked for a page where a file had twelve: no ingest came any further."""
    begun = []

    def detect(picture: object) -> list[object]:
        begun.append(picture)
        return []

    monkeypatch.setattr(ocr, "detect", detect)
    page = np.full((40, 30), 255, np.uint8)
    assert ocr.recognise(page, dots_per_inch=72.0, clock=Clock(15.0)) is not None
    spent = Clock(15.0)
    spent.whole = 3 * spent.left + 9.0  # as long ago that less than a third is left
    assert ocr.recognise(page, dots_per_inch=72.0, clock=spent) is None
    slow = Clock(15.0)
    slow.slowest = 13.0  # the next page like it would not come to its end
    assert ocr.recognise(page, dots_per_inch=72.0, clock=slow) is None
    assert len(begun) == 1
