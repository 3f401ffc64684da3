"""What in a query may be a name: of an instrument, with the version that is meant.

公司法2018 and 2018年公司法 name a law and one of its wordings; 刑法修正案8 an ordinal; 网安法
stands for a longer name, 加装电梯 for other words. Only plain words are read so: not what is in
quotes, excluded, or asked of another field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzers.analyzer import Analyzer
from analyzers.synonyms import SynonymTable
from indexer.searching.parser import Clause, ClauseKind, Conjunction, Expression
from indexer.searching.titles import normal
from indexer.understanding.validity.directory import core_key

_LONGEST = 60
_MOST_SPELLINGS = 8
_YEAR = (
    r"[(\[]?\s*(?P<year>(?:19|20)\d\d)\s*年?度?\s*"
    r"(?:版本?|修订本?版?|修正本?版?|修改|文本|本)?\s*[)\]]?"
)
_BEFORE = re.compile(rf"^{_YEAR}(?:的|\s)*(?=[^\d\s])")
_AFTER = re.compile(rf"(?<=[^\d\s])\s*{_YEAR}$")
_NUMERAL = re.compile(r"(?<=..)[一二三四五六七八九十]{1,3}$")
_JUDICIAL = re.compile(r"司法解释(?=\d*$|[一二三四五六七八九十]{0,2}$)")
# Beside a name these mean another instrument than the one that is named.
_OTHER_INSTRUMENT = re.compile(
    r"实施|解释|规定|条例|办法|细则|修正案|决定|规则|批复|答复|解读|目录|标准|案例|意见|通知"
)


@dataclass(frozen=True, slots=True)
class Name:
    """``parts``: what is parted by blanks, each in its spellings, the typed one first. ``year``:
    of the version that is meant, which is in no part. ``words``: spellings that are met in one
    piece only, as they are words that the synonyms know (市监局 not in 某市…监督管理局)."""

    parts: tuple[tuple[str, ...], ...]
    year: int | None = None
    words: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return "".join(spellings[0] for spellings in self.parts)


def names_of(
    text: str, expression: Expression | None, analyzer: Analyzer, synonyms: SynonymTable
) -> tuple[Name, ...]:
    """The name with its version, and all that was typed as a name; () where it is none."""
    if expression is None or len(text) > _LONGEST or not _plain(expression):
        return ()
    folded = analyzer.fold(text).strip()
    found = [_name(folded, None, analyzer, synonyms)]
    for pattern in (_AFTER, _BEFORE):
        if year := pattern.search(folded):
            rest = (folded[: year.start()] + " " + folded[year.end() :]).strip()
            if len(rest) >= 2:
                found.insert(0, _name(rest, int(year["year"]), analyzer, synonyms))
            break
    return tuple(name for name in found if name.parts)


def _plain(expression: Expression) -> bool:
    kinds = (ClauseKind.PLAIN, ClauseKind.TITLE)
    match expression:
        case Clause():
            return expression.kind in kinds and expression.field in (None, "title")
        case Conjunction(children):
            return all(map(_plain, children))
        case _:
            return False


def _name(folded: str, year: int | None, analyzer: Analyzer, synonyms: SynonymTable) -> Name:
    parts: list[tuple[str, ...]] = []
    words: set[str] = set()
    for part in folded.split():
        spellings = tuple(dict.fromkeys(_spellings(part, synonyms)))
        if spellings:
            parts.append(spellings)
        if synonyms.targets(part):
            words.update(spellings)
    return Name(tuple(parts), year, frozenset(words))


def _spellings(part: str, synonyms: SynonymTable) -> Iterator[str]:
    typed = normal(part)
    if not typed:
        return
    yield typed
    if _NUMERAL.search(part):
        yield normal(_NUMERAL.sub(lambda m: f"({m[0]})", part))
    if _JUDICIAL.search(part):
        yield normal(_NUMERAL.sub(lambda m: f"({m[0]})", _JUDICIAL.sub("解释", part)))
    expansions = synonyms.expand(part)
    targets = [(e, target) for e in expansions for target in e.targets]
    for one, target in targets[:_MOST_SPELLINGS]:
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
