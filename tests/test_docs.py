"""What the docs name exists: paths, commands, make targets, settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from indexer.runtime.settings import Settings
from search_api.cli import command_line

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    p
    for p in ROOT.rglob("*.md")
    if not {".venv", "var", "node_modules", ".hypothesis", "files", "texts"}
    & set(p.relative_to(ROOT).parts)
)
PACKAGES = [ROOT / "analyzers", ROOT / "search_api", ROOT / "sample_corpus", ROOT / "tests"]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    broken = [
        link
        for link in links
        if "://" not in link and not (page.parent / link.replace("\\", "")).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_and_targets_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    commands = set(typer.main.get_command(command_line()).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:`|^|bin/)policy-search ([a-z][a-z-]+)", text, re.MULTILINE))
    assert named <= commands
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z][a-z-]+)", text, re.MULTILINE)) <= targets


def test_every_setting_is_in_the_table() -> None:
    table = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\| (.*?) \|$", table, re.MULTILINE)
    told = {row[0].lower(): (row[1], row[2]) for row in rows}
    expected = {
        setting: (_as_written(field.default), field.description)
        for setting, field in Settings.model_fields.items()
    }
    assert told == expected


def _as_written(default: object) -> str:
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    return "" if default is None else str(default)


@pytest.mark.parametrize(
    "folder",
    sorted(p.parent for p in (ROOT / "indexer").rglob("__init__.py")) + PACKAGES,
    ids=name,
)
def test_every_package_has_a_map(folder: Path) -> None:
    if folder.name in ("routes", "commands", "versions", "migrations"):
        pytest.skip("part of the room above it")
    text = (folder / "README.md").read_text("utf-8")
    assert re.search(r"^#+ .*\?", text, re.MULTILINE), "headings should be questions"
