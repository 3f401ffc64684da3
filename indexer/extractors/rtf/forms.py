"""Form fields of RTF: which entry was chosen, whether a box is ticked.

{\\*\\fldinst FORMDROPDOWN {\\*\\formfield{\\ffres1{\\*\\ffl 居民}{\\*\\ffl 经营}}}}
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.extractors.docx.fields import EMPTY, TICKED

UNSHOWN = frozenset(
    ("ffname", "ffdeftext", "ffformat", "ffhelptext", "ffstattext", "ffentrymcr", "ffexitmcr")
)
_UNTOUCHED = 25  # the result of a field that still has its default


@dataclass(slots=True)
class Form:
    """What the instruction of a field says of a form."""

    result: int = _UNTOUCHED
    default: int = 0
    entries: list[str] = field(default_factory=list)

    def word(self, word: str, number: int | None) -> None:
        if word == "ffres":
            self.result = number or 0
        elif word == "ffdefres":
            self.default = number or 0

    def shown(self, instruction: str) -> str:
        """The tick or the chosen entry; "" where the instruction is none of a form."""
        name = "".join(instruction.split()[:1]).upper()
        chosen = self.default if self.result == _UNTOUCHED else self.result
        if name == "FORMCHECKBOX":
            return TICKED if chosen == 1 else EMPTY
        if name == "FORMDROPDOWN" and 0 <= chosen < len(self.entries):
            return self.entries[chosen].strip()
        return ""
