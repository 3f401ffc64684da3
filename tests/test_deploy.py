"""The files of deploy/ name commands, settings and paths that there are."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
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


def test_hosts_that_are_composed_share_what_they_must_and_show_no_more() -> None:
    # As YAML is no dependency of ours, it is read where a package of ours brings it.
    yaml = pytest.importorskip("yaml")
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services = composed["services"]
    ours = {name for name, one in services.items() if "build" in one}
    assert ours == {"api1", "api2", "ingest"}
    assert [name for name, one in services.items() if "ports" in one] == ["nginx"]
    for name, one in services.items():
        assert ("build" in one) != (":" in one["image"] and name not in ours), name
        assert set(one.get("depends_on", ())) <= set(services)
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (DEPLOY / source).is_file()
            elif not volume.startswith("$"):
                assert source in composed["volumes"], volume
    shared = [{v for v in services[name]["volumes"] if "up" in v} for name in ("api1", "api2")]
    assert shared[0] == shared[1] == {"uploads:/data/uploads"}
    assert services["ingest"]["command"][1] in commands()
    build = services["api1"]["build"]
    assert (DEPLOY / build["context"] / build["args"]["LOCK"]).exists()
    # Without this all readers would be one address, with one limit.
    assert "FORWARDED_ALLOW_IPS=*" in " ".join(services["api1"]["environment"])
    script = services["nginx"]["command"][-1].replace("$$", "$")
    changing = re.search(r"sed '(.*)' /policy-search.conf", script)
    assert changing
    changed = subprocess.run(
        ["sed", changing[1], DEPLOY / "nginx.conf"], check=True, capture_output=True, text=True
    ).stdout
    assert re.findall(r"server (\w+):8000 max_fails", changed) == ["api1", "api2"]


def test_the_image_installs_what_is_locked() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert "--require-hashes" in text
    assert "USER policy-search" in text
    assert (DEPLOY.parent / "requirements.lock").exists()


def test_the_backups_folder_is_made_for_the_user_who_writes_there() -> None:
    unit = Path("deploy/policy-search-backup.service")
    text = (Path(__file__).resolve().parents[1] / unit).read_text(encoding="utf-8")
    made = next(line for line in text.splitlines() if line.startswith("ExecStartPre=+"))
    written = next(line for line in text.splitlines() if line.startswith("ExecStart="))
    assert made.split()[-1] == written.split()[-1]
    assert "-o policy-search" in made
