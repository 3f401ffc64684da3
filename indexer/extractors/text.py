"""Plain text: a block for each paragraph, and for each table of lines with tabs in them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.counting import Part, compare
from indexer.extractors.decoding import decode, without_controls
from indexer.extractors.detection import TEXT
from indexer.extractors.flow.headings import heading_level
from indexer.extractors.readings import told_of_readings, without_readings
from indexer.extractors.wraps import continues
from indexer.model import BlockKind, ExtractedDocument, Quality


@dataclass(frozen=True, slots=True)
class Read:
    """What a format makes of its text, besides the blocks: metadata that it declares, and text
    that is left out on purpose; ``struck`` characters of it are shown as struck through."""

    declared: Mapping[str, str] = field(default_factory=dict)
    left_out: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextFile:
    """A format that is text: how its lines become blocks is all that differs."""

    name: str
    version: str
    media_types: tuple[str, ...]
    add_blocks: Callable[[TextBuilder, str], Read]

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        decoded = decode(path.read_bytes())
        text, controls = without_controls(decoded.text)
        text, readings = without_readings(text)
        warnings = [*decoded.warnings, *told_of_readings(readings)]
        if controls:
            warnings.append(f"去除了 {controls} 个控制字符")
        builder = TextBuilder(limits.characters)
        read = self.add_blocks(builder, text)
        parts = map(Part, text.split("\n"))
        counted = compare(parts, f"{builder.text}\n{read.left_out}")
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=self.media_types[0],
            extractor=self.name,
            extractor_version=self.version,
            quality=counted.doubting(Quality()),
            warnings=(*warnings, *read.told, *counted.warnings),
            declared=read.declared,
        )


def _add_paragraphs(builder: TextBuilder, text: str) -> Read:
    paged = "\f" in text
    for number, page in enumerate(text.split("\f"), start=1):
        for paragraph in _pieces(textwrap.dedent(page).split("\n")):
            if not isinstance(paragraph, str):
                builder.add(BlockKind.TABLE, "", rows=paragraph, page=number if paged else None)
                continue
            level = heading_level(paragraph)
            kind = BlockKind.PARAGRAPH if level is None else BlockKind.HEADING
            builder.add(kind, paragraph, level=level, page=number if paged else None)
    return Read()


Rows = tuple[tuple[str, ...], ...]
_COLUMNS = 3  # fewer may be a label and its value


def _pieces(lines: list[str]) -> Iterator[str | Rows]:
    """Paragraphs, and the tables that came with a tab between their cells."""
    width = _wrap_width(lines)
    held: list[str] = []
    for table, run in groupby(lines, key=lambda line: "\t" in line.strip()):
        together = list(run)
        rows = _rows(together) if table else None
        if rows is None:
            held += together
            continue
        yield from _paragraphs(held, width)
        held = []
        yield rows
    yield from _paragraphs(held, width)


def _rows(lines: list[str]) -> Rows | None:
    """The lines as rows of as many cells as the first has; empty ones at the end may lack."""
    rows = [[cell.strip() for cell in line.rstrip().split("\t")] for line in lines]
    columns = len(rows[0])
    if len(rows) < 2 or columns < _COLUMNS or any(len(row) > columns for row in rows):
        return None
    return tuple(tuple(row + [""] * (columns - len(row))) for row in rows)


_ENDS = re.compile(r"[。！？；：.!?;:”’）)》」』】]\s*$")
_STARTS = re.compile(
    r"[\s　]|第[一二三四五六七八九十百零〇\d]+[章节条]|[一二三四五六七八九十]+、"
    r"|[（(]?\d+[)）.、．]|[（(][一二三四五六七八九十]+[）)]"
    r"|附[ 　]*[件表录][ 　]*[\d一二三四五六七八九十]{0,3}[ 　]*(?:[：:]|$)"
    # A line that is a document's number or a day, and nothing else.
    r"|[\u4e00-\u9fff]{2,16}[〔\[［(（](?:19|20)\d\d[〕\]］)）][ 　]*第?\d{1,5}号[ 　]*$"
    r"|(?:19|20)\d\d年\d{1,2}月\d{1,2}日[ 　]*$"
)


def _paragraphs(lines: list[str], width: int | None) -> Iterator[str]:
    """Paragraphs of the lines: one each, unless the lines were wrapped, at a fixed width or
    through a word."""
    held = last = ""
    for line in lines:
        full = width is not None and display_width(last.rstrip()) >= width - 3
        goes_on = bool(held and line.strip()) and not _STARTS.match(line)
        if goes_on and (full or continues(last, line)):
            held = join_lines(held, line.strip())
        else:
            if held.strip():
                yield held
            held = line.rstrip()
        last = line
    if held.strip():
        yield held


def _wrap_width(lines: list[str]) -> int | None:
    """The width at which lines were wrapped, in half-width columns; None where they were not.

    Wrapped text has most of its lines end at one width, and those without a full stop. Short
    lines do so in lists, too: there, words have to be cut as well.
    """
    widths = [display_width(line.rstrip()) for line in lines if line.strip()]
    if len(widths) < 4:
        return None
    widest = max(widths)
    if not _NARROWEST <= widest <= 130:
        return None
    full = [n for n, line in enumerate(lines) if display_width(line.rstrip()) >= widest - 3]
    broken = [n for n in full if not _ENDS.search(lines[n])]
    if len(full) < max(2, len(widths) // 4) or 2 * len(broken) <= len(full):
        return None
    if widest < _SURELY_WRAPPED:
        following = [n for n in broken if n + 1 < len(lines)]
        cut = sum(continues(lines[n], lines[n + 1]) for n in following)
        if cut < 2 or 5 * cut < len(following):
            return None
    return widest


_NARROWEST, _SURELY_WRAPPED = 20, 40  # columns


def display_width(text: str) -> int:
    """Columns: a full-width character takes two."""
    return len(text) + sum(1 for c in text if c >= "\u2e80")


def join_lines(first: str, second: str) -> str:
    """Join two lines of one sentence: with a blank only between Latin words.

    Chinese lines break anywhere, also within a number: 202|0年 is one.
    """
    if not (first and second and _latin(first[-1]) and _latin(second[0])):
        return first + second
    if first[-1].isdecimal() and second[0].isdecimal() and _DIGITS_OF_CHINESE.match(second):
        return first + second
    return f"{first} {second}"


# A number that a Chinese unit or word follows at once.
_DIGITS_OF_CHINESE = re.compile(r"[\d.,]+[\u3400-\u9fff〕］\]）)%％]")


def _latin(character: str) -> bool:
    return character < "\u2e80" and not character.isspace()


PLAIN_TEXT: Extractor = TextFile("text", "6", (TEXT,), _add_paragraphs)
