"""A text → its findings, each with its place and a masked quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from analyzers.folding import fold
from indexer.disclosure.rules import RULES
from indexer.model import Basis, Block, Evidence, Value
from indexer.model.blocks import page_finder
from indexer.model.findings import FindingKind

_MOST = 200  # of one kind in one document: a list of persons is told once over


def find(text: str, blocks: Sequence[Block], kinds: Iterable[FindingKind]) -> tuple[Value, ...]:
    """What must not be published: the kind as value, the masked quote as evidence.

    Findings of one kind do not overlap. Linear in the text's length.
    """
    wanted = frozenset(kinds)
    folded, page = _folded(text), page_finder(blocks)
    found: list[Value] = []
    for kind in FindingKind:
        if kind in wanted:
            found.extend(_of_kind(kind, folded, page))
    return tuple(found)


def _folded(text: str) -> str:
    """With tabs as they are: a table's rows are told by them."""
    folded, start = fold(text), 0
    if "\t" not in text:
        return folded
    cells = []
    for cell in text.split("\t"):
        cells.append(folded[start : start + len(cell)])
        start += len(cell) + 1
    return "\t".join(cells)


def _of_kind(kind: FindingKind, folded: str, page: Callable[[int], int | None]) -> Iterator[Value]:
    taken: list[tuple[int, int]] = []
    for rule in RULES:
        if rule.kind is not kind:
            continue
        for match in rule.search(folded):
            if len(taken) >= _MOST:
                return
            start, end = match.span()
            if any(start < b and a < end for a, b in taken) or not rule.check(match):
                continue
            taken.append((start, end))
            yield Value(
                kind.value,
                Evidence(
                    Basis.EXTRACTED, rule.name, rule.mask(match[0]), page(start), start, end,
                    rule.confidence,
                ),
            )  # fmt: skip
