"""Whether a document may be published: staff's word, else a declaration, else its findings.

What is decided is a claim like every other, ``publication``: with who says so, and the place.
此件公开发布 and a declaration that a document is public release nothing: only staff can, who have
seen what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from indexer.disclosure.findings import find
from indexer.model import Block, Value, Values
from indexer.model.findings import Effect, FindingKind
from indexer.model.publication import FINDINGS, PUBLICATION, WITHHELD


@dataclass(frozen=True, slots=True)
class Gate:
    """What each kind of finding does in this library."""

    effects: Mapping[FindingKind, Effect]

    @classmethod
    def of(cls, hold: Iterable[str], ignore: Iterable[str]) -> Gate:
        """``hold`` and ``ignore`` name kinds; what neither names only warns."""
        held, ignored = set(hold), set(ignore)
        return cls({kind: _effect(kind, held, ignored) for kind in FindingKind})

    def judge(self, values: Values, text: str, blocks: tuple[Block, ...]) -> Values:
        """The values with the findings, and with the claim that they hold the document back."""
        kinds = [kind for kind, effect in self.effects.items() if effect is not Effect.IGNORE]
        found = find(text, blocks, kinds)
        kept = {name: claims for name, claims in values.items() if name != FINDINGS}
        if not found:
            return kept
        holding = [v for v in found if self.effects[FindingKind(str(v.value))] is Effect.HOLD]
        if holding:
            one_each = {str(v.value): v for v in reversed(holding)}
            claims = (
                Value(WITHHELD, replace(v.evidence, rule=kind)) for kind, v in one_each.items()
            )
            kept[PUBLICATION] = (*kept.get(PUBLICATION, ()), *claims)
        return {**kept, FINDINGS: found}


def _effect(kind: FindingKind, held: set[str], ignored: set[str]) -> Effect:
    if kind.value in ignored:
        return Effect.IGNORE
    return Effect.HOLD if kind.value in held else Effect.WARN
