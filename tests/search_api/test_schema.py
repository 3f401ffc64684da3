"""The API against its own OpenAPI document, with made-up requests (schemathesis), over libraries
of several sizes: most of what only a small or an empty one meets is met nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from indexer.model import PolicyDocument
from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests import library

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def documents(count: int) -> list[PolicyDocument]:
    """So many public documents: the library's own ones, again and again under other ids."""
    public = [one for one in library.ALL if one.published]
    return [
        replace(public[n % len(public)], id=f"{public[n % len(public)].id}-{n}")
        for n in range(count)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 1, 4, 100])
def test_made_up_requests(tmp_path: Path, size: int) -> None:
    """With the helps there, as in every service that has run for a while."""
    with library.opened(tmp_path, documents(size), "whoosh") as service:
        service.prepare_helps()
        app = create_app(service, Settings(home=tmp_path))
        described = schemathesis.openapi.from_asgi("/openapi.json", app)
        operations = [found.ok() for found in described.get_all_operations()]
        assert len(operations) >= 10
        for operation in operations:

            @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy())
            def check(case: Case) -> None:
                case.call_and_validate(checks=list(CHECKS))

            check()
