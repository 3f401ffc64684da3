"""One PDF page by PDFium: runs of text with their places, and the ruled lines.

All is done by arrays over the page's characters. Coordinates are as a reader holds the page:
points from the top left, y downwards, turned so that most of the text stands upright.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium

from indexer.extractors.flow.flow import Piece
from indexer.extractors.pdf.annotations import Entry, read_entries
from indexer.extractors.pdf.attached import pinned_files
from indexer.extractors.pdf.characters import (
    Characters,
    Flags,
    Ink,
    Looks,
    codes_of,
    is_slanted,
    is_turned,
    same_line,
    visible_characters,
    whole_text,
    with_gaps,
)
from indexer.extractors.pdf.drawing import Drawing, Picture, Ruling, read_drawing
from indexer.extractors.pdf.founder import restored
from indexer.extractors.pdf.frame import Boxes, Floats, page_frame
from indexer.extractors.pdf.glyphs import plain
from indexer.extractors.pdf.parting import filled, parted, widest_gaps
from indexer.extractors.pdf.raised import with_raised
from indexer.extractors.pdf.seen import rendered, without_unseen
from indexer.extractors.pdf.slanted import Slant, cut_by_angle, fallen
from indexer.extractors.pdf.thin import is_thin
from indexer.extractors.pdf.upright import Column, columns_of_letters

# Gaps between two characters, in em. Chinese text is set solid; a column gap is wider than the
# widest letterspacing of titles.
_FILLED_GAP = 0.7  # of a character's height: another one may stand in it
_WORD_GAP = 0.08
_LATIN_GAP = 0.3
_CHINESE_GAP = 0.6
_CHINESE_BLANK = 0.4  # where the file has a blank, too
_ONE_LINE = 0.75  # of the smaller ideograph's height stands beside the larger
_RAISED = 1.4  # times as high; what is smaller yet, and close, is a raised figure or note
_EMBRACING = 1.6  # times as high as what stands beside
_BRACKETS = np.array([ord(c) for c in "｝}）)］]】｛{（(［[【〕〔"], dtype=np.uint32)
_CHINESE = 0x2E80
_MAX_DASHES = 400  # a page with more short lines is a drawing


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one line with no wide gap inside. ``size`` is the em in points. One that ``stands``
    has its letters one below the other, or is turned by a quarter."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    font: str = ""
    red: bool = False
    stands: bool = False

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Inset:
    """What was recognised in a picture, and where that stands."""

    pieces: tuple[Piece, ...]
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def text(self) -> str:
        return "\n".join(piece.plain for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page holds. ``slanted`` counts letters and digits left out because they stand at an
    angle (watermarks, seals); ``images`` is the share of the page that pictures cover, ``paths``
    counts what is drawn. ``unseen`` says that the text is the layer of a scan, drawn as nothing;
    ``restored`` that digits or marks were coded as ideographs. ``shown`` is what PDFium has of the
    page, by its own order, to be counted against what comes out; ``aside`` is what was left out of
    that on purpose, ``hidden`` how much of it nobody sees on the page. ``turns``: the quarter turns
    clockwise from the page as it is shown to the page as it was read. ``insets``: what its pictures
    say; ``files``: the names of those pinned to it. ``thin``: the layer of a scan covers the
    smaller part of what it shows."""

    width: float
    height: float
    runs: tuple[Run, ...] = ()
    horizontal: tuple[Ruling, ...] = ()
    vertical: tuple[Ruling, ...] = ()
    slanted: int = 0
    images: float = 0.0
    paths: int = 0
    pictures: tuple[Picture, ...] = ()
    unseen: bool = False
    restored: bool = False
    shown: str = ""
    aside: str = ""
    hidden: int = 0
    turns: int = 0
    insets: tuple[Inset, ...] = ()
    files: tuple[str, ...] = ()
    thin: bool = False

    @property
    def text(self) -> str:
        return "\n".join(run.text for run in self.runs)


