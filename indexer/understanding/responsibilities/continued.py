"""Duties whose body stands in the sentence before: 市商务局负责…；组织…；不合格的，应当通知."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.model.responsibilities import DutyKind
from indexer.understanding.responsibilities.facts import MARKER, Found
from indexer.understanding.responsibilities.named import NamedBody
from indexer.understanding.responsibilities.wording import VERB, behind

# 会议要求，市人民政府应当…: what may stand before the body that goes on.
_BEGINS = re.compile(r"(?:[的时后求]，|：)$")
_OF_WHAT = re.compile(r"(?:对|将)[^，。；]{2,40}，")
_IF = re.compile(r"[^，。；]{2,60}的，(?:应当|应|可以|并|由其)?")
# What the office does with whom it has to do, and never the other way round.
_DECIDES = re.compile(
    r"(?:书面)?(?:通知|告知)(?!书)|发给|核发|颁发|换发|不予|准予|予以|说明理由|作出"
    r"|责令|没收|吊销|暂扣|撤销|取消|收回|处[^，。；]{1,30}罚款|处以|给予(?:警告|处分|处罚|通报)"
)
_PUNISHES = re.compile(
    r"(?:可以|并|应当)*(?:责令|没收|吊销|暂扣|撤销|取消|处[^，。；]{1,30}罚款|处以|并处|给予(?:警告|处分|处罚))"
)
# 经审查合格的，发给合格证, behind a stop.
_AS_FOUND = re.compile(
    r"(?:经[^，。；]{0,6}审[查核][^，。；]{0,20}|[^，。；由]{0,20}(?:符合|合格)[^，。；]{0,20})的，"
)
# 经教育不改的，给予警告.
_AS_TOLD = re.compile(r"经[^，。；由]{0,8}(?:教育|责令|劝阻|告知|通知)[^，。；由]{0,16}的，")
# 其应当在十日内办结.
_IT = re.compile(r"其(?:应当|必须|可以|负责)")
_IT_ONLY = re.compile(r"其(?:应当|可以)(?:承担|赔偿|申请|提供|出示)")
_OTHERS_DO = re.compile(
    r"赔偿|依法追究|构成犯罪|法律责任|不得|禁止|严禁|登记的|[^，。；]{0,12}(?:应当|必须|可以)(?=承担|赔偿)"
)
_VERB_FIRST = re.compile(r"(?!承担|接受|申请|参加|参与|拒绝|使用|利用|经营|停止|报名)")


@dataclass(frozen=True, slots=True)
class Before:
    """Who had something to do in the sentence before, and where that stands in the text."""

    bodies: tuple[NamedBody, ...]
    rule: str
    start: int
    end: int

    def until(self, end: int) -> Before:
        return replace(self, end=end)


def before(found: Sequence[Found], sentence: str, begin: int, offset: int) -> Before | None:
    """Whom the next sentence may go on about."""
    end = offset + len(sentence)
    for rule in ("subject", "by"):
        ones = [f for f in found if f.rule == rule]
        if not ones:
            continue
        one = ones[0] if rule == "subject" else ones[-1]
        led = sentence[begin : one.start].strip(" 　")
        if rule == "subject" and led and not _BEGINS.search(led):
            return None
        if rule == "by" and not VERB.search(sentence, one.verb):
            return None
        of_it = [f for f in ones if f.start == one.start and f.verb == one.verb]
        own = [f for f in of_it if f.kind is not DutyKind.ASSISTS] or of_it
        return Before(tuple(f.body for f in own), rule, offset + begin, end)
    return None


def continued(text: str, last: Before, sentence: re.Match[str]) -> tuple[DutyKind, str] | None:
    """What ``sentence`` tells the bodies of the one before to do."""
    gap = text[last.end : sentence.start()].strip(" 　")
    words = sentence[0].strip(" 　").replace(",", "，")
    marker = MARKER.match(words)
    if (marker and marker.end()) or _OTHERS_DO.match(words) or len(words) < 4:
        return None
    if gap in ("；", ";"):
        at = _by_semicolon(words, last.rule)
    elif gap == "。" and _IT.match(words) and not _IT_ONLY.match(words):
        at = 1
    elif gap == "。" and last.rule == "subject":
        found = _AS_FOUND.match(words)
        at = found.end() if found and _decides(words, found.end()) else None
        told = _AS_TOLD.match(words)
        if told and _PUNISHES.match(words, told.end()):
            at = told.end()
    else:
        return None
    if at is None:
        return None
    verb = VERB.match(words, behind(words, at))
    kind = DutyKind[verb.lastgroup or ""] if verb else DutyKind.CARRIES_OUT
    return kind, words


def _by_semicolon(words: str, rule: str) -> int | None:
    condition = _IF.match(words)
    at = condition.end() if condition else 0
    if rule == "by":
        return at if _PUNISHES.match(words, at) else None
    if condition:
        return at if _decides(words, at) else None
    of_what = _OF_WHAT.match(words)
    at = behind(words, of_what.end() if of_what else 0)
    verb = VERB.match(words, at)
    if verb is None or not _VERB_FIRST.match(words, at) or words.startswith("的", verb.end()):
        return None
    return at


def _decides(words: str, at: int) -> bool:
    return _DECIDES.match(words, behind(words, at)) is not None
