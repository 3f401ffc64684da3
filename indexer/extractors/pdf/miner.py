"""The second reading of PDF pages, by pdfminer.six: slow, and now and then right where PDFium is
not, since it reads fonts' maps in another way."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTContainer, LTPage, LTTextLine

from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.quality import score

log = logging.getLogger(__name__)
logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd font

_TRIAL = 3  # pages; where none of them gains, the others would not either
_MOST = 200  # pages, at some 40 ms each
_GAIN = 1.05
_COLUMN_GAP = 2.4  # em, as in pdf_page


def reread(path: Path, contents: list[PageContent | None], numbers: Sequence[int]) -> list[int]:
    """Read the pages ``numbers`` (from 0) again and replace those that come out better, in
    ``contents``. Returns which were replaced. Never raises on a bad file: then none are."""
    replaced = _better(path, contents, numbers[:_TRIAL])
    if replaced:
        replaced += _better(path, contents, numbers[_TRIAL:_MOST])
    return replaced


def _better(path: Path, contents: list[PageContent | None], numbers: Sequence[int]) -> list[int]:
    replaced: list[int] = []
    if not numbers:
        return replaced
    try:
        for number, page in zip(numbers, _pages(path, numbers), strict=False):
            before = contents[number]
            if before is None:
                continue
            runs = tuple(_runs(page, page.height))
            if score(_text(runs)) > _GAIN * score(before.text):
                contents[number] = replace(before, runs=runs, shown="", aside="")
                replaced.append(number)
    except Exception:  # whatever the damage leads it into; PDFium's reading stands
        log.debug("pdfminer.six cannot read %s", path, exc_info=True)
    return replaced


def _pages(path: Path, numbers: Sequence[int]) -> Iterator[LTPage]:
    return extract_pages(path, page_numbers=list(numbers), laparams=LAParams(boxes_flow=None))


def _text(runs: Sequence[Run]) -> str:
    return "\n".join(run.text for run in runs)


def _runs(container: Iterable[object], height: float) -> Iterator[Run]:
    for item in container:
        if isinstance(item, LTTextLine):
            yield from _line_runs(item, height)
        elif isinstance(item, LTContainer):
            yield from _runs(item, height)


def _line_runs(line: LTTextLine, height: float) -> Iterator[Run]:
    """The runs of a line: parted at wide gaps, blanks kept between Latin words only."""
    held: list[LTChar] = []
    text = ""
    blank = False
    for item in line:
        if not isinstance(item, LTChar) or not item.get_text().strip():
            blank = True
            continue
        if held and item.x0 - held[-1].x1 > _COLUMN_GAP * item.size:
            yield _run(held, text, height)
            held, text = [], ""
        latin = bool(text) and text[-1] < "\u2e80" and item.get_text() < "\u2e80"
        text += (" " if blank and latin else "") + item.get_text()
        held.append(item)
        blank = False
    if held:
        yield _run(held, text, height)


def _run(characters: list[LTChar], text: str, height: float) -> Run:
    return Run(
        text=text,
        x0=min(c.x0 for c in characters),
        y0=height - max(c.y1 for c in characters),
        x1=max(c.x1 for c in characters),
        y1=height - min(c.y0 for c in characters),
        size=characters[0].size,
        font=characters[0].fontname.split("+")[-1],
    )
