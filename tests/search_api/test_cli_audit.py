from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.catalogue import Act, Catalogue
from search_api.cli import run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path))
    with (
        Catalogue.open(f"sqlite:///{tmp_path / 'catalogue.db'}") as catalogue,
        catalogue.write() as writer,
    ):
        writer.audit(Act("王五", "document.correct", "a", {"why": "印错了"}))
        writer.audit(Act("李四", "key.create", "k1"))
    return tmp_path


def test_the_log_is_printed(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["audit"]) == 0
    out, err = capfd.readouterr()
    assert "王五" in out and "key.create" in out
    assert "共 2 条，末条校验值" in err


def test_the_log_leaves_as_a_file(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("log.csv", "log.xlsx", "log.json", "log.jsonl"):
        assert run(["audit", "-o", str(home / name)]) == 0
    lines = (home / "log.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["who"] for line in lines] == ["李四", "王五"]
    assert [entry["key"] for entry in json.loads((home / "log.json").read_text("utf-8"))] == [2, 1]
    assert "印错了" in (home / "log.csv").read_text("utf-8-sig")
    assert run(["audit", "--who", "王五", "--format", "json"]) == 0
    assert [e["key"] for e in json.loads(capfd.readouterr().out)] == [1]


def test_what_cannot_be_asked(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "--since", "昨天"]) == 2
    assert run(["audit", "--format", "xlsx"]) == 2
    assert run(["audit", "-o", str(home / "no" / "log.json")]) == 2


def test_a_log_that_was_changed_says_so(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """By whoever has the database: the triggers are no lock."""
    with closing(sqlite3.connect(home / "catalogue.db")) as connection, connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET who = '别人' WHERE key = 1")
    assert run(["audit"]) == 1
    assert "审计记录 1：内容被改动过" in capfd.readouterr().err
