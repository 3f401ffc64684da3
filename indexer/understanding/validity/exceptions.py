"""What an ending leaves standing: 除第六条外，《甲》同时废止 ends a part of 甲.

    before    除第六条、第七条外，《甲》同时废止
    between   《甲》除第三章继续执行外，其余部分废止
    behind    废止《甲》，但第三条继续有效

除另有规定外 excepts nothing that could be named.
"""

from __future__ import annotations

import re
from dataclasses import replace

from indexer.model import Scope
from indexer.understanding.validity.references import ANNEX, PARTS, Reference
from indexer.understanding.validity.spans import Paragraph, Span, pattern
from indexer.understanding.validity.triggers import View

_OF_IT = rf"(?:{ANNEX}{PARTS}?|{PARTS})"
_EXCEPT = pattern(
    rf"(?P<words>除[^,。;\ue000-\ue010]{{0,10}}?{_OF_IT}[^,。;\ue000-\ue010]{{0,30}}?以?外)"
)
_BEFORE = pattern(_EXCEPT.pattern + r",?[^,。;\ue000-\ue010]{0,20}$")
_BEHIND = pattern(
    rf"[ ]*[,(](?:但是?|其中|但其中)?(?P<words>{_OF_IT}[^,。;\ue000-\ue010]{{0,16}}?"
    r"(?:除外|继续有效|继续执行|仍然?有效|仍然?适用|继续适用|保留))"
)


def exception_around(view: View, first: Reference, last: Reference) -> Span | None:
    """The exception before the first target, between the last and the trigger, or behind it."""
    masked = view.masked
    found = _EXCEPT.search(masked, last.end, view.trigger.start)
    if found is None:
        start = max(view.sentence.start, first.start - 80)
        found = _BEFORE.search(masked, start, first.start)
    if found is not None:
        return Span(*found.span("words"))
    return exception_behind(masked, view.trigger.end)


_IN_BRACKETS = re.compile(rf"(?:但|其中)?(?P<words>{_OF_IT}[^,。;]{{0,16}}?)除外")


def excepted_in_brackets(paragraph: Paragraph, one: Reference) -> Reference:
    """《甲》（第五条除外）: within its own brackets."""
    for at, span in paragraph.parens.items():
        if one.start <= at < one.end:
            inside = _IN_BRACKETS.fullmatch(paragraph.folded, span.start + 1, span.end - 1)
            if inside is not None:
                return excepting(paragraph, one, Span(*inside.span("words")))
    return one


def exception_behind(masked: str, at: int) -> Span | None:
    found = _BEHIND.match(masked, at)
    return None if found is None else Span(*found.span("words"))


def excepting(paragraph: Paragraph, one: Reference, exception: Span) -> Reference:
    """The target without what is excepted; a target that is a part already stays as it is."""
    if one.scope is Scope.PARTIAL:
        return one
    words = paragraph.text[exception.start : exception.end].strip()
    words = words if words.startswith("除") else f"除{re.sub('除外$', '', words)}外"
    return replace(one, scope=Scope.PARTIAL, provision=words)
