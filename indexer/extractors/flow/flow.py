"""The flow of a word processor's file: paragraphs and tables, headers and footers around them.

Shared by the Word formats (.docx, .doc, .rtf), which have no pages until they are laid out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from indexer.extractors.base import TextBuilder
from indexer.extractors.readings import texts_without_readings
from indexer.model import BlockKind

# Page numbers and what surrounds them: — 1 —, 第 1 页 共 3 页, Page 1 of 3.
_FURNITURE = re.compile(r"(?:[\s\d\-—–－―~·|/\\.]|第|共|页|頁|page|of)*", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
# A line break with an indent behind it is how some writers begin a paragraph.
_INDENTED = re.compile(r"\n(?=\u3000|[ \xa0]{2})")
_NEAR = 30  # twips: cell edges this close are one column
# Fields within fields that are kept apart; Word itself allows 20.
MOST_FIELDS = 64
# Fields whose result is a page number.
PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``heading`` is 0 for body text; ``text`` begins with the list number, if there is one.
    ``size`` in points."""

    text: str
    heading: int = 0
    centred: bool = False
    size: float | None = None
    font: str | None = None
    red: bool = False

    @property
    def plain(self) -> str:
        """The text without blanks."""
        return _BLANKS.sub("", self.text)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length; a merged cell's text stands in its first place only."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def plain(self) -> str:
        return "".join(_BLANKS.sub("", cell) for row in self.rows for cell in row)


Piece = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Flow:
    """All that a file shows: ``headers`` and ``footers`` as they come, repetitions included."""

    body: list[Piece]
    headers: list[Piece] = field(default_factory=list)
    footers: list[Piece] = field(default_factory=list)
    notes: list[Piece] = field(default_factory=list)


def drop_readings(flow: Flow) -> int:
    """Take the readings out that a mirror put behind characters; how many there were."""
    lists = (flow.body, flow.headers, flow.footers, flow.notes)
    pieces = [piece for pieces in lists for piece in pieces]
    texts: list[str] = []
    for piece in pieces:
        cells = (cell for row in piece.rows for cell in row) if isinstance(piece, Table) else ()
        texts += [piece.text] if isinstance(piece, Paragraph) else list(cells)
    bare, count = texts_without_readings(texts)
    if not count:
        return 0
    left = iter(bare)
    for each in lists:
        each[:] = [_with_texts(piece, left) for piece in each]
    return count


def _with_texts(piece: Piece, texts: Iterator[str]) -> Piece:
    if isinstance(piece, Paragraph):
        return replace(piece, text=next(texts))
    return replace(piece, rows=tuple(tuple(next(texts) for _ in row) for row in piece.rows))


def build(flow: Flow, characters: int) -> TextBuilder:
    """The text: letterhead, body, footers, notes. Raises Quarantined where it grows too long."""
    builder = TextBuilder(characters)
    said = _Said(flow.body)
    for piece in _letterhead(flow.headers, said):
        _add(builder, piece, BlockKind.HEADER)
    for piece in flow.body:
        _add(builder, piece, BlockKind.PARAGRAPH)
    for piece in _letterhead(flow.footers, said):
        _add(builder, piece, BlockKind.HEADER)
    for piece in flow.notes:
        _add(builder, piece, BlockKind.FOOTNOTE)
    return builder


def add_pieces(builder: TextBuilder, pieces: Iterable[Piece], page: int | None = None) -> None:
    """Put down what stands within another text: a picture's words, an embedded file's."""
    for piece in pieces:
        if isinstance(piece, Table):
            builder.add(BlockKind.TABLE, "", rows=piece.rows, page=page)
        else:
            builder.add(BlockKind.PARAGRAPH, piece.text, page=page)


class _Said:
    """What the body says, to tell running heads, which repeat it."""

    def __init__(self, body: Iterable[Piece]) -> None:
        self._body = "".join(piece.plain for piece in body)
        self._heads: set[str] = set()

    def add(self, text: str) -> bool:
        """Whether ``text`` is new."""
        if text in self._heads or text in self._body:
            return False
        self._heads.add(text)
        return True


def _letterhead(pieces: Iterable[Piece], said: _Said) -> Iterator[Piece]:
    """What headers or footers say that is neither a page number nor said already."""
    for piece in pieces:
        text = piece.plain
        if not _FURNITURE.fullmatch(text) and said.add(text):
            yield piece


