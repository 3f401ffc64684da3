"""What a clause does to a document: the value that all rules of this package return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.model import RelationType
from indexer.understanding.validity.references import Reference
from indexer.understanding.validity.spans import Span


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after the speaker's own effective date."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One document (``target``), or a set that is named by ``listed``, is changed.

    ``listed``: ``attached_list`` (those in an attachment, ``count`` of them as stated), or
    ``unlisted`` (those of ``issuer`` dated up to ``before`` that a list leaves out), else "".
    ``from_date`` None: from the speaker's own effective date, or ``delay`` after it.
    Offsets are in the text and mark the sentence that says so; ``confidence`` under 0.5 is for
    staff to check. ``under`` is the sentence that opened the list, for an item of one.
    """

    type: RelationType
    rule: str
    start: int
    end: int
    target: Reference | None = None
    listed: str = ""
    count: int | None = None
    issuer: str | None = None
    before: date | None = None
    from_date: date | None = None
    delay: Delay | None = None
    confidence: float = 0.95
    under: Span | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence that concerns validity and changes no document's status by itself.

    ``kind``: generic (凡与本办法不一致的…废止), prevail (以本办法为准), conditional, list (an
    announced list that was not found or does not count as stated), expiry (ends that disagree),
    suspended (a document is not carried out for a while).
    """

    kind: str
    start: int
    end: int
    note: str = ""
