"""The text of one paragraph of an OpenDocument file: spans, fields, notes, what is anchored in it.

Deleted text stands aside in this format, or between marks where the author had it shown. Where the
reader of the final version sees nothing (hidden text, prompts that nobody filled), nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from indexer.extractors.docx.fields import EMPTY, TICKED
from indexer.extractors.docx.symbols import in_symbol_font, is_symbol_font
from indexer.extractors.flow.look import RunFormat, Words
from indexer.extractors.flow.raised import raised
from indexer.extractors.open_document.names import BESIDE, DRAW, FIELD, FRAME, LOEXT, TEXT
from indexer.extractors.open_document.styles import Styles, whole

_BLANKS = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 1_000
_PAGE_FIELDS = (TEXT + "page-number", TEXT + "page-count", TEXT + "page-continuation")
_CONTROL = LOEXT + "content-control"
# Elements whose content is no text of the paragraph.
DROPPED = BESIDE | {
    TEXT + "placeholder",
    TEXT + "ruby-text",
    TEXT + "number",
    TEXT + "script",
    TEXT + "note-citation",
}
_CHANGE = TEXT + "change-id"
_HIDING = (TEXT + "hidden-text", TEXT + "hidden-paragraph")


@dataclass(slots=True)
class Line(Words):
    """One paragraph's text. ``anchored`` are the drawings that stand by it, ``notes`` the bodies of
    its footnotes and endnotes."""

    anchored: list[etree._Element] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)
    gone: bool = False  # a field hides the whole paragraph
    deleted: list[str] = field(default_factory=list)
    runs_on: bool = False  # its end is deleted: the next paragraph goes on in it


class LineReader:
    """``page_fields`` false drops page numbers, as in headers and footers. ``inline`` gives the
    text of a drawing that is a word of the line, as a formula is; None where it is not.
    ``deletions``: the tracked changes that delete what stands between their marks; ``strikes``
    leaves out what is struck through."""

    def __init__(
        self,
        styles: Styles,
        inline: Callable[[etree._Element], str | None],
        *,
        page_fields: bool = True,
        deletions: frozenset[str] = frozenset(),
        strikes: bool = False,
    ) -> None:
        self._styles = styles
        self._deletions = deletions
        self._strikes = strikes
        self._deleting: set[str] = set()
        self._within = inline
        self._page_fields = page_fields

    def read(self, paragraph: etree._Element, base: RunFormat) -> Line:
        """``base`` is the format that the paragraph's style gives its characters."""
        line = Line()
        self._inline(paragraph, base, line)
        if line.gone:
            line.left_out.append(line.text)
            line.parts.clear()
        line.runs_on = bool(self._deleting)
        return line

    def _inline(self, parent: etree._Element, style: RunFormat, line: Line) -> None:
        self._text(parent.text, style, line)
        for child in parent:
            self._child(child, style, line)
            self._text(child.tail, style, line)

    def _child(self, child: etree._Element, style: RunFormat, line: Line) -> None:
        tag = child.tag
        if tag in DROPPED or (tag in _PAGE_FIELDS and not self._page_fields):
            return
        if tag == TEXT + "span":
            named = self._styles.text(child.get(TEXT + "style-name"))
            self._inline(child, named.over(style), line)
        elif tag == TEXT + "s":
            blanks = min(whole(child.get(TEXT + "c"), 1), _MOST_BLANKS)
            self._exact(" " * blanks, style, line)
        elif tag == TEXT + "tab":
            self._exact("\t", style, line)
        elif tag == TEXT + "line-break":
            self._exact("\n", style, line)
        elif tag == TEXT + "note":
            line.notes += child.iterchildren(TEXT + "note-body")
        elif tag == TEXT + "change-start" and child.get(_CHANGE) in self._deletions:
            self._deleting.add(child.get(_CHANGE, ""))
        elif tag == TEXT + "change-end":
            self._deleting.discard(child.get(_CHANGE, ""))
        elif tag in _HIDING and child.get(TEXT + "is-hidden") == "true":
            self._hidden(child, line)
        elif tag == FIELD + "fieldmark":
            self._exact(_mark(child), style, line)
        elif tag == _CONTROL and child.get(LOEXT + "showing-place-holder") == "true":
            return
        elif str(tag).startswith(DRAW) and tag != DRAW + "a":
            self._drawing(child, style, line)
        else:
            self._inline(child, style, line)

    def _hidden(self, element: etree._Element, line: Line) -> None:
        line.gone = line.gone or element.tag == TEXT + "hidden-paragraph"
        line.left_out.append(element.get(TEXT + "string-value") or element.text or "")

    def _drawing(self, element: etree._Element, style: RunFormat, line: Line) -> None:
        said = self._within(element) if element.tag in (FRAME, DRAW + "control") else None
        if said is None:
            line.anchored.append(element)
        else:
            self._exact(said, style, line)

    def _text(self, text: str | None, style: RunFormat, line: Line) -> None:
        """Blanks of the source are one blank, and none at the beginning."""
        if not text:
            return
        text = _BLANKS.sub(" ", text)
        if line.last in ("", " ", "\n"):
            text = text.removeprefix(" ")
        self._exact(text, style, line)

    def _exact(self, text: str, style: RunFormat, line: Line) -> None:
        if not text:
            return
        if style.hidden or self._deleting:
            (line.deleted if self._deleting else line.left_out).append(text)
            return
        if style.struck and self._strikes:
            line.struck.append(text)
            return
        if style.font_of_symbols is not None and is_symbol_font(style.font_of_symbols):
            text = in_symbol_font(text, style.font_of_symbols)
        line.add(raised(text, line.last) if style.raised else text, style)


def _mark(field_mark: etree._Element) -> str:
    """What a form field of Word shows that has no text: a box."""
    if not field_mark.get(FIELD + "type", "").endswith("FORMCHECKBOX"):
        return ""
    for parameter in field_mark.iterchildren(FIELD + "param"):
        if parameter.get(FIELD + "name", "").endswith(("Checked", "CHECKED", "Result")):
            return TICKED if parameter.get(FIELD + "value") in ("true", "1") else EMPTY
    return EMPTY
