"""Logs: lines for people or JSON for collectors, each with the id of the request that it is about;
never an identity, telephone or card number, whatever text they come in."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from contextvars import ContextVar
from datetime import UTC, datetime

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.runtime.settings import Settings
from search_api.measuring import LABEL

_request: ContextVar[str] = ContextVar("request", default="")
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
# As the query log has it; blanks and hyphens within, as people write them.
_PERSONAL = re.compile(r"(?<!\d)\d(?:[ -]?\d){9,}[\dXxＸ](?!\d)")
_MASK = "＊＊＊"
_TEXT = "%(levelname)s %(name)s: %(message)s"
_ANSWERS = "search_api.answers_log"

answered = logging.getLogger(_ANSWERS)


def masked(text: str) -> str:
    """Without runs of digits that may be somebody's."""
    return _PERSONAL.sub(_MASK, text)


class TextLines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__(_TEXT)

    def format(self, record: logging.LogRecord) -> str:
        request = _request.get()
        return masked(super().format(record)) + (f" [{request}]" if request else "")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if request := _request.get():
            told["request_id"] = request
        if isinstance(fields := getattr(record, "fields", None), dict):
            told |= fields
        if record.exc_info:
            told["exception"] = masked(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def configure(settings: Settings) -> None:
    """What this process logs, and how; the server's own lines too."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    answered.setLevel(logging.INFO if settings.log_requests else logging.WARNING)


class Identifying:
    """Each request has an id: the one that a proxy gave it, or a new one; it is sent back as
    ``X-Request-Id``. With ``log`` each answer is a line: the route and not the address, since what
    was asked for is nobody's business."""

    def __init__(self, app: ASGIApp, log: bool) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request = given if _ID.fullmatch(given) else secrets.token_hex(8)
        token = _request.set(request)
        began, status = time.perf_counter(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                named = (b"x-request-id", request.encode())
                message = {**message, "headers": [*message.get("headers", ()), named]}
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            if self._log:
                self._tell(scope, status, time.perf_counter() - began)
            _request.reset(token)

    @staticmethod
    def _tell(scope: Scope, status: int, seconds: float) -> None:
        route, method = scope.get(LABEL, "none"), scope["method"]
        fields = {"method": method, "route": route, "status": status,
                  "milliseconds": round(seconds * 1000, 1)}  # fmt: skip
        answered.info(
            "%s %s %s %.1f ms", method, route, status, seconds * 1000, extra={"fields": fields}
        )
