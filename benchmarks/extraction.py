"""Extraction against the plain way, on the same files in one run.

    python -m benchmarks.extraction FOLDER [--repeat N]

The plain way is what most indexers do: pdfminer.six's ``extract_text`` and python-docx's
paragraphs and tables, file by file in one process, with no fence, no blocks, no quality. Ours is
run twice: each extractor in one process, and all files through the fence with its workers.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pypdfium2 as pdfium
from rich.console import Console
from rich.table import Table

from indexer.extractors.base import Limits
from indexer.extractors.detection import DOCX, PDF, detect
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.extractors.registry import EXTRACTORS
from indexer.intake.sources import walk
from indexer.model import ExtractedDocument, SourceFile
from indexer.model.errors import Quarantined


@dataclass(frozen=True, slots=True)
class Measured:
    """Files and pages read in so many seconds, and the characters that came out. ``processor``
    is the seconds of processor time, which other work on the machine hardly touches; None where
    the work is spread over processes."""

    files: int
    pages: int
    seconds: float
    processor: float | None
    characters: int
    failed: int


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=1, help="read each file so many times")
    options = parser.parse_args(arguments)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    _load_peers()

    found = [file for file in walk([options.folder]) if isinstance(file, SourceFile)]
    pdfs = [file for file in found if _is(file, PDF)] * options.repeat
    words = [file for file in found if _is(file, DOCX)] * options.repeat
    pages = sum(_pages(file) for file in pdfs)
    workers = os.cpu_count() or 1

    console = Console()
    console.print(f"{len(pdfs)} PDF, {pages} pages; {len(words)} .docx; {workers} cores")
    table = Table(
        "work", "by", "files", "failed", "seconds", "cpu s", "a second", "times", "characters"
    )
    for label, files, unit, plain in (
        ("PDF", pdfs, "pages", _plain_pdf),
        (".docx", words, "files", _plain_docx),
    ):
        if files:
            runs = {
                "pdfminer.six" if files is pdfs else "python-docx": _each(files, plain, pages),
                "ours, one process": _each(files, _ours, pages),
                f"ours, fence, {workers} workers": _fenced(files, pages),
            }
            _add_rows(table, label, unit, runs)
    console.print(table)
    console.print(f"peak memory of this process: {psutil.Process().memory_info().rss >> 20} MB")


def _add_rows(table: Table, label: str, unit: str, runs: dict[str, Measured]) -> None:
    base: float | None = None
    for name, run in runs.items():
        rate = (run.pages if unit == "pages" else run.files) / run.seconds
        base = base or rate
        table.add_row(
            label,
            name,
            str(run.files),
            str(run.failed),
            f"{run.seconds:.2f}",
            "" if run.processor is None else f"{run.processor:.2f}",
            f"{rate:,.1f} {unit}",
            f"{rate / base:.1f} ×",
            f"{run.characters:,}",
        )


def _is(file: SourceFile, media_type: str) -> bool:
    return detect(file.path) == media_type


def _pages(file: SourceFile) -> int:
    try:
        document = pdfium.PdfDocument(file.path)
    except pdfium.PdfiumError:
        return 0
    try:
        return len(document)
    finally:
        document.close()


# ---------------------------------------------------------------- the ways


def _each(files: Sequence[SourceFile], read: Callable[[Path], str], pages: int) -> Measured:
    characters = failed = 0
    start, processor = time.perf_counter(), time.process_time()
    for file in files:
        try:
            characters += len(read(file.path))
        except Exception:  # the plain libraries raise whatever the damage leads them into
            failed += 1
    seconds, spent = time.perf_counter() - start, time.process_time() - processor
    return Measured(len(files), pages, seconds, spent, characters, failed)


def _load_peers() -> None:
    """Before any clock runs, and only here: the fork server of the fence imports this module, and
    that of a user has no peers to load."""
    importlib.import_module("pdfminer.high_level")
    importlib.import_module("docx")


def _plain_pdf(path: Path) -> str:
    from pdfminer.high_level import extract_text

    text: str = extract_text(path)
    return text


def _plain_docx(path: Path) -> str:
    import docx
    from docx.document import Document

    document: Document = docx.Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join(lines)


def _ours(path: Path) -> str:
    try:
        return EXTRACTORS[detect(path)].extract(path, Limits(ocr=False)).text
    except Quarantined:
        return ""  # a true answer, such as a scan; the plain way gives an empty text


def _fenced(files: Sequence[SourceFile], pages: int) -> Measured:
    """Start-up of the workers included."""
    characters = failed = 0
    start = time.perf_counter()
    with Fence(FenceLimits(content=Limits(ocr=False))) as fence:
        for _, result in fence.extract_all(files):
            if isinstance(result, ExtractedDocument):
                characters += len(result.text)
    return Measured(len(files), pages, time.perf_counter() - start, None, characters, failed)


if __name__ == "__main__":
    main()
