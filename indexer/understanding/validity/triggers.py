"""The words by which documents end or are kept, and one of them in its sentence.

A trigger is looked at with its clause: what is proposed (拟, 建议), conditional (逾期…的) or told
of the past (已于2015年废止) is not done by this sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from analyzers.numerals import parse_numeral
from indexer.model import RelationType
from indexer.understanding.validity.operations import Delay, Hint, Operation
from indexer.understanding.validity.references import Reference
from indexer.understanding.validity.spans import Paragraph, Span, pattern

REPEALS, LAPSES, KEEPS = RelationType.REPEALS, RelationType.LAPSES, RelationType.CONFIRMS

TRIGGERS: dict[str, RelationType] = {
    "废止": REPEALS, "废除": REPEALS, "作废": REPEALS, "代替": REPEALS, "取代": REPEALS,
    "替代": REPEALS, "失效": LAPSES, "停止执行": LAPSES, "不再执行": LAPSES, "停止施行": LAPSES,
    "停止实施": LAPSES, "终止执行": LAPSES, "不再适用": LAPSES, "停止适用": LAPSES,
    "停止使用": LAPSES, "不再实施": LAPSES, "不再施行": LAPSES, "终止实施": LAPSES,
    "终止施行": LAPSES,
    "继续有效": KEEPS, "继续执行": KEEPS, "保留": KEEPS, "继续实施": KEEPS, "继续施行": KEEPS,
    "继续适用": KEEPS,
    # Suspended is not ended: told, and for staff to judge. Revived is kept.
    "暂停执行": LAPSES, "暂停施行": LAPSES, "暂停实施": LAPSES, "暂缓执行": LAPSES,
    "暂缓实施": LAPSES, "暂缓施行": LAPSES, "中止执行": LAPSES, "中止实施": LAPSES,
    "中止施行": LAPSES, "恢复执行": KEEPS, "恢复施行": KEEPS,
    "恢复实施": KEEPS, "恢复效力": KEEPS, "恢复适用": KEEPS,
    "暂停适用": LAPSES, "暂缓适用": LAPSES, "中止适用": LAPSES, "不再单独执行": LAPSES,
    # 《甲》（号）经评估，现重新公布: of a document that is named by its number.
    "现重新公布": KEEPS, "现重新印发": KEEPS, "现重新发布": KEEPS, "现予重新公布": KEEPS,
    "予以收回": REPEALS, "现予收回": REPEALS, "予以撤回": REPEALS, "现予撤回": REPEALS,
    # Of their own they say little: see PARTED, and what may be withdrawn besides documents.
    "撤销": REPEALS, "恢复": KEEPS, "暂停": LAPSES, "停止": LAPSES, "终止": LAPSES, "中止": LAPSES,
}  # fmt: skip
SUSPENDING = frozenset(word for word in TRIGGERS if word.startswith(("暂", "中止")))
REVIVING = frozenset(word for word in TRIGGERS if word.startswith("恢复"))
ANY = re.compile("|".join(TRIGGERS))
# 恢复《甲》的执行: the verb and what it is of stand apart.
PARTED = frozenset(("恢复", "暂停", "停止", "终止", "中止"))
ANEW = frozenset(word for word in TRIGGERS if "重新" in word)
# 《甲》（号）已经修订，现重新印发 brings another text.
REWORDED = re.compile(r"修订|修改|修正|完善|调整")
REPLACING = frozenset(("代替", "取代", "替代"))

CERTAIN = 0.95
CONDITIONAL = 0.4

PROPOSED = re.compile(r"建议|拟(?!定|订)|提请|应当|可以|是否|要求|不得|有权|需要修改|每年|定期")
MODAL = re.compile(
    r"建议|拟(?!定|订)|应当|可以|可能|是否|提请|提出|研究|要求|申请|有权|责令|不得|需要|尚|如何|能否"
    r"|未(?!成年|来)|不(?!再|一致|符|相|适|合|动|同)|请求|认为|撤销或者|修改或者?|修改、|修改和|制定、"
    r"|已被|审议|考虑"
)
PASSED = re.compile(r"已(?:经|被|于|由)?|业已|曾")
CONDITION = re.compile(
    r"逾期|未按期|未(?:按|在)[^,]{0,20}(?:期限|规定)|若(?!干)|(?<![假例比诸])如(?![下何期实])"
    r"|的话|待[^,]{2,30}后|出台后|制定后|建成后"
)
_DATED = pattern(r"(?:自|从|于|在)?(?P<day>{D})(?:起|之日起|后|以后|,)?[^,。;\ue000-\ue010]{0,8}$")


_LEADING_DAY = pattern(
    r"[ ]*(?:\(?[一二三四五六七八九十0-9]{1,3}[)、.])?[ ]*(?:[^,。;\ue000-\ue010]{0,12},)?"
    r"(?:自|从)(?P<day>{D})(?:起|之日起),(?![^。;]*施行,)"
)
# 决定废止《甲》，自D起停止执行 (or 不再作为行政管理的依据): the day stands behind, in a clause of
# its own.
_DAY_BEHIND = pattern(
    r"[ ]*[,。;][ ]*(?:均|一律)?(?:自|从)(?P<day>{D})(?:起|之日起),?(?:均|一律)?"
    r"(?:停止执行|不再执行|停止施行|废止|失效|不再(?:继续)?作为[^,。;]{0,10}依据)(?=[,、。;]|$)"
)
# 自本办法施行之日起三个月后废止.
_DELAYED = re.compile(
    r"(?:施行|实施|执行|生效|发布|公布|印发)(?:之日)?起?满?"
    r"(?P<count>[0-9]+|[一二三四五六七八九十两]+)(?P<unit>年|个月|日|天)(?:以后|之后|后|期满|届满|之日起|起)+"
    r"[^,。;]{0,4}$"
)


@dataclass(slots=True)
class Found:
    """What the rules gather: operations and hints.

    ``taken``: places that a list has read already. ``counted``: rows of tables, by what happens.
    """

    operations: list[Operation] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    taken: list[Span] = field(default_factory=list)
    counted: dict[RelationType, int] = field(default_factory=dict)

    def is_taken(self, offset: int) -> bool:
        return any(span.start <= offset < span.end for span in self.taken)


@dataclass(frozen=True)
class View:
    """One trigger in its sentence. ``floor``: the end of the trigger before it that was read."""

    paragraph: Paragraph
    sentence: Span
    floor: int
    trigger: Span
    word: str

    @property
    def type(self) -> RelationType:
        return TRIGGERS[self.word]

    @property
    def masked(self) -> str:
        return self.paragraph.masked

    @property
    def before(self) -> str:
        """The sentence up to the trigger."""
        return self.masked[self.sentence.start : self.trigger.start]

    @property
    def after(self) -> str:
        """The sentence from the trigger on."""
        return self.masked[self.trigger.end : self.sentence.end]

    @property
    def clause(self) -> str:
        """What stands between the last comma and the trigger."""
        start = max(self.floor, self.masked.rfind(",", self.floor, self.trigger.start) + 1)
        return self.masked[start : self.trigger.start]

    @property
    def place(self) -> tuple[int, int]:
        """The sentence's offsets in the text."""
        return self.paragraph.place(self.sentence)

    def operation(self, rule: str, target: Reference | None, **more: object) -> Operation:
        """What the trigger does to a target, from the day that stands with it."""
        conditional = (
            self.word in SUSPENDING or CONDITION.search(self.before) or self._when_another_comes()
        )
        begin, end = self.place
        day, said = self._day(target)
        plain = Operation(
            self.type, rule, begin, max(end, self.paragraph.start + said), target,
            from_date=day, delay=self._delay(), confidence=CONDITIONAL if conditional else CERTAIN,
        )  # fmt: skip
        return replace(plain, **more)  # type: ignore[arg-type]

    def _when_another_comes(self) -> bool:
        """原则同意《甲》，原《乙》届时废止: on a day that nothing here tells."""
        told = any(self.sentence.start <= at < self.trigger.start for at in self.paragraph.dates)
        return "届时" in self.clause and not told and "之日" not in self.before

    def _delay(self) -> Delay | None:
        """自本办法施行之日起三个月后废止."""
        delayed = _DELAYED.search(self.masked, self.floor, self.trigger.start)
        count = parse_numeral(delayed["count"].replace("两", "二")) if delayed else None
        if delayed is None or count is None:
            return None
        months = {"年": 12 * count, "个月": count}.get(delayed["unit"], 0)
        return Delay(months, 0 if months else count)

    def _day(self, target: Reference | None) -> tuple[date | None, int]:
        """自2018年1月1日起停止执行: the day, and where what says so ends."""
        behind = self.trigger.end if target is None else max(self.trigger.end, target.end)
        dated = _DAY_BEHIND.match(self.masked, behind)
        if dated is not None and self.type is not KEEPS:
            return self.paragraph.dates[dated.start("day")].date, dated.end()
        return self._day_before(), 0

    def _day_before(self) -> date | None:
        dated = _DATED.search(self.masked, self.floor, self.trigger.start)
        if dated is None:
            dated = _LEADING_DAY.match(self.masked, self.sentence.start, self.trigger.start)
        if dated is None or re.match(r"(?:以)?前", self.masked[dated.end("day") :]):
            return None
        return self.paragraph.dates[dated.start("day")].date
