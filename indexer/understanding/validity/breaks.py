"""Where a paragraph begins and ends, in lines that extraction broke."""

from __future__ import annotations

import re

from indexer.understanding.metadata.wrapped import wrapped_notes

_LONGEST_PARAGRAPH = 40_000
_LONGEST_TITLE = 220


def notes_joined(folded: str) -> str:
    """A blank for each break within a note under the title: it is one paragraph."""
    for start, end in wrapped_notes(folded):
        folded = folded[:start] + folded[start:end].replace("\n", " ") + folded[end:]
    return folded


def paragraph_at(text: str, folded: str, offset: int) -> tuple[int, int]:
    """Begin and end of the paragraph around an offset.

    A line that ends in ``、`` or ``，`` or inside 《》 goes on in the next: extraction broke it.
    """
    start = folded.rfind("\n", 0, offset) + 1
    while start > 1 and offset - start < _LONGEST_PARAGRAPH and _continues(folded, start - 1):
        start = folded.rfind("\n", 0, start - 1) + 1
    end = folded.find("\n", offset)
    while end != -1 and end - offset < _LONGEST_PARAGRAPH and _continues(folded, end):
        end = folded.find("\n", end + 1)
    end = len(text) if end == -1 else end
    if end - start > _LONGEST_PARAGRAPH:
        start, end = max(start, offset - 4000), min(end, offset + 4000)
    return start, end


# A date that a line break has torn: 中华民国八十七年 / 六月三十日.
_DATE_END = "年月一二三四五六七八九十〇0123456789"
_DATE_START = re.compile(r"\s{0,3}[一二三四五六七八九十0-9]{0,4}[月日](?![一-鿿]?份)")


# 本规范自2018年4月1日 / 起实施; 本规范自2018年4月1日起 / 实施。
_SINCE = re.compile(r"\s{0,3}起,?(?:正式)?(?:施行|实施|执行|生效|试行)")
_IN_FORCE = re.compile(r"\s{0,3}(?:施行|实施|执行|生效|试行)[。;,]")


def _continues(folded: str, newline: int) -> bool:
    """Whether the line before this newline is not at its end."""
    head = newline
    while head > 0 and folded[head - 1] in " \n\r":
        head -= 1
    if head > 0 and folded[head - 1] in ",、":
        return newline - head < 3
    if head > 0 and folded[head - 1] in _DATE_END and _DATE_START.match(folded, newline):
        return True
    if head > 0 and _is_broken_number(folded, head, newline):
        return True
    if folded[max(0, head - 2) : head] == "日起" and _IN_FORCE.match(folded, newline):
        return True
    if head > 0 and folded[head - 1] == "日" and _SINCE.match(folded, newline):
        return True
    if head > 0 and folded[head - 1] == ">" and _NEXT_TITLE.match(folded, newline):
        return True
    if _in_note(folded, head, newline):
        return True
    line = folded.rfind("\n", 0, head) + 1
    opened = folded.rfind("《", line, head)
    if opened == -1 or head - opened > _LONGEST_TITLE or folded.find("》", opened, head) != -1:
        return False
    closing = folded.find("》", newline, newline + 120)
    opening = folded.find("《", newline, newline + 120)
    return closing != -1 and (opening == -1 or closing < opening)


# (2010年3月1日…通过 / 根据…修正 / …修订): a note under a title, broken over lines.
_OPENS_NOTE = re.compile(r"[ ]?(?:根据)?(?:[12][0-9]{3}|[一二][〇零○一二三四五六七八九]{3})年")
_LONGEST_BROKEN_NOTE = 600


def _in_note(folded: str, head: int, newline: int) -> bool:
    """Whether this newline is within the brackets of a note that begins with a year."""
    opened = folded.rfind("(", max(0, head - _LONGEST_BROKEN_NOTE), head)
    if opened == -1 or _OPENS_NOTE.match(folded, opened + 1) is None:
        return False
    if folded.find(")", opened, head) != -1 or "\n\n" in folded[opened : newline + 2]:
        return False
    return folded.find(")", newline, newline + _LONGEST_BROKEN_NOTE) != -1


# 《关于修改〈甲〉 / 〈乙〉 / 〈丙〉的决定》: a list of titles, one a line.
_NEXT_TITLE = re.compile(r"\s{0,3}[、和及]?[<〈]")
_NUMBER_REST = re.compile(r"\s{0,3}第?[0-9]{1,5} ?号")
_NUMBER_IN_BRACKETS = re.compile(r"[^()\n]{0,24}号\)")


def _is_broken_number(folded: str, head: int, newline: int) -> bool:
    """云政发〔2018〕 / 6号, and in brackets at any place: (云政 / 发〔2018〕6号)."""
    if folded[head - 1] in "]>)第" and _NUMBER_REST.match(folded, newline):
        return True
    opened = folded.rfind("(", max(0, head - 30), head)
    if opened == -1 or any(c in folded[opened:head] for c in ")\n"):
        return False
    return _NUMBER_IN_BRACKETS.match(folded, newline + 1) is not None
