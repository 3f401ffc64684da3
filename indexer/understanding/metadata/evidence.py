"""Claims with their evidence, as the rules make them."""

from __future__ import annotations

from datetime import date

from indexer.model import Basis, Evidence, Value

_LONGEST_QUOTE = 200


def claim(
    value: str | tuple[str, ...] | date,
    rule: str,
    quote: str = "",
    *,
    start: int | None = None,
    end: int | None = None,
    page: int | None = None,
    confidence: float = 1.0,
    basis: Basis = Basis.EXTRACTED,
) -> Value:
    """A value and why it is believed; a long quote is cut, its place kept whole."""
    written = value.isoformat() if isinstance(value, date) else value
    evidence = Evidence(basis, rule, quote[:_LONGEST_QUOTE], page, start, end, confidence)
    return Value(written, evidence)
