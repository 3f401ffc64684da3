"""Text recognition by tesseract, where it is installed: scanned pages and pictures.

tesseract runs as a child of the worker, one page at a time and on one core, since the fence
keeps every core busy with a worker of its own. A page goes in through its standard input, as a
grey picture; nothing is written to disk.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from indexer.extractors.base import Clock, Extractor, Limits, TextBuilder
from indexer.extractors.detection import JPEG, PNG, TIFF
from indexer.extractors.pdf.layout import lay_out
from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.pdf.paragraphs import add_pages
from indexer.model import ExtractedDocument, Quality, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason

LANGUAGE = "chi_sim"
DOTS_PER_INCH = 200  # 16-point characters come out 44 pixels high; 300 is no better, and slower

_A4_WIDTH = 595.0
_COLUMN_GAP = 2.4  # em, as in pdf_page
_LEAST_CONFIDENCE = 15.0  # per cent; below it is dirt, stamps and handwriting
# Lines measure unevenly; only beyond these, in the page's usual size, is one set larger or smaller.
_SMALLER, _LARGER = 0.8, 1.2
_ENOUGH = 4.0  # characters in a row that show their size
_USUAL = 16.0  # points, where nothing does (GB/T 9704)
_PAGE_SECONDS = 40.0  # longer than any page takes


@functools.cache
def is_available() -> bool:
    """Whether tesseract is installed with the Chinese model."""
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False
    )
    return LANGUAGE in listed.stdout.split()


def hint() -> str:
    """What staff can do about a scan that was not recognised."""
    if is_available():
        return "文字识别已关闭"
    return "安装 tesseract 和 chi_sim 后可识别（make ocr）"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The runs of a page, in points, and how sure tesseract is of them: 0 to 1, by character."""

    runs: tuple[Run, ...]
    confidence: float
    characters: int
    height: float = 0.0


# ---------------------------------------------------------------- tesseract


def recognise(picture: bytes, *, dots_per_inch: float, clock: Clock) -> Recognised | None:
    """Recognise one page, a picture in a format that leptonica reads. None where the time is
    up. Raises Quarantined where tesseract cannot read the picture."""
    pages = _tesseract(picture, ["--dpi", str(round(dots_per_inch))], clock)
    if pages is None:
        return None
    return read_tsv(pages, 72.0 / dots_per_inch)[0]


def _tesseract(picture: bytes, options: Sequence[str], clock: Clock) -> str | None:
    command = ["tesseract", "stdin", "stdout", "-l", LANGUAGE, *options, "tsv"]
    seconds = min(_PAGE_SECONDS, clock.left)
    if seconds <= 0:
        return None
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Quarantined(QuarantineReason.CORRUPT, said[-1] if said else "图片无法读取")
    return done.stdout.decode("utf-8", "replace")


# ---------------------------------------------------------------- tesseract's table


@dataclass(frozen=True, slots=True)
class _Word:
    page: int
    line: tuple[int, int, int]
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float
    text: str


def read_tsv(table: str, scale: float) -> list[Recognised]:
    """One result a page from tesseract's TSV output; ``scale`` is points a pixel."""
    heights: dict[int, float] = {}
    words: dict[int, list[_Word]] = {}
    for cells in (line.split("\t") for line in table.splitlines()[1:]):
        if len(cells) < 12:
            continue
        level, page = int(cells[0]), int(cells[1])
        if level == 1:
            heights[page] = int(cells[9]) * scale
            words.setdefault(page, [])
        elif level == 5 and cells[11].strip() and float(cells[10]) >= _LEAST_CONFIDENCE:
            words.setdefault(page, []).append(_word(cells, scale))
    return [_page(words[page], heights.get(page, 0.0)) for page in sorted(words)]


def _word(cells: list[str], scale: float) -> _Word:
    left, top, width, height = (int(cell) * scale for cell in cells[6:10])
    line = (int(cells[2]), int(cells[3]), int(cells[4]))
    box = (left, top, left + width, top + height)
    return _Word(int(cells[1]), line, *box, float(cells[10]), "\t".join(cells[11:]).strip())


