"""Passages that may answer, and how sure it is that the first of them does.

How sure is a probability: of a hundred answers that say 0.8, eighty are right. It is made of what
bears an answer out (``SIGNS``): what of the question stands in the first passage, in its own words
or in near ones, whether it tells a thing of the kind, and how far behind the next one comes. The
weights are those of a logistic regression without negative ones over the questions with hand-made
answers (``python -m benchmarks.sureness`` makes them; docs/answers.md has the curve). Those are the
questions that the rules were made from: ``UNSEEN`` takes that back. Below ``ANSWERS`` nothing
answers.

However much bears it out, an answer is sure only where nothing is left open (``_is_plain``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzers.folding import fold
from indexer.model.answers import Confidence, QuestionKind
from indexer.searching.judging import Judge, Judged
from indexer.searching.part_ranking import Ranked
from indexer.searching.parts import Part
from indexer.searching.passage_search import Found, Window

# Below this, nothing answers; from the second on, an answer is sure.
ANSWERS, SURE = 0.6, 0.8
# At most so sure is what has ended, or leaves anything open.
UNSURE = 0.79
# And so sure what tells nothing in the form of an answer, lacks what the question is about, or is
# no part of the history of the document that is named.
DOUBTFUL = 0.59
# And so sure what names nobody where it is asked who, or says the only word in passing.
NOWHERE = 0.45
# What another passage lacks of the first one, that answers nearly as well.
TIE = 0.08
# From here on a clause gives the matter to a body, of 1.
GIVEN = 0.3
# At least so sure is whose a matter is, or whether a document holds, where the question's words all
# stand in the clause that says it.
NAMED, WHOLLY = 0.65, 0.9
# What holds so much of a question in its own words needs no look at what has ended.
HOLDS, UNSUITED, LACKING = 0.75, 0.85, 0.7

# (by words, where an encoder tells how near the passage is): what each sign weighs.
SIGNS: dict[str, tuple[float, float]] = {
    "held": (1.55, 1.22),
    "told": (1.42, 1.50),
    "fits": (0.44, 1.05),
    "otherwise": (3.51, 3.74),
    "alike": (2.22, 0.0),
    "ahead": (1.61, 1.37),
    "several": (0.66, 0.51),
    "about": (0.54, 0.56),
    "near": (0.0, 0.60),
}
BASE = (-5.02, -6.15)
# What the log-odds of the weights' own questions are worth of others, and what to take off: fitted
# to 156 questions when they were asked for the first time (docs/answers.md).
UNSEEN = (0.69, -0.75)

# So much nearer to the question than the library, in units of its spread, is told as a reason.
CLOSE = 4.5
# So many of the first may be its rivals.
_RIVALS = 5
# More words bear an answer out no better.
_WORDS = 6
# What is less ahead of the next passage leaves open which of them answers.
_CLEARLY = 0.2
# So much of the question one sentence must tell, with what is asked of it.
_TOGETHER, _TOLD, _LITTLE = 0.9, 0.7, 0.3
# Farther ahead, or nearer in units of the library's spread, says nothing more.
_FAR, _NEAREST = 1.0, 8.0


@dataclass(frozen=True, slots=True)
class Near:
    """How near a passage is to the question: ``held``, the share of its words that stand there in
    these or near ones; ``alike``, the cosine of all words of both; ``units``, how much nearer than
    the library on the average, in units of its spread, where an encoder tells; ``gain``, what all
    that adds to its score."""

    gain: float
    held: float = 0.0
    alike: float = 0.0
    units: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """``ended``: whether it holds no more on the day. ``near``: None for what is too far behind
    by its words to be looked at. ``given``: how much to the point it gives a body the duty that is
    asked about, of 1. ``elsewhere``: whether it is of another place than the one that is named;
    ``unmade``: whether it was written after the day that is asked about;
    ``narrows``: whether it is on a part of a matter that has a law by its name; ``one_of_many``:
    whether it is the rule of one place, where others have theirs."""

    window: Window
    ranked: Ranked
    found: Found
    score: float
    judged: Judged
    ended: bool
    near: Near | None = None
    given: float = 0.0
    elsewhere: bool = False
    unmade: bool = False
    narrows: bool = False
    one_of_many: bool = False

    def holds_more(self, other: Candidate) -> bool:
        """Whether it holds more of what is asked than another, or tells more of it."""
        own, its = self.judged, other.judged
        return (own.held, own.held * own.fits) > (its.held, its.held * its.fits)

    @property
    def part(self) -> Part:
        return self.found.text.parts[self.ranked.part]

    @property
    def text(self) -> str:
        return self.found.readable.text[self.part.start : self.part.end]


def signs_of(candidates: Sequence[Candidate], judge: Judge) -> dict[str, float]:
    """What bears the first of them out; of none there is nothing to say."""
    first, judged = candidates[0], candidates[0].judged
    near = first.near or Near(0.0)
    ahead = first.score - candidates[1].score if len(candidates) > 1 else _FAR
    return {
        "held": judged.held,
        "told": judged.held * judged.fits * judged.suited,
        "fits": judged.fits,
        # All of six words tells more than all of two.
        "otherwise": near.held * min(judge.words, _WORDS) / _WORDS,
        "alike": near.alike,
        "ahead": min(_FAR, max(0.0, ahead)),
        "several": float(judge.several),
        "about": float(judged.about),
        "near": min(_NEAREST, near.units or 0.0),
    }


def probability(signs: dict[str, float], *, encoded: bool) -> float:
    """
    >>> everything = dict.fromkeys(SIGNS, 1.0)
    >>> round(probability(everything, encoded=False), 3), probability({}, encoded=False) < 0.01
    (0.998, True)
    """
    told = BASE[encoded] + sum(SIGNS[name][encoded] * value for name, value in signs.items())
    worth, less = UNSEEN
    return 1.0 / (1.0 + math.exp(-(worth * told + less)))


def confidence_of(candidates: Sequence[Candidate], judge: Judge) -> Confidence:
    """Of the first candidate."""
    if not candidates:
        return Confidence(0.0, "无", "没有找到相关条款")
    candidates = _without_copies(candidates)
    first = candidates[0]
    encoded = first.near is not None and first.near.units is not None
    value = probability(signs_of(candidates, judge), encoded=encoded)
    if judge.asks_what_is_told and first.given >= GIVEN and first.judged.held >= WHOLLY:
        value = max(value, NAMED)
    value = min(value, _at_most(candidates, judge))
    reason = "；".join(_reasons(candidates, judge, answered=value >= ANSWERS))
    return Confidence(round(value, 3), _label(value), reason, first.judged.missing)


def _without_copies(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The first, and those that say something else: a copy of it leaves nothing open."""
    first = "".join(candidates[0].text.split())
    return [candidates[0], *(one for one in candidates[1:] if "".join(one.text.split()) != first)]


