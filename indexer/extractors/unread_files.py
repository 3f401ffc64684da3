"""The hint that a file holds others which were not read."""

from __future__ import annotations

from collections.abc import Sequence

_NAMED = 5


def told(names: Sequence[str]) -> list[str]:
    """One hint with the first names; none where there is no file."""
    if not names:
        return []
    named = "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
    return [f"内嵌文件 {len(names)} 个未读取：{named}"]


def told_of_unnamed(count: int) -> list[str]:
    """The same of files whose names nobody knows."""
    return [f"内嵌文件 {count} 个未读取"] if count else []
