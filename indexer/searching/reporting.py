"""What was understood of a query, and what helps where little or nothing was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analyzers.analyzer import Analyzer
from indexer.engines.base import SearchEngine
from indexer.model.fields import BY_NAME
from indexer.model.queries import EngineQuery, QueryReport, SearchRequest, Substring
from indexer.model.values import value
from indexer.searching.asked_days import said_day
from indexer.searching.asking import Answer
from indexer.searching.helps import Helps
from indexer.searching.place import covering
from indexer.searching.plan import Plan
from indexer.searching.spelling import Spelling
from indexer.searching.units import Unit

# Looking for a repair asks the index some dozens of times: only for what a person typed.
_LONGEST_REPAIRED = 30
# Longer questions stand nowhere as they are, right or wrong.
_LONGEST_QUESTION = 12
_MOST_UNKNOWN = 3
# How a note begins that names a condition to leave out.
WAY_OUT = "去掉"
_QUOTED = re.compile('["“”＂「」『』]')
# A slip may stand in some document too, but seldom in many.
_FEW = 10


@value
class Reporter:
    analyzer: Analyzer
    engine: SearchEngine
    helps: Helps | None
    spelling: Spelling

    def report(self, text: str, plan: Plan, answer: Answer) -> QueryReport:
        little = answer.step.note is not None or answer.relaxed is not None or answer.total == 0
        return QueryReport(
            text=text,
            terms=plan.terms,
            doc_number=plan.numbers[0].text if plan.numbers else None,
            synonyms=plan.synonyms,
            did_you_mean=answer.near[0]
            if answer.near
            else self._repair(text, plan)
            if answer.total < _FEW or little
            else None,
            relaxed=answer.step.note,
            notes=tuple(self._notes(text, plan, answer, little)),
        )

    def to_be_asked(self, plan: Plan, answer: Answer, report: QueryReport) -> str | None:
        """The repaired query where it is to be asked in the place of one that nothing answers. What
        stands in quotes is meant as it is; a question is answered by any of its words."""
        repair = report.did_you_mean
        if (
            answer.total
            or plan.question
            or answer.near
            or repair is None
            or _QUOTED.search(report.text)
        ):
            return None
        return repair

    def _repair(self, text: str, plan: Plan) -> str | None:
        longest = _LONGEST_QUESTION if plan.question else _LONGEST_REPAIRED
        # Where nothing is asked for (browsing, filters alone, -word alone), nothing is wrong.
        if self.helps is None or not plan.units or len(text) > longest or plan.numbers:
            return None
        if self.stands(text):
            return None
        return self.helps.corrector.correct(text, self.stands, self.spelling.known)

    def stands(self, text: str) -> bool:
        """Whether any document holds the text."""
        query = EngineQuery(Substring(self.analyzer.fold(text)), limit=0)
        return self.engine.search(query).total > 0

    # ------------------------------------------------------------ notes

    def _notes(self, text: str, plan: Plan, answer: Answer, little: bool) -> Iterator[str]:
        yield from plan.notes
        for name in plan.unknown_bodies[:_MOST_UNKNOWN]:
            yield f"库中没有发文机关“{name}”（issuer:）"
        if plan.numbers and "number" not in answer.matches.values():
            yield from self._number_not_held(plan, answer)
        if len(answer.near) > 1:
            yield f"相近的文号：{'、'.join(answer.near)}"
        # A title that holds the query in pieces (国安法) answers all of it.
        if little and "title" not in answer.matches.values():
            yield from self._unknown_words(text, plan)
        if answer.total == 0:
            yield from self._filters_in_the_way(answer.query)

    def _number_not_held(self, plan: Plan, answer: Answer) -> Iterator[str]:
        number = "、".join(n.text for n in plan.numbers)
        if answer.total:
            yield f"库中没有文号为{number}的文件，以下是提到它的文件"
        else:
            yield f"库中没有文号为{number}的文件，也没有文件提到它"

    def _unknown_words(self, text: str, plan: Plan) -> Iterator[str]:
        # Which day a question says is understood, whether documents say so or not; of a number that
        # the library has not something is told already.
        day = said_day(text) if plan.question else ""
        told = (day, *(number.text for number in plan.numbers))
        unknown = dict.fromkeys(
            u.text
            for u in plan.units
            if not u.number and not any(u.text in one for one in told) and self._nowhere(u)
        )
        if unknown and len(unknown) < len({u.text for u in plan.units}):
            named = "、".join(f"“{text}”" for text in list(unknown)[:_MOST_UNKNOWN])
            yield f"库中没有出现{named}，其余词语照常查找"

    def _nowhere(self, unit: Unit) -> bool:
        return self.engine.search(EngineQuery(unit.node, limit=0)).total == 0

    def _filters_in_the_way(self, query: EngineQuery) -> Iterator[str]:
        """How many hits each filter alone, and all of them together, keep out."""
        bare = replace(query, limit=0, facets=(), tallies=(), boosts=(), score=(), bonus={})
        freed = [
            (BY_NAME[name].label, replace(bare, filters=_without(bare, name)))
            for name, values in bare.filters.items()
            if values
        ]
        for name in bare.ranges:
            others = {n: ends for n, ends in bare.ranges.items() if n != name}
            freed.append((BY_NAME[name].label, replace(bare, ranges=others)))
        for label, query_without in freed:
            if total := self.engine.search(query_without).total:
                yield f"{WAY_OUT}“{label}”条件后有 {total} 条结果"
        yield from self._covering_rules(bare)
        free = replace(bare, filters={}, ranges={})
        if len(freed) > 1 and (total := self.engine.search(free).total):
            yield f"{WAY_OUT}全部筛选条件后有 {total} 条结果"

    def _covering_rules(self, bare: EngineQuery) -> Iterator[str]:
        """Where a region has nothing: what holds there all the same, of its city, its province."""
        for region in bare.filters.get("region", ()):
            wider = replace(bare, filters=_without(bare, "region"), facets=("region",))
            held = dict(self.engine.search(wider).facets["region"])
            told = [f"{one}的有 {held[one]} 条" for one in covering(region, held)]
            if told:
                yield f"库中没有{region}就此作出的规定，上级的规定可能适用：{'，'.join(told)}"


def behind_the_last(total: int, request: SearchRequest) -> Iterator[str]:
    """Told of a page that has nothing on it, because there are fewer pages."""
    last = -(-total // max(1, request.size))
    if 0 < last < request.page:
        yield f"第 {request.page} 页没有结果，共 {last} 页"


def _without(query: EngineQuery, name: str) -> dict[str, tuple[str, ...]]:
    return {n: tuple(v) for n, v in query.filters.items() if n != name}
