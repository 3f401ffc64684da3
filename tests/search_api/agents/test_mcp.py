"""Tools and resources, as the SDK's own client meets them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from mcp_types import JSONRPCError
from mcp_types.jsonrpc import jsonrpc_message_adapter

from indexer.access import Keys, Role
from indexer.runtime.settings import Settings
from search_api.agents import reading
from search_api.app import create_app
from search_api.cli import run
from tests import library
from tests.search_api.agents.conftest import over_http, over_pipes

NAMES = {"search", "passages", "document", "status_on", "history", "relations",
         "responsibilities", "answers"}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    home = tmp_path_factory.mktemp("agents")
    with library.opened(home, library.ALL) as service:
        yield create_app(service, Settings(home=home))


def asked(app: FastAPI, tool: str, **arguments: Any) -> Any:
    async def session(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    return over_http(app, session)


def told(app: FastAPI, tool: str, **arguments: Any) -> Any:
    result = asked(app, tool, **arguments)
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_are_listed(app: FastAPI, mode: str) -> None:
    async def session(client: Client) -> Any:
        return await client.list_tools(), client.instructions

    listed, instructions = over_http(app, session, mode=mode)
    assert {tool.name for tool in listed.tools} == NAMES
    assert all(tool.annotations.read_only_hint for tool in listed.tools)
    assert "facets" not in listed.tools[0].input_schema["properties"]
    assert "as_of" in instructions


def test_hits_have_citation_status_and_day(app: FastAPI) -> None:
    answer = told(app, "search", q="加装电梯", as_of="2021-01-01")
    first = next(hit for hit in answer["hits"] if hit["id"] == "lift")
    cited = "《关于印发〈云城市既有住宅加装电梯管理办法〉的通知》（云城府办发〔2019〕54号）"
    assert first["citation"] == cited
    assert all(piece["citation"].startswith(cited) for piece in first["snippets"])
    assert first["status"]["value"] == "in_force"
    assert first["status"]["as_of"] == answer["as_of"] == "2021-01-01"
    assert "<em>" not in "".join(piece["text"] for piece in first["snippets"])


def test_passages_are_cited_by_article(app: FastAPI) -> None:
    found = told(app, "passages", q="加装电梯每台补贴多少", as_of="2021-01-01")["passages"][0]
    assert found["citation"].endswith("第二条")
    assert "十五万元" in found["quote"]
    assert found["status"]["as_of"] == "2021-01-01"


def test_a_document_by_number_title_or_id(app: FastAPI) -> None:
    by_id = told(app, "document", document="fund")
    for name in (
        "云公积金规〔2020〕3号",
        "云公积金规(2020)3号",
        "云公积金规（２０２０）3号",
        "《云城市住房公积金提取管理实施细则》",
    ):
        assert told(app, "document", document=name)["id"] == by_id["id"] == "fund"
    assert by_id["status"]["as_of"]
    second = by_id["articles"][1]
    one = told(app, "document", document="fund", anchor=second["anchor"])
    assert one["citation"].endswith("第二条")
    assert one["text"].startswith("第二条") and "第三条" not in one["text"]


def test_what_a_notice_carries_is_offered_by_id(app: FastAPI) -> None:
    result = asked(app, "document", document="《云城市既有住宅加装电梯管理办法》")
    assert result.is_error
    assert "相近的请用编号：lift：《关于印发" in result.content[0].text
    for vague in ("办法", "《》"):
        assert "相近" not in asked(app, "document", document=vague).content[0].text


def test_articles_that_are_not_listed_are_counted(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LISTED", 2)
    whole = told(app, "document", document="fund")
    assert len(whole["articles"]) == 2 and whole["more_articles"] > 0
    # Those that follow are told where the text is read on.
    on = told(app, "document", document="fund", start=whole["articles"][1]["start"] + 1)
    assert on["articles"][0]["start"] > whole["articles"][1]["start"]


def test_a_long_text_is_read_on(app: FastAPI) -> None:
    text, start = "", 0
    while start is not None:
        piece = told(app, "document", document="fund", start=start, limit=20)
        text, start = text + piece["text"], piece["next_start"]
    assert text == library.FUND.text


def test_status_on_a_day_has_its_grounds(app: FastAPI) -> None:
    before = told(app, "status_on", document="old-lift", as_of="2015-01-01")
    after = told(app, "status_on", document="old-lift", as_of="2020-01-01")
    assert (before["status"]["value"], after["status"]["value"]) == ("in_force", "repealed")
    assert "同时废止" in after["grounds"][-1]["evidence"]["quote"]
    assert before["later"]


def test_history_and_relations(app: FastAPI) -> None:
    assert told(app, "history", document="lift")["events"]
    found = told(app, "relations", document="lift", as_of="2020-01-01")["relations"]
    old = next(one for one in found if one["id"] == "old-lift")
    assert old["citation"] == "《云城市加装电梯暂行规定》（云城府发〔2012〕8号）"
    assert old["status"]["value"] == "repealed"


def test_answers_and_responsibilities(app: FastAPI) -> None:
    answer = told(app, "answers", q="加装电梯每台补贴多少钱", as_of="2021-01-01")
    assert answer["as_of"] == "2021-01-01"
    assert all(one["citation"] and one["status"] for one in answer["passages"])
    assert told(app, "responsibilities", q="加装电梯")["as_of"]


def test_what_is_wrong_is_told_to_the_model(app: FastAPI) -> None:
    for tool, arguments, words in (
        (
            "search",
            {"q": "电梯", "as_of": "明天", "colour": "red"},
            ("as_of", "colour：没有这个参数"),
        ),
        ("passages", {}, ("q：缺少这个参数",)),
        ("document", {"document": "nobody"}, ("没有这份文件：nobody",)),
        ("document", {"document": "fund", "anchor": "s9999"}, ("没有位置",)),
    ):
        result = asked(app, tool, **arguments)
        assert result.is_error
        assert all(word in result.content[0].text for word in words), result.content


def test_a_single_value_is_a_list_of_one(app: FastAPI) -> None:
    found = told(app, "search", q="公积金", status="in_force", as_of="2022-01-01")
    assert [hit["id"] for hit in found["hits"]] == ["fund"]


def test_an_unknown_tool_is_an_error(app: FastAPI) -> None:
    async def session(client: Client) -> None:
        with pytest.raises(MCPError, match="没有这个工具"):
            await client.call_tool("delete", {})

    over_http(app, session)


def test_resources_are_texts_and_articles(app: FastAPI) -> None:
    async def session(client: Client) -> Any:
        listed = await client.list_resources()
        whole = await client.read_resource("policy://documents/fund")
        article = await client.read_resource(told_article["resource"])
        for wrong in ("policy://documents/nobody", "policy://documents/withheld", "file:///etc"):
            with pytest.raises(MCPError):
                await client.read_resource(wrong)
        return listed.resources, whole.contents[0].text, article.contents[0].text

    told_article = told(app, "passages", q="缴存住房公积金可以提取")["passages"][0]
    listed, whole, article = over_http(app, session)
    assert {one.name for one in listed} == {"lift", "old-lift", "guide", "fund"}
    assert whole.startswith(
        "《云城市住房公积金提取管理实施细则》（云公积金规〔2020〕3号）\n有效性（"
    )
    assert "第二条" in article and "第三条" not in article


def test_what_is_withheld_is_not_there(app: FastAPI) -> None:
    for tool in ("document", "status_on", "history", "relations"):
        withheld = asked(app, tool, document="withheld")
        unknown = asked(app, tool, document="nobody")
        assert withheld.is_error and unknown.is_error
        assert withheld.content[0].text.replace("withheld", "nobody") == unknown.content[0].text
    assert asked(app, "document", document="未公开文件").is_error


def test_a_key_that_is_sent_must_be_right(app: FastAPI) -> None:
    async def session(client: Client) -> Any:
        return await client.list_tools()

    keys = Keys(app.state.service.catalogue.database)
    _, text = keys.create("agent", Role.READER, by="test")
    right = {"Authorization": f"Bearer {text}"}
    assert over_http(app, session, right).tools
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    client = TestClient(app, raise_server_exceptions=False)
    for wrong in (text[:-1] + "x", "nonsense"):
        answer = client.post("/mcp", json=body, headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401


def test_pages_of_other_sites_are_refused(app: FastAPI) -> None:
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.post("/mcp", json={}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    refused = client.get("/mcp")
    assert refused.status_code == 405
    assert refused.json()["error"]["message"] == "不支持这种请求方法"


def test_requests_are_counted(tmp_path: Path) -> None:
    with library.opened(tmp_path, library.ALL) as service:
        app = create_app(service, Settings(home=tmp_path, rate_address=1))

        async def ask() -> list[httpx2.Response]:
            transport = httpx2.ASGITransport(app, client=("203.0.113.9", 1))
            async with httpx2.AsyncClient(transport=transport, base_url="http://s") as client:
                # Refused for their origin, and counted before.
                headers = {"Origin": "https://elsewhere.example"}
                return [await client.post("/mcp", json={}, headers=headers) for _ in range(2)]

        refused = asyncio.run(ask())
    assert [one.status_code for one in refused] == [403, 429]
    # In the form that the SDK's client shows: JSON-RPC.
    told = [jsonrpc_message_adapter.validate_json(one.content, by_name=False) for one in refused]
    assert all(isinstance(one, JSONRPCError) for one in told)
    wait = refused[1].headers["retry-after"]
    assert f"请求过多：请求过于频繁，请在 {wait} 秒后再试" in told[1].error.message


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    with library.opened(tmp_path, library.ALL) as service:
        client = TestClient(create_app(service, Settings(home=tmp_path, mcp=False)))
        assert client.post("/mcp", json={}).status_code == 404


@pytest.mark.slow
def test_over_pipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, records = tmp_path / "home", tmp_path / "in.jsonl"
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
    line = {"id": "a/b", "title": "云栖市养犬管理办法", "text": "第一条 为了规范养犬行为。"}
    records.write_text(json.dumps(line), encoding="utf-8")
    assert run(["ingest", str(records)]) == 0

    async def session(client: Client) -> Any:
        listed = await client.list_tools()
        found = (await client.call_tool("search", {"q": "养犬"})).structured_content
        text = (await client.read_resource(found["hits"][0]["resource"])).contents[0].text
        return {tool.name for tool in listed.tools}, found, text

    names, found, text = over_pipes(home, session)
    assert names == NAMES
    assert found["hits"][0]["citation"] == "《云栖市养犬管理办法》"
    assert text.endswith("第一条 为了规范养犬行为。")
