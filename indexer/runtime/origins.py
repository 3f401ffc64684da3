"""Where each setting comes from, for who wonders why it is as it is."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from indexer.model.errors import SettingsError
from indexer.runtime.belonging import library_file
from indexer.runtime.settings import BELONGING, PRESENTING, TOML, Settings
from indexer.runtime.toml import read_toml

_PREFIX = "POLICY_SEARCH_"
_KUBERNETES = re.compile(r"POLICY_SEARCH_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP)(_\w+)?)")


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
    a shell may have been set up for another version; and none of those that Kubernetes sets for a
    service that is called policy-search."""
    known = [name.upper() for name in (*Settings.model_fields, "debug")]
    given = {
        variable: variable.upper().removeprefix(_PREFIX)
        for variable in sorted(os.environ)
        if variable.upper().startswith(_PREFIX) and not _KUBERNETES.fullmatch(variable)
    }
    return [
        (variable, next((_PREFIX + near for near in get_close_matches(name, known, 1, 0.7)), None))
        for variable, name in given.items()
        if name not in known
    ]


def told_strangers() -> list[str]:
    return [
        f"环境变量 {variable} 不是设置，不起作用" + (f"，是否指 {near}？" if near else "")
        for variable, near in strangers()
    ]


def lines_of(path: Path) -> Mapping[str, object]:
    """Of a settings file; none where it cannot be read, which who reads the settings says."""
    try:
        return read_toml(path)
    except (OSError, SettingsError):
        return {}
