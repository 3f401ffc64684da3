"""PDF pages without usable text: which they are, and recognising them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from indexer.extractors.base import Clock
from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.pdf.pictures import unread, within
from indexer.extractors.plausibility import (
    has_few_words,
    has_impossible_days,
    is_legible,
    looks_odd,
    reads_well,
)
from indexer.extractors.recognition.comparing import differs, is_wrong
from indexer.extractors.recognition.engine import Picture
from indexer.extractors.recognition.kept import Kept
from indexer.extractors.recognition.ocr import (
    LONG_SIDE,
    Recognised,
    is_available,
    missed_lines,
    recognise,
)
from indexer.extractors.recognition.orientation import Lie
from indexer.extractors.recognition.seals import LOOKED_AT, find_seals, without_seals

_STRAY = 10  # characters; fewer are a page number or a scanner's stamp
_OVERLAY = 40  # characters on a page that is all picture
_ALL = 0.7  # of a page; a picture of more is a scan
_OUTLINES = 100  # paths on a page without text: characters drawn as outlines
_READ_FOR_WORDS = 3  # pages, the fullest: a wrong map is a font's, and so the file's
_BOXES = re.compile(r"[口囗□■▯▮回日目1Il|｜丨.。·:：\s-]*")  # what boxes are recognised as


def is_scan(content: PageContent) -> bool:
    """Whether the page shows more than its text tells: a picture, or text drawn as outlines."""
    if not says_more(content):
        return content.images > 0.05 or content.paths > _OUTLINES
    characters = sum(len(run.text) for run in content.runs)
    return characters < _OVERLAY and content.images > _ALL


def says_more(content: PageContent) -> bool:
    """Whether there is more on the page than its number or a stamp."""
    return sum(len(run.text) for run in content.runs) >= _STRAY


@dataclass(frozen=True, slots=True)
class Recognition:
    """What recognising some pages gave: the pages done, what of it was taken, and of which page
    that is."""

    done: tuple[int, ...] = ()
    found: tuple[Recognised, ...] = ()
    taken: tuple[int, ...] = ()

    def missed_lines(self) -> Iterator[str]:
        names = (f"第{number + 1}页" for number in self.taken)
        yield from missed_lines(zip(names, self.found, strict=True))


def recognise_pages(
    document: pdfium.PdfDocument,
    contents: list[PageContent | None],
    numbers: Sequence[int],
    clock: Clock,
    kept: Kept,
    distrusted: frozenset[int] = frozenset(),
) -> Recognition:
    """Recognise the pages ``numbers`` (from 0) in ``contents``, as far as the time reaches. Of a
    page that has good text only what its pictures say is added, unless it is ``distrusted``. Pages
    that an earlier reading recognised are in ``kept``."""
    if not numbers or not is_available():
        return Recognition()
    found: list[Recognised] = []
    done: list[int] = []
    taken: list[int] = []
    for number in numbers:
        page = _kept_or_recognised(document, number, clock, kept)
        if page is None:
            break
        done.append(number)
        before = contents[number]
        if before is None:
            continue
        wrong = number in distrusted and differs(before.text, page)
        better = _replaced(before, page) if wrong else _better(before, page)
        if better != before:
            contents[number] = better
            found.append(page)
            taken.append(number)
    return Recognition(tuple(done), tuple(found), tuple(taken))


def condemning(
    document: pdfium.PdfDocument,
    contents: Sequence[PageContent | None],
    passed_over: frozenset[int],
    clock: Clock,
    kept: Kept,
) -> int | None:
    """The page, from 0, that shows other text than its layer has; None where the layer may be
    trusted. Of the pages that look odd the fullest one is recognised, and no other; where none
    does, of those whose text nobody sees: an older recognition put it over a scan."""
    asked = {
        number: content
        for number, content in enumerate(contents)
        if content is not None and number not in passed_over
    }
    fullest = sorted(asked, key=lambda n: (-len(asked[n].text), n))[:_READ_FOR_WORDS]
    odd = [
        number
        for number, content in asked.items()
        if looks_odd(content.text)
        or has_impossible_days(content.text)
        or (number in fullest and has_few_words(content.text))
    ]
    layered = [number for number, content in asked.items() if _is_layered(content)]
    if not (odd or layered) or not is_available():
        return None
    number = max(odd or layered, key=lambda n: (len(asked[n].text), -n))
    page, content = _kept_or_recognised(document, number, clock, kept), contents[number]
    if page is None or content is None:
        return None
    return number if is_wrong(content.text, page) else None


def _is_layered(content: PageContent) -> bool:
    return content.unseen and content.images > _ALL and not content.thin


def _kept_or_recognised(
    document: pdfium.PdfDocument, number: int, clock: Clock, kept: Kept
) -> Recognised | None:
    page = kept.page(number)
    if page is None:
        page = _recognise(document, number, clock)
        if page is not None:
            kept.keep(number, page)
    return page


def _better(content: PageContent, page: Recognised) -> PageContent:
    """The page's own text and what was recognised in its pictures where that does not stand; all
    that was recognised where its own text is bad or tells less."""
    good, pictures = reads_well(content.text), unread(content)
    if good and content.runs and pictures:
        # A page that is set lies as it is to be read; of a picture on it that does not, nothing
        # is known of where its lines stand.
        added = (
            run
            for run in page.runs
            if page.lie is Lie.UPRIGHT
            and within(run, pictures)
            and not any(overlap(run, own) for own in content.runs)
        )
        return replace(content, runs=(*content.runs, *added))
    if page.characters <= len(content.text) and good:
        return content
    return _with_unseen(_replaced(content, page), content, page)


def _with_unseen(better: PageContent, content: PageContent, page: Recognised) -> PageContent:
    """With what reads well in a layer that does not as a whole, and is not to be seen: fonts that
    are not embedded are drawn as boxes (``pdf.fonts``)."""
    if page.lie is not Lie.UPRIGHT:
        return better
    unseen, boxes = [], set[int]()
    for own in content.runs:
        over = [run for run in page.runs if overlap(run, own)]
        if is_legible(own.text) and all(_BOXES.fullmatch(run.text) for run in over):
            unseen.append(own)
            boxes.update(map(id, over))
    if not unseen:
        return better
    kept = (run for run in page.runs if id(run) not in boxes)
    return replace(better, runs=(*kept, *unseen))


def _replaced(content: PageContent, page: Recognised) -> PageContent:
    """All that was recognised, instead of the page's own text."""
    if page.lie is Lie.UPRIGHT and content.horizontal and content.vertical:
        # What PDFium has of its drawings stays: the frame of coordinates is the same.
        return replace(content, runs=page.runs, shown="", aside="")
    return replace(
        content,
        width=page.width,
        height=page.height,
        runs=page.runs,
        horizontal=page.horizontal,
        vertical=page.vertical,
        pictures=(),
        shown="",  # the layer was replaced: it has nothing to be counted against
        aside="",
    )


