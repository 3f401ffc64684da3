"""What the rules for clauses share: who speaks, and a body's duty as it is found in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from indexer.model.responsibilities import DutyKind
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.bodies import (
    LONGEST_LIST,
    PROVINCES,
    SUFFIX,
    Called,
    bodies_in,
)
from indexer.understanding.responsibilities.called import called
from indexer.understanding.responsibilities.named import NamedBody

# Characters: so far the bodies of a clause are looked for, and so long is a quote.
_LONGEST = LONGEST_LIST
LONGEST_QUOTE = 400
SHORT_DUTY = 8  # 审批, 备案: such a duty is told with its subject
# 各区域, 各县级: no 各区, 各县.
_NO_COUNTY = re.compile(
    r"(?<=各[县区])[域级段位块间划里委属际（(]|(?<=委)[托派任]"
    r"|(?<=机关|机构|部门)[^，。；、]{0,4}人员|(?<=[）])组织"
    r"|(?<=代表大会)(?:代表|会议|主席|举行|闭会)"
)
# 上海市建设委员会 is no 上海市 that builds.
_ITS_OFFICE = re.compile(
    r"[^，。；、应可负会]{0,14}(?:委员会|局|厅|部门|机构|政府|办公室|代表大会|院|总队|公司|中心|大学|协会|区|县|市|的)"
)
# Courts decide cases: what the law tells them is no duty that anybody asks for.
COURTS = ("法院", "检察院", "审判机关")
MARKER = re.compile(
    r"[\s　#]*(?:(?:第[一二三四五六七八九十百千零〇0-9]+[条條款项](?:之[一二三四五六七八九十]+)?"
    r"|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、]"
    r"|[①-⑳])[\s　]*(?:【[^】]{1,20}】|\[[^\]]{1,20}\])?)*"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: ``places`` are its issuers and region, ``subject`` what its document is about,
    ``called`` its bodies by the short names that it gives them."""

    authority: Authority
    places: tuple[str, ...] = ()
    subject: str = ""
    called: Called = field(default_factory=dict)

    def of(self, text: str) -> Speaker:
        """Who speaks, with the short names that ``text`` gives."""
        return replace(self, called=called(text, self.authority, self.places))

    def bodies(self, text: str) -> tuple[NamedBody, ...]:
        """The bodies of a list, as this speaker means them."""
        return bodies_in(text, self.authority, self.places, self.called)


@dataclass(frozen=True, slots=True)
class Found:
    """A body's duty in a sentence; places count from the sentence's beginning."""

    body: NamedBody
    kind: DutyKind
    rule: str
    start: int
    verb: int
    matter: str = ""
    confidence: float = 0.9


def name_ends(sentence: str, start: int, speaker: Speaker) -> Iterator[int]:
    """Where bodies that stand at ``start`` may end: behind each suffix, as far as the comma."""
    for short in speaker.called:
        if sentence.startswith(short, start):
            yield start + len(short)
    comma = sentence.find("，", start)
    far = start + _LONGEST
    for suffix in SUFFIX.finditer(sentence, start, far if comma < 0 else min(comma, far)):
        cut: object = sentence.startswith("办理", suffix.end() - 1)
        cut = cut or (suffix[0] in PROVINCES and _ITS_OFFICE.match(sentence, suffix.end()))
        if not cut and not _NO_COUNTY.match(sentence, suffix.end()):
            yield suffix.end()
