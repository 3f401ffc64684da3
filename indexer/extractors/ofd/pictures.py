"""Pictures on the pages of an OFD file: pages that are little else are recognised, or doubted;
so are pictures beside text, or it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.extractors.archive.reading import Parts, open_zip
from indexer.extractors.base import Clock, Limits, TextBuilder
from indexer.extractors.counting import letters_and_digits
from indexer.extractors.flow.flow import Piece, add_pieces
from indexer.extractors.ofd.layout import Line
from indexer.extractors.ofd.package import Document
from indexer.extractors.ofd.page import PageText
from indexer.extractors.recognition.illustrations import Illustrations
from indexer.extractors.recognition.picture_pages import PicturePages, recognise_pictures
from indexer.model import Quality
from indexer.model.errors import Quarantined

_PAGE = 0.35  # of a page's area: a picture of the page, or of half of it
_STRIP = 0.04  # of a page's area; a seal or a code is smaller
_FEW = 60  # letters and digits beside a picture of the page


@dataclass(slots=True)
class Pictured:
    """``read``: what was recognised, by page; ``unread``: pages that are mostly pictures and were
    not recognised; ``told``: pages with a picture that may hold text and was not. ``insets``: what
    pictures beside text say, by page and height."""

    read: dict[int, PicturePages] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    insets: list[tuple[int, float, list[Piece]]] = field(default_factory=list)
    illustrations: Illustrations | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        seen = self.illustrations.warnings() if self.illustrations is not None else ()
        told = (f"第 {_listed(self.told)} 页有图片，图中文字未识别",) if self.told else ()
        return (*seen, *told)

    @property
    def recognised(self) -> bool:
        return bool(self.read) or any(pieces for _, _, pieces in self.insets)

    @property
    def late(self) -> int:
        """Pictures that a further reading may do."""
        seen = self.illustrations
        return seen.unread if seen is not None and seen.tried else 0

    def quality(self) -> Quality:
        doubts = [f"第 {_listed(self.unread)} 页有图片，图中文字未识别"] if self.unread else []
        scans = list(self.read.values())
        doubts += [doubt for scan in scans for doubt in scan.quality.doubts]
        known = [s.quality.confidence for s in scans if s.quality.confidence is not None]
        if self.illustrations is not None:
            beside = self.illustrations.quality().confidence
            known += [beside] if beside is not None else []
        return Quality(doubts=tuple(doubts), confidence=min(known, default=None))

    def add_before(self, builder: TextBuilder, page: float, y: float = 0.0) -> None:
        """Put down what was recognised above ``y`` of ``page`` and on pages before, each once."""
        while self.insets and self.insets[0][:2] < (page, y):
            number, _, pieces = self.insets.pop(0)
            self._add_scans(builder, number)
            add_pieces(builder, pieces, number)
        self._add_scans(builder, page)

    def _add_scans(self, builder: TextBuilder, page: float) -> None:
        for number in sorted(n for n in self.read if n < page and n not in self._added):
            self._added.add(number)
            scan = self.read[number]
            for block in scan.builder.blocks:
                text = scan.builder.text[block.start : block.end]
                builder.add(block.kind, text, page=number, level=block.level, rows=block.rows)

    _added: set[int] = field(default_factory=set)


def look_at_pictures(
    path: Path,
    documents: Sequence[Document],
    pages: Sequence[PageText | None],
    lines: Sequence[Sequence[Line]],
    limits: Limits,
) -> Pictured:
    """Of pages with text and with pictures, or with pictures alone."""
    found = Pictured(illustrations=Illustrations.of(path, limits))
    sizes = [page.size for document in documents for page in document.pages]
    clock = limits.clock()
    for number, (page, size) in enumerate(zip(pages, sizes, strict=True), start=1):
        if page is None or not page.images:
            continue
        share = page.pictured / max(size[0] * size[1], 1.0)
        said = letters_and_digits("".join(line.text for line in lines[number - 1]))
        if not said or (share >= _PAGE and len(said) < _FEW):
            scan = _recognised(path, documents, page, limits, clock)
            if scan is None:
                found.unread.append(number)
            else:
                found.read[number] = scan
        elif share >= _STRIP and not _read_beside(path, documents, number, page, limits, found):
            found.told.append(number)
    if found.illustrations is not None:
        found.illustrations.close()
    found.insets.sort(key=lambda inset: inset[:2])
    return found


def _read_beside(
    path: Path,
    documents: Sequence[Document],
    number: int,
    page: PageText,
    limits: Limits,
    found: Pictured,
) -> bool:
    """Whether the pictures beside a page's text were recognised, or are none for reading."""
    seen = found.illustrations
    if seen is None:
        return False
    before, tops = seen.left, dict(zip(page.images, page.tops, strict=True))
    try:
        for image, data in named_pictures(path, documents, [page], limits):
            pieces = seen.pieces(data)
            if pieces:
                found.insets.append((number, tops[image], pieces))
    except Quarantined:
        return False
    return seen.left == before


def _recognised(
    path: Path, documents: Sequence[Document], page: PageText, limits: Limits, clock: Clock
) -> PicturePages | None:
    if clock.left <= 0:
        return None
    try:
        return recognise_pictures(
            pictures_of_pages(path, documents, [page], limits), limits, "OFD 文件", clock
        )
    except Quarantined:
        return None


def pictures_of_pages(
    path: Path,
    documents: Sequence[Document],
    pages: Iterable[PageText | None],
    limits: Limits,
) -> Iterator[bytes]:
    """The pictures in the order of the pages, each once."""
    return (data for _, data in named_pictures(path, documents, pages, limits))


def named_pictures(
    path: Path,
    documents: Sequence[Document],
    pages: Iterable[PageText | None],
    limits: Limits,
) -> Iterator[tuple[str, bytes]]:
    """The same, with their ids."""
    media: Mapping[str, str] = {
        key: file for document in documents for key, file in document.media.items()
    }
    shown = dict.fromkeys(image for page in pages if page for image in page.images)
    with open_zip(path, limits) as archive:
        parts = Parts(archive, limits)
        for image in shown:
            if media.get(image, "") in parts:
                yield image, parts.read(media[image])


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:30])) + (" 等" if len(numbers) > 30 else "")
