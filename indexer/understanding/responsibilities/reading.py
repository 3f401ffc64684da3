"""Clauses that give a body a duty → facts.

Each sentence is tried by a handful of rules; a rule holds only where the words before its verb are
a list of public bodies and nothing else (``bodies.py``), so that what is odd is left out rather
than guessed.

| rule | example |
|---|---|
| subject | 市民政局负责…；财政、民政等部门按照职责…；公安机关应当… |
| by | …由市住房城乡建设部门会同财政部门审核 |
| is | 市城市管理局是停车场主管部门 |
| through | 经县级人民政府批准；报省教育厅备案 |
| to | 向公安机关报告；到社区服务中心办理 |
| brackets | （牵头单位：市民政局；责任单位：市财政局）、（市民政局牵头） |
| headed | 市商务局：督促…；市民政局主要职责是：（一）… (``headed.py``) |
| table | 职责分工、权责清单 (``tables.py``) |
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from analyzers.folding import chinese_changes
from indexer.model import Basis, Block, Evidence
from indexer.model.responsibilities import DutyKind, Responsibility
from indexer.understanding.responsibilities.bodies import PROVINCES
from indexer.understanding.responsibilities.brackets import bracketed
from indexer.understanding.responsibilities.continued import Before, before, continued
from indexer.understanding.responsibilities.directed import directed
from indexer.understanding.responsibilities.facts import (
    LONGEST_QUOTE,
    MARKER,
    SHORT_DUTY,
    Found,
    Speaker,
)
from indexer.understanding.responsibilities.headed import headed
from indexer.understanding.responsibilities.matters import matter_of
from indexer.understanding.responsibilities.subjects import by, subjects
from indexer.understanding.responsibilities.tables import Row, duty_rows, tells_duties
from indexer.understanding.responsibilities.wording import ENDS

# One character of so many: fewer are variants in a simplified text.
_TRADITIONAL = 20
# A sentence without what ends a body's name has none.
# Written in ASCII: each for one, so that places stay.
_WIDE = str.maketrans(",()", "，（）")
_QUICK = re.compile("|".join((*PROVINCES, *ENDS)))
# A line that is a title: 市民政局转发…的通知.
_TITLE = re.compile(
    r"(?:通知|公告|通告|通报|决定|意见|批复|函|报告|方案|办法|规定|细则|答记者问"
    r"|解读|规程|条例|工作要点|有关问题|情况|纪要)[》”]?\s*$"
)
# What was done or is answered here, and no duty.
_NARRATIVE = re.compile(
    r"进行了|完成了|作如下|作出如下|答复如下|批复如下|现予(?:公布|公告)|(?:印发|转发)《"
)
# 会议建议，市政府应当…: minutes tell what was proposed, and no duty yet.
_PROPOSED = re.compile(
    r"[\s　]*[^，。；：、对的]{0,12}建议(?:[，：:由]|(?=[市省县区][^，。；]{1,12}[局委办厅府]))"
)
# What runs on without a stop is read in pieces: each rule looks through its whole sentence.
_SENTENCE = re.compile(r"[^。；;！？\n\t]{1,3000}")


def read_responsibilities(
    text: str, blocks: Sequence[Block], speaker: Speaker
) -> tuple[Responsibility, ...]:
    """All facts in text order, each once. Never raises for odd text."""
    changes = chinese_changes(text)
    # A text in traditional characters: the rules know the simplified ones, at the same places.
    if len(changes) * _TRADITIONAL > len(text):
        return _as_written(text, _read(_changed(text, changes), blocks, speaker))
    return _read(text, blocks, speaker)


def _changed(text: str, changes: Sequence[tuple[int, str]]) -> str:
    characters = list(text)
    for at, character in changes:
        characters[at] = character
    return "".join(characters)


def _as_written(text: str, facts: Sequence[Responsibility]) -> tuple[Responsibility, ...]:
    """With the quote as it stands in the text; names are simplified, as those of the file are."""
    return tuple(
        replace(fact, evidence=replace(fact.evidence, quote=text[start:end]))
        if (start := fact.evidence.start) is not None and (end := fact.evidence.end) is not None
        else fact
        for fact in facts
    )


def _read(text: str, blocks: Sequence[Block], speaker: Speaker) -> tuple[Responsibility, ...]:
    tables = [block for block in blocks if block.rows]
    speaker = speaker.of(text)
    facts = chain(
        _clause_facts(text, tables, speaker), bracketed(text, speaker),
        headed(text, speaker),
        *(_row_facts(row, speaker) for row in duty_rows(text, tables)),
    )  # fmt: skip
    found: dict[tuple[str, DutyKind, int | None, int | None], Responsibility] = {}
    for fact in facts:
        place = fact.evidence.start, fact.evidence.end
        found.setdefault((fact.name, fact.kind, *place), fact)
    return tuple(sorted(found.values(), key=lambda f: f.evidence.start or 0))


def _clause_facts(text: str, tables: Sequence[Block], speaker: Speaker) -> Iterator[Responsibility]:
    # Other tables hold clauses in their cells.
    inside = _Inside([table for table in tables if tells_duties(table)])
    last: Before | None = None
    for sentence in _SENTENCE.finditer(text):
        if len(sentence[0]) < (4 if last else 6) or inside.holds(sentence.start()):
            continue
        named = _QUICK.search(sentence[0]) or any(short in sentence[0] for short in speaker.called)
        # 由省、自治区、⏎直辖市人民政府: half a body.
        if text[max(0, sentence.start() - 3) : sentence.start()].rstrip(" \n　").endswith("、"):
            last = None
            continue
        if (named and _is_title(text, sentence)) or _PROPOSED.match(sentence[0]):
            last = None
            continue
        if named and not _NARRATIVE.search(sentence[0]):
            found = _found(sentence[0], speaker)
            yield from _facts(found, sentence[0], sentence.start(), speaker)
            begin = _begin(sentence[0])
            own = before(found, sentence[0], begin, sentence.start())
            if found:
                last = own
                continue
        goes_on = continued(text, last, sentence) if last else None
        if last is None or goes_on is None:
            last = None
            continue
        last = last.until(sentence.end())
        yield from _of_before(text, last, *goes_on, speaker)


def _of_before(
    text: str, last: Before, kind: DutyKind, duty: str, speaker: Speaker
) -> Iterator[Responsibility]:
    """With the sentence that names the body as its clause, where that is short enough."""
    if last.end - last.start > LONGEST_QUOTE:
        return
    quote = text[last.start : last.end]
    evidence = Evidence(
        Basis.EXTRACTED, "duty_continued", quote,
        start=last.start, end=last.end, confidence=0.8,
    )  # fmt: skip
    for body in last.bodies:
        yield Responsibility(
            body.written, body.name, body.level, kind, duty[:200],
            matter_of(duty) or speaker.subject, evidence,
        )  # fmt: skip


def _is_title(text: str, sentence: re.Match[str]) -> bool:
    """A line of its own without a stop at its end."""
    stops = text[sentence.end() : sentence.end() + 1] in "。；;！？"
    return (not stops or sentence.end() == len(text)) and _TITLE.search(sentence[0]) is not None


class _Inside:
    """Whether a place lies in a table, whose rows are read by themselves."""

    def __init__(self, tables: Sequence[Block]) -> None:
        self._spans = sorted((block.start, block.end) for block in tables)
        self._starts = [start for start, _ in self._spans]

    def holds(self, place: int) -> bool:
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._spans[at][1]


def _begin(sentence: str) -> int:
    marker = MARKER.match(sentence)
    return marker.end() if marker else 0


def _found(written: str, speaker: Speaker) -> list[Found]:
    sentence = written.translate(_WIDE)  # as long as it was
    begin = _begin(sentence)
    every = (
        *subjects(sentence, begin, speaker),
        *by(sentence, begin, speaker),
        *directed(sentence, begin, speaker),
    )
    return sorted(every, key=lambda f: (f.start, f.verb))


def _facts(
    found: Sequence[Found], written: str, offset: int, speaker: Speaker
) -> Iterator[Responsibility]:
    sentence = written.translate(_WIDE)
    begin = _begin(sentence)
    for at, one in enumerate(found):
        later = [f.start for f in found[at + 1 :] if f.start > one.verb and f.rule == "subject"]
        end = min(later, default=len(sentence))
        duty = _duty(sentence, begin, one, end).strip("，, 、：:由并且和　")
        if len(duty) < 2:
            continue
        stop = min(len(sentence), begin + LONGEST_QUOTE)
        quote = written[begin:stop].rstrip()
        evidence = Evidence(
            Basis.EXTRACTED, f"duty_{one.rule}", quote,
            start=offset + begin, end=offset + begin + len(quote), confidence=one.confidence,
        )  # fmt: skip
        matter = one.matter or matter_of(duty) or speaker.subject
        yield Responsibility(
            one.body.written, one.body.name, one.body.level, one.kind, duty[:200], matter, evidence
        )


def _duty(sentence: str, begin: int, one: Found, end: int) -> str:
    """The words that say what is to be done. Where the body stands after its matter, the clause;
    with the one before, where it begins with the body."""
    if one.rule in ("subject", "set_up"):
        subject = sentence[one.start : one.verb]
        if end - one.verb >= SHORT_DUTY or subject.count("）") > subject.count("（"):
            return sentence[one.verb : end]
        return sentence[one.start : end]
    if one.rule != "by":
        stop = sentence.find("，", one.verb)
        end = min(end, stop) if stop >= 0 else end
    start = sentence.rfind("，", begin, one.start) + 1 or begin
    if len(sentence[start : one.start].strip(" 由经向报到在应当并")) < 2:
        start = sentence.rfind("，", begin, max(begin, start - 1)) + 1 or begin
    return sentence[start:end]


def _row_facts(row: Row, speaker: Speaker) -> Iterator[Responsibility]:
    evidence = Evidence(
        Basis.EXTRACTED, "duty_table", row.quote, start=row.start, end=row.end, confidence=0.9
    )
    for cell, kind in row.bodies:
        listed = re.sub(r"[\s，,；;]+", "、", cell.strip())
        for body in speaker.bodies(listed):
            yield Responsibility(
                body.written, body.name, body.level, kind, row.duty[:200],
                matter_of(row.duty) or row.duty[:40], evidence,
            )  # fmt: skip
