"""/docs tells all that /openapi.json has, without a script, and its examples work."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from search_api.openapi_document import operations
from search_api.reference import Call, calls

BASE = "http://portal.example:8000"
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def api(client: TestClient) -> Schema:
    document: Schema = client.get("/openapi.json").json()
    return document


@pytest.fixture(scope="module")
def sections(client: TestClient) -> dict[str, str]:
    """The page cut at its sections: id → text without marks."""
    page = client.get("/docs", headers={"Host": "portal.example:8000"}).text
    assert all(re.search(' src="/static/', tag) for tag in re.findall("<script[^>]*>", page))
    found = re.findall(
        r'<section class="stack operation" id="([^"]+)">(.*?)</section>', page, re.DOTALL
    )
    return {name: html.unescape(re.sub("<[^>]+>", " ", text)) for name, text in found}


def test_every_route_stands_on_the_page(app: FastAPI, client: TestClient) -> None:
    page = client.get("/docs").text
    routes = [r for r in app.routes if isinstance(r, APIRoute) and r.include_in_schema]
    for route in routes:
        for method in route.methods:
            assert f"<code>{method} {route.path.replace(':path', '')}</code>" in page


def test_every_parameter_stands_with_its_call(api: Schema, sections: dict[str, str]) -> None:
    components = api["components"]["schemas"]
    seen = 0
    for _, _, operation in operations(api):
        text = sections[operation["operationId"]]
        assert operation["description"] in text
        for parameter in operation.get("parameters", ()):
            seen += 1
            schema = parameter["schema"]
            assert f" {parameter['name']} " in text
            assert parameter["description"] in text
            one = schema.get("items", schema)
            one = components[one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one
            for value, label in zip(
                one.get("enum", ()), one.get("x-enum-descriptions", ()), strict=True
            ):
                assert re.search(rf" {value} +{label}", text), (parameter["name"], value)
        for status, answer in operation["responses"].items():
            assert f"{status}" in text
            assert answer["description"] in text
    assert seen > 50


def test_every_type_and_field_stands_on_the_page(api: Schema, sections: dict[str, str]) -> None:
    for name, schema in api["components"]["schemas"].items():
        for field, inner in schema.get("properties", {}).items():
            assert f" {field} " in sections[name]
            assert inner["description"] in sections[name]
        for value in schema.get("enum", ()):
            assert f" {value} " in sections[name]


def test_each_call_has_examples_of_both_kinds(api: Schema, sections: dict[str, str]) -> None:
    for call in calls(api, BASE):
        assert call.curl in sections[call.name]
        assert call.javascript in sections[call.name]
        assert f"fetch({'`' if '?' in call.javascript else chr(34)}{BASE}/" in call.javascript


def asked(call: Call) -> tuple[str, list[tuple[str, str]], Any]:
    """Address, query and body of a call's curl."""
    address = re.search(rf"'{BASE}([^']*)'", call.curl)
    body = re.search(r"-d '(.*)'", call.curl)
    query = re.findall(r"--data-urlencode '([^=]+)=([^']*)'", call.curl)
    assert address
    return address[1], query, json.loads(body[1]) if body else None


def test_the_examples_work(api: Schema, client: TestClient) -> None:
    for call in calls(api, BASE):
        path, query, body = asked(call)
        if body and "document" in body:
            body["document"] = "lift"
        path = path.replace("a1b2c3", "lift")
        for name, value in query:
            assert json.dumps([name, value], ensure_ascii=False) in call.javascript
        answer = client.request(call.method, path, params=dict(query), json=body)
        if call.tag in ("admin", "alerts"):
            assert answer.status_code == 401
            assert "Authorization: Bearer" in call.curl and "Authorization: " in call.javascript
            continue
        assert answer.status_code < 300 or path.endswith("/file"), (call.name, answer.text)


def test_a_host_that_is_none_is_not_told(client: TestClient) -> None:
    page = client.get("/docs", headers={"Host": "a'><b>"}).text
    assert "a'" not in page
    assert "http://127.0.0.1:8000/api/v1/search" in html.unescape(page)
