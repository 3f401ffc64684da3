"""The reference of the interface on ``/docs``, made from the OpenAPI document so that it cannot lag
behind: each call with its parameters, an example for the shell and one for JavaScript, a sample of
its answer, and its errors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from search_api.openapi_document import DEFAULT, LABELS, Schema, operations, resolved, sample
from search_api.problems import MEDIA_TYPE

# Those with a default that examples show all the same: what most calls are made with.
_SHOWN = ("q", "status", "rows", "columns")
_BODY_SHOWN = (*_SHOWN, "facets", "size", "query", "document", "rank", "set", "why")
# What stands in examples for a key.
_KEY = "ps_…"
_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true 或 false",
    "object": "对象",
    "null": "空",
}
_FORMATS = {"date": "日期 YYYY-MM-DD", "binary": "文件"}
_PATTERNS = {r"^\d{4}$": "年份 YYYY", r"^\d{4}-\d{2}$": "月份 YYYY-MM"}


@dataclass(frozen=True, slots=True)
class Choice:
    """An allowed value, and what people read for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A parameter, or a field of a body or an answer. ``link``: the type that it names."""

    name: str
    title: str
    kind: str
    description: str
    required: bool
    default: str
    bounds: str
    choices: tuple[Choice, ...]
    example: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    description: str
    media_types: tuple[str, ...]
    sample: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Entry, ...]
    body: tuple[Entry, ...]
    curl: str
    javascript: str
    answers: tuple[Answer, ...]
    errors: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Type:
    name: str
    description: str
    fields: tuple[Entry, ...]
    choices: tuple[Choice, ...]


def calls(api: Schema, base: str) -> list[Call]:
    """All calls, as asked of a service at ``base``."""
    components = api["components"]["schemas"]
    return [_call(m, p, operation, components, base) for m, p, operation in operations(api)]


def types(api: Schema) -> list[Type]:
    """What bodies and answers are made of."""
    components = api["components"]["schemas"]
    return [
        Type(name, schema.get("description", ""), _fields(schema, components), _choices(schema))
        for name, schema in sorted(components.items())
    ]


def _call(method: str, path: str, operation: Schema, components: Schema, base: str) -> Call:
    parameters = operation.get("parameters", [])
    required = {p["name"] for p in parameters if p["required"]}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = resolved(body["schema"], components) if body else {}
    shown = {
        name: sample(field, components)
        for name, field in schema.get("properties", {}).items()
        if name in _BODY_SHOWN
    }
    target, query = _target(path, parameters)
    answers = [_answer(int(s), a) for s, a in operation["responses"].items()]
    return Call(
        name=operation["operationId"],
        tag=operation["tags"][0],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=tuple(
            _entry(
                p["name"], {**p["schema"], "description": p["description"]}, required, components
            )
            for p in parameters
        ),
        body=_fields(schema, components),
        curl=_curl(base + target, query, shown, _told_of(method, operation)),
        javascript=_javascript(
            base + target, query, shown, _is_json(operation), _told_of(method, operation)
        ),
        answers=tuple(a for a in answers if a.status < 400),
        errors=tuple(sorted((a for a in answers if a.status >= 400), key=lambda a: a.status)),
    )


def _is_json(operation: Schema) -> bool:
    return any("application/json" in a.get("content", {}) for a in operation["responses"].values())


# ---------------------------------------------------------------- parameters and fields


def _fields(schema: Schema, components: Schema) -> tuple[Entry, ...]:
    required = set(schema.get("required", ()))
    return tuple(
        _entry(name, field, required, components)
        for name, field in schema.get("properties", {}).items()
    )


def _entry(name: str, schema: Schema, required: set[str], components: Schema) -> Entry:
    kind, link = _kind(schema)
    default = schema.get("default", schema.get(DEFAULT))
    return Entry(
        name=name,
        title=schema.get("title", ""),
        kind=kind,
        description=schema.get("description", ""),
        required=name in required,
        default="" if default in (None, "", []) else _told(default),
        bounds=_bounds(schema),
        choices=_choices(resolved(_one(schema), components)),
        example=_told(sample(schema, components)) if schema.get("examples") else "",
        link=link,
    )


def _one(schema: Schema) -> Schema:
    """What a list is made of."""
    items: Schema = schema.get("items", schema)
    return items


def _kind(schema: Schema) -> tuple[str, str | None]:
    """The type in words, and the name of the component that it is or holds."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return name, name
    if "anyOf" in schema:
        kinds = [_kind(choice) for choice in schema["anyOf"]]
        return " 或 ".join(k for k, _ in kinds), next((link for _, link in kinds if link), None)
    if schema.get("type") == "array":
        kind, link = _kind(schema["items"])
        return f"{kind}，可多个", link
    if isinstance(schema.get("additionalProperties"), dict) and "properties" not in schema:
        kind, link = _kind(schema["additionalProperties"])
        return f"名称 → {kind}", link
    told = _FORMATS.get(schema.get("format", "")) or _PATTERNS.get(schema.get("pattern", ""))
    return told or _TYPES.get(schema.get("type", ""), "任意"), None


