"""What all engines are given: the same documents, terms, facets and queries."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analyzers.analyzer import Analyzer
from indexer.model import IndexedDocument, Status, StatusChange, StatusValue

FACETS = ("kind", "genre", "year")

_WORD = re.compile(r"[\u4e00-\u9fff]{2,}\Z")


@dataclass(frozen=True, slots=True)
class Corpus:
    """``terms``: every document's index terms, title and text; what the peers are given."""

    name: str
    documents: tuple[IndexedDocument, ...]
    terms: tuple[tuple[str, ...], ...]

    def every(self, step: int) -> Corpus:
        """One document in ``step``."""
        return Corpus(self.name, self.documents[::step], self.terms[::step])

    @property
    def characters(self) -> int:
        return sum(len(t) for d in self.documents for t in d.texts.values())


def laws(data: Path, analyzer: Analyzer, limit: int | None) -> Corpus:
    """Whole laws; level, category and year of publication as facets."""
    return _corpus("laws/mainland", data / "laws" / "mainland.jsonl.gz", _law, analyzer, limit)


def articles(data: Path, analyzer: Analyzer, limit: int | None) -> Corpus:
    """Single articles. They have no metadata: facets are drawn, as many values as laws have."""
    path = data / "statute_retrieval" / "articles.jsonl.gz"
    return _corpus("statute articles", path, article, analyzer, limit)


def _corpus(name: str, path: Path, read: Any, analyzer: Analyzer, limit: int | None) -> Corpus:
    documents = tuple(read(row, i) for i, row in enumerate(rows(path, limit)))
    terms = tuple(
        tuple(analyzer.terms(d.texts["title"]) + analyzer.terms(d.texts["body"])) for d in documents
    )
    return Corpus(name, documents, terms)


def rows(path: Path, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """The records of a .jsonl.gz."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number == limit:
                return
            yield json.loads(line)


def _document(
    row: dict[str, Any], number: int, facets: dict[str, str], day: date | None, status: StatusValue
) -> IndexedDocument:
    return IndexedDocument(
        id=str(row["id"]),
        revision=number + 1,
        texts={"title": row.get("title", ""), "body": row["text"]},
        keywords={name: (value,) for name, value in facets.items() if value},
        dates={"published": day} if day else {},
        timeline=(StatusChange(date.min, Status(status, None, None, "")),),
    )


def _law(row: dict[str, Any], number: int) -> IndexedDocument:
    try:
        day = date.fromisoformat(str(row.get("_publish"))[:10])
    except ValueError:
        day = None
    facets = {"kind": row.get("_level") or "", "genre": row.get("_category") or ""}
    facets["year"] = str(day.year) if day else ""
    expired = str(row.get("_expired")) == "True"
    return _document(
        row, number, facets, day, StatusValue.EXPIRED if expired else StatusValue.IN_FORCE
    )


def article(row: dict[str, Any], number: int) -> IndexedDocument:
    """A record of an article, with facets drawn by its number."""
    chance = random.Random(number)
    year = 1968 + int(57 * chance.random() ** 0.5)
    facets = {
        "kind": f"类{int(9 * chance.random() ** 2)}",
        "genre": f"部{int(26 * chance.random() ** 2)}",
        "year": str(year),
    }
    return _document(row, number, facets, date(year, 1, 1), StatusValue.IN_FORCE)


def word_queries(
    corpus: Corpus, analyzer: Analyzer, words: tuple[int, int], count: int, seed: int
) -> list[tuple[str, ...]]:
    """Queries of so many different words (least, most) that stand within one stretch of 60
    characters of a text: what somebody who looks for that document would type."""
    chance = random.Random(seed)
    found: list[tuple[str, ...]] = []
    while len(found) < count:
        text = chance.choice(corpus.documents).texts["body"]
        start = chance.randrange(max(1, len(text) - 60))
        stretch = [t.term for t in analyzer.words(text[start : start + 60])]
        terms = list(dict.fromkeys(t for t in stretch[1:-1] if _WORD.match(t)))
        wanted = chance.randint(*words)
        if len(terms) >= wanted:
            found.append(tuple(chance.sample(terms, wanted)))
    return found


def substrings(corpus: Corpus, analyzer: Analyzer, count: int, seed: int) -> list[tuple[str, str]]:
    """(document id, folded string): random strings of 2 to 6 Chinese characters of the texts."""
    texts = [(document.id, document.texts["body"]) for document in corpus.documents]
    return random_strings(texts, count, seed, analyzer.fold)


def random_strings(
    texts: Sequence[tuple[str, str]], count: int, seed: int, fold: Callable[[str], str] = str
) -> list[tuple[str, str]]:
    """The same of (document id, text), folded by ``fold``."""
    chance = random.Random(seed)
    found: list[tuple[str, str]] = []
    while len(found) < count:
        document_id, text = chance.choice(texts)
        folded = fold(text)
        length = chance.randint(2, 6)
        start = chance.randrange(max(1, len(folded) - length))
        string = folded[start : start + length]
        if len(string) == length and _WORD.match(string):
            found.append((document_id, string))
    return found
