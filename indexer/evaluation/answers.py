"""How well questions are answered: hand-made answers, each a document and words of its passage.

A file has a line a question, parted by tabs: the set it belongs to, an id, the question, documents
and quotes (several parted by |; both empty where nothing answers). Right is an answer whose first
passage is of one of the documents and holds one of the quotes; where nothing answers, one that says
so. Wrong and sure is what counts against the answers most.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.model.answers import Answer
from indexer.model.errors import UsageError
from indexer.runtime.disk import obstacle
from indexer.searching.sureness import SURE

_FIELDS = ("set", "id", "question", "document", "quote")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """``documents`` and ``quotes`` are empty where nothing answers."""

    set: str
    id: str
    text: str
    documents: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``right``: of the first passage; ``sure``: whether the answer says it is."""

    question: AskedQuestion
    right: bool
    answered: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 95% interval (Wilson)."""

    number: int
    of: int

    @property
    def value(self) -> float:
        return self.number / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.number}/{self.of} = {self.value:.3f} [{low:.3f}, {high:.3f}]"


def read_questions(path: Path) -> list[AskedQuestion]:
    """Raises UsageError where the file cannot be read, or lacks a column."""
    try:
        with path.open(encoding="utf-8", newline="") as source:
            rows = csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
            if rows.fieldnames is None or not set(_FIELDS) <= set(rows.fieldnames):
                raise UsageError(f"{path.name} 的首行应为：{'、'.join(_FIELDS)}，以制表符隔开")
            return [
                AskedQuestion(
                    row["set"], row["id"], row["question"], _several(row["document"]),
                    _several(row["quote"]),
                )
                for row in rows
            ]  # fmt: skip
    except OSError as error:
        raise UsageError(f"{path} 无法读取：{obstacle(error)}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} 不是 UTF-8") from error


def _several(cell: str | None) -> tuple[str, ...]:
    return tuple(part for part in (cell or "").split("|") if part)


def ask_all(
    answer: Callable[[str], Answer],
    questions: Iterable[AskedQuestion],
    ids: Mapping[str, str],
) -> list[Outcome]:
    """``ids``: the id in the library of each document that the questions name."""
    return [_outcome(answer(one.text), one, ids) for one in questions]


def _outcome(found: Answer, asked: AskedQuestion, ids: Mapping[str, str]) -> Outcome:
    sure = found.confidence.value >= SURE
    if not asked.documents:
        return Outcome(asked, not found.answered, found.answered, sure)
    first = found.passages[0] if found.passages else None
    right = (
        first is not None
        and first.document.id in {ids.get(name) for name in asked.documents}
        and any(_bare(q) in _bare(first.passage.quote) for q in asked.quotes)
    )
    return Outcome(asked, right, found.answered, sure)


def _bare(text: str) -> str:
    return "".join(text.split())


def shares(outcomes: Sequence[Outcome]) -> dict[str, Share]:
    """What is told of them."""
    wrong = sum(o.sure and not o.right for o in outcomes)
    answerable = [o for o in outcomes if o.question.documents]
    return {
        "first passage right": Share(sum(o.right for o in outcomes), len(outcomes)),
        "wrong and sure": Share(wrong, len(outcomes)),
        "answered, of those that can be": Share(
            sum(o.answered for o in answerable), len(answerable)
        ),
    }
