"""Who gets in where."""

from __future__ import annotations

import pytest

from indexer.access import Keys
from search_api import door
from tests.search_api.admin.conftest import Staff

READS = (
    "/api/v1/admin/documents/money", "/api/v1/admin/documents/money/text",
    "/api/v1/admin/quarantine", "/api/v1/admin/reports/quality", "/api/v1/admin/jobs/none",
    "/api/v1/admin/jobs/none/events", "/api/v1/admin/audit",
)  # fmt: skip
ACTS = (
    ("POST", "/api/v1/admin/documents"),
    ("PATCH", "/api/v1/admin/documents/money"),
    ("DELETE", "/api/v1/admin/documents/money"),
    ("POST", "/api/v1/admin/documents/money/publish"),
    ("POST", "/api/v1/admin/documents/money/withhold"),
    ("POST", "/api/v1/admin/rebuild"),
    *(("GET", path) for path in READS),
)
BODY = {"PATCH": {"set": {"title": "甲"}}}


@pytest.mark.parametrize(("method", "path"), ACTS)
def test_nothing_without_a_key_that_reaches_so_far(staff: Staff, method: str, path: str) -> None:
    for headers, status in (
        ({}, 401),
        ({"Authorization": "Bearer ps_nobody"}, 401),
        ({"Authorization": "Basic Zm9vOmJhcg=="}, 401),
        (staff.reader, 403),
    ):
        answer = staff.client.request(method, path, headers=headers, json=BODY.get(method))
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert ("www-authenticate" in answer.headers) is (status == 401)


@pytest.mark.parametrize("path", ["/api/v1/admin/audit", "/api/v1/admin/rebuild"])
def test_what_is_the_administrator_s(staff: Staff, path: str) -> None:
    method = "POST" if path.endswith("rebuild") else "GET"
    assert staff.client.request(method, path, headers=staff.editor).status_code == 403
    assert staff.client.request(method, path, headers=staff.admin).status_code in (200, 202)


@pytest.mark.parametrize("path", READS)
def test_no_answer_is_kept(staff: Staff, path: str) -> None:
    answer = staff.client.get(path, headers=staff.admin)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_a_revoked_key(staff: Staff) -> None:
    path = "/api/v1/admin/quarantine"
    assert staff.client.get(path, headers=staff.editor).status_code == 200
    keys = Keys(staff.app.state.service.catalogue.database)
    for key in keys.all():
        keys.revoke(key.id, by="test")
    assert staff.client.get(path, headers=staff.editor).status_code == 401


def test_who_tries_keys_is_locked_out_and_others_are_not(staff: Staff) -> None:
    path, wrong = "/api/v1/admin/quarantine", {"Authorization": "Bearer ps_wrong"}
    assert staff.client.get(path, headers=staff.editor).status_code == 200
    for _ in range(door.FAILURES.count):
        assert staff.client.get(path, headers=wrong).status_code == 401
    refused = staff.client.get(path, headers=wrong)
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0
    # A right one that was never seen waits too: else trying would go on. A known one goes on.
    assert staff.client.get(path, headers=staff.admin).status_code == 429
    assert staff.client.get(path, headers=staff.editor).status_code == 200


def test_a_body_is_not_read_before_the_key_is_checked(staff: Staff) -> None:
    taken = 0

    def pieces() -> object:
        nonlocal taken
        for _ in range(50):
            taken += 1
            yield b"x" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = staff.client.post("/api/v1/admin/documents", content=pieces(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 401
