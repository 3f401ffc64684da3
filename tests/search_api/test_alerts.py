"""Alerts by webhook, with a receiver on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from indexer.access import Keys, Role
from indexer.bootstrap import open_library, open_service
from indexer.catalogue.tables import alerts
from indexer.runtime.settings import Settings
from indexer.stewardship.alerts import NoticeState
from search_api import alerting
from search_api.alerting import Alerting
from search_api.app import create_app
from search_api.cli import run
from tests.indexer.access.test_tokens import AUDIENCE, ISSUER, RSA, published, token

# After whatever the tests have done by then, on a slow machine too.
NOW = datetime.now(UTC) + timedelta(days=1)
OLD = {
    "id": "old", "title": "云栖市养犬管理办法", "doc_number": "云政发〔2010〕3号", "kind": "policy",
    "text": "第一条 为了规范养犬行为。\n第二条 本办法自2010年6月1日起施行。",
    "effective_from": "2010-06-01",
}  # fmt: skip
NEW = {
    "id": "new", "title": "云栖市养犬管理规定", "doc_number": "云政发〔2024〕1号", "kind": "policy",
    "text": "第一条 养犬应当登记。\n第二条 本规定自2024年5月1日起施行。"
    "《云栖市养犬管理办法》（云政发〔2010〕3号）同时废止。",
    "effective_from": "2024-05-01",
}  # fmt: skip


class Receiver(ThreadingHTTPServer):
    """Keeps what is sent to it; answers with the statuses given, then with 204."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook?a=1"

    def kinds(self) -> list[tuple[str, str]]:
        bodies = [orjson.loads(body) for _, body in self.got]
        return [(body["type"], body["document"]["id"]) for body in bodies]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.got.append((dict(self.headers), body))
        self.send_response(server.statuses.pop(0) if server.statuses else 204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Site:
    """A library, its service, and a subscriber's key."""

    def __init__(self, folder: Path, *, private: bool = True, **more: Any) -> None:
        self.settings = Settings(home=folder / "home", workers=1, alert_private=private, **more)
        self.folder = folder
        self.take(OLD)
        self.service = open_service(self.settings)
        self.app = create_app(self.service, self.settings)
        self.client = TestClient(self.app, raise_server_exceptions=False)
        self.alerting: Alerting = self.app.state.alerting
        self.headers = self.key("portal")

    def key(self, name: str) -> dict[str, str]:
        keys = Keys(self.service.catalogue.database)
        _, text = keys.create(name, Role.READER, by="test")
        return {"Authorization": f"Bearer {text}"}

    def take(self, *documents: dict[str, Any]) -> None:
        lines = self.folder / "in.jsonl"
        lines.write_bytes(b"\n".join(orjson.dumps(one) for one in documents))
        with open_library(self.settings) as library:
            library.ingestion().run(library.catalogue, [lines])
            library.update_index()
        if hasattr(self, "service"):
            self.service.refresh()

    def subscribe(self, url: str, **what: Any) -> Any:
        return self.client.post("/api/v1/alerts", json={"url": url, **what}, headers=self.headers)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.service.close()


@pytest.mark.slow
def test_a_search_and_a_document_are_watched(site: Site, receiver: Receiver) -> None:
    made = site.subscribe(receiver.url, search={"q": "养犬", "status": ["in_force"]})
    assert made.status_code == 201
    assert site.subscribe(receiver.url, document="old").status_code == 201
    assert site.alerting.run(NOW) == 0  # what there was is no news
    site.take(OLD, NEW)
    assert site.alerting.run() == 3  # in the run that found it
    # By the search: what came, and the end of what it had found; by the document: its end.
    assert sorted(receiver.kinds()) == [("ended", "old"), ("ended", "old"), ("match", "new")]
    assert site.alerting.run(NOW) == 0  # each once
    document = next(
        body["document"]
        for _, sent in receiver.got
        if (body := orjson.loads(sent))["type"] == "match"
    )
    assert document["citation"] == "《云栖市养犬管理规定》（云政发〔2024〕1号）"
    assert document["status"]["value"] == "in_force" and document["status"]["as_of"]


@pytest.mark.slow
def test_calls_are_signed_and_tried_again(site: Site, receiver: Receiver) -> None:
    made = site.subscribe(receiver.url, search={"q": "养犬"}).json()
    site.take(OLD, NEW)
    receiver.statuses = [500]
    assert site.alerting.run(NOW) == 0
    listed = site.client.get("/api/v1/alerts", headers=site.headers).json()["alerts"]
    assert listed[0]["waiting"] == 2 and listed[0]["error"] == "HTTP 500"
    assert "secret" not in listed[0]
    receiver.statuses = [302]  # no redirect is followed
    assert site.alerting.run(NOW) == 0
    first = receiver.got[0][0]["webhook-id"]
    receiver.statuses = []
    assert site.alerting.run(NOW + timedelta(minutes=10)) == 2
    again = [(head, body) for head, body in receiver.got if head["webhook-id"] == first]
    assert len(again) == 2
    head, body = again[-1]
    key = base64.b64decode(made["secret"].removeprefix("whsec_"))
    signed = f"{first}.{head['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert head["webhook-signature"] == f"v1,{right}"


@pytest.mark.slow
def test_while_one_call_fails_the_others_of_its_alert_wait(site: Site, receiver: Receiver) -> None:
    site.subscribe(receiver.url, search={"q": "养犬"})
    site.take(OLD, NEW)
    receiver.statuses = [500, 500]
    assert site.alerting.run(NOW) == 0
    assert site.alerting.run(NOW + timedelta(seconds=59)) == 0 and len(receiver.got) == 1
    assert site.alerting.run(NOW + timedelta(seconds=61)) == 0 and len(receiver.got) == 2
    assert len(set(receiver.kinds())) == 1  # the same again, not the next
    assert site.alerting.run(NOW + timedelta(seconds=62)) == 0 and len(receiver.got) == 2
    assert site.alerting.run(NOW + timedelta(minutes=4)) == 2
    # 410: nobody wishes this one any more, the next is told.
    site.take(OLD, NEW, {**NEW, "id": "third", "doc_number": "云政发〔2024〕2号"})
    receiver.statuses = [410]
    assert site.alerting.run(NOW) == 0
    (told,) = site.client.get("/api/v1/alerts", headers=site.headers).json()["alerts"]
    assert (told["failed"], told["error"]) == (1, "HTTP 410")


@pytest.mark.slow
def test_what_goes_wrong_with_one_alert_leaves_the_others_theirs(
    site: Site, receiver: Receiver, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    wrong = site.subscribe("http://127.0.0.1:1/", search={"q": "养犬"}).json()["id"]
    grown = site.subscribe(receiver.url, search={"q": ""}).json()["id"]
    assert site.subscribe(receiver.url, document="old").status_code == 201
    # As if an older version had taken a condition that is none any more.
    statement = update(alerts).where(alerts.c.id == wrong).values(target='{"gone": 1}')
    with site.service.catalogue.database.writing() as connection:
        connection.execute(statement)
    monkeypatch.setattr(alerting, "MOST", 1)
    site.take(OLD, NEW)
    assert site.alerting.run(NOW) == 1 and receiver.kinds() == [("ended", "old")]
    listed = site.client.get("/api/v1/alerts", headers=site.headers).json()["alerts"]
    told = {one["id"]: one["error"] for one in listed}
    assert "gone" in told[wrong] and "至多 1 份" in told[grown]


@pytest.mark.slow
def test_a_host_that_does_not_answer_is_asked_once_in_a_run(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"http://127.0.0.1:{server.getsockname()[1]}"
    for path in ("a", "b", "c"):
        site.subscribe(f"{place}/{path}", document="old")
    site.take(OLD, NEW)
    assert site.alerting.run(NOW) == 0
    found = [
        one for alert in site.alerting.alerts.all() for one in site.alerting.alerts.told(alert)
    ]
    waiting = [one.tries for one in found if one.state is NoticeState.WAITING]
    assert sorted(waiting) == [0, 0, 1]
    # The next time another is asked; nothing is after the service has been told to stop.
    assert site.alerting.run(NOW + timedelta(seconds=1)) == 0
    site.alerting.stop()
    assert site.alerting.run(NOW + timedelta(days=1)) == 0
    found = [
        one for alert in site.alerting.alerts.all() for one in site.alerting.alerts.told(alert)
    ]
    assert sorted(o.tries for o in found if o.state is NoticeState.WAITING) == [0, 1, 1]


@pytest.mark.slow
def test_staff_see_what_did_not_arrive(
    site: Site, receiver: Receiver, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    site.subscribe(receiver.url, search={"q": "养犬"})
    site.take(OLD, NEW)
    receiver.statuses = [503]
    site.alerting.run(NOW)
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(site.settings.home))
    capfd.readouterr()
    assert run(["alerts", "list"]) == 0
    told = capfd.readouterr().out
    assert "待发 2" in told and "HTTP 503" in told and '{"q":"养犬"}' in told and "失效" not in told
    keys = Keys(site.service.catalogue.database)
    keys.revoke(keys.all()[0].id, by="test")
    assert run(["alerts", "list"]) == 0
    assert "已失效，不再通知" in capfd.readouterr().out
    assert run(["alerts", "list", "--json"]) == 0
    (row,) = orjson.loads(capfd.readouterr().out)
    assert (row["waiting"], row["failed"], row["error"]) == (2, 0, "HTTP 503")
    assert row["key_good"] is False and "secret" not in row


@pytest.mark.slow
def test_what_may_not_be_told_is_not(site: Site, receiver: Receiver) -> None:
    assert site.subscribe(receiver.url, search={"q": "养犬"}).status_code == 201
    site.take(OLD, {**NEW, "published": False})
    site.alerting.run(NOW)
    assert all(identity != "new" for _, identity in receiver.kinds())
    assert "养犬管理规定" not in b"".join(body for _, body in receiver.got).decode()
    # Nor that of a key that was revoked.
    keys = Keys(site.service.catalogue.database)
    keys.revoke(keys.all()[0].id, by="test")
    count = len(receiver.got)
    site.take(OLD, NEW)
    assert site.alerting.run(NOW) == 0
    assert len(receiver.got) == count


def test_an_alert_is_of_its_key(site: Site, receiver: Receiver) -> None:
    made = site.subscribe(receiver.url, document="old").json()
    other = site.key("other")
    assert site.client.get("/api/v1/alerts", headers=other).json() == {"alerts": []}
    path = f"/api/v1/alerts/{made['id']}"
    assert site.client.delete(path, headers=other).status_code == 404
    assert site.client.delete(path, headers=site.headers).status_code == 204
    assert site.client.delete(path, headers=site.headers).status_code == 404
    assert site.client.get("/api/v1/alerts").status_code == 401
    for wrong in ({"document": "nobody"}, {}, {"search": {"q": "a"}, "document": "old"},
                  {"search": {"as_of": "2020-01-01"}}):  # fmt: skip
        expected = 404 if wrong.get("document") == "nobody" else 422
        assert site.subscribe(receiver.url, **wrong).status_code == expected


def test_private_addresses_are_not_called(tmp_path: Path) -> None:
    site = Site(tmp_path, private=False)
    try:
        for url in ("http://127.0.0.1:9/", "http://localhost/", "http://[::1]/", "http://10.0.0.8/",
                    "http://169.254.169.254/latest", "http://[::ffff:10.0.0.8]/", "http://0.0.0.0/",
                    "http://2130706433/", "ftp://93.184.216.34/", "http://a@93.184.216.34/",
                    "http://[64:ff9b::a00:8]/"):  # fmt: skip
            answer = site.subscribe(url, document="old")
            assert answer.status_code == 422, url
            assert answer.json()["errors"][0]["parameter"] == "url"
    finally:
        site.service.close()


def test_a_token_subscribes_and_staff_can_end_it(tmp_path: Path, receiver: Receiver) -> None:
    (tmp_path / "jwks.json").write_bytes(published(RSA))
    site = Site(
        tmp_path, oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_keys=str(tmp_path / "jwks.json")
    )
    try:
        site.headers = {"Authorization": f"Bearer {token(roles=[])}"}
        assert site.subscribe(receiver.url, document="old").status_code == 201
        listed = site.client.get("/api/v1/alerts", headers=site.headers).json()["alerts"]
        assert [one["document"] for one in listed] == ["old"]
        # Another's are another's, and one key stands for each, however often they come.
        other = {"Authorization": f"Bearer {token(roles=[], sub='u-2')}"}
        assert site.client.get("/api/v1/alerts", headers=other).json() == {"alerts": []}
        keys = Keys(site.service.catalogue.database)
        own = [key for key in keys.all() if key.created_by == "token u-1"]
        assert len(own) == 1 and own[0].role is Role.READER and own[0].expires_at
        # What was ended by staff cannot be begun again, and tells nothing.
        keys.revoke(own[0].id, by="test")
        assert site.subscribe(receiver.url, document="old").status_code == 403
        site.take(OLD, NEW)
        assert site.alerting.run(NOW) == 0 and not receiver.got
    finally:
        site.service.close()


def test_a_library_for_reading_only_is_said_once_and_tells_nobody(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    lock = site.settings.home / "alerts.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()  # root may open what nobody may write, but no folder
    assert (site.alerting.run(NOW), site.alerting.run(NOW)) == (0, 0)
    assert [one.levelname for one in caplog.records if "tells nobody" in one.message] == ["WARNING"]
