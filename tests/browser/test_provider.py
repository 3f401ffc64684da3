"""Signing in at an identity provider on another site: the strict cookie is there afterwards, in a
real browser, with scripts and without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from indexer.bootstrap import open_library
from indexer.runtime.settings import Settings
from tests.browser.test_desk import PATIENCE, served, tab_to
from tests.browser.test_pages import EXAMINED, violations
from tests.identity_provider import CLIENT, SECRET, identity_provider

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
        with served(settings, "") as desk:
            page = browser.new_context(java_script_enabled=scripts).new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(f"{desk.base}/admin/upload")
            if scripts:
                for width, mode in EXAMINED:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.emulate_media(color_scheme=mode)
                    assert not violations(page), (width, mode)
            provider.wrong = "declined"
            page.get_by_text("用统一身份认证登录").press("Enter")
            page.wait_for_selector("[role=alert]")
            assert "没有完成登录" in page.inner_text("[role=alert]")
            provider.wrong = ""
            page.goto(f"{desk.base}/admin/upload")
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