def read_page(page: pdfium.PdfPage) -> PageContent:
    """Raises pypdfium2.PdfiumError where PDFium cannot make text of the page."""
    text_page = page.get_textpage()
    try:
        looks = Looks(text_page)
        raw = with_gaps(text_page, whole_text(text_page))
        common = plain(raw, looks.font)
        text = restored(common, looks.font)
        frame = page_frame(page, looks.turns(text))
        characters = visible_characters(text_page, text, frame)
        drawing = read_drawing(page, frame)
        inked, slanted = _runs(looks, characters, drawing)
        runs, hidden = without_unseen(inked, drawing, page, frame)
        aside = (*slanted, *hidden)
        runs = _filled_in(runs, read_entries(page, frame))
        unseen = bool(drawing.pictures) and looks.is_unseen(characters.index)
    finally:
        text_page.close()
    return PageContent(
        width=frame.width,
        height=frame.height,
        runs=runs,
        horizontal=drawing.horizontal,
        vertical=drawing.vertical,
        slanted=sum(map(str.isalnum, "".join(slanted))),
        images=drawing.images,
        paths=drawing.paths,
        pictures=drawing.pictures,
        unseen=unseen,
        restored=text != common,
        shown=characters.text,
        aside="\n".join(aside),
        hidden=sum(len(text) for text in hidden),
        turns=(frame.turns - page.get_rotation() // 90) % 4,
        files=pinned_files(page),
        thin=unseen and is_thin(rendered(page, frame), runs),
    )


def _filled_in(runs: tuple[Run, ...], entries: tuple[Entry, ...]) -> tuple[Run, ...]:
    """The runs with the entries of forms among them, but for those that the page's own text has
    in their place: a form may have been printed and kept."""
    added = [
        Run(entry.text, entry.x0, entry.y0, entry.x1, entry.y1, entry.size)
        for entry in entries
        if not any(entry.text in run.text for run in runs if _stands_in(run, entry))
    ]
    return (*runs, *added)


def _stands_in(run: Run, entry: Entry) -> bool:
    return entry.y0 <= run.middle <= entry.y1 and run.x0 < entry.x1 and run.x1 > entry.x0


# ---------------------------------------------------------------- runs


def _runs(
    looks: Looks, characters: Characters, drawing: Drawing
) -> tuple[tuple[tuple[Run, Ink], ...], tuple[str, ...]]:
    """The runs in the order of the content stream, with their colour, and the slanted ones that
    fell out."""
    if not characters.text:
        return (), ()
    boxes = characters.boxes
    em = np.maximum(boxes.y1 - boxes.y0, 1e-3)
    gaps = boxes.x0[1:] - boxes.x1[:-1]
    local = np.maximum(em[1:], em[:-1])
    widest = widest_gaps(boxes, drawing) * local
    joined = same_line(boxes) & (gaps < widest) & ~parted(boxes, drawing)
    uneven = _uneven(characters.text, boxes, joined)
    for place in np.flatnonzero(uneven).tolist():  # few; slanted ones climb by nature
        joined[place] = is_slanted(looks.matrix(characters.index[place]))
    joined &= boxes.x0[1:] > boxes.x0[:-1] - 0.5 * local
    joined &= ~filled(boxes, joined & (gaps > _FILLED_GAP * local))
    cut_by_angle(looks, characters, joined)
    standing = _stand(columns_of_letters(boxes, drawing.horizontal), looks, characters, joined)
    dashes = _dashes(boxes, joined, drawing)
    characters = with_raised(characters, joined, looks, dashes)
    starts = np.concatenate(([0], np.flatnonzero(~joined) + 1))
    ends = [*starts[1:].tolist(), len(characters.text)]
    spaced = _spaced(characters, gaps / local)
    spaced |= _after_numbers(characters, gaps / local, starts.tolist(), ends)
    for column in standing.values():
        spaced[column.start : column.end] = False
    cuts = sorted({*np.flatnonzero(spaced).tolist(), *dashes})
    x0, y0 = (np.minimum.reduceat(side, starts).tolist() for side in (boxes.x0, boxes.y0))
    x1, y1 = (np.maximum.reduceat(side, starts).tolist() for side in (boxes.x1, boxes.y1))
    firsts = [characters.index[start] for start in starts.tolist()]
    matrices = looks.matrices(firsts)
    runs: list[tuple[Run, Ink]] = []
    slants: list[Slant] = []
    for number, start in enumerate(starts.tolist()):
        stands = start in standing
        height = x1[number] - x0[number] if stands else y1[number] - y0[number]
        ink = looks.ink(firsts[number])
        run = Run(
            text=_text(characters.text, start, ends[number], cuts, dashes),
            x0=x0[number],
            y0=y0[number],
            x1=x1[number],
            y1=y1[number],
            size=looks.size(firsts[number], matrices[number], height),
            font=looks.font(firsts[number]),
            red=ink is Ink.RED,
            stands=stands,
        )
        runs.append((run, ink))
        slants.append(Slant(run.text, matrices[number], run.size, run.x0, run.y0, run.x1, run.y1))
    askew = fallen(slants)
    return (
        tuple(run for run, falls in zip(runs, askew, strict=True) if not falls),
        tuple(run.text for (run, _), falls in zip(runs, askew, strict=True) if falls),
    )


def _stand(
    columns: list[Column], looks: Looks, characters: Characters, joined: Flags
) -> dict[int, Column]:
    """The columns of letters that are one text, by where they begin, made one run each in
    ``joined``: letters turned by a quarter, or ideographs set downwards."""
    found: dict[int, Column] = {}
    for column in columns:
        text = characters.text[column.start : column.end]
        turned = is_turned(looks.matrix(characters.index[column.start]))
        if not turned and not (column.down and min(text) >= "\u2010"):
            continue
        joined[column.start : column.end - 1] = True
        if column.start:
            joined[column.start - 1] = False
        if column.end - 1 < len(joined):
            joined[column.end - 1] = False
        found[column.start] = column
    return found


def _spaced(characters: Characters, gaps: Floats) -> Flags:
    """Before which characters (but the first) a blank belongs, ``gaps`` in em.

    Blanks in the file mean little: justified Chinese has them between all characters, and other
    files have none at all between words. The gap decides.
    """
    chinese = codes_of(characters.text) >= _CHINESE
    latin = ~chinese[1:] & ~chinese[:-1]
    blank = characters.after_blank[1:]
    wide: Flags = np.where(
        latin, (blank & (gaps > _WORD_GAP)) | (gaps > _LATIN_GAP), gaps > _CHINESE_GAP
    )
    wide |= blank & (gaps > _CHINESE_BLANK) & chinese[1:] & chinese[:-1]
    return np.concatenate(([False], wide))


def _uneven(text: str, boxes: Boxes, joined: Flags) -> Flags:
    """Where two ideographs stand side by side, but not on one line, or a bracket embraces two
    lines: 发布 beside the two bodies that publish. And where a small figure stands before the line,
    which it numbers."""
    em = np.maximum(boxes.y1 - boxes.y0, 1e-3)
    small = np.minimum(em[1:], em[:-1])
    shared = np.minimum(boxes.y1[1:], boxes.y1[:-1]) - np.maximum(boxes.y0[1:], boxes.y0[:-1])
    ratio = np.maximum(em[1:], em[:-1]) / small
    tall: Flags = joined & (ratio > _EMBRACING)
    shifted: Flags = joined & (shared < _ONE_LINE * small)
    shifted &= (ratio < _RAISED) | (boxes.x0[1:] - boxes.x1[:-1] > 0.5 * small)
    wide = boxes.x0[1:] - boxes.x1[:-1] > 0.8 * em[1:]
    numbers = joined & wide & (em[1:] > _RAISED * em[:-1])
    if not (tall.any() or shifted.any() or numbers.any()):
        return tall
    codes = codes_of(text)
    chinese = codes >= _CHINESE
    brackets = np.isin(codes, _BRACKETS)
    after = brackets[1:] & chinese[:-1] & (em[1:] > em[:-1])
    before = brackets[:-1] & chinese[1:] & (em[:-1] > em[1:])
    uneven: Flags = (shifted & chinese[1:] & chinese[:-1]) | (tall & (after | before))
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    return uneven | (numbers & digits[:-1])


_SECTION = re.compile(
    r"(?:[A-Z]?\d{1,2}(?:\.\d{1,2})+(?=[\u4e00-\u9fff])"
    r"|\d{1,2}(?=[\u4e00-\u9fff])(?![年月日号时分秒个项条款章节页倍万亿千百元人名户家天周岁件次]))"
)


def _after_numbers(
    characters: Characters, gaps: Floats, starts: list[int], ends: list[int]
) -> Flags:
    """Where a blank parts the number of a section from its title: 4.2 技术要求."""
    spaced: Flags = np.zeros(len(characters.text), dtype=np.bool_)
    for start, end in zip(starts, ends, strict=True):
        found = _SECTION.match(characters.text, start, end)
        if found:
            place = found.end()
            spaced[place] = characters.after_blank[place] and gaps[place - 1] > _WORD_GAP
    return spaced


# 总 则 → 总则: single Chinese characters set wide apart are letterspaced words.
_LETTERSPACED = re.compile(r"(?<!\S)[\u4e00-\u9fff](?: [\u4e00-\u9fff])+(?!\S)")


def _dashes(boxes: Boxes, joined: Flags, drawing: Drawing) -> dict[int, str]:
    """Before which characters a dash belongs that is drawn as a line: the dates on the covers
    of standards, 2005-07-27, are set that way."""
    found: dict[int, str] = {}
    if not len(joined):
        return found
    height = (boxes.y1 - boxes.y0)[:-1]
    longest = 1.6 * float(height.max())
    short = [line for line in drawing.horizontal if line.end - line.start < longest]
    for line in short if len(short) <= _MAX_DASHES else ():
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
