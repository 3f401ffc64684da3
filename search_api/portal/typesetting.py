"""A text set as a document: red head, title centred, articles with their numbers, tables as tables,
the signature on the right, annexes on their own.

From the text, its blocks, and the places where values were read; where a document has no blocks,
its lines are what there is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import escape

from analyzers.folding import fold
from indexer.model import Block, BlockKind, PolicyDocument
from indexer.model.passages import PassageChange
from indexer.searching.highlight import find_marks, mark_all
from indexer.searching.passages import Section, sections

_IMPRINT = re.compile(r"^(?:抄送|主办|分送|报送)[:：]|\d{1,2}日印发$")
_DAY = re.compile(
    r"^[\d〇○一二三四五六七八九十零]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)
# So many other documents are looked for in each line.
_MOST_NAMES = 200
_SPACES = re.compile(r"\s+")
# Shorter ones stand in a title by chance.
_TITLE_LINE = 8
_ANNEX = "附件"
_DIVISIONS = "编章节"
# Signs of no width too: pages that were saved have lines of nothing else.
_BLANK = " \t\u3000#\u200b\u2060\ufeff"
# Longer ones are sentences.
_LONGEST_HEADING, _LONGEST_SIGNATURE = 60, 40
# How far into a text its head reaches, in lines.
_HEAD_LINES = 12
_EXCERPT = 14


@dataclass(frozen=True, slots=True)
class Line:
    """``html`` is escaped; ``rows``: of a table, its cells as HTML."""

    kind: str  # org, number, title, to, heading, text, sign, imprint, table
    html: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Part:
    """``kind``: head, division, article, item or annex. ``number``: 第三条, as the text has it.
    ``changed``: what another document stopped or amended of it."""

    kind: str
    anchor: str = ""
    number: str = ""
    lines: list[Line] = field(default_factory=list)
    changed: PassageChange | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Of the contents. ``wide``: a division or an annex."""

    anchor: str
    number: str
    words: str
    wide: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """``found``: how many places are marked; each has the id m1, m2, …; ``titled``: whether the
    text has its title."""

    parts: tuple[Part, ...]
    contents: tuple[Entry, ...]
    found: int
    titled: bool


def set_text(
    document: PolicyDocument,
    marks: Sequence[str] = (),
    cited: Mapping[str, str] | None = None,
) -> Setting:
    """``marks``: folded texts to be marked. ``cited``: how other documents are named, and where
    they are."""
    return _Setter(document, marks, cited or {}).setting()


