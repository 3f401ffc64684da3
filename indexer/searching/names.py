"""What in a query may be a name: of an instrument, with the version and the place that are meant.

公司法2018 and 2018年公司法 name a law and one of its wordings, 公司法第20条 and 民法典物权编
a place in it, too; 最新公司法 is 公司法; 刑法修正案8 has an ordinal; 网安法 stands for a longer
name, 加装电梯 for other words. Only plain words are read so: not what is in quotes, excluded, or
asked of another field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from analyzers.analyzer import Analyzer
from analyzers.folding import fold
from analyzers.synonyms import Expansion, SynonymTable
from indexer.searching.parser import Clause, ClauseKind, Conjunction, Expression
from indexer.searching.titles import normal
from indexer.understanding.validity.directory import core_key

_LONGEST = 60
_MOST_SPELLINGS = 12
_YEAR = (
    r"[(\[]?\s*(?P<year>(?:19|20)\d\d)\s*年?度?\s*"
    r"(?:版本?|修订本?版?|修正本?版?|修改|文本|本)?\s*[)\]]?"
)
_BEFORE = re.compile(rf"^{_YEAR}(?:的|\s)*(?=[^\d\s])")
_AFTER = re.compile(rf"(?<=[^\d\s])\s*{_YEAR}$")
_NUMERAL = re.compile(r"(?<=..)[一二三四五六七八九十]{1,3}$")
# Their titles say 解释 or 规定, and are called 司法解释, 解释三.
_JUDICIAL = re.compile(
    r"(?:司法解释(?=[(]?(?:\d*|[一二三四五六七八九十]{0,3})[)]?$)|(?<=.)解释(?=.*.$))"
)
_AMENDMENT = re.compile(
    r"第?(?P<before>[一二三四五六七八九十]{1,3}|\d{1,2})[次号]?修正案$"
    r"|修正案第?(?P<behind>[一二三四五六七八九十]{1,3}|\d{1,2})号?$"
)
_N = r"[\d〇零一二三四五六七八九十百千]{1,9}"
_ARTICLE = re.compile(
    rf"(?:的|\s)*(?P<place>第?\s*{_N}\s*条(?:\s*之\s*{_N})?)"
    rf"(?:\s*第?\s*{_N}\s*[款项目])*(?:的?(?:规定|内容|原文|全文))?$"
)
# 民法典1165: an article, where no title ends so (刑法修正案8).
_BARE = re.compile(r"(?<=[^\d\s第])\s*第?\s*(?P<place>\d{1,4})$")
_PART = re.compile(r"(?<=法典)(?:的|\s)*(?P<place>[^\s\d]{2,6}?)编?$")
_BEHIND = re.compile(
    r"[\s,]*(?:的?(?:最新|现行)(?:修[订正改])?(?:版本?|文本)?|(?:新|修[订正])版|全文|原文|条文|电子版"
    r"|下载|pdf|word|docx?)$"
)
_AHEAD = re.compile(
    r"^(?:(?:最新|现行有?效?)(?:修[订正改])?版?|新版|新?(?:修[订正改])后?的|新修[订正改]|关于)的?\s*"
)
_OLD = re.compile(r"^(?:修[订正改]前|旧版?|原来?|老版?)的?\s*")
# Beside a name these mean another instrument than the one that is named.
_OTHER_INSTRUMENT = re.compile(
    r"实施|解释|规定|条例|办法|细则|修正案|决定|规则|批复|答复|解读|目录|标准|案例|意见|通知"
)


@dataclass(frozen=True, slots=True)
class Name:
    """``parts``: what is parted by blanks, each in its spellings, the typed one first. ``words``:
    spellings that are met in one piece only, as they are words that the synonyms know (市监局 not
    in 某市…监督管理局). ``others``: those that are other words, and no names that stand for it.

    What was typed beside the name is in no part: ``year`` of the version that is meant, ``place``
    in the text (第20条, 物权编), that what is ``outdated`` is meant. ``within``: something was.
    ``sure`` is False where it may be the end of a title, too (修正案8). ``whole``: no name in
    pieces. ``cores``: the keys of the instruments that the rest is a short name of.
    """

    parts: tuple[tuple[str, ...], ...]
    year: int | None = None
    words: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    place: str = ""
    outdated: bool = False
    within: bool = False
    sure: bool = True
    whole: bool = False
    cores: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(spellings[0] for spellings in self.parts)


@dataclass(frozen=True, slots=True)
class _Read:
    """A text of which what is no name has been taken."""

    rest: str
    year: int | None = None
    place: str = ""
    outdated: bool = False
    sure: bool = True
    whole: bool = False


def names_of(
    text: str, expression: Expression | None, analyzer: Analyzer, synonyms: SynonymTable
) -> tuple[Name, ...]:
    """The name with its version and place, and all that was typed as a name; () where it is
    none."""
    if expression is None or len(text) > _LONGEST or not _plain(expression):
        return ()
    folded = analyzer.fold(text).strip()
    found = [
        *_readings(folded, synonyms),
        _name(folded, synonyms),
        # 物权法 is a part of a code today.
        *(
            reading
            for target in synonyms.named(folded)
            if _PART.search(target)
            for reading in _readings(target, synonyms)
        ),
    ]
    return tuple(name for name in found if name.parts)


def placed_name(text: str, analyzer: Analyzer, synonyms: SynonymTable) -> tuple[Name, ...]:
    """The instrument and its article that a question asks for; () for other questions."""
    folded = analyzer.fold(text).strip()
    if len(folded) > _LONGEST:
        return ()
    return tuple(
        replace(name, whole=True)
        for name in _readings(folded, synonyms)
        if name.place and name.sure
    )


def _readings(folded: str, synonyms: SynonymTable) -> Iterator[Name]:
    """What is left where the version, the place and words that are no name are taken away."""
    read = _Read(folded)
    while (shorter := _shortened(read)) != read:
        read = shorter
    if read.rest != folded:
        yield _name_in(read, synonyms)
    if read.rest.startswith("新") and len(read.rest) > 2:
        # 新公司法; 新能源条例 is none of 能源条例 unless this is a title.
        rest = read.rest[1:].strip()
        yield _name_in(replace(read, rest=rest, outdated=False, whole=True), synonyms)


def _name_in(read: _Read, synonyms: SynonymTable) -> Name:
    return replace(
        _name(read.rest, synonyms),
        year=read.year,
        place=read.place,
        outdated=read.outdated,
        within=True,
        sure=read.sure,
        whole=read.whole,
        cores=tuple(stands_for(read.rest, synonyms)),
    )


def _shortened(read: _Read) -> _Read:
    """One thing taken away that stands before or behind a name."""
    rest = read.rest
    if read.year is None:
        for pattern in (_AFTER, _BEFORE):
            if (year := pattern.search(rest)) and (left := _without(rest, year)):
                return replace(read, rest=left, year=int(year["year"]))
    if not read.place:
        for pattern, sure in ((_ARTICLE, True), (_PART, True), (_BARE, False)):
            if (place := pattern.search(rest)) and (left := _without(rest, place)):
                said = place["place"] + ("编" if pattern is _PART else "")
                return replace(read, rest=left, place=said, sure=read.sure and sure)
    for pattern in (_BEHIND, _AHEAD):
        if (beside := pattern.search(rest)) and (left := _without(rest, beside)):
            return replace(read, rest=left)
    if not read.outdated and (old := _OLD.search(rest)) and (left := _without(rest, old)):
        return replace(read, rest=left, outdated=True, whole=True)
    return read


def _without(text: str, found: re.Match[str]) -> str:
    """What is left beside a match; empty where that is no name."""
    left = (text[: found.start()] + " " + text[found.end() :]).strip()
    return left if len(left) >= 2 else ""


def _plain(expression: Expression) -> bool:
    kinds = (ClauseKind.PLAIN, ClauseKind.TITLE)
    match expression:
        case Clause():
            return expression.kind in kinds and expression.field in (None, "title")
        case Conjunction(children):
            return all(map(_plain, children))
        case _:
            return False


def single_name(text: str, synonyms: SynonymTable) -> Name:
    """A text that is a name, and nothing beside it."""
    return _name(fold(text), synonyms)


def _name(folded: str, synonyms: SynonymTable) -> Name:
    parts: list[tuple[str, ...]] = []
    words: set[str] = set()
    others: set[str] = set()
    for part in folded.split():
        written = [way for way in _ways(part) if normal(way)]
        same = dict.fromkeys(map(normal, written))
        expanded = (other for way in written for other in _expanded(way, synonyms))
        spellings = same | dict.fromkeys(islice(expanded, _MOST_SPELLINGS))
        if same:
            parts.append(tuple(spellings))
        if synonyms.targets(part):
            words.update(spellings)
        if not all(_same_name(one, synonyms) for one in synonyms.expand(part)):
            others.update(spellings.keys() - same.keys())
    return Name(tuple(parts), words=frozenset(words), others=frozenset(others))


def _same_name(one: Expansion, synonyms: SynonymTable) -> bool:
    """网安法 is 网络安全法; 婚姻法 was not what has taken its place."""
    back = {fold(name) for target in one.targets for name in synonyms.targets(target)}
    return bool(synonyms.named(one.source)) and fold(one.source) in back


def _ways(part: str) -> Iterator[str]:
    """The same in the ways that titles are written."""
    yield part
    if _NUMERAL.search(part):
        yield _NUMERAL.sub(lambda m: f"({m[0]})", part)
    if _JUDICIAL.search(part):
        for title in ("解释", "规定"):
            yield _NUMERAL.sub(lambda m: f"({m[0]})", _JUDICIAL.sub(title, part))
    if _AMENDMENT.search(part):
        yield _AMENDMENT.sub(lambda m: f"修正案({m['before'] or m['behind']})", part)


def _expanded(part: str, synonyms: SynonymTable) -> Iterator[str]:
    """With other words in the place of some."""
    expansions = synonyms.expand(part)
    for one in expansions:
        for target in one.targets:
            yield normal(part[: one.start] + target + part[one.end :])
    if len(expansions) > 1:
        whole = part
        for one in reversed(expansions):
            whole = whole[: one.start] + one.targets[0] + whole[one.end :]
        yield normal(whole)


def means_another(text: str) -> bool:
    """Whether what stands beside a name says that another instrument is meant: 公司法 解释."""
    return _OTHER_INSTRUMENT.search(text) is not None


def stands_for(text: str, synonyms: SynonymTable) -> Sequence[str]:
    """The keys of the instruments that a whole text is a short name of."""
    return tuple(dict.fromkeys(core_key(target) for target in synonyms.named(text)))
