"""What belongs to a library: the settings that decide how its documents are read and indexed.

They stand in ``policy-search.toml`` in the library's folder, with copies of the files they name,
so that every shell and server reads the same ones. A setting from outside may repeat them.
"""

from __future__ import annotations

import errno
import json
import shutil
import tomllib
from collections.abc import Collection, Iterator, Mapping, Set
from difflib import get_close_matches
from pathlib import Path

from indexer.model.errors import SettingsConflict, SettingsError
from indexer.runtime.disk import obstacle
from indexer.runtime.durable import write_text
from indexer.runtime.settings import (
    BELONGING,
    CATALOGUE,
    FILES,
    OWN,
    PRESENTING,
    TOML,
    Settings,
    check_files,
    settings_from_outside,
)
from indexer.runtime.toml import read_toml

# A library's writers lock each other out by this file.
LOCK = "writer.lock"
_OWN_STEMS = frozenset(
    {
        "catalogue",
        "usage",
        "writer",
        "index",
        "temporary",
        "limits",
        "uploads",
        "jobs",
        "metrics",
        "copies",
        *FILES,
    }
)


def read_settings(**overrides: object) -> Settings:
    """The settings of the environment and the working folder, with those of the library. Raises
    SettingsError that names each wrong one, and each that contradicts the library."""
    outside = settings_from_outside(False, **overrides)
    lines = _read(library_file(outside.home))
    if lines is None:
        return check_files(outside)
    _check_not_emptied(library_file(outside.home), lines)
    kept = _with_own(outside, lines)
    if contradictions := list(_contradictions(outside, kept)):
        raise SettingsConflict("；".join(contradictions), field="library")
    return check_files(kept)


def kept_settings(outside: Settings) -> Settings | None:
    """These settings with the library's own in place; None where it has no file yet."""
    lines = _read(library_file(outside.home))
    return None if lines is None else _with_own(outside, lines)


def _with_own(outside: Settings, lines: Mapping[str, object]) -> Settings:
    own = {name: lines.get(name) for name in BELONGING} | _presented(outside, lines)
    for name in FILES:
        if own.get(name) is not None:
            own[name] = outside.home / str(own[name])
    own["engine"] = own["engine"] or Settings.model_fields["engine"].default
    return outside.model_copy(update=own)


def _presented(outside: Settings, lines: Mapping[str, object]) -> dict[str, object]:
    """What the library says of its portal and nobody outside says otherwise. Raises SettingsError
    that names each wrong one."""
    given = {
        name: lines[name]
        for name in PRESENTING
        if name in lines and name not in outside.model_fields_set
    }
    if not given:
        return {}
    checked = settings_from_outside(True, home=outside.home, **given)
    return {name: getattr(checked, name) for name in given}


def _check_not_emptied(path: Path, lines: Mapping[str, object]) -> None:
    """Every library's file names its engine. One that says nothing was emptied, and going on
    would read and index the library in another way. Raises SettingsError."""
    if path.parent.resolve() == Path.cwd() or not (path.parent / CATALOGUE).exists():
        return  # a service's own settings, or a library that is yet to be made
    if not set(BELONGING) & set(lines):
        raise SettingsError(
            f"{path} 中没有本库的设置，像是被清空了。请用 policy-search init --set 名称=值 恢复"
            "（没有设过名录、地区、同义词的库：--set engine=whoosh）",
            field="library",
        )


def library_file(home: Path) -> Path:
    return home / TOML


def own_synonyms(home: Path) -> Path:
    """Where staff write a library's synonyms, also before its file names them."""
    return home / "synonyms.txt"


def own_authority(home: Path) -> Path:
    """Where a library's names of bodies stand, also before there are any."""
    return home / str((_read(library_file(home)) or {}).get("authority", "authority.csv"))


def name_file(home: Path, name: str, own: Path) -> None:
    """Have the library's file name this one of FILES, where it names none. Raises OSError."""
    path = library_file(home)
    lines = _read(path)
    if lines is None or name in lines:
        return
    said = path.read_text(encoding="utf-8-sig")
    write_text(path, f'{said.rstrip()}\n{name} = "{own.name}"\n')


def said_outside(settings: Settings, name: str) -> bool:
    """Whether a setting that belongs to the library is said by the environment or the working
    folder, which the library then must not contradict."""
    shared = library_file(settings.home).resolve() == Path(TOML).resolve()
    return name in settings_from_outside(shared, home=settings.home).model_fields_set


def presented(settings: Settings) -> tuple[Settings, frozenset[str]]:
    """These settings with what the portal says of itself as it is now, and which of that is said
    outside of the library, which then says nothing. Raises SettingsError."""
    path = library_file(settings.home)
    shared = path.resolve() == Path(TOML).resolve()
    outside = settings_from_outside(shared, home=settings.home)
    lines = _read(path) or {}
    said = {name: getattr(outside, name) for name in PRESENTING} | _presented(outside, lines)
    logo = said["site_logo"]
    if logo is not None and "site_logo" not in outside.model_fields_set:
        said["site_logo"] = settings.home / str(logo)
    fixed = outside.model_fields_set & set(PRESENTING)
    return settings.model_copy(update=said), frozenset(fixed)


