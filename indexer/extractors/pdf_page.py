"""One PDF page by PDFium: runs of text with their places, and the ruled lines.

PDFium is called through its C interface, one call a character for the box and none for the text,
which comes in one piece; all that follows is arrays. Coordinates are as a reader holds the page:
points from the top left, y downwards, turned so that most of the text stands upright.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from indexer.extractors.pdf_drawing import Drawing, Ruling, read_drawing
from indexer.extractors.pdf_frame import Boxes, Floats, Frame, page_frame
from indexer.extractors.pdf_glyphs import plain

Flags = NDArray[np.bool_]

# Gaps between two characters, in em. Chinese text is set solid; a column gap is wider than the
# widest letterspacing of titles.
_COLUMN_GAP = 2.4
_WORD_GAP = 0.12
_LATIN_GAP = 0.3
_CHINESE_GAP = 0.6
_SAMPLE = 24  # characters asked for their direction
_SCRAP = 8  # characters; a longer run between slanted ones is text of its own


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one line with no wide gap inside. ``size`` is the em in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    font: str = ""
    red: bool = False

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page holds. ``slanted`` counts characters left out because they stand at an angle
    (watermarks); ``images`` is the share of the page that pictures cover, ``paths`` counts what
    is drawn."""

    width: float
    height: float
    runs: tuple[Run, ...] = ()
    horizontal: tuple[Ruling, ...] = ()
    vertical: tuple[Ruling, ...] = ()
    slanted: int = 0
    images: float = 0.0
    paths: int = 0

    @property
    def text(self) -> str:
        return "\n".join(run.text for run in self.runs)


def read_page(page: pdfium.PdfPage) -> PageContent:
    """Raises pypdfium2.PdfiumError where PDFium cannot make text of the page."""
    text_page = page.get_textpage()
    try:
        text = plain(_whole_text(text_page), lambda place: _font(text_page, place))
        frame = page_frame(page, _direction(text_page, text))
        characters = _characters(text_page, text, frame)
        drawing = read_drawing(page, frame)
        runs, slanted = _runs(text_page, characters, drawing)
    finally:
        text_page.close()
    return PageContent(
        width=frame.width,
        height=frame.height,
        runs=runs,
        horizontal=drawing.horizontal,
        vertical=drawing.vertical,
        slanted=slanted,
        images=drawing.images,
        paths=drawing.paths,
    )


# ---------------------------------------------------------------- text


def _whole_text(text_page: pdfium.PdfTextpage) -> str:
    """The page's text, one character a PDFium index."""
    count = max(0, pdfium_c.FPDFText_CountChars(text_page.raw))
    if count == 0:
        return ""
    buffer = ctypes.create_string_buffer(2 * (count + 1))
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    written = pdfium_c.FPDFText_GetText(text_page.raw, 0, count, pointer)
    text = buffer.raw[: 2 * count].decode("utf-16-le", "replace")
    if written - 1 == count == len(text):
        return text
    # Characters beyond the 16-bit plane, or some that PDFium leaves out of its text.
    codes = (pdfium_c.FPDFText_GetUnicode(text_page.raw, number) for number in range(count))
    return "".join(chr(c) if c < 0xD800 or 0xE000 <= c <= 0x10FFFF else "\ufffd" for c in codes)


