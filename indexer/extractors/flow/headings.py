"""Headings by their numbering: 第一章, 第二节, 一、, （一）.

The numbering of official documents is fixed (GB/T 9704-2012, 7.3.3: 一、 then （一） then 1. then
（1）); laws are divided into 编, 章, 节, 条 (立法法 第六十五条). The third and fourth steps number
sentences as often as headings and are left to the layout.
"""

from __future__ import annotations

import re

_CHINESE = "[一二三四五六七八九十百零〇○]"
_RULES: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"第{_CHINESE}{{1,4}}[编篇部]分?(?=\s|[^\d，。；第])"), 1),
    (re.compile(rf"第{_CHINESE}{{1,5}}章(?=\s|[^\d，。；的、和至])"), 1),
    (re.compile(rf"第{_CHINESE}{{1,5}}节(?=\s|[^\d，。；的、和至])"), 2),
    (re.compile(r"附\s*[则录件](?:\s*[0-9一二三四五六七八九十]{1,3})?\s*[:：]?$"), 1),
    (re.compile(rf"{_CHINESE}{{1,3}}、(?=\S)"), 1),
    (re.compile(rf"[（(]{_CHINESE}{{1,3}}[）)](?=\S)"), 2),
)
_LONGEST = 40  # characters; a heading fits on one line of 28 characters, rarely on two
_SENTENCE_MARKS = re.compile(r"[。；！？，：:;]")


def heading_level(line: str) -> int | None:
    """1 or 2 for a line that is a numbered heading and nothing more; else None.

    >>> heading_level("一、总体要求"), heading_level("（一）基本原则。坚持公开。")
    (1, None)
    """
    line = line.strip()
    if len(line) > _LONGEST or _SENTENCE_MARKS.search(line.rstrip("：:")):
        return None
    for pattern, level in _RULES:
        if pattern.match(line):
            return level
    return None
