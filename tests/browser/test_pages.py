"""Every page and state: it fits, the console is silent, no other host is asked, axe-core is
content."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "results": "/?q=电梯",
    "conditions": "/?q=电梯&as_of=2020-01-01&kind=policy&year=2019&explain=true",
    "sheet": "/?q=电梯#filters",
    "all, paged": "/?q=&size=1&page=2",
    "no hits": "/?q=公积金&kind=interpretation",
    "relaxed": "/?q=公积金 电梯 财政",
    "document": "/documents/lift?q=财政补贴",
    "ended": "/documents/old-lift?as_of=2020-01-01",
    "interpretation": "/documents/guide",
    "comparison": "/documents/old-lift/compare?with=lift",
    "network": "/documents/lift/network?as_of=2024-01-01",
    "duties": "/duties?q=加装电梯归谁管",
    "alerts": "/alerts?q=加装电梯",
    "question": "/?q=加装电梯归谁管",
    "question answered": "/?q=加装电梯补贴多少钱",
    "analysis": "/analysis",
    "api": "/docs",
    "sign-in": "/sign-in",
    "box": "/widget",
    "not found": "/documents/nothing",
    "wrong": "/?year=abc",
}
WIDTHS = (390, 768, 1440)
# The narrow light one and the wide dark one differ from each other in all that counts.
EXAMINED = ((390, "light"), (1440, "dark"))
MOST_BYTES = 300_000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_every_width_and_mode(browser: Any, base: str, name: str) -> None:
    page = browser.new_page()
    examine(page, base + PAGES[name])
    page.close()


def examine(page: Any, address: str) -> None:
    """A page that is opened at this address, once it is ready."""
    said: list[str] = []
    asked: list[str] = []
    page.on(
        "console",
        lambda message: said.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_function("!document.querySelector('[data-soon]')")
    for width in WIDTHS:
        for mode in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=mode)
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (width, mode)
            if (width, mode) in EXAMINED:
                assert not violations(page), (width, mode)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
    # The browser's own word on a page whose status is no success.
    assert [s for s in said if "Failed to load resource" not in s] == []


def violations(page: Any) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = (
        axe.Axe()
        .run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        .response["violations"]
    )
    return [f"{v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("name", ["home", "results", "document", "analysis"])
def test_a_page_weighs_little(browser: Any, base: str, name: str) -> None:
    """Without the library of the charts."""
    page = browser.new_page()
    sizes: list[int] = []
    page.on(
        "response",
        lambda answer: "/analysis.js" not in answer.url and sizes.append(len(answer.body())),
    )
    page.goto(base + PAGES[name], wait_until="networkidle")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
    print(f"{name}: {sum(sizes):,} bytes in {len(sizes)} answers; first answer {took:.0f} ms")
    assert sum(sizes) < MOST_BYTES
    page.close()
