"""The review queue: what the library holds for less than certain, one item each.

An item's name tells its kind, its document and what it is about, so that it is the same one day
after day, and another one as soon as something else is read. What staff settled is not listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from indexer.catalogue import Card
from indexer.model import ENDED, Basis, Event, PolicyDocument, RelationType, Status, Value
from indexer.model.citing import in_marks
from indexer.model.fields import METADATA_BY_NAME
from indexer.model.findings import FindingKind
from indexer.model.labels import LabelledEnum
from indexer.model.publication import FINDINGS, PUBLICATION, withheld_for
from indexer.model.validity import status_on
from indexer.stewardship.doubts import LOW, RELIED_ON, same_number
from indexer.stewardship.listing import (
    Question,
    Report,
    all_documents,
    documents_claiming,
    documents_with,
)
from indexer.understanding.validity.contradictions import contradictions
from indexer.understanding.validity.events import is_certain, speaker_of
from indexer.understanding.validity.timeline import flag_of

# What moves or carries a status: an unresolved one may hide that a document has ended. Laws that
# a text merely cites are missing by the hundred in any library, and change nothing.
SAID: Mapping[RelationType, str] = {
    RelationType.REPEALS: "废止",
    RelationType.LAPSES: "宣布失效",
    RelationType.AMENDS: "修改",
    RelationType.CONFIRMS: "确认继续有效",
    RelationType.ISSUES: "印发",
}


class Doubt(LabelledEnum):
    """The kinds of items."""

    FINDING = "finding", "不宜公开的内容"
    CONFLICT = "conflict", "有效性矛盾"
    STATUS = "status", "推定的终止"
    HINT = "hint", "有效性提示"
    MENTION = "mention", "未对应的文件"
    VALUE = "value", "把握不足的值"
    NUMBER = "number", "同号异文"
    EXTRACTION = "extraction", "提取质量存疑"


# What a confirmation and an overruling do, for people.
CONFIRMED: Mapping[Doubt, str] = {
    Doubt.FINDING: "暂不公开",
    Doubt.CONFLICT: "现在的有效性无误",
    Doubt.STATUS: "确已终止",
    Doubt.HINT: "已阅，不影响有效性",
    Doubt.MENTION: "库中确无此文件",
    Doubt.VALUE: "读得无误",
    Doubt.NUMBER: "文号无误",
    Doubt.EXTRACTION: "可用",
}
OVERRULED: Mapping[Doubt, str] = {
    Doubt.FINDING: "公开",
    Doubt.CONFLICT: "写有效性，如 现行有效",
    Doubt.STATUS: "写有效性，如 现行有效",
    Doubt.HINT: "写有效性，如 废止",
    Doubt.MENTION: "写所指文件的编号；留空为并无此关系",
    Doubt.VALUE: "写正确的值；留空为删去",
    Doubt.NUMBER: "写正确的文号；留空为删去",
    Doubt.EXTRACTION: "不可用，暂不公开",
}


@dataclass(frozen=True, slots=True)
class Item:
    """``subject`` is the field, the named document or the like that it is about; ``told`` says
    what it is, ``quote`` what it stands on."""

    kind: Doubt
    document: PolicyDocument
    subject: str
    told: str
    quote: str = ""
    confidence: float | None = None
    status: Status | None = None

    @property
    def name(self) -> str:
        about = "\n".join((self.subject, self.told))
        digest = hashlib.sha256(about.encode()).hexdigest()[:8]
        return f"{self.kind.value}:{digest}:{self.document.id}"


Items = Iterator[Item]


def queue(
    question: Question,
    kinds: Collection[Doubt] = tuple(Doubt),
    ids: Collection[str] | None = None,
) -> Items:
    """The open items of these kinds; of all documents, or of these."""
    done = question.catalogue.settled()
    for kind in Doubt:
        if kind in kinds:
            for item in _MAKERS[kind](question, ids):
                if item.name not in done:
                    yield item


COLUMNS = ("事项", "类型", "编号", "标题", "内容", "依据", "把握", "确认即", "更正即")
DECISION, VALUE, WHY = "决定", "更正为", "理由"


def as_report(question: Question, items: Items) -> Report:
    """As a table; the last columns are for staff to fill in and hand back."""
    columns = (*COLUMNS, DECISION, VALUE, WHY)
    rows = tuple((*_row(item), "", "", "") for item in items)
    return Report("review", "待核事项", question.as_of, columns, rows)


def _row(item: Item) -> tuple[str, ...]:
    sure = "" if item.confidence is None else f"{item.confidence:.2f}"
    return (
        item.name, item.kind.label, item.document.id, item.document.title, item.told, item.quote,
        sure, CONFIRMED[item.kind], OVERRULED[item.kind],
    )  # fmt: skip


# ---------------------------------------------------------------- the kinds


Ids = Collection[str] | None


def _findings(question: Question, ids: Ids) -> Items:
    for document in documents_claiming(question.catalogue, FINDINGS, ids):
        found = document.values.get(FINDINGS, ())
        claims = document.values.get(PUBLICATION, ())
        if any(v.evidence.basis is Basis.REVIEWED for v in claims):
            continue
        state = "现已公开" if document.published else f"暂不公开：{withheld_for(document.values)}"
        labels = dict.fromkeys(FindingKind(str(v.value)).label for v in found)
        quotes = "；".join(dict.fromkeys(v.evidence.quote for v in found))
        yield Item(Doubt.FINDING, document, "", f"{'、'.join(labels)}（{state}）", quotes)


def _conflicts(question: Question, ids: Ids) -> Items:
    for document, reason, event in conflicting(question, ids):
        status = _status(question, document)
        yield Item(
            Doubt.CONFLICT, document, event.source_id, reason, event.evidence.quote,
            event.evidence.confidence, status,
        )  # fmt: skip


def conflicting(question: Question, ids: Ids = None) -> Iterator[tuple[PolicyDocument, str, Event]]:
    """Statements that cannot both hold, those too that came after staff had spoken."""
    fated = question.catalogue.fated(tuple(SAID))
    for document in all_documents(question.catalogue, ids):
        # Most have neither, and what happened to each costs some queries.
        if document.id not in fated and "status" not in document.values:
            continue
        happened = question.events(document.id)
        for found in contradictions(document, happened, question.as_of):
            yield document, found.reason, found.event
        yield from _learned_later(question, document, happened)


def _learned_later(
    question: Question, document: PolicyDocument, happened: Collection[Event]
) -> Iterator[tuple[PolicyDocument, str, Event]]:
    """What befell it before staff settled its status, told by a document that came only after."""
    flag, best = flag_of(document), document.best("status")
    review = best.evidence.review if best is not None else None
    if flag is None or flag.said_on is None or review is None:
        return
    others = {event.source_id for event in happened} - {document.id}
    came = question.catalogue.created(others)
    for event in happened:
        late = came.get(event.source_id, "") > review.at
        if late and is_certain(event) and event.date and event.date <= flag.said_on:
            reason = f"核定为“{flag.status.label}”之后，{speaker_of(event)}入库，也说到其有效性"
            yield document, reason, event


def _ended(question: Question, ids: Ids) -> Items:
    def is_inferred(card: Card) -> bool:
        status = status_on(card.timeline, question.as_of)
        return status.value in ENDED and status.basis is Basis.INFERRED

    for card, document in documents_with(question.catalogue, is_inferred, ids):
        status = status_on(card.timeline, question.as_of)
        told = f"{status.value.label}，自 {status.since or '不详'}"
        yield Item(Doubt.STATUS, document, "status", told, status.reason, status=status)


def _hints(question: Question, ids: Ids) -> Items:
    for document in documents_claiming(question.catalogue, "validity_hints", ids):
        for hint in document.values.get("validity_hints", ()):
            yield Item(
                Doubt.HINT, document, "validity_hints", _text(hint), hint.evidence.quote,
                hint.evidence.confidence,
            )  # fmt: skip


def _mentions(question: Question, ids: Ids) -> Items:
    found = question.catalogue.unresolved(tuple(SAID), ids)
    wanted = dict.fromkeys(identity for identity, _ in found)
    speakers = {d.id: d for d in all_documents(question.catalogue, wanted)}
    seen: set[str] = set()
    for identity, mention in found:
        named = mention.target_number or mention.target_title or ""
        title = in_marks(mention.target_title) if mention.target_title else ""
        told = f"{SAID[mention.type]}{title}{mention.target_number or ''}，库中没有找到"
        item = Item(
            Doubt.MENTION, speakers[identity], f"{mention.type.value}={named}", told,
            mention.evidence.quote, mention.evidence.confidence,
        )  # fmt: skip
        if named and item.name not in seen:
            seen.add(item.name)
            yield item


def _values(question: Question, ids: Ids) -> Items:
    for document in all_documents(question.catalogue, ids):
        for field in RELIED_ON:
            best = document.best(field)
            if best is None or best.evidence.basis in (Basis.REVIEWED, Basis.DECLARED):
                continue
            if best.evidence.confidence < LOW or best.evidence.rule == "file name":
                told = f"{METADATA_BY_NAME[field].label} {_text(best)}"
                yield Item(
                    Doubt.VALUE, document, field, told, best.evidence.quote,
                    best.evidence.confidence,
                )  # fmt: skip


def _numbers(question: Question, ids: Ids) -> Items:
    numbers = question.numbers()
    if ids is not None:
        numbers = {n: found for n, found in numbers.items() if set(found) & set(ids)}
    for identity, difference in same_number(question.catalogue, numbers):
        if ids is None or identity in ids:
            for document in all_documents(question.catalogue, [identity]):
                number = document.doc_number or ""
                yield Item(Doubt.NUMBER, document, "doc_number", f"{number} {difference}")


def _extractions(question: Question, ids: Ids) -> Items:
    for _, document in documents_with(question.catalogue, lambda card: card.quality_doubtful, ids):
        told = "；".join(document.quality.doubts)
        confidence = document.quality.confidence
        yield Item(Doubt.EXTRACTION, document, "quality", told, "", confidence)


_MAKERS: Mapping[Doubt, Callable[[Question, Ids], Items]] = {
    Doubt.FINDING: _findings,
    Doubt.CONFLICT: _conflicts,
    Doubt.STATUS: _ended,
    Doubt.HINT: _hints,
    Doubt.MENTION: _mentions,
    Doubt.VALUE: _values,
    Doubt.NUMBER: _numbers,
    Doubt.EXTRACTION: _extractions,
}


def _status(question: Question, document: PolicyDocument) -> Status | None:
    card = question.catalogue.cards([document.id]).get(document.id)
    return None if card is None else status_on(card.timeline, question.as_of)


def _text(value: Value) -> str:
    return value.value if isinstance(value.value, str) else "、".join(value.value)