def _at_most(candidates: Sequence[Candidate], judge: Judge) -> float:
    """So sure may the first one be, whatever bears it out."""
    judged = candidates[0].judged
    names_nobody = judge.kind is QuestionKind.WHO and not judged.suited
    in_passing = bool(judged.missing) and not judge.several and not judged.about
    if names_nobody or in_passing or candidates[0].elsewhere or candidates[0].unmade:
        return NOWHERE
    unknown = judge.names_document and not _tells_its_fate(candidates[0], judge)
    narrows = candidates[0].narrows
    untold = judge.asks_figure and (_tells_no_figure(judged) or judge.lacks_measured(judged))
    untold = untold or (judge.kind is QuestionKind.MATERIAL and not judged.suited)
    # 收费 in one sentence and a sum in another is no fee.
    untold = untold or (judge.kind is QuestionKind.AMOUNT and _says_little(judged))
    untold = untold or judge.lacks_head(judged, [fold(c.text) for c in candidates[1:_RIVALS]])
    if unknown or narrows or untold or not judged.fits or (judged.lacking and not judged.about):
        return DOUBTFUL
    return 1.0 if _is_plain(candidates, judge) else UNSURE


def _tells_its_fate(first: Candidate, judge: Judge) -> bool:
    """Whether it is a part of the history of the document that is named; of one that is not in the
    library, what says its number beside how it ended."""
    judged = first.judged
    said = judge.names_number and judged.held >= WHOLLY and judged.suited and judged.fits == 1.0
    return first.given >= GIVEN or said


