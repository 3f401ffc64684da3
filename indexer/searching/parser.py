"""What a user typed → an expression. Nothing a user types is an error.

The language: plain words by default; ``"phrase"`` or “phrase” as it stands; ``-word`` without;
``OR`` between; brackets to group; ``title:``, ``number:``, ``issuer:`` (标题：文号：发文机关：) for
one field; 《…》 a title; a document number in any spelling. What cannot be read as an operator
(an unbalanced quote or bracket, an operator with nothing beside it) is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from analyzers.numbers import DocumentNumber, find_numbers


class ClauseKind(StrEnum):
    PLAIN = "plain"
    PHRASE = "phrase"
    NUMBER = "number"
    TITLE = "title"  # stood in 《》


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of text to be found. ``field`` is ``title``, ``number``, ``issuer`` or None."""

    text: str
    kind: ClauseKind = ClauseKind.PLAIN
    field: str | None = None
    number: DocumentNumber | None = None


@dataclass(frozen=True, slots=True)
class Conjunction:
    children: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    children: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    child: Expression


Expression = Clause | Conjunction | Disjunction | Negation

FIELD_NAMES = {
    "title": "title",
    "标题": "title",
    "number": "number",
    "文号": "number",
    "发文字号": "number",
    "issuer": "issuer",
    "发文机关": "issuer",
    "机关": "issuer",
}

_QUOTES = {'"': '"', "“": "”", "”": "”", "＂": "＂", "「": "」", "『": "』"}
_OPENING = {"(": ")", "（": "）"}
_MINUS = "-－−"
_FIELD = re.compile(
    "(" + "|".join(sorted(FIELD_NAMES, key=len, reverse=True)) + r")[:：]", re.IGNORECASE
)
_OR = re.compile(r"(?:OR|\||｜|或者)(?=[\s(（\"“]|$)")
# PM 2.5 is one name, COVID 19 and GB/T 9704 too; a year is none.
_NAME_AND_DECIMAL = re.compile(
    r"(?<![a-zA-Z0-9])(?!OR )([a-zA-Z]{2,8}) (\d+\.\d+|\d{1,2})(?![\d.\u4e00-\u9fff])"
    r"|(?<![a-zA-Z])([a-zA-Z]{2,4}/[a-zA-Z]{1,2}) (?=\d)"
)
_NO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")

# Deeper brackets are read as text: nobody means them, and recursion stays bounded.
MAX_DEPTH = 10


def clean(query: str) -> str:
    """The query without control characters, its blanks made one."""
    text = " ".join(_CONTROL.sub(" ", _NO_WIDTH.sub("", query)).split())
    return _NAME_AND_DECIMAL.sub(r"\1\2\3", text)


def parse(query: str) -> Expression | None:
    """Read a query. None where nothing is left to search for."""
    text = clean(query)
    if not text:
        return None
    return _Reader(text).expression(0)


