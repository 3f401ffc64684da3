"""What routes are answered with, as OpenAPI tells it: ``responses={200: {"model": Found}}``.

Nothing here is validated by such a model: every endpoint makes its Response itself. FastAPI would
yet build a validator for each status of each route, and again where the route is included: a
quarter of the time to the first answer. So the routes hold references only, and the schemas that
they name are made when somebody asks for /openapi.json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import JsonSchemaMode, models_json_schema

_REFERENCE = "#/components/schemas/{model}"

Responses = Mapping[int | str, Mapping[str, Any]]


class Described(BaseModel):
    """A model of answers. pydantic compiles it only if it is ever asked to."""

    model_config = ConfigDict(defer_build=True)


# By name, as /openapi.json has them.
_models: dict[str, type[BaseModel]] = {}


class Router(APIRouter):
    """Routes whose answers are described and not validated."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        options["responses"] = described(options.get("responses") or {})
        super().add_api_route(path, endpoint, **options)


def described(responses: Responses) -> dict[int | str, dict[str, Any]]:
    """The same, with references in the place of models."""
    return {status: _by_reference(answer) for status, answer in responses.items()}


def _by_reference(answer: Mapping[str, Any]) -> dict[str, Any]:
    model: type[BaseModel] | None = answer.get("model")
    if model is None:
        return dict(answer)
    _models[model.__name__] = model
    schema = {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}}
    content = {**answer.get("content", {}), "application/json": schema}
    return {**{k: v for k, v in answer.items() if k != "model"}, "content": content}


def schemas() -> dict[str, Any]:
    """Of all models that are referred to, and of what they are made of."""
    mode: JsonSchemaMode = "serialization"
    models = [(model, mode) for _, model in sorted(_models.items())]
    _, found = models_json_schema(models, ref_template=_REFERENCE)
    return {name: _without_null(schema) for name, schema in sorted(found["$defs"].items())}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What may be left out is null then: FastAPI does not say so of its own either."""
    fields = schema.get("properties", {})
    told = {
        name: {k: v for k, v in field.items() if k != "default" or v is not None}
        for name, field in fields.items()
    }
    return {**schema, "properties": told} if fields else schema
