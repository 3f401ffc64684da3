"""A page's runs in reading order: lines of text, and tables in their place."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.extractors.pdf.beside import without_what_stands_beside
from indexer.extractors.pdf.columns import in_columns
from indexer.extractors.pdf.page import Inset, PageContent, Run
from indexer.extractors.pdf.stacked import unstacked
from indexer.extractors.pdf.tables import Rows, Table, ruled_tables
from indexer.extractors.pdf.three_lines import three_lines
from indexer.extractors.text import join_lines

_LETTERS = 4  # of a word set wide
_CHINESE = "\u2e80"
_WIDEST = 7.0  # em from letter to letter
_CELL_GAP = 1.5  # em between two cells of a table without ruled lines


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it is seen; ``cells`` are its parts where wide gaps divide it,
    ``column`` the edges of the column it is in. One that ``stands`` is no line of the text: its
    letters stand one below the other, or it is turned by a quarter."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    font: str
    red: bool
    cells: tuple[Run, ...]
    column: tuple[float, float] | None = None
    stands: bool = False

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


Item = Line | Table | Inset


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page's items in reading order. ``beside`` is what was left out of them on purpose."""

    number: int
    width: float
    height: float
    items: tuple[Item, ...]
    beside: str = ""


def lay_out(content: PageContent, number: int) -> PageLayout:
    runs, beside = without_what_stands_beside(content.runs)
    standing = [run for run in runs if run.stands]
    letters = sum(len(run.text) for run in standing)
    if standing and 2 * letters > sum(len(run.text) for run in runs):
        return _from_right_to_left(runs, content, number, beside)
    tables, free = ruled_tables(runs, content.horizontal, content.vertical)
    for place in three_lines(content.horizontal, content.vertical):
        inside = [run for run in free if place.holds((run.x0 + run.x1) / 2, run.middle)]
        table = _framed(_lines(inside))
        if table is not None:
            tables = [*tables, table]
            free = [run for run in free if run not in inside]
    lines: list[Line] = []
    for stretch in in_columns([run for run in free if not run.stands]):
        own = _lines(stretch.runs)
        if stretch.bounds is not None:
            own = [replace(line, column=stretch.bounds) for line in own]
        lines += own
    items = _with_tables(_unruled_tables(lines), [*tables, *content.insets])
    items += [_line([run]) for run in free if run.stands]
    return PageLayout(number, content.width, content.height, tuple(items), beside)


def _from_right_to_left(
    runs: Sequence[Run], content: PageContent, number: int, beside: str
) -> PageLayout:
    """A page of upright lines, as if its right side were its top: what is written across, such as
    the page's number, comes last, at the foot."""
    upright = [
        replace(
            run,
            x0=run.y0,
            y0=content.width - run.x1,
            x1=run.y1,
            y1=content.width - run.x0,
            stands=False,
        )
        for run in runs
        if run.stands
    ]
    across = [
        replace(run, y0=run.y0 + content.width, y1=run.y1 + content.width)
        for run in runs
        if not run.stands
    ]
    lines = [*_lines(upright), *_lines(across)]
    return PageLayout(number, content.height, content.width, (*lines, *content.insets), beside)


def _with_tables(items: list[Item], tables: list[Table | Inset]) -> list[Item]:
    """Each table, and each picture that says something, goes before the first line below its
    middle, in its own column if in any."""
    placed = list(items)
    for table in sorted(tables, key=lambda t: t.y0):
        middle = (table.y0 + table.y1) / 2
        at = next(
            (
                n
                for n, item in enumerate(placed)
                if (item.y0 + item.y1) / 2 > middle and item.x0 < table.x1 and table.x0 < item.x1
            ),
            len(placed),
        )
        placed.insert(at, table)
    return placed


# ---------------------------------------------------------------- lines


def _lines(runs: Sequence[Run]) -> list[Line]:
    """Runs at one height make one line; small raised or lowered ones belong to it."""
    groups: list[list[Run]] = []
    bottom = top = 0.0
    for run in sorted(runs, key=lambda r: (r.middle, r.x0)):
        overlap = min(bottom, run.y1) - max(top, run.y0)
        if groups and overlap > 0.5 * min(bottom - top, run.y1 - run.y0):
            groups[-1].append(run)
            if run.y1 - run.y0 > bottom - top:
                top, bottom = run.y0, run.y1
        else:
            groups.append([run])
            top, bottom = run.y0, run.y1
    return [_line(line) for group in groups for line in unstacked(group)]