def present(home: Path, values: Mapping[str, object]) -> None:
    """Write these of PRESENTING into the library's file, in place of what it said of them; None:
    what is so by default. Whatever else stands in the file stays. Raises SettingsError."""
    path = library_file(home)
    former = _read(path)
    lines = path.read_text("utf-8-sig").splitlines() if former is not None else []
    kept = [line for line in lines if line.split("=")[0].strip() not in values]
    said = {name: _line(value) for name, value in values.items() if value is not None}
    if former is None:
        said = {"engine": str(Settings.model_fields["engine"].default), **said}
    kept += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in said.items()]
    text = "\n".join(kept) + "\n"
    wanted = {k: v for k, v in (former or {}).items() if k not in values} | said
    if _loaded(text) != wanted:
        raise SettingsError(f"{path} 的写法不能在此改动，请用 policy-search init", field="library")
    try:
        write_text(path, text)
    except OSError as error:
        raise SettingsError(f"本库的设置无法写入：{obstacle(error)}", field="home") from error


def _loaded(text: str) -> Mapping[str, object] | None:
    """None for what is no settings file any more: a person wrote a value over several lines."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def own_names(names: Collection[str]) -> Set[str]:
    """Of a folder's names, those that a library keeps there: none where the folder holds no
    library. What else lies in it is its owner's."""
    if not {TOML, LOCK}.issubset(names):
        return frozenset()
    return {name for name in names if name.split(".")[0] in _OWN_STEMS or name.startswith(TOML)}


def libraries_below(home: Path) -> list[Path]:
    """Folders directly in this one that hold a library: who meets none here may mean one of
    them."""
    try:
        return sorted(path.parent for path in home.glob(f"*/{TOML}"))
    except OSError:
        return []


def keep(settings: Settings, analyzer: str) -> bool:
    """Write the library's file where there is none, and the analyzer where it is not recorded.
    Whether there was no file."""
    missing = not library_file(settings.home).exists()
    if missing or settings.analyzer is None:
        write(settings.model_copy(update={"analyzer": analyzer}))
    return missing


def write(settings: Settings) -> Settings:
    """Write the library's file, and copy into its folder the files it names; the settings that
    name the copies."""
    home = settings.home
    copies: dict[str, Path] = {}
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            path: Path | None = getattr(settings, name)
            if path is not None:
                copies[name] = home / f"{name}{path.suffix}"
                if not copies[name].exists() or not copies[name].samefile(path):
                    shutil.copyfile(path, copies[name])
        chosen = {name: getattr(settings, name) for name in BELONGING}
        chosen |= {name: value for name in PRESENTING if (value := _said(settings, name))}
        chosen |= {name: copy.name for name, copy in copies.items()}
        lines = [
            f"{name} = {json.dumps(_line(value), ensure_ascii=False)}\n"
            for name, value in chosen.items()
            if value is not None
        ]
        head = "# 本库的设置。修改请用 policy-search init --set 名称=值\n"
        write_text(library_file(home), head + "".join(lines))
    except OSError as error:
        raise SettingsError(f"本库的设置无法写入：{obstacle(error)}", field="home") from error
    return settings.model_copy(update=copies)


def _said(settings: Settings, name: str) -> object:
    """None for what is as it would be anyway."""
    value = getattr(settings, name)
    return None if value == Settings.model_fields[name].default else value


def _line(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def told(settings: Settings) -> list[str]:
    """Those that belong to the library, as people read them."""
    lines = []
    for name in BELONGING:
        value = getattr(settings, name)
        if name != "analyzer" or value is not None:
            lines.append(f"{name} {'未设' if value is None else f'= {value}'}")
    return lines


def _read(path: Path) -> Mapping[str, object] | None:
    try:
        lines = read_toml(path)
    except FileNotFoundError:
        return None
    except SettingsError as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno == errno.ENAMETOOLONG:
            return None  # no such folder can be; who opens the library says so
        raise
    # A service that is started in the library's folder has its other settings in the same file.
    known = Settings.model_fields if path.parent.resolve() == Path.cwd() else OWN
    for name, value in lines.items():
        if name not in known:
            raise SettingsError(
                f"{path} 中的 {name} 不是本库的设置{_meant(name)}，可用：{'、'.join(OWN)}",
                field=name,
            )
        if name in OWN and not isinstance(value, str):
            raise SettingsError(f"{path} 中的 {name} 应为文字，须加引号", field=name)
    return lines


def _meant(name: str) -> str:
    near = get_close_matches(name, OWN, 1)
    return f"（是否为 {near[0]}？）" if near else ""


def _contradictions(outside: Settings, kept: Settings) -> Iterator[str]:
    if library_file(outside.home).resolve() == Path(TOML).resolve():
        # The same file is both; only what the environment says in its place can differ.
        outside = settings_from_outside(True, home=outside.home)
    for name in BELONGING:
        given, own = getattr(outside, name), getattr(kept, name)
        if name in outside.model_fields_set and not _same(given, own):
            yield (
                f"设置 {name} 与本库不一致：此处为 {given}，本库（{library_file(kept.home)}）为 "
                f"{'未设' if own is None else own}。请去掉 POLICY_SEARCH_{name.upper()}"
                f"（或 ./{TOML} 中的 {name}）；{_change(name, given)}"
            )


def _change(name: str, given: object) -> str:
    if name == "analyzer":
        return "要以本程序的分词重建索引，用 policy-search rebuild"
    if isinstance(given, Path) and not given.is_file():
        return f"从当前文件夹也找不到 {given}"
    return f"要改本库，用 policy-search init --set {name}={given}"


def _same(given: object, own: object) -> bool:
    """Files are the same where they say the same, wherever they lie."""
    if given == own or not (isinstance(given, Path) and isinstance(own, Path)):
        return given == own
    try:
        return given.read_bytes() == own.read_bytes()
    except OSError:
        return False
