from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse, Response

from indexer.access import Keys
from indexer.bootstrap import open_service
from indexer.runtime.settings import Settings
from indexer.stewardship.audit import Asked, entries
from search_api import door
from search_api.app import create_app
from search_api.signing_in import SignedIn, safe_next
from tests.search_api.admin.conftest import Staff

COOKIE = "policy-search"


def key_of(headers: dict[str, str]) -> str:
    return headers["Authorization"].removeprefix("Bearer ")


def sign_in(staff: Staff, key: str, going: str = "", **headers: str) -> Response:
    staff.client.follow_redirects = False
    data = {"key": key, "next": going}
    return staff.client.post("/sign-in", data=data, headers=headers)  # type: ignore[return-value]


def token(staff: Staff) -> str:
    found = re.search('name="csrf" value="([0-9a-f]{64})"', staff.client.get("/sign-in").text)
    assert found
    return found[1]


def test_in_and_out(staff: Staff) -> None:
    form = staff.client.get("/sign-in?next=/admin/queue%3Fkind%3Da")
    assert form.headers["cache-control"] == "no-store"
    assert 'value="/admin/queue?kind=a"' in form.text
    answer = sign_in(staff, key_of(staff.finance), "/admin/queue?kind=a")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/queue?kind=a")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "secure" not in cookie
    assert "path=/" in cookie and "max-age=28800" in cookie
    page = staff.client.get("/sign-in").text
    assert "财政（" in page and "栖宁市财政局" in page
    # Signing out ends it on the server too, for whoever copied the cookie.
    secret = staff.client.cookies[COOKIE]
    out = staff.client.post("/sign-out", data={"csrf": token(staff)})
    assert out.status_code == 303
    staff.client.cookies.set(COOKIE, secret)
    assert "工作人员登录" in staff.client.get("/sign-in").text
    catalogue = staff.app.state.service.catalogue
    assert [e.via for e in entries(catalogue, Asked(action="session"))] == ["desk"]


def test_wrong_keys_and_many_of_them(staff: Staff) -> None:
    for _ in range(door.FAILURES.count):
        answer = sign_in(staff, "ps_wrong")
        assert answer.status_code == 401 and "无效" in answer.text  # type: ignore[attr-defined]
        assert "set-cookie" not in answer.headers
    answer = sign_in(staff, key_of(staff.editor))
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0


def test_the_interface_by_the_cookie(staff: Staff) -> None:
    sign_in(staff, key_of(staff.finance))
    path = "/api/v1/admin/documents/money"
    assert staff.client.get(path).status_code == 200
    assert staff.client.get("/api/v1/admin/audit").status_code == 403
    own = {"X-CSRF-Token": token(staff)}
    for headers in (
        {},
        {"X-CSRF-Token": "0" * 64},
        {**own, "Origin": "https://evil.example"},
        {**own, "Sec-Fetch-Site": "cross-site"},
        {**own, "Sec-Fetch-Site": "same-site"},
    ):
        assert staff.client.delete(path, headers=headers).status_code == 403, headers
    own["Sec-Fetch-Site"] = "same-origin"
    assert staff.client.post(f"{path}/withhold", headers=own).status_code == 200
    (entry,) = entries(staff.app.state.service.catalogue, Asked(action="document"))
    assert entry.via == "desk"


def test_a_session_ends_with_its_key(staff: Staff) -> None:
    sign_in(staff, key_of(staff.editor))
    assert staff.client.get("/api/v1/admin/quarantine").status_code == 200
    keys = Keys(staff.app.state.service.catalogue.database)
    for key in keys.all():
        keys.revoke(key.id, by="test")
    assert staff.client.get("/api/v1/admin/quarantine").status_code == 401


def test_a_session_ends_with_its_hours(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(staff, key_of(staff.editor))
    monkeypatch.setattr("indexer.access.sessions.now", lambda: "9999-01-01T00:00:00.000000Z")
    assert staff.client.get("/api/v1/admin/quarantine").status_code == 401


def test_the_cookie_s_secret_is_kept_nowhere(staff: Staff) -> None:
    sign_in(staff, key_of(staff.editor))
    secret = staff.client.cookies[COOKIE].encode()
    for path in staff.home.rglob("*"):
        assert not path.is_file() or secret not in path.read_bytes(), path


def test_signing_in_from_elsewhere(staff: Staff) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = sign_in(staff, key_of(staff.editor), **headers)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "given",
    [None, "", "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "/\n/evil.example", "desk", "\\\\evil.example"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(given: str | None) -> None:
    assert safe_next(given) == "/sign-in"
    assert safe_next("/admin?x=1") == "/admin?x=1"


def test_who_is_not_signed_in_is_led_to_sign_in_and_back(staff: Staff) -> None:
    @staff.app.get("/admin/test")
    async def page(session: SignedIn) -> Response:
        return PlainTextResponse(session.caller.who)

    staff.client.follow_redirects = False
    answer = staff.client.get("/admin/test?a=1")
    assert answer.headers["location"] == "/sign-in?next=%2Fadmin%2Ftest%3Fa%3D1"
    sign_in(staff, key_of(staff.editor))
    answer = staff.client.get("/admin/test")
    assert answer.text.startswith("编辑") and answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_over_tls(staff: Staff) -> None:
    settings = Settings(home=staff.home, secure_cookies=True)
    app = create_app(open_service(settings), settings)
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        answer = client.post("/sign-in", data={"key": key_of(staff.editor)})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-policy-search=") and "Secure" in cookie
        assert "已登录" in client.get("/sign-in").text
