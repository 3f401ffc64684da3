"""A token of an identity provider opens what a key opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.bootstrap import open_service
from indexer.model.errors import SettingsError
from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests.indexer.access.test_tokens import AUDIENCE, ISSUER, RSA, published, token
from tests.search_api.admin.conftest import FINANCE, SCHOOLS, Staff


def test_a_token_opens_what_its_role_reaches(staff: Staff, tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_bytes(published(RSA))
    settings = Settings(
        home=staff.home,
        oidc_issuer=ISSUER,
        oidc_audience=AUDIENCE,
        oidc_keys=str(tmp_path / "jwks.json"),
        oidc_issuers_claim="dept",
    )
    with TestClient(create_app(open_service(settings), settings)) as client:

        def status(path: str, text: str, method: str = "GET") -> int:
            headers = {"Authorization": f"Bearer {text}"}
            return client.request(method, f"/api/v1/admin/{path}", headers=headers).status_code

        mine = token(dept=[FINANCE])
        assert status("documents/own-held", mine) == 200
        assert status("documents/held", mine) == 404
        assert status("documents/school/withhold", mine, "POST") == 403
        assert status("documents/money/withhold", mine, "POST") == 200
        assert status("documents/money", token(dept=[SCHOOLS])) == 404  # withheld now
        assert status("audit", token(roles=["admin"])) == 200
        assert status("quarantine", token(roles=[])) == 403
        assert status("quarantine", token(exp=1)) == 401
        entries = client.get(
            "/api/v1/admin/audit?action=document",
            headers={"Authorization": f"Bearer {token(roles=['admin'])}"},
        ).json()["entries"]
        assert [e["who"] for e in entries] == ["王五（u-1）"]
        # A job is its own subject's.
        sent = client.post(
            "/api/v1/admin/documents",
            files=[("files", ("一.txt", "第一条 为了规范。".encode()))],
            headers={"Authorization": f"Bearer {mine}"},
        )
        job = f"jobs/{sent.json()['id']}"
        assert status(job, mine) == 200
        assert status(job, token(dept=[FINANCE], sub="u-2")) == 404


def test_without_a_provider_tokens_open_nothing(staff: Staff) -> None:
    headers = {"Authorization": f"Bearer {token()}"}
    assert staff.client.get("/api/v1/admin/quarantine", headers=headers).status_code == 401


def test_half_a_provider_is_told_at_the_start(staff: Staff) -> None:
    settings = Settings(home=staff.home, oidc_issuer=ISSUER)
    service = open_service(settings)
    with pytest.raises(SettingsError, match="oidc_audience"):
        create_app(service, settings)
    service.close()
