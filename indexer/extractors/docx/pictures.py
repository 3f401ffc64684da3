"""Pictures beside the text of a Word file: recognised where they stand, or told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docx.image.image import Image

from indexer.extractors.base import Limits
from indexer.extractors.counting import letters_and_digits
from indexer.extractors.docx.package import WordPackage, pictures
from indexer.extractors.flow.flow import Piece
from indexer.extractors.recognition.illustrations import Illustrations, may_hold_text
from indexer.model import Quality
from indexer.model.errors import Quarantined

_PAGE = 500  # pixels either way: a page, or half of one
_FEW = 100  # letters and digits for each picture of a page, where the text is the lesser part

_TEXT = Quality()
_DAMAGED = "部分图片无法读取，图中文字未识别"


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the pictures: ``texts`` is what they say, by relationship id, ``unread``
    counts those that the time did not suffice for."""

    texts: Mapping[str, Sequence[Piece]] = field(default_factory=dict)
    quality: Quality = _TEXT
    warnings: tuple[str, ...] = ()
    unread: int = 0


def look_at_pictures(path: Path, package: WordPackage, text: str, limits: Limits) -> Seen:
    """What the pictures of the main text say; ``text`` is the file's own."""
    if not package.has_images:
        return Seen()
    illustrations = Illustrations.of(path, limits)
    if illustrations is not None:
        return _recognised(path, text, limits, illustrations)
    pages = told = 0
    try:
        for _, picture in pictures(path, limits):
            size = _size(picture)
            pages += min(size) >= _PAGE
            told += may_hold_text(size)
    except Quarantined:
        return Seen(warnings=(_DAMAGED,))
    return _told(told, pages, text)


def _told(told: int, pages: int, text: str) -> Seen:
    """Where pictures of pages are most of the file it is doubtful."""
    if not told:
        return Seen()
    what = f"有 {told} 张图片，图中文字未识别"
    if pages and len(letters_and_digits(text)) < _FEW * pages:
        return Seen(quality=Quality(doubts=(f"文件以图片为主，{what}",)))
    return Seen(warnings=(what,))


def _recognised(path: Path, text: str, limits: Limits, illustrations: Illustrations) -> Seen:
    texts: dict[str, Sequence[Piece]] = {}
    pages = left = 0
    try:
        for rel_id, picture in pictures(path, limits):
            size = _size(picture)
            if not may_hold_text(size):
                continue
            before = illustrations.left
            texts[rel_id] = illustrations.pieces(picture)
            if illustrations.left > before:
                left += 1
                pages += min(size) >= _PAGE
    except Quarantined:
        return Seen(texts, illustrations.quality(), (*illustrations.warnings(), _DAMAGED))
    illustrations.close()
    told = _told(left, pages, text)
    return Seen(
        texts,
        illustrations.quality(told.quality.doubts),
        (*illustrations.warnings(), *told.warnings),
        illustrations.unread if illustrations.tried else 0,
    )


def _size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels; none of what python-docx does not know, such as metafiles."""
    try:
        image = Image.from_blob(picture)
        return image.px_width, image.px_height
    except Exception:  # it raises whatever the damage leads it into
        return 0, 0
