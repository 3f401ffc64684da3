"""The home page and the results: every state in the address, and a way on from each."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from search_api.rendering import STATIC, asset


def links(page: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'<a [^>]*?href="([^"]*)"', page)]


def test_home_is_for_who_asks_nothing(client: TestClient) -> None:
    page = client.get("/").text
    assert "收录文件" in page
    assert re.search(r"<dd>4 <small>份", page)
    assert "最近失效、废止" in page
    assert "未公开文件" not in page
    assert "共 4 份文件" in client.get("/?q=").text


def test_only_what_is_valid_by_a_switch_that_needs_no_script(client: TestClient) -> None:
    page = client.get("/?q=&valid=1").text
    assert "现行有效（含已修改、部分失效）" in page
    assert "共 1 份文件" in page
    assert "valid=" not in page.split("</head>")[1]


def test_years_of_the_form_are_days_of_the_search(client: TestClient) -> None:
    page = client.get("/?q=电梯&year_from=2019&year_to=2019").text
    assert "2019年" in re.findall(r'<a class="chip"[^>]*>([^<]*)', page)
    assert 'name="year_from"' in page
    assert client.get("/?q=电梯&year_from=19").status_code == 422
    feeds = [link for link in links(page) if "search.atom" in link]
    assert feeds
    assert all("published_from=2019-01-01" in link for link in feeds)
    for link in feeds:
        assert client.get(link).status_code == 200


def test_facets_are_forms_with_everything_else_of_the_search(client: TestClient) -> None:
    page = client.get("/?q=电梯&sort=newest&kind=policy&prefer_in_force=false").text
    form = page[page.index('id="filters"') : page.index("</aside>")]
    assert '<input type="hidden" name="q" value="电梯">' in form
    assert '<input type="hidden" name="sort" value="newest">' in form
    assert '<input type="hidden" name="prefer_in_force" value="false">' in form
    assert 'type="hidden" name="kind"' not in form
    assert re.search(r'name="kind" value="policy" checked', form)


def test_every_link_of_a_search_answers(client: TestClient) -> None:
    page = client.get("/?q=电梯&as_of=2015-06-01&kind=policy&year=2012&size=1").text
    for link in {link for link in links(page) if link.startswith("/")}:
        assert client.get(link.split("#")[0]).status_code == 200, link


def test_hits_lead_to_the_passage_with_the_day_and_the_words(client: TestClient) -> None:
    page = client.get("/?q=业主同意&as_of=2015-06-01").text
    found = [link for link in links(page) if link.startswith("/documents/old-lift")]
    assert found
    assert all("as_of=2015-06-01" in link and "q=" in link for link in found if "#s" in link)
    assert client.get(found[0].split("#")[0]).status_code == 200


def test_what_has_ended_says_so_and_what_holds_in_its_place(client: TestClient) -> None:
    page = client.get("/?q=加装电梯暂行规定").text
    card = page[page.index('class="hit hit--over"') :]
    assert "status--repealed" in card
    assert re.search(r'已由<a href="/documents/lift">', card)


def test_no_hits_are_no_dead_end(client: TestClient) -> None:
    page = client.get("/?q=公积金&kind=interpretation&year=1999").text
    assert "没有同时符合这些条件的文件" in page
    ways = re.findall(r'<li><a href="([^"]*)">[^<]*</a><p class="meta">(\d+) 份', page)
    assert ways
    for href, count in ways:
        assert f"共 {count} 份文件" in client.get(unescape(href)).text


def test_a_way_out_is_said_once(client: TestClient) -> None:
    page = client.get("/?q=电梯&year=1990").text
    assert "放宽一个条件" in page and "条件后有" not in page
    notes = client.get("/api/v1/search?q=电梯&year=1990").json()["query"]["notes"]
    assert any("条件后有" in note for note in notes)


def test_a_word_that_is_nowhere_is_named_once(client: TestClient) -> None:
    notes = client.get("/api/v1/search?q=魑魅 电梯 魑魅").json()["query"]["notes"]
    assert [n for n in notes if n.count("魑魅")] == ["库中没有出现“魑魅”，其余词语照常查找"]


def test_pages_have_a_before_and_an_after(client: TestClient) -> None:
    first = client.get("/?q=&size=1").text
    assert 'aria-disabled="true"' in first
    assert [link for link in links(first) if "page=2" in link]
    last = client.get("/?q=&size=1&page=4").text
    assert "上一页" in last
    assert not [link for link in links(last) if "page=5" in link]
    assert "没有结果，共" not in last


def test_a_page_behind_the_last_says_how_many_there_are(client: TestClient) -> None:
    told = "第 9 页没有结果，共 4 页"
    assert told in client.get("/?q=&size=1&page=9").text
    assert client.get("/api/v1/search?size=1&page=9").json()["notes"] == [told]
    assert client.get("/api/v1/search?size=1&page=4").json()["notes"] == []
    assert client.get("/api/v1/search?q=电梯&status=draft&page=9").json()["notes"] == []


def test_why_a_hit_is_one_is_told_on_demand(client: TestClient) -> None:
    assert "排序的理由" not in client.get("/?q=电梯").text.replace("说明排序的理由", "")
    assert "合计" in client.get("/?q=电梯&explain=true").text


@pytest.mark.parametrize("name", sorted(p.name for p in STATIC.iterdir()))
def test_static_files_are_kept_for_a_year_by_their_content(client: TestClient, name: str) -> None:
    kept = client.get(asset(name))
    assert kept.status_code == 200
    assert kept.headers["cache-control"] == "max-age=31536000, immutable"
    assert client.get(f"/static/{name}?v=other").headers["cache-control"] == "max-age=3600"


def test_a_page_weighs_little(client: TestClient) -> None:
    page = client.get("/?q=电梯")
    parts = set(re.findall(r'(?:href|src)="(/(?:static/|widget\.js)[^"#]*)', page.text))
    total = len(page.content) + sum(len(client.get(p).content) for p in parts)
    assert total < 300_000


def test_suggestions_tell_the_status_of_titles(client: TestClient) -> None:
    found = client.get("/api/v1/suggest", params={"q": "云城市", "size": 20}).json()["suggestions"]
    titles = {s["id"]: s for s in found if s["kind"] == "title"}
    assert titles["old-lift"]["status"]["value"] == "repealed"
    assert titles["old-lift"]["doc_number"] == "云城府发〔2012〕8号"


def test_a_card_tells_of_interpretations_that_are_published(client: TestClient) -> None:
    page = client.get("/?q=云城府办发〔2019〕54号").text
    assert '<a class="tag" href="/documents/lift#interpretations">' in page
    assert "有解读 1" in page


def test_what_holds_any_word_of_a_question_goes_on_from_page_to_page(client: TestClient) -> None:
    first = client.get("/?q=电梯养犬如何办理？&size=1").text
    assert "没有含全部词语" in first
    assert [link for link in links(first) if "page=2" in link]
    second = client.get("/?q=电梯养犬如何办理？&size=1&page=2").text
    titles = [re.findall(r'class="hit__title[^>]*>.*?</', page) for page in (first, second)]
    assert titles[0] != titles[1]
    # Of other queries there is a page of what holds all words, and no more.
    words = client.get("/?q=电梯 养犬&size=1").text
    assert not [link for link in links(words) if "page=2" in link]
