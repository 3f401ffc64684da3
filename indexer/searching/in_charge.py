"""Which body is in charge of a matter: the order of those that clauses give something to do.

Who asks 网络安全 wants the body of which the law that is named for it says 负责统筹协调…工作,
before one that a clause gives a part of it (编制…规划), before governments in general, and of
what holds everywhere before one region's, unless a region is asked for. All that adds to how
well a clause holds the words; the weights are by 31 matters on 3,475 laws (docs/answers.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzers.folding import fold
from indexer.model import BodyLevel, Responsibility
from indexer.searching.plan import Plan
from indexer.searching.shown import Shown
from indexer.searching.steps import is_telling
from indexer.understanding.metadata.region import NATION, leading_regions
from indexer.understanding.validity.directory import core_key

# What a clause adds that puts its body in charge of the matter itself; that its document is named
# for the matter; that it holds in the whole country, as far as it is both of these.
CHARGE, NAMED, NATIONAL = 0.8, 0.4, 0.5
# What it loses that only says who makes the rules, or whose body is a government in general.
MAKES_RULES, GOVERNS = 0.3, 0.2
# As much of a title is the matter in a document that is named for it.
_NAMED_FOR = 0.6

_BY_LAW = re.compile(r"^(?:依照|按照|根据|依据)[^，。；]{1,20}，")
_CHARGES = re.compile(r"主管|负责|统筹|做好|统一监督|综合监督|实施监督管理|监督管理工作")
_MAKES = re.compile(
    r"(?:办法|规定|细则|标准|目录|规范).{0,12}(?:制定|规定|编制|确定|公布)"
    r"|(?:制定|编制|拟订|起草).{0,24}(?:办法|规定|细则|标准|目录|规范|规划|计划)"
)
# What such clauses say of any matter.
_OF_ANY = re.compile(
    r"主管部门|主管|负责|[全本](?:国|省|市|区|县|自治区|行政区域|辖区)(?:范围)?(?:以?内)?"
    r"|行政区域内?|范围内|实施|综合|统一|统筹|协调|组织|指导|行政|监督|管理|监管|工作|职责"
    r"|共同|做好|相关|有关|以及|及其|活动|[对的和与及、是内]"
)
_TITLE = re.compile(
    r"^中华人民共和国|(?:若干规定|实施办法|实施条例|促进|管理|监督|防治)?(?:法|条例|办法|规定|细则)$"
)
_GENERAL = re.compile(r"(?:人民)?政府(?:部门)?$|街道办事处$|(?:村|居)民委员会$|^国务院$")


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked about. ``anywhere``: no region is asked for."""

    words: tuple[str, ...]
    anywhere: bool

    def share(self, text: str) -> float:
        """How much of a text these words are."""
        held = sum(len(word) for word in self.words if word in text)
        return min(1.0, held / len(text)) if text else 0.0

    def whole(self, text: str) -> float:
        """How much of these words a text holds."""
        total = sum(map(len, self.words))
        return sum(len(word) for word in self.words if word in text) / total if total else 0.0


def matter_of(plan: Plan, bare: str, *, anywhere: bool) -> Matter:
    """``bare``: the folded question without its places."""
    folded = (fold(unit.text) for unit in plan.units if is_telling(unit))
    words = (_OF_ANY.sub("", one) for one in folded if one in bare)
    return Matter(tuple(dict.fromkeys(word for word in words if word)), anywhere)


def gained(fact: Responsibility, shown: Shown, matter: Matter) -> float:
    """What speaks for its body being in charge of the matter."""
    duty = _BY_LAW.sub("", fact.duty)
    clause = fold(re.split(r"[，。；]", duty, maxsplit=1)[0].replace(fact.name, ""))
    named = _named_for(shown.card.title, matter)
    charge = 0.0
    if _CHARGES.search(clause) and not _MAKES.search(clause):
        bare = _OF_ANY.sub("", clause)
        charge = matter.share(bare) * matter.whole(clause)
    gain = CHARGE * charge + NAMED * named
    if matter.anywhere and _is_nationwide(fact, shown):
        gain += NATIONAL * min(charge, named)
    if _MAKES.search(duty):
        gain -= MAKES_RULES
    if charge and _GENERAL.search(fact.name):
        gain -= GOVERNS
    return gain


def _is_nationwide(fact: Responsibility, shown: Shown) -> bool:
    return shown.card.region == NATION and fact.level is BodyLevel.NATION


def _named_for(title: str, matter: Matter) -> float:
    core = core_key(title)
    chain, rest = leading_regions(core)
    bare = _TITLE.sub("", fold(rest if chain else core))
    share = matter.share(bare) * matter.whole(fold(title))
    return share if share >= _NAMED_FOR else 0.0
