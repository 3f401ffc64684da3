"""Rich Text Format as a sequence of tokens (RTF 1.9.1), and its 8-bit text as characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.extractors.docx.symbols import in_symbol_font, is_symbol_font

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?"  # a control word with its number
    rb"|\\'([0-9A-Fa-f]{2})"  # a byte
    rb"|\\([^A-Za-z])"  # a control symbol
    rb"|([{}])"
    rb"|[\r\n\0]+"  # no text
    rb"|([^\\{}\r\n\0]+)"
)
# \fcharset → code page; the others follow the document's.
_CHARACTER_SETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {936: "gb18030", 54936: "gb18030", 10000: "mac_roman", 65001: "utf-8", 20127: "cp1252"}


class Token(NamedTuple):
    """One of: a ``word`` with its ``number``, a ``symbol`` (also the braces), or ``data``; the word
    ``bin`` has the raw bytes of a picture."""

    word: str = ""
    number: int | None = None
    symbol: str = ""
    data: bytes = b""
    escaped: bool = False
    binary: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens in order; a backslash at the very end is passed over."""
    place, match_at = 0, _TOKEN.match
    while place < len(data):
        match = match_at(data, place)
        if match is None:
            return
        place = match.end()
        word, number, byte, symbol, brace, text = match.groups()
        if text is not None:
            yield Token(data=text)
        elif word is not None:
            value = None if number is None else int(number)
            if word == b"bin":
                end = place + max(0, value or 0)
                yield Token(word="bin", number=value, binary=data[place:end])
                place = end
                continue
            yield Token(word=word.decode("ascii"), number=value)
        elif byte is not None:
            yield Token(data=bytes([int(byte, 16)]), escaped=True)
        elif symbol is not None or brace is not None:
            yield Token(symbol=(symbol or brace).decode("latin-1"), escaped=symbol is not None)


@dataclass(slots=True)
class CodePages:
    """Which code page 8-bit text is in: that of its font, else that of the document. A font of
    symbols shows signs, whatever the codes are."""

    document: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def set_document(self, number: int) -> None:
        self.document = _page(number) or self.document

    def set_font(
        self, font: int, *, character_set: int | None = None, page: int | None = None
    ) -> None:
        found = _page(page) if page is not None else _CHARACTER_SETS.get(character_set or 0)
        if found is not None:
            self.fonts[font] = found

    def name_font(self, font: int, text: str) -> None:
        """The name comes in pieces, and ends with a semicolon."""
        name = self.names.get(font, "")
        if not name.endswith(";"):
            self.names[font] = name + text.strip("\r\n")

    def symbols(self, font: int | None) -> str | None:
        """The font's name, where it is one of symbols."""
        name = self.names.get(font, "").strip("; ") if font is not None else ""
        return name if is_symbol_font(name) else None

    def shown(self, character: str, font: int | None) -> str:
        """A character of Unicode, as its font shows it."""
        symbols = self.symbols(font)
        return in_symbol_font(character, symbols) if symbols else character

    def decode(self, data: bytes, font: int | None) -> str:
        """The characters; of a font that names no script, or the wrong one, by the document."""
        symbols = self.symbols(font)
        if symbols:
            return in_symbol_font(data.decode("latin-1"), symbols)
        own = self.fonts.get(font) if font is not None else None
        for page in (own, self.document):
            if page is not None:
                try:
                    return data.decode(page)
                except UnicodeDecodeError:
                    continue
        return data.decode(own or self.document, "replace")


def _page(number: int) -> str | None:
    name = _PAGES.get(number, f"cp{number}")
    try:
        b"a".decode(name)
    except LookupError:
        return None
    return name