def overlap(one: Run, other: Run) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min(one.x1 - one.x0, other.x1 - other.x0)
    return wide > 0.3 * smaller and high > 0.3 * min(one.y1 - one.y0, other.y1 - other.y0)


def _recognise(document: pdfium.PdfDocument, number: int, clock: Clock) -> Recognised | None:
    page = document[number]
    try:
        picture, dots = grey_picture(page)
    finally:
        page.close()
    return recognise(picture, dots_per_inch=dots, clock=clock)


def grey_picture(page: pdfium.PdfPage) -> tuple[Picture, float]:
    """The page as a grey picture without round red seals, and its dots an inch: by pixels, not by
    the paper's size."""
    longest = max(page.get_size())
    scale = LONG_SIDE / longest
    grey = _rendered(page, scale, grey=True)
    grey = grey.reshape(grey.shape[:2])
    seals = find_seals(_rendered(page, LOOKED_AT / longest, grey=False))
    if seals:
        grey = without_seals(grey, _rendered(page, scale, grey=False), seals)
    return grey, scale * 72.0


def _rendered(page: pdfium.PdfPage, scale: float, *, grey: bool) -> NDArray[np.uint8]:
    bitmap = page.render(scale=scale, grayscale=grey, rev_byteorder=not grey)
    try:
        shown: NDArray[np.uint8] = np.array(bitmap.to_numpy(), dtype=np.uint8)
    finally:
        bitmap.close()
    return shown
