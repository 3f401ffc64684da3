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
from indexer.model.findings import NUMBERS, Effect, FindingKind
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
        kept = _without_numbers(kept, found, text)
        holding = [v for v in found if self.effects[FindingKind(str(v.value))] is Effect.HOLD]
        if holding:
            one_each = {str(v.value): v for v in reversed(holding)}
            claims = (
                Value(WITHHELD, replace(v.evidence, rule=kind)) for kind, v in one_each.items()
            )
            kept[PUBLICATION] = (*kept.get(PUBLICATION, ()), *claims)
        return {**kept, FINDINGS: found}


def _without_numbers(
    values: Values, found: tuple[Value, ...], text: str
) -> dict[str, tuple[Value, ...]]:
    """A title, or what else the text was read as saying, that has a number which was found: masked.
    Lists, jobs and mails tell titles, of documents that are held as well."""
    numbers = {
        text[v.evidence.start : v.evidence.end]: v.evidence.quote
        for v in found
        if FindingKind(str(v.value)) in NUMBERS
    }
    return {
        name: tuple(_masked(claim, numbers) for claim in claims) for name, claims in values.items()
    }


def _masked(claim: Value, numbers: Mapping[str, str | None]) -> Value:
    if not isinstance(claim.value, str):
        return claim
    value, quote = claim.value, claim.evidence.quote
    for number, mask in numbers.items():
        value = value.replace(number, mask or "")
        quote = quote and quote.replace(number, mask or "")
    if value == claim.value and quote == claim.evidence.quote:
        return claim
    return Value(value, replace(claim.evidence, quote=quote))


def _effect(kind: FindingKind, held: set[str], ignored: set[str]) -> Effect:
    if kind.value in ignored:
        return Effect.IGNORE
    return Effect.HOLD if kind.value in held else Effect.WARN
