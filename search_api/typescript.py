"""A typed client of the whole interface in TypeScript, made of its OpenAPI document.

    python -m search_api.typescript > client.ts

It imports nothing: types of all that is asked and answered, and one function that asks.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")
_PLAIN = {
    "string": "string", "integer": "number", "number": "number", "boolean": "boolean",
    "null": "null", "object": "Record<string, unknown>", "array": "unknown[]",
}  # fmt: skip
_NAME = re.compile(r"[^A-Za-z0-9_]")
_ASKING = """
/** What was wrong with a request, as the service tells it (RFC 9457). */
export class ProblemError extends Error {
  constructor(readonly status: number, readonly problem: unknown) {
    super(`HTTP ${status}`);
  }
}

type Given<K extends keyof Operations> = Omit<Operations[K], "answer">;

/** A client of the service at this address; `key` is that of staff, where one is needed. */
export function client(base: string, key?: string, ask: typeof fetch = fetch) {
  return async <K extends keyof Operations>(
    operation: K,
    given: Given<K>,
  ): Promise<Operations[K]["answer"]> => {
    const [method, pattern] = operation.split(" ") as [string, string];
    const { path, query, body } = given as {
      path?: Record<string, unknown>;
      query?: Record<string, unknown>;
      body?: unknown;
    };
    const place = pattern.replace(/[{]([^}]+)[}]/g, (_, name: string) =>
      encodeURIComponent(String(path?.[name])),
    );
    const url = new URL(base.replace(/[/]$/, "") + place);
    for (const [name, value] of Object.entries(query ?? {}))
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined && one !== null) url.searchParams.append(name, String(one));
    const headers: Record<string, string> = { Accept: "application/json" };
    if (key) headers["Authorization"] = `Bearer ${key}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const sent = body === undefined ? null : JSON.stringify(body);
    const answer = await ask(url, { method, headers, body: sent });
    const text = await answer.text();
    const told: unknown = text === "" ? undefined : JSON.parse(text);
    if (!answer.ok) throw new ProblemError(answer.status, told);
    return told as Operations[K]["answer"];
  };
}
"""


def client_of(document: Schema) -> str:
    """The source of a client of what the document describes."""
    parts = [f"// Made of {document['info']['title']} {document['info']['version']}.\n"]
    for name, schema in sorted(document["components"]["schemas"].items()):
        parts.append(f"{_comment(schema)}export type {_named(name)} = {_type(schema)};\n")
    parts.append("export interface Operations {")
    parts += _operations(document["paths"])
    return "\n".join(parts) + "\n}\n" + _ASKING


def _operations(paths: Mapping[str, Schema]) -> Iterator[str]:
    for path, item in sorted(paths.items()):
        for method in _METHODS:
            answer = _answer(item[method]) if method in item else None
            if answer is None:
                continue
            operation = item[method]
            asked = [*item.get("parameters", ()), *operation.get("parameters", ())]
            yield f"{_comment(operation)}  {json.dumps(f'{method.upper()} {path}')}: {{"
            for place in ("path", "query"):
                yield f"    {_parameters(place, [p for p in asked if p.get('in') == place])};"
            yield f"    {_body(operation)};\n    answer: {answer};\n  }};"


def _answer(operation: Schema) -> str | None:
    """None for what answers with no JSON: files, tables, streams."""
    for code, response in operation["responses"].items():
        if code.startswith("2"):
            content = response.get("content", {})
            if "application/json" in content:
                return _type(content["application/json"].get("schema", {}))
            return None if content else "undefined"
    return None


def _parameters(place: str, asked: Sequence[Schema]) -> str:
    if not asked:
        return f"{place}?: undefined"
    needed = any(p.get("required") for p in asked)
    fields = "; ".join(
        f"{json.dumps(p['name'])}{'' if p.get('required') else '?'}: {_type(p['schema'])}"
        for p in asked
    )
    return f"{place}{'' if needed else '?'}: {{ {fields} }}"


def _body(operation: Schema) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return "body?: undefined"
    return f"body: {_type(content['application/json']['schema'])}"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return _named(schema["$ref"].rsplit("/", 1)[1])
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return " | ".join(json.dumps(v, ensure_ascii=False) for v in schema["enum"])
    for key, sign in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
        if key in schema:
            return f"({sign.join(dict.fromkeys(map(_type, schema[key])))})"
    kind = schema.get("type")
    if isinstance(kind, list):
        return f"({' | '.join(_type({**schema, 'type': one}) for one in kind)})"
    if kind == "array" and "items" in schema:
        return f"({_type(schema['items'])})[]"
    if kind == "object" and "properties" in schema:
        return _object(schema)
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"Record<string, {_type(schema['additionalProperties'])}>"
    return _PLAIN.get(kind or "", "unknown")


def _object(schema: Schema) -> str:
    needed = set(schema.get("required", ()))
    fields = (
        f"{json.dumps(name)}{'' if name in needed else '?'}: {_type(one)}"
        for name, one in schema["properties"].items()
    )
    return "{ " + "; ".join(fields) + " }"


def _named(name: str) -> str:
    return _NAME.sub("_", name)


def _comment(described: Schema) -> str:
    said = described.get("description") or described.get("summary") or ""
    line = " ".join(said.replace("*/", "* /").split())
    return f"/** {line} */\n" if line else ""


def main() -> int:
    from indexer.bootstrap import open_service
    from indexer.runtime.belonging import read_settings
    from search_api.app import create_app

    settings = read_settings()
    service = open_service(settings)
    try:
        sys.stdout.write(client_of(create_app(service, settings).openapi()))
    finally:
        service.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
