"""Text that nobody sees on the page: white on white, under a white box, or drawn as nothing where
there is no picture that shows it (the layer of a scan is drawn so, over its picture)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from indexer.extractors.pdf.characters import Ink
from indexer.extractors.pdf.drawing import Drawing, Picture
from indexer.extractors.pdf.frame import Frame, Placed

Greys = NDArray[np.uint8]
_SEEN = 245  # of 255; a darker grey is seen
_UNDER = 0.5  # of a run


class Said(Placed, Protocol):
    """What of a run counts here."""

    @property
    def text(self) -> str: ...


AnyRun = TypeVar("AnyRun", bound=Said)


def without_unseen(
    inked: Sequence[tuple[AnyRun, Ink]], drawing: Drawing, page: pdfium.PdfPage, frame: Frame
) -> tuple[tuple[AnyRun, ...], tuple[str, ...]]:
    """The runs that are seen, and what the others say. A page is drawn only where one of its runs
    may be unseen."""
    doubtful = [_may_be_unseen(run, ink, drawing) for run, ink in inked]
    greys = rendered(page, frame) if any(doubtful) else None
    seen: list[AnyRun] = []
    unseen: list[str] = []
    for (run, _), asked in zip(inked, doubtful, strict=True):
        if asked and greys is not None and _is_blank(greys, run):
            unseen.append(run.text)
        else:
            seen.append(run)
    return tuple(seen), tuple(unseen)


def _may_be_unseen(run: Placed, ink: Ink, drawing: Drawing) -> bool:
    if ink is Ink.NONE:
        return not _lies_under(run, drawing.pictures)
    return ink is Ink.WHITE or _lies_under(run, drawing.covers)


def _lies_under(run: Placed, places: Sequence[Picture]) -> bool:
    area = (run.x1 - run.x0) * (run.y1 - run.y0)
    for place in places:
        wide = min(run.x1, place.x1) - max(run.x0, place.x0)
        high = min(run.y1, place.y1) - max(run.y0, place.y0)
        if wide > 0 and high > 0 and wide * high >= _UNDER * area:
            return True
    return False


def rendered(page: pdfium.PdfPage, frame: Frame) -> Greys | None:
    """The page as it is seen, a point a pixel; None where it lies otherwise than its text."""
    if frame.turns or page.get_rotation():
        return None
    bitmap = page.render(scale=1.0, grayscale=True, may_draw_forms=False)
    try:
        greys: Greys = np.array(bitmap.to_numpy(), dtype=np.uint8)
    finally:
        bitmap.close()
    return greys.reshape(greys.shape[0], greys.shape[1])


def _is_blank(greys: Greys, run: Placed) -> bool:
    """Whether nothing is seen where the run stands, neither letters nor a ground below them:
    letters drawn with a pattern, or with an outline, say that they are white, too."""
    rows = slice(max(0, int(run.y0)), max(0, int(run.y1) + 1))
    place = greys[rows, max(0, int(run.x0)) : max(0, int(run.x1) + 1)]
    return bool(place.size) and int(place.min()) >= _SEEN
