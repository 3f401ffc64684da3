"""The pages in use: by keyboard alone, with and without scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_suggestions_by_keyboard(browser: Any, base: str) -> None:
    page = browser.new_page()
    page.goto(base)
    page.keyboard.press("/")
    page.keyboard.type("云城市加装")
    page.wait_for_selector("#suggest:not([hidden])")
    box = page.locator("#q")
    assert box.get_attribute("aria-expanded") == "true"
    assert "废止" in page.locator("#suggest").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#suggest").is_hidden()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#suggest:not([hidden])")
    chosen = page.locator("[aria-selected=true]")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        if chosen.count() and "加装电梯暂行规定" in chosen.inner_text():
            break
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/old-lift")
    page.close()


def test_enter_searches_what_was_typed(browser: Any, base: str) -> None:
    page = browser.new_page()
    page.goto(base)
    page.fill("#q", "电梯")
    page.wait_for_selector("#suggest:not([hidden])")
    page.press("#q", "Enter")
    page.wait_for_selector(".hit")
    assert query(page)["q"] == ["电梯"]
    page.close()


def test_a_filter_without_a_press_keeps_its_place(browser: Any, base: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{base}/?q=电梯")
    box = page.locator("input[name=kind][value=policy]")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_selector(".chip")
    assert query(page)["kind"] == ["policy"]
    focused = page.evaluate("[document.activeElement.name, document.activeElement.value]")
    assert focused == ["kind", "policy"]
    assert page.locator("text=应用筛选").is_hidden()
    page.go_back()
    page.wait_for_function("!document.querySelector('.chip')")
    page.close()


def test_on_phones_the_filters_are_a_sheet(browser: Any, base: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{base}/?q=电梯")
    assert page.locator("#filters").is_hidden()
    page.click(".filter-open")
    assert page.locator("#filters").is_visible()
    page.check("input[name=kind][value=policy]")
    page.check("input[name=kind][value=interpretation]")
    page.click("text=应用筛选")
    page.wait_for_selector(".chip")
    assert query(page)["kind"] == ["policy", "interpretation"]
    page.close()


def test_without_scripts_all_of_it_works(browser: Any, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base)
    page.fill("#q", "电梯")
    page.press("#q", "Enter")
    page.check("input[name=status][value=repealed]")
    page.fill("#filters input[name=as_of]", "2020-01-01")
    page.click("text=应用筛选")
    assert query(page)["status"] == ["repealed"]
    assert query(page)["as_of"] == ["2020-01-01"]
    page.click(".hit__title a")
    assert "/documents/old-lift" in page.url
    assert query(page)["as_of"] == ["2020-01-01"]
    page.fill("#day", "2015-01-01")
    page.click(".as-of button")
    assert "按 2015-01-01 计" in page.locator("main").inner_text()
    page.click(".toc a >> nth=1")
    assert urlsplit(page.url).fragment.startswith("s")
    context.close()


def test_the_slider_moves_the_day_and_an_article_is_cited(browser: Any, base: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{base}/documents/lift")
    page.focus(".timeline__range")
    page.keyboard.press("Home")
    page.wait_for_url("**as_of=*")
    assert "尚未生效" in page.locator(".banner").inner_text()
    page.click(".article__link >> nth=1")
    assert page.locator("#citation").inner_text().endswith("第二条")
    page.close()


@pytest.mark.parametrize("part", ["trend", "status"])
def test_a_chart_as_png_by_keyboard(browser: Any, base: str, part: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.goto(f"{base}/analysis")
    with page.expect_download() as download:
        page.locator(f"[data-name='{part}.png']").press("Enter")
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == f"{part}.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 5_000
    assert not said
    page.close()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{base}/analysis")
    assert not plain.locator(f"[data-name='{part}.png']").is_visible()
    plain.context.close()
