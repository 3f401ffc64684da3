"""A query's field names against the field table, before any engine works on it."""

from __future__ import annotations

from indexer.engines.ranking import DATE_FIELDS, FACET_FIELDS, FILTER_FIELDS, TEXT_FIELDS
from indexer.model.errors import UsageError
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    EngineQuery,
    Keyword,
    Node,
    NoneOf,
    Substring,
    Terms,
)

TEXTS = frozenset(f.name for f in TEXT_FIELDS)
FILTERS = frozenset(FILTER_FIELDS)
FACETS = frozenset(FACET_FIELDS)
DATES = frozenset(f.name for f in DATE_FIELDS)


def check(query: EngineQuery, *facets: str) -> None:
    """Raises UsageError for a filter, facet or searched field that the table does not have."""
    for name in query.filters:
        if name not in FILTERS:
            raise UsageError(f"不能按“{name}”筛选", field=name)
    for name in query.ranges:
        if name not in DATES:
            raise UsageError(f"不能按“{name}”限定日期", field=name)
    for name in (*query.facets, *query.tallies, *facets):
        if name not in FACETS:
            raise UsageError(f"不能按“{name}”统计", field=name)
    check_node(query.match)
    for node, _ in query.boosts:
        check_node(node)


def check_node(node: Node) -> None:
    """Raises UsageError for a field that cannot be searched."""
    match node:
        case Terms(_, fields) | Substring(_, fields):
            _check_names(fields, TEXTS)
        case Keyword(name, _):
            _check_names((name,), FILTERS)
        case AllOf(children) | AnyOf(children) | AtLeast(_, children) | NoneOf(children):
            for child in children:
                check_node(child)


def _check_names(names: tuple[str, ...], allowed: frozenset[str]) -> None:
    for name in names:
        if name not in allowed:
            raise UsageError(f"不能在“{name}”中检索", field=name)
