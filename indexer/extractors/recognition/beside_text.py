"""Pictures beside the text of a word processor's file: recognised where they stand, or told.

A format gives its pictures by names of its own, and puts down what they say by the same names.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from docx.image.image import Image
from PIL import Image as Imaging

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.counting import Counted, letters_and_digits
from indexer.extractors.flow.flow import Piece
from indexer.extractors.recognition.illustrations import Illustrations, may_hold_text
from indexer.extractors.recognition.metafiles import size_of_metafile
from indexer.model import ExtractedDocument, Quality, TextOrigin
from indexer.model.errors import Quarantined

_PAGE = 500  # pixels either way: a page, or half of one
_FEW = 100  # letters and digits for each picture of a page, where the text is the lesser part

_MOST = 2_000  # pictures of one file that are looked at
_MOST_BYTES = 1 << 30  # of all of them

_TEXT = Quality()
_UNCOUNTED = Counted(0, 0)
_DAMAGED = "部分图片无法读取，图中文字未识别"
_TOO_MANY = "图片过多，其余图片没有查看"


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the pictures: ``texts`` is what they say, by the format's own names for
    them, ``unread`` counts those that the time did not suffice for."""

    texts: Mapping[str, Sequence[Piece]] = field(default_factory=dict)
    quality: Quality = _TEXT
    warnings: tuple[str, ...] = ()
    unread: int = 0

    @property
    def read(self) -> bool:
        """Whether any of them says something."""
        return any(self.texts.values())

    def document(
        self,
        builder: TextBuilder,
        by: Extractor,
        warnings: Iterable[str],
        counted: Counted = _UNCOUNTED,
    ) -> ExtractedDocument:
        """What was collected, what the pictures say included, as ``by`` read it."""
        told = (*warnings, *self.warnings, *counted.warnings)
        return replace(
            builder.document(by, told, counted.doubting(self.quality)),
            origin=TextOrigin.MIXED if self.read else TextOrigin.TEXT,
            unread=self.unread,
        )


@dataclass(slots=True)
class _Count:
    """``left`` may hold text and was not recognised, ``pages`` of them are as large as a page."""

    left: int = 0
    pages: int = 0
    looked: int = 0
    size: int = 0
    warning: str = ""

    def leave(self, size: tuple[int, int]) -> None:
        self.left += 1
        self.pages += min(size) >= _PAGE

    def is_too_much(self, picture: bytes) -> bool:
        self.looked += 1
        self.size += len(picture)
        return self.looked > _MOST or self.size > _MOST_BYTES


def look_at_pictures(
    path: Path, pictures: Iterable[tuple[str, bytes]], text: str, limits: Limits
) -> Seen:
    """What the pictures of the main text say; ``text`` is the file's own."""
    texts: dict[str, Sequence[Piece]] = {}
    count = _Count()
    illustrations: Illustrations | None = None
    try:
        for name, picture in pictures:
            if count.is_too_much(picture):
                count.warning = _TOO_MANY
                break
            size = size_of(picture)
            if not may_hold_text(size):
                continue
            illustrations = illustrations or Illustrations.of(path, limits)
            if illustrations is None:
                count.leave(size)
                continue
            before = illustrations.left
            texts[name] = illustrations.pieces(picture)
            if illustrations.left > before:
                count.leave(size)
    except Quarantined:
        count.warning = _DAMAGED
    return _seen(texts, illustrations, count, text)


def _seen(
    texts: Mapping[str, Sequence[Piece]],
    illustrations: Illustrations | None,
    count: _Count,
    text: str,
) -> Seen:
    told = _told(count.left, count.pages, text)
    warnings = (*told.warnings, count.warning) if count.warning else told.warnings
    if illustrations is None:
        return Seen(quality=told.quality, warnings=warnings)
    illustrations.close()
    return Seen(
        texts,
        illustrations.quality(told.quality.doubts),
        (*illustrations.warnings(), *warnings),
        illustrations.unread if illustrations.tried else 0,
    )


def _told(told: int, pages: int, text: str) -> Seen:
    """Where pictures of pages are most of the file it is doubtful."""
    if not told:
        return Seen()
    what = f"有 {told} 张图片，图中文字未识别"
    if pages and len(letters_and_digits(text)) < _FEW * pages:
        return Seen(quality=Quality(doubts=(f"文件以图片为主，{what}",)))
    return Seen(warnings=(what,))


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels; none of what nobody knows."""
    try:
        image = Image.from_blob(picture)
        return image.px_width, image.px_height
    except Exception:  # it raises whatever the damage leads it into
        return _size_of_another_kind(picture)


def _size_of_another_kind(picture: bytes) -> tuple[int, int]:
    """Pillow knows more kinds than python-docx, which alone knows them before they are opened."""
    try:
        with Imaging.open(io.BytesIO(picture)) as file:
            return file.size
    except Exception:  # as above
        return size_of_metafile(picture)
