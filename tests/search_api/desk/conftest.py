"""People signed in at the desk of a library that staff keep."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from search_api.desk import reckoning
from tests.search_api.admin.conftest import Staff, prepared, staff

__all__ = ["prepared", "staff"]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for their lists as long as the machine takes."""
    monkeypatch.setattr(reckoning, "_PATIENCE", 600.0)


class Person:
    """Somebody with a browser: it follows redirects, keeps the cookie and sends forms."""

    def __init__(self, staff: Staff, headers: dict[str, str]) -> None:
        self.staff = staff
        staff.client.cookies.clear()
        staff.client.follow_redirects = True
        key = headers["Authorization"].removeprefix("Bearer ")
        self.arrived = staff.client.post("/sign-in", data={"key": key, "next": ""})

    def sees(self, path: str, code: int = 200) -> str:
        answer = self.staff.client.get(path)
        assert answer.status_code == code, answer.text[-2000:]
        return answer.text

    def sends(
        self, path: str, data: dict[str, str | list[str]], code: int = 200, **more: Any
    ) -> Any:
        answer = self.staff.client.post(path, data={"csrf": self.token(), **data}, **more)
        assert answer.status_code == code, words(answer.text)
        return answer

    def token(self) -> str:
        found = re.search('name="csrf" value="([0-9a-f]{64})"', self.sees("/sign-in"))
        assert found
        return found[1]


def words(page: str) -> str:
    """What people read of a page's main part, without any blanks."""

    class Reader(HTMLParser):
        said = ""

        def handle_data(self, data: str) -> None:
            self.said += data

    reader = Reader()
    reader.feed(page[page.find("<main") :])
    return re.sub(r"\s+", "", reader.said)


Arrives = Callable[[dict[str, str]], Person]


@pytest.fixture
def arrives(staff: Staff) -> Arrives:
    return lambda headers: Person(staff, headers)


def seen_in(page: str) -> dict[str, str]:
    """What a form sends back of what it was made from."""
    seen = re.search('name="seen" value="([0-9a-f]+)"', page)
    assert seen
    return {"seen": seen[1]}
