"""Two texts compared by article: which are the same, changed, added, taken out.

Articles are paired by what they say, not by their numbers, which move when one is put in. Between
articles that are the same, the pairs of greatest likeness in their order are chosen; within a pair,
``difflib`` tells the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from indexer.model import PolicyDocument
from indexer.searching.passages import sections

# Less alike than this, two articles are another's: one was taken out and one put in.
_ALIKE = 0.25
# Between two articles that are the same: more pairs are not weighed, the numbers decide.
_MOST_PAIRS = 20_000
# Longer articles are compared by sentence, others by character.
_BY_CHARACTER = 1_500
# A single character that stayed between two changes says nothing.
_SHORT = 2
_TOKEN = re.compile(r"[0-9.]+|[A-Za-z]+|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")
_AROUND = " \t\u3000#\u200b\u2060\ufeff"
# Blanks that only spread a heading's two characters.
_WIDE = re.compile(r"(?<=[\u4e00-\u9fff])[\u3000 ]+(?=[\u4e00-\u9fff]$)")
_HEAD = "题头"


@dataclass(frozen=True, slots=True)
class Article:
    number: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """``kind``: same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """``kind``: same, changed, added or removed; ``words``: of a changed one, both texts in one."""

    kind: str
    left: Article | None
    right: Article | None
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    rows: tuple[Row, ...]

    def count(self, kind: str) -> int:
        return sum(row.kind == kind for row in self.rows)

    @property
    def runs(self) -> list[tuple[str, list[Row]]]:
        """Rows that follow each other and are the same, together; others one by one."""
        made: list[tuple[str, list[Row]]] = []
        for row in self.rows:
            if row.kind == "same" and made and made[-1][0] == "same":
                made[-1][1].append(row)
            else:
                made.append((row.kind, [row]))
        return made


def compared(older: PolicyDocument, newer: PolicyDocument) -> Comparison:
    left, right = articles(older.text), articles(newer.text)
    rows: list[Row] = []
    same = SequenceMatcher(None, [_bare(a) for a in left], [_bare(a) for a in right], False)
    for kind, i, j, k, m in same.get_opcodes():
        if kind == "equal":
            rows += [Row("same", a, b) for a, b in zip(left[i:j], right[k:m], strict=True)]
        else:
            rows += _between(left[i:j], right[k:m])
    return Comparison(tuple(rows))


def articles(text: str) -> list[Article]:
    """A text cut at its articles and divisions; what stands before the first is the head."""
    cuts = [s for s in sections(text) if not s.heading.endswith("）")]
    found = []
    before = _tidy(text[: cuts[0].start if cuts else len(text)])
    if before:
        found.append(Article(_HEAD if cuts else "全文", "text", before))
    for index, cut in enumerate(cuts):
        end = cuts[index + 1].start if index + 1 < len(cuts) else len(text)
        found.append(Article(cut.heading, cut.anchor, _tidy(text[cut.start : end])))
    return found


def _tidy(text: str) -> str:
    """Its lines without blanks around them and blank ones between; 总　则 is 总则."""
    lines = (_WIDE.sub("", line.strip(_AROUND)) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _bare(article: Article) -> str:
    """What an article says, without its number and blanks."""
    text = re.sub(r"\s+", "", article.text)
    return text.removeprefix(article.number)


def _between(left: Sequence[Article], right: Sequence[Article]) -> list[Row]:
    """Of articles of which none is the same."""
    pairs = _pairs(left, right)
    rows: list[Row] = []
    i = j = 0
    for a, b in [*pairs, (len(left), len(right))]:
        rows += [Row("removed", article, None) for article in left[i:a]]
        rows += [Row("added", None, article) for article in right[j:b]]
        if a < len(left) and b < len(right):
            words = _words(_spoken(left[a]), _spoken(right[b]))
            kind = "same" if all(w.kind == "same" for w in words) else "changed"
            rows.append(Row(kind, left[a], right[b], words))
        i, j = a + 1, b + 1
    return rows


def _pairs(left: Sequence[Article], right: Sequence[Article]) -> list[tuple[int, int]]:
    """Those that are each other's, in order."""
    if len(left) * len(right) > _MOST_PAIRS:
        return _by_number(left, right)
    ours, theirs = [_bigrams(a) for a in left], [_bigrams(a) for a in right]
    alike = [[_likeness(a, b) for b in theirs] for a in ours]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            taken = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= _ALIKE else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found


def _by_number(left: Sequence[Article], right: Sequence[Article]) -> list[tuple[int, int]]:
    same = SequenceMatcher(None, [a.number for a in left], [a.number for a in right], False)
    return [
        (block.a + n, block.b + n)
        for block in same.get_matching_blocks()
        for n in range(block.size)
    ]


def _bigrams(article: Article) -> frozenset[str]:
    text = _bare(article)
    return frozenset(text[n : n + 2] for n in range(max(1, len(text) - 1)))


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b))


# ---------------------------------------------------------------- words


def _spoken(article: Article) -> str:
    """Its text after the number; the number is told beside."""
    text = article.text
    return (
        text[len(article.number) :].lstrip(" \u3000") if text.startswith(article.number) else text
    )


def _words(old: str, new: str) -> tuple[Words, ...]:
    long = max(len(old), len(new)) > _BY_CHARACTER
    cut = _SENTENCE if long else _TOKEN
    ours, theirs = ([t for t in cut.findall(text) if t] for text in (old, new))
    found: list[Words] = []
    for kind, i, j, k, m in SequenceMatcher(None, ours, theirs, False).get_opcodes():
        gone, come = "".join(ours[i:j]), "".join(theirs[k:m])
        if kind == "equal":
            found.append(Words("same", gone))
            continue
        found += [Words("gone", gone)] if gone else []
        found += [Words("new", come)] if come else []
    return tuple(found if long else _joined(found))


def _joined(found: Sequence[Words]) -> list[Words]:
    """Changes that only a character parts are one, so that whole words are read."""
    made: list[Words] = []
    gone = new = ""
    for index, piece in enumerate(found):
        inner = 0 < index < len(found) - 1
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            new += piece.text
        elif (
            inner and (gone or new) and len(piece.text) < _SHORT and piece.text not in "，。；、："
        ):
            gone, new = gone + piece.text, new + piece.text
        else:
            made += _changed(gone, new)
            gone = new = ""
            made.append(piece)
    return made + _changed(gone, new)


def _changed(gone: str, new: str) -> list[Words]:
    return [w for w in (Words("gone", gone), Words("new", new)) if w.text]
