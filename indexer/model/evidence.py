"""Values, and why they are believed: every claim with its basis and its place in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.model.labels import LabelledEnum


class Basis(LabelledEnum):
    """How a value is known. Precedence at read time: reviewed, declared, extracted, inferred."""

    REVIEWED = "reviewed", "人工审核"
    DECLARED = "declared", "来源标注"
    EXTRACTED = "extracted", "正文提取"
    INFERRED = "inferred", "据条文推断"


# The rule of what a file says of itself in a table or its properties: it yields to a manifest.
FILE_RULE = "file"
PRECEDENCE: tuple[Basis, ...] = (Basis.REVIEWED, Basis.DECLARED, Basis.EXTRACTED, Basis.INFERRED)


@dataclass(frozen=True, slots=True)
class Passage:
    """A literal piece of the text: ``text[start:end]`` begins with ``quote``."""

    quote: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Whose word a reviewed value is, since which instant (ISO, UTC), and why they say so."""

    who: str
    at: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a value is believed. ``rule`` names the rule; ``quote`` is the text it stands on,
    literally; ``also`` the other passages, where it stands on several; ``review`` tells of what
    staff said, and is nobody else's to read."""

    basis: Basis
    rule: str
    quote: str = ""
    page: int | None = None
    start: int | None = None
    end: int | None = None
    confidence: float = 1.0
    also: tuple[Passage, ...] = ()
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """One claim about one metadata field: a text (dates in ISO form) or several."""

    value: str | tuple[str, ...]
    evidence: Evidence


# Field name → all that is claimed about it, of every basis.
Values = Mapping[str, tuple[Value, ...]]
