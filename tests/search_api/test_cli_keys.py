from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.access import keys as module
from search_api.cli import run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path))
    monkeypatch.setattr(module, "_COST", 2)
    return tmp_path


def test_a_key_from_birth_to_end(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["keys", "create", "市财政局", "--role", "编辑", "--issuer", "云栖市财政局"]) == 0
    out, err = capfd.readouterr()
    text = out.strip()
    assert text.startswith("ps_") and "不再显示" in err
    identity = text.split("_")[1]
    assert run(["keys", "list"]) == 0
    shown = capfd.readouterr().out
    assert identity in shown and text.split("_", 2)[2] not in shown
    assert run(["keys", "revoke", identity]) == 0
    assert run(["keys", "list", "--json"]) == 0
    (told,) = json.loads(capfd.readouterr().out)
    assert (told["id"], told["good"], told["issuers"]) == (identity, False, ["云栖市财政局"])


def test_what_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["keys", "create", "甲", "--role", "boss"]) == 2
    assert run(["keys", "create", "甲", "--role", "admin", "--issuer", "云栖市财政局"]) == 2
    assert run(["keys", "revoke", "nobody"]) == 2
    err = capfd.readouterr().err
    assert "reader" in err and "不能限定机关" in err and "nobody" in err


def test_the_new_key_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["keys", "create", "门户", "--days", "30", "--json"]) == 0
    made = json.loads(capfd.readouterr().out)
    assert made["key"].startswith(f"ps_{made['id']}_") and made["expires_at"] is not None
