"""Why a hit is where it is, in words for a clerk."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engines.base import Explanation, SearchEngine, TermContribution
from indexer.model.fields import BY_NAME
from indexer.model.queries import AllOf, EngineHit, Node, Substring, Terms
from indexer.searching import meaning
from indexer.searching.asking import Answer

# More than these say nothing that the first did not.
_TERMS_TOLD = 5


_TOLD = {
    "number": "文号相符，排在前面",
    "title": "标题相符，排在前面",
    "cites": "文中提到这个文号",
}
# Less is not seen at one decimal.
_SEEN = 0.05


def explain(engine: SearchEngine, answer: Answer, hit: EngineHit) -> tuple[str, ...]:
    """One sentence for each thing that moved the hit, which add up; empty where the engine has it
    no more."""
    explanation = engine.explain(answer.query, hit.id)
    if explanation is None:
        return ()
    learned = answer.learned.get(hit.id, 0.0)
    named = explanation.bonus - learned
    told = []
    if (match := answer.matches.get(hit.id)) in _TOLD:
        told.append(_TOLD[match] + (f"，加 {named:.1f} 分" if named >= _SEEN else ""))
    elif named >= _SEEN:
        told.append(f"标题相近，加 {named:.1f} 分")
    told += _words(explanation)
    told += map(_boost, explanation.boosts)
    if learned >= _SEEN:
        query = next((v.query for v in answer.votes if v.document_id == hit.id), "")
        told.append(f"以往检索“{query}”时选用过这份文件，加 {learned:.1f} 分")
    if answer.lift is not None and (sentence := answer.lift.told(hit.id)):
        told.append(sentence)
    found = hit.id in answer.found_by_meaning
    if (sentence := meaning.told(answer.felt.get(hit.id), found)) is not None:
        told.append(sentence)
    told.append(f"合计 {hit.score:.1f} 分")
    return tuple(told)


def _words(explanation: Explanation) -> Iterator[str]:
    """What the words gave, and what that was multiplied with."""
    words = [t for t in explanation.terms if not t.pair]
    yield from map(_term, words[:_TERMS_TOLD])
    if rest := words[_TERMS_TOLD:]:
        yield f"其余 {len(rest)} 个词语共得 {sum(t.score for t in rest):.1f} 分"
    if pairs := [t for t in explanation.terms if t.pair]:
        gained = sum(t.score for t in pairs)
        yield f"字词相邻，{len(pairs)} 处两字相连相符，共得 {gained:.1f} 分"
    gained = sum(t.score for t in explanation.terms)
    for reason, factor in (("现行有效", explanation.in_force), ("发布较新", explanation.recency)):
        more = gained * (factor - 1.0)
        gained += more
        if more >= _SEEN:
            yield f"{reason}，文字得分乘以 {factor:.2f}，加 {more:.1f} 分"


def _term(term: TermContribution) -> str:
    places = "、".join(
        f"{BY_NAME[name].label}出现 {count} 次" for name, count in term.frequencies.items() if count
    )
    return f"“{term.term}”在{places}，得 {term.score:.1f} 分"


def _boost(boost: tuple[Node, float]) -> str:
    node, amount = boost
    match node:
        case Substring(text, fields):
            place = "标题" if fields == ("title",) else "正文"
            reason = f"{place}含有完整的“{text}”"
        case Terms((text, *_), ("title",)):
            reason = f"标题含有词语“{text}”"
        case AllOf((Terms(_, ("number",)), *_)):
            reason = "发文机关与序号相符"
        case _:
            reason = "含有大部分词语"
    return f"{reason}，加 {amount:.1f} 分"
