"""The box on a page of another origin, under a strict policy of that page's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
WRITTEN = "http://127.0.0.1:8000"
# Elements of the host page as tests find them.
PAGE, INLINE = "policy-search#page", "policy-search#inline"


class Host(SimpleHTTPRequestHandler):
    """A site of its own: the example, with the address that the service has here."""

    def __init__(self, *given: Any, portal: str, **named: Any) -> None:
        self.portal = portal
        super().__init__(*given, **named)

    def do_GET(self) -> None:
        file = EXAMPLES / urlsplit(self.path).path.lstrip("/")
        if not file.is_file():
            self.send_error(404)
            return
        content = file.read_text("utf-8").replace(WRITTEN, self.portal).encode()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; style-src 'self'; script-src {self.portal}; "
            f"connect-src {self.portal}; form-action 'none'; base-uri 'none'; "
            "require-trusted-types-for 'script'",
        )
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def host(base: str) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, portal=base))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Another host's name, too: not only another port.
    yield f"http://localhost:{server.server_port}/embedding.html"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Any, host: str) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 390, "height": 844})
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(host)
    yield opened
    # Chromium asks for an icon that the example has not.
    assert [s for s in said if "Failed to load resource" not in s] == []
    opened.close()


def focused(page: Any, box: str) -> None:
    page.locator(f"{box} input").focus()


def test_by_keyboard_to_a_document(page: Any, base: str) -> None:
    focused(page, PAGE)
    page.keyboard.type("云城市加装")
    listed = page.locator(f"{PAGE} [role=listbox]")
    listed.wait_for(state="visible")
    box = page.locator(f"{PAGE} input")
    assert box.get_attribute("aria-expanded") == "true"
    assert "废止" in listed.inner_text()
    assert not violations(page)
    page.keyboard.press("Escape")
    assert listed.is_hidden()
    page.keyboard.press("ArrowDown")
    listed.wait_for(state="visible")
    chosen = page.locator(f"{PAGE} [aria-selected=true]")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        if chosen.count() and "加装电梯暂行规定" in chosen.inner_text():
            break
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/documents/old-lift")


def test_enter_opens_the_portals_results(page: Any, base: str) -> None:
    focused(page, PAGE)
    page.keyboard.type("电梯")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    assert page.url.startswith(base)
    assert parse_qs(urlsplit(page.url).query)["q"] == ["电梯"]


def test_results_in_place(page: Any, base: str, host: str) -> None:
    page.evaluate(
        """() => { window.told = [];
        for (const name of ["search", "results", "select"])
          document.addEventListener(name, (e) => {
            told.push([name, e.target.id, e.detail]);
            if (name === "select") e.preventDefault();
          }); }"""
    )
    focused(page, INLINE)
    page.keyboard.type("电梯")
    page.keyboard.press("Enter")
    hits = page.locator(f"{INLINE} li")
    hits.first.wait_for()
    assert hits.count() == 2
    results = page.locator(f"{INLINE} section")
    assert "共 3 份文件" in results.inner_text()
    assert "共 3 份文件" in page.locator(f"{INLINE} [role=status]").inner_text()
    assert not violations(page)
    page.click(f"{INLINE} >> text=再看一些")
    hits.nth(2).wait_for()
    within = page.evaluate("document.activeElement.shadowRoot.activeElement.closest('li') !== null")
    assert within  # who goes on by keyboard is at what came
    assert page.locator(f"{INLINE} .more").count() == 0
    ended = hits.filter(has_text="暂行规定")
    assert "废止" in ended.inner_text()
    assert "取代" in ended.inner_text()
    assert "2012-02-20 发布" in ended.inner_text()
    assert "政策解读" in hits.filter(has_text="54号印发的").locator(".st").inner_text()
    ended.locator("a").first.click()
    assert page.url == host  # the host page prevented it
    told = page.evaluate("told")
    assert [t[0] for t in told] == ["search", "results", "results", "select"]
    assert {t[1] for t in told} == {"inline"}
    assert told[1][2] == {"query": "电梯", "total": 3, "page": 1}
    assert told[3][2]["id"] == "old-lift"
    assert told[3][2]["url"].startswith(f"{base}/documents/old-lift?q=")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_nothing_strict_is_told_and_relaxed(page: Any) -> None:
    focused(page, INLINE)
    page.keyboard.type("公积金 电梯 财政")
    page.keyboard.press("Enter")
    page.locator(f"{INLINE} li").first.wait_for()
    assert "没有完全相符的" in page.locator(f"{INLINE} section").inner_text()


def test_the_hosts_style_stays_outside_and_its_variables_come_in(page: Any) -> None:
    style = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).textTransform]"
    button = page.locator(f"{PAGE} button").evaluate(style)
    assert button == ["rgb(168, 67, 28)", "none"]
    spacing = page.locator(f"{PAGE} input").evaluate("e => getComputedStyle(e).letterSpacing")
    assert spacing == "normal"


def test_without_scripts_or_an_address_there_is_a_link(browser: Any, host: str, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host)
    page.click(f"{PAGE} a")
    assert page.url == f"{base}/"
    context.close()
    page = browser.new_page()
    page.goto(host)
    page.locator(PAGE).evaluate("e => e.setAttribute('api', 'javascript:alert(1)')")
    assert page.locator(f"{PAGE} > a").is_visible()
    assert page.locator(f"{PAGE} input").count() == 0
    page.close()


def test_a_service_that_fails_leaves_a_way_out(browser: Any, host: str, base: str) -> None:
    page = browser.new_page()
    page.route("**/api/v1/**", lambda route: route.abort())
    page.goto(host)
    page.fill(f"{INLINE} input", "电梯")
    page.press(f"{INLINE} input", "Enter")
    way = page.locator(f"{INLINE} section a")
    way.wait_for()
    assert (way.get_attribute("href") or "").startswith(f"{base}/?q=")
    assert "连不上" in page.locator(f"{INLINE} section").inner_text()
    page.close()
