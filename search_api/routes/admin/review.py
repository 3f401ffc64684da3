"""The review queue: what is less than certain, and staff's word on it, several at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Annotated, Any

from fastapi import Body, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.searching.days import today
from indexer.stewardship.listing import Question
from indexer.stewardship.queue import CONFIRMED, OVERRULED, Doubt, Item, queue
from indexer.stewardship.reviewing import Decision, items_named, settle
from search_api.admin_schemas import DecisionsBody, ReviewAnswer, ReviewParams, Settled
from search_api.described import Router
from search_api.door import Editor
from search_api.responses import JsonResponse
from search_api.routes.admin.documents import written
from search_api.routes.admin.scope import by, library_of, reached, sight

router = Router(prefix="/review")


@router.get("", response_model=None, responses={
    200: {"model": ReviewAnswer, "description": "待核事项"}})  # fmt: skip
async def get_review(
    request: Request, caller: Editor, params: Annotated[ReviewParams, Query()]
) -> Response:
    """待核事项，同 policy-search review；限定机关的密钥只看到该机关的文件。"""
    library = library_of(request)

    def read() -> Response:
        found = open_items(library, caller, params.kind)
        # One more than is given tells whether there are more.
        shown = list(islice(found, params.offset, params.offset + params.limit + 1))
        return JsonResponse(
            {
                "items": [_json(item) for item in shown[: params.limit]],
                "more": len(shown) > params.limit,
            }
        )

    return await run_in_threadpool(read)


@router.post("", response_model=None, responses={
    200: {"model": Settled, "description": "已处理的事项"}})  # fmt: skip
async def settle_review(
    request: Request, caller: Editor, body: Annotated[DecisionsBody, Body()]
) -> Response:
    """确认或更正，一次多项：全部完成，或因有误而一项不做并逐项说明。"""
    library = library_of(request)
    decisions = [Decision(d.item, d.confirmed, d.value, d.why) for d in body.decisions]

    def work() -> Response:
        done = settled(library, caller, decisions, body.why)
        return JsonResponse({"settled": [item.name for item in done]})

    return await written(request, work)


def open_items(library: Library, caller: Caller, kinds: Collection[Doubt] = ()) -> Iterator[Item]:
    """The open items of these kinds, or of all, that a caller may settle."""
    return (
        item
        for item in queue(question_of(library, caller), kinds or tuple(Doubt))
        if caller.covers(item.document.issuers, library.authority.current)
    )


def item_named(library: Library, caller: Caller, name: str) -> Item | None:
    """The open item of this name. Raises NotAllowed for another body's, DocumentNotFound."""
    item = items_named(question_of(library, caller), [name]).get(name)
    if item is not None:
        reached(library, caller, item.document.id)
    return item


def settled(
    library: Library, caller: Caller, decisions: list[Decision], why: str = ""
) -> list[Item]:
    """The items that were settled: all, or none. Raises UsageError, NotAllowed."""
    question = question_of(library, caller)
    if caller.issuers:
        _keep_in_scope(library, caller, question, decisions)
    return settle(question, decisions, by(caller, why), library.authority.split)


def _keep_in_scope(
    library: Library, caller: Caller, question: Question, decisions: list[Decision]
) -> None:
    """Nobody settles another body's document, or gives one away. Raises NotAllowed."""
    items = items_named(question, [decision.item for decision in decisions])
    for decision in decisions:
        item = items.get(decision.item)
        if item is None:
            continue
        reached(library, caller, item.document.id)
        if item.subject == "issuers" and not decision.confirmed:
            names = library.authority.split(decision.value)
            caller.require_issuers(names, library.authority.current)


def question_of(library: Library, caller: Caller) -> Question:
    sees = sight(library, caller)
    return Question(library.catalogue, library.authority, today(), sees=sees)


def _json(item: Item) -> dict[str, Any]:
    return {
        "item": item.name,
        "kind": item.kind.value,
        "label": item.kind.label,
        "id": item.document.id,
        "title": item.document.title,
        "issuers": item.document.issuers,
        "told": item.told,
        "quote": item.quote,
        "confidence": item.confidence,
        "confirm": CONFIRMED[item.kind],
        "overrule": OVERRULED[item.kind],
    }
