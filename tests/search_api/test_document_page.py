"""A document's page: what holds, why, and the text set as one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import orjson
import pytest
from fastapi.testclient import TestClient

from indexer.model import Block, BlockKind
from indexer.model.documents import Source
from indexer.model.errors import EngineUnreachable
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from search_api.app import create_app
from search_api.portal.typesetting import set_text
from tests import library


def test_an_ended_document_says_so_first_and_leads_on(client: TestClient) -> None:
    page = client.get("/documents/old-lift").text
    banner = page[page.index("banner--repealed") : page.index('class="doc-head"')]
    assert "本文件已废止" in banner
    assert 'href="/documents/lift"' in banner
    assert "/documents/old-lift/compare?with=lift" in page
    before = client.get("/documents/old-lift?as_of=2015-01-01").text
    assert "本文件已废止" not in before
    assert "按 2015-01-01 计" in before
    assert 'href="/documents/lift?as_of=2015-01-01"' in before


def test_every_fact_has_its_sentence_and_the_unknown_says_so(client: TestClient) -> None:
    page = client.get("/documents/lift").text
    facts = page[page.index('id="info"') :]
    assert re.search(
        r"<dt>施行日期</dt><dd>2019-12-01.*?第三条 本办法自2019年12月1日起施行", facts, re.S
    )
    assert re.search(r'<cite><a href="#s\d+">第三条，转到原文', facts)
    old = client.get("/documents/guide").text
    assert re.search(r"<dt>有效期至</dt><dd>未标注", old)


def test_the_text_has_anchors_for_each_article_and_marks_what_was_asked(
    client: TestClient,
) -> None:
    page = client.get("/documents/lift?q=财政补贴").text
    anchors = re.findall(r'<div class="article" id="(s\d+)">', page)
    assert len(anchors) == 3
    assert all(f'href="#{anchor}"' in page for anchor in anchors)
    assert re.search(r'<mark id="m1">', page)
    assert "标出" in page
    found = client.get("/documents/lift?find=财政补贴").text
    assert found.count("<mark id=") == 1
    assert "没有找到" in client.get("/documents/lift?find=没有的话").text
    assert "<script>alert" not in client.get("/documents/lift?find=<script>alert(1)</script>").text


def test_the_history_is_a_picture_and_a_list(client: TestClient) -> None:
    page = client.get("/documents/lift?as_of=2020-01-01").text
    assert 'class="timeline__wide"' in page
    assert "所问之日" in page
    assert re.search(
        r'<input class="input input--auto" type="date" id="day"[^>]*value="2020-01-01"', page
    )
    events = page[page.index('<ol class="events">') :]
    for day in ("2019-11-21", "2019-12-01", "2024-12-01"):
        assert f'<time datetime="{day}">' in events


def test_it_can_be_cited_and_read_by_machines(client: TestClient) -> None:
    page = client.get("/documents/lift").text
    assert "《关于印发〈云城市既有住宅加装电梯管理办法〉的通知》（云城府办发〔2019〕54号）" in page
    assert '<link rel="canonical" href="http://testserver/documents/lift">' in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    told = orjson.loads(found[1])
    assert told["@type"] == "Legislation"
    assert told["legislationIdentifier"] == "云城府办发〔2019〕54号"
    assert told["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert "ld+json" not in client.get("/documents/guide").text


def test_interpretations_stand_beside(client: TestClient) -> None:
    page = client.get("/documents/lift").text
    beside = page[page.index('id="interpretations"') :]
    assert 'href="/documents/guide"' in beside
    assert "未公开文件" not in page


def test_every_link_of_a_document_answers(client: TestClient) -> None:
    page = client.get("/documents/old-lift?as_of=2020-01-01&q=电梯").text
    hrefs = {unescape(h).split("#")[0] for h in re.findall(r'<a [^>]*?href="([^"]*)"', page)}
    for href in hrefs - {""}:
        assert client.get(href).status_code == 200, href


def test_a_title_that_was_declared_is_found_in_the_text() -> None:
    text = "关于印发某市某事管理\n办法的通知\n各县：\n请遵照执行。"
    made = library.document("d", text, title="关于印发某市某事管理办法的通知")
    made = replace(made, values={**made.values, "title": made.values["title"][:1]})
    lines = [line for part in set_text(made).parts for line in part.lines]
    assert lines[0].kind == "title"
    assert lines[-1].kind == "text"


def test_documents_that_the_text_names_are_links_where_they_are_known(client: TestClient) -> None:
    page = client.get("/documents/lift?as_of=2020-01-01").text
    assert '<a href="/documents/old-lift?as_of=2020-01-01">《云城市加装电梯暂行规定》</a>' in page
    made = library.document("d", "第一条 《甲<办法>》废止。", title="d")
    line = set_text(made, cited={"《甲<办法>》": "/documents/a"}).parts[0].lines[0]
    assert line.html == '<a href="/documents/a">《甲&lt;办法&gt;》</a>废止。'


def test_tables_heads_and_signatures_are_set_as_such() -> None:
    text = (
        "某市人民政府文件\n某政发〔2024〕1号\n关于某事的通知\n各县：\n"
        "一、补贴如下：\n档\t元\n<一>\t5\n某市人民政府\n2024年1月2日\n附件\n名单"
    )
    table = text.index("档")
    head = Block(BlockKind.HEADER, 0, 8, red=True, centred=True)
    rows = (("档", "元"), ("<一>", "5"))
    made = library.document("d", text, title="关于某事的通知", doc_number="某政发〔2024〕1号")
    made = replace(
        made,
        blocks=(head, Block(BlockKind.TABLE, table, text.index("\n某市人民政府\n"), rows=rows)),
    )
    setting = set_text(made)
    lines = [(line.kind, line.html) for part in setting.parts for line in part.lines]
    assert lines[0] == ("org", "某市人民政府文件")
    assert lines[1] == ("number", "某政发〔2024〕1号")
    assert ("sign", "2024年1月2日") in lines
    tables = [line.rows for part in setting.parts for line in part.lines if line.kind == "table"]
    assert tables == [(("档", "元"), ("&lt;一&gt;", "5"))]
    assert [part.kind for part in setting.parts] == ["head", "article", "annex"]
    assert setting.contents[0].number == "一、"


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("originals")
    documents = []
    for name, media_type in (("a.pdf", "application/pdf"), ("b.html", "text/html")):
        path = folder / name
        path.write_bytes(b"%PDF-1.4 not really")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        source = Source(name, str(path), digest, media_type, path.stat().st_size)
        documents.append(replace(library.document(name, "第一条 甲。", title=name), source=source))
        held = library.document(f"held-{name}", "第一条 乙。", title=name, published=False)
        documents.append(replace(held, source=source))
    with library.opened(folder / "home", documents) as service:
        service.prepare_helps()
        with TestClient(create_app(service, Settings(home=folder / "home"))) as client:
            yield client


def test_only_pdf_opens_in_the_browser(originals: TestClient) -> None:
    shown = originals.get("/documents/a.pdf/preview")
    assert shown.headers["content-disposition"].startswith("inline")
    assert shown.headers["content-type"] == "application/pdf"
    assert originals.get("/documents/b.html/preview").status_code == 404
    assert originals.get("/documents/held-a.pdf/preview").status_code == 404
    kept = originals.get("/api/v1/documents/b.html/file")
    assert kept.headers["content-disposition"].startswith("attachment")
    assert kept.headers["content-security-policy"] == "sandbox"
    assert "/documents/a.pdf/preview" in originals.get("/documents/a.pdf").text
    assert "/preview" not in originals.get("/documents/b.html").text


def test_what_repeals_it_and_what_it_rests_on_is_a_picture_and_a_table(client: TestClient) -> None:
    assert 'href="/documents/lift/network"' in client.get("/documents/lift").text
    page = client.get("/documents/lift/network").text
    assert 'class="net__me"' in page
    table = page[page.index("<tbody>") :]
    assert 'href="/documents/old-lift"' in table and "废止" in table and "同时废止" in table
    old = client.get("/documents/old-lift/network?as_of=2015-01-01").text
    assert 'href="/documents/lift?as_of=2015-01-01"' in old
    assert "没有从原文读到" in client.get("/documents/guide/network").text
    assert client.get("/documents/nothing/network").status_code == 404
    assert client.get("/documents/withheld/network").status_code == 404


def test_a_document_is_read_while_the_index_does_not_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is similar, and what a query marks, are the index's; the rest is the catalogue's."""

    def away(*_: object) -> None:
        raise EngineUnreachable("没有应答")

    whole = client.get("/documents/lift?q=财政补贴")
    assert "索引暂不可用" not in whole.text and "etag" in whole.headers
    for name in ("similar", "marks"):
        with monkeypatch.context() as patched:
            patched.setattr(SearchService, name, away)
            answer = client.get("/documents/lift?q=财政补贴")
        assert answer.status_code == 200
        assert "索引暂不可用" in answer.text and 'id="text"' in answer.text
        # Nobody takes it for the page when the index is back.
        assert answer.headers["cache-control"] == "no-store" and "etag" not in answer.headers


