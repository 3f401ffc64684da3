"""Signing in at the pages by an identity provider, and every way to be refused."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError

import pytest
from fastapi.testclient import TestClient

from indexer.access.fetching import checked
from indexer.bootstrap import open_service
from indexer.model.errors import SettingsError
from indexer.runtime.settings import Settings
from search_api import door
from search_api.app import create_app
from tests.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.search_api.admin.conftest import FINANCE, Staff

START, BACK = "/sign-in/oidc", "/sign-in/oidc/back"
COOKIE, WAY = "policy-search", "policy-search-way"


class Portal:
    def __init__(self, client: TestClient, provider: IdentityProvider) -> None:
        self.client, self.provider = client, provider

    def returning(self, going: str = "/admin/review?kind=mention") -> str:
        """Where the provider sends the browser."""
        answer = self.client.get(START, params={"next": going})
        assert answer.status_code == 303, answer.text
        there = answer.headers["location"]
        assert there.startswith(f"{self.provider.base}/authorize?realm=qn&")
        with pytest.raises(HTTPError) as raised:
            urllib.request.build_opener(_Stay).open(there)
        raised.value.close()
        back = raised.value.headers["Location"]
        assert isinstance(back, str)
        return back.removeprefix("http://testserver")

    def refused(self, back: str, code: int = 401) -> str:
        answer = self.client.get(back)
        assert answer.status_code == code, answer.text
        assert COOKIE not in self.client.cookies and "工作人员登录" in answer.text
        return answer.text


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def settings_for(staff: Staff, provider: IdentityProvider, **more: Any) -> Settings:
    return Settings(
        home=staff.home, oidc_issuer=provider.base, oidc_audience="interface",
        oidc_client=CLIENT, oidc_secret=SECRET, oidc_issuers_claim="dept", **more,
    )  # fmt: skip


@pytest.fixture
def portal(staff: Staff) -> Iterator[Portal]:
    with identity_provider() as provider:
        provider.claims["dept"] = FINANCE
        settings = settings_for(staff, provider)
        app = create_app(open_service(settings), settings)
        with TestClient(app, follow_redirects=False) as client:
            yield Portal(client, provider)


def test_there_and_back(portal: Portal, staff: Staff) -> None:
    client = portal.client
    page = client.get("/sign-in?next=/admin/review%3Fkind%3Dmention").text
    assert 'href="/sign-in/oidc?next=%2Fadmin%2Freview%3Fkind%3Dmention"' in page or (
        'href="/sign-in/oidc?next=/admin/review%3Fkind%3Dmention"' in page
    )
    answer = client.get(portal.returning())
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert 'content="0; url=/admin/review?kind=mention"' in answer.text
    cookies = [value.lower() for value in answer.headers.get_list("set-cookie")]
    (session,) = [c for c in cookies if c.startswith(f"{COOKIE}=")]
    assert "httponly" in session and "samesite=strict" in session
    assert WAY not in client.cookies
    shown = client.get("/sign-in").text
    assert "赵六（u-7），编辑，限于栖宁市财政局" in shown
    # What the verifier and the secret are for: the code alone is worth nothing.
    assert len(portal.provider.exchanged[0]["code_verifier"]) == 64
    assert client.get("/api/v1/admin/documents/money").status_code == 200
    assert client.get("/api/v1/admin/documents/held").status_code == 404
    assert client.get("/admin").status_code == 200
    log = staff.client.get("/api/v1/admin/audit?action=session", headers=staff.admin).json()
    assert [(e["who"], e["via"]) for e in log["entries"]] == [("赵六（u-7）", "desk")]


def test_a_session_ends_with_its_provider(portal: Portal, staff: Staff) -> None:
    portal.client.get(portal.returning())
    secret = portal.client.cookies[COOKIE]
    staff.client.cookies.set(COOKIE, secret)
    assert "工作人员登录" in staff.client.get("/sign-in").text
    assert staff.client.get("/api/v1/admin/documents/money").status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "0" * 64},
        {"nonce": None},
        {"aud": "another"},
        {"aud": "interface"},
        {"aud": [CLIENT, "x"], "azp": "x"},
        {"exp": 1_000_000_000},  # 2001
        {"exp": None},
        {"iss": "https://else.example"},
        {"sub": None},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_this_sign_in(portal: Portal, claims: dict[str, Any]) -> None:
    portal.provider.claims |= claims
    told = portal.refused(portal.returning())
    assert "令牌无效" in told or "令牌已过期" in told


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        ("signature", 401, "令牌无效"),
        ("kind", 401, "令牌无效"),
        ("empty", 401, "答复无效"),
        ("refused", 401, "答复无效"),
        ("declined", 401, "没有完成登录"),
        ("down", 503, "暂时无法连接"),
    ],
)
def test_a_provider_that_says_no(portal: Portal, wrong: str, code: int, said: str) -> None:
    portal.provider.wrong = wrong
    assert said in portal.refused(portal.returning(), code)


def test_what_was_not_asked_for_by_this_browser(portal: Portal) -> None:
    back = portal.returning()
    for other in (
        back.replace("state=", "state=0"),
        f"{BACK}?code=code-0",
        f"{BACK}?code=code-0&state=",
        f"{BACK}?code=code-0&state=%E4%B8%AD",
    ):
        assert "不是从这个浏览器发起" in portal.refused(other)
        portal.returning()  # whatever fails ends that way
    way = portal.client.cookies[WAY]
    portal.client.cookies.clear()
    assert "不是从这个浏览器发起" in portal.refused(back)
    portal.client.cookies.set(WAY, way)
    assert "不是从这个浏览器发起" in portal.refused(back)
    assert portal.provider.exchanged == []


def test_a_code_is_good_once_and_another_issuer_is_refused(portal: Portal) -> None:
    back = portal.returning()
    way = portal.client.cookies[WAY]
    assert "答复无效" in portal.refused(f"{back}&iss=https%3A%2F%2Felse.example")
    portal.client.cookies.set(WAY, way)
    assert portal.client.get(back).status_code == 200
    portal.client.cookies.clear()
    portal.client.cookies.set(WAY, way)
    assert "答复无效" in portal.refused(back)


def test_many_codes_of_nobody_are_not_all_tried(portal: Portal) -> None:
    portal.provider.wrong = "refused"
    for _ in range(door.FAILURES.count):
        portal.refused(portal.returning())
    portal.refused(portal.returning(), 429)
    assert len(portal.provider.exchanged) == door.FAILURES.count


def test_nobody_is_led_elsewhere_afterwards(portal: Portal) -> None:
    answer = portal.client.get(portal.returning("https://evil.example/"))
    assert "evil" not in answer.text and 'url=/admin"' in answer.text


def test_a_provider_of_another_name_is_none(staff: Staff) -> None:
    with identity_provider() as provider:
        provider.wrong = "configuration"
        settings = settings_for(staff, provider)
        with TestClient(create_app(open_service(settings), settings)) as client:
            assert client.get(START).status_code == 503


def test_without_a_client_there_is_no_such_page(staff: Staff) -> None:
    assert "统一身份认证" not in staff.client.get("/sign-in").text
    assert staff.client.get(START).status_code == 404
    assert staff.client.get(BACK).status_code == 404
    with pytest.raises(SettingsError, match="oidc_issuer"):
        create_app(staff.app.state.service, Settings(home=staff.home, oidc_client=CLIENT))


@pytest.mark.parametrize("address", ["http://id.example/x", "ftp://localhost/x", "https:///x", "x"])
def test_nothing_goes_where_everybody_could_read_it(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        checked(address)
