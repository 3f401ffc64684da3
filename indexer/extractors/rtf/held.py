"""What an RTF file holds, for the count net: the characters of its groups by the tokens alone,
without what makes paragraphs, tables and notes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.extractors.counting import Part
from indexer.extractors.rtf.tokens import CodePages, Token, tokens

# Running heads stand once for all pages, and a label belongs to what follows it.
_UNCOUNTED = frozenset(
    (
        *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
        *("listtext", "pntext", "fldinst", "colortbl", "stylesheet"),
    )
)
_ENDS = frozenset(("par", "sect", "cell", "nestcell", "row", "tab", "line"))


@dataclass(frozen=True, slots=True)
class _Group:
    """What braces restore."""

    counted: bool = True
    fonts: bool = False
    font: int | None = None
    fallback: int = 1
    gone: bool = False


def held(data: bytes, left_out: frozenset[str], known: frozenset[str]) -> Iterator[Part]:
    """The text of the file, a piece for each paragraph. ``left_out`` are groups that are no text,
    ``known`` those that are, although they are marked to be skipped."""
    return _Held(left_out | _UNCOUNTED, known).parts(data)


class _Held:
    def __init__(self, left_out: frozenset[str], known: frozenset[str]) -> None:
        self._left_out, self._known = left_out, known
        self._group = _Group()
        self._pages = CodePages()
        self._font = 0
        self._skip = 0
        self._text: list[str] = []
        self._pending = bytearray()

    def parts(self, data: bytes) -> Iterator[Part]:
        outer: list[_Group] = []
        starred = False
        for token in tokens(data):
            if token.data:
                skipped = min(self._skip, len(token.data))
                self._skip -= skipped
                self._pending += token.data[skipped:]
                continue
            self._decode()
            if token.symbol == "{" and not token.escaped:
                outer.append(self._group)
                self._skip = 0
            elif token.symbol == "}" and not token.escaped:
                self._skip = 0
                if outer:
                    self._group = outer.pop()
                if not outer:
                    break
            elif token.word in _ENDS:
                yield from self._ended()
            elif token.word:
                self._word(token, starred)
            elif self._skip:
                self._skip -= 1
            starred = token.symbol == "*" and token.escaped
        self._decode()
        yield from self._ended()

    def _ended(self) -> Iterator[Part]:
        yield Part("".join(self._text))
        self._text.clear()

    def _decode(self) -> None:
        group, data = self._group, bytes(self._pending)
        self._pending.clear()
        if data and group.fonts:
            self._pages.name_font(self._font, data.decode("latin-1"))
        elif data and group.counted and not group.gone:
            self._text.append(self._pages.decode(data, group.font))

    def _word(self, token: Token, starred: bool) -> None:
        word, number, group = token.word, token.number or 0, self._group
        if word == "ud":
            self._group = replace(group, counted=True)
        elif word == "fonttbl":
            self._group = replace(group, counted=False, fonts=True)
        elif word in self._left_out or (starred and word not in self._known):
            self._group = replace(group, counted=False, fonts=False)
        elif word == "ansicpg":
            self._pages.set_document(number)
        elif group.fonts:
            self._named_font(word, number)
        elif word == "u":
            if group.counted and not group.gone:
                self._text.append(self._pages.shown(chr(number & 0xFFFF), group.font))
            self._skip = group.fallback
        elif word == "uc":
            self._group = replace(group, fallback=max(0, number))
        elif word == "f":
            self._group = replace(group, font=number)
        elif word in ("v", "deleted"):
            self._group = replace(group, gone=token.number != 0)
        elif word == "plain":
            self._group = replace(group, gone=False)

    def _named_font(self, word: str, number: int) -> None:
        if word == "f":
            self._font = number
        elif word == "fcharset":
            self._pages.set_font(self._font, character_set=number)
        elif word == "cpg":
            self._pages.set_font(self._font, page=number)
