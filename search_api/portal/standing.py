"""How a validity looks: its style and icon, its words, and how it is known."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.model import Basis, Kind, Status, StatusValue
from search_api.labels import BASIS_LABELS

_STYLES = {
    StatusValue.IN_FORCE: "in_force",
    StatusValue.AMENDED: "amended",
    StatusValue.PARTIALLY_IN_FORCE: "partial",
    StatusValue.NOT_YET_EFFECTIVE: "future",
    StatusValue.EXPIRED: "expired",
    StatusValue.REPEALED: "repealed",
    StatusValue.DRAFT: "draft",
    StatusValue.UNKNOWN: "unknown",
}
# A clause that says it outright needs no word.
_KNOWN_BY = {
    Basis.INFERRED: "推断",
    Basis.DECLARED: BASIS_LABELS[Basis.DECLARED],
    Basis.REVIEWED: "人工核定",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``style``: the class and icon; ``basis``: how it is known, "" where that goes without
    saying."""

    style: str
    label: str
    basis: str = ""

    @property
    def ended(self) -> bool:
        return self.style in ("expired", "repealed")


def standing_of(status: Status | StatusValue | str, kind: str = "") -> Standing:
    """Interpretations have no validity: they are shown as what they are."""
    if isinstance(status, Status):
        value, basis = status.value, status.basis
    else:
        value, basis = StatusValue(status), None
    if kind == Kind.INTERPRETATION.value and value is StatusValue.UNKNOWN:
        return Standing("book", Kind.INTERPRETATION.label)
    return Standing(_STYLES[value], value.label, _KNOWN_BY.get(basis, "") if basis else "")
