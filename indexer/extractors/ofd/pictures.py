"""Pictures on the pages of an OFD file: pages that are little else are recognised, or doubted;
of the others it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.extractors.archive.reading import Parts, open_zip
from indexer.extractors.base import Clock, Limits, TextBuilder
from indexer.extractors.counting import letters_and_digits
from indexer.extractors.ofd.layout import Line
from indexer.extractors.ofd.package import Document
from indexer.extractors.ofd.page import PageText
from indexer.extractors.recognition.picture_pages import PicturePages, recognise_pictures
from indexer.model import Quality
from indexer.model.errors import Quarantined

_PAGE = 0.35  # of a page's area: a picture of the page, or of half of it
_STRIP = 0.04  # of a page's area; a seal or a code is smaller
_FEW = 60  # letters and digits beside a picture of the page


@dataclass(slots=True)
class Pictured:
    """``read``: what was recognised, by page; ``unread``: pages that are mostly pictures and were
    not recognised; ``told``: pages with a picture that may hold text."""

    read: dict[int, PicturePages] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)

    @property
    def warnings(self) -> tuple[str, ...]:
        return (f"第 {_listed(self.told)} 页有图片，图中文字未识别",) if self.told else ()

    def quality(self) -> Quality:
        doubts = [f"第 {_listed(self.unread)} 页有图片，图中文字未识别"] if self.unread else []
        scans = list(self.read.values())
        doubts += [doubt for scan in scans for doubt in scan.quality.doubts]
        known = [s.quality.confidence for s in scans if s.quality.confidence is not None]
        return Quality(doubts=tuple(doubts), confidence=min(known, default=None))

    def add_before(self, builder: TextBuilder, page: float) -> None:
        """Put down what was recognised on pages before ``page``, each once."""
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
    found = Pictured()
    sizes = [page.size for document in documents for page in document.pages]
    clock = Clock(limits.seconds)
    for number, (page, size) in enumerate(zip(pages, sizes, strict=True), start=1):
        if page is None or not page.images:
            continue
        share = page.pictured / max(size[0] * size[1], 1.0)
        said = letters_and_digits("".join(line.text for line in lines[number - 1]))
        if not said or (share >= _PAGE and len(said) < _FEW):
            scan = _recognised(path, documents, page, replace(limits, seconds=clock.left))
            if scan is None:
                found.unread.append(number)
            else:
                found.read[number] = scan
        elif share >= _STRIP:
            found.told.append(number)
    return found


def _recognised(
    path: Path, documents: Sequence[Document], page: PageText, limits: Limits
) -> PicturePages | None:
    if limits.seconds <= 0:
        return None
    try:
        return recognise_pictures(
            pictures_of_pages(path, documents, [page], limits), limits, "OFD 文件"
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
    media: Mapping[str, str] = {
        key: file for document in documents for key, file in document.media.items()
    }
    shown = dict.fromkeys(image for page in pages if page for image in page.images)
    with open_zip(path, limits) as archive:
        parts = Parts(archive, limits)
        for image in shown:
            if media.get(image, "") in parts:
                yield parts.read(media[image])


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:30])) + (" 等" if len(numbers) > 30 else "")
