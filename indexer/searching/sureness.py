"""Passages that may answer, and how sure it is that the first of them does.

How sure is how much of what the question asks for stands in the first passage, in its own words,
and whether it tells a thing of the kind; less where another one answers nearly as well, and where
it has ended. What an encoder finds very near answers too, and is never sure. Below ``ANSWERS``
nothing answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.model.answers import Confidence, QuestionKind
from indexer.searching.judging import NOWHERE, Judge, Judged
from indexer.searching.part_ranking import Ranked
from indexer.searching.parts import Part
from indexer.searching.passage_search import Found, Window

# Below this, nothing answers; from the second on, an answer is sure.
ANSWERS, SURE = 0.5, 0.75
# What a missing span leaves of how sure an answer is.
UNSUITED = 0.85
# So much of what tells stands in a sure answer as it was asked, and not in other words.
VERBATIM = 0.5
# At most so sure is what has ended, and what another passage answers nearly as well.
UNSURE, TIE = 0.7, 0.08
# So much nearer to the question than the library, in units of its spread, a passage answers whose
# words do not: by an encoder, nine in ten of the questions that had one so near (docs/answers.md).
CLOSE = 4.5
# And what is left where the word that the question is about is missing.
LACKING = 0.7

# So many of the first may be its rivals.
_RIVALS = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """``ended``: whether it holds no more on the day. ``near``: how much nearer it is to the
    question than the library on the average, in units of its spread, where an encoder tells."""

    window: Window
    ranked: Ranked
    found: Found
    score: float
    judged: Judged
    ended: bool
    near: float | None = None

    @property
    def part(self) -> Part:
        return self.found.text.parts[self.ranked.part]

    @property
    def text(self) -> str:
        return self.found.readable.text[self.part.start : self.part.end]


def _rivals(other: Candidate, first: Candidate) -> bool:
    """Whether it answers nearly as well: by all, or by the words, which stand nearer together."""
    if first.score - other.score < TIE:
        return True
    told, best = other.judged, first.judged
    return told.suited and told.held >= best.held and told.near > best.near


def of_ended(confidence: Confidence) -> Confidence:
    """At most so sure is what has ended, where something else might hold."""
    value = min(confidence.value, UNSURE)
    label = "中" if value >= ANSWERS else confidence.label
    reason = f"{confidence.reason}；有效的文件里没有更相符的"
    return replace(confidence, value=value, label=label, reason=reason)


def confidence_of(candidates: Sequence[Candidate], judge: Judge) -> tuple[Confidence, float]:
    """Of the first candidate: what it holds of what tells, and whether it tells such a thing. What
    no document of the library knows in any wording, none answers. Sure is only what holds all of
    it, more than one word, and has no rival."""
    if not candidates:
        return Confidence(0.0, "无", "没有找到相关条款"), 0.0
    judged = candidates[0].judged
    value = judged.held * (1.0 if judged.suited else UNSUITED)
    reason = f"首条条款含有问题中 {judged.held:.0%} 的关键词语"
    if judged.fits < 1.0:
        value *= UNSUITED + (1.0 - UNSUITED) * judged.fits
    if not judged.suited or judged.fits < 1.0:
        reason += (
            "，没有所问的这类内容"
            if not judged.fits or not judged.suited
            else "，只有所问的一部分内容"
        )
        if judge.kind is QuestionKind.WHO and not judged.suited:
            value = min(value, NOWHERE)  # it names nobody
    if judged.lacking:
        value *= LACKING
    unknown = [word for word in judge.unknown if word in judged.missing]
    if unknown:
        value = min(value, NOWHERE)
        reason += f"；库中没有“{'”“'.join(unknown)}”"
    if judged.missing and not judge.several and not judged.about:
        value = min(value, NOWHERE)  # the one word that it has, it says in passing
    strength = value
    weak = judged.missing or not judged.suited or judged.fits < 1.0 or not judge.several
    if weak or judged.verbatim < VERBATIM:
        value = min(value, UNSURE)
    if any(_rivals(one, candidates[0]) for one in candidates[1:_RIVALS]):
        value = min(value, UNSURE)
        reason += "；另有条款几乎同样相符"
    near = candidates[0].near
    if value < ANSWERS and near is not None and near >= CLOSE:
        value = ANSWERS
        reason += "；它的意思与所问十分接近"
    label = "高" if value >= SURE else "中" if value >= ANSWERS else "低"
    return Confidence(round(value, 3), label, reason, judged.missing), strength
