"""Whether a line goes on in the next: a break within a word, a date or a pair of brackets.

Lines of Chinese break anywhere. Where nothing tells the width at which a text was wrapped, a word
of the dictionary that straddles the break does.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from analyzers.segmentation import Segmenter, best_segmenter

_CHINESE = re.compile("[\u3400-\u9fff]")
_REACH = 8  # characters on either side that are cut into words
_COLUMNS = re.compile(r"\S(?:\t| {3,}|\u3000{2,})\S")  # cells set apart, as in a table
_NUMBER_ENDS = re.compile(r"(?:[12]\d{3}年?|年\d{1,2}月?|月\d{1,2}|第\d{1,4})\s*$")
_NUMBER_GOES_ON = re.compile(r"\s*(?:\d{1,2}月|\d{1,2}日|[年月日号条款]|〕)")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、])"
)
_UNEVEN = 2  # characters by which wrapped lines of one width differ: no mark begins a line
_OPENED = re.compile(r"[《〔][^《〔》〕。；]{0,60}$")
_CLOSED = re.compile(r"[^《〔》〕。；]{0,60}[》〕]")


def continues(line: str, following: str) -> bool:
    """Whether the break between the two lines is within something that is one."""
    first, second = line.rstrip(), following.strip()
    if not first or not second or _COLUMNS.search(first.strip()) or _COLUMNS.search(second):
        return False
    if _OPENED.search(first) and _CLOSED.match(second):
        return True
    if _NUMBER_ENDS.search(first) and _NUMBER_GOES_ON.match(second):
        return True
    if _NUMBERED.match(first) and len(second) > len(first) + _UNEVEN:
        return False  # a heading: lines that were wrapped are as long as their width allows
    return _straddled(first[-_REACH:], second[:_REACH])


def _straddled(before: str, after: str) -> bool:
    """Whether a word begins in front of the break and ends behind it. One that is two words, cut
    between them (管理|工作), may as well be two lines."""
    if not (_CHINESE.match(before[-1]) and _CHINESE.match(after[0])):
        return False
    segmenter = _segmenter()
    at = len(before)
    for word, start, end in segmenter.coarse_offsets(before + after):
        if start < at < end:
            halves = word[: at - start], word[at - start :]
            whole = all(len(half) > 1 and segmenter.knows(half) for half in halves)
            # One character twice (查查) ends one sentence and begins the next as often.
            return segmenter.knows(word) and not whole and len(set(word)) > 1
    return False


def join_wrapped(text: str) -> str:
    """The text without the line breaks that cut a word; all others stay."""
    if "\n" not in text:
        return text
    lines = text.split("\n")
    joined = [lines[0]]
    for last, line in pairwise(lines):
        if line[:1].strip() and continues(last, line):
            joined[-1] += line
        else:
            joined.append(line)
    return "\n".join(joined)


@cache
def _segmenter() -> Segmenter:
    return best_segmenter(())
