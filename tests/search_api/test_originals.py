"""What can be downloaded: the file where it was, or the library's copy; else it is said why not."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.bootstrap import open_library, open_service
from indexer.runtime.settings import Settings
from search_api.app import create_app

TEXT = "云栖市养犬管理办法\n第一条 为了规范养犬，制定本办法。"
OTHER = "云栖市养猫管理办法\n第一条 为了规范养猫，制定本办法。"


def prepared(tmp_path: Path, copies: str) -> tuple[Settings, Path]:
    folder = tmp_path / "文件"
    folder.mkdir()
    (folder / "猫.txt").write_text(OTHER, "utf-8")
    with zipfile.ZipFile(folder / "包.zip", "w") as archive:
        archive.writestr("犬.txt", TEXT)
    settings = Settings(home=tmp_path / "home", workers=1, copies=copies)
    ingest(settings, folder)
    return settings, folder


def ingest(settings: Settings, folder: Path) -> None:
    with open_library(settings) as library:
        library.ingestion(prune=True).run(library.catalogue, [folder])
        library.update_index()


@contextmanager
def served(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(open_service(settings), settings)) as client:
        yield client


def ids(client: TestClient) -> dict[str, str]:
    hits = client.get("/api/v1/search").json()["hits"]
    return {hit["title"]: hit["id"] for hit in hits}


@pytest.mark.parametrize(
    ("copies", "member", "gone"),
    [("none", False, False), ("members", True, False), ("all", True, True)],
)
def test_a_member_and_a_file_that_is_gone(
    tmp_path: Path, copies: str, member: bool, gone: bool
) -> None:
    settings, folder = prepared(tmp_path, copies)
    (folder / "猫.txt").unlink()
    with served(settings) as client:
        for title, text, there, why in (
            ("云栖市养犬管理办法", TEXT, member, "包.zip"),
            ("云栖市养猫管理办法", OTHER, gone, "没有保留副本"),
        ):
            address = f"/api/v1/documents/{ids(client)[title]}"
            answer = client.get(f"{address}/file")
            told = client.get(address).json()["source"]["downloadable"]
            page = client.get(address.removeprefix("/api/v1")).text
            assert (answer.status_code, told) == ((200, True) if there else (404, False))
            if there:
                assert answer.text == text
                assert f"{address}/file" in page
            else:
                assert why in answer.json()["detail"]
                assert why in page and f"{address}/file" not in page


def test_a_copy_goes_with_its_document(tmp_path: Path) -> None:
    settings, folder = prepared(tmp_path, "all")
    with open_library(settings) as library:
        assert library.copies.size() == len(TEXT.encode()) + len(OTHER.encode())
    (folder / "猫.txt").write_text(f"{OTHER}\n第二条 附则。", "utf-8")
    (folder / "包.zip").unlink()
    ingest(settings, folder)
    with open_library(settings) as library:
        assert library.copies.size() == len(f"{OTHER}\n第二条 附则。".encode())


def test_a_copy_that_was_changed_is_not_given_away(tmp_path: Path) -> None:
    settings, _ = prepared(tmp_path, "members")
    (copy,) = (p for p in (settings.home / "copies").glob("*/*"))
    copy.write_bytes(b"broken")
    with served(settings) as client:
        identity = ids(client)["云栖市养犬管理办法"]
        assert client.get(f"/api/v1/documents/{identity}/file").status_code == 409


def test_copies_are_made_for_what_is_there_when_the_setting_changes(tmp_path: Path) -> None:
    settings, folder = prepared(tmp_path, "none")
    assert not (settings.home / "copies").exists()
    wanted = settings.model_copy(update={"copies": "all"})
    ingest(wanted, folder)
    with open_library(wanted) as library:
        assert library.copies.size() == len(OTHER.encode())  # of archives when they change
