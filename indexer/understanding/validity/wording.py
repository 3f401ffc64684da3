"""The word by which a clause ends something: 停止执行 is not told as 废止."""

from __future__ import annotations

from analyzers.folding import fold
from indexer.model import Event, EventType, RelationType
from indexer.understanding.validity.triggers import ANY, KEEPS, TRIGGERS

_USUAL = {EventType.REPEALED: "废止", EventType.LAPSED: "宣布失效或停止执行"}
_TYPE = {EventType.REPEALED: RelationType.REPEALS, EventType.LAPSED: RelationType.LAPSES}
_BEFORE_TARGET = ("after_trigger", "list")


def ending_word(event: Event) -> str:
    """The clause's own word; the usual one where the quote has none.

    Of several words of one sentence it is the one that stands with the part that ends, else the
    first of the event's own type.
    """
    passages = (*(passage.quote for passage in event.evidence.also), event.evidence.quote)
    quote = fold("".join(passages))
    words = [(m.start(), m[0]) for m in ANY.finditer(quote) if TRIGGERS[m[0]] is not KEEPS]
    own = [(at, word) for at, word in words if TRIGGERS[word] is _TYPE.get(event.type)] or words
    part = quote.find(fold(event.note.split("；")[0])) if event.note else -1
    if not own:
        return _USUAL.get(event.type, "废止或停止执行")
    if part != -1 and event.evidence.rule in _BEFORE_TARGET:
        own = [found for found in own if found[0] < part][-1:] or own
    elif part != -1:
        own = [found for found in own if found[0] >= part] or own
    at, word = own[0]
    return "宣布失效" if word == "失效" and quote[:at].endswith("宣布") else word
