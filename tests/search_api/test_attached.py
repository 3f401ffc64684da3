"""Attachments as a portal sees them: both ways, in hits, and never those that are withheld."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.catalogue import KnownSource, SourceOutcome
from indexer.catalogue.attaching import group_of
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from search_api.app import create_app
from search_api.document_schemas import Document
from search_api.schemas import SearchAnswer
from tests import library

NOTICE = library.document(
    "notice",
    "云城市人民政府关于公布清理结果的决定\n云府发〔2024〕9号\n各区人民政府：\n"
    "决定对附件所列文件予以废止，自2024年5月1日起施行。\n附件：宣布废止的文件目录\n"
    "云城市人民政府\n2024年4月1日",
)
LIST = library.document(
    "list", "宣布废止的文件目录\n1.《云城市停车办法》（云府发〔2010〕3号）\n2.《云城市旧规定》"
)
OLD = library.document(
    "old", "云城市停车办法\n云府发〔2010〕3号\n第一条 停车有序。\n云城市人民政府\n2010年3月1日"
)


def source(identity: str, name: str) -> KnownSource:
    location = f"/来文/{name}"
    return KnownSource(location, name, 1, 1, identity, SourceOutcome.INDEXED, document_id=identity)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SearchService]:
    with library.opened(tmp_path, (NOTICE, LIST, OLD)) as opened:
        with opened.catalogue.write() as writer:
            writer.remember(source("notice", "决定.docx"))
            writer.remember(source("list", "附件：宣布废止的文件目录.xlsx"))
        with opened.catalogue.write() as writer:
            writer.link_attachments({group_of("/来文/决定.docx")})
        yield opened


@pytest.fixture
def client(service: SearchService, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(service, Settings(home=tmp_path))) as opened:
        yield opened


def hits(client: TestClient) -> dict[str, object]:
    answer = client.get("/api/v1/search", params={"q": "停车办法"}).json()
    SearchAnswer.model_validate(answer)
    return {hit["id"]: hit["attached_to"] for hit in answer["hits"]}


def test_both_ways_and_in_hits(client: TestClient) -> None:
    notice = client.get("/api/v1/documents/notice").json()
    Document.model_validate(notice)
    assert [(a["id"], a["name"]) for a in notice["attached_files"]] == [
        ("list", "宣布废止的文件目录")
    ]
    listed = client.get("/api/v1/documents/list").json()
    assert [a["doc_number"] for a in listed["attached_to"]] == ["云府发〔2024〕9号"]
    found = hits(client)
    assert found["old"] is None
    assert found["list"] == {
        "id": "notice",
        "title": "云城市人民政府关于公布清理结果的决定",
        "doc_number": "云府发〔2024〕9号",
    }
    assert "所附于" in client.get("/", params={"q": "停车办法"}).text
    assert "所附于" in client.get("/documents/list").text


def test_a_withheld_notice_is_not_told(client: TestClient, service: SearchService) -> None:
    with service.catalogue.write() as writer:
        writer.publish("notice", False)
    assert client.get("/api/v1/documents/list").json()["attached_to"] == []
    assert hits(client)["list"] is None


def test_a_list_ends_what_it_names_on_the_day_of_its_notice(
    client: TestClient, service: SearchService
) -> None:
    def ended() -> tuple[str, str | None]:
        status = client.get("/api/v1/documents/old").json()["status"]
        return status["value"], status["since"]

    assert ended() == ("repealed", "2024-05-01")
    moved = library.document("notice", NOTICE.text.replace("2024年5月1日", "2024年6月1日"))
    with service.catalogue.write() as writer:
        writer.put(moved)
    assert ended() == ("repealed", "2024-06-01")
    with service.catalogue.write() as writer:
        writer.delete("notice")
    assert ended()[0] != "repealed"
