"""What a run did: its counts, and by name whatever did not go as wished."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from indexer.catalogue import AttemptOutcome
from indexer.model.errors import QuarantineReason


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell. ``reason`` is a QuarantineReason's value, or empty."""

    outcome: AttemptOutcome
    name: str
    reason: str
    detail: str

    @property
    def message(self) -> str:
        label = QuarantineReason(self.reason).label if self.reason else ""
        return "：".join(part for part in (label, self.detail) if part)


_TOLD = (AttemptOutcome.QUARANTINED, AttemptOutcome.DUPLICATE, AttemptOutcome.FLAWED)


@dataclass(slots=True)
class Summary:
    """``vanished``: files that are gone while their documents stay, for want of ``--prune``.
    ``withheld``: names of what must not be published, and why."""

    counts: Counter[AttemptOutcome] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    withheld: list[tuple[str, str]] = field(default_factory=list)
    characters: int = 0
    revision: int = 0
    interrupted: bool = False

    def count(self, outcome: AttemptOutcome, name: str, reason: str = "", detail: str = "") -> None:
        self.counts[outcome] += 1
        if outcome in _TOLD:
            self.notes.append(Note(outcome, name, reason, detail))

    def withhold(self, name: str, why: str) -> None:
        self.withheld.append((name, why))

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)

    def add(self, other: Summary) -> None:
        """What a further run did, in one with this."""
        self.counts += other.counts
        self.notes += other.notes
        self.vanished += other.vanished
        self.withheld += other.withheld
        self.characters += other.characters
        self.revision = other.revision
        self.interrupted |= other.interrupted
        for message in other.warnings:
            self.warn(message)

    @property
    def clean(self) -> bool:
        """Nothing was quarantined, and nothing declared had to be left out."""
        return not (self.counts[AttemptOutcome.QUARANTINED] or self.counts[AttemptOutcome.FLAWED])
