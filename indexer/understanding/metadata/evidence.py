"""Claims with their evidence, as the rules make them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from analyzers.folding import fold
from indexer.model import Basis, Evidence, Passage, Value

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
    also: tuple[Passage, ...] = (),
) -> Value:
    """A value and why it is believed; a long quote is cut, its place kept whole."""
    written = value.isoformat() if isinstance(value, date) else value
    evidence = Evidence(basis, rule, quote[:_LONGEST_QUOTE], page, start, end, confidence, also)
    return Value(written, evidence)


def passages(text: str, words: Iterable[str], most: int = 12) -> tuple[Passage, ...]:
    """Where words first stand in a text, as written there; those that do not are left out.

    >>> passages("养老服务，養老機構", ("养老机构", "托育"))
    (Passage(quote='養老機構', start=5, end=9, page=None),)
    """
    folded = fold(text)
    found: list[Passage] = []
    for word in words:
        at = folded.find(fold(word))
        if at >= 0 and len(found) < most:
            found.append(Passage(text[at : at + len(word)], at, at + len(word)))
    return tuple(found)
