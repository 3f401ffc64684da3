"""Lists that staff work through, made from the catalogue for a day.

- ``validity``: documents in force that rest on something repealed or lapsed; documents whose end
  is inferred only and wants confirming; lists of repeals that do not count as stated; documents
  that a catch-all (未列入目录的一律废止) may mean.
- ``expiring``: documents in force whose status ends within so many days.
- ``conflicts``: statements about validity that cannot both hold; texts in force of which a later
  one bears the same title.
- ``quality``: texts that cannot be trusted, issuers that the authority file does not know, values
  of low confidence, titles that are a file's name, copies' names, one number with two texts
  (``doubts.py``).
- ``today``: what came, ended, changed, ends soon or contradicts (``morning.py``).
- ``quarantine``, ``duplicates``: what is not here, or more than once (``missing.py``).
- ``interpretations``: policies without an interpretation, or with one later than the third working
  day after publishing (国办发〔2016〕19号). Weekends are no working days; holidays are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from indexer.catalogue import Card, Catalogue
from indexer.indexing.projection import dating
from indexer.model import (
    BINDING,
    ENDED,
    Basis,
    Kind,
    PolicyDocument,
    RelationType,
)
from indexer.model.citing import in_marks
from indexer.model.errors import UsageError
from indexer.model.findings import FindingKind
from indexer.model.publication import FINDINGS, withheld_for
from indexer.model.validity import status_on
from indexer.stewardship import missing, morning
from indexer.stewardship.doubts import doubts_of, same_number
from indexer.stewardship.listing import (
    COMMON,
    Question,
    Report,
    Rows,
    all_cards,
    all_documents,
    common,
    common_of,
    documents_claiming,
    expiring,
)
from indexer.stewardship.queue import conflicting
from indexer.understanding.validity.directory import DocumentCard, title_key
from indexer.understanding.validity.resolution import leaves_out

_RESTING = (RelationType.BASED_ON, RelationType.IMPLEMENTS)
# The rule on interpretations took effect on this day.
_RULE_SINCE = date(2016, 2, 17)
_WORKING_DAYS = 3


def report(name: str, question: Question) -> Report:
    """Raises UsageError for a name that is none."""
    if name not in REPORTS:
        raise UsageError(f"没有报表 {name}，可用：{'、'.join(REPORTS)}", field="name")
    title, columns, make = REPORTS[name]
    return Report(name, title, question.as_of, columns, tuple(make(question)))


# ---------------------------------------------------------------- validity


def _validity(question: Question) -> Rows:
    yield from _resting_or_inferred(question)
    yield from _doubtful_readings(question)
    yield from _left_out(question)


def _resting_or_inferred(question: Question) -> Rows:
    for card in all_cards(question.catalogue):
        status = status_on(card.timeline, question.as_of)
        if status.value in BINDING:
            for other, quote in _resting_on(question, card):
                ended = status_on(other.timeline, question.as_of)
                text = f"所依据的{in_marks(other.title)}已{ended.value.label}"
                yield (*common(card), status.value.label, text, quote)
        elif status.value in ENDED and status.basis is Basis.INFERRED:
            text = "终止为推定，请核定"
            yield (*common(card), status.value.label, text, status.reason)


def _resting_on(question: Question, card: Card) -> Iterator[tuple[Card, str]]:
    for link in question.catalogue.relations(card.id):
        mention, other = link.relation.mention, link.other
        if link.direction == "in" or other is None or mention.type not in _RESTING:
            continue
        if status_on(other.timeline, question.as_of).value in ENDED:
            yield other, mention.evidence.quote


_DOUBTS = ("hint_list", "hint_expiry", "hint_attached_list")


def _doubtful_readings(question: Question) -> Rows:
    """Lists that do not count as stated or stand elsewhere, ends that disagree."""
    for document in documents_claiming(question.catalogue, "validity_hints"):
        for hint in document.values.get("validity_hints", ()):
            if hint.evidence.rule in _DOUBTS and isinstance(hint.value, str):
                yield (*common_of(document), "", hint.value, hint.evidence.quote)


def _left_out(question: Question) -> Rows:
    """Documents that a catch-all may mean: staff decide."""
    documents = list(all_documents(question.catalogue))
    for speaker in documents:
        for mention in speaker.mentions:
            if mention.evidence.rule != "catch_all":
                continue
            links = question.catalogue.relations(speaker.id)
            named = {link.other.id for link in links if link.other is not None}
            for document in documents:
                if document.id in named:
                    continue
                if leaves_out(mention, document_card(speaker), document_card(document)):
                    text = (
                        f"未列入{in_marks(speaker.title)}的目录，可能已按兜底条款失去效力，请核定"
                    )
                    yield (*common_of(document), "", text, mention.evidence.quote)


def _expiring(question: Question) -> Rows:
    for card, end in expiring(question):
        last = end.since - timedelta(days=1)
        # The reason of the day after is told beforehand: the term has not run out yet.
        reason = end.status.reason.removesuffix("，已届满")
        yield (*common(card), last.isoformat(), end.status.value.label, reason)


def _conflicts(question: Question) -> Rows:
    yield from _contradicting(question)
    yield from _older_texts(question)


def _older_texts(question: Question) -> Rows:
    """Alive here, while a later text of the same title is in the library."""
    named: dict[str, list[PolicyDocument]] = {}
    for document in all_documents(question.catalogue):
        counts = document.kind not in (Kind.DRAFT, Kind.INTERPRETATION)
        if document.title and counts and question.sees(document):
            named.setdefault(title_key(document.title), []).append(document)
    for group in named.values():
        days = [day for document in group if (day := dating(document)) is not None]
        if len(group) < 2 or not days:
            continue
        cards = question.catalogue.cards([document.id for document in group])
        for document in group:
            day, card = dating(document), cards.get(document.id)
            if day is None or day == max(days) or card is None:
                continue
            if status_on(card.timeline, question.as_of).value in BINDING:
                text = f"同名文本另有更晚的一份（{max(days)}），本文可能是旧文本"
                yield (*common_of(document), text, "", "")


def _contradicting(question: Question) -> Rows:
    for document, reason, event in conflicting(question):
        source = event.source_title or event.source_id
        yield (*common_of(document), reason, source, event.evidence.quote)


# ---------------------------------------------------------------- quality


def _quality(question: Question) -> Rows:
    for document in all_documents(question.catalogue):
        for kind, doubt in doubts_of(document, question.authority):
            yield (*common_of(document), kind, doubt)
    numbers = question.numbers()
    for identity, difference in same_number(question.catalogue, numbers):
        for card in question.catalogue.cards([identity]).values():
            yield (*common(card), "同号异文", difference)


# ---------------------------------------------------------------- interpretations


def _interpretations(question: Question) -> Rows:
    for document in all_documents(question.catalogue):
        published = dating(document)
        if document.kind is not Kind.POLICY or published is None or published < _RULE_SINCE:
            continue
        due = working_days_after(published, _WORKING_DAYS)
        if due > question.as_of:
            continue
        interpreting = _interpreting(question, document)
        days = sorted(day for day in interpreting if day is not None)
        if not interpreting:
            yield (*common_of(document), due.isoformat(), "没有解读", "")
        elif not days:
            yield (*common_of(document), due.isoformat(), "解读日期不明", "")
        elif days[0] > due and len(days) == len(interpreting):
            yield (*common_of(document), due.isoformat(), "解读逾期", days[0].isoformat())


def _interpreting(question: Question, document: PolicyDocument) -> list[date | None]:
    """The days of the documents that interpret this one; None for an undated one."""
    links = question.catalogue.relations(document.id)
    return [
        _dating_of(question.catalogue, link.other.id)
        for link in links
        if link.direction == "in"
        and link.other is not None
        and link.relation.mention.type is RelationType.INTERPRETS
    ]


def _dating_of(catalogue: Catalogue, document_id: str) -> date | None:
    found = catalogue.documents([document_id], text=False).get(document_id)
    return dating(found) if found is not None else None


def working_days_after(day: date, count: int) -> date:
    """The day that is so many working days later.

    >>> working_days_after(date(2026, 11, 20), 3)  # a Friday
    datetime.date(2026, 11, 25)
    """
    while count and day < date.max:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def document_card(document: PolicyDocument) -> DocumentCard:
    """What resolution needs to know of it."""
    return DocumentCard(
        document.id, document.title, document.doc_number, document.issuers,
        document.text_of("region"), document.kind, document.text_of("genre"),
        document.date_of("written_date"), document.date_of("published_date"),
        document.date_of("effective_from"),
    )  # fmt: skip


def _findings(question: Question) -> Rows:
    """What must not be published, masked; those that are held back first."""
    found = [
        d for d in all_documents(question.catalogue) if FINDINGS in d.values or not d.published
    ]
    for document in sorted(found, key=lambda d: d.published):
        state = "已公开" if document.published else "暂不公开"
        claims = document.values.get(FINDINGS, ())
        if not claims:
            yield (*common_of(document), state, withheld_for(document.values), "", "")
        for claim in claims:
            page = str(claim.evidence.page or "")
            label = FindingKind(str(claim.value)).label
            yield (*common_of(document), state, label, claim.evidence.quote, page)


REPORTS: Mapping[str, tuple[str, tuple[str, ...], Callable[[Question], Rows]]] = {
    "validity": ("有效性待核", (*COMMON, "有效性", "问题", "依据"), _validity),
    "expiring": ("即将到期", (*COMMON, "最后一日", "到期后", "依据"), _expiring),
    "conflicts": ("有效性矛盾", (*COMMON, "矛盾", "来源", "原文"), _conflicts),
    "quality": ("质量存疑", (*COMMON, "类型", "说明"), _quality),
    "findings": ("不宜公开的内容", (*COMMON, "状态", "发现", "内容（已遮盖）", "页"), _findings),
    "interpretations": ("解读缺失或逾期", (*COMMON, "期限", "情况", "解读日期"), _interpretations),
    # Not of one document each:
    "today": ("今日", morning.COLUMNS, morning.today),
    "quarantine": ("未能入库的文件", missing.QUARANTINE, missing.quarantine),
    "duplicates": ("重复的文件", missing.DUPLICATES, missing.duplicates),
}
# Days that a report looks ahead, and that those look which are not named.
_DAYS: Mapping[str, int] = {"today": 30}
_OTHERWISE = 90


def days_ahead(name: str, asked: int | None) -> int:
    """How far a report looks ahead: as asked, else as is usual for it."""
    return _DAYS.get(name, _OTHERWISE) if asked is None else asked
