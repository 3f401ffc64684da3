"""Where each setting comes from, for who wonders why it is as it is."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from indexer.runtime.belonging import library_file
from indexer.runtime.settings import BELONGING, PRESENTING, TOML, Settings

_PREFIX = "POLICY_SEARCH_"


@dataclass(frozen=True, slots=True)
class Origin:
    """A setting that is not its default. ``place`` as people read it."""

    name: str
    value: object
    place: str


def origins(settings: Settings) -> list[Origin]:
    """All that are not their defaults, in the order of the settings."""
    library = library_file(settings.home)
    own, here = lines_of(library), lines_of(Path(TOML))
    variables = {name.lower(): name for name, value in os.environ.items() if value}
    found = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if value == field.default:
            continue
        variable = variables.get(f"policy_search_{name}")
        if name in own and (name in BELONGING or (name in PRESENTING and variable is None)):
            place = f"本库的 {TOML}"
        elif variable is not None:
            place = f"环境变量 {variable}"
        elif name in here:
            place = f"当前文件夹的 {TOML}"
        else:
            place = "命令行"
        found.append(Origin(name, value, place))
    return found


def strangers() -> list[tuple[str, str | None]]:
    """Variables named like settings that are none, each with the one that may be meant. No error:
    Kubernetes sets some for a service that is called policy-search."""
    known = [f"{_PREFIX}{name.upper()}" for name in (*Settings.model_fields, "debug")]
    found = sorted(name for name in os.environ if name.upper().startswith(_PREFIX))
    return [
        (name, next(iter(get_close_matches(name.upper(), known, 1, 0.85)), None))
        for name in found
        if name.upper() not in known
    ]


def lines_of(path: Path) -> Mapping[str, object]:
    """Of a settings file; none where it cannot be read, which who reads the settings says."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
