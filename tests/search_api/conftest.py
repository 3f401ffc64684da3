"""The application over a small library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests import library


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder = tmp_path_factory.mktemp("library")
    with library.opened(folder, library.ALL) as service:
        service.prepare_helps()
        yield create_app(
            service, Settings(home=folder, cors_origins=("https://portal.example",), clicks=True)
        )


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened
