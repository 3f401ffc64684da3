"""The matter of which somebody is asked to be in charge, and whether a clause is of it.

What bodies do with any matter (登记, 审核, 受理) is none, nor is the place: a clause that holds
nothing else of a question is of another matter, however well it holds that. So a list of bodies
rather says less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from analyzers.folding import fold
from indexer.model import DutyKind, Responsibility
from indexer.searching.asked_places import without_places
from indexer.searching.duty_facts import piece
from indexer.searching.in_charge import CHARGES
from indexer.searching.judging import share_of
from indexer.searching.part_ranking import Wanted
from indexer.searching.plan import Plan
from indexer.searching.telling_words import Library, Word, telling_words
from indexer.understanding.validity.directory import core_key

# What is done with any matter: it tells which clause of the matter is meant, and no matter.
_ACTS = re.compile(
    r"登记|注册|审核|审查|审批|审定|批准|核准|核定|核发|核查|核实|确认|认定|评定|鉴定|申请|申报|报名|受理"
    r"|办理|办|备案|许可|发证|颁发|证书?|证照|证件|执照|手续|监管|监督|监测|管理|管辖|检查|检验|检测|巡查|执法|查处|处罚"
    r"|罚款|处理|处置|投诉|举报|维权|咨询|缴纳|缴费|征收|收费|收取|发放|给予|补贴|补助|奖励|资助|补偿|赔偿"
    r"|资金|经费|费用|标准|政策|制定|编制|规划|组织|实施|落实|协调|指导|统筹|牵头|建立|建设|设立|设置"
    r"|维修|维护|养护|保护|保障|服务|安全|工作|事项|业务|活动|行为|项目|工程|设施|场所|单位|企业|个人|人员|材料|信息"
    r"|解释|公布|发布|批|审|报|查|罚|修|建|报销|提取|使用|变更|注销|延期|验收|评估|考核|调解|仲裁|复议"
)
# What is done with a matter, behind its name: 档案管理.
_WITH_ACT = re.compile(
    r"(?P<matter>.{2,}?)(?P<act>(?:监督)?管理|监管|登记|审批|审核|许可|备案|申请|办理|受理|执法|检查|处罚"
    r"|投诉|举报|补贴|补助)"
)
# Which of these one body does and no other: who does something else with the matter is no answer.
_ONES_OWN = re.compile(
    r"登记|注册|审核|审批|批准|核准|核发|确认|认定|备案|许可|发证|申请|申报|提取|发放|注销|变更|延期|征收"
)
# What a question of whom says itself.
_NOTHING = re.compile(
    r"[负归由]|负责|主管|主管部门|谁|职责|责任|责任人|部门|单位|机关|机构|管|归口|牵头部门|哪里|哪个"
)
# Who is told of something and does nothing for whoever asks: 移送公安机关, 向公安机关报告.
_TOLD = re.compile(
    r"(?:移送|移交|通报|告知|抄告|抄送|报告)[^，。；]*$|向[^，。；]*(?:报告|通报|移送)[^，。；]*$"
)
_ASKED_FOR = re.compile(
    r"申请|申报|提出|登记|备案|批|办理|受理|举报|投诉|反映|领取|提交|手续|许可|查处"
)
_TELLING = re.compile(r"报告|移送|移交|通报|告知|上报|报警|通知")
# So much of the matter a clause of it holds, with its document's title: of one or two words, of
# three, of more, which people put in other words; and so much of it a title that is named for it.
OF_IT = (0.6, 0.4, 0.3)
NAMED_FOR = 0.8
# And so much what may be told where nothing does.
NEAR = 0.15
# With so much of it, a clause may tell what is done in other words.
WELL = 0.6


class Fit(Enum):
    OTHER, NEAR, OF_IT = range(3)


@dataclass(frozen=True, slots=True)
class Concern:
    """``words``: what is asked about; ``acts``: what is done with it. ``whole``: the folded
    question, ``bare`` without its places."""

    words: tuple[Word, ...]
    acts: tuple[Word, ...]
    bare: str
    whole: str
    _titled: dict[str, float] = field(default_factory=dict, compare=False)

    @property
    def understood(self) -> bool:
        return bool(self.words)

    def held(self, text: str) -> float:
        """The share of the matter that a folded text holds."""
        total = sum(word.weight for word in self.words)
        return sum(w.weight * _share(w, text) for w in self.words) / total if total else 0.0

    def fit(self, piece: str) -> Fit:
        """Whether a clause is of the matter: by the matter's own words, and by what is done with
        it, unless its document is named for the matter. ``piece``: folded, the document's name in
        its first line."""
        named, _, clause = piece.partition("\n")
        titled = self._titled.get(named)
        if titled is None:
            titled = self._titled[named] = self.held(named)
        if titled >= NAMED_FOR:
            return Fit.OF_IT
        held = self.held(piece)
        if held < NEAR:
            return Fit.OTHER
        if held < OF_IT[min(2, max(0, len(self.words) - 2))]:
            return Fit.NEAR
        told = held >= WELL or not self.acts or any(_share(act, clause) for act in self.acts)
        return Fit.OF_IT if told else Fit.NEAR

    @property
    def asks_ones_own(self) -> bool:
        return any(_ONES_OWN.fullmatch(act.text) for act in self.acts)

    def tells(self, fact: Responsibility) -> bool:
        """Whether a clause of the matter tells what is done with it, or who is in charge of it."""
        clause = fold(f"{fact.duty}\n{fact.evidence.quote}")
        return bool(CHARGES.search(fact.duty)) or any(_share(act, clause) for act in self.acts)

    def is_told_only(self, fact: Responsibility) -> bool:
        """Whether the body is only told of something, which is not asked about."""
        if fact.kind is not DutyKind.ACCEPTS or _TELLING.search(self.bare):
            return False
        told = _TOLD.search(fact.duty)
        return told is not None and not _ASKED_FOR.search(told[0])

    def wanted(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Without the words of the place."""
        return [one for one in wanted if not self._is_of_place(one.spellings[0])]

    def _is_of_place(self, term: str) -> bool:
        return self.bare != self.whole and term in self.whole and term not in self.bare


def piece_of(fact: Responsibility, title: str) -> str:
    """As ``Concern.fit`` wants a clause."""
    return fold(piece(core_key(title), fact.matter, fact.duty, fact.evidence.quote))


def concern_of(plan: Plan, library: Library, question: str, places: Sequence[str]) -> Concern:
    """``places``: how those are called in the question that it names."""
    bare, whole = fold(without_places(question, places)), fold(question)
    told = [
        word
        for word in telling_words(plan, library, question)
        if word.text in bare and not _NOTHING.fullmatch(word.text)
    ]
    told = [part for word in told for part in _parted(word)]
    acts = tuple(word for word in told if _ACTS.fullmatch(word.text))
    words = tuple(word for word in told if word not in acts)
    return Concern(words, acts, bare, whole) if words else Concern(acts, (), bare, whole)


def _parted(word: Word) -> Iterator[Word]:
    found = None if _ACTS.fullmatch(word.text) else _WITH_ACT.fullmatch(word.text)
    if found is None:
        yield word
        return
    yield replace(word, text=found["matter"])
    yield replace(word, text=found["act"], others=(), written=())


def _share(word: Word, text: str) -> float:
    return share_of(word, text, otherwise=any(one in text for one in word.others))
