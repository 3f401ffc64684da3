"""Bodies in brackets and label lines: （牵头单位：甲；责任单位：乙）, whose duty stands before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.model import Basis, Evidence
from indexer.model.responsibilities import DutyKind, Responsibility
from indexer.understanding.responsibilities.facts import LONGEST_QUOTE, MARKER, Speaker
from indexer.understanding.responsibilities.matters import matter_of

_LABELS = (
    (DutyKind.LEADS, re.compile(r"(?:牵头|主办|第一责任)(?:单位|部门|责任单位)?")),
    (DutyKind.ASSISTS, re.compile(r"(?:配合|协办|参与|参加|协助)(?:单位|部门)?")),
    (DutyKind.RESPONSIBLE, re.compile(r"(?:责任|主管|实施|负责)(?:单位|部门|主体)?")),
)
_BRACKETS = re.compile(r"[（(]([^（）()]{0,6}(?:（[^（）]{0,12}）|[^（）()])*)[）)]")
_LABEL_LINE = re.compile(
    r"^[\s　]*(?:牵头|责任|配合|主办|协办|实施|负责)(?:责任)?(?:单位"
    r"|部门)[：:][^\n]{2,160}",
    re.MULTILINE,
)
_LABELLED = re.compile(
    r"(?P<label>牵头(?:责任)?单位|牵头部门|责任单位|责任部门|配合单位|配合部门"
    r"|协办单位|主办单位|参与单位|实施单位|主管部门|负责单位)[：:]"
    r"(?P<bodies>[^；;。\n：:）]{2,120})"
)
# 邮政编码：100045⏎主办单位：…: how to write to somebody is no duty.
_CONTACT = re.compile(r"邮政编码|邮编|电话|传真|地址|网址|版权所有")
_DOING = re.compile(
    r"(?P<bodies>[^，；;。：:（）]{2,80}?)(?:按职责(?:分工)?)?(?P<label>牵头|负责"
    r"|配合|参与|协助)(?:落实|实施|推进)?(?=$|[，；;。])"
)


def bracketed(text: str, speaker: Speaker) -> Iterator[Responsibility]:
    """（牵头单位：甲；责任单位：乙）: the duty is what stands before; so for such a line."""
    for bracket in _BRACKETS.finditer(text):
        yield from _labelled(text, bracket.start(), bracket.span(1), speaker)
    for line in _LABEL_LINE.finditer(text):
        yield from _labelled(text, line.start(), line.span(), speaker)


def _labelled(
    text: str, at: int, inner: tuple[int, int], speaker: Speaker
) -> Iterator[Responsibility]:
    for pattern in (_LABELLED, _DOING):
        for match in pattern.finditer(text, *inner):
            kind = next((k for k, p in _LABELS if p.match(match["label"])), None)
            listed = match["bodies"].replace("，", "、").rstrip("等 ")
            bodies = speaker.bodies(listed)
            if kind is None or not bodies:
                continue
            start, duty = _before(text, at)
            if not duty or _CONTACT.match(duty):
                continue
            end = min(match.end(), start + LONGEST_QUOTE)
            evidence = Evidence(
                Basis.EXTRACTED, "duty_brackets", text[start:end],
                start=start, end=end, confidence=0.9,
            )  # fmt: skip
            for body in bodies:
                yield Responsibility(
                    body.written, body.name, body.level, kind, duty[:200],
                    matter_of(duty) or speaker.subject, evidence,
                )  # fmt: skip


def _before(text: str, at: int) -> tuple[int, str]:
    """The sentence before a bracket, with its beginning."""
    at = max(0, at)
    first = max(0, at - LONGEST_QUOTE)
    stop = at
    while stop > first and text[stop - 1] in "。；\n 　":
        stop -= 1
    start = max(first - 1, *(text.rfind(mark, first, stop) for mark in "。；\n")) + 1
    marker = MARKER.match(text, start, stop)
    start = marker.end() if marker else start
    return start, text[start:stop].strip()
