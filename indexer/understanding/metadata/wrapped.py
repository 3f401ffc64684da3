"""Notes under a title that are broken over several lines: 1984年1月7日 国务院 over 中央军委发布."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzers.folding import fold
from indexer.understanding.metadata.lines import Line

_HEAD = 4_000
_MOST_LINES = 6
_LONGEST = 400
# A day and more, on one line: what begins a step of a note.
_BEGINS = re.compile(
    r"\(?(?:根据)?(?:(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})年[^年月日]{1,3}月[^年月日]{1,3}日"
    r"(?P<more>[^,。;:]+)"
)
_ENDS = re.compile(r"(?:通过|公布|发布|颁布|批准|修订|修正|修改|施行|实施|第\d{1,4}号)[)。;,]?$")
_BODY = re.compile(
    r"#|第[一二三四五六七八九十\d]{1,3}[章条编]|[一二三四五六七八九十]{1,3}、|目录$|总则$"
)
_NO_NOTE = re.compile(r"。.|[:：]|现予|特此|为了|制定本")


def wrapped_notes(folded: str) -> list[tuple[int, int]]:
    """Where the notes stand that begin with a day and end on a later line.

    >>> text = "甲办法\\n1984年1月7日 国务院\\n中央军委发布\\n1990年1月1日施行\\n第一条 略。"
    >>> [text[a:b] for a, b in wrapped_notes(text)]
    ['1984年1月7日 国务院\\n中央军委发布']
    >>> wrapped_notes("1984年1月7日 国务院\\n第一条 为了通过")
    []
    """
    if "年" not in folded[:_HEAD]:
        return []
    rows = _rows(folded[:_HEAD])
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(rows) and _BODY.match(rows[index][0]) is None:
        last = _last_of_note(rows, index)
        if last is not None:
            found.append((rows[index][1], rows[last][2]))
            index = last
        index += 1
    return found


def _rows(folded: str) -> list[tuple[str, int, int]]:
    """(line without blanks, start, end) of the lines that show something."""
    rows, at = [], 0
    for row in folded.split("\n"):
        tight = "".join(row.split())
        if tight:
            start = at + len(row) - len(row.lstrip())
            rows.append((tight, start, at + len(row.rstrip())))
        at += len(row) + 1
    return rows


def _last_of_note(rows: Sequence[tuple[str, int, int]], first: int) -> int | None:
    joined = rows[first][0]
    begun = _BEGINS.match(joined)
    if begun is None or _is_done(joined):
        return None
    for index in range(first + 1, min(len(rows), first + _MOST_LINES)):
        follower = rows[index][0]
        if _BEGINS.match(follower) or _BODY.match(follower):
            return None
        joined += follower
        if len(joined) > _LONGEST or _NO_NOTE.search(joined):
            return None
        if _is_done(joined):
            return index
    return None


def _is_done(joined: str) -> bool:
    """Whether its last act is said, and no title in it is open."""
    closed = joined.count("《") == joined.count("》") and joined.count("<") == joined.count(">")
    return closed and _ENDS.search(joined) is not None


def with_notes_joined(lines: Sequence[Line], text: str) -> list[Line]:
    """The lines, with those of one note as one."""
    spans = wrapped_notes(fold(text[:_HEAD]))
    joined: list[Line] = []
    for line in lines:
        span = next((one for one in spans if one[0] <= line.start < one[1]), None)
        if span is None or line.start == span[0] or not joined:
            joined.append(line)
            continue
        above = joined[-1]
        raw = text[above.start : line.end]
        joined[-1] = replace(above, raw=raw, folded=fold(raw), end=line.end)
    return joined
