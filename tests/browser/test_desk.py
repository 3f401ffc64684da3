"""The desk of staff: every page fits and is accessible; signing in, uploading and reviewing by
keyboard alone, and all of it without scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from indexer.access import Keys, Role
from indexer.bootstrap import open_library, open_service
from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests.browser.test_pages import examine
from tests.serving import listening

pytestmark = pytest.mark.browser

PAGES = {
    "today": "/admin",
    "upload": "/admin/upload",
    "refused": "/admin/quarantine",
    "review": "/admin/review",
    "documents": "/admin/documents",
    "document": "/admin/documents/held",
    "reports": "/admin/reports",
    "report": "/admin/reports/findings",
    "duplicates": "/admin/reports/duplicates",
    "queries": "/admin/queries",
    "synonyms": "/admin/synonyms",
    "names": "/admin/names",
    "site": "/admin/site",
    "audit": "/admin/audit",
    "not there": "/admin/jobs/none",
}
# A worker that starts on a busy machine; nothing depends on how long it takes.
PATIENCE = 120_000
TEXT = "栖宁市{}管理办法\n第一条 为了规范{}，制定本办法。\n第二条 本办法自2024年1月1日起施行。\n"
RECORDS = (
    {"id": "new", "title": "会议费管理办法", "doc_number": "栖财〔2024〕3号",
     "issuers": ["栖宁市财政局"], "text": "第一条 为了规范会议费。\n第二条 《会议费旧办法》"
     "（栖财〔2010〕3号）、《培训费旧办法》（栖财〔2010〕4号）自2024年1月1日起废止。"},
    {"id": "twin", "title": "会议费管理办法", "doc_number": "栖财〔2024〕3号",
     "issuers": ["栖宁市财政局"], "text": "第一条 为了规范会议费。\n第二条 每年检查。"},
    {"id": "held", "title": "临时救助公示", "issuers": ["栖宁市民政局"],
     "text": "第一条 救助张三，身份证号11010519491231002X。"},
)  # fmt: skip


class Served:
    def __init__(self, base: str, key: str) -> None:
        self.base, self.key = base, key

    def open(self, browser: Any, **options: Any) -> Any:
        """A page of somebody who is signed in."""
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{self.base}/sign-in?next=/admin/upload")
        page.fill("#key", self.key)
        page.press("#key", "Enter")
        page.wait_for_url("**/admin/upload")
        return page


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("desk")
    lines, broken = folder / "in.jsonl", folder / "坏.pdf"
    lines.write_bytes(b"\n".join(map(orjson.dumps, RECORDS)))
    broken.write_bytes(b"%PDF-1.4 broken")
    settings = Settings(home=folder / "home", workers=1)
    with open_library(settings) as library:
        library.ingestion().run(library.catalogue, [lines, broken])
        library.update_index()
        _, key = Keys(library.catalogue.database).create("值班", Role.ADMIN, (), by="test")
    with listening(create_app(open_service(settings), settings)) as (host, port):
        yield Served(f"http://{host}:{port}", key)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_every_width_and_mode(browser: Any, desk: Served, name: str) -> None:
    page = desk.open(browser)
    examine(page, desk.base + PAGES[name])
    page.context.close()


def test_by_keyboard_alone(browser: Any, desk: Served) -> None:
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{desk.base}/admin/upload")
    tab_to(page, "#key")
    page.keyboard.type(desk.key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/upload")
    tab_to(page, "input[name=files]")
    # The system's own dialogue is not the page's.
    page.set_input_files("input[name=files]", files("键盘"))
    assert "键盘.txt" in page.locator("[data-chosen]").inner_text()
    tab_to(page, "form[data-upload] button.btn--primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/jobs/**")
    # It comes by itself: nobody reloads.
    page.wait_for_selector("td .tag--good")
    page.goto(f"{desk.base}/admin/review?kind=mention")
    page.wait_for_function("!document.querySelector('[data-soon]')")
    count = page.locator("nav.queue a").count()
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.name") == "value"
    # While something is typed, letters are letters.
    page.keyboard.type("y")
    assert page.evaluate("document.activeElement.value") == "y"
    page.keyboard.press("Shift+Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("y")
    page.wait_for_url("**done=settled**")
    page.wait_for_function("!document.querySelector('[data-soon]')")
    assert page.locator("nav.queue a").count() == count - 1
    page.context.close()


def tab_to(page: Any, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"not reached by keyboard: {selector}")


def files(name: str) -> list[dict[str, Any]]:
    text = TEXT.format(name, name)
    return [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": text.encode()}]


def test_without_scripts(browser: Any, desk: Served) -> None:
    page = desk.open(browser, java_script_enabled=False)
    page.set_input_files("input[name=files]", files("无脚本"))
    page.click("form[data-upload] button.btn--primary")
    page.wait_for_url("**/admin/jobs/**")
    until = time.monotonic() + PATIENCE / 1000
    while not page.locator("td .tag--good").count() and time.monotonic() < until:
        page.wait_for_timeout(200)
        page.reload()
    page.click("td a.btn")
    page.fill("input[name=doc_number]", "栖政发〔2024〕9号")
    page.click("button[value=check]")
    assert "栖政发〔2024〕9号" in page.locator(".edit__diff").inner_text()
    page.click("button[value=save]")
    assert "已保存" in page.locator(".notice--good").inner_text()
    page.click("text=退出")
    page.wait_for_url("**/sign-in")
    page.context.close()
