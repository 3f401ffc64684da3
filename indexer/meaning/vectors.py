"""The vectors of a library's documents: one file, mapped, of bytes.

    a line of JSON           what made them, as of which revision, how many
    keys    n × uint64       a hash of each document's id, ascending
    starts  n + 1 × uint32   where each document's rows begin
    ends    n × uint32       where each document's id ends
    ids     b bytes          the ids, in the order of the keys
    rows    m × d × int8     sections; each row is scaled by its largest number

A reader needs no lock: the file is replaced whole. It is made from the catalogue alone, and may be
deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.meaning.makers import Vectors

Bytes = NDArray[np.int8]

_FORMAT = 2
_HEADER = 512
# Rows at once, which the processor's own memory holds as floating numbers.
_BLOCK = 2_048
# What one question may look at: 6 ms.
MOST_NUMBERS = 48_000_000
# Up to so many, a look at all costs less than gathering the sections of a thousand documents.
_GATHERED = 16_000_000
# How cosines are spread in a library is measured on so many documents, by at most so many rows.
_SAMPLE, _SAMPLE_ROWS = 2_000, 6_000


@dataclass(frozen=True, slots=True)
class Header:
    """``maker``: its fingerprint, with that of the sections."""

    maker: str
    dimensions: int
    revision: int
    documents: int
    rows: int
    names: int = 0  # bytes of all ids
    centred: bool = False  # whether what all have in common is to be left out
    format: int = _FORMAT

    @property
    def size(self) -> int:
        """Of the whole file."""
        return _HEADER + 16 * self.documents + 4 + self.names + self.rows * self.dimensions


def read_header(path: Path, maker: str) -> Header | None:
    """None where there is no whole file of this maker."""
    try:
        with path.open("rb") as file:
            header = Header(**json.loads(file.read(_HEADER)))
            size = os.fstat(file.fileno()).st_size
    except (OSError, ValueError, TypeError):
        return None
    fits = header.maker == maker and header.format == _FORMAT and size == header.size
    return header if fits else None


@dataclass(frozen=True, slots=True)
class Cosines:
    """A question's with all of a file: of its rows, and of the nearest row of each document."""

    rows: Vectors
    documents: Vectors


