"""Our segments behind Whoosh's codec interface.

Whoosh's own machinery (table of contents, lock, ``open_dir``, readers, searcher, queries) works
with them. Its searcher walks postings one by one and is not what answers our queries; it is
there to look into an index with Whoosh's tools. Writing goes past Whoosh's writer
(see writing.py): its interface takes one posting a call.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh import fields as whoosh_fields
from whoosh.analysis import IDTokenizer
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.engines.ranking import DATE_FIELDS, KEYWORD_FIELDS
from indexer.engines.whoosh.columns import Keywords
from indexer.engines.whoosh.postings import TEXTS
from indexer.engines.whoosh.segment import EXTENSION, SegmentData


def schema() -> Any:
    """Whoosh's view of the field table. Terms come analysed, so a term is looked up as it is."""
    columns = {f.name: whoosh_fields.STORED() for f in (*KEYWORD_FIELDS, *DATE_FIELDS)}
    texts = {name: whoosh_fields.TEXT(analyzer=IDTokenizer(), phrase=False) for name in TEXTS}
    return whoosh_fields.Schema(id=whoosh_fields.STORED(), **columns, **texts)


class ArraySegment(base.Segment):  # type: ignore[misc]
    """A segment in Whoosh's table of contents: its name, size and deleted documents."""

    def __init__(self, index_name: str, documents: int = 0) -> None:
        super().__init__(index_name)
        self._documents = documents
        self.deleted: frozenset[int] = frozenset()

    def codec(self) -> ArrayCodec:
        return ArrayCodec()

    def set_doc_count(self, count: int) -> None:
        self._documents = count

    def doc_count_all(self) -> int:
        return self._documents

    def deleted_count(self) -> int:
        return len(self.deleted)

    def deleted_docs(self) -> frozenset[int]:
        return self.deleted

    def is_deleted(self, number: int) -> bool:
        return number in self.deleted

    def delete_document(self, number: int, delete: bool = True) -> None:
        self.deleted = self.deleted | {number} if delete else self.deleted - {number}

    def should_assemble(self) -> bool:
        return False

    def path(self, folder: Path) -> Path:
        name: str = self.make_filename(EXTENSION)
        return folder / name


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads. Writing raises NotImplementedError and says what writes instead."""

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> NoReturn:
        raise NotImplementedError("segments are written whole, by indexer.engines.whoosh.writing")

    field_writer = postings_writer = per_document_writer

    def postings_reader(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("postings are read by ArrayTermsReader.matcher")

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        return ArrayTermsReader(SegmentData(segment.path(Path(storage.folder))))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocumentReader:
        return ArrayDocumentReader(SegmentData(segment.path(Path(storage.folder))), segment)

    def new_segment(self, storage: Any, index_name: str) -> ArraySegment:
        return ArraySegment(index_name)


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The words of each text field. Whoosh's terms are (field name, UTF-8 bytes)."""

    def __init__(self, data: SegmentData) -> None:
        self._data = data

    @cached_property
    def _terms(self) -> list[bytes]:
        return self._data.terms.all_encoded()

    @cached_property
    def _frequencies(self) -> dict[str, Any]:
        """For each field and word: in how many documents. Whoosh asks field by field."""
        words = self._data.words
        bounds = words.offsets[:-1].astype(np.intp)
        if not len(bounds):
            return dict.fromkeys(TEXTS, np.empty(0, np.int64))
        return {
            name: np.add.reduceat(words.frequencies[name] > 0, bounds, dtype=np.int64)
            for name in TEXTS
        }

    def _key(self, name: str, text: bytes) -> int:
        at = bisect_left(self._terms, text)
        if name in TEXTS and at < len(self._terms) and self._terms[at] == text:
            return at if self._frequencies[name][at] else -1
        return -1

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._key(*term) >= 0

    def indexed_field_names(self) -> tuple[str, ...]:
        return tuple(sorted(TEXTS))

    def terms_from(self, name: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        # Whoosh runs on into the next field, and stops by the name it sees.
        for field in sorted(TEXTS):
            if field >= name:
                start = bisect_left(self._terms, prefix) if field == name else 0
                found = np.flatnonzero(self._frequencies[field][start:])
                for at in (found + start).tolist():
                    yield field, self._terms[at]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def items_from(self, name: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(name, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from("", b"")

    def _postings(self, name: str, text: bytes) -> tuple[Any, Any]:
        """Documents and frequencies of a field's term. Raises TermNotFound."""
        key = self._key(name, text)
        if key < 0:
            raise TermNotFound(f"{name}:{text!r}")
        words = self._data.words
        rows = slice(*words.offsets[key : key + 2].tolist())
        counts = words.frequencies[name][rows]
        return words.documents[rows][counts > 0], counts[counts > 0]

    def term_info(self, name: str, text: bytes) -> TermInfo:
        documents, counts = self._postings(name, text)
        lengths = self._data.words.lengths[name][documents]
        return TermInfo(
            weight=float(counts.sum()),
            df=len(documents),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(counts.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, name: str, text: bytes) -> float:
        return float(self._postings(name, text)[1].sum()) if (name, text) in self else 0.0

    def doc_frequency(self, name: str, text: bytes) -> int:
        return len(self._postings(name, text)[0]) if (name, text) in self else 0

    def matcher(self, name: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        documents, counts = self._postings(name, text)
        return ListMatcher(
            documents.tolist(),
            counts.astype(float).tolist(),
            format=format_,
            scorer=scorer,
            term=(name, text),
            terminfo=self.term_info(name, text),
        )

    def cursor(self, name: str, field: Any) -> TermCursor:
        found = np.flatnonzero(self._frequencies[name]).tolist() if name in TEXTS else []
        texts = [self._terms[i] for i in found]
        return TermCursor(texts, field.from_bytes, lambda text: self.term_info(name, text))


class TermCursor(base.FieldCursor):  # type: ignore[misc]
    """Walks a field's terms in order."""

    def __init__(
        self,
        texts: list[bytes],
        decode: Callable[[bytes], str],
        info: Callable[[bytes], TermInfo],
    ) -> None:
        self._texts, self._decode, self._info = texts, decode, info
        self._at = 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, text: str | bytes) -> str | None:
        self._at = bisect_left(self._texts, text.encode() if isinstance(text, str) else text)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def is_valid(self) -> bool:
        return self._at < len(self._texts)

    def text(self) -> str | None:
        return self._decode(self._texts[self._at]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return self._info(self._texts[self._at]) if self.is_valid() else None


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    def __init__(self, data: SegmentData, segment: ArraySegment) -> None:
        self._data = data
        self._segment = segment

    @cached_property
    def _keywords(self) -> dict[str, Keywords]:
        return {f.name: self._data.keywords(f.name) for f in KEYWORD_FIELDS}

    def doc_count(self) -> int:
        count: int = self._segment.doc_count()
        return count

    def doc_count_all(self) -> int:
        return self._data.documents

    def has_deletions(self) -> bool:
        return bool(self._segment.deleted)

    def is_deleted(self, number: int) -> bool:
        return self._segment.is_deleted(number)

    def deleted_docs(self) -> frozenset[int]:
        return self._segment.deleted

    def doc_field_length(self, number: int, name: str, default: int = 0) -> int:
        lengths = self._data.words.lengths.get(name)
        return default if lengths is None else int(lengths[number])

    def field_length(self, name: str) -> int:
        return int(self._data.words.lengths[name].sum(dtype=np.int64)) if name in TEXTS else 0

    def min_field_length(self, name: str) -> int:
        return int(self._data.words.lengths[name].min())

    def max_field_length(self, name: str) -> int:
        return int(self._data.words.lengths[name].max())

    def stored_fields(self, number: int) -> dict[str, Any]:
        """Id, keywords and dates; texts are in the catalogue."""
        found: dict[str, Any] = {"id": self._data.ids[number]}
        found |= {name: column.of(number) for name, column in self._keywords.items()}
        for f in DATE_FIELDS:
            day = int(self._data.days(f.name)[number])
            found[f.name] = date.fromordinal(day) if day else None
        return found
