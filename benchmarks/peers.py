"""The engines that are compared, each doing the same work its own best way.

Each indexes documents whose terms are given, and answers: how many match, the ten best, and
the counts of three facets. The peers index title and text as one field of given terms, without
positions; they hold no folded text, no pairs of characters, no status, no dates.
"""

from __future__ import annotations

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy

from analyzers.analyzer import Analyzer
from benchmarks.measures import size_of
from benchmarks.workload import FACETS, Corpus
from indexer.engines.whoosh.store import WhooshStore
from indexer.model import IndexedDocument
from indexer.model.queries import AnyOf, EngineQuery, Terms, WeightedTerm

Prepared = Any
TermsOf = Iterator[tuple[IndexedDocument, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Answer:
    total: int
    ids: tuple[str, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Peer(ABC):
    """``prepare`` makes a query of terms; only ``search`` is timed."""

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder / self.name.replace(" ", "-")
        self.folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def index(self, documents: TermsOf) -> None: ...

    @abstractmethod
    def open(self) -> None:
        """Open what was indexed, by this process or another one."""

    @abstractmethod
    def prepare(self, terms: Sequence[str], every: bool) -> Prepared: ...

    @abstractmethod
    def search(self, prepared: Prepared) -> Any:
        """The work: total, ten best, three facets."""

    @abstractmethod
    def answer(self, found: Any) -> Answer:
        """What was found, in the common form; not timed."""

    def size(self) -> int:
        return size_of(self.folder)


class GivenTerms(Analyzer):
    """The analyzer, except that the terms of the corpus are given beforehand."""

    def __init__(self, analyzer: Analyzer, corpus: Corpus) -> None:
        self._analyzer = analyzer
        self._given: dict[str, list[str]] = {}
        for document, terms in zip(corpus.documents, corpus.terms, strict=True):
            title, body = document.texts["title"], document.texts["body"]
            split = len(analyzer.terms(title))
            self._given[title], self._given[body] = list(terms[:split]), list(terms[split:])

    def fold(self, text: str) -> str:
        return self._analyzer.fold(text)

    def terms(self, text: str) -> list[str]:
        return self._given[text]

    def fingerprint(self) -> str:
        return self._analyzer.fingerprint()


class Ours(Peer):
    """Everything on: three fields, pairs of characters, folded text, dates, status."""

    name = "policy-search"

    def __init__(self, folder: Path, analyzer: Analyzer, cache_bytes: int) -> None:
        super().__init__(folder)
        self.store = WhooshStore(self.folder, analyzer, cache_bytes)

    def index(self, documents: TermsOf) -> None:
        engine = self.store.build()
        with engine.write(1) as writer:
            for document, _ in documents:
                writer.put(document)
        self.store.publish(engine)
        self.open()

    def open(self) -> None:
        self.engine = self.store.current()

    def prepare(self, terms: Sequence[str], every: bool) -> EngineQuery:
        match = Terms(tuple(terms)) if every else AnyOf(tuple(Terms((t,)) for t in terms))
        return EngineQuery(match, tuple(WeightedTerm(t) for t in terms), facets=FACETS)

    def search(self, prepared: EngineQuery) -> Any:
        return self.engine.search(prepared)

    def answer(self, found: Any) -> Answer:
        facets = {name: dict(counts) for name, counts in found.facets.items()}
        return Answer(found.total, tuple(hit.id for hit in found.hits), facets)


def _escaped(term: str) -> str:
    """A term as letters and digits alone, so that no engine's tokenizer cuts it."""
    return term if term.isalnum() else "x" + term.encode().hex()


class Fts5(Peer):
    """SQLite FTS5, contentless; facets by GROUP BY over the matches, joined by row id."""

    name = "SQLite FTS5"

    def open(self) -> None:
        self._db = sqlite3.connect(self.folder / "fts.db", isolation_level=None)
        self._db.execute("PRAGMA temp_store=MEMORY")

    def index(self, documents: TermsOf) -> None:
        self.open()
        columns = ", ".join(f"{name} TEXT" for name in FACETS)
        self._db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            f"CREATE TABLE documents (number INTEGER PRIMARY KEY, id TEXT, {columns});"
            "CREATE VIRTUAL TABLE terms USING fts5(body, content='', detail=none, "
            "tokenize='unicode61 remove_diacritics 0');"
        )
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO terms(rowid, body) VALUES (?, ?)", self._rows(documents))
        self._db.execute("COMMIT")

    def _rows(self, documents: TermsOf) -> Iterator[tuple[int, str]]:
        insert = f"INSERT INTO documents VALUES (?, ?{', ?' * len(FACETS)})"
        for number, (document, terms) in enumerate(documents):
            values = [next(iter(document.keywords.get(f, ())), None) for f in FACETS]
            self._db.execute(insert, (number, document.id, *values))
            yield number, " ".join(map(_escaped, terms))

    def prepare(self, terms: Sequence[str], every: bool) -> str:
        return (" AND " if every else " OR ").join(f'"{_escaped(t)}"' for t in terms)

    def search(self, prepared: str) -> Any:
        execute = self._db.execute
        best = execute(
            "SELECT id FROM terms JOIN documents ON number = terms.rowid "
            "WHERE terms MATCH ? ORDER BY rank LIMIT 10",
            (prepared,),
        ).fetchall()
        # The matches once, then the counts of each facet.
        counts = " UNION ALL ".join(
            f"SELECT '{f}', {f}, count(*) FROM found GROUP BY {f}" for f in FACETS
        )
        facets = execute(
            f"WITH found AS MATERIALIZED (SELECT {', '.join(FACETS)} FROM terms "
            f"JOIN documents ON number = terms.rowid WHERE terms MATCH ?) {counts} "
            "UNION ALL SELECT '', NULL, count(*) FROM found",
            (prepared,),
        ).fetchall()
        return best, facets

    def answer(self, found: Any) -> Answer:
        best, rows = found
        facets: dict[str, dict[str, int]] = {f: {} for f in FACETS}
        for name, value, count in rows:
            if value is not None:
                facets[name][value] = count
        total = next(count for name, _, count in rows if not name)
        return Answer(total, tuple(i for (i,) in best), facets)


# Beside tantivy's files: facet → value → the number it is indexed as.
_CODES = "codes.json"


class Tantivy(Peer):
    """tantivy, one writer thread; facets by terms aggregations over integer fast fields."""

    name = "tantivy"

    def index(self, documents: TermsOf) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        for f in FACETS:
            builder.add_unsigned_field(f, fast=True)
        index = tantivy.Index(builder.build(), path=str(self.folder))
        writer = index.writer(heap_size=300_000_000, num_threads=1)
        self._codes: dict[str, dict[str, int]] = {f: {} for f in FACETS}
        for document, terms in documents:
            writer.add_document(self._document(document, terms))
        writer.commit()
        writer.wait_merging_threads()
        (self.folder / _CODES).write_text(json.dumps(self._codes))
        self.open()

    def open(self) -> None:
        self._codes = json.loads((self.folder / _CODES).read_text())
        index = tantivy.Index.open(str(self.folder))
        self._schema = index.schema
        self._searcher = index.searcher()
        self._aggregation = {f: {"terms": {"field": f, "size": 10_000}} for f in FACETS}

    def _document(self, document: IndexedDocument, terms: Sequence[str]) -> tantivy.Document:
        made = tantivy.Document()
        made.add_text("id", document.id)
        made.add_text("body", " ".join(terms))
        for f in FACETS:
            for value in document.keywords.get(f, ()):
                codes = self._codes[f]
                made.add_unsigned(f, codes.setdefault(value, len(codes)))
        return made

    def prepare(self, terms: Sequence[str], every: bool) -> tantivy.Query:
        occur = tantivy.Occur.Must if every else tantivy.Occur.Should
        parts = [(occur, tantivy.Query.term_query(self._schema, "body", t, "freq")) for t in terms]
        return tantivy.Query.boolean_query(parts)

    def search(self, prepared: tantivy.Query) -> Any:
        found = self._searcher.search(prepared, 10, count=True)
        facets = self._searcher.aggregate(prepared, self._aggregation)
        ids = [self._searcher.doc(address)["id"][0] for _, address in found.hits]
        return found.count, ids, facets

    def answer(self, found: Any) -> Answer:
        total, ids, facets = found
        counts = {}
        for f in FACETS:
            values = {code: value for value, code in self._codes[f].items()}
            buckets = facets[f]["buckets"]
            counts[f] = {values[int(b["key"])]: b["doc_count"] for b in buckets}
        return Answer(total, tuple(ids), counts)


class UsualWhoosh(Peer):
    """Whoosh as usually used: an analyzer chain, its searcher, ``groupedby``."""

    name = "Whoosh as usual"

    def index(self, documents: TermsOf) -> None:
        from whoosh import analysis, fields, index

        schema = fields.Schema(
            id=fields.ID(stored=True),
            body=fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=False),
            **{f: fields.ID(sortable=True) for f in FACETS},
        )
        made = index.create_in(str(self.folder), schema)
        writer = made.writer(limitmb=300)
        for document, terms in documents:
            values = {f: next(iter(document.keywords.get(f, ())), "") for f in FACETS}
            writer.add_document(id=document.id, body=" ".join(terms), **values)
        writer.commit()
        self.open()

    def open(self) -> None:
        from whoosh import index

        self._searcher = index.open_dir(str(self.folder)).searcher()

    def prepare(self, terms: Iterable[str], every: bool) -> Any:
        from whoosh import query

        parts = [query.Term("body", t) for t in terms]
        return query.And(parts) if every else query.Or(parts)

    def search(self, prepared: Any) -> Any:
        found = self._searcher.search(prepared, limit=10, groupedby=list(FACETS))
        groups = {f: {k: len(v) for k, v in found.groups(f).items()} for f in FACETS}
        return len(found), [hit["id"] for hit in found], groups

    def answer(self, found: Any) -> Answer:
        total, ids, groups = found
        counts = {
            f: {k: n for k, n in group.items() if k not in (None, "")}
            for f, group in groups.items()
        }
        return Answer(total, tuple(ids), counts)
