"""How well a passage answers a question: what of it stands there, how near together, and whether it
tells a thing of the kind that is asked for.

The words that tell count by their rarity in the library; another word for one counts nearly as
much. A word that only says what kind of thing is asked (年龄, 电话, 多少) need not stand there:
that the passage tells such a thing is what is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from analyzers.folding import fold
from indexer.model.answers import QuestionKind
from indexer.model.passages import SpanKind
from indexer.searching.answer_forms import fits, forms_asked, is_headed
from indexer.searching.plan import Plan
from indexer.searching.questions import asks_body, asks_meaning, compares
from indexer.searching.suiting import FATE, NAMES, TELLS
from indexer.searching.telling_words import Library, Word, telling_words
from indexer.searching.told_together import asks_figure, asks_how_often, measured, together
from indexer.understanding.spans import spans_in

# What the passages of an answer to such a question hold, beside spans of the kind.
SPANS: dict[QuestionKind, tuple[SpanKind, ...]] = {
    QuestionKind.AMOUNT: (SpanKind.AMOUNT, SpanKind.FEE),
    QuestionKind.DEADLINE: (SpanKind.DEADLINE,),
    QuestionKind.MATERIAL: (SpanKind.MATERIAL,),
    QuestionKind.CONDITION: (SpanKind.CONDITION,),
    QuestionKind.TELEPHONE: (SpanKind.TELEPHONE,),
}
# Whether a document holds is told by its history, in whatever words.
_HOLDS = re.compile(
    r"[替取]代|代替|有效|算数|能用|适用|作废|废止|失效|在?执行|管用|过期|还?[有在]|停止"
)
# 农贸市场管理办法还有效吗: a document, by its name.
_NAMED = re.compile(
    r"(?:法典?|条例|办法|规定|细则|规则|意见|通知|方案|决定|公告|通告|规划|标准)(?:[(（][^()（）]*[)）])?"
    r"[》”]?(?:[0-9]{4}年?版?)?(?=还|现在|目前|是否|有没有|有效|废止|失效|作废|过期|在执行|[0-9]{4}年|[^一-鿿]|$)"
)
# What such answers say stands in most clauses: it says little for one of them.
_LOOSE = re.compile(r"吗|能不能|可不可以|是否|能否|怎么|如何|怎样")
LOOSE = 0.5
# When a document was written answers nothing.
_DATED = re.compile(r"\n[ \t　]*[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日[ \t　]*(?=\n|$)")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_NEAR = 120
_CLAUSE = re.compile(r"[，。；]")
_DOES = re.compile(
    r"应当|负责|主管|监督管理|监管|管理|部门|工作|[由对的是]|本[市县省区]|行政区域内?"
)
# 多久检验一次: how often that is done, and nothing else of it.
_OFTEN = re.compile(r"(?:多久|多长时间|几[天年]|几个月)([^，。？?一几]{2,4})[一几]次")
# 预征率是多少, 毛利率多少.
_RATE = re.compile(r"((?:预征|征收|毛利|利润|所得|合格|抽检|税|利|费)率)")
_EACH = re.compile(r"每[^，。；]{1,12}次|每[半一两二三四五六0-9]*个?[年月季周日天]|次")
_FIGURE = re.compile(r"[0-9]|[一二三四五六七八九十百千万两](?=[^、一二三四五六七八九十])")
_PLAIN_RATES = ("税率", "利率", "费率", "合格率")
# 几次, 多少亩; what is money or time has rules of its own.
_COUNTS = re.compile(r"(?:几|多少)个?([^\W\d_])(?<![钱久元点时月年高大长])")
_LIMITED = re.compile(
    r"限[养购领报]?[0-9一二三四五六七八九十](?!致|定)|[0-9一二三四五六七八九十]分之"
)
# What counts a word of a place that has no rule of its own.
_BESIDE = 0.25
# What another word for one counts.
SAID_OTHERWISE = 0.95
# And what a word of regulations for it.
WRITTEN = 0.7
# So much of what is asked a sentence tells that tells a figure of it.
_TOLD = 0.6
# A word with such a share of the weight is what the question is about.
_ABOUT = 0.3


@dataclass(frozen=True, slots=True)
class Judged:
    """``held``: the share of the telling words that stand in the passage, its headings or its
    document's title; ``near``: 1 where those of the passage itself stand together; ``suited``:
    whether it tells a thing of the kind; ``missing``: words that stand nowhere there, and
    ``lacking``: that one of them is what the question is about. ``fits``: the share of what is
    asked that it tells in the form of an answer; ``headed``: whether it begins as clauses of the
    kind do;
    ``about``: whether its headings or its document's title have a word of the question."""

    held: float
    near: float
    suited: bool
    missing: tuple[str, ...]
    lacking: bool = False
    fits: float = 1.0
    headed: bool = False
    about: bool = False
    together: float = 1.0


