"""Parts of files: what of a ``Range`` is answered, refused or passed over."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from search_api import ranges


def left(asked: str, size: int = 100, **others: str) -> str | None:
    pairs = {"range": asked, **others}.items()
    came = [(name.replace("_", "-").encode(), value.encode()) for name, value in pairs]
    scope: Scope = {"type": "http", "headers": came}
    ranges.settle(scope, size)
    return Headers(scope=scope).get("range")


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=-5", "bytes=5-", "bytes=0-0,5-6"])
def test_what_can_be_answered_stays(asked: str) -> None:
    assert left(asked) == asked


def test_parts_behind_the_end_are_left_out() -> None:
    assert left("bytes=0-9, 100-200, -3") == "bytes=0-9,-3"
    assert left("bytes=0-999999") == "bytes=0-999999"  # cut where it is read


@pytest.mark.parametrize(
    "asked",
    ["lines=1-2", "bytes", "bytes=", "bytes=abc", "bytes=5-2", "bytes=-", "bytes=1-" + "9" * 5_000],
)
def test_what_cannot_be_read_is_passed_over(asked: str) -> None:
    assert left(asked) is None


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200,300-", "bytes=-0"])
def test_only_what_lies_behind_the_end_is_refused(asked: str) -> None:
    with pytest.raises(HTTPException) as refused:
        left(asked)
    assert refused.value.status_code == 416
    assert refused.value.headers == {"Content-Range": "bytes */100"}
    assert left(asked, if_range='"another"') is None
