"""What an agent reads at the door."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from indexer.runtime.settings import Settings
from search_api.agents import citing
from search_api.app import create_app
from tests import library


def test_llms_txt_names_the_service(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, public_url="https://policy.example/", site_name="云城政策")
    with library.opened(tmp_path, library.ALL) as service:
        answer = TestClient(create_app(service, settings)).get("/llms.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("# 云城政策\n")
    assert "https://policy.example/api/v1/answers" in answer.text
    assert "as_of" in answer.text


def test_addresses_of_resources_lead_back() -> None:
    for given in (("a/b 甲", None), ("a", "s12"), ("x?#y", "s0")):
        assert citing.meant_by(citing.document_uri(*given)) == given
    for wrong in ("policy://documents/", "policy://documents/a/b", "http://documents/a"):
        assert citing.meant_by(wrong) is None
