"""Measuring the reading of validity clauses against clauses read by hand.

A line of the file is one clause: ``text``, ``self`` (effective, validity, expiry), ``ops`` (op,
target_title, target_no, scope, provision, count), ``negative`` (must change nothing). What is
compared, and how:

- changes: repeal, lapse (with stop), amend, keep. A reading is right when operation, target
  (number, else title; else the attached or unlisted set and its count; else the article) and
  scope agree. Retold and conditional ones count: that they are doubtful is another matter.
- own effective date: the day, or the event (on_publication) that it hangs on. A label whose day
  stands nowhere in the clause counts as right when the event is read; where the clause says
  nothing of it at all, it is left out and named in ``unmeasured``.
- term: its length and, where the start is known, its last day.
- silent: clauses marked negative from which nothing is read, neither change, date nor hint.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from analyzers.folding import fold
from indexer.model import RelationType, Scope
from indexer.understanding.metadata.dates import find_dates
from indexer.understanding.validity.clauses import Reading, read_clauses
from indexer.understanding.validity.directory import title_key
from indexer.understanding.validity.effect import OwnDate
from indexer.understanding.validity.operations import Operation
from indexer.understanding.validity.terms import last_day

_OPERATIONS = {
    "repeal": RelationType.REPEALS,
    "lapse": RelationType.LAPSES,
    "stop": RelationType.LAPSES,
    "amend": RelationType.AMENDS,
    "keep": RelationType.CONFIRMS,
}
_EVENTS = {"on_publication": ("publication",), "on_issue": ("printing", "publication")}


@dataclass
class Score:
    """Counts of a measure; ``wrong`` says what was missed or read in excess, for people."""

    right: int = 0
    read: int = 0
    expected: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class ClauseTables:
    """The measures over all clauses. ``by_operation`` parts ``changes``."""

    clauses: int = 0
    changes: Score = field(default_factory=Score)
    by_operation: dict[str, Score] = field(default_factory=dict)
    effective: Score = field(default_factory=Score)
    term: Score = field(default_factory=Score)
    silent: Score = field(default_factory=Score)
    unmeasured: list[str] = field(default_factory=list)

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Measure, F1 (or share), right, read, expected: for a printed table."""
        named = {
            "变更对象": self.changes, **{f"　{op}": s for op, s in self.by_operation.items()},
            "施行日期": self.effective, "有效期": self.term, "不应触发": self.silent,
        }  # fmt: skip
        return [
            (name, f"{score.f1:.3f}", str(score.right), str(score.read), str(score.expected))
            for name, score in named.items()
        ]


def evaluate_clauses(path: Path) -> ClauseTables:
    """Read every clause of a .jsonl file and compare. Raises OSError, ValueError for bad JSON."""
    with path.open(encoding="utf-8") as lines:
        return compare_clauses(json.loads(line) for line in lines if line.strip())


def compare_clauses(clauses: Iterable[Mapping[str, object]]) -> ClauseTables:
    """The same for clauses at hand."""
    tables = ClauseTables()
    for clause in clauses:
        text, name = str(clause["text"]), str(clause.get("id", ""))
        reading = read_clauses(text)
        tables.clauses += 1
        _compare_changes(tables, name, clause, reading)
        own = clause.get("self")
        if isinstance(own, Mapping):
            _compare_effective(tables, name, own, reading)
            _compare_term(tables, name, own, reading)
        if clause.get("negative"):
            _compare_silence(tables.silent, name, reading)
    return tables


# ---------------------------------------------------------------- changes

_Key = tuple[str, ...]


def _compare_changes(
    tables: ClauseTables, name: str, clause: Mapping[str, object], reading: Reading
) -> None:
    ops = clause.get("ops")
    expected = [key for op in (ops if isinstance(ops, list) else []) if (key := _expected_key(op))]
    found = [_found_key(one) for one in reading.operations]
    rest = list(found)
    for key in expected:
        match = next((other for other in rest if _same(key, other)), None)
        scores = (tables.changes, tables.by_operation.setdefault(key[0], Score()))
        for score in scores:
            score.expected += 1
            score.right += match is not None
            score.read += match is not None
        if match is not None:
            rest.remove(match)
        else:
            tables.changes.wrong.append(f"{name} missed {key}")
    for key in rest:
        if _repeats(key, expected):
            continue
        for score in (tables.changes, tables.by_operation.setdefault(key[0], Score())):
            score.read += 1
        tables.changes.wrong.append(f"{name} in excess {key}")


