"""Values of which dozens are made for each answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[Made]) -> type[Made]:
    """A dataclass that type checkers take for a frozen one, and whose values compare and hash as
    such. What guards it at run time is left out: it makes each three times as dear to make."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
