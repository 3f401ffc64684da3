"""Signing in at an identity provider on another site: the strict cookie is there afterwards, in a
real browser, with scripts and without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from indexer.bootstrap import open_library, open_service
from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests.browser.test_desk import PATIENCE, tab_to
from tests.browser.test_pages import examine
from tests.identity_provider import CLIENT, SECRET, identity_provider
from tests.serving import listening

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("provider")
    lines = folder / "in.jsonl"
    lines.write_bytes(orjson.dumps({"id": "one", "title": "甲办法", "text": "第一条 为了规范。"}))
    with open_library(Settings(home=folder / "home", workers=1)) as library:
        library.ingestion().run(library.catalogue, [lines])
        library.update_index()
    return folder / "home"


@pytest.mark.parametrize("scripts", [True, False])
def test_there_and_back_by_keyboard(browser: Any, home: Path, scripts: bool) -> None:
    with identity_provider() as provider:
        settings = Settings(
            home=home, oidc_issuer=provider.base, oidc_audience="interface",
            oidc_client=CLIENT, oidc_secret=SECRET,
        )  # fmt: skip
        with listening(create_app(open_service(settings), settings)) as (host, port):
            base = f"http://{host}:{port}"
            page = browser.new_context(java_script_enabled=scripts).new_page()
            page.set_default_timeout(PATIENCE)
            if scripts:
                examine(page, f"{base}/sign-in")
            page.goto(f"{base}/admin/upload")
            provider.wrong = "declined"
            page.get_by_text("用统一身份认证登录").press("Enter")
            page.wait_for_selector("[role=alert]")
            assert "没有完成登录" in page.inner_text("[role=alert]")
            provider.wrong = ""
            page.goto(f"{base}/admin/upload")
            if scripts:
                tab_to(page, "a[href^='/sign-in/oidc']")
                page.keyboard.press("Enter")
            else:
                page.get_by_text("用统一身份认证登录").press("Enter")
            page.wait_for_url("**/admin/upload")
            assert "赵六" in page.inner_text(".admin-user__who")
            page.click("text=退出")
            page.wait_for_url("**/sign-in")
            page.context.close()
