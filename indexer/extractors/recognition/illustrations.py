"""Pictures that stand in a text: which of them are recognised, and what of that is text.

A picture within a text may be a table or a form that somebody pasted, a screenshot, a photograph,
an emblem, a seal. Only what reads surely is text; where much was seen and little of it read, the
picture is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from indexer.extractors.base import Clock, Limits, TextBuilder
from indexer.extractors.counting import letters_and_digits
from indexer.extractors.flow.flow import Paragraph, Piece, Table
from indexer.extractors.pdf.layout import lay_out
from indexer.extractors.pdf.paragraphs import add_pages
from indexer.extractors.recognition.engine import Picture
from indexer.extractors.recognition.kept import Kept
from indexer.extractors.recognition.ocr import (
    Recognised,
    is_available,
    is_seal,
    mean_confidence,
    pictures_of,
    recognise,
)
from indexer.model import ExtractedDocument, Quality, TextOrigin
from indexer.model.errors import Quarantined

LEAST = 0.6  # confidence of a line; what looks like one in a photograph has less
_SURE = 0.8  # mean confidence of a picture; one that has less is no writing, or too poor to be used
_FEWEST = 4  # letters and digits; fewer are a logo's
_STRIP = (300, 100)  # pixels: a table or a line of words may be as small; a seal or a logo is not
_MUCH = 3  # lines seen of which nothing was read
_SHARE = 0.3  # of all lines seen
_WIDTH = 6.3  # inches of a text's column, as though the picture filled it


def may_hold_text(size: tuple[int, int]) -> bool:
    """By its width and height in pixels."""
    return max(size) >= _STRIP[0] and min(size) >= _STRIP[1]


def says_something(page: Recognised) -> bool:
    """Whether what was read of a picture is text."""
    read = "".join(run.text for run in page.runs)
    return page.confidence >= _SURE and len(letters_and_digits(read)) >= _FEWEST


def is_thin(page: Recognised) -> bool:
    """Whether much was seen of which little was read."""
    seen = page.lines if page.runs and not says_something(page) else page.unclear
    return seen >= _MUCH and seen > _SHARE * page.lines


def recognise_illustration(
    picture: Picture, dots_per_inch: float, clock: Clock
) -> Recognised | None:
    """None where the time is up."""
    return recognise(picture, dots_per_inch=dots_per_inch, clock=clock, least=LEAST)


@dataclass(slots=True)
class Illustrations:
    """The pictures of one file that come as files of their own, each read once.

    ``left`` counts those that could not be opened or that the time did not suffice for, ``unread``
    the latter alone, ``thin`` those of which little could be read.
    """

    limits: Limits
    kept: Kept
    left: int = 0
    unread: int = 0
    thin: int = 0
    _read: list[Recognised] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self._clock = self.limits.clock()

    @classmethod
    def of(cls, path: Path, limits: Limits) -> Illustrations | None:
        """None where nothing is to be recognised."""
        if not (limits.ocr and is_available()):
            return None
        return cls(limits, Kept.of(path, limits.scratch))

    def pieces(self, data: bytes) -> list[Piece]:
        """What the picture says; nothing the second time that it stands in the file."""
        digest = hashlib.sha256(data).hexdigest()[:32]
        if digest in self._known:
            return []
        self._known.add(digest)
        try:
            page = self._page(data, digest)
        except Quarantined:
            self.left += 1
            return []
        if page is None:
            self.left += 1
            self.unread += 1
            return []
        self.thin += is_thin(page)
        if not says_something(page):
            return []
        self._read.append(page)
        return list(pieces_of(page))

    def _page(self, data: bytes, digest: str) -> Recognised | None:
        """None where the time is up; an empty one of a picture that is none for reading."""
        page = self.kept.page(digest)
        if page is not None:
            return page
        picture = next(iter(pictures_of(data)), None)
        if picture is None or not may_hold_text(picture.shape[1::-1]) or is_seal(data):
            return Recognised((), 0.0, 0)
        page = recognise_illustration(_padded(picture), picture.shape[1] / _WIDTH, self._clock)
        if page is not None:
            self.kept.keep(digest, page)
        return page

    @property
    def recognised(self) -> bool:
        return bool(self._read)

    def close(self) -> None:
        """All pictures have been looked at."""
        if not self.unread:
            self.kept.forget()

    def told(self, document: ExtractedDocument) -> ExtractedDocument:
        """A document that has what the pictures say, with what is to be known of it."""
        self.close()
        written = TextOrigin.MIXED if self._read else document.origin
        return replace(
            document,
            origin=written,
            quality=self.quality(document.quality.doubts),
            warnings=(*document.warnings, *self.warnings()),
            unread=self.unread if self.tried else 0,
        )

    @property
    def tried(self) -> bool:
        """Whether there was a first one within the time."""
        return len(self._known) > self.unread

    def quality(self, doubts: tuple[str, ...] = ()) -> Quality:
        return Quality(confidence=mean_confidence(self._read), doubts=doubts)

    def warnings(self) -> Iterator[str]:
        """What was recognised, and how well; of those that are ``left`` the format tells."""
        if self._read:
            yield f"{len(self._read)} 张图片中的文字由文字识别读出，已收入正文"
        if self.thin:
            yield f"{self.thin} 张图片中有文字未能识别"


def _padded(picture: Picture) -> Picture:
    """With a margin in the colour of its edge: a line that touches the edge is not found."""
    edge = int(np.median(np.concatenate([picture[0], picture[-1]])))
    return np.pad(picture, 16, constant_values=edge)


def pieces_of(page: Recognised) -> Iterator[Piece]:
    """The picture's paragraphs and tables, by the rules of a page of its own."""
    builder = TextBuilder()
    add_pages(builder, [lay_out(page.content, 1)])
    for block in builder.blocks:
        if block.rows is not None:
            yield Table(block.rows)
        else:
            yield Paragraph(builder.text[block.start : block.end])