def _tells_no_figure(judged: Judged) -> bool:
    """Whether no sentence tells a figure of the kind, of what the question is about."""
    least = _TOLD if judged.lacking else 0.0 if judged.suited else _TOGETHER
    return not judged.together or judged.together < least


def _says_little(judged: Judged) -> bool:
    """Whether its sums stand far from what is asked, in a document on other matters."""
    return judged.together < _LITTLE and not judged.about


def _is_plain(candidates: Sequence[Candidate], judge: Judge) -> bool:
    """Whether nothing is left open: it tells all that is asked for, in a document or under headings
    on the matter, every word stands there in some wording, and no other passage answers nearly as
    well. Whose a matter is, the clause must say that gives it to a body; whether a document holds,
    a sentence of its history."""
    first, judged = candidates[0], candidates[0].judged
    if not (judged.suited and judged.fits == 1.0 and judged.about):
        return False
    if judged.together < _TOGETHER or first.one_of_many:
        return False
    if any(len(word) > 1 for word in judged.missing):
        return False
    if judge.kind in (QuestionKind.WHO, QuestionKind.VALIDITY) and first.given < GIVEN:
        return False
    beside = candidates[1:_RIVALS]
    if any(first.score - other.score < _CLEARLY for other in beside):
        return False
    return not any(_tells_as_much(other.judged, judged) for other in beside)


def _tells_as_much(other: Judged, best: Judged) -> bool:
    told = other.suited and other.fits == 1.0
    return told and other.held >= best.held and other.together >= _TOGETHER


def of_ended(confidence: Confidence) -> Confidence:
    """At most so sure is what has ended, where something else might hold."""
    value = min(confidence.value, UNSURE)
    reason = f"{confidence.reason}；有效的文件里没有更相符的"
    return replace(confidence, value=value, label=_label(value), reason=reason)


def holds_all(candidates: Sequence[Candidate], judge: Judge) -> bool:
    """Whether the first holds what is asked so well that what has ended cannot answer better. How a
    thing is done is told by nothing that tells of no way, and whose it is by no clause that gives
    it to nobody."""
    if not candidates:
        return False
    judged = candidates[0].judged
    if judge.kind is QuestionKind.PROCEDURE and not judged.suited:
        return False
    if judge.asks_what_is_told and candidates[0].given < GIVEN:
        return False
    held = judged.held * (1.0 if judged.suited else UNSUITED) * (LACKING if judged.lacking else 1.0)
    return held >= HOLDS and judged.fits == 1.0


def _label(value: float) -> str:
    return "高" if value >= SURE else "中" if value >= ANSWERS else "低"


def _reasons(candidates: Sequence[Candidate], judge: Judge, *, answered: bool) -> list[str]:
    judged = candidates[0].judged
    told = f"首条条款含有问题中 {judged.held:.0%} 的关键词语"
    if not answered and not (judged.fits and judged.suited):
        told += "，没有所问的这类内容"
    elif 0.0 < judged.fits < 1.0:
        told += "，只有所问的一部分内容"
    reasons = [told]
    unknown = [word for word in judge.unknown if word in judged.missing]
    if unknown:
        reasons.append(f"库中没有“{'”“'.join(unknown)}”")
    if any(_rivals(one, candidates[0]) for one in candidates[1:_RIVALS]):
        reasons.append("另有条款几乎同样相符")
    near = candidates[0].near
    if near is not None and (near.units or 0.0) >= CLOSE:
        reasons.append("它的意思与所问十分接近")
    return reasons


def _rivals(other: Candidate, first: Candidate) -> bool:
    """Whether it answers nearly as well: by all, or by the words, which stand nearer together."""
    if first.score - other.score < TIE:
        return True
    told, best = other.judged, first.judged
    return told.suited and told.held >= best.held and told.near > best.near
