"""Who may tell which hit was used, and how often."""

from __future__ import annotations

from fastapi import Request

from indexer.access import Rate, Throttle
from indexer.model.errors import NotAllowed, TooManyRequests
from indexer.runtime.settings import Settings
from search_api.door import address_of, door_of

_BY_ADDRESS, _BY_KEY = Rate(30, 60.0), Rate(600, 60.0)
_NOT_TAKEN = "本站只收用密钥提交的使用反馈（管理员可设 POLICY_SEARCH_CLICKS=true）"
_TOO_MANY = "使用反馈过多，请稍后再试"


async def clicking(request: Request, client: str) -> str:
    """What tells the client from others for a day. A portal speaks for its users, with its key.
    Raises NotSignedIn, NotAllowed, TooManyRequests."""
    settings: Settings = request.app.state.settings
    throttle: Throttle = request.app.state.throttle
    if "authorization" in request.headers:
        caller = await door_of(request).caller(request)
        name, rate = f"key {caller.key}", _BY_KEY
        told = f"{caller.key} {client}"
    elif settings.clicks:
        name, rate = address_of(request), _BY_ADDRESS
        told = name
    else:
        raise NotAllowed(_NOT_TAKEN)
    seconds = throttle.take(f"click {name}", rate)
    if seconds:
        raise TooManyRequests(_TOO_MANY, seconds)
    return told
