"""The parts of a text that can answer by themselves: articles, sections, and stretches of what has
no numbers. They cover the text without overlap.

An article is one part with its items （一）（二）; a section 一、 is one where it is short, else
each of its（一）（二） is. What is longer than a page of a phone is cut at the ends of lines. What
closes a text (signature, day, copies) stands by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.searching.closing_lines import closing_begins
from indexer.searching.passages import DIVISIONS, Section, sections

# A section that is not longer stays whole; so long are the pieces that longer ones are cut into.
_WHOLE = 500
_PIECE = 600
# Articles are quoted whole as far as anybody would read them.
_LONGEST_ARTICLE = 2_000
# A heading line, which names a matter; longer ones are the text itself.
_TITLE = 40
_DIVISION = re.compile(rf"第[^{DIVISIONS}]{{1,9}}([{DIVISIONS}])")
_ENDS = ("。", "；", "：")
# 4.1　Ⅲ级响应: a heading of plans and standards, alone on its line. A number and two cells are the
# row of a table.
_DECIMAL = re.compile(
    r"^[#\s　]*[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.、]?[　 \t]*[^\W\d_][^。；\n\t]{0,30}$", re.M
)
_FEWEST = 3
_SENTENCE = re.compile(r"[。；：:;\n]")


class Part(NamedTuple):
    """``text[start:end]``; ``heading`` and ``anchor`` of the article or section that it belongs to,
    empty before the first. ``path``: the headings above it and its own, outermost first.
    ``closes``: whether it is the signature, the day and what stands below. A named tuple, since the
    laws that a question looks into have some thousand."""

    heading: str
    anchor: str
    path: tuple[str, ...]
    start: int
    end: int
    closes: bool = False


def parts(text: str) -> tuple[Part, ...]:
    """All parts in text order; blank ones are left out."""
    return tuple(_Splitter(text).parts())


@dataclass(slots=True)
class _Splitter:
    text: str

    def parts(self) -> Iterator[Part]:
        found = sections(self.text)
        first = found[0].start if found else len(self.text)
        yield from self._before(first)
        above: list[str] = []
        at = 0
        while at < len(found):
            section, last = found[at], self._end_of(found, at)
            end = _begin(found, last, len(self.text))
            if _is_division(section):
                rank = DIVISIONS.index(section.heading[-1])
                above = [one for one in above if _rank(one) < rank]
                yield from self._below(section, end, tuple(above))
                above.append(self._line(section))
            elif _is_annex(section):
                above = [section.heading]
                yield from self._cut(self._part(section, end, ()))
            else:
                yield from self._group(found[at:last], end, tuple(above))
            at = last

    def _before(self, first: int) -> Iterator[Part]:
        """What stands before the first numbered part: all of a text that is numbered 1, 1.1."""
        lines = list(_DECIMAL.finditer(self.text, 0, first))
        if first <= _WHOLE or len(lines) < _FEWEST:
            lines = []
        yield from self._cut(Part("", "", (), 0, lines[0].start() if lines else first))
        for at, line in enumerate(lines):
            end = lines[at + 1].start() if at + 1 < len(lines) else first
            if self.text[line.end() : end].strip():
                yield from self._cut(Part("", "", (line[0].strip("# \n　"),), line.start(), end))

    def _end_of(self, found: Sequence[Section], at: int) -> int:
        """Where the items of an article, or those of a section, end; others have none."""
        last = at + 1
        if _is_division(found[at]) or _is_annex(found[at]) or _is_second(found[at]):
            return last
        within = _is_item if _is_article(found[at]) else _is_second
        while last < len(found) and within(found[last]):
            last += 1
        return last

    def _group(self, group: Sequence[Section], end: int, above: tuple[str, ...]) -> Iterator[Part]:
        """An article or a section with what stands under it."""
        head = group[0]
        if len(group) == 1 or _is_article(head) or end - head.start <= _WHOLE:
            yield from self._cut(self._part(head, end, above))
            return
        yield from self._below(head, group[1].start, above)
        inner = (*above, self._line(head))
        for at, section in enumerate(group[1:], start=1):
            yield from self._cut(self._part(section, _begin(group, at + 1, end), inner))

    def _below(self, section: Section, end: int, above: tuple[str, ...]) -> Iterator[Part]:
        """What stands under a heading before the next one; a bare heading is no part, and a
        sentence beside the number is no heading."""
        line = self.text.find("\n", section.start, end)
        heading = line if line >= 0 else end
        words = self.text[section.start : heading].rstrip()
        if len(words) > _TITLE or words.endswith(_ENDS) or self.text[heading:end].strip():
            yield from self._cut(self._part(section, end, above))

    def _part(self, section: Section, end: int, above: tuple[str, ...]) -> Part:
        path = (*above, self._line(section))
        return Part(section.heading, section.anchor, path, section.start, end)

    def _line(self, section: Section) -> str:
        """The heading with the words that stand beside it, where these are a title."""
        if _is_article(section):
            return section.heading
        end = self.text.find("\n", section.start)
        line = self.text[section.start : len(self.text) if end < 0 else end]
        stop = _SENTENCE.search(line[: _TITLE + 1])
        title = " ".join(line[: stop.start() if stop else len(line)].split())
        return title if len(title) <= _TITLE else section.heading

    # ------------------------------------------------------------ long ones

    def _cut(self, part: Part) -> Iterator[Part]:
        """The part without the blanks around it, in pieces where it is long."""
        start, end = self._stripped(part.start, part.end)
        if start >= end:
            return
        closing = closing_begins(self.text, start, end)
        if closing is not None:
            yield from self._cut(part._replace(end=closing))
            yield from self._pieces(Part("", "", (), closing, end, True), closing, end)
            return
        yield from self._pieces(part, start, end)

    def _pieces(self, part: Part, start: int, end: int) -> Iterator[Part]:
        most = _LONGEST_ARTICLE if part.heading.startswith("第") else _WHOLE * 2
        while end - start > most:
            stop = self._line_end(start, end)
            a, b = self._stripped(start, stop)
            if a < b:
                yield part._replace(start=a, end=b)
            start = stop
        start, end = self._stripped(start, end)
        if start < end:
            yield part._replace(start=start, end=end)

    def _line_end(self, start: int, end: int) -> int:
        """The last end of a line, or of a sentence, within a piece's length."""
        for mark in "\n。；":
            found = self.text.rfind(mark, start + _PIECE // 3, start + _PIECE)
            if found >= 0:
                return found + 1
        return min(end, start + _PIECE)

    def _stripped(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return start, end


def _begin(sections: Sequence[Section], at: int, end: int) -> int:
    return sections[at].start if at < len(sections) else end


def _is_division(section: Section) -> bool:
    return section.heading.startswith("第") and section.heading[-1] in DIVISIONS


def _is_article(section: Section) -> bool:
    return section.heading.startswith("第") and not _is_division(section)


def _is_annex(section: Section) -> bool:
    return section.heading.startswith("附件")


def _is_second(section: Section) -> bool:
    return section.heading.endswith("）")


def _is_item(section: Section) -> bool:
    return _is_second(section) or section.heading.endswith("、")


def _rank(title: str) -> int:
    """Of a heading above; an annex stands above all."""
    found = _DIVISION.match(title)
    return DIVISIONS.index(found[1]) if found else -1
