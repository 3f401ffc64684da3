"""Binary Word (.doc, .wps): main text, headers and footers, notes and text boxes.

Read by the piece table, with paragraph and character formatting as far as the text depends on
it: list numbers, tables, deleted and hidden text. Comments are left out. Pictures are recognised
where they stand, or told. What is damaged is
tried with antiword or LibreOffice, where installed.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from indexer.extractors import unread_files
from indexer.extractors.base import Extractor, Limits, omitted, strikes_most, told_of_struck
from indexer.extractors.counting import Part, compare
from indexer.extractors.detection import DOC as MEDIA_TYPE
from indexer.extractors.detection import ENCRYPTED_OOXML, OLE
from indexer.extractors.doc.fallback import Converted, convert
from indexer.extractors.doc.fib import Structure, WordFile, open_word_file
from indexer.extractors.doc.pictures import Pictures
from indexer.extractors.doc.pieces import read_pieces
from indexer.extractors.doc.text import Reader
from indexer.extractors.flow.flow import Flow, Paragraph, Piece, build
from indexer.extractors.recognition.beside_text import look_at_pictures
from indexer.extractors.recognition.picture_pages import recognise_pictures
from indexer.model import ExtractedDocument, Quality
from indexer.model.errors import Quarantined, QuarantineReason

_SEPARATORS = 6  # the first stories of the header text part notes from text
_STORIES_A_SECTION = 6  # even, odd and first page, header and footer of each
_FOOTERS = frozenset({2, 3, 5})
_SECONDS = 60.0  # for each of the other programs; the two and we share the file's time
_NESTED = 8  # fields within the instructions of fields
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")


class _Doc:
    name = "doc"
    version = "8"
    media_types = (MEDIA_TYPE, OLE, ENCRYPTED_OOXML)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        try:
            return self._read(path, limits)
        except Quarantined as problem:
            if problem.reason is not QuarantineReason.CORRUPT:
                raise
            converted = convert(path, min(_SECONDS, limits.seconds / 3))
            if converted is None:
                raise
            return self._converted(converted, limits)

    def _read(self, path: Path, limits: Limits) -> ExtractedDocument:
        file = open_word_file(path)
        pieces = read_pieces(file)
        reader = Reader(file, pieces)
        builder = build(_read(file, reader), limits.characters)
        struck = reader.struck
        strikes = not strikes_most(struck, builder.text)
        if not strikes:
            reader = Reader(file, pieces, strikes=False)
            builder = build(_read(file, reader), limits.characters)
        if 2 * pieces.short > len(pieces.text):
            raise Quarantined(QuarantineReason.CORRUPT, f"缺少 {pieces.short} 字，文件不完整")
        if not builder.text:
            return self._scan(file, reader, limits)
        kept = "\n".join((builder.text, *reader.left_out))
        counted = compare(_held(file, pieces.text), kept)
        seen = look_at_pictures(path, reader.shown.found(), builder.text, limits)
        if seen.read:
            # Once more, with what the pictures say where they stand.
            again = Reader(file, pieces, Pictures(file, seen.texts), strikes=strikes)
            builder = build(_read(file, again), limits.characters)
        told = (
            *_warnings(file, reader, pieces.short),
            *told_of_struck(struck, stays=not strikes),
        )
        return seen.document(builder, self, told, counted)

    def _scan(self, file: WordFile, reader: Reader, limits: Limits) -> ExtractedDocument:
        if not _has_bitmaps(file, reader):
            what = "Word 文件中只有图形" if reader.pictures else ""
            raise Quarantined(QuarantineReason.NO_TEXT, what)
        shown = (picture for _, picture in reader.shown.found())
        return recognise_pictures(shown, limits, "Word 文件").document(self)

    def _converted(self, converted: Converted, limits: Limits) -> ExtractedDocument:
        lines: list[Piece] = [Paragraph(line) for line in converted.text.splitlines()]
        builder = build(Flow(lines), limits.characters)
        doubt = f"文件有损坏，由 {converted.program} 读取"
        return builder.document(self, (), Quality(doubts=(doubt,)))


DOC: Extractor = _Doc()


def _read(file: WordFile, reader: Reader) -> Flow:
    starts = [0]
    for length in file.lengths:
        starts.append(starts[-1] + length)
    main, footnotes, headers, _, _, endnotes, boxes, header_boxes = pairwise(starts)
    stories = list(_header_stories(file, headers[0]))
    above = [story for place, story in stories if place not in _FOOTERS]
    below = [story for place, story in stories if place in _FOOTERS]
    return Flow(
        body=_pieces(reader, main, boxes),
        headers=_pieces(reader, *above, header_boxes, page_fields=False),
        footers=_pieces(reader, *below, page_fields=False),
        notes=_pieces(reader, footnotes, endnotes),
    )


_CODE = re.compile("\x13[^\x13\x15]*?\x14|\x13[^\x13\x14\x15]*\x15")  # a field's instruction
_MARKS = re.compile("[\r\x07\x0b\x0c]")
# What the font of the characters decides: other alphabets are stored as Latin letters, too.
_BY_FONT = re.compile("[\u00a1-\u00ff]")


def _held(file: WordFile, text: str) -> Iterator[Part]:
    """What the body, the notes and the text boxes hold, for the count net: the stored characters
    without the instructions of fields."""
    starts = [0]
    for length in file.lengths:
        starts.append(starts[-1] + length)
    stories = list(pairwise(starts))
    for start, end in (stories[0], stories[1], stories[5], stories[6]):
        story = text[start:end]
        for _ in range(_NESTED):
            story, found = _CODE.subn("", story)
            if not found:
                break
        yield from map(Part, _MARKS.split(_BY_FONT.sub("", story)))


def _pieces(reader: Reader, *stories: tuple[int, int], page_fields: bool = True) -> list[Piece]:
    return [
        piece
        for start, end in stories
        for piece in reader.story(start, end, page_fields=page_fields)
    ]


def _header_stories(file: WordFile, start: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """(which of a section's six, its range) for each header and footer (MS-DOC 2.8.29)."""
    index = file.structure(Structure.HEADERS)
    count = len(index) // 4
    places = struct.unpack_from(f"<{count}I", index)
    end = start + file.lengths[2]
    for number, (first, last) in enumerate(pairwise(places)):
        if number >= _SEPARATORS and first < last and start + last <= end:
            yield (number - _SEPARATORS) % _STORIES_A_SECTION, (start + first, start + last)


def _warnings(file: WordFile, reader: Reader, short: int) -> tuple[str, ...]:
    warnings: list[str] = []
    if short:
        warnings.append(f"文件不完整，缺少 {short} 字")
    warnings += omitted(hidden=reader.hidden, deleted=reader.deleted)
    if file.code_page is not None and reader.pictures:
        # Word 6 and 95 keep pictures in a form of their own, which is not read.
        warnings.append(f"有 {reader.pictures} 张图片，图中文字未识别")
    warnings += unread_files.told_of_unnamed(file.embedded)
    return tuple(warnings)


def _has_bitmaps(file: WordFile, reader: Reader) -> bool:
    return reader.pictures > 0 and any(
        mark in stream for mark in _PICTURES for stream in (file.main, file.data)
    )
