"""Why a hit is where it is, in words for a clerk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.engines.base import Explanation, TermContribution
from indexer.fields import BY_NAME
from indexer.query import Substring

# More than these say nothing that the first did not.
_TERMS_TOLD = 5


def in_words(
    explanation: Explanation, match: str, learned_from: str | None, weights_told: Mapping[str, str]
) -> tuple[str, ...]:
    """One sentence for each thing that moved the hit. ``weights_told`` names special bonuses."""
    told: list[str] = []
    if match in weights_told:
        told.append(weights_told[match])
    words = [t for t in explanation.terms if not t.pair][:_TERMS_TOLD]
    told += [_term(t) for t in words]
    pairs = [t for t in explanation.terms if t.pair]
    if pairs:
        gained = sum(t.score for t in pairs)
        told.append(f"词语相邻，{len(pairs)} 个字对相符，得 {gained:.1f} 分")
    told += _boosts(explanation)
    if explanation.in_force > 1:
        told.append(f"现行有效，得分乘 {explanation.in_force:.2f}")
    if explanation.recency > 1.0005:
        told.append(f"发布较新，得分乘 {explanation.recency:.2f}")
    if learned_from is not None:
        told.append(f"以往检索“{learned_from}”的用户选用了这份文件，加分")
    told.append(f"合计 {explanation.score:.1f} 分")
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
            continue
        place = "标题" if node.fields == ("title",) else "正文"
        told.append(f"{place}含有完整的“{node.text}”，加 {amount:.1f} 分")
    return told
