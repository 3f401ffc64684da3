"""The box for other sites, as it is served."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from base64 import b64encode
from hashlib import sha384
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from search_api.rendering import script, widget_address
from search_api.scripts import WIDGET
from tests.scripts import SOURCES

pytestmark = pytest.mark.usefixtures("built_scripts")
ROOT = Path(__file__).parents[2]
MOST_BYTES = 30_000
ELSEWHERE = {"Origin": "https://other.example"}


def kept_address() -> str:
    address = widget_address()
    assert address is not None
    return address


def test_the_script_is_small_and_needs_nothing(client: TestClient) -> None:
    answer = client.get("/widget.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert len(gzip.compress(answer.content)) < MOST_BYTES
    code = answer.text
    assert not re.search(r"\bimport[ ({]|innerHTML|insertAdjacentHTML|\beval\(", code)
    assert 'customElements.define("policy-search"' in code


def test_any_site_may_load_the_script(client: TestClient) -> None:
    for asked in ("/widget.js", kept_address()):
        sent = client.get(asked, headers=ELSEWHERE).headers
        assert sent["access-control-allow-origin"] == "*"
        assert sent["cross-origin-resource-policy"] == "cross-origin"
    again = client.get("/widget.js", headers={**ELSEWHERE, "If-None-Match": sent["etag"]})
    assert again.status_code == 304
    assert again.headers["access-control-allow-origin"] == "*"


def test_the_script_is_kept_for_a_year_by_its_content(client: TestClient) -> None:
    kept = client.get(kept_address()).headers["cache-control"]
    assert kept == "max-age=31536000, immutable"
    assert client.get("/widget.js").headers["cache-control"] == "max-age=3600"
    assert client.get("/widget.js?v=old").headers["cache-control"] == "max-age=3600"


def test_only_sites_that_are_named_may_read_the_api(client: TestClient) -> None:
    for path in ("/api/v1/suggest?q=云城市", "/api/v1/search?q=电梯&size=5&page=1&facets="):
        named = client.get(path, headers={"Origin": "https://portal.example"})
        assert named.status_code == 200
        assert named.headers["access-control-allow-origin"] == "https://portal.example"
        other = client.get(path, headers=ELSEWHERE)
        assert "access-control-allow-origin" not in other.headers


def test_the_page_says_what_to_copy(client: TestClient) -> None:
    page = client.get("/widget", headers={"Host": "portal.example"}).text
    assert 'src="http://portal.example/widget.js"' in page.replace("&#34;", '"')
    assert f"sha384-{b64encode(sha384(WIDGET.read_bytes()).digest()).decode()}" in page
    assert "<code>https://portal.example</code>" in page
    assert f'<script type="module" src="{widget_address()}">' in page


def test_our_own_pages_use_the_same_combobox(client: TestClient) -> None:
    """One source, bundled into each: no page loads the box for other sites beside its own."""
    assert "widget.js" not in client.get("/").text
    address = script("portal.js")
    assert address and "aria-activedescendant" in client.get(address).text
    wherever = [p.name for p in SOURCES.rglob("*.ts") if "activedescendant" in p.read_text("utf-8")]
    assert [name for name in wherever if not name.endswith(".d.ts")] == ["combobox.ts"]


def test_the_package_is_ready_for_npm() -> None:
    package = json.loads((WIDGET.parent / "package.json").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (package["version"], package["license"]) == (project["version"], project["license"])
    assert "dependencies" not in package
    assert set(package["files"]) | {"package.json"} == {p.name for p in WIDGET.parent.iterdir()}
    types = (WIDGET.parent / package["types"]).read_text("utf-8")
    exported = re.findall(r"(\w+)(?=[,}])", WIDGET.read_text("utf-8").rsplit("export{", 1)[1])
    told = re.search(r"export \{ (.*?) \};", types)
    assert told is not None
    assert set(exported) == {*told.group(1).split(", "), "PolicySearch"}
    assert "export declare class PolicySearch" in types


def test_the_docs_name_what_there_is() -> None:
    told = (ROOT / "docs" / "embedding.md").read_text("utf-8")
    code = "".join(p.read_text("utf-8") for p in (SOURCES / "widget").glob("*.ts"))
    variables = set(re.findall(r"var\((--ps-[a-z-]+)", code))
    assert variables == set(re.findall(r"`(--ps-[a-z-]+)`", told))
    read = set(re.findall(r'getAttribute\("(\w+)"\)', code)) | {"theme"}
    rows = re.findall(r"^\| (`.*?) \|", told.split("| event |")[0], re.MULTILINE)
    assert read == set(re.findall(r"`(\w+)`", " ".join(rows)))
    parts = set(re.findall(r'part: "([a-z]+)"', code)) | {"status"}
    listed = told.split("Parts: ")[1].split("\n\n")[0]
    assert parts == set(re.findall(r"`([a-z]+)`", listed))