def _bounds(schema: Schema) -> str:
    names = {
        "minimum": "不小于 {}",
        "maximum": "不大于 {}",
        "minLength": "至少 {} 字",
        "maxLength": "至多 {} 字",
        "maxItems": "至多 {} 个",
    }
    return "，".join(told.format(schema[n]) for n, told in names.items() if n in schema)


def _choices(schema: Schema) -> tuple[Choice, ...]:
    values: list[str] = schema.get("enum", [])
    labels: list[str] = schema.get(LABELS, values)
    return tuple(Choice(v, label) for v, label in zip(values, labels, strict=True))


def _told(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return "，".join(value)
    return json.dumps(value, ensure_ascii=False)


# ---------------------------------------------------------------- examples


def _target(path: str, parameters: list[Schema]) -> tuple[str, list[tuple[str, str]]]:
    """The path with its parameters filled in, and the query that an example is made with."""
    query: list[tuple[str, str]] = []
    for parameter in parameters:
        name, value = parameter["name"], parameter["schema"]["examples"][0]
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        elif parameter["required"] or name in _SHOWN:
            query += [(name, str(v)) for v in (value if isinstance(value, list) else [value])]
    return path, query


@dataclass(frozen=True, slots=True)
class _Told:
    """Of a call, what its examples say beside address and body. ``key``: whether it wants one;
    ``files``: whether they are sent."""

    method: str
    key: bool
    files: bool


def _told_of(method: str, operation: Schema) -> _Told:
    content = operation.get("requestBody", {}).get("content", {})
    return _Told(method.upper(), "security" in operation, "multipart/form-data" in content)


def _curl(url: str, query: list[tuple[str, str]], body: dict[str, Any], told: _Told) -> str:
    lines = ["curl -G" if query else "curl"]
    implied = "POST" if body or told.files else "GET"
    if told.method != implied:
        lines[0] += f" -X {told.method}"
    lines[0] += f" '{url}'"
    lines += [f"--data-urlencode '{name}={value}'" for name, value in query]
    if told.key:
        lines.append(f"-H 'Authorization: Bearer {_KEY}'")
    if told.files:
        lines += ["-F 'files=@办法.docx'", """-F 'metadata={"published_date": "2026-11-20"}'"""]
    if body:
        sent = json.dumps(body, ensure_ascii=False)
        lines += ["-H 'Content-Type: application/json'", f"-d '{sent}'"]
    return " \\\n  ".join(lines)


def _javascript(
    url: str, query: list[tuple[str, str]], body: dict[str, Any], is_json: bool, told: _Told
) -> str:
    lines, address = [], json.dumps(url)
    if query:
        pairs = ", ".join(json.dumps(pair, ensure_ascii=False) for pair in query)
        lines.append(f"const query = new URLSearchParams([{pairs}]);")
        address = f"`{url}?${{query}}`"
    options = _options(body, told)
    if told.files:
        lines += ["const form = new FormData();", 'form.append("files", file);']
    if options:
        lines += [f"const response = await fetch({address}, {{", *options, "});"]
    else:
        lines.append(f"const response = await fetch({address});")
    lines.append("if (!response.ok) throw new Error((await response.json()).detail);")
    if is_json:
        lines.append("const answer = await response.json();")
    return "\n".join(lines)


def _options(body: dict[str, Any], told: _Told) -> list[str]:
    headers = [f'Authorization: "Bearer {_KEY}"'] if told.key else []
    if body:
        headers.append('"Content-Type": "application/json"')
    lines = [f'  method: "{told.method}",'] if told.method != "GET" else []
    if headers:
        lines.append(f"  headers: {{ {', '.join(headers)} }},")
    if told.files:
        lines.append("  body: form,")
    if body:
        lines.append(f"  body: JSON.stringify({json.dumps(body, ensure_ascii=False)}),")
    return lines


def _answer(status: int, answer: Schema) -> Answer:
    content = answer.get("content", {})
    body = content.get("application/json") or content.get(MEDIA_TYPE) or {}
    shown = json.dumps(body["example"], ensure_ascii=False, indent=2) if "example" in body else ""
    kinds = tuple(content)
    return Answer(status, answer["description"] or HTTPStatus(status).phrase, kinds, shown)
