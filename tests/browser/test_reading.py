"""What a screen reader reads, and what paper shows."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

LANDMARKS = {"banner", "main", "contentinfo", "navigation"}
NAMED = {
    "link", "button", "textbox", "searchbox", "combobox", "checkbox", "slider", "switch",
    "heading", "table", "region", "complementary", "img", "listbox", "option",
}  # fmt: skip
PAGES = {
    "results": ("/?q=电梯", {"search", "complementary", "region", "status"}),
    "document": ("/documents/old-lift", {"search", "complementary", "article", "slider"}),
    "no hits": ("/?q=公积金&kind=interpretation", {"search", "status"}),
    "sign-in": ("/sign-in", {"textbox"}),
    "analysis": ("/analysis", {"search", "table"}),
}


def spoken(page: Any) -> list[tuple[str, str]]:
    """(role, name) in the order in which they are read."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    told: list[tuple[str, str]] = []

    def read(node: dict[str, Any]) -> None:
        if not node.get("ignored"):
            told.append((node["role"]["value"], node.get("name", {}).get("value", "")))
        for child in node.get("childIds", ()):
            if child in by_id:
                read(by_id[child])

    read(nodes[0])
    return told


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_is_told_what_everything_is(browser: Any, base: str, name: str) -> None:
    path, wanted = PAGES[name]
    page = browser.new_page()
    page.goto(base + path)
    told = spoken(page)
    roles = [role for role, _ in told]
    assert (LANDMARKS | wanted) - set(roles) == set()
    assert [one for one in told if one[0] in NAMED and not one[1].strip()] == []
    assert roles.count("main") == 1
    links = [said for role, said in told if role == "link"]
    assert links[0] == "跳到正文"
    assert page.locator("h1").count() == 1
    page.close()


def test_suggestions_are_announced_as_a_list_of_options(
    browser: Any, base: str, built_scripts: None
) -> None:
    page = browser.new_page()
    page.goto(base + "/")
    page.locator("input[name=q]").first.click()
    page.keyboard.type("电梯")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    roles = [role for role, _ in spoken(page)]
    assert {"combobox", "listbox", "option"} <= set(roles)
    box = page.get_by_role("combobox")
    assert box.get_attribute("aria-expanded") == "true"
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    titles = page.evaluate(
        "[...document.querySelectorAll('[role=option] a, a[role=option]')].length"
    )
    assert titles <= 3
    page.close()


def test_paper_shows_the_text_and_not_the_controls(browser: Any, base: str) -> None:
    page = browser.new_page(viewport={"width": 680, "height": 960})
    page.emulate_media(media="print")
    page.goto(base + "/documents/old-lift?as_of=2020-01-01")
    for hidden in (".site-header", ".find", ".timeline", ".btn-row"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert "效力状态按 2020-01-01 计" in page.locator("main").inner_text()
    page.goto(base + "/analysis")
    assert not page.locator("form.ask").is_visible()
    cut = "t => t.parentElement.scrollWidth - t.parentElement.clientWidth"
    assert page.locator(".pivot").first.evaluate(cut) <= 0
    page.close()
