"""Pictures of the pages of a service: ``python -m tests.browser.screenshots ADDRESS FOLDER``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.request import urlopen

from tests.browser.conftest import CHROMIUM

QUERY = "加装电梯"
SIZES = ((390, "light"), (768, "light"), (1440, "light"), (1440, "dark"))


def taken(base: str, folder: Path) -> list[Path]:
    """A picture of each page in each size; documents are those that the query finds first."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, path in pages(base).items():
            for width, mode in SIZES:
                page = browser.new_page(
                    viewport={"width": width, "height": 900},
                    color_scheme="dark" if mode == "dark" else "light",
                )
                page.goto(base + path)
                file = folder / f"{name}-{width}{'-dark' if mode == 'dark' else ''}.png"
                page.screenshot(path=file, full_page="#filters" not in path)
                page.close()
                made.append(file)
        browser.close()
    return made


def pages(base: str) -> dict[str, str]:
    from urllib.parse import quote

    asked = f"/?q={quote(QUERY)}"
    with urlopen(base + asked) as answer:
        found = re.findall(r'<h2 class="hit__title[^>]*><a href="([^"#]*)', answer.read().decode())
    documents = {f"document-{n}": href.replace("&amp;", "&") for n, href in enumerate(found[:4], 1)}
    return {
        "home": "/",
        "results": asked,
        "filters": f"{asked}#filters",
        "no-hits": f"{asked}&year=1990",
        **documents,
        "api": "/docs",
        "not-found": "/documents/nothing",
    }


if __name__ == "__main__":
    for picture in taken(sys.argv[1].rstrip("/"), Path(sys.argv[2])):
        print(picture)
