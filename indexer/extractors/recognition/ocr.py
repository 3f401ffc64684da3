"""Text recognition: a picture of a page → its runs, rulings and how sure they are.

RapidOCR, from the extra ``ocr``, finds and reads the lines (engine); the page is turned upright
(orientation) and set straight (straightening), and its ruled lines are read too (rulings), so that
the layout of a scan is read by the same rules as that of a PDF.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.extractors.base import Clock
from indexer.extractors.counting import letters_and_digits
from indexer.extractors.pdf.drawing import Ruling
from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.recognition.engine import (
    Box,
    Picture,
    cut,
    detect,
    is_available,
    read_line,
)
from indexer.extractors.recognition.missed import passed_over
from indexer.extractors.recognition.orientation import Lie, lie_of, upright
from indexer.extractors.recognition.rulings import rulings
from indexer.extractors.recognition.seals import LOOKED_AT, find_seals, without_seals
from indexer.extractors.recognition.straightening import runs, skew, straight
from indexer.model.errors import Quarantined, QuarantineReason

if TYPE_CHECKING:
    from PIL.Image import Image as Frame  # Pillow comes with the extra

__all__ = ["Recognised", "hint", "is_available", "mean_confidence", "recognise"]

LONG_SIDE = 2340  # pixels of a page: characters of 16 points come out 44 high; more is no better

_A4_WIDTH = 595.0
_LEAST_CONFIDENCE = 0.3  # below it is dirt, stamps and handwriting
_SURE_AGAIN, _FEWEST_AGAIN = 0.8, 2  # confidence, letters: nothing else says that it is a line
_WORDS = 4  # letters; fewer are what dirt is read as
_SECONDS = 12.0  # a page takes some 2.5 on a core of its own; one that is begun cannot be stopped
_MAX_PIXELS = 60_000_000
_COLOURLESS = frozenset({"1", "L", "LA", "I", "I;16", "F"})
_SQUARE = 0.75  # of its longer side: a round seal
_NAMED = 20  # pages, of all
_INK = 160  # of 255; lighter is paper
_RED = 0.9  # of the ink


def missed_lines(pages: Iterable[tuple[str, Recognised]]) -> Iterator[str]:
    """What is to be known of lines that could not be read, by the names of their pages."""
    some = [(name, page.missed) for name, page in pages if page.missed]
    if some:
        where = "、".join(f"{name} {count} 行" for name, count in some[:_NAMED])
        more = f"等 {len(some)} 页" if len(some) > _NAMED else ""
        yield f"有文字看得见而没有读出：{where}{more}"


# What is to be done about pages that the time did not suffice for.
READ_ON = "再次入库时接着识别，没有进展的请提高设置 FILE_SECONDS"


def hint() -> str:
    """What staff can do about a scan that was not recognised."""
    if is_available():
        return "文字识别已关闭"
    return "安装文字识别（pip install policy-search[ocr]）后可识别"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page, in points, and how sure its text is: 0 to 1, by character.

    ``width`` and ``height`` are those of the page as it is read: turned upright. ``lines`` counts
    where text was seen, ``unclear`` where of that nothing sure could be read; ``missed`` of those
    look like lines that detection passed over.
    """

    runs: tuple[Run, ...]
    confidence: float
    characters: int
    height: float = 0.0
    width: float = 0.0
    horizontal: tuple[Ruling, ...] = ()
    vertical: tuple[Ruling, ...] = ()
    lie: Lie = Lie.UPRIGHT
    lines: int = 0
    unclear: int = 0
    missed: int = 0

    @property
    def content(self) -> PageContent:
        return PageContent(self.width, self.height, self.runs, self.horizontal, self.vertical)


# ---------------------------------------------------------------- a page


def recognise(
    picture: Picture,
    *,
    dots_per_inch: float,
    clock: Clock,
    least: float = _LEAST_CONFIDENCE,
) -> Recognised | None:
    """Recognise one page; what is read with less confidence than ``least`` is none of its text.
    None where the time is up."""
    # Of a short time a third is kept, else no page of a long scan would ever be begun; and what
    # the slowest page took, else the fence would end the worker within the next.
    if clock.left < max(min(_SECONDS, clock.whole / 3), clock.slowest):
        return None
    begun = clock.left
    boxes = detect(picture)
    lie = lie_of(picture, boxes)
    scale = 72.0 / dots_per_inch
    if lie is not Lie.UPRIGHT:
        picture = upright(picture, lie)
        boxes = detect(picture)
    found = list(_read(picture, boxes, least))
    height, width = picture.shape[:2]
    angle = skew(found)
    again, missed = _read_again(picture, passed_over(picture, boxes, angle), least)
    found += again
    lines = straight(found, angle, (width, height))
    ruled = rulings(picture, angle, dots_per_inch)
    page = _recognised(lines, scale, (width * scale, height * scale), ruled, lie)
    clock.slowest = max(clock.slowest, begun - clock.left)
    seen = len(boxes) + len(again) + missed
    return replace(page, lines=seen, unclear=seen - len(found), missed=missed)


