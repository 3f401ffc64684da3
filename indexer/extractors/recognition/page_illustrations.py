"""Pictures on PDF pages that have text of their own: what they say stands in its place
between the lines, laid out by itself, so that it disturbs none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium

from indexer.extractors.base import Clock
from indexer.extractors.pdf.drawing import Picture as Place
from indexer.extractors.pdf.page import Inset, PageContent, Run
from indexer.extractors.recognition.engine import Picture
from indexer.extractors.recognition.illustrations import (
    is_thin,
    pieces_of,
    recognise_illustration,
    says_something,
)
from indexer.extractors.recognition.kept import Kept
from indexer.extractors.recognition.ocr import Recognised, is_available
from indexer.extractors.recognition.orientation import Lie
from indexer.extractors.recognition.scans import grey_picture, overlap

_MARGIN = 2.0  # points around a picture


@dataclass(frozen=True, slots=True)
class Illustrated:
    """The pages, from 0, whose pictures were looked at, those of them that gave text, and those
    with a picture of which little could be read; ``found`` is what was recognised."""

    done: tuple[int, ...] = ()
    read: tuple[int, ...] = ()
    thin: tuple[int, ...] = ()
    found: tuple[Recognised, ...] = ()


def recognise_illustrations(
    document: pdfium.PdfDocument,
    contents: list[PageContent | None],
    places: Mapping[int, Sequence[Place]],
    clock: Clock,
    kept: Kept,
) -> Illustrated:
    """Add to ``contents`` what the pictures at ``places`` say, as far as the time reaches."""
    if not places or not is_available():
        return Illustrated()
    done, read, thin, found = [], [], [], []
    for number in sorted(places):
        content = contents[number]
        if content is None:
            continue
        seen = _seen(document, number, content, places[number], clock, kept)
        if seen is None:
            break
        done.append(number)
        if any(is_thin(page) for _, page in seen):
            thin.append(number)
        insets = {id(page): _inset(content, place, page) for place, page in seen}
        good = tuple(inset for inset in insets.values() if inset is not None)
        if good:
            contents[number] = replace(content, insets=good)
            read.append(number)
            found += [page for _, page in seen if insets[id(page)] is not None]
    return Illustrated(tuple(done), tuple(read), tuple(thin), tuple(found))


def _seen(
    document: pdfium.PdfDocument,
    number: int,
    content: PageContent,
    places: Sequence[Place],
    clock: Clock,
    kept: Kept,
) -> list[tuple[Place, Recognised]] | None:
    """Each picture of a page, recognised by itself; None where the time is up."""
    seen: list[tuple[Place, Recognised]] = []
    shown: tuple[Picture, float] | None = None
    for order, place in enumerate(places):
        page = kept.page(f"{number}-{order}")
        if page is None:
            shown = shown or _shown(document, number, content)
            cut = _cut(shown[0], place, shown[1])
            page = recognise_illustration(cut, shown[1], clock)
            if page is None:
                return None
            kept.keep(f"{number}-{order}", page)
        seen.append((place, page))
    return seen


def _shown(
    document: pdfium.PdfDocument, number: int, content: PageContent
) -> tuple[Picture, float]:
    """The page rendered as its text was read, and its dots an inch."""
    page = document[number]
    try:
        picture, dots = grey_picture(page)
    finally:
        page.close()
    return np.ascontiguousarray(np.rot90(picture, -content.turns)), dots


def _cut(picture: Picture, place: Place, dots: float) -> Picture:
    scale = dots / 72.0
    rows = slice(max(0, int((place.y0 - _MARGIN) * scale)), int((place.y1 + _MARGIN) * scale) + 1)
    columns = slice(
        max(0, int((place.x0 - _MARGIN) * scale)), int((place.x1 + _MARGIN) * scale) + 1
    )
    return np.ascontiguousarray(picture[rows, columns])


def _inset(content: PageContent, place: Place, page: Recognised) -> Inset | None:
    """What the picture says, but for what the page's own text has, drawn over it; None where that
    is nothing more."""
    if page.lie is Lie.UPRIGHT:
        own = [run for run in content.runs if _touches(run, place)]
        left, top = max(0.0, place.x0 - _MARGIN), max(0.0, place.y0 - _MARGIN)
        runs = [run for run in page.runs if not any(overlap(_at(run, left, top), o) for o in own)]
        page = replace(page, runs=tuple(runs))
    pieces = tuple(pieces_of(page)) if says_something(page) else ()
    return Inset(pieces, place.x0, place.y0, place.x1, place.y1) if pieces else None


def _touches(run: Run, place: Place) -> bool:
    return run.x0 < place.x1 and place.x0 < run.x1 and run.y0 < place.y1 and place.y0 < run.y1


def _at(run: Run, left: float, top: float) -> Run:
    return replace(run, x0=run.x0 + left, x1=run.x1 + left, y0=run.y0 + top, y1=run.y1 + top)
