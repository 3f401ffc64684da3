"""What a segment knows of each document beside its words: id, keywords, dates, status.

ids.text, ids.offsets       in document order; ids.order: document numbers in order of id
revisions                   the catalogue revision of each document
keyword.<field>.text …      the field's values, sorted
keyword.<field>.first       each document's first value, the number of values for none
keyword.<field>.more        documents with further values, ascending, and
keyword.<field>.more.codes  those values: few, so that counting the first is nearly all
date.<field>                days since 1 January of year 1 (``date.toordinal``), 0 for none
timeline.offsets, .days, .codes   status changes of each document, in order of day
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import Array, ArrayFile, narrow
from indexer.engines.whoosh.strings import Strings, encode, string_arrays
from indexer.model import BINDING, StatusValue, Timeline

# Codes are stored: append, never reorder (or raise the format in store.py).
STATUSES: tuple[str, ...] = (
    "unknown",
    "in_force",
    "amended",
    "partially_in_force",
    "not_yet_effective",
    "expired",
    "repealed",
    "draft",
)
STATUS_CODES = {value: code for code, value in enumerate(STATUSES)}
BINDING_CODES = np.array([StatusValue(value) in BINDING for value in STATUSES])


@dataclass(frozen=True, slots=True)
class Keywords:
    """A keyword column. ``values`` are sorted; a document's first code may be ``len(values)``."""

    values: tuple[str, ...]
    first: Array
    more: Array
    more_codes: Array

    @classmethod
    def build(cls, rows: Sequence[tuple[str, ...]]) -> Keywords:
        # Most rows come again and again: each different one is looked at once.
        number: dict[tuple[str, ...], int] = {}
        which = np.array([number.setdefault(row, len(number)) for row in rows], np.int64)
        values = tuple(sorted({value for row in number for value in row}))
        code = {value: i for i, value in enumerate(values)}
        coded = [list(dict.fromkeys(code[value] for value in row)) for row in number]
        first = np.array([codes[0] if codes else len(values) for codes in coded], np.int64)
        several = np.array([len(codes) > 1 for codes in coded], bool)
        more = np.flatnonzero(several[which]) if len(coded) else which
        flat = [(document, c) for document in more.tolist() for c in coded[which[document]][1:]]
        pairs = np.array(flat, np.int64).reshape(-1, 2)
        return cls(values, first[which], pairs[:, 0], pairs[:, 1])

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> Keywords:
        name = f"keyword.{name}"
        return cls(
            tuple(Strings(file, name)),
            file[f"{name}.first"],
            file[f"{name}.more"],
            file[f"{name}.more.codes"],
        )

    def arrays(self, name: str) -> dict[str, Array]:
        name = f"keyword.{name}"
        return {
            **string_arrays(name, map(encode, self.values)),
            f"{name}.first": narrow(self.first),
            f"{name}.more": narrow(self.more),
            f"{name}.more.codes": narrow(self.more_codes),
        }

    def of(self, document: int) -> tuple[str, ...]:
        """The values of one document, in the order they were given."""
        code = int(self.first[document])
        if code == len(self.values):
            return ()
        more = self.more_codes[self.more == document].tolist()
        return tuple(self.values[c] for c in (code, *more))

    def recoded(self, codes: NDArray[np.int64], none: int) -> tuple[Array, Array]:
        """``first`` and ``more_codes`` by another table: own code → its code there; in the
        smallest type that holds ``none``, which is above all codes."""
        table = narrow(np.append(codes, none))
        return table[self.first], table[self.more_codes]


def merge_keywords(
    parts: Sequence[tuple[Keywords, NDArray[np.int64]]],
) -> Keywords:
    """Columns of several segments as one, each with its map of old to new document numbers."""
    values = tuple(sorted({value for column, _ in parts for value in column.values}))
    code = {value: i for i, value in enumerate(values)}
    first, more, more_codes = [], [], []
    for column, documents in parts:
        codes = np.array([code[value] for value in column.values], np.int64)
        own_first, own_more = column.recoded(codes, len(values))
        first.append(own_first[documents >= 0])
        numbers = documents[column.more]
        more.append(numbers[numbers >= 0])
        more_codes.append(own_more[numbers >= 0])
    return Keywords(values, *map(np.concatenate, (first, more, more_codes)))


@dataclass(frozen=True, slots=True)
class Timelines:
    offsets: Array
    days: Array
    codes: Array

    @classmethod
    def build(cls, timelines: Sequence[Timeline]) -> Timelines:
        offsets = np.zeros(len(timelines) + 1, np.int64)
        np.cumsum([len(t) for t in timelines], out=offsets[1:])
        changes = [change for t in timelines for change in t]
        days = np.array([c.since.toordinal() for c in changes], np.int64)
        codes = np.array([STATUS_CODES[c.status.value.value] for c in changes], np.int64)
        return cls(offsets, days, codes)

    @classmethod
    def read(cls, file: ArrayFile) -> Timelines:
        return cls(*(file[f"timeline.{part}"] for part in ("offsets", "days", "codes")))

    def arrays(self) -> dict[str, Array]:
        return {
            "timeline.offsets": narrow(self.offsets),
            "timeline.days": self.days.astype(np.int32),
            "timeline.codes": narrow(self.codes),
        }

    def on(self, day: int) -> NDArray[np.uint8]:
        """Each document's status code on a day: its last change up to that day."""
        offsets = self.offsets.astype(np.int64)
        past = np.zeros(len(self.days) + 1, np.int64)
        np.cumsum(self.days <= day, out=past[1:])
        happened = past[offsets[1:]] - past[offsets[:-1]]
        codes = np.append(self.codes, 0)
        last = np.where(happened > 0, offsets[:-1] + happened - 1, len(self.codes))
        return codes.astype(np.uint8)[last]

    def sizes(self) -> NDArray[np.int64]:
        bounds: NDArray[np.int64] = self.offsets.astype(np.int64)
        return bounds[1:] - bounds[:-1]

    def kept(self, live: NDArray[np.bool_]) -> Timelines:
        sizes = self.sizes()
        rows = np.repeat(live, sizes)
        offsets = np.append(0, np.cumsum(sizes[live]))
        return Timelines(offsets, self.days[rows], self.codes[rows])


def merge_timelines(parts: Sequence[Timelines]) -> Timelines:
    sizes = np.concatenate([p.sizes() for p in parts])
    return Timelines(
        np.append(0, np.cumsum(sizes)),
        np.concatenate([p.days for p in parts]),
        np.concatenate([p.codes for p in parts]),
    )


def id_arrays(ids: Sequence[bytes]) -> dict[str, Array]:
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return {**string_arrays("ids", ids), "ids.order": narrow(np.array(order, np.int64))}
