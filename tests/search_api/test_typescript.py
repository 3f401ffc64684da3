from __future__ import annotations

import json

from fastapi.testclient import TestClient

from search_api.typescript import client_of


def test_the_client_types_what_is_asked_and_answered(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    made = client_of(document)
    for name in document["components"]["schemas"]:
        assert f"export type {name} = " in made
    assert '"GET /api/v1/search": {' in made
    search = made[made.index('"GET /api/v1/search": {') :].split("\n  };")[0]
    assert '"q"?: string' in search and "answer: Search" in search
    assert '"PUT /api/v1/admin/names": {' in made and "body: NamesBody" in made


def test_kinds_of_schemas() -> None:
    pair = {
        "type": "object", "required": ["a"],
        "properties": {
            "a": {"enum": ["x", "是"]},
            "b": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "c": {"type": "array", "items": {"$ref": "#/components/schemas/Pair"}},
        },
    }  # fmt: skip
    document = {
        "info": {"title": "t", "version": "1"}, "components": {"schemas": {"Pair": pair}},
        "paths": {"/p/{id}": {"get": {
            "parameters": [{"in": "path", "name": "id", "required": True,
                            "schema": {"type": "string"}}],
            "responses": {"200": {"content": {"application/json": {
                "schema": {"type": ["string", "null"]}}}}},
        }, "post": {"responses": {"200": {"content": {"text/csv": {}}}}}}},
    }  # fmt: skip
    made = client_of(json.loads(json.dumps(document)))
    assert 'export type Pair = { "a": "x" | "是"; "b"?: (number | null); "c"?: (Pair)[] };' in made
    assert 'path: { "id": string };' in made and "answer: (string | null);" in made
    assert "POST /p" not in made