def _add(builder: TextBuilder, piece: Piece, kind: BlockKind) -> None:
    if isinstance(piece, Table):
        builder.add(BlockKind.TABLE, "", rows=piece.rows)
        return
    heading = piece.heading if kind is BlockKind.PARAGRAPH else 0
    for text in _INDENTED.split(piece.text):
        builder.add(
            BlockKind.HEADING if heading else kind,
            text,
            level=heading or None,
            font_size=piece.size,
            font_name=piece.font,
            centred=piece.centred,
            red=piece.red,
        )


def table_of(rows: Sequence[Sequence[tuple[int, str | None]]]) -> Table:
    """A table of cells, each with the column of the grid that it begins in: columns that none
    begins in are left out. None: a cell that says nothing of its own.

    >>> table_of([[(0, "甲"), (4, "乙")], [(4, "丙")]]).rows
    (('甲', '乙'), ('', '丙'))
    """
    columns = sorted({column for row in rows for column, _ in row})
    place = {column: n for n, column in enumerate(columns)}
    read: list[tuple[str, ...]] = []
    for row in rows:
        texts = [""] * len(columns)
        for column, text in row:
            if text is not None:
                texts[place[column]] = text
        read.append(tuple(texts))
    return Table(tuple(read))


def words_of(pieces: Iterable[Piece]) -> str:
    """What a cell says: a line for each paragraph, and for each row of a table within it."""
    lines: list[str] = []
    for piece in pieces:
        if isinstance(piece, Table):
            lines.extend(" ".join(filter(None, row)) for row in piece.rows)
        else:
            lines.append(piece.text)
    return "\n".join(line.strip() for line in lines if line.strip())


@dataclass(slots=True)
class OpenTable:
    """A table whose cells come one after another, as in .doc and .rtf."""

    _rows: list[list[tuple[int, list[Paragraph]]]] = field(default_factory=list)
    _cells: list[list[Paragraph]] = field(default_factory=list)
    _cell: list[Paragraph] = field(default_factory=list)

    @property
    def in_row(self) -> bool:
        return bool(self._cells)

    @property
    def in_cell(self) -> bool:
        return bool(self._cell)

    def add(self, paragraph: Paragraph) -> None:
        self._cell.append(paragraph)

    def end_cell(self) -> None:
        self._cells.append(self._cell)
        self._cell = []

    def end_row(self, edges: tuple[int, ...] = ()) -> None:
        """``edges``: the left edges of the row's cells in twips; empty where not known."""
        if self._cell:
            self.end_cell()
        if edges:
            self._drop_surplus(len(edges))
        lefts = edges if len(edges) == len(self._cells) else range(len(self._cells))
        self._rows.append(list(zip(lefts, self._cells, strict=True)))
        self._cells = []

    def _drop_surplus(self, count: int) -> None:
        """Empty cells behind the row's last edge, which some writers add after an inner table."""
        if not any(p.text.strip() for cell in self._cells[count:] for p in cell):
            del self._cells[count:]

    def close(self) -> Iterator[Piece]:
        """The table as read; one of a single column is a frame, and its text no table."""
        if self._cells or self._cell:
            self.end_row()
        if all(len(row) <= 1 for row in self._rows):
            for row in self._rows:
                for _, paragraphs in row:
                    yield from paragraphs
            return
        columns = _columns(left for row in self._rows for left, _ in row)
        width = 1 + max(columns.values())
        yield Table(tuple(_texts(row, columns, width) for row in self._rows))


def _texts(
    row: list[tuple[int, list[Paragraph]]], columns: dict[int, int], width: int
) -> tuple[str, ...]:
    texts = [""] * width
    for left, paragraphs in row:
        place = columns[left]
        shown = (paragraph.text.strip() for paragraph in paragraphs)
        texts[place] = "\n".join(filter(None, (texts[place], *shown)))
    return tuple(texts)


def _columns(lefts: Iterable[int]) -> dict[int, int]:
    """Left edge → column; edges that differ by a hair are one. Plain counts stay apart."""
    columns: dict[int, int] = {}
    edges = sorted(set(lefts))
    near = _NEAR if edges and edges[-1] - edges[0] > 10 * _NEAR else 0
    last = 0
    for left in edges:
        if not columns:
            columns[left], last = 0, left
        elif left - last > near:
            columns[left], last = columns[last] + 1, left
        else:
            columns[left] = columns[last]
    return columns
