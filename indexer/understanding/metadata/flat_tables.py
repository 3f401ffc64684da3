"""A page's table whose cells have come as lines: 发文机关 over 云溪市人民政府, and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzers.folding import fold
from indexer.understanding.metadata.labels import LABELS, SHORT_LABELS
from indexer.understanding.metadata.lines import Line

_LEAST_LABELS = 3
_TABLE_LINES = 60
_STUCK = re.compile(
    rf"(?:{'|'.join(sorted(LABELS.keys() - SHORT_LABELS - {'正文'}, key=len, reverse=True))})$"
)


def with_tables_restored(lines: Sequence[Line], text: str) -> list[Line]:
    """The lines; a label alone on its line and the value below it are one row of two cells. A
    label that stuck to the value above it is the next one's.

    >>> rows = ("标题", "甲办法发文机关", "甲局", "索引号", "001", "文号", "甲发〔2021〕1号")
    >>> text, at, lines = "\\n".join(rows), 0, []
    >>> for row in rows:
    ...     lines.append(Line(row, fold(row), at, at + len(row)))
    ...     at += len(row) + 1
    >>> [one.cells for one in with_tables_restored(lines, text)][:3]
    [('标题', '甲办法'), ('发文机关', '甲局'), ('索引号', '001')]
    """
    alone = [_is_label(line) for line in lines[:_TABLE_LINES]]
    if sum(alone) < _LEAST_LABELS:
        return list(lines)
    found: list[Line] = []
    label: tuple[str, int] | None = None
    for index, line in enumerate(lines):
        if index < len(alone) and alone[index]:
            found.append(line)
            label = (line.tight, line.start)
        elif label is None or not LABELS[label[0]]:
            found.append(line)
            label = None
        else:
            stuck = _STUCK.search(line.folded)
            end = line.start + (stuck.start() if stuck is not None else len(line.raw))
            if found and found[-1].start == label[1]:
                found.pop()
            found.append(_row(label, line, end, text))
            label = (stuck[0], end) if stuck is not None else None
    return found


def _is_label(line: Line) -> bool:
    return line.cells is None and line.tight in LABELS


def _row(label: tuple[str, int], value: Line, end: int, text: str) -> Line:
    name, start = label
    raw = text[start:end]
    cells = (name, text[value.start : end].strip())
    return replace(value, raw=raw, folded=fold(raw), start=start, end=end, cells=cells)
