"""The OpenAPI document completed: what FastAPI does not know of itself. Made when it is asked for.

Errors are problem documents, enumerations tell what people read for their values, and every
answer has a sample, made from the examples of its fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from enum import StrEnum
from typing import Any, cast

from indexer.indexing.standing import Trouble
from indexer.model import (
    Basis,
    BodyLevel,
    DutyKind,
    EventType,
    Kind,
    RelationType,
    StatusValue,
    TextOrigin,
)
from indexer.model.answers import QuestionKind
from indexer.model.findings import FindingKind
from indexer.model.labels import LabelledEnum
from indexer.model.passages import SpanKind
from indexer.model.queries import DateKind, Sort
from indexer.model.validity import Scope
from indexer.stewardship.alerts import AlertKind
from indexer.stewardship.jobs import JobKind, JobState
from indexer.stewardship.queue import Doubt
from indexer.usage.store import QueryOrder
from search_api.admin_schemas import AuditVia, ListFormat, UploadForm
from search_api.described import schemas
from search_api.document_schemas import Direction
from search_api.labels import EVENT_LABELS, RELATION_LABELS
from search_api.problems import MEDIA_TYPE
from search_api.routes.sheets import TableFormat
from search_api.schemas import HitMatch, SuggestionKind

Schema = dict[str, Any]
LABELS = "x-enum-descriptions"
KEY = "x-key-example"
# The default of what is sent in a body.
DEFAULT = "x-default"


_TOO_LARGE = {
    "description": "请求内容过大",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

_ENUMS: Mapping[type[StrEnum], tuple[str, Mapping[Any, str] | None]] = {
    StatusValue: ("有效性", None),
    Kind: ("文件类别", None),
    Basis: ("一个值如何得知", None),
    DutyKind: ("职责的种类", None),
    BodyLevel: ("机关的层级", None),
    QuestionKind: ("问题的种类", None),
    SpanKind: ("条款里的内容", None),
    DateKind: ("日期的种类", None),
    Sort: ("结果的次序", None),
    Trouble: ("跟不上文件库的原因", None),
    HitMatch: ("因何命中", None),
    Direction: ("关系的方向", None),
    SuggestionKind: ("建议的种类", None),
    TableFormat: ("计数表的格式", None),
    AuditVia: ("途径", None),
    ListFormat: ("清单的格式", None),
    Doubt: ("待核事项的类型", None),
    QueryOrder: ("检索词统计的次序", None),
    AlertKind: ("订阅的种类", None),
    JobKind: ("工作的种类", None),
    JobState: ("工作的状态", None),
    FindingKind: ("不宜公开的内容的种类", None),
    EventType: ("有效性的变化", EVENT_LABELS),
    RelationType: ("关系的种类", {kind: out for kind, (out, _) in RELATION_LABELS.items()}),
    TextOrigin: (
        "文字的来历",
        {TextOrigin.TEXT: "文字", TextOrigin.OCR: "文字识别", TextOrigin.MIXED: "两者都有"},
    ),
    Scope: ("涉及的范围", {Scope.WHOLE: "全部", Scope.PARTIAL: "部分"}),
}


def complete(api: Schema) -> None:
    """Add to what FastAPI made of the routes."""
    forms = {UploadForm.__name__: UploadForm.model_json_schema()}
    known = {**api["components"]["schemas"], **schemas()}
    api["components"]["schemas"] = dict(sorted(known.items())) | forms
    components: Schema = api["components"]["schemas"]
    for kind, (meaning, labels) in _ENUMS.items():
        if kind.__name__ in components:
            components[kind.__name__] |= {"description": meaning, LABELS: _labels(kind, labels)}
    for schema in components.values():
        for field in schema.get("properties", {}).values():
            if field.get("title", "").isascii():
                field.pop("title", None)  # made from the name, and says no more
    for method, _, operation in operations(api):
        if method in ("post", "patch", "put"):
            operation["responses"]["413"] = deepcopy(_TOO_LARGE)
            if "requestBody" in operation:
                _leave_out_defaults(operation["requestBody"], components)
        operation["summary"] = _first_sentence(operation["description"])
        for status, answer in operation["responses"].items():
            content = answer.get("content", {})
            if status >= "400" and _is_problem(content):
                content[MEDIA_TYPE] = content.pop("application/json")
            for media_type, body in content.items():
                if "json" in media_type and body.get("schema"):
                    body["example"] = sample(body["schema"], components)
                    if media_type == MEDIA_TYPE:
                        body["example"] |= _problem_sample(int(status), answer["description"])


def _leave_out_defaults(body: Schema, components: Schema) -> None:
    """Generators of clients take a field with a default for one that is always there: right in an
    answer, and wrong in what is sent."""
    (content,) = body["content"].values()
    content["schema"].pop("default", None)
    for field in resolved(content["schema"], components).get("properties", {}).values():
        if "default" in field:
            field[DEFAULT] = field.pop("default")


def operations(api: Schema) -> Iterator[tuple[str, str, Schema]]:
    """(method, path, operation) of each call."""
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def _labels(kind: type[StrEnum], labels: Mapping[Any, str] | None) -> list[str]:
    if labels is not None:
        return [labels[member] for member in kind]
    return [cast(LabelledEnum, member).label for member in kind]


def _first_sentence(text: str) -> str:
    for i, character in enumerate(text):
        if character in "。；：":
            return text[:i]
    return text


def _is_problem(content: Schema) -> bool:
    schema = content.get("application/json", {}).get("schema", {})
    return bool(schema.get("$ref", "").endswith("/Problem"))


def _problem_sample(status: int, description: str) -> Schema:
    if status == 422:
        return {"status": status}
    title, _, detail = description.partition("：")
    return {"status": status, "title": title, "detail": detail or title, "errors": []}


def resolved(schema: Schema, components: Schema) -> Schema:
    """The schema that a reference names, with what stands beside the reference; a field that may
    be null is described by what it is otherwise."""
    if "$ref" in schema:
        return {**components[schema["$ref"].rsplit("/", 1)[-1]], **schema}
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return {**resolved(choice, components), **schema}
    return schema


def sample(schema: Schema, components: Schema) -> Any:
    """A value of this schema, put together from the examples of its parts."""
    if schema.get("examples"):
        return schema["examples"][0]
    full = resolved(schema, components)
    if "properties" in full:
        return {name: sample(part, components) for name, part in full["properties"].items()}
    if "enum" in full:
        return full["enum"][0]
    match full.get("type"):
        case "array":
            return [sample(full["items"], components)]
        case "object" if isinstance(full.get("additionalProperties"), dict):
            return {full.get(KEY, "…"): sample(full["additionalProperties"], components)}
    return full.get("default")
