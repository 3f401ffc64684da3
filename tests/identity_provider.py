"""An identity provider of our own: it signs in whoever comes, and does wrong as a test says."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "portal", "geheim & mehr"
_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
_STRANGE = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


class IdentityProvider:
    """``claims`` go into the ID token over those that are right; ``wrong`` names what else is."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.claims: dict[str, Any] = {}
        self.wrong = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.exchanged: list[dict[str, str]] = []

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": "https://else.example" if self.wrong == "configuration" else self.base,
            "authorization_endpoint": f"{self.base}/authorize?realm=qn",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/jwks",
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split() and asked["client_id"] == CLIENT
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        told = {"state": asked["state"], "code": code}
        if self.wrong == "declined":
            told = {"state": asked["state"], "error": "access_denied"}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.exchanged.append(form)
        asked = self.codes.pop(form["code"], None)
        pair = base64.b64encode(b"portal:geheim+%26+mehr").decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (
            asked is not None
            and authorization == f"Basic {pair}"
            and challenge == asked["code_challenge"]
            and form["redirect_uri"] == asked["redirect_uri"]
        )
        if self.wrong == "down":
            return 503, {}
        if not right or self.wrong == "refused":
            return 400, {"error": "invalid_grant"}
        assert asked is not None
        now = int(time.time())
        claims = {"iss": self.base, "aud": CLIENT, "sub": "u-7", "iat": now, "exp": now + 300,
                  "nonce": asked["nonce"], "name": "赵六", "roles": ["editor"],
                  **self.claims}  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        key = _STRANGE if self.wrong == "signature" else _KEY
        typ = "at+jwt" if self.wrong == "kind" else "JWT"
        token = jwt.encode({"alg": "RS256", "kid": "one", "typ": typ}, claims, key)
        return 200, {} if self.wrong == "empty" else {"access_token": "x", "id_token": token}


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", made.authorize(asked))
                self.end_headers()
            elif parts.path == "/jwks":
                self.tell(200, {"keys": [_KEY.as_dict(private=False)]})
            else:
                self.tell(200, made.configuration())

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            self.tell(*made.token(form, self.headers.get("Authorization", "")))

        def tell(self, code: int, told: object) -> None:
            self.send_response(code)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        # Another name than the portal's: to a browser another site.
        made = IdentityProvider(f"http://localhost:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made
        server.shutdown()
        thread.join(10)