def test_what_reading_told_of_is_shown_and_is_no_doubt(tmp_path: Path) -> None:
    told = replace(
        library.document("told", "第一条 停车收费每小时5元。", title="停车收费通知"),
        warnings=("隐藏的文字 3 字未收入",),
    )
    with library.opened(tmp_path, [told]) as service:
        opened = TestClient(create_app(service, Settings(home=tmp_path)))
        page = opened.get("/documents/told").text
        assert "读取时的提示：隐藏的文字 3 字未收入。" in page
        assert "文字提取存疑" not in page


def test_an_article_that_another_notice_stopped_says_so_from_that_day_on(tmp_path: Path) -> None:
    ban = library.document(
        "ban",
        "一、环城路以内任何时间不得燃放烟花爆竹。\n二、环城路以外的乡镇，平时不得燃放烟花爆竹。\n"
        "附件\n二、附件里的第二项。",
        title="云城市人民政府关于禁止燃放烟花爆竹的通告",
        doc_number="云府告〔2019〕1号",
        kind="policy",
        effective_from="2019-02-01",
    )
    later = library.document(
        "later",
        "一、继续执行《云城市人民政府关于禁止燃放烟花爆竹的通告》（云府告〔2019〕1号），"
        "其中第二条自2024年2月1日起停止执行。",
        title="云城市人民政府关于调整烟花爆竹管理的通告",
        kind="policy",
    )
    told = '<p class="article__changed"><a href="/documents/later">第二条自 2024-02-01 起停止执行'
    with library.opened(tmp_path, [ban, later]) as service:
        opened = TestClient(create_app(service, Settings(home=tmp_path)))
        page = opened.get("/documents/ban").text
        assert page.count("article__changed") == 1
        assert told in page
        assert "article__changed" not in opened.get("/documents/ban?as_of=2024-01-31").text
        assert "article__changed" not in opened.get("/documents/later").text
