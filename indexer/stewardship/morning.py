"""``report today``: the morning's page. What came, ended, changed or ends soon, what contradicts,
which drafts stop asking for opinions; as a table, and as a mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from html import escape

from indexer.catalogue import Catalogue
from indexer.indexing.projection import dating
from indexer.model import ENDED, Kind, RelationType, StatusValue
from indexer.model.errors import QuarantineReason
from indexer.model.validity import status_on
from indexer.searching.shown import page_path
from indexer.stewardship.listing import (
    Question,
    Report,
    Rows,
    all_cards,
    all_documents,
    common,
    common_of,
    expiring,
    local,
)
from indexer.stewardship.queue import conflicting
from indexer.understanding.metadata.consultation import consultation_end

COLUMNS = ("类别", "编号", "标题", "发文字号", "发文机关", "日期", "说明")
_CHANGED = (StatusValue.AMENDED, StatusValue.PARTIALLY_IN_FORCE)
_ENDING = (RelationType.REPEALS, RelationType.LAPSES)
_MOVING = (*_ENDING, RelationType.AMENDS)
NEW, ENDED_NOW, CHANGED, EXPIRING, CONFLICT, CONSULTING, REFUSED = (
    "新收录", "新近失效或废止", "新近修改", "即将到期", "有效性矛盾", "征求意见将截止", "未能入库",
)  # fmt: skip


def today(question: Question) -> Rows:
    """By kind, each in the order of days."""
    since = last_working_day(question.as_of)
    came = _came(question, since)
    yield from _new(question, came)
    told = list(_moved(question, since, came))
    for kind in (ENDED_NOW, CHANGED):
        yield from sorted((row for row in told if row[0] == kind), key=lambda row: row[5])
    yield from sorted(_expiring(question), key=lambda row: row[5])
    for document, reason, event in conflicting(question):
        day = event.date.isoformat() if event.date else ""
        yield (CONFLICT, *common_of(document), day, reason)
    yield from sorted(_consulting(question), key=lambda row: row[5])
    yield from _refused(question, since)


def last_working_day(day: date) -> date:
    """The working day before: what came since then is new this morning.

    >>> last_working_day(date(2026, 11, 30))  # a Monday
    datetime.date(2026, 11, 27)
    >>> last_working_day(date.min)  # there is none before
    datetime.date(1, 1, 1)
    """
    while day > date.min:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            break
    return day


def _came(question: Question, since: date) -> dict[str, date]:
    """The documents that came since that day and are still there, and when."""
    ids = (change.id for change in question.catalogue.changes_since(0))
    days = {i: local(at).date() for i, at in question.catalogue.created(ids).items()}
    came = {i: day for i, day in days.items() if since <= day <= question.as_of}
    there = question.catalogue.cards(list(came))
    return {i: day for i, day in came.items() if i in there}


def _new(question: Question, came: Mapping[str, date]) -> Rows:
    cards = question.catalogue.cards(list(came)).values()
    for card in sorted(cards, key=lambda c: came[c.id]):
        state = status_on(card.timeline, question.as_of).value.label
        held = "" if card.published else "，暂不公开"
        yield (NEW, *common(card), came[card.id].isoformat(), f"{state}{held}")


def _moved(question: Question, since: date, came: Mapping[str, date]) -> Rows:
    """What ended or was amended since then, and what a new document says has, whenever."""
    seen = set()
    for card in all_cards(question.catalogue):
        for change in card.timeline:
            kind = _kind(change.status.value)
            if kind and since < change.since <= question.as_of:
                seen.add((kind, card.id))
                yield (kind, *common(card), change.since.isoformat(), change.status.reason)
    for speaker in all_documents(question.catalogue, came):
        if not any(mention.type in _MOVING for mention in speaker.mentions):
            continue  # of a first day's thousands, few say anything of others
        for link in question.catalogue.relations(speaker.id):
            mention, other = link.relation.mention, link.other
            if link.direction == "in" or other is None or mention.type not in _MOVING:
                continue
            status = status_on(other.timeline, question.as_of)
            kind = _kind(status.value)
            if kind and (kind, other.id) not in seen:
                seen.add((kind, other.id))
                day = status.since.isoformat() if status.since else ""
                yield (kind, *common(other), day, f"新收录的文件说明：{status.reason}")


def _kind(status: StatusValue) -> str:
    return ENDED_NOW if status in ENDED else CHANGED if status in _CHANGED else ""


def _expiring(question: Question) -> Rows:
    for card, end in expiring(question):
        last = end.since - timedelta(days=1)
        left = (end.since - question.as_of).days
        yield (EXPIRING, *common(card), last.isoformat(), f"还有 {left} 天")


def _consulting(question: Question) -> Rows:
    until = question.until
    drafts = [card.id for card in all_cards(question.catalogue) if card.kind == Kind.DRAFT]
    for document in question.catalogue.documents(drafts).values():
        end = consultation_end(document.text, dating(document))
        if end is not None and question.as_of <= end <= until:
            left = (end - question.as_of).days
            yield (CONSULTING, *common_of(document), end.isoformat(), f"还有 {left} 天")


def _refused(question: Question, since: date) -> Rows:
    """Files that were tried since then and could not be taken in; each as it was tried last."""
    found = question.catalogue.sources.quarantined()
    tried = question.catalogue.sources.attempts_at([source.location for source in found])
    for attempt in {one.location: one for one in tried}.values():
        day = local(attempt.at).date()
        if attempt.reason and since <= day <= question.as_of:
            reason = QuarantineReason(attempt.reason).label
            told = f"{reason}：{attempt.detail}" if attempt.detail else reason
            yield (REFUSED, "", attempt.name, "", "", day.isoformat(), told)


# ---------------------------------------------------------------- the mail


def withheld(catalogue: Catalogue) -> frozenset[str]:
    """The ids of what must not be published: a mail goes anywhere."""
    return frozenset(card.id for card in catalogue.withheld_cards())


def as_html(report: Report, public_url: str | None = None, hidden: Collection[str] = ()) -> str:
    """One page that mail programs show: no styles but inline ones, no scripts, no pictures. Of the
    ``hidden`` documents nothing is told but their ids."""
    kinds: dict[str, list[tuple[str, ...]]] = {}
    for row in report.rows:
        if row[1] in hidden:
            row = (row[0], "", f"暂不公开的文件 {row[1]}", "", "", row[5], "")
        kinds.setdefault(row[0], []).append(row)
    body = "".join(_section(kind, rows, public_url) for kind, rows in kinds.items())
    head = f"{report.title}　{report.as_of}"
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(head)}</title></head>"
        '<body style="font-family:sans-serif;max-width:60em;margin:1em auto;color:#222">'
        f'<h1 style="font-size:1.3em">{escape(head)}</h1>'
        f"{body or '<p>没有要告知的事项。</p>'}</body></html>\n"
    )


def _section(kind: str, rows: list[tuple[str, ...]], public_url: str | None) -> str:
    lines = "".join(_line(row, public_url) for row in rows)
    return (
        f'<h2 style="font-size:1.1em;border-bottom:1px solid #bbb">{escape(kind)}（{len(rows)}）'
        f'</h2><table style="border-collapse:collapse;width:100%">{lines}</table>'
    )


def _line(row: tuple[str, ...], public_url: str | None) -> str:
    _, identity, title, number, issuers, day, told = row
    shown = escape(title or identity)
    if public_url and identity:
        address = f"{public_url.rstrip('/')}{page_path(identity)}"
        shown = f'<a href="{escape(address)}">{shown}</a>'
    about = escape("　".join(part for part in (number, issuers) if part))
    cell = '<td style="padding:.3em .6em;vertical-align:top;border-bottom:1px solid #eee'
    return (
        f'<tr>{cell};white-space:nowrap">{escape(day)}</td>{cell}">{shown}<br>'
        f'<span style="color:#666">{about}</span></td>{cell}">{escape(told)}</td></tr>'
    )