def _expected_key(op: Mapping[str, object]) -> _Key | None:
    """(operation, number, title, scope, what else names it)."""
    type_ = _OPERATIONS.get(str(op["op"]))
    if type_ is None:
        return None
    scope = str(op.get("scope", "whole"))
    listed = scope if scope in ("attached_list", "unlisted") else ""
    partial = "partial" if scope == "partial" and type_ is not RelationType.AMENDS else ""
    title, number = op.get("target_title"), op.get("target_no")
    other = "" if title or number else str(op.get("provision", ""))
    return (
        str(type_), str(number or ""), title_key(str(title)) if title else "",
        listed or partial, str(op.get("count") or "") if listed else _plain(other),
    )  # fmt: skip


def _found_key(one: Operation) -> _Key:
    target = one.target
    if target is None:
        return (str(one.type), "", "", one.listed, str(one.count or ""))
    partial = target.scope is Scope.PARTIAL and one.type is not RelationType.AMENDS
    named = target.title or target.number
    return (
        str(one.type), target.number or "", title_key(target.title) if target.title else "",
        "partial" if partial else "", "" if named else _plain(target.provision),
    )  # fmt: skip


def _plain(provision: str) -> str:
    return "".join(fold(provision).split())


def _same(expected: _Key, found: _Key) -> bool:
    operation, number, title, scope, other = expected
    if (operation, scope) != (found[0], found[3]):
        return False
    if number and found[1]:
        return number == found[1]
    if title or number:
        return bool(title) and title == found[2]
    return other in ("", found[4]) and not (found[1] or found[2])


def _repeats(found: _Key, expected: list[_Key]) -> bool:
    """A second sentence about the same attached list says nothing new."""
    return found[3] == "attached_list" and any(key[3] == "attached_list" for key in expected)


# ---------------------------------------------------------------- own dates


def _compare_effective(
    tables: ClauseTables, name: str, own: Mapping[str, object], reading: Reading
) -> None:
    label, read, score = own.get("effective"), reading.own_date, tables.effective
    if label is None:
        if read is not None:
            score.read += 1
            score.wrong.append(f"{name} in excess {read.day or read.anchor}")
        return
    wanted = str(label).rstrip("?")
    if wanted not in _EVENTS and read is None and not _says(reading.text, wanted):
        tables.unmeasured.append(f"{name} effective {wanted}: the clause says nothing of it")
        return
    score.expected += 1
    score.read += read is not None
    if read is not None and _is_effective(read, wanted, reading.text):
        score.right += 1
    else:
        score.wrong.append(f"{name} effective {wanted}, read {read}")


def _is_effective(read: OwnDate, wanted: str, text: str) -> bool:
    if wanted in _EVENTS:
        return read.anchor in _EVENTS[wanted]
    if read.day is not None:
        return read.day.isoformat() == wanted
    return not _says(text, wanted)


def _says(text: str, day: str) -> bool:
    return any(found.date.isoformat() == day for found in find_dates(text))


def _compare_term(
    tables: ClauseTables, name: str, own: Mapping[str, object], reading: Reading
) -> None:
    length, label, read, score = own.get("validity"), own.get("expiry"), reading.term, tables.term
    if length is None and label is None:
        if read is not None and not read.lasting:
            score.read += 1
            score.wrong.append(f"{name} in excess {read}")
        return
    score.expected += 1
    score.read += read is not None
    months = None if read is None else read.months
    right = length is None or (months is not None and str(length) == _period(months))
    if right and label is not None:
        right = _last_day(reading) == date.fromisoformat(str(label).rstrip("?"))
    score.right += right
    if not right:
        score.wrong.append(f"{name} term {length} {label}, read {read}")


def _period(months: int) -> str:
    return f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"


def _last_day(reading: Reading) -> date | None:
    term, start = reading.term, reading.own_date
    if term is None or term.until is not None:
        return None if term is None else term.until
    if term.months is None or start is None or start.day is None:
        return None
    return last_day(start.day, months=term.months)


def _compare_silence(score: Score, name: str, reading: Reading) -> None:
    score.expected += 1
    score.read += 1
    said = [*reading.operations, *reading.effective, *reading.terms, *reading.hints]
    if said:
        score.wrong.append(f"{name} should be silent: {said}")
    else:
        score.right += 1
