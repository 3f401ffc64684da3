"""What a benchmark tells: rows of measures, for its tables and its plots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A measure: engine → value."""

    name: str
    unit: str
    values: Mapping[str, float]