class Judge:
    """Judges passages for one question."""

    def __init__(
        self,
        plan: Plan,
        text: str,
        kind: QuestionKind,
        library: Library,
        beside: Sequence[str] = (),
    ) -> None:
        """``beside``: what is named and says little of the matter: a district, 全市."""
        self.kind, self._text = kind, fold(text)
        self.asks_body = kind is QuestionKind.WHO and asks_body(text)
        # What the library knows of bodies and of validity says where the answer stands.
        self.asks_what_is_told = self.asks_body or kind is QuestionKind.VALIDITY
        self.names_number = bool(plan.typed_numbers)
        named = self.names_number or bool(_NAMED.search(text))
        self.names_document = kind is QuestionKind.VALIDITY and named
        self.compares = compares(text)
        self.asks_meaning = asks_meaning(text)
        self._tells = [answer for asks, answer in TELLS if asks.search(text)]
        if kind is QuestionKind.VALIDITY:
            self._tells = [FATE]
        loose = len(self._tells) == 1 and _LOOSE.search(text) and kind not in SPANS
        # How much it says for a passage that it is suited, of 1.
        self.telling = LOOSE if loose else 1.0
        counted = _counted(text)
        if counted is not None:
            self._tells = [counted, _LIMITED]
        self._names = [said for asked, said in NAMES if asked.search(text)]
        self._names += [name for name in (_often(text), _rate(text)) if name]
        self._forms = forms_asked(text)
        words = telling_words(plan, library, text)
        if kind is QuestionKind.VALIDITY:
            words = [word for word in words if not _HOLDS.fullmatch(word.text)] or words
        self._words = [
            replace(w, weight=_BESIDE * w.weight, others=(*w.others, *_every(w.text)))
            if any(w.text in one for one in beside)
            else w
            for w in words
        ]
        self._figures = self._figures_of(text)
        self._of = measured(text, self._words)
        self._total = sum(word.weight for word in self._words) or 1.0

    @property
    def several(self) -> bool:
        """Whether there is more than one word, so that one bears out the other."""
        return sum(len(word.text) > 1 for word in self._words) > 1

    @property
    def asked_about(self) -> tuple[str, ...]:
        """The words that tell, and what says the same."""
        return tuple(one for word in self._words for one in (word.text, *word.others))

    @property
    def asks_figure(self) -> bool:
        """Whether a number of anything is asked for."""
        return bool(self._figures)

    def lacks_measured(self, judged: Judged) -> bool:
        """Whether what the figure is of, and what the question is about, stands nowhere there."""
        of = self._of
        return judged.lacking and of is not None and len(of.text) > 1 and of.text in judged.missing

    def lacks_head(self, judged: Judged, others: Sequence[str]) -> bool:
        """Whether it lacks what narrows one of its words, of a figure, where another passage has
        both as they are asked: 贷款 of 公积金贷款. ``others``: folded passages."""
        if not self._figures:
            return False
        words = [word.text for word in self._words if word.text not in judged.missing]
        narrowed = [head + word for head in judged.missing if len(head) > 1 for word in words]
        asked = [one for one in narrowed if one in self._text]
        return any(one in other for one in asked for other in others)

    @property
    def words(self) -> int:
        """How many tell something."""
        return len(self._words)

    def to_the_point(self, duty: str) -> float:
        """So much of what a body has to do, in its first clause, is what is asked about."""
        clause = _bare_clause(duty)
        said = (next((o for o in (w.text, *w.others) if o in clause), "") for w in self._words)
        held = sum(map(len, said))
        return min(1.0, held / max(1, len(clause)))

    def held(self, title: str) -> float:
        """The share of the telling words that a title has."""
        folded = fold(title)
        held = sum(w.weight for w in self._words if _find(w, folded) is not None)
        return held / self._total

    @property
    def unknown(self) -> tuple[str, ...]:
        """Telling words that no document has, in any wording."""
        return tuple(word.text for word in self._words if not word.known)

    def judge(self, body: str, around: str, folded: str | None = None) -> Judged:
        """``around``: the headings and the title; ``folded``: of the body, where it is at hand."""
        undated = _DATED.sub("", body.translate(_DIGITS))
        if folded is None or len(undated) < len(body):
            folded = fold(undated)
        body, beside = undated, fold(around)
        both = f"{folded}\n{beside}"
        held, missing, places, lacking = 0.0, [], [], False
        for word in self._words:
            found, titled = _find(word, folded), _find(word, beside) is not None
            if found is not None and not titled and len(word.text) > 1:
                places.append(found)
            share = share_of(word, both, otherwise=found is not None or titled)
            held += word.weight * share
            if share < 0.5:
                missing.append(word.text)
                lacking = lacking or word.weight >= _ABOUT * self._total
        fit = fits(self._forms, body)
        one = self._together(body, beside)
        return Judged(
            held / self._total,
            _near(places),
            self._is_suited(body, in_form=bool(self._forms) and fit == 1.0 and one >= _TOLD),
            tuple(missing),
            lacking,
            fit,
            is_headed(self.kind, body),
            any(len(w.text) > 1 and _find(w, beside) is not None for w in self._words),
            one,
        )

    def _together(self, body: str, around: str) -> float:
        if not self._figures:
            return 1.0
        return together(self._words, self._of, self._figures, self._names, body, around, _find)

    def _figures_of(self, text: str) -> list[re.Pattern[str]]:
        """How the figure is written that is asked for; none where none is."""
        if self.asks_what_is_told or not asks_figure(text):
            return []
        return [_EACH] if asks_how_often(text) else self._forms or [_FIGURE]

    def _is_suited(self, body: str, *, in_form: bool) -> bool:
        """``in_form``: whether one sentence tells a figure as it is asked for."""
        kinds = SPANS.get(self.kind, ())
        if not all(name.search(body) for name in self._names):
            return False
        if in_form and self._figures and not kinds:
            return True
        if kinds and spans_in(body, kinds=kinds):
            return True
        if self._tells:
            return any(answer.search(body) for answer in self._tells)
        return not kinds


