"""Plain text and Markdown: the encoding found, then one block a paragraph."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.detection import MARKDOWN, TEXT
from indexer.extractors.flow.headings import heading_level
from indexer.model import BlockKind, ExtractedDocument

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was read; ``replaced`` counts what could not be decoded."""

    text: str
    encoding: str
    replaced: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode by byte order mark, then UTF-8, the ``declared`` encoding, UTF-16 without a mark,
    GB18030 and Big5; what fits none is read as GB18030 with U+FFFD for the rest.

    UTF-8 comes before the declaration: bytes that happen to be valid UTF-8 are UTF-8, whatever
    a page says of itself.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace").removeprefix("\ufeff")
            return Decoded(text, encoding.removesuffix("-sig"), text.count("\ufffd"))
    for encoding in _candidates(data, declared):
        try:
            return Decoded(data.decode(encoding), encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return _forgiving(data)


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    yield "utf-8"
    if declared and declared.lower() in ("gb2312", "gbk", "gb18030"):
        yield "gb18030"  # the superset; pages that say gb2312 use more than it has
    elif declared:
        yield declared
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        yield "utf-16-le" if odd >= even else "utf-16-be"
    if _looks_like_big5(sample):
        yield "big5hkscs"
    yield "gb18030"


def _looks_like_big5(sample: bytes) -> bool:
    """Whether many second bytes are below 0xA1: common in Big5, absent from GB 2312's range."""
    pairs = low = 0
    position = 0
    while position < len(sample) - 1:
        if sample[position] < 0x81:
            position += 1
            continue
        pairs += 1
        low += sample[position + 1] < 0xA1
        position += 2
    return pairs > 4 and low > pairs // 5


def _forgiving(data: bytes) -> Decoded:
    """One bad byte must not lose a document; another encoding must not become rubbish."""
    text = data.decode("gb18030", "replace")
    utf8 = data.decode("utf-8", "replace")
    best, encoding = (text, "gb18030")
    if utf8.count("\ufffd") < text.count("\ufffd"):
        best, encoding = (utf8, "utf-8")
    replaced = best.count("\ufffd")
    if replaced > len(best) // 50:
        guess = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
        if guess is not None:
            other = data.decode(guess.encoding, "replace")
            return Decoded(other, guess.encoding, other.count("\ufffd"))
    return Decoded(best, encoding, replaced)


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
# Harmless in text and common: zero-width marks are dropped without a word.
_INVISIBLE = frozenset("\ufeff\u200b\u200c\u200d\u2060")


def without_controls(text: str) -> tuple[str, int]:
    """The text without control and direction characters, and how many visible harm was in them.

    Line ends become ``\\n``; tabs and form feeds stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    harmful = 0

    def drop(found: re.Match[str]) -> str:
        nonlocal harmful
        harmful += found[0] not in _INVISIBLE
        return ""

    return _CONTROLS.sub(drop, text), harmful


@dataclass(frozen=True, slots=True)
class _TextFile:
    """A format that is text: how its lines become blocks is all that differs."""

    name: str
    version: str
    media_types: tuple[str, ...]
    add_blocks: Callable[[TextBuilder, str], None]

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        decoded = decode(path.read_bytes())
        text, controls = without_controls(decoded.text)
        warnings = []
        if decoded.replaced:
            warnings.append(f"有 {decoded.replaced} 处无法按 {decoded.encoding} 解码")
        if controls:
            warnings.append(f"去除了 {controls} 个控制字符")
        builder = TextBuilder(limits.characters)
        self.add_blocks(builder, text)
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=self.media_types[0],
            extractor=self.name,
            extractor_version=self.version,
            warnings=tuple(warnings),
        )


def _add_paragraphs(builder: TextBuilder, text: str) -> None:
    paged = "\f" in text
    for number, page in enumerate(text.split("\f"), start=1):
        for paragraph in _paragraphs(page.split("\n")):
            level = heading_level(paragraph)
            kind = BlockKind.PARAGRAPH if level is None else BlockKind.HEADING
            builder.add(kind, paragraph, level=level, page=number if paged else None)


_ENDS = re.compile(r"[。！？；：.!?;:”’）)》」』】]\s*$")
_STARTS = re.compile(
    r"[\s　]|第[一二三四五六七八九十百零〇\d]+[章节条]|[一二三四五六七八九十]+、"
    r"|[（(]?\d+[)）.、．]|[（(][一二三四五六七八九十]+[）)]"
)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Paragraphs of the lines: one each, unless the lines were wrapped at a fixed width."""
    width = _wrap_width(lines)
    held = ""
    for line in lines:
        if held and width and line.strip() and not _STARTS.match(line):
            held = join_lines(held, line.strip())
        else:
            if held.strip():
                yield held
            held = line.rstrip()
        if not (width and display_width(line.rstrip()) >= width - 3):
            if held.strip():
                yield held
            held = ""
    if held.strip():
        yield held


def _wrap_width(lines: list[str]) -> int | None:
    """The width at which lines were wrapped, in half-width columns; None where they were not.

    Wrapped text has most of its lines end at one width, and those without a full stop.
    """
    widths = [display_width(line.rstrip()) for line in lines if line.strip()]
    if len(widths) < 4:
        return None
    widest = max(widths)
    if not 40 <= widest <= 130:
        return None
    full = [line for line in lines if display_width(line.rstrip()) >= widest - 3]
    broken = sum(1 for line in full if not _ENDS.search(line))
    return widest if len(full) >= max(2, len(widths) // 4) and 2 * broken > len(full) else None


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


_ATX = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_TABLE_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}")  # a line drawn across, no text
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


def _add_markdown(builder: TextBuilder, text: str) -> None:
    paragraph: list[str] = []
    table: list[tuple[str, ...]] = []

    def close() -> None:
        if paragraph:
            joined = paragraph[0]
            for line in paragraph[1:]:
                joined = join_lines(joined, line)
            builder.add(BlockKind.PARAGRAPH, _plain(joined))
            paragraph.clear()
        if table:
            builder.add(BlockKind.TABLE, "", rows=tuple(table))
            table.clear()

    for line in text.replace("\f", "\n").split("\n"):
        stripped = line.strip()
        heading = _ATX.match(stripped)
        if heading:
            close()
            builder.add(BlockKind.HEADING, _plain(heading[2]), level=len(heading[1]))
        elif paragraph and re.fullmatch(r"=+|-{2,}", stripped):
            title, level = paragraph.pop(), 1 if stripped[0] == "=" else 2
            close()
            builder.add(BlockKind.HEADING, _plain(title), level=level)
        elif _RULE.fullmatch(stripped):
            close()
        elif stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1:
            if paragraph:
                close()
            if not _TABLE_RULE.fullmatch(stripped):
                table.append(tuple(_plain(cell.strip()) for cell in stripped[1:-1].split("|")))
        elif not stripped or stripped.startswith("```"):
            close()
        else:
            if table or _ITEM.match(line) or (paragraph and _ENDS.search(paragraph[-1])):
                close()
            paragraph.append(stripped)
    close()


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))


PLAIN_TEXT: Extractor = _TextFile("text", "1", (TEXT,), _add_paragraphs)
MARKDOWN_TEXT: Extractor = _TextFile("markdown", "1", (MARKDOWN,), _add_markdown)
