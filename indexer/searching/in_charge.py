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
# That it has the whole of the matter (统一监督管理, 主管全国…), and what a clause loses that gives
# each of several bodies its own part.
WHOLE, PARTS = 0.3, 0.8
# That the body is called by the matter (食品安全监督管理部门); and what a region's clause loses
# where no place is asked for, in a library of many.
NAMESAKE, REGIONAL = 0.6, 0.3
# What it loses that only says who makes the rules, or whose body is a government in general.
MAKES_RULES, GOVERNS = 0.3, 0.2
# As much of a title is the matter in a document that is named for it; so much of the matter a body
# has in its name that is called by it.
_NAMED_FOR, _NAMESAKE = 0.6, 0.8

_BY_LAW = re.compile(r"^(?:依照|按照|根据|依据)[^，。；]{1,20}，")
CHARGES = re.compile(
    r"主管|负责|统筹|做好|统一监督|综合监督|实施监督管理|监督管理工作|^(?:依法)?监督管理"
)
_WHOLE = re.compile(r"统一|综合|统筹|归口|(?:主管|负责|管理)?全国")
_PARTS = re.compile(r"各自(?:的)?职责|各自负责|(?:按照?|依照|根据)?职责(?:范围|分工|权限)|有关部门")
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
    """What is asked about. ``anywhere``: no region is asked for; ``many``: nor is the library one
    region's."""

    words: tuple[str, ...]
    anywhere: bool
    many: bool = False

    def share(self, text: str) -> float:
        """How much of a text these words are."""
        held = sum(len(word) for word in self.words if word in text)
        return min(1.0, held / len(text)) if text else 0.0

    def whole(self, text: str) -> float:
        """How much of these words a text holds."""
        total = sum(map(len, self.words))
        return sum(len(word) for word in self.words if word in text) / total if total else 0.0


def matter_of(plan: Plan, bare: str, *, anywhere: bool, many: bool = False) -> Matter:
    """``bare``: the folded question without its places."""
    folded = (fold(unit.text) for unit in plan.units if is_telling(unit))
    words = (_OF_ANY.sub("", one) for one in folded if one in bare)
    return Matter(tuple(dict.fromkeys(word for word in words if word)), anywhere, many)


def gained(fact: Responsibility, shown: Shown, matter: Matter) -> float:
    """What speaks for its body being in charge of the matter."""
    duty = _BY_LAW.sub("", fact.duty)
    clause = fold(re.split(r"[，。；]", duty, maxsplit=1)[0].replace(fact.name, ""))
    named = _named_for(shown.card.title, matter)
    charge = 0.0
    if CHARGES.search(clause) and not _MAKES.search(clause):
        bare = _OF_ANY.sub("", clause)
        charge = matter.share(bare) * matter.whole(clause)
    gain = CHARGE * charge + NAMED * named
    if charge and _WHOLE.search(clause):
        gain += WHOLE * max(charge, named)
    elif charge and _PARTS.search(fact.evidence.quote):
        gain -= PARTS * charge
    if named and matter.words and matter.whole(fold(fact.name)) >= _NAMESAKE:
        gain += NAMESAKE * named
    if matter.many and shown.card.region not in (None, NATION):
        gain -= REGIONAL * named
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