# Asked of all duties of sixty laws, and of most of them again by the next question.
@lru_cache(maxsize=8_192)
def _bare_clause(duty: str) -> str:
    """What a duty says first, folded, without the words that most of them have."""
    return _DOES.sub("", fold(_CLAUSE.split(duty, maxsplit=1)[0]))


def _every(place: str) -> tuple[str, ...]:
    """How a rule names all such places: 松垣县 is one of 各县（市、区）."""
    if len(place) < 3 or place[-1] not in "县区":
        return ()
    return ("各县(市、区)", "各县(区)", "县(市、区)", f"各{place[-1]}")


def _find(word: Word, text: str) -> int | None:
    for one in (word.text, *word.others):
        at = text.find(one)
        if one[-1] == "证" and at >= 0:
            at = _certificate(one, text, at)
        if at >= 0:
            return at
    return None


def _certificate(word: str, text: str, at: int) -> int:
    """身份证, and no 身份证明."""
    while at >= 0 and text.startswith("明", at + len(word)):
        at = text.find(word, at + 1)
    return at


def share_of(word: Word, text: str, *, otherwise: bool) -> float:
    """So much of a word a folded text holds; ``otherwise``: whether in other words that mean it."""
    if word.text in text:
        return 1.0
    if otherwise:
        return SAID_OTHERWISE
    share = _partly(word.text, text)
    return WRITTEN if share < WRITTEN and any(one in text for one in word.written) else share


def _partly(word: str, text: str) -> float:
    """So much of a longer word's pairs of characters; a mere piece of it is nothing."""
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    if len(pairs) < 2:
        return 0.0
    share = sum(pair in text for pair in pairs) / len(pairs)
    return 0.8 * share if share >= 0.5 else 0.0


def _near(places: Sequence[int]) -> float:
    """How near together the words stand that the document is not about altogether; of a single one,
    how near to the passage's beginning."""
    if not places:
        return 0.0
    first = min(places) if len(places) == 1 else 0
    return max(0.0, 1.0 - (max(places) - min(places) + first) / _NEAR)


def _often(text: str) -> re.Pattern[str] | None:
    """How often a thing is done, beside it: 每年检验一次, 检验每年不少于一次."""
    asked = _OFTEN.search(text)
    if asked is None:
        return None
    done = re.escape(asked[1])
    return re.compile(
        rf"{done}[^。；]{{0,20}}每[^。；]{{1,12}}次|每[^。；]{{1,12}}次[^。；，]{{0,8}}{done}"
        rf"|[每半一两二三四五六0-9]+个?[年月季周日天][^。；，]{{0,8}}{done}"
    )


def _rate(text: str) -> re.Pattern[str] | None:
    """A rate, by its own name: 预征率 is no 征收率; what a tax is, is told without one, too."""
    asked = _RATE.search(text)
    if asked is None:
        return None
    name = asked[1]
    return re.compile(name if name not in _PLAIN_RATES else rf"{name}|[％%‰]|分之")


def _counted(text: str) -> re.Pattern[str] | None:
    """Of what counts something, how its answer counts it: 几次 → 三次, 多少亩 → 五百亩."""
    asked = _COUNTS.search(text)
    if asked is None:
        return None
    return re.compile(rf"[0-9〇一二三四五六七八九十百千万两]+个?(?:周|工作)?{re.escape(asked[1])}")
