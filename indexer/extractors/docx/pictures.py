"""Pictures beside the text of a Word file: recognised where they are most of it, else told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from docx.image.image import Image

from indexer.extractors.base import Limits, TextBuilder
from indexer.extractors.counting import letters_and_digits
from indexer.extractors.docx.package import WordPackage, pictures
from indexer.extractors.recognition.picture_pages import recognise_pictures
from indexer.model import Quality
from indexer.model.errors import Quarantined

_PAGE = 500  # pixels either way: a page, or half of one
_STRIP = (300, 100)  # pixels: a table or a line of words may be as small; a seal or a logo is not
_FEW = 100  # letters and digits for each picture of a page, where the text is the lesser part


_TEXT = Quality()


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the pictures."""

    recognised: bool = False
    quality: Quality = _TEXT
    warnings: tuple[str, ...] = ()


def look_at_pictures(
    path: Path, package: WordPackage, builder: TextBuilder, limits: Limits
) -> Seen:
    """Add to the text what pictures of pages say, where they are most of the file; tell of those
    that are not recognised."""
    if not package.has_images:
        return Seen()
    try:
        sizes = list(_sizes(path, limits))
    except Quarantined:
        return Seen(warnings=("部分图片无法读取，图中文字未识别",))
    pages = sum(1 for size in sizes if min(size) >= _PAGE)
    told = sum(1 for long, short in sizes if long >= _STRIP[0] and short >= _STRIP[1])
    if not told:
        return Seen()
    if not pages or len(letters_and_digits(builder.text)) >= _FEW * pages:
        return Seen(warnings=(f"有 {told} 张图片，图中文字未识别",))
    return _recognised(path, builder, limits, told)


def _recognised(path: Path, builder: TextBuilder, limits: Limits, told: int) -> Seen:
    try:
        scan = recognise_pictures(pictures(path, limits), limits, "Word 文件")
    except Quarantined:
        doubt = f"文件以图片为主，有 {told} 张图片，图中文字未识别"
        return Seen(quality=Quality(doubts=(doubt,)))
    for block in scan.builder.blocks:
        text = scan.builder.text[block.start : block.end]
        builder.add(block.kind, text, level=block.level, rows=block.rows)
    return Seen(True, replace(scan.quality, coverage=1.0))


def _sizes(path: Path, limits: Limits) -> Iterator[tuple[int, int]]:
    """The longer and the shorter side of each picture, in pixels; of unknown ones nothing."""
    for picture in pictures(path, limits):
        try:
            image = Image.from_blob(picture)
            width, height = image.px_width, image.px_height
        except Exception:  # python-docx raises whatever the damage leads it into
            continue
        yield max(width, height), min(width, height)
