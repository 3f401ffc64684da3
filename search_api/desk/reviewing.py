"""The review queue: one item at a time, its clause beside what it is said of, yes or no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access import Caller
from indexer.access.sessions import Session
from indexer.bootstrap import Library
from indexer.model import StatusValue
from indexer.searching.service import SearchService
from indexer.stewardship.queue import CONFIRMED, OVERRULED, Doubt, Item
from indexer.stewardship.reviewing import Decision
from search_api.desk.beside import Candidate, Side, candidates_of, sides_of
from search_api.desk.frame import ROOT, AtDesk, Wrong, desk_page, problems_of, went
from search_api.desk.reckoning import reckoned
from search_api.portal.standing import Standing, standing_of
from search_api.routes.admin.documents import written
from search_api.routes.admin.review import item_named, open_items, settled
from search_api.routes.admin.scope import library_of
from search_api.routes.search import service_of
from search_api.signing_in import sent_form, text_in

router = APIRouter()

_PATH = f"{ROOT}/review"
# Of the queue, so many are looked at, and so many shown around the current one.
_MOST, _AROUND = 1_000, 12
_GONE = "这一项已处理，或内容已变"
# What an overruling of each kind is filled in with; of the others it needs no word.
_STATUSES = (Doubt.CONFLICT, Doubt.STATUS, Doubt.HINT)
_TEXTS = (Doubt.VALUE, Doubt.NUMBER, Doubt.MENTION)
_CHOICES = [s.label for s in StatusValue if s is not StatusValue.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item as the queue lists it."""

    name: str
    kind: Doubt
    title: str
    told: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Current:
    """The item that is looked at, with all that its decision needs."""

    item: Item
    sides: Sequence[Side]
    candidates: Sequence[Candidate]
    standing: Standing | None
    confirm: str
    overrule: str
    chooses: bool
    writes: bool
    value: str


@dataclass(frozen=True, slots=True)
class Queue:
    """``shown``: those around the current one; ``position`` counts from 1, 0 where there is none;
    ``more``: there are others beyond those that were counted."""

    kinds: Sequence[tuple[str, str, int]]
    kind: str
    total: int
    more: bool
    shown: Sequence[Waiting]
    position: int
    before: str
    after: str
    current: Current | None


@router.get(_PATH)
async def review_page(request: Request, session: AtDesk) -> Response:
    asked = request.query_params
    return await _review_page(request, session, asked.get("kind", ""), asked.get("item", ""))


async def _review_page(
    request: Request,
    session: Session,
    kind: str,
    name: str,
    problems: Sequence[str] = (),
    given: Mapping[str, str] | None = None,
) -> Response:
    library, caller = library_of(request), session.caller
    waiting = await _waiting(request, library, caller)
    queue = None
    if waiting is not None:
        service = service_of(request)
        queue = await run_in_threadpool(_queue, library, service, caller, waiting, kind, name)
        if name and queue.current is None:
            problems = [*problems, _GONE]
    return desk_page(
        request, session, "review", nav="review", queue=queue, problems=problems,
        choices=_CHOICES, given=given or {}, code=422 if given else 200,
    )  # fmt: skip


async def _waiting(request: Request, library: Library, caller: Caller) -> Sequence[Waiting] | None:
    """All that is open; None where that is not known yet."""

    def made() -> list[Waiting]:
        return [
            Waiting(i.name, i.kind, i.document.title or i.document.id, i.told, i.confidence)
            for i in islice(open_items(library, caller), _MOST + 1)
        ]

    return await reckoned(request, library, caller, "review", made)


def _queue(
    library: Library,
    service: SearchService,
    caller: Caller,
    waiting: Sequence[Waiting],
    kind: str,
    name: str,
) -> Queue:
    counts = Counter(one.kind for one in waiting[:_MOST])
    kinds = [(doubt.value, doubt.label, counts[doubt]) for doubt in Doubt if counts[doubt]]
    chosen = Doubt.named(kind) if kind else None
    listed = [one for one in waiting[:_MOST] if chosen is None or one.kind is chosen]
    names = [one.name for one in listed]
    at = names.index(name) if name in names else 0
    # One that was settled a moment ago is followed by the next.
    wanted = name or (names[0] if names else "")
    item = item_named(library, caller, wanted) if wanted else None
    current = _current(library, service, caller, item) if item is not None else None
    first = max(0, min(at - _AROUND // 2, len(listed) - _AROUND))
    there = current is not None and wanted in names
    return Queue(
        kinds,
        chosen.value if chosen else "",
        len(listed),
        len(waiting) > _MOST,
        listed[first : first + _AROUND],
        at + 1 if there else 0,
        names[at - 1] if there and at else "",
        names[at + 1] if there and at + 1 < len(names) else "",
        current,
    )


def _current(library: Library, service: SearchService, caller: Caller, item: Item) -> Current:
    best = item.document.best(item.subject) if item.kind in _TEXTS else None
    value = best.value if best is not None else ""
    return Current(
        item,
        sides_of(library, caller, item),
        candidates_of(library, service, item),
        standing_of(item.status) if item.status is not None else None,
        CONFIRMED[item.kind],
        OVERRULED[item.kind],
        item.kind in _STATUSES,
        item.kind in _TEXTS,
        value if isinstance(value, str) else "；".join(value),
    )


@router.post(_PATH)
async def decide(request: Request, session: AtDesk) -> Response:
    """One item, confirmed or overruled; then on to the next one."""
    form = await sent_form(request, session)
    given = {
        name: text_in(form, name)
        for name in ("item", "kind", "next", "act", "value", "chosen", "why")
    }
    library, caller = library_of(request), session.caller
    confirmed = given["act"] == "confirm"
    value = "" if confirmed else given["chosen"] or given["value"]
    decision = Decision(given["item"], confirmed, value)
    try:
        await written(request, lambda: settled(library, caller, [decision], given["why"]))
    except Wrong as error:
        told = [one.removeprefix(f"{given['item']}：") for one in problems_of(error)]
        return await _review_page(request, session, given["kind"], given["item"], told, given)
    return went(_PATH, "settled", kind=given["kind"], item=given["next"])
