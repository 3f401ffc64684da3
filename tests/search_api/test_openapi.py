"""The OpenAPI document tells all: what each thing means, which values it has, what may go wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema_rs import Draft202012Validator

from indexer.model import Kind, StatusValue
from indexer.model.queries import DateKind, Sort
from indexer.runtime.settings import Settings
from search_api.app import create_app
from search_api.openapi_document import LABELS, operations
from search_api.param_types import FACETS
from tests import library

Schema = dict[str, Any]


@pytest.fixture(scope="module")
def api(client: TestClient) -> Schema:
    document: Schema = client.get("/openapi.json").json()
    return document


def parts(value: Any, place: str = "") -> Iterator[tuple[str, Schema]]:
    """Every object in the document, with its place."""
    if isinstance(value, dict):
        yield place, value
        for name, inner in value.items():
            yield from parts(inner, f"{place}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from parts(inner, f"{place}/{number}")


def chinese(text: str) -> bool:
    return re.search("[一-鿿]", text) is not None


def test_everything_is_described_in_chinese(api: Schema) -> None:
    described = {"": api["info"], **{tag["name"]: tag for tag in api["tags"]}}
    for method, path, operation in operations(api):
        described[f"{method} {path}"] = operation
        assert chinese(operation["summary"])
        for parameter in operation.get("parameters", ()):
            described[f"{method} {path} {parameter['name']}"] = parameter
        for status, answer in operation["responses"].items():
            described[f"{method} {path} {status}"] = answer
    for name, schema in api["components"]["schemas"].items():
        described[name] = schema
        for field, inner in schema.get("properties", {}).items():
            described[f"{name}.{field}"] = inner
    short = {"Health.status"}  # ok
    missing = [
        name
        for name, one in described.items()
        if name not in short and not chinese(one.get("description", ""))
    ]
    assert missing == []


def test_operations_have_short_names_of_their_own(api: Schema) -> None:
    names = [operation["operationId"] for _, _, operation in operations(api)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z][A-Za-z]{3,19}", name) for name in names), names
    assert {"search", "suggest", "pivot", "feedback", "getDocument", "getText"} <= set(names)


def test_values_are_enumerated_with_what_people_read(api: Schema) -> None:
    components = api["components"]["schemas"]
    for kind in (StatusValue, Kind, Sort, DateKind):
        assert components[kind.__name__]["enum"] == [m.value for m in kind]
        assert components[kind.__name__][LABELS] == [m.label for m in kind]
    for place, schema in parts(api):
        if isinstance(schema.get("enum"), list):
            assert len(schema[LABELS]) == len(schema["enum"]), place
            assert all(map(chinese, schema[LABELS])) or place.endswith("TableFormat"), place
    search = {p["name"]: p["schema"] for p in api["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert search["facets"]["items"]["enum"] == list(FACETS)
    assert search["status"]["items"] == {"$ref": "#/components/schemas/StatusValue"}
    hit = components["Hit"]["properties"]
    assert hit["kind"]["$ref"].endswith("/Kind")
    assert hit["date_kind"]["anyOf"][0] == {"$ref": "#/components/schemas/DateKind"}


def test_parameters_and_fields_have_examples_that_are_valid(api: Schema) -> None:
    schemas = [
        (f"{path} {p['name']}", p["schema"])
        for _, path, operation in operations(api)
        for p in operation.get("parameters", ())
    ]
    for name, schema in schemas:
        assert schema["examples"], name
        for example in schema["examples"]:
            validator(api, schema).validate(example)


def test_what_is_sent_in_a_body_need_not_be_whole(api: Schema) -> None:
    """A field with a default would be one that is always there, to generators of clients."""
    for _, _, operation in operations(api):
        if "requestBody" in operation:
            (body,) = operation["requestBody"]["content"].values()
            sent = api["components"]["schemas"][body["schema"]["$ref"].rsplit("/", 1)[-1]]
            assert not any("default" in field for field in sent["properties"].values())
    assert api["components"]["schemas"]["SearchParams"]["properties"]["size"]["x-default"] == 10


def test_errors_are_problem_documents(api: Schema) -> None:
    for method, path, operation in operations(api):
        wanted = {"414", "431", "500", "503"} | ({"413"} if method == "post" else set())
        wanted |= {"404"} if "{document_id}" in path or "feedback" in path else set()
        wanted |= {"422"} if "/api/" in path else set()
        wanted |= {"401", "403", "429"} if "/admin/" in path else set()
        assert wanted <= set(operation["responses"]), path
        for status, answer in operation["responses"].items():
            if status >= "400" and path != "/ready":
                told = answer["content"]["application/problem+json"]
                assert told["schema"]["$ref"].endswith("/Problem")
                assert told["example"]["status"] == int(status)


def test_samples_are_as_the_schema_says(api: Schema) -> None:
    seen = 0
    for _, body in parts(api["paths"]):
        if "schema" in body and "example" in body:
            validator(api, body["schema"]).validate(body["example"])
            seen += 1
    assert seen > 50


def validator(api: Schema, schema: Schema) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": api["components"]})


# ---------------------------------------------------------------- the day that orders a hit

DAYS = {
    "published_date": (DateKind.PUBLISHED, "2024-05-01"),
    "written_date": (DateKind.WRITTEN, "2023-04-01"),
    "printed_date": (DateKind.PRINTED, "2022-03-01"),
    "effective_from": (DateKind.EFFECTIVE, "2021-02-01"),
}


def test_each_kind_of_day_orders_where_no_earlier_one_is(tmp_path: Path, api: Schema) -> None:
    assert {kind for kind, _ in DAYS.values()} == set(DateKind)
    assert api["components"]["schemas"]["DateKind"][LABELS] == ["发布", "成文", "印发", "施行"]
    names = list(DAYS)
    known = [
        library.document(name, "养犬应当登记。", title=f"养犬规定{i}", **{
            later: DAYS[later][1] for later in names[i:]
        })
        for i, name in enumerate(names)
    ]  # fmt: skip
    unknown = library.document("none", "养犬应当登记。", title="养犬规定")
    with library.opened(tmp_path, [*known, unknown]) as service:
        client = TestClient(create_app(service, Settings(home=tmp_path)))
        for query in ("", "养犬"):
            asked = {"q": query, "sort": "newest"}
            hits = client.get("/api/v1/search", params=asked).json()["hits"]
            told = [(h["id"], h["date_kind"], h["date"]) for h in hits]
            wanted = [(name, kind.value, day) for name, (kind, day) in DAYS.items()]
            assert told == [*wanted, ("none", None, None)]
        within = client.get("/api/v1/search?published_from=2022-01-01&published_to=2022-12-31")
        assert [h["id"] for h in within.json()["hits"]] == ["printed_date"]


# ---------------------------------------------------------------- lists of facets


@pytest.mark.parametrize(
    "query", ["facets=year,issuer", "facets=year&facets=issuer", "facets=年份&facets=,issuer,year"]
)
def test_facets_come_by_commas_or_again_and_again(client: TestClient, query: str) -> None:
    found = client.get(f"/api/v1/search?{query}").json()["facets"]
    assert list(found) == ["year", "issuer"]
    assert client.get("/api/v1/search?facets=").json()["facets"] == {}


@pytest.mark.parametrize("facets", ["year,issuer", ["year", "issuer"], ["year,issuer"]])
def test_facets_in_a_body(client: TestClient, facets: object) -> None:
    found = client.post("/api/v1/search", json={"facets": facets}).json()["facets"]
    assert list(found) == ["year", "issuer"]


@pytest.mark.parametrize("facets", [1, [1], {"a": 1}, None, ["colour"], "colour"])
def test_facets_that_are_none(client: TestClient, facets: object) -> None:
    told = client.post("/api/v1/search", json={"facets": facets})
    assert told.status_code == 422
    assert told.json()["errors"][0]["parameter"].startswith("facets")


# ---------------------------------------------------------------- what is wrong, in Chinese


@pytest.mark.parametrize("value", ["x", -1, 10**30, 1.5, True, {"a": 1}, [{}], [1], None, "2020"])
def test_every_wrong_value_is_told_in_chinese(
    client: TestClient, api: Schema, value: object
) -> None:
    fields = api["components"]["schemas"]["SearchParams"]["properties"]
    told = client.post("/api/v1/search", json=dict.fromkeys(fields, value))
    assert told.status_code == 422
    english = [e for e in told.json()["errors"] if not chinese(e["message"])]
    assert english == []
