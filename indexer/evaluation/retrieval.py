"""TREC-style measures of a search: judged queries in, nDCG, recall, MRR and success out.

The measures are those of ir-measures. ``queries.tsv`` has a query id, a tab and the query a line;
``qrels`` has ``query-id iteration document-id relevance`` a line, parted by blanks (or by tabs,
for document ids that hold blanks).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, R, Success, nDCG

from indexer.model.errors import UsageError
from indexer.runtime.disk import obstacle

Search = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """``relevant``: document id → grade; 0 means judged and not relevant."""

    id: str
    text: str
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``measures``: name → mean over the queries. ``by_query``: query id → name → value.
    ``unjudged``: queries without a judgement, which are left out."""

    queries: int
    measures: Mapping[str, float]
    by_query: Mapping[str, Mapping[str, float]]
    unjudged: int


def evaluate(search: Search, queries: Sequence[JudgedQuery], depths: Sequence[int]) -> Evaluation:
    """Run every judged query. ``search(query, k)`` gives the ids of the best k, best first."""
    judged = [query for query in queries if any(query.relevant.values())]
    measures = _measures(depths)
    deepest = max(10, *depths)
    run = [
        # Falling scores, so that the measures see the order that users see.
        ir_measures.ScoredDoc(query.id, document_id, -float(rank))
        for query in judged
        for rank, document_id in enumerate(search(query.text, deepest))
    ]
    qrels = [
        ir_measures.Qrel(query.id, document_id, grade)
        for query in judged
        for document_id, grade in query.relevant.items()
    ]
    by_query: dict[str, dict[str, float]] = {}
    for metric in ir_measures.iter_calc(measures, qrels, run):
        by_query.setdefault(metric.query_id, {})[str(metric.measure)] = metric.value
    names = [str(measure) for measure in measures]
    return Evaluation(
        queries=len(judged),
        measures={name: _mean([found[name] for found in by_query.values()]) for name in names},
        by_query=by_query,
        unjudged=len(queries) - len(judged),
    )


def _measures(depths: Sequence[int]) -> list[ir_measures.measures.Measure]:
    return [nDCG @ 10, RR @ 10, Success @ 1, *(R @ depth for depth in sorted(set(depths)))]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


# ---------------------------------------------------------------- files


def read_judged(queries: Path, qrels: Path) -> list[JudgedQuery]:
    """Raises UsageError, with the line, where a file cannot be read."""
    relevant: dict[str, dict[str, int]] = {}
    for query_id, document_id, grade in _read_qrels(qrels):
        relevant.setdefault(query_id, {})[document_id] = grade
    return [
        JudgedQuery(query_id, text, relevant.get(query_id, {}))
        for query_id, text in _read_queries(queries)
    ]


def _read_queries(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in _lines(path):
        query_id, tab, text = line.partition("\t")
        if not tab or not text.strip():
            raise UsageError(f"{path.name} 第{number}行应为“编号、制表符、检索词”")
        yield query_id.strip(), text.strip()


def _read_qrels(path: Path) -> Iterator[tuple[str, str, int]]:
    for number, line in _lines(path):
        parts = line.split("\t") if "\t" in line else line.split()
        if len(parts) == 3 and "\t" in line:
            parts.insert(1, "0")
        try:
            query_id, _, document_id, grade = parts
            yield query_id.strip(), document_id.strip(), int(grade)
        except ValueError as error:
            raise UsageError(f"{path.name} 第{number}行应为“检索编号 0 文件编号 相关度”") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} 无法读取：{obstacle(error)}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} 不是 UTF-8") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line
