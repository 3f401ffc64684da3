"""Why a hit is where it is, in words for a clerk."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.engines.base import Explanation, SearchEngine, TermContribution
from indexer.model.fields import BY_NAME
from indexer.model.queries import EngineHit, Substring
from indexer.searching.asking import Answer

# More than these say nothing that the first did not.
_TERMS_TOLD = 5


_TOLD = {
    "number": "文号相符，排在最前",
    "title": "标题相符，排在最前",
    "cites": "文中提到这个文号",
}


def explain(engine: SearchEngine, answer: Answer, hit: EngineHit) -> tuple[str, ...]:
    """One sentence for each thing that moved the hit; empty where the engine has it no more."""
    explanation = engine.explain(answer.query, hit.id)
    if explanation is None:
        return ()
    told = [_TOLD[m]] if (m := answer.matches.get(hit.id)) in _TOLD else []
    told += [_term(t) for t in explanation.terms if not t.pair][:_TERMS_TOLD]
    pairs = [t for t in explanation.terms if t.pair]
    if pairs:
        gained = sum(t.score for t in pairs)
        told.append(f"字词相邻，{len(pairs)} 处两字相连相符，共得 {gained:.1f} 分")
    told += _boosts(explanation)
    if explanation.in_force > 1:
        told.append(f"现行有效，文字得分乘以 {explanation.in_force:.2f}")
    if explanation.recency > 1.005:
        told.append(f"发布较新，文字得分乘以 {explanation.recency:.2f}")
    learned = next((v.query for v in answer.votes if v.document_id == hit.id), None)
    if learned is not None:
        told.append(f"以往检索“{learned}”时选用过这份文件，加分")
    if answer.lift is not None and (sentence := answer.lift.told(hit.id)):
        told.append(sentence)
    told.append(f"合计 {hit.score:.1f} 分")
    return tuple(told)


def _term(term: TermContribution) -> str:
    places = "、".join(
        f"{BY_NAME[name].label}出现 {count} 次" for name, count in term.frequencies.items() if count
    )
    return f"“{term.term}”在{places}，得 {term.score:.1f} 分"


def _boosts(explanation: Explanation) -> Sequence[str]:
    told = []
    for node, amount in explanation.boosts:
        if not isinstance(node, Substring):
            continue  # told by what made it a hit
        place = "标题" if node.fields == ("title",) else "正文"
        told.append(f"{place}含有完整的“{node.text}”，加 {amount:.1f} 分")
    return told
