"""What an identity provider is asked for: over TLS, unless it is this machine, and no further than
where the settings or the provider's own configuration say."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

_SECONDS = 5.0
_BYTES = 2**20
_WELL_KNOWN = "/.well-known/openid-configuration"


class Refused(OSError):
    """The provider answered, and not what was asked for. ``code``: of HTTP; ``content``: what it
    said."""

    def __init__(self, address: str, code: int, content: bytes) -> None:
        super().__init__(f"{address}: {code}")
        self.code, self.content = code, content


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def checked(address: str) -> str:
    """Raises ValueError for what everybody on the way could read."""
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not local and (parts.scheme != "https" or not parts.hostname):
        raise ValueError(f"{address} 应为 https")
    return address


def fetched(
    address: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """What is at the address; with a form, what sending that is answered by. Raises OSError, of
    which Refused is one, and ValueError."""
    data = None if form is None else urlencode(form).encode()
    asked = urllib.request.Request(checked(address), data, dict(headers or {}))
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(asked, timeout=_SECONDS) as answer:
            content: bytes = answer.read(_BYTES + 1)
    except urllib.error.HTTPError as error:
        with error:
            raise Refused(address, error.code, error.read(_BYTES)) from error
    if len(content) > _BYTES:
        raise ValueError(f"{address} 过大")
    return content


def configuration_of(issuer: str, fetch: Callable[[str], bytes]) -> Mapping[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery). Raises what ``fetch`` does, and
    ValueError, TypeError or KeyError for what is no such thing, or another issuer's."""
    told: Mapping[str, Any] = json.loads(fetch(issuer.rstrip("/") + _WELL_KNOWN))
    if told["issuer"] != issuer:
        raise ValueError("another issuer's configuration")
    return told