def _direction(text_page: pdfium.PdfTextpage, text: str) -> int:
    """Quarter turns clockwise that set most of the text upright."""
    if not text:
        return 0
    step = max(1, len(text) // _SAMPLE)
    turns = [_turns(_matrix(text_page, number)) for number in range(0, len(text), step)]
    common = max(set(turns), key=turns.count)
    return common if 2 * turns.count(common) > len(turns) else 0


def _matrix(text_page: pdfium.PdfTextpage, number: int) -> pdfium_c.FS_MATRIX:
    matrix = pdfium_c.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium_c.FPDFText_GetMatrix(text_page.raw, number, matrix)
    return matrix


def _turns(matrix: pdfium_c.FS_MATRIX) -> int:
    return round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4


def _is_slanted(matrix: pdfium_c.FS_MATRIX) -> bool:
    quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    return abs(quarters - round(quarters)) > 0.1


# ---------------------------------------------------------------- characters


@dataclass(frozen=True, slots=True)
class _Characters:
    """The visible characters of a page; blanks are kept only as ``after_blank``."""

    text: str
    index: list[int]  # PDFium's own
    after_blank: Flags
    boxes: Boxes


_BLANK = re.compile("[\\s\0-\x1f\u00ad\u200b\u200c\u200d\u3000\ufeff\ufffe\uffff]")


def _characters(text_page: pdfium.PdfTextpage, text: str, frame: Frame) -> _Characters:
    blanks: Flags = np.zeros(len(text) + 1, dtype=np.bool_)
    for found in _BLANK.finditer(text):
        blanks[found.start()] = True
    visible = np.flatnonzero(~blanks[:-1])
    boxes = _loose_boxes(text_page, visible.tolist(), frame)
    on_page = (boxes.x0 < frame.width) & (boxes.x1 > 0) & (boxes.y0 < frame.height) & (boxes.y1 > 0)
    if not on_page.all():
        visible, boxes = visible[on_page], boxes.of(on_page)
    index: list[int] = visible.tolist()
    shown = "".join([text[number] for number in index])
    shown, boxes = _half_width(shown, _clipped(boxes))
    return _Characters(shown, index, blanks[visible - 1], boxes)


def _loose_boxes(text_page: pdfium.PdfTextpage, index: list[int], frame: Frame) -> Boxes:
    """The boxes that characters take up in the line: as wide as the advance, as high as the
    font."""
    rectangles = (pdfium_c.FS_RECTF * max(1, len(index)))()
    get_box, raw = pdfium_c.FPDFText_GetLooseCharBox, text_page.raw
    for place, number in enumerate(index):
        get_box(raw, number, rectangles[place])
    numbers = np.frombuffer(rectangles, dtype=np.float32).reshape(-1, 4)[: len(index)]
    table: Floats = np.nan_to_num(numbers.astype(np.float64), posinf=0.0, neginf=0.0)
    return frame.boxes(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _clipped(boxes: Boxes) -> Boxes:
    """Where a font declares its glyphs wider than they are set, a box ends where the next one
    of the line begins."""
    follows = _same_line(boxes) & (boxes.x0[1:] > boxes.x0[:-1])
    x1 = boxes.x1.copy()
    x1[:-1] = np.where(follows, np.minimum(boxes.x1[:-1], boxes.x0[1:]), boxes.x1[:-1])
    return Boxes(boxes.x0, boxes.y0, x1, boxes.y1)


_FULL_WIDTH = re.compile("[Ａ-Ｚａ-ｚ０-９．／－＋＝＜＞％＠：～［］]")
_FULL_TO_HALF = 0xFEE0


def _half_width(text: str, boxes: Boxes) -> tuple[str, Boxes]:
    """Full-width letters and digits that are set in half a width are half-width ones: some fonts
    give them by the wrong code. A page's majority decides, as far as the next character of the
    line shows the width."""
    found = [match.start() for match in _FULL_WIDTH.finditer(text)]
    if not found:
        return text, boxes
    height = boxes.y1 - boxes.y0
    pitch = np.append(boxes.x0[1:] - boxes.x0[:-1], 0.0) / np.maximum(height, 1e-3)
    told = np.append(_same_line(boxes), False)[found] & (pitch[found] > 0) & (pitch[found] < 1.2)
    if 2 * (told & (pitch[found] < 0.75)).sum() <= told.sum():
        return text, boxes
    characters = list(text)
    for place in found:
        characters[place] = chr(ord(characters[place]) - _FULL_TO_HALF)
    x1 = boxes.x1.copy()
    x1[found] = np.minimum(x1, boxes.x0 + 0.6 * height)[found]
    return "".join(characters), Boxes(boxes.x0, boxes.y0, x1, boxes.y1)


# ---------------------------------------------------------------- runs


def _runs(
    text_page: pdfium.PdfTextpage, characters: _Characters, drawing: Drawing
) -> tuple[tuple[Run, ...], int]:
    """The runs in the order of the content stream, and how many slanted characters fell out."""
    if not characters.text:
        return (), 0
    boxes = characters.boxes
    em = np.maximum(boxes.y1 - boxes.y0, 1e-3)
    gaps = boxes.x0[1:] - boxes.x1[:-1]
    local = np.maximum(em[1:], em[:-1])
    joined = _same_line(boxes) & (gaps < _COLUMN_GAP * local) & ~_parted(boxes, drawing)
    joined &= boxes.x0[1:] > boxes.x0[:-1] - 0.5 * local
    dashes = _dashes(boxes, joined, drawing)
    cuts = sorted({*np.flatnonzero(_spaced(characters, gaps / local)).tolist(), *dashes})
    starts = np.concatenate(([0], np.flatnonzero(~joined) + 1))
    ends = [*starts[1:].tolist(), len(characters.text)]
    x0, y0 = (np.minimum.reduceat(side, starts).tolist() for side in (boxes.x0, boxes.y0))
    x1, y1 = (np.maximum.reduceat(side, starts).tolist() for side in (boxes.x1, boxes.y1))
    firsts = [characters.index[start] for start in starts.tolist()]
    matrices = [_matrix(text_page, first) for first in firsts]
    lengths = [end - start for start, end in zip(starts.tolist(), ends, strict=True)]
    slanted = _slanted([_is_slanted(matrix) for matrix in matrices], lengths)
    runs = tuple(
        Run(
            text=_text(characters.text, start, ends[number], cuts, dashes),
            x0=x0[number],
            y0=y0[number],
            x1=x1[number],
            y1=y1[number],
            size=_size(text_page, firsts[number], matrices[number], y1[number] - y0[number]),
            font=_font(text_page, firsts[number]),
            red=_is_red(text_page, firsts[number]),
        )
        for number, start in enumerate(starts.tolist())
        if not slanted[number]
    )
    return runs, sum(length for length, out in zip(lengths, slanted, strict=True) if out)


def _slanted(turned: list[bool], lengths: list[int]) -> list[bool]:
    """Runs that stand askew, and the scraps between them that happen to stand straight: text on
    the round of a seal passes through every angle."""
    if sum(turned) < 2:
        return turned
    padded = [False, *turned, False]
    return [
        own or (lengths[number] <= _SCRAP and (padded[number] or padded[number + 2]))
        for number, own in enumerate(turned)
    ]


def _same_line(boxes: Boxes) -> Flags:
    """Whether each character stands on the line of the one before; raised ones do."""
    em = boxes.y1 - boxes.y0
    overlap = np.minimum(boxes.y1[1:], boxes.y1[:-1]) - np.maximum(boxes.y0[1:], boxes.y0[:-1])
    same: Flags = overlap > 0.4 * np.minimum(em[1:], em[:-1])
    return same


def _parted(boxes: Boxes, drawing: Drawing) -> Flags:
    """Where a ruled line stands between a character and the next one."""
    parted: Flags = np.zeros(len(boxes.x0) - 1, dtype=np.bool_)
    if not drawing.vertical:
        return parted
    rulings = np.array([(r.at, r.start, r.end) for r in drawing.vertical])
    rulings = rulings[np.argsort(rulings[:, 0])]
    middle = (boxes.x0 + boxes.x1) / 2
    low = np.searchsorted(rulings[:, 0], middle[:-1])
    high = np.searchsorted(rulings[:, 0], middle[1:])
    candidates = np.flatnonzero(high > low)
    if not len(candidates):
        return parted
    place = ((boxes.y0 + boxes.y1) / 2)[candidates]
    across = (rulings[None, :, 1] <= place[:, None]) & (place[:, None] <= rulings[None, :, 2])
    number = np.arange(len(rulings))[None, :]
    between = (number >= low[candidates, None]) & (number < high[candidates, None])
    parted[candidates] = (across & between).any(axis=1)
    return parted


def _spaced(characters: _Characters, gaps: Floats) -> Flags:
    """Before which characters (but the first) a blank belongs, ``gaps`` in em.

    Blanks in the file mean little: justified Chinese has them between all characters, and other
    files have none at all between words. The gap decides.
    """
    chinese = np.fromiter((c >= "\u2e80" for c in characters.text), np.bool_, len(characters.text))
    latin = ~chinese[1:] & ~chinese[:-1]
    blank = characters.after_blank[1:]
    wide: Flags = np.where(
        latin, (blank & (gaps > _WORD_GAP)) | (gaps > _LATIN_GAP), gaps > _CHINESE_GAP
    )
    return np.concatenate(([False], wide))


# 总 则 → 总则: single Chinese characters set wide apart are letterspaced words.
_LETTERSPACED = re.compile(r"(?<!\S)[\u4e00-\u9fff](?: [\u4e00-\u9fff])+(?!\S)")


def _dashes(boxes: Boxes, joined: Flags, drawing: Drawing) -> dict[int, str]:
    """Before which characters a dash belongs that is drawn as a line: the dates on the covers
    of standards, 2005-07-27, are set that way."""
    found: dict[int, str] = {}
    if not len(joined):
        return found
    height = (boxes.y1 - boxes.y0)[:-1]
    for line in drawing.horizontal:
        length = line.end - line.start
        fits = (
            joined
            & (boxes.x1[:-1] <= line.start + 1.5)
            & (boxes.x0[1:] >= line.end - 1.5)
            & (line.at > boxes.y0[:-1] + 0.25 * height)
            & (line.at < boxes.y0[:-1] + 0.8 * height)
            & (length < 1.6 * height)
        )
        for place in np.flatnonzero(fits).tolist():
            found[place + 1] = "-" if length < 0.75 * height[place] else "—"
    return found


_DECIMAL = re.compile(r"(?<=\d) \.(?=\d)")


def _text(text: str, start: int, end: int, cuts: list[int], dashes: dict[int, str]) -> str:
    """The characters from ``start`` to ``end``, with a blank or a dash at each of the cuts."""
    inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
    if not inside:
        return text[start:end]
    parts = []
    for a, b in itertools.pairwise([start, *inside, end]):
        parts.append(text[a:b])
        parts.append(dashes.get(b, " ") if b < end else "")
    joined = _DECIMAL.sub(".", "".join(parts))
    return _LETTERSPACED.sub(lambda found: found[0].replace(" ", ""), joined)


# ---------------------------------------------------------------- fonts and colours


def _size(
    text_page: pdfium.PdfTextpage, number: int, matrix: pdfium_c.FS_MATRIX, height: float
) -> float:
    """The em in points: PDFium's size alone reads 1.0 where the matrix does the scaling, and
    both say nothing where the font has a scale of its own; then the box does."""
    size = float(pdfium_c.FPDFText_GetFontSize(text_page.raw, number))
    scaled = size * math.hypot(matrix.c, matrix.d)
    return scaled if 0.6 * height < scaled < 1.7 * height else height


def _font(text_page: pdfium.PdfTextpage, number: int) -> str:
    """The font's name without its subset mark; names in GBK are read."""
    buffer = ctypes.create_string_buffer(128)
    length = pdfium_c.FPDFText_GetFontInfo(text_page.raw, number, buffer, 128, None)
    raw = buffer.raw[: max(0, min(length, 128) - 1)].split(b"\0")[0]
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("gb18030", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name


def _is_red(text_page: pdfium.PdfTextpage, number: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFText_GetFillColor(text_page.raw, number, red, green, blue, alpha):
        return False
    return red.value > 150 and green.value < 90 and blue.value < 90
