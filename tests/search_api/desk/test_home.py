from __future__ import annotations

import threading
from typing import Any

import pytest

from indexer.stewardship.listing import Report
from search_api.desk import lists, reckoning
from tests.search_api.admin.conftest import Staff
from tests.search_api.desk.conftest import Arrives, words


def test_today(staff: Staff, arrives: Arrives) -> None:
    said = words(arrives(staff.editor).sees("/admin"))
    assert "新收录4份" in said and "差旅费管理办法" in said and "预算内部说明" in said
    assert "检索服务正常" in said and "重建索引" not in said
    assert "重建索引" in words(arrives(staff.admin).sees("/admin"))


def test_a_limited_editor_sees_what_is_its_own(staff: Staff, arrives: Arrives) -> None:
    said = words(arrives(staff.finance).sees("/admin"))
    assert "差旅费管理办法" in said and "预算内部说明" in said
    assert "校车" not in said and "校园安全" not in said


def test_what_is_not_counted_yet_is_said_to_come(
    staff: Staff, arrives: Arrives, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, made = threading.Event(), lists.report_for

    def slowly(*asked: Any) -> Report:
        going.wait(600)
        return made(*asked)

    monkeypatch.setattr(lists, "report_for", slowly)
    monkeypatch.setattr(reckoning, "_PATIENCE", 0.01)
    person = arrives(staff.editor)
    assert "正在统计" in words(person.sees("/admin"))
    going.set()
    monkeypatch.setattr(reckoning, "_PATIENCE", 600.0)
    assert "新收录4份" in words(person.sees("/admin"))
