"""From fragments with places to lines and paragraphs in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.extractors.ofd.columns import in_reading_order
from indexer.extractors.ofd.page import Fragment

_PAGE_NUMBER = re.compile(
    r"[-—–－―~·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[,，/]?\s*共\s*\d+\s*页)?[-—–－―~·\s]*"
)
_MARGIN = 0.12  # the share of the page's height where page numbers and running heads stand
_SHORTEST = 10  # characters; a shorter line is not broken for want of room
_ENDED = re.compile(r"[。；：！？;:!?]\s*$")
_DIGITS = re.compile(r"\d+")
_RUNNING = 3  # pages that a head repeats on before it counts as one
_WESTERN = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. ``cells`` says that its parts stand apart, as in a table's row;
    ``object`` is the text object that all of it comes from, 0 where it is none; ``column`` counts
    the columns of the page, 0 where it stands in none."""

    text: str
    page: int
    x: float
    y: float
    end: float
    size: float
    font: str
    red: bool
    cells: bool
    template: bool
    object: int
    width: float
    height: float
    column: int = 0

    @property
    def symmetric(self) -> bool:
        """As far from the left edge of the page as from the right one."""
        left, right = self.x, self.width - self.end
        return left > 2 * self.size and abs(left - right) < max(2.0, 0.03 * self.width)

    @property
    def in_margin(self) -> bool:
        return not _MARGIN * self.height < self.y < (1 - _MARGIN) * self.height


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, joined; ``first`` carries their place and look."""

    text: str
    first: Line
    centred: bool


def lines_of(fragments: Iterable[Fragment], page: int, size: tuple[float, float]) -> list[Line]:
    """A page's lines in reading order, column after column, each from left to right."""
    lines: list[Line] = []
    column = 0
    for rows, is_column in in_reading_order(_once(fragments)):
        column += is_column
        number = column if is_column else 0
        lines += [_line(row.fragments, page, size, number) for row in rows]
    return lines


def _once(fragments: Iterable[Fragment]) -> list[Fragment]:
    """Text drawn twice in one place, for weight or shadow, counts once."""
    seen: dict[tuple[str, int, int], None] = {}
    kept: list[Fragment] = []
    for fragment in fragments:
        step = max(0.2 * fragment.size, 0.1)
        column, row = round(fragment.x / step), round(fragment.y / step)
        around = ((fragment.text, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        if fragment.text.strip() and not any(key in seen for key in around):
            seen[(fragment.text, column, row)] = None
            kept.append(fragment)
    return kept


def _line(row: Sequence[Fragment], page: int, size: tuple[float, float], column: int = 0) -> Line:
    text, cells = row[0].text, False
    for before, after in pairwise(row):
        gap = after.x - before.end
        if gap > 1.25 * after.size:
            text, cells = text.rstrip() + "\t" + after.text, True
        elif gap > 0.25 * after.size and _both_western(text, after.text):
            text += " " + after.text
        else:
            text += after.text
    main = max(row, key=lambda f: len(f.text) * f.size)
    return Line(
        text=text,
        page=page,
        x=row[0].x,
        y=main.y,
        end=max(f.end for f in row),
        size=main.size,
        font=main.font,
        red=main.red,
        cells=cells,
        template=all(f.template for f in row),
        object=main.object if all(f.object == main.object for f in row) else 0,
        width=size[0],
        height=size[1],
        column=column,
    )


def _both_western(left: str, right: str) -> bool:
    return bool(_WESTERN.match(left[-1:]) and _WESTERN.match(right[:1]))


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """All lines, without page numbers and without repetitions of running heads."""
    repeated = Counter(
        key for page in pages for key in {_key(line) for line in page if line.in_margin}
    )
    shown: set[str] = set()
    kept: list[Line] = []
    for line in (line for page in pages for line in page):
        if line.in_margin:
            key = _key(line)
            if _PAGE_NUMBER.fullmatch(line.text.strip()):
                continue
            if repeated[key] >= _RUNNING and key in shown:
                continue
            shown.add(key)
        kept.append(line)
    return kept


def _key(line: Line) -> str:
    return _DIGITS.sub("0", line.text.strip())


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Join the lines that run on: a full line, and one below it that is not indented."""
    body, boxes, columns = _body(lines), _boxes(lines), _columns(lines)
    found: list[Paragraph] = []
    last: Line | None = None
    for line in lines:
        key = (line.page, line.object)
        same_box = last is not None and key == (last.page, last.object) and key in boxes
        edges = boxes[key] if same_box else columns.get((line.page, line.column), body)
        before = edges
        if last is not None and not same_box:
            before = columns.get((last.page, last.column), body)
        if last is not None and _runs_on(last, line, before, edges):
            found[-1] = replace(found[-1], text=_joined(found[-1].text, line.text))
        else:
            centred = line.symmetric and not (edges.nearly_full(line) and edges.begins(line, 2.6))
            found.append(Paragraph(line.text.strip(), line, centred))
        last = line
    return found


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where lines begin, and where full lines end."""

    left: float
    right: float

    def full(self, line: Line) -> bool:
        return line.end >= self.right - 1.5 * line.size

    def nearly_full(self, line: Line) -> bool:
        """Narrow digits leave a line short where it was broken by counting characters."""
        return line.end >= self.right - 8 * line.size

    def begins(self, line: Line, indent: float) -> bool:
        return line.x <= self.left + indent * line.size


def _body(lines: Sequence[Line]) -> _Edges:
    """The edges that most lines keep to."""
    apart = [line for line in lines if not line.cells and not line.column]
    plain = apart or [line for line in lines if not line.cells]
    starts = Counter(round(line.x) for line in plain)
    common = max(starts.values(), default=0)
    left = min((x for x, count in starts.items() if count * 4 >= common), default=0)
    # A single line that sticks out is no edge: another one must reach about as far.
    ends = sorted(((line.end, line.size) for line in plain), reverse=True)
    shared = (end for (end, size), (next_end, _) in pairwise(ends) if end - next_end < size)
    return _Edges(float(left), next(shared, float("inf")))


def _boxes(lines: Sequence[Line]) -> dict[tuple[int, int], _Edges]:
    """The edges of each text object with several lines, as form fields have them."""
    grouped: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        if line.object:
            grouped.setdefault((line.page, line.object), []).append(line)
    return {
        key: _Edges(min(line.x for line in box), max(line.end for line in box))
        for key, box in grouped.items()
        if len(box) > 1
    }


def _columns(lines: Sequence[Line]) -> dict[tuple[int, int], _Edges]:
    """The edges of each column."""
    grouped: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        if line.column:
            grouped.setdefault((line.page, line.column), []).append(line)
    return {key: _body(column) for key, column in grouped.items()}


def _runs_on(last: Line, line: Line, before: _Edges, edges: _Edges) -> bool:
    """``before`` are the edges that ``last`` keeps to, ``edges`` those of ``line``."""
    size = max(last.size, line.size)
    return (
        not last.cells
        and not line.cells
        and last.template == line.template
        and abs(last.size - line.size) < 0.1 * size
        and last.end - last.x >= _SHORTEST * size
        and (before.full(last) or (before.nearly_full(last) and not _ENDED.search(last.text)))
        and edges.begins(line, 0.75)
        and (
            line.page != last.page
            or 0 < line.column == last.column + 1 > 1
            or 0 < line.y - last.y < 2.5 * size
        )
    )


def _joined(text: str, more: str) -> str:
    more = more.strip()
    return f"{text} {more}" if _both_western(text, more) else text + more
