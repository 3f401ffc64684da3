"""Rich Text (.rtf): text, tables, headers, footers, notes and text boxes.

Objects, comments, deleted and hidden text are left out; of a field the result counts. Pictures are
recognised where they stand, or told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from indexer.extractors.base import Extractor, Limits, omitted, strikes_most, told_of_struck
from indexer.extractors.counting import compare
from indexer.extractors.detection import RTF as MEDIA_TYPE
from indexer.extractors.docx.formulas import eq_field, is_eq
from indexer.extractors.docx.symbols import symbol_field
from indexer.extractors.flow.flow import PAGE_FIELDS, Flow, Piece, build
from indexer.extractors.flow.raised import raised
from indexer.extractors.recognition.beside_text import look_at_pictures
from indexer.extractors.recognition.picture_pages import recognise_pictures
from indexer.extractors.rtf.forms import UNSHOWN, Form
from indexer.extractors.rtf.held import held
from indexer.extractors.rtf.pictures import Pictures
from indexer.extractors.rtf.story import Definitions, Look, Story, heading_of
from indexer.extractors.rtf.tokens import Token, tokens
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

_DEEPEST = 1000
_SYMBOLS = {"~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}"}
_CHARACTERS = {
    "tab": "\t", "line": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–",
    "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
# Groups whose content is no text of the document.
_SKIPPED = frozenset(
    (
        *("info", "pict", "nonshppict", "objdata", "objclass", "objname", "annotation", "atnid"),
        *("atnauthor", "atndate", "atnref", "atntime", "atrfstart", "atrfend", "bkmkstart", "xe"),
        *("bkmkend", "sp", "shprslt", "tc", "rxe", "nonesttables", "nesttableprops", "comment"),
        *("listtable", "listoverridetable", "revtbl", "rsidtbl", "filetbl", "template", "upr"),
        *("ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "pntxta", "pntxtb"),
    )
)
_HEADERS = frozenset({"header", "headerl", "headerr", "headerf"})
_FOOTERS = frozenset({"footer", "footerl", "footerr", "footerf"})
# Marked as groups to skip for readers that do not know them.
_KNOWN = frozenset(
    {"footnote", "shpinst", "shptxt", "shppict", "fldinst", "listtext", "pntext", "ud"}
)


class _Sink(Enum):
    """Where the characters of a group go."""

    TEXT = auto()
    LABEL = auto()
    INSTRUCTION = auto()
    ENTRY = auto()
    FONTS = auto()
    COLOURS = auto()
    STYLES = auto()
    PICTURE = auto()
    PROPERTY = auto()  # of a shape: no text, but the picture that it shows may be one
    NOTHING = auto()


_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f]")  # written by their numbers; none is text
_SHOWN = frozenset({_Sink.TEXT, _Sink.LABEL})
_FONT_GROUPS = frozenset({"falt", "panose", "fname", "fontemb"})  # other names than the font's own
_OPENING = {"pict": _Sink.PICTURE, "sp": _Sink.PROPERTY}
_TABLES = {"fonttbl": _Sink.FONTS, "colortbl": _Sink.COLOURS, "stylesheet": _Sink.STYLES}


@dataclass(frozen=True, slots=True)
class _State:
    """What braces restore."""

    sink: _Sink
    story: Story
    look: Look = Look()  # noqa: RUF009  (frozen)
    font: int | None = None
    fallback: int = 1
    hidden: bool = False
    raised: bool = False
    struck: bool = False
    deleted: bool = False
    size: float = 12.0
    colour: int = 0
    eastern: bool = False


class _Rtf:
    name = "rtf"
    version = "9"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        data = path.read_bytes()
        if not data[:64].lstrip().startswith(b"{\\rtf"):
            raise Quarantined(QuarantineReason.CORRUPT, "没有 RTF 文件头")
        reader = _Reader()
        builder = build(reader.read(data), limits.characters)
        struck = reader.struck
        strikes = not strikes_most(struck, builder.text)
        if not strikes:
            reader = _Reader(strikes=False)
            builder = build(reader.read(data), limits.characters)
        if not builder.text:
            return self._scan(reader, limits)
        counted = compare(held(data, _SKIPPED, _KNOWN), "\n".join((builder.text, *reader.struck)))
        seen = look_at_pictures(path, reader.pictures.found.items(), builder.text, limits)
        if seen.read:
            # Once more, with what the pictures say where they stand.
            builder = build(_Reader(seen.texts, strikes=strikes).read(data), limits.characters)
        told = (*reader.warnings(), *told_of_struck(struck, stays=not strikes))
        return seen.document(builder, self, told, counted)

    def _scan(self, reader: _Reader, limits: Limits) -> ExtractedDocument:
        if not reader.pictures.count:
            raise Quarantined(QuarantineReason.NO_TEXT)
        shown = reader.pictures.found.values()
        return recognise_pictures(shown, limits, "RTF 文件").document(self)


RTF: Extractor = _Rtf()


class _Reader:
    """``said``: what the pictures say, once they were looked at; ``strikes`` false keeps what is
    struck through."""

    def __init__(
        self, said: Mapping[str, Sequence[Piece]] | None = None, *, strikes: bool = True
    ) -> None:
        self._strikes = strikes
        self.struck: list[str] = []
        self._striking = False  # whether the last characters were: a passage goes on
        self._flow = Flow([])
        self._body = Story(self._flow.body)
        self._state = _State(_Sink.TEXT, self._body)
        self._outer: list[_State] = []
        self._defined = Definitions()
        self._pending = bytearray()
        self._skip = 0  # characters of the fallback of the last \u that are still to come
        self._starred = False
        self._instruction = ""
        self._form = Form()
        self._hidden = self._deleted = 0
        self._complete = False
        self.pictures = Pictures(said)

    def read(self, data: bytes) -> Flow:
        for token in tokens(data):
            if token.data:
                self._bytes(token.data)
                continue
            self._flush()
            if token.binary:
                self._binary(token.binary)
            elif token.word:
                starred, self._starred = self._starred, False
                self._word(token.word, token.number, starred)
            else:
                self._symbol(token)
            if self._complete:
                break  # the document's own group has ended: what follows is none of it
        self._flush()
        self._end_all()
        self._body.end(self._state.look)
        return self._flow

    def _end_all(self) -> None:
        """Of a file that is cut: a note or a text box that is open holds what was read of it."""
        complete = self._complete
        while self._outer:
            self._end_group()
        self._complete = complete

    def warnings(self) -> tuple[str, ...]:
        found = [] if self._complete else ["文件不完整，末尾缺失"]
        return (*found, *omitted(hidden=self._hidden, deleted=self._deleted))

    # ---------------------------------------------------------------- characters

    def _bytes(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        self._pending += data[skipped:]

    def _flush(self) -> None:
        if self._pending:
            data = bytes(self._pending)
            self._pending.clear()
            if self._state.sink is _Sink.PICTURE:
                self.pictures.hexadecimal(data)
                return
            self._text(self._defined.pages.decode(data, self._state.font))

    def _binary(self, data: bytes) -> None:
        if self._state.sink is _Sink.PICTURE:
            self.pictures.binary(data)

    def _character(self, text: str) -> None:
        """One that a symbol or a word stands for; it may be a fallback that is skipped."""
        if self._skip:
            self._skip -= 1
        else:
            self._text(text)

    def _text(self, text: str) -> None:
        state = self._state
        if state.sink is _Sink.INSTRUCTION:
            self._instruction += text
        elif state.sink is _Sink.ENTRY:
            self._form.entries[-1] += text
        elif state.sink is _Sink.FONTS:
            self._defined.font_text(text)
        elif state.sink is _Sink.COLOURS:
            self._defined.colour_text(text)
        elif state.sink is _Sink.STYLES:
            self._defined.style_text(text)
        elif state.sink not in _SHOWN:
            return
        elif state.deleted:
            self._deleted += len(text.strip())
        elif state.hidden:
            self._hidden += len(text.strip())
        elif state.struck and self._strikes:
            self._strike(text)
        elif state.sink is _Sink.LABEL:
            state.story.label.append(text)
        else:
            self._striking = False
            text = _CONTROLS.sub("", text.replace("\r", "\n"))
            text = raised(text, state.story.last) if state.raised else text
            state.story.add(text, state.size, self._defined.is_red(state.colour))

    def _strike(self, text: str) -> None:
        if self._striking:
            self.struck[-1] += text
        else:
            self.struck.append(text)
        self._striking = True

    # ---------------------------------------------------------------- groups

    def _symbol(self, token: Token) -> None:
        if token.symbol == "*":
            self._starred = True
        elif token.escaped and token.symbol in "\r\n":
            self._end_paragraph()
        elif token.escaped:
            self._character(_SYMBOLS.get(token.symbol, ""))
        elif token.symbol == "{":
            if len(self._outer) >= _DEEPEST:
                raise Quarantined(QuarantineReason.CORRUPT, "RTF 嵌套过深")
            self._outer.append(self._state)
            self._skip = 0
        else:
            self._end_group()

    def _end_group(self) -> None:
        self._skip = 0
        if not self._outer:
            return
        ended, self._state = self._state, self._outer.pop()
        if ended.sink is _Sink.STYLES:
            self._defined.end_style()
        coded = ended.sink is _Sink.INSTRUCTION and self._state.sink is not _Sink.INSTRUCTION
        if coded and is_eq(self._instruction):
            self._text(eq_field(self._instruction))
        elif coded and (sign := symbol_field(self._instruction)):
            self._text(sign)
        elif coded and (shown := self._form.shown(self._instruction)):
            self._text(shown)
        if ended.sink is _Sink.PICTURE and self._state.sink is not _Sink.PICTURE:
            self._end_picture(ended)
        if ended.story is not self._state.story:
            ended.story.end(ended.look)
        self._complete = not self._outer

    def _end_picture(self, state: _State) -> None:
        """What it says stands behind its paragraph. A letterhead's pictures are emblems."""
        shown = not (state.deleted or state.hidden) and state.story.page_fields
        state.story.boxes += self.pictures.end(shown=shown)

    def _change(self, **changes: object) -> None:
        # Most words set what is set already.
        if any(getattr(self._state, name) != value for name, value in changes.items()):
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _look(self, **changes: object) -> None:
        if any(getattr(self._state.look, name) != value for name, value in changes.items()):
            self._change(look=replace(self._state.look, **changes))  # type: ignore[arg-type]

    def _destination(self, word: str, starred: bool) -> bool:
        """Whether ``word`` says what its group is for, and is done with."""
        story, body = self._state.story, self._flow
        if self._state.sink is _Sink.INSTRUCTION and word == "ffl":
            self._form.entries.append("")
            self._change(sink=_Sink.ENTRY)
            return True
        if self._state.sink is _Sink.INSTRUCTION and word in UNSHOWN:
            self._change(sink=_Sink.NOTHING)
            return True
        if self._state.sink is _Sink.FONTS and (starred or word in _FONT_GROUPS):
            self._change(sink=_Sink.NOTHING)
            return True
        if self._state.sink in (_Sink.PICTURE, _Sink.PROPERTY):
            self._of_a_picture(word, starred)
            return True
        if self._state.sink not in _SHOWN:
            if word == "ud":  # the Unicode twin inside the \upr group that is skipped
                self._change(sink=_Sink.TEXT)
            return word == "ud"
        if word in _TABLES:
            self._change(sink=_TABLES[word])
        elif word in _SKIPPED:
            self._change(sink=_OPENING.get(word, _Sink.NOTHING))
        elif word in _HEADERS or word in _FOOTERS:
            into = body.headers if word in _HEADERS else body.footers
            self._change(story=Story(into, page_fields=False), look=Look(), hidden=False)
        elif word == "footnote":
            self._change(story=Story(body.notes), look=Look(), hidden=False)
        elif word == "shptxt":
            self._change(story=Story(story.boxes, story.page_fields), look=Look())
        elif word in ("listtext", "pntext"):
            self._change(sink=_Sink.LABEL)
        elif word == "fldinst":
            self._instruction, self._form = "", Form()
            self._change(sink=_Sink.INSTRUCTION)
        elif word == "fldrslt":
            is_number = self._instruction.split(maxsplit=1)[:1] in _PAGE_NUMBERS
            shown = self._form.shown(self._instruction) or symbol_field(self._instruction)
            if (is_number and not story.page_fields) or shown:
                self._change(sink=_Sink.NOTHING)
        elif starred and word not in _KNOWN:
            self._change(sink=_Sink.NOTHING)
        else:
            return False
        return True

    def _of_a_picture(self, word: str, starred: bool) -> None:
        if word == "pict":
            self._change(sink=_Sink.PICTURE)
        elif word == "nonshppict" or (starred and word not in _KNOWN):
            self._change(sink=_Sink.NOTHING)

    # ---------------------------------------------------------------- control words

    def _word(self, word: str, number: int | None, starred: bool) -> None:
        if self._destination(word, starred):
            return
        if word == "u":
            self._unicode(number or 0)
        elif word in _CHARACTERS:
            self._character(_CHARACTERS[word])
        elif word == "ansicpg":
            self._defined.pages.set_document(number or 0)
        elif self._state.sink is _Sink.FONTS:
            self._defined.font_word(word, number or 0)
        elif self._state.sink is _Sink.COLOURS:
            self._defined.colour_word(word, number or 0)
        elif self._state.sink is _Sink.STYLES:
            self._defined.style_word(word, number or 0)
        elif self._state.sink is _Sink.INSTRUCTION:
            self._form.word(word, number)
        elif self._state.sink in _SHOWN:
            self._paragraph_word(word, number)
            self._character_word(word, number)

    def _unicode(self, number: int) -> None:
        code = number & 0xFFFF
        self._text(self._defined.pages.shown(chr(code), self._state.font) if code else "")
        self._skip = self._state.fallback

    def _paragraph_word(self, word: str, number: int | None) -> None:
        story, look = self._state.story, self._state.look
        if word in ("par", "sect"):
            self._end_paragraph()
        elif word == "cell":
            story.end_cell(look)
        elif word == "row":
            story.end_row()
        elif word == "nestcell":  # the rows of a table within a cell are lines of that cell
            story.end_paragraph(replace(look, in_table=True))
        elif word == "trowd":
            story.begin_row()
        elif word == "trleft":
            story.row_begins_at(number or 0)
        elif word == "cellx":
            story.cell_ends_at(number or 0)
        elif word == "pard":
            self._change(look=Look())
        elif word in ("qc", "ql", "qr", "qj"):
            self._look(centred=word == "qc")
        elif word == "intbl":
            self._look(in_table=True)
        elif word == "outlinelevel":
            self._look(heading=heading_of(number or 0))
        elif word == "s":
            self._look(heading=self._defined.headings.get(number or 0, 0))

    def _end_paragraph(self) -> None:
        # A deleted mark parts nothing: the next paragraph goes on in this one.
        if self._state.sink in _SHOWN and not self._state.deleted:
            self._state.story.end_paragraph(self._state.look)

    def _character_word(self, word: str, number: int | None) -> None:
        on = number != 0
        if word == "uc":
            self._change(fallback=max(0, number or 0))
        elif word in ("f", "af"):
            # The fonts of Latin and Chinese characters are named apart; the last one counts.
            if word == "f" or self._state.eastern:
                self._change(font=number)
        elif word in ("fs", "afs"):
            if number and (word == "fs" or self._state.eastern):
                self._change(size=number / 2)
        elif word in ("loch", "hich", "dbch"):
            self._change(eastern=word == "dbch")
        elif word == "v":
            self._change(hidden=on)
        elif word in ("strike", "striked"):
            self._change(struck=on)
        elif word in ("super", "sub", "nosupersub"):
            self._change(raised=word == "super" and on)
        elif word == "deleted":
            self._change(deleted=on)
        elif word == "cf":
            self._change(colour=number or 0)
        elif word == "plain":
            self._change(hidden=False, deleted=False, size=12.0, colour=0, eastern=False)
            self._change(raised=False, struck=False)


_PAGE_NUMBERS = tuple([name] for name in PAGE_FIELDS)
