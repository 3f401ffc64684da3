"""What the site says of itself, with its colour in both modes shown before it is saved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from indexer.access.sessions import Session
from indexer.model.errors import UsageError
from indexer.stewardship import presenting
from search_api.desk.frame import ROOT, AsAdmin, desk_page, problems_of, went
from search_api.portal.site import Swatch, swatches
from search_api.routes.admin.scope import library_of
from search_api.routes.admin.site import kept_for
from search_api.signing_in import check_form, text_in

router = APIRouter()

_PATH = f"{ROOT}/site"


@router.get(_PATH)
async def site_page(request: Request, session: AsAdmin) -> Response:
    return await _site_page(request, session)


async def _site_page(
    request: Request,
    session: Session,
    given: Mapping[str, str] | None = None,
    shown: Sequence[Swatch] = (),
    problems: Sequence[str] = (),
) -> Response:
    now = await run_in_threadpool(presenting.presented, library_of(request).settings)
    told = {name: _written(value) for name, value in now.values.items()}
    return desk_page(
        request, session, "site", nav="site", code=422 if problems else 200, problems=problems,
        now=now, given={"seen": now.seen, "why": "", **told, **(given or {})}, shown=shown,
        most=presenting.TOPICS, longest=presenting.TOPIC, logo_kb=presenting.LOGO_BYTES // 1000,
    )  # fmt: skip


@router.post(_PATH)
async def keep_site(request: Request, session: AsAdmin) -> Response:
    """First it is shown, where that is asked for; it is written where the form says so."""
    form = await request.form(max_files=1, max_fields=len(presenting.TEXTS) + 5)
    try:
        check_form(request, session, form)
        given = {name: text_in(form, name) for name in (*presenting.TEXTS, "seen", "why")}
        try:
            values = _values(given)
            if text_in(form, "act") != "save":
                presenting.checked(values)
                colour = given["site_accent"]
                shown = swatches(colour) if colour else ()
                return await _site_page(request, session, given, shown)
            without = text_in(form, "without_logo") == "1"
            await run_in_threadpool(
                kept_for, library_of(request), session.caller, values, await _logo(form),
                without, given["seen"], given["why"],
            )  # fmt: skip
        except UsageError as error:
            return await _site_page(request, session, given, (), problems_of(error))
    finally:
        await form.close()
    return went(_PATH, "site")


def _values(given: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: given[name] for name in presenting.TEXTS}
    values["site_topics"] = re.split(r"[\r\n]+", given["site_topics"])
    return values


async def _logo(form: FormData) -> bytes | None:
    """None where no file was chosen."""
    sent = form.get("logo")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    return await sent.read(presenting.LOGO_BYTES + 1)


def _written(value: object) -> str:
    """As the form has it: of several, one a line."""
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