class _Setter:
    def __init__(
        self, document: PolicyDocument, marks: Sequence[str], cited: Mapping[str, str]
    ) -> None:
        # As they stand in HTML; a longer name holds a shorter one.
        self._cited = {str(escape(name)): href for name, href in cited.items() if name}
        names = sorted(self._cited, key=len, reverse=True)[:_MOST_NAMES]
        self._names = re.compile("|".join(map(re.escape, names))) if names else None
        self._document = document
        self._text = document.text
        self._marks = tuple(m for m in marks if m)
        self._blocks = sorted(document.blocks, key=lambda b: b.start)
        self._starts = [b.start for b in self._blocks]
        self._sections = sections(document.text)
        self._section_at = {s.start: s for s in self._sections}
        self._titles = _places(document, "title")
        self._title = _SPACES.sub("", document.title)
        self._signed = _places(document, "signatures") + _places(document, "written_date")
        self._found = 0
        self._parts = [Part("head")]
        self._contents: list[Entry] = []
        self._seen = 0  # lines of the head
        self._after_title = False

    def setting(self) -> Setting:
        for start, end, block in self._lines():
            self._line(start, end, block)
        parts = tuple(p for p in self._parts if p.lines or p.anchor)
        titled = any(line.kind == "title" for part in parts for line in part.lines)
        return Setting(parts, tuple(self._contents), self._found, titled)

    def _lines(self) -> Iterator[tuple[int, int, Block | None]]:
        """The lines that are not blank; a table is one."""
        at = 0
        while at < len(self._text):
            block = self._block_at(at)
            if block is not None and block.kind is BlockKind.TABLE and block.rows:
                yield at, block.end, block
                at = max(block.end, at + 1)
                continue
            end = self._text.find("\n", at)
            end = len(self._text) if end < 0 else end
            if self._text[at:end].strip(_BLANK):
                yield at, end, block
            at = end + 1

    def _block_at(self, at: int) -> Block | None:
        index = bisect_right(self._starts, at) - 1
        if index < 0 or self._blocks[index].end <= at:
            return None
        return self._blocks[index]

    def _line(self, start: int, end: int, block: Block | None) -> None:
        if block is not None and block.kind is BlockKind.TABLE and block.rows:
            rows = tuple(tuple(self._marked(cell) for cell in row) for row in block.rows)
            self._parts[-1].lines.append(Line("table", "", rows))
            return
        begin = start
        while begin < end and self._text[begin] in _BLANK:
            begin += 1
        section = self._section_at.get(begin)
        if section is not None:
            self._section(section, begin, end)
            return
        kind = self._kind(begin, end, block)
        self._parts[-1].lines.append(Line(kind, self._marked(self._text[begin:end].strip())))

    def _section(self, section: Section, start: int, end: int) -> None:
        line = self._text[start:end].strip()
        division = section.heading[-1] in _DIVISIONS
        if division or section.heading.startswith(_ANNEX):
            kind = "division" if division else "annex"
            self._parts.append(
                Part(kind, section.anchor, "", [Line("heading", self._marked(line))])
            )
            self._contents.append(Entry(section.anchor, "", line[: _EXCERPT * 2], True))
            return
        number, words = _numbered(section.heading, line)
        item = number.startswith("（")  # within 一、 or an article
        part = Part(
            "item" if item else "article",
            section.anchor,
            number,
            [Line("text", self._marked(words))],
        )
        self._parts.append(part)
        if item:
            return
        short = words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"
        self._contents.append(Entry(section.anchor, number, short, False))

    def _kind(self, start: int, end: int, block: Block | None) -> str:
        line = self._text[start:end].strip()
        self._seen += 1
        if (
            len(self._parts) == 1
            and self._seen <= _HEAD_LINES
            and (kind := self._head(start, end, line, block))
        ):
            return kind
        if _IMPRINT.search(line):
            return "imprint"
        if len(line) <= _LONGEST_SIGNATURE and (
            any(s < end and start < e for s, e in self._signed) or _DAY.match(line)
        ):
            return "sign"
        heading = block is not None and (block.kind is BlockKind.HEADING or block.centred)
        return "heading" if heading and len(line) <= _LONGEST_HEADING else "text"

    def _head(self, start: int, end: int, line: str, block: Block | None) -> str:
        """What a line of the head is; "" for others."""
        if any(s < end and start < e for s, e in self._titles) or self._is_of_title(line):
            self._after_title = True
            return "title"
        if block is not None and block.red and block.kind is BlockKind.HEADER:
            return "org"
        if line.replace(" ", "") == (self._document.doc_number or "").replace(" ", ""):
            return "number"
        if self._after_title and line.endswith(("：", ":")):
            self._after_title = False
            return "to"
        return ""

    def _is_of_title(self, line: str) -> bool:
        """Whether it is the title or one of its lines, where that was declared and not read."""
        bare = _SPACES.sub("", line)
        return len(bare) >= _TITLE_LINE and bare in self._title

    def _marked(self, text: str) -> str:
        """Escaped, with its marks counted."""
        spans = find_marks(fold(text), self._marks) if self._marks else []
        html = mark_all(text, spans)
        for _ in spans:
            self._found += 1
            html = html.replace("<em>", f'<mark id="m{self._found}">', 1)
        html = html.replace("</em>", "</mark>")
        return self._names.sub(self._link, html) if self._names else html

    def _link(self, found: re.Match[str]) -> str:
        return f'<a href="{escape(self._cited[found[0]])}">{found[0]}</a>'


def _places(document: PolicyDocument, name: str) -> list[tuple[int, int]]:
    """Where a value was read in the text itself."""
    return [
        (value.evidence.start, value.evidence.end)
        for value in document.values.get(name, ())
        if value.evidence.start is not None
        and value.evidence.end is not None
        and value.evidence.end - value.evidence.start < 500
    ]


def _numbered(heading: str, line: str) -> tuple[str, str]:
    """A line cut after its number, which the text may write with blanks."""
    own = heading[heading.find("（") :] if heading.endswith("）") else heading
    at = 0
    for character in own:
        while at < len(line) and line[at] in _BLANK:
            at += 1
        if at >= len(line) or fold(line[at]) != fold(character):
            return "", line
        at += 1
    return line[:at].replace(" ", ""), line[at:].lstrip(" \t\u3000")