def _read(picture: Picture, boxes: Sequence[Box], least: float) -> Iterator[Box]:
    """Tall boxes on a page of lines hold a column (a spine, a cell): they are read turned."""
    for box in boxes:
        piece = cut(picture, box)
        text, sure = read_line(np.ascontiguousarray(np.rot90(piece)) if box.tall else piece)
        if text and sure >= least:
            yield Box(box.corners, text, sure)


def _read_again(picture: Picture, strips: Sequence[Box], least: float) -> tuple[list[Box], int]:
    """Strips that detection passed over: those that read surely, and how many others look like
    words. Dirt, rules and signatures read as nothing, or as a sign or two."""
    found, missed = [], 0
    for strip in strips:
        text, sure = read_line(cut(picture, strip))
        letters = len(letters_and_digits(text))
        if letters >= _FEWEST_AGAIN and sure >= max(least, _SURE_AGAIN):
            found.append(Box(strip.corners, text, sure))
        elif letters >= _WORDS and sure >= least:
            missed += 1
    return found, missed


def _recognised(
    lines: Sequence[Box],
    scale: float,
    size: tuple[float, float],
    ruled: tuple[tuple[Ruling, ...], tuple[Ruling, ...]],
    lie: Lie,
) -> Recognised:
    characters = sum(len(box.text) for box in lines)
    sure = sum(box.confidence * len(box.text) for box in lines)
    confidence = round(sure / characters, 4) if characters else 0.0
    width, height = size
    return Recognised(runs(lines, scale), confidence, characters, height, width, *ruled, lie)


# ---------------------------------------------------------------- pictures


def pictures_of(data: bytes) -> Iterator[Picture]:
    """The pages of a picture file, grey, not larger than need be. Raises Quarantined."""
    from PIL import Image, ImageSequence

    try:
        with Image.open(io.BytesIO(data)) as file:
            for frame in ImageSequence.Iterator(file):
                if frame.width * frame.height > _MAX_PIXELS:
                    raise Quarantined(QuarantineReason.TOO_LARGE, "图片的像素过多")
                whole = _on_white(frame)
                grey = _without_seals(whole)
                longest = max(grey.size) if max(grey.size) < 2 * min(grey.size) else 0
                if longest > 1.5 * LONG_SIDE:
                    grey.thumbnail((LONG_SIDE, LONG_SIDE))
                yield np.asarray(grey, dtype=np.uint8)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Quarantined(QuarantineReason.CORRUPT, f"图片无法读取：{error}") from error


def _on_white(frame: Frame) -> Frame:
    """What is transparent is paper."""
    from PIL import Image

    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        over = frame.convert("RGBA")
        frame = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    return frame


def _without_seals(frame: Frame) -> Frame:
    """The picture in grey; round red seals are taken out."""
    from PIL import Image

    grey = frame.convert("L")
    if frame.mode in _COLOURLESS:
        return grey
    small = frame.convert("RGB")
    small.thumbnail((LOOKED_AT, LOOKED_AT))
    seals = find_seals(np.asarray(small, dtype=np.uint8))
    if not seals:
        return grey
    colours = np.asarray(frame.convert("RGB"), dtype=np.uint8)
    return Image.fromarray(without_seals(np.asarray(grey, dtype=np.uint8), colours, seals))


def is_seal(data: bytes) -> bool:
    """Whether a picture about as wide as high has red ink and hardly any other."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as file:
            if not _SQUARE <= file.width / max(1, file.height) <= 1 / _SQUARE:
                return False
            file.thumbnail((256, 256))
            over = file.convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return False
    colours = np.asarray(over, dtype=np.int16)
    red, green, blue, solid = (colours[..., n] for n in range(4))
    ink = (np.minimum(green, blue) < _INK) & (solid > 128)
    reddish = ink & (red - np.maximum(green, blue) > 60)
    return bool(ink.any()) and float(reddish.sum()) > _RED * float(ink.sum())


def as_a4(picture: Picture) -> float:
    """Dots an inch as though the picture were a page of A4: photographs do not tell."""
    return 72.0 * float(min(picture.shape[:2])) / _A4_WIDTH


def mean_confidence(pages: Sequence[Recognised]) -> float | None:
    """By character over all pages; None where nothing was recognised."""
    characters = sum(page.characters for page in pages)
    if not characters:
        return None
    return round(sum(page.confidence * page.characters for page in pages) / characters, 4)