def _line(runs: list[Run]) -> Line:
    runs.sort(key=lambda r: r.x0)
    main = max(runs, key=lambda r: len(r.text))
    text = runs[0].text
    glued = _letterspaced(runs)
    for number, (before, run) in enumerate(itertools.pairwise(runs)):
        apart = run.x0 - before.x1 > 0.6 * run.size and number not in glued
        text = text + " " + run.text if apart else join_lines(text, run.text)
    return Line(
        text=text,
        x0=runs[0].x0,
        y0=min(r.y0 for r in runs),
        x1=max(r.x1 for r in runs),
        y1=max(r.y1 for r in runs),
        size=main.size,
        font=main.font,
        red=main.red,
        cells=tuple(runs),
        stands=main.stands,
    )


def _letterspaced(runs: Sequence[Run]) -> set[int]:
    """After which runs a word goes on that is set letter by letter, evenly and wide apart:
    环   境   保   护   部."""
    glued = set[int]()
    start = 0
    steps = [
        after.x0 - run.x0 if len(run.text) == 1 and min(run.text, after.text) > _CHINESE else 0.0
        for run, after in itertools.pairwise(runs)
    ]
    for place in range(1, len(steps) + 1):
        some = steps[start : place + 1]
        if place < len(steps) and 0 < max(some) < 1.3 * min(some):
            continue
        if place - start >= _LETTERS - 1 and steps[start] < _WIDEST * runs[start].size:
            glued.update(range(start, place))
        start = place
    return glued


# ---------------------------------------------------------------- tables without ruled lines


def _unruled_tables(lines: list[Line]) -> list[Item]:
    items: list[Item] = []
    group: list[Line] = []
    for line in [*lines, None]:
        if line is not None and _is_row(line):
            group.append(line)
            continue
        items.extend(_as_table(group))
        group = []
        if line is not None:
            items.append(line)
    return items


def _is_row(line: Line) -> bool:
    return len(line.cells) >= 2 and all(
        after.x0 - before.x1 > _CELL_GAP * line.size
        for before, after in zip(line.cells, line.cells[1:], strict=False)
    )


def _as_table(lines: list[Line]) -> Sequence[Item]:
    """At least three lines whose parts stand in the same columns are a table."""
    if len(lines) < 3:
        return lines
    spans = _column_spans(lines)
    if spans is None:
        return lines
    return [_table(lines, _rows(lines, spans))]


def _rows(lines: list[Line], spans: list[tuple[float, float]]) -> Rows:
    rows: list[tuple[str, ...]] = []
    for line in lines:
        row = [""] * len(spans)
        for cell in line.cells:
            column = _column_of(cell, spans)
            row[column] = f"{row[column]} {cell.text}".strip()
        rows.append(tuple(row))
    return tuple(rows)


def _framed(lines: list[Line]) -> Table | None:
    """The table of what stands between three rules; None where that is a text."""
    several = sum(len(line.cells) >= 2 for line in lines)
    if several < max(2, 0.6 * len(lines)):
        return None
    spans = _column_spans(lines, 0.4)
    return None if spans is None else _table(lines, _rows(lines, spans))


def _table(lines: list[Line], rows: Rows) -> Table:
    return Table(
        rows,
        min(line.x0 for line in lines),
        lines[0].y0,
        max(line.x1 for line in lines),
        lines[-1].y1,
        lines[0].size,
    )


def _column_spans(lines: list[Line], least: float = 0.6) -> list[tuple[float, float]] | None:
    """Where the columns stand; None where the parts of lines do not line up in any."""
    spans: list[tuple[float, float]] = []
    for x0, x1 in sorted((cell.x0, cell.x1) for line in lines for cell in line.cells):
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    if len(spans) < 2:
        return None
    filled = sum(len({_column_of(cell, spans) for cell in line.cells}) for line in lines)
    return spans if filled >= least * len(spans) * len(lines) else None


def _column_of(cell: Run, spans: list[tuple[float, float]]) -> int:
    return next(n for n, (x0, x1) in enumerate(spans) if x0 <= cell.x0 <= x1)
