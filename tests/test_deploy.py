"""The files of deploy/ name commands, settings and paths that there are."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest

from indexer.runtime.settings import Settings
from search_api.cli import command_line

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def commands() -> set[str]:
    """Their names: Typer writes a function's underscores as hyphens."""
    apps = command_line(), command_line(["serve"])
    found = [c for app in apps for c in app.registered_commands]
    return {c.name or getattr(c.callback, "__name__", "").replace("_", "-") for c in found}


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.name)
def test_units_run_commands_that_there_are(unit: Path) -> None:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(unit.read_text("utf-8"))
    assert read["Unit"]["Description"]
    if unit.suffix == ".timer":
        assert (DEPLOY / f"{unit.stem}.service").exists()
        return
    program, command, *_ = shlex.split(read["Service"]["ExecStart"])
    assert program == "/opt/policy-search/bin/policy-search"
    assert command in commands()
    assert read["Service"]["User"] == "policy-search"


def test_settings_that_are_named_exist() -> None:
    for path in DEPLOY.iterdir():
        for name in re.findall(r"POLICY_SEARCH_([A-Z_]+)=", path.read_text("utf-8")):
            assert name == "NAME" or name.lower() in Settings.model_fields, (path.name, name)


def test_the_image_installs_what_is_locked() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert "--require-hashes" in text
    assert "USER policy-search" in text
    assert (DEPLOY.parent / "requirements.lock").exists()
