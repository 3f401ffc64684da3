"""Alerts at work: what is new for each, and the calls that tell of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson
from pydantic import ValidationError

from indexer.access import Keys
from indexer.catalogue import Card
from indexer.catalogue.auditing import instant
from indexer.model.citing import citation
from indexer.model.errors import DocumentNotFound, NotSignedIn, PolicySearchError, UsageError
from indexer.model.queries import SearchRequest, Sort
from indexer.model.validity import status_on
from indexer.runtime.settings import Settings
from indexer.searching.days import today
from indexer.searching.service import SearchService
from indexer.stewardship.alerts import Alert, AlertKind, Alerts, NoticeState, Told, sole
from indexer.stewardship.calling import CallFailed, call
from indexer.stewardship.noticing import NoticeKind, notices
from search_api.agents.citing import dated_status
from search_api.params import SearchFilters
from search_api.sheets import page_address

# The most documents that a search may find to be watched.
MOST = 2_000
# A call that fails is tried again after a minute, two, four …, and given up after a day or so.
_FIRST, _LONGEST, _TRIES = timedelta(minutes=1), timedelta(hours=6), 12

log = logging.getLogger(__name__)


class Alerting:
    """Of one library. Safe to run from any process: one at a time works."""

    def __init__(self, service: SearchService, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self.alerts = Alerts(service.catalogue.database)
        self._keys = Keys(service.catalogue.database)
        self._seen: tuple[object, ...] = ()
        self._kept = False
        self._stopping = threading.Event()

    def known(self, kind: AlertKind, target: Mapping[str, Any]) -> list[Told]:
        """What there is already. Raises UsageError for a search that finds too much to be watched,
        and DocumentNotFound."""
        return list(_told(self._cards(kind, target), kind, today()))

    def run(self, at: datetime | None = None) -> int:
        """Look for what is new, and tell what is due; how many calls arrived."""
        with ExitStack() as held:
            try:
                ours = held.enter_context(sole(self._settings.home))
            except OSError as error:
                return self._is_kept_from(error)
            found = self.alerts.all() if ours else []
            stamp = (self._service.stamp(), len(found))
            looking, self._seen = stamp != self._seen, stamp
            silent: set[str] = set()
            return sum(self._work(alert, at, looking, silent) for alert in found)

    def stop(self) -> None:
        """Whatever is being sent is the last: who waits for a run to end does not wait for those
        who do not answer."""
        self._stopping.set()

    def trouble(self, alert: Alert) -> str:
        """Why this alert finds nothing new any more; empty where it may."""
        try:
            if alert.kind is AlertKind.DOCUMENT:
                self._service.document(alert.target["document"])
            else:
                wanted = replace(_wanted(alert.target), size=1, facets=(), highlight=False)
                _refuse_too_many(self._service.search(wanted).total)
        except DocumentNotFound:
            return "文件已移除或不再公开"
        except (UsageError, ValidationError) as error:
            return _said(error)
        return ""

    def _is_kept_from(self, error: OSError) -> int:
        """A library that is mounted for reading only: another host tells, or nobody. Said once."""
        if not self._kept:
            log.warning("this process tells nobody of changes: %s", error)
        self._kept = True
        return 0

    def _work(self, alert: Alert, at: datetime | None, looking: bool, silent: set[str]) -> int:
        """What goes wrong with one leaves the others theirs."""
        if self._stopping.is_set():
            self._seen = ()
            return 0
        try:
            self._keys.good(alert.access_key)
            if looking:
                self._look(alert)
            # After looking: what was found is due, and need not wait for the next run of a daily
            # job.
            return self._tell(alert, at or datetime.now(UTC), silent)
        except NotSignedIn:
            return 0  # its key was revoked or has expired
        except PolicySearchError as error:
            log.warning("alert %s: %s", alert.id, error)
            self._seen = ()  # what it did not come to is looked for again
            return 0

    def _look(self, alert: Alert) -> None:
        told = self.alerts.told(alert)
        known, met = {one.notice for one in told}, {one.document for one in told}
        try:
            cards = self._cards(alert.kind, alert.target, met)
        except (DocumentNotFound, UsageError, ValidationError) as error:
            log.warning("alert %s: %s", alert.id, _said(error))
            return
        fresh = []
        for one in _told(cards, alert.kind, today()):
            if one.notice not in known:
                # Of a document that has just come, its coming is the news, not its past.
                past = alert.kind is AlertKind.SEARCH and one.document not in met
                news = one.kind is NoticeKind.MATCH or not past
                fresh.append((one, NoticeState.WAITING if news else NoticeState.KNOWN))
        if fresh:
            self.alerts.add(alert, fresh)

    def _cards(
        self, kind: AlertKind, target: Mapping[str, Any], met: Iterable[str] = ()
    ) -> list[Card]:
        """The published documents that are watched: those that were found once stay so, or the end
        of one would take it out of a search for what is in force, untold."""
        if kind is AlertKind.DOCUMENT:
            ids = [self._service.document(target["document"]).id]
        else:
            wanted = replace(_wanted(target), sort=Sort.NEWEST, size=MOST)
            listing = self._service.listing(wanted)
            _refuse_too_many(listing.total)
            ids = list(dict.fromkeys((*listing.ids, *met)))
        cards = self._service.catalogue.cards(ids)
        return [cards[i] for i in ids if i in cards and cards[i].published]

    def _tell(self, alert: Alert, moment: datetime, silent: set[str]) -> int:
        """``silent``: the hosts that did not answer in this run; each would take its time again."""
        arrived, host = 0, urlsplit(alert.url).netloc
        for told in self.alerts.due(alert, instant(moment)):
            if host in silent or self._stopping.is_set():
                break
            body = self._body(alert, told)
            if body is None:  # withheld or removed since
                self._settle(alert, told, NoticeState.KNOWN, told.tries, moment)
                continue
            identity = f"{alert.id}:{told.notice}"
            try:
                call(
                    alert.url, alert.secret, identity, int(moment.timestamp()), body,
                    private=self._settings.alert_private,
                )  # fmt: skip
            except CallFailed as error:
                tries = told.tries + 1
                lost = error.final or tries >= _TRIES
                state = NoticeState.FAILED if lost else NoticeState.WAITING
                later = moment + min(_FIRST * 2 ** (tries - 1), _LONGEST)
                self._settle(alert, told, state, tries, later, str(error))
                log.warning("alert %s did not arrive: %s", alert.id, error)
                silent |= {host} if error.silent else set()
                break  # who does not answer is not asked again at once
            self._settle(alert, told, NoticeState.SENT, told.tries + 1, moment)
            arrived += 1
        return arrived

    def _settle(
        self, alert: Alert, told: Told, state: NoticeState, tries: int, later: datetime,
        error: str = "",
    ) -> None:  # fmt: skip
        next_at = instant(later)
        self.alerts.settle(alert, told, state, tries=tries, next_at=next_at, error=error)

    def _body(self, alert: Alert, told: Told) -> bytes | None:
        """Made when it is sent: what was withheld since is not told."""
        card = self._service.catalogue.cards([told.document]).get(told.document)
        if card is None or not card.published:
            return None
        day = today()
        base = (self._settings.public_url or "").rstrip("/")
        return orjson.dumps(
            {
                "type": told.kind.value,
                "label": told.kind.label,
                "alert": alert.id,
                "day": told.day,
                "document": {
                    "id": card.id,
                    "citation": citation(card.title, card.doc_number),
                    "title": card.title,
                    "doc_number": card.doc_number,
                    "issuers": card.issuers,
                    "status": dated_status(status_on(card.timeline, day), day),
                    "url": page_address(base, card.id),
                },
            }
        )


def _wanted(target: Mapping[str, Any]) -> SearchRequest:
    """Raises ValidationError for conditions that an older version took."""
    return SearchFilters.model_validate(target).wanted()


def _refuse_too_many(total: int) -> None:
    if total > MOST:
        raise UsageError(f"结果有 {total} 份，订阅至多 {MOST} 份，请缩小范围")


def _said(error: PolicySearchError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        names = "、".join(".".join(map(str, one["loc"])) for one in error.errors())
        return f"检索的条件不再可用：{names}"
    return str(error)


def _told(cards: Iterable[Card], kind: AlertKind, day: date) -> Iterator[Told]:
    for card in cards:
        if kind is AlertKind.SEARCH:
            yield Told(f"match:{card.id}", card.id, NoticeKind.MATCH, day.isoformat())
        for one in notices(card.timeline, day):
            name = f"{one.kind}:{card.id}:{one.day}"
            yield Told(name, card.id, one.kind, one.day.isoformat())