@dataclass(slots=True)
class _Reader:
    text: str
    position: int = 0
    numbers: dict[int, tuple[int, DocumentNumber]] = field(default_factory=dict)
    titles: dict[int, int] = field(default_factory=dict)  # each 《 → the 》 that closes it

    def __post_init__(self) -> None:
        self.numbers = {m.start: (m.end, m.number) for m in find_numbers(self.text)}
        opened: list[int] = []
        for i, char in enumerate(self.text):
            if char == "《":
                opened.append(i)
            elif char == "》" and opened:
                self.titles[opened.pop()] = i

    def expression(self, depth: int) -> Expression | None:
        """Conjunctions parted by OR, up to the end."""
        groups: list[list[Expression]] = [[]]
        while not self._at_end():
            if self._take_or():
                if groups[-1]:
                    groups.append([])
                continue
            item = self._item(depth)
            if item is not None:
                groups[-1].append(item)
        branches = [_conjunction(g) for g in groups if g]
        if not branches:
            return None
        return branches[0] if len(branches) == 1 else Disjunction(tuple(branches))

    def _at_end(self) -> bool:
        while self.position < len(self.text) and self.text[self.position] == " ":
            self.position += 1
        return self.position >= len(self.text)

    def _take_or(self) -> bool:
        match = _OR.match(self.text, self.position)
        if match and (self.position == 0 or self.text[self.position - 1] in ' )）"”'):
            self.position = match.end()
            return True
        return False

    def _item(self, depth: int) -> Expression | None:
        char = self.text[self.position]
        if char in _MINUS and self._starts_chunk():
            end = self._after_signs()
            if self.text[end : end + 1].strip():
                self.position = end
                child = self._item(depth)
                return Negation(child) if child is not None else None
        prefix = _FIELD.match(self.text, self.position)
        if prefix and self.text[prefix.end() : prefix.end() + 1].strip():
            self.position = prefix.end()
            return self._operand(depth, FIELD_NAMES[prefix.group(1).lower()])
        return self._operand(depth, None)

    def _after_signs(self) -> int:
        """Where the minus signs end that stand here: several say what one says."""
        end = self.position
        while end < len(self.text) and self.text[end] in _MINUS:
            end += 1
        return end

    def _starts_chunk(self) -> bool:
        return self.position == 0 or self.text[self.position - 1] in " (（" + _MINUS

    def _operand(self, depth: int, name: str | None) -> Expression | None:
        char = self.text[self.position]
        if self.position in self.numbers and name != "title":
            self.position, number = self.numbers[self.position]
            return Clause(number.text, ClauseKind.NUMBER, name, number)
        if char in _QUOTES:
            quoted = self._enclosed(_QUOTES[char])
            if quoted is not None:
                return Clause(quoted, ClauseKind.PHRASE, name) if quoted.strip() else None
        if char == "《":
            quoted = self._title()
            if quoted is not None:
                return Clause(quoted, ClauseKind.TITLE, name) if quoted.strip() else None
        if char in _OPENING and name is None and depth < MAX_DEPTH and self._starts_chunk():
            end = _matching(self.text, self.position)
            if end is not None and self.text[end + 1 : end + 2] in ("", " ", ")", "）"):
                return self._group(end, depth)
        return self._chunk(name)

    def _enclosed(self, closer: str) -> str | None:
        end = self.text.find(closer, self.position + 1)
        if end < 0:
            return None
        inner = self.text[self.position + 1 : end]
        self.position = end + 1
        return inner

    def _title(self) -> str | None:
        """The text of an outer 《》 that may hold 《》 inside; None where it is not closed."""
        end = self.titles.get(self.position)
        if end is None:
            return None
        inner = self.text[self.position + 1 : end]
        self.position = end + 1
        return inner

    def _group(self, end: int, depth: int) -> Expression | None:
        inner = _Reader(self.text[self.position + 1 : end]).expression(depth + 1)
        self.position = end + 1
        return inner

    def _chunk(self, name: str | None) -> Clause | None:
        """Plain text up to a blank, a quote that closes, a 《 or a document number."""
        start = self.position
        self.position += 1
        while self.position < len(self.text):
            char = self.text[self.position]
            if char in " 《" or self.position in self.numbers:
                break
            if char in _QUOTES and self.text.find(_QUOTES[char], self.position + 1) > 0:
                break
            self.position += 1
        text = self.text[start : self.position]
        return Clause(text, ClauseKind.PLAIN, name)


def _matching(text: str, start: int) -> int | None:
    """The place of the bracket that closes the one at ``start``."""
    opener, closer = text[start], _OPENING[text[start]]
    level = 0
    for i in range(start, len(text)):
        if text[i] == opener:
            level += 1
        elif text[i] == closer:
            level -= 1
            if level == 0:
                return i
    return None


def _conjunction(items: list[Expression]) -> Expression:
    return items[0] if len(items) == 1 else Conjunction(tuple(items))


def first_clauses(expression: Expression, most: int) -> tuple[Expression | None, int]:
    """What is left of an expression with its first clauses alone, and how many were left out."""
    if isinstance(expression, Clause):
        return (expression, 0) if most > 0 else (None, 1)
    if isinstance(expression, Negation):
        child, over = first_clauses(expression.child, most)
        return (Negation(child) if child is not None else None), over
    kept: list[Expression] = []
    left_out = 0
    for one in expression.children:
        child, over = first_clauses(one, most)
        left_out += over
        if child is not None:
            kept.append(child)
            most -= len(clauses(child)) + len(clauses(child, negated=True))
    if not kept or not left_out:
        return (expression if kept else None), left_out
    return (kept[0] if len(kept) == 1 else replace(expression, children=tuple(kept))), left_out


def clauses(expression: Expression | None, *, negated: bool = False) -> list[Clause]:
    """All clauses that ask for something; with ``negated`` those that exclude."""
    if expression is None:
        return []
    if isinstance(expression, Clause):
        return [] if negated else [expression]
    if isinstance(expression, Negation):
        return clauses(expression.child) if negated else []
    return [c for child in expression.children for c in clauses(child, negated=negated)]
