"""The charts of the analyst's desk where scripts run: they answer to the pointer, and take nothing
from the keyboard, from paper or from the policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser

PICTURE = "svg[role=img]"
DRAWN = "[...document.querySelectorAll('.chart__live canvas')].map((c) => c.toDataURL()).join()"


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    """The desk, drawn; at its end nothing was said in the console and no other host was asked."""
    said: list[str] = []
    asked: list[str] = []
    opened = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    opened.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error(e.violatedDirective))"
    )
    opened.goto(f"{base}/analysis")
    opened.wait_for_function("document.querySelectorAll('.chart__live canvas').length === 2")
    yield opened
    opened.close()
    assert said == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(base).netloc}


@pytest.mark.parametrize(("width", "mode"), [(390, "light"), (1440, "dark")])
def test_a_chart_fits_and_is_told(page: Any, width: int, mode: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=mode)
    page.wait_for_function(
        "[...document.querySelectorAll('.chart__live')].every((d) => "
        "Math.abs(d.querySelector('canvas').clientWidth - d.clientWidth) < 2)"
    )
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(page) == []
    for chart in page.locator(".chart__live").all():
        assert chart.get_attribute("role") == "img"
        assert "数据表" in (chart.get_attribute("aria-label") or "") or "下面的表" in (
            chart.get_attribute("aria-label") or ""
        )


def test_the_mode_changes_its_colours(page: Any) -> None:
    before = page.evaluate(DRAWN)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"(before) => {DRAWN} !== before", arg=before)


def test_a_family_is_hidden_by_keyboard(page: Any) -> None:
    before = page.evaluate(DRAWN)
    button = page.locator(".legend button").first
    assert button.get_attribute("aria-pressed") == "true"
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "false"
    page.wait_for_function(f"(before) => {DRAWN} !== before", arg=before)
    assert violations(page) == []


def test_a_bar_tells_its_numbers_and_opens_its_documents(page: Any) -> None:
    """The largest status: its bar reaches over the middle of the chart."""
    rows = [
        (int(row.locator("td").first.inner_text()), row.locator("a").first.get_attribute("href"))
        for row in page.locator("[data-chart=status] tbody tr").all()
        if row.locator("a").count()
    ]
    chart = page.locator("[data-chart=status] .chart__live")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    most = max(range(len(rows)), key=lambda i: rows[i][0])
    x = box["x"] + box["width"] / 2
    y = box["y"] + 4 + (box["height"] - 8) * (most + 0.5) / len(rows)
    before = page.evaluate(DRAWN)
    page.mouse.move(x, y)
    page.wait_for_function(f"(before) => {DRAWN} !== before", arg=before)
    page.mouse.click(x, y)
    href = rows[most][1]
    page.wait_for_url(lambda url: url.endswith(href))
    assert parse_qs(urlsplit(page.url).query)["status"]


def test_a_finger_sees_the_numbers_first_and_opens_by_the_second_touch(
    browser: Any, base: str
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{base}/analysis")
    opened: list[str] = []

    def note(route: Any) -> None:
        opened.append(route.request.url)
        route.abort()

    page.route(lambda url: urlsplit(url).path == "/", note)
    chart = page.locator("[data-chart=trend] .chart__live")
    chart.locator("canvas").wait_for()
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    # The latest year, low in its bar.
    where = {"x": box["width"] - 24, "y": box["height"] - 36}
    taps = 0
    # One that a slow machine stretches is no tap for the library.
    while not opened and taps < 20:
        chart.tap(position=where)
        taps += 1
        page.wait_for_timeout(200)
    assert taps > 1
    assert "as_of" in parse_qs(urlsplit(opened[0]).query)
    context.close()


def test_on_paper_and_as_files_it_is_the_servers_picture(page: Any) -> None:
    picture = page.locator(f"[data-chart=trend] > {PICTURE}")
    assert picture.bounding_box()["width"] <= 1
    page.emulate_media(media="print")
    assert picture.bounding_box()["width"] > 100
    assert page.locator("[data-chart=trend] .chart__live").is_hidden()
