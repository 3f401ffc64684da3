"""What a site says of itself, and what browsers and search engines ask it for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from fastapi.testclient import TestClient

from indexer.model.errors import SettingsError
from indexer.runtime.belonging import library_file, read_settings, write
from indexer.runtime.settings import Settings, contrast_with_white, settings_from_outside
from search_api.app import create_app
from search_api.cli import run
from search_api.portal.site import colours
from tests import library


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("site")
    logo = folder / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    settings = Settings(
        home=folder,
        public_url="https://zc.example.cn",
        site_name="云城市政策文件库",
        site_host="主办：云城市人民政府办公室",
        site_contact="电话 0000-1",
        site_topics=("加装电梯", "公积金"),
        site_accent="#8a1c1c",
        site_logo=logo,
    )
    with library.opened(folder / "home", library.ALL) as service:
        service.prepare_helps()
        with service.catalogue.write() as writer:
            writer.delete("fund")
            writer.delete("withheld")
        with TestClient(create_app(service, settings), raise_server_exceptions=False) as client:
            yield client


def test_name_host_contact_topics_and_logo_are_the_sites(site: TestClient) -> None:
    page = site.get("/").text
    assert "<h1>云城市政策文件库</h1>" in page
    for said in ("主办：云城市人民政府办公室", "电话 0000-1", "以正式印发的文本为准"):
        assert said in page
    assert re.search(r'<a href="/\?q=%E5%8A%A0%E8%A3%85%E7%94%B5%E6%A2%AF">加装电梯</a>', page)
    assert 'src="/site/logo"' in page
    logo = site.get("/site/logo")
    assert logo.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in logo.headers["content-security-policy"]
    assert "云城市政策文件库" in site.get("/documents/nothing").text


def test_the_accent_is_a_style_sheet_of_its_own(site: TestClient) -> None:
    assert '<link rel="stylesheet" href="/site.css">' in site.get("/").text
    assert "--accent:#8a1c1c;" in site.get("/site.css").text
    assert colours(None) == ""


@pytest.mark.parametrize("accent", ["#1a4f8f", "#8a1c1c", "#0a634d", "#767676", "#000000"])
def test_every_accent_that_is_accepted_is_legible_in_both_modes(accent: str) -> None:
    dark = colours(accent).split("dark")[1]
    found = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", dark))
    # The night's paper has a contrast of 16.7 to white; what is legible on it stands 4.5 above.
    assert contrast_with_white("#181e27") / contrast_with_white(found["accent"]) >= 4.5
    assert contrast_with_white(found["on-accent"]) / contrast_with_white(found["accent"]) >= 4.5


@pytest.mark.parametrize("accent", ["red", "#fff", "#ffcc00", "#1a4f8f;}body{display:none"])
def test_a_colour_that_cannot_be_read_is_refused(accent: str) -> None:
    with pytest.raises(SettingsError, match=r"4\.5:1"):
        settings_from_outside(site_accent=accent)


def test_the_feed_has_the_sites_name(site: TestClient) -> None:
    assert "云城市政策文件库：电梯" in site.get("/api/v1/search.atom?q=电梯").text


def test_robots_sitemap_and_opensearch(site: TestClient) -> None:
    robots = site.get("/robots.txt").text
    assert "Sitemap: https://zc.example.cn/sitemap.xml" in robots
    found = [
        place.text for place in fromstring(site.get("/sitemap.xml").content).iter() if place.text
    ]
    assert "https://zc.example.cn/documents/lift" in found
    assert not [address for address in found if "withheld" in address]
    told = fromstring(site.get("/opensearch.xml").content)
    templates = [url.get("template") for url in told.iter() if url.get("template")]
    assert "https://zc.example.cn/?q={searchTerms}" in templates
    assert 'href="/opensearch.xml"' in site.get("/").text
    assert (
        '<link rel="canonical" href="https://zc.example.cn/documents/lift">'
        in site.get("/documents/lift").text
    )


def test_what_was_removed_is_gone_and_what_was_withheld_never_was(site: TestClient) -> None:
    gone = site.get("/documents/fund")
    assert gone.status_code == 410
    assert "从本库移出" in gone.text
    assert "公积金提取" not in gone.text
    assert 'role="search"' in gone.text
    assert site.get("/documents/withheld").status_code == 404
    assert site.get("/documents/never").status_code == 404
    assert site.get("/api/v1/documents/fund").status_code == 404


def test_a_library_keeps_what_its_portal_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
    Path("logo.png").write_bytes(b"\x89PNG")
    said = ("site_name=云城市政策文件库", "site_topics=加装电梯,公积金", "site_logo=logo.png")
    assert run(("init", *(part for one in said for part in ("--set", one)))) == 0
    kept = read_settings()
    assert kept.site_name == "云城市政策文件库"
    assert kept.site_topics == ("加装电梯", "公积金")
    assert kept.site_logo == home / "site_logo.png"
    write(kept)
    assert read_settings() == kept
    monkeypatch.setenv("POLICY_SEARCH_SITE_NAME", "测试")
    assert read_settings().site_name == "测试"
    monkeypatch.delenv("POLICY_SEARCH_SITE_NAME")
    assert run(("init", "--set", "site_accent=yellow")) == 2
    assert "4.5:1" in capsys.readouterr().err
    assert run(("init", "--set", "site_name=")) == 0
    assert read_settings().site_name == Settings.model_fields["site_name"].default
    assert "site_name" not in library_file(home).read_text("utf-8")
