"""Enumerations whose members have a value for machines and a label for people."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """``MEMBER = "value", "标签"``; looked up by the value alone."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def named(cls, text: str) -> Self | None:
        """The member of this value or label; None where there is none."""
        wanted = text.strip()
        value = wanted.lower()
        return next((m for m in cls if m.value == value or m.label == wanted), None)

    @classmethod
    def choices(cls) -> str:
        """What people may say, with what machines do: 现行有效（in_force）、…"""
        return "、".join(f"{member.label}（{member.value}）" for member in cls)
