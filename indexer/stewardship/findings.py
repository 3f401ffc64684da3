"""What a check found, as a value, and what puts it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Area = Literal["files", "catalogue", "index"]
# Read the file again; write the card anew from what is claimed; apply the rules to the document
# again; remove what was removed, or bring back what was not; number the last change anew; take the
# rows for right as they are; remember a document's file; remove rows of no document; take the copy
# away or make it; bring the index up; make it anew.
Mending = Literal[
    "read", "card", "renew", "remove", "revive", "number", "seal", "source", "orphans", "copy",
    "index", "rebuild",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be. ``subject`` is the file or document it is about;
    ``mending`` what puts it right (``repairing.py``), None where nothing but a person does;
    ``location`` that of a file."""

    area: Area
    subject: str
    message: str
    mending: Mending | None = None
    location: str | None = None