class DocumentVectors:
    """Those of one file. Safe from several threads."""

    def __init__(
        self,
        header: Header,
        keys: NDArray[np.uint64],
        starts: NDArray[np.uint32],
        ends: NDArray[np.uint32],
        ids: NDArray[np.uint8],
        rows: Bytes,
    ) -> None:
        self.header = header
        self.keys = keys
        self.starts = starts
        self.ends = ends
        self.ids = ids
        self.rows = rows
        # An encoder's vectors all point about one way, and differ by what is beside that.
        self._centre: Vectors = np.zeros(header.dimensions, np.float32)
        self._some = self._sample_places()
        rows_of_some, starts_of_some = self._sampled()
        if header.centred and len(rows_of_some):
            self._centre = np.asarray(rows_of_some.mean(0), np.float32)
            rows_of_some = self._off_centre(rows_of_some)
        self._sample = rows_of_some, starts_of_some
        self._lengths: tuple[Vectors, Vectors] | None = None

    @classmethod
    def open(cls, path: Path, maker: str) -> DocumentVectors | None:
        header = read_header(path, maker)
        if header is None:
            return None
        try:
            held = np.memmap(path, np.uint8, "r")
        except (OSError, ValueError):
            return None
        count = header.documents
        borders = np.cumsum([_HEADER, 8 * count, 4 * count + 4, 4 * count, header.names])
        _, keys, starts, ends, ids, rows = np.split(np.asarray(held), borders)
        return cls(
            header,
            keys.view(np.uint64),
            starts.view(np.uint32),
            ends.view(np.uint32),
            ids,
            rows.view(np.int8).reshape(header.rows, header.dimensions),
        )

    def identity(self, place: int) -> str:
        """Of the document whose key stands there."""
        begin = int(self.ends[place - 1]) if place else 0
        return self.ids[begin : int(self.ends[place])].tobytes().decode()

    def with_all(self, question: Vectors) -> Cosines | None:
        """The question's with everything; None where there is nothing, or are more numbers than a
        question may look at."""
        if not len(self.rows) or self.rows.size > MOST_NUMBERS:
            return None
        lengths, distances = self._row_lengths()
        along = np.empty(len(self.rows), np.float32)
        for start in range(0, len(self.rows), _BLOCK):
            block = slice(start, start + _BLOCK)
            np.matmul(self.rows[block].astype(np.float32), question, out=along[block])
        rows = np.asarray((along / lengths - self._centre @ question) / distances, np.float32)
        return Cosines(rows, np.maximum.reduceat(rows, self.starts[:-1].astype(np.intp)))

    def nearest(self, found: Cosines | None, count: int, least: float = -1.0) -> list[str]:
        """The ids of the documents one of whose sections is among the ``count`` nearest and as near
        as ``least``."""
        if found is None:
            return []
        cosines = found.rows
        most = min(count, len(cosines))
        rows = np.argpartition(-cosines, most - 1)[:most]
        rows = rows[cosines[rows] >= least]
        places = np.unique(np.searchsorted(self.starts, rows, side="right") - 1)
        return [self.identity(place) for place in places.tolist()]

    def _row_lengths(self) -> tuple[Vectors, Vectors]:
        """Of each row, and its distance from the centre; the first time they are measured."""
        if self._lengths is None:
            squares = np.empty(len(self.rows), np.float32)
            along = np.empty_like(squares)
            for start in range(0, len(self.rows), _BLOCK):
                block = self.rows[start : start + _BLOCK].astype(np.float32)
                np.einsum("ij,ij->i", block, block, out=squares[start : start + _BLOCK])
                np.matmul(block, self._centre, out=along[start : start + _BLOCK])
            lengths = np.sqrt(np.maximum(squares, 1))
            apart = 1 - 2 * along / lengths + self._centre @ self._centre
            self._lengths = lengths, np.sqrt(np.maximum(apart, 1e-6)).astype(np.float32)
        return self._lengths

    def question(self, made: Vectors) -> Vectors:
        """What a maker made of a question, to be compared with these."""
        return self.made(made[None])[0] if made.any() else made

    def made(self, rows: Vectors) -> Vectors:
        """What a maker made of other texts, as ``units`` gives those of the file."""
        return self._off_centre(rows) if self.header.centred else rows

    def units(self, rows: Bytes) -> Vectors:
        """Rows of the file, each of length 1."""
        found = unit(rows)
        return self._off_centre(found) if self.header.centred else found

    def _off_centre(self, rows: Vectors) -> Vectors:
        found = rows - self._centre
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.where(length > 0, length, 1), np.float32)

    @property
    def gathers(self) -> bool:
        """Whether documents are better looked up alone than with all the others."""
        return self.rows.size > _GATHERED

    def cosines(
        self, ids: Sequence[str], question: Vectors, every: Cosines | None = None
    ) -> Vectors:
        """Of each document's nearest section; NaN for a document without vectors. ``every``: the
        question's, where they are known."""
        found = np.full(len(ids), np.nan, np.float32)
        wanted = np.fromiter(map(key_of, ids), np.uint64, len(ids))
        places, here = self._found(wanted)
        if every is not None:
            found[here] = every.documents[places]
        elif len(here):
            rows, starts = self._rows_of(places)
            found[here] = np.maximum.reduceat(self.units(rows) @ question, starts)
        return found

    def places(self, keys: Sequence[int]) -> NDArray[np.intp]:
        """Of these documents, as far as they have vectors: into ``starts``."""
        return self._found(np.fromiter(keys, np.uint64, len(keys)))[0]

    def _found(self, wanted: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Places of those that are there, and which of the wanted these are."""
        places = np.searchsorted(self.keys, wanted)
        places[places == len(self.keys)] = 0
        here = np.flatnonzero(self.keys[places] == wanted) if len(self.keys) else places[:0]
        return places[here], here

    def spread(self, question: Vectors, every: Cosines | None = None) -> tuple[float, float]:
        """Mean and standard deviation of the question's cosines in the library."""
        rows, starts = self._sample
        if not len(starts):
            return 0.0, 1.0
        if every is not None:
            cosines = every.documents[self._some]
        else:
            cosines = np.maximum.reduceat(rows @ question, starts)
        return float(cosines.mean()), float(cosines.std()) or 1.0

    def _rows_of(self, places: NDArray[np.intp]) -> tuple[Bytes, NDArray[np.intp]]:
        """The rows of these documents one after another, and where each document's begin."""
        first = self.starts[places].astype(np.intp)
        counts = self.starts[places + 1].astype(np.intp) - first
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
        return self.rows[np.repeat(first - starts, counts) + np.arange(counts.sum())], starts

    def _sample_places(self) -> NDArray[np.intp]:
        """Keys are hashes: what is evenly spread among them is drawn by chance."""
        count = len(self.keys)
        most = min(_SAMPLE, count, _SAMPLE_ROWS * count // max(1, self.header.rows) + 1)
        return np.arange(most) * count // max(1, most)

    def _sampled(self) -> tuple[Vectors, NDArray[np.intp]]:
        if not len(self._some):
            return np.zeros((0, self.header.dimensions), np.float32), self._some
        rows, starts = self._rows_of(self._some)
        return unit(rows), starts


def nothing(maker: str, dimensions: int, *, centred: bool = False) -> DocumentVectors:
    """To begin with."""
    return DocumentVectors(
        Header(maker, dimensions, 0, 0, 0, centred=centred),
        np.zeros(0, np.uint64),
        np.zeros(1, np.uint32),
        np.zeros(0, np.uint32),
        np.zeros(0, np.uint8),
        np.zeros((0, dimensions), np.int8),
    )


def changed(
    held: DocumentVectors, revision: int, put: Mapping[str, Vectors], gone: Iterable[str]
) -> DocumentVectors:
    """The same with other documents put, and others gone."""
    new = {key_of(identity): pressed(rows) for identity, rows in put.items()}
    names = [held.identity(place) for place in range(len(held.keys))]
    out = np.fromiter({*new, *map(key_of, gone)}, np.uint64)
    kept = np.flatnonzero(~np.isin(held.keys, out))
    old_counts = np.diff(held.starts.astype(np.intp))
    new_counts = np.fromiter(map(len, new.values()), np.intp, len(new))
    keys = np.concatenate([held.keys[kept], np.fromiter(new, np.uint64, len(new))])
    counts = np.concatenate([old_counts[kept], new_counts])
    first = np.concatenate([held.starts[kept].astype(np.intp), _begins(new_counts, held.rows)])
    every = np.concatenate([held.rows, *new.values()])
    order = np.argsort(keys)
    starts = np.concatenate([[0], np.cumsum(counts[order])]).astype(np.uint32)
    rows = every[np.repeat(first[order] - starts[:-1], counts[order]) + np.arange(starts[-1])]
    named = [*(names[i] for i in kept.tolist()), *put]
    said = [named[i].encode() for i in order.tolist()]
    ends = np.cumsum([len(each) for each in said], dtype=np.uint32)
    ids = np.frombuffer(b"".join(said), np.uint8)
    was = held.header
    header = Header(
        was.maker, was.dimensions, revision, len(keys), len(rows), len(ids), was.centred
    )
    return DocumentVectors(header, keys[order], starts, ends, ids, rows)


def _begins(counts: NDArray[np.intp], after: Bytes) -> NDArray[np.intp]:
    return len(after) + np.cumsum(counts) - counts


def write(path: Path, vectors: DocumentVectors) -> None:
    """In one step. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            file.write(json.dumps(asdict(vectors.header)).encode().ljust(_HEADER))
            for array in (vectors.keys, vectors.starts, vectors.ends, vectors.ids, vectors.rows):
                file.write(np.ascontiguousarray(array).data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):  # a full disk is not kept full by it
            part.unlink()
        raise


# The same documents are near to question after question.
@lru_cache(maxsize=8192)
def key_of(identity: str) -> int:
    return int.from_bytes(hashlib.blake2b(identity.encode(), digest_size=8).digest(), "little")


def pressed(vectors: Vectors) -> Bytes:
    """As bytes: a direction loses nothing by it."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    scaled = vectors * (127 / np.where(largest > 0, largest, 1))
    return np.asarray(np.round(scaled), np.int8)


def unit(rows: Bytes) -> Vectors:
    found = rows.astype(np.float32)
    length = np.sqrt(np.einsum("ij,ij->i", found, found))
    found /= np.where(length > 0, length, 1)[:, None]
    return found
