"""A served library and a browser; where there is none, the tests say so and are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests import library
from tests.serving import listening

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over the small library."""
    folder = tmp_path_factory.mktemp("served")
    with library.opened(folder, library.ALL) as service:
        service.prepare_helps()
        app = create_app(
            service, Settings(home=folder, site_topics=("加装电梯",), cors_origins=("*",))
        )
        with listening(app, lifespan="off") as (host, port):
            yield f"http://{host}:{port}"


@pytest.fixture(scope="session")
def browser(built_scripts: None) -> Iterator[Any]:
    api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not here: make test-browser installs it"
    )
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
