"""Duties under the name of their body: a line 一、市商务局：督促…, and the items of a list behind
市卫生健康局…主要职责是：."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.model import Basis, Evidence
from indexer.model.responsibilities import DutyKind, Responsibility
from indexer.understanding.responsibilities.facts import COURTS, LONGEST_QUOTE, MARKER, Speaker
from indexer.understanding.responsibilities.matters import matter_of
from indexer.understanding.responsibilities.named import NamedBody
from indexer.understanding.responsibilities.wording import VERB

_LINE = re.compile(r"[^\n]+")
# 市商务局：督促…; what is addressed (各县人民政府：) has nothing behind it.
_NAMED = re.compile(r"(?P<bodies>[^，。；：:\n]{2,60})[：:](?P<duty>[^\n]{6,})")
_LIST_HEAD = re.compile(
    r"(?P<bodies>[^，。；：:\n]{2,60}?)(?:贯彻|落实|坚持|负责|承担|的|应当|依法|在|主要|分别|按照|行使|具体|履行|(?=主要职责|职责))"
    # 市人民政府负责会展的部门: of another body.
    r"(?![^\n]{0,60}的(?:部门|机构|单位|机关|组织|工作部门|主管部门))"
    r"[^\n]{0,120}(?:职[责能](?:是|为|如下|包括)?|(?:下列|以下)(?:各项|具体|主要)?(?:职责|职权|工作|任务|事项|措施)"
    r"(?:和[^：:，。]{1,10})?)[：:]\s*$"
)
_ITEM = re.compile(r"[\s　]*(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、])")
# How a duty begins: with its verb, or with what goes before one.
_ADVERBS = re.compile(
    r"(?:依法|按照?|会同|全面|统一|具体|积极|加强|做好|抓好|对|指导|起草|拟订|承办)"
)
_BY_ITSELF = re.compile(r"[^。；;\n]+")


def headed(text: str, speaker: Speaker) -> Iterator[Responsibility]:
    """
    >>> from indexer.understanding.metadata.authority import Authority
    >>> text = "市民政局主要职责是：\\n（一）负责社会救助工作。\\n市商务局：督促企业落实责任。"
    >>> [(f.body, f.duty) for f in headed(text, Speaker(Authority.load()))]
    [('市民政局', '负责社会救助工作'), ('市商务局', '督促企业落实责任')]
    """
    under: Sequence[NamedBody] = ()
    for line in _LINE.finditer(text):
        marker = MARKER.match(line[0])
        begin = marker.end() if marker else 0
        if under and _ITEM.match(line[0]):
            yield from _facts(text, line.start() + begin, line.end(), under, speaker)
            continue
        under = ()
        head = _LIST_HEAD.match(line[0], begin)
        if head is not None:
            under = speaker.bodies(head["bodies"])
            continue
        named = _NAMED.match(line[0], begin)
        if named is None or not _begins_a_duty(named["duty"]):
            continue
        bodies = speaker.bodies(named["bodies"])
        yield from _facts(text, line.start() + named.start("duty"), line.end(), bodies, speaker)


def _begins_a_duty(text: str) -> bool:
    return bool(VERB.match(text) or _ADVERBS.match(text))


def _facts(
    text: str, start: int, end: int, bodies: Sequence[NamedBody], speaker: Speaker
) -> Iterator[Responsibility]:
    """A fact a sentence and body; what begins otherwise than a duty is none."""
    for sentence in _BY_ITSELF.finditer(text, start, end):
        duty = sentence[0].strip()
        if len(duty) < 4 or not _begins_a_duty(duty):
            continue
        verb = VERB.search(duty)
        kind = DutyKind[verb.lastgroup] if verb and verb.lastgroup else DutyKind.CARRIES_OUT
        at = text.index(duty, sentence.start())
        stop = min(at + len(duty), at + LONGEST_QUOTE)
        evidence = Evidence(
            Basis.EXTRACTED, "duty_headed", text[at:stop], start=at, end=stop, confidence=0.9
        )
        for body in bodies:
            if body.name.endswith(COURTS):
                continue
            yield Responsibility(
                body.written, body.name, body.level, kind, duty[:200],
                matter_of(duty) or speaker.subject, evidence,
            )  # fmt: skip
