"""How this library reads a text: the rules of metadata and validity, and the gate's findings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.disclosure.gate import Gate
from indexer.model import Block, Values
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import Understanding, understand


@dataclass(frozen=True, slots=True)
class Rules:
    """What a text says, and whether it may be published. A value, so that it goes to the fence's
    workers as it is."""

    authority: Authority
    region: str | None
    gate: Gate

    def __call__(
        self, text: str, blocks: tuple[Block, ...], *, name: str, declared: Values
    ) -> Understanding:
        understood = understand(
            text, blocks, name=name, declared=declared, authority=self.authority, region=self.region
        )
        return replace(understood, values=self.gate.judge(understood.values, text, blocks))