def _page(words: list[_Word], height: float) -> Recognised:
    characters = sum(len(word.text) for word in words)
    sure = sum(word.confidence * len(word.text) for word in words)
    lines = [list(line) for _, line in groupby(words, key=lambda w: w.line)]
    pitches = sorted(pitch for line in lines if (pitch := _pitch(line)) is not None)
    usual = pitches[len(pitches) // 2] if pitches else _USUAL
    runs = tuple(run for line in lines for run in _runs(line, usual))
    confidence = round(sure / characters / 100.0, 4) if characters else 0.0
    return Recognised(runs, confidence, characters, height)


def _pitch(words: list[_Word]) -> float | None:
    """The em, as far as the width of the words shows it. Heights hug the ink, and single words'
    boxes are rough; a few characters in a row measure well."""
    wide = sum(1 if c >= "\u2e80" else 0.5 for word in words for c in word.text)
    return (words[-1].x1 - words[0].x0) / wide if wide >= _ENOUGH else None


def _runs(words: list[_Word], usual: float) -> Iterator[Run]:
    """The line's words as runs, parted at wide gaps."""
    top, bottom = min(w.y0 for w in words), max(w.y1 for w in words)
    held = [words[0]]
    for before, word in pairwise(words):
        if word.x0 - before.x1 > _COLUMN_GAP * usual:
            yield _run(held, usual, top, bottom)
            held = []
        held.append(word)
    yield _run(held, usual, top, bottom)


def _run(words: list[_Word], usual: float, top: float, bottom: float) -> Run:
    text = " ".join(word.text for word in words)
    pitch = _pitch(words)
    size = usual if pitch is None or _SMALLER < pitch / usual < _LARGER else pitch
    return Run(tidy(text), words[0].x0, top, words[-1].x1, bottom, size)


_CJK = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…"
_BLANK_AT_CHINESE = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
# A dash between figures comes out as the figure one: GB 3548一83.
_DASH = re.compile(r"(?<=[0-9A-Za-z])一(?=[0-9])")
# Brackets of a document number, and the zero of a year in Chinese figures.
_NUMBER = re.compile(r"[\[【〔［(（<〈]\s*((?:19|20)\d{2})\s*[\]】〕］)）>〉]\s*(\d{1,4})\s*号")
_ZERO = re.compile(r"(?<=[一二三四五六七八九〇])[O0o○]+(?=[〇O0o○一二三四五六七八九年])")
_HALF_WIDTH = re.compile(rf"(?<=[{_CJK}])[,;:?!()]|[(](?=[{_CJK}])")
_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")


def tidy(text: str) -> str:
    """Without the blanks that tesseract sets around Chinese characters, and with the full-width
    punctuation that belongs to them."""
    text = _DASH.sub("—", _BLANK_AT_CHINESE.sub("", text))
    text = _NUMBER.sub(r"〔\1〕\2号", text)
    text = _ZERO.sub(lambda found: "〇" * len(found[0]), text)
    return _HALF_WIDTH.sub(lambda found: found[0].translate(_FULL_WIDTH), text)


# ---------------------------------------------------------------- pictures


class _Picture:
    name = "ocr"
    version = "1"
    media_types = (JPEG, PNG, TIFF)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        if not (limits.ocr and is_available()):
            raise Quarantined(QuarantineReason.NO_TEXT_LAYER, f"图片；{hint()}")
        table = _tesseract(path.read_bytes(), [], Clock(limits.seconds))
        if table is None:
            raise Quarantined(QuarantineReason.TIMEOUT, "文字识别超时")
        pages = read_tsv(table, _scale(table))
        if not any(page.characters for page in pages):
            raise Quarantined(QuarantineReason.NO_TEXT, "图片中没有识别出文字")
        builder = TextBuilder(limits.characters)
        contents = [PageContent(_A4_WIDTH, page.height, page.runs) for page in pages]
        add_pages(builder, [lay_out(content, n) for n, content in enumerate(contents, start=1)])
        with open(path, "rb") as file:  # noqa: PTH123
            head = file.read(4)
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=_media_type(head),
            extractor=self.name,
            extractor_version=self.version,
            pages=len(pages),
            origin=TextOrigin.OCR,
            quality=Quality(
                coverage=sum(1 for page in pages if page.characters) / len(pages),
                confidence=mean_confidence(pages),
            ),
        )


def _scale(table: str) -> float:
    """Points a pixel, as though the picture were a page of A4: photographs do not tell."""
    for cells in (line.split("\t") for line in table.splitlines()[1:]):
        if cells[0] == "1" and len(cells) >= 12 and int(cells[8]) > 0:
            return _A4_WIDTH / int(cells[8])
    return 72.0 / DOTS_PER_INCH


def mean_confidence(pages: Sequence[Recognised]) -> float | None:
    """By character over all pages; None where nothing was recognised."""
    characters = sum(page.characters for page in pages)
    if not characters:
        return None
    return round(sum(page.confidence * page.characters for page in pages) / characters, 4)


def _media_type(head: bytes) -> str:
    if head.startswith(b"\x89PNG"):
        return PNG
    return JPEG if head.startswith(b"\xff\xd8") else TIFF


PICTURE: Extractor = _Picture()
