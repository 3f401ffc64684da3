"""``init``: the settings that belong to a library."""

from __future__ import annotations

from typing import Annotated

import typer

from analyzers.analyzer import default_analyzer
from analyzers.synonyms import SynonymError, SynonymTable
from indexer.engines import ENGINES
from indexer.model.errors import SettingsError, UsageError
from indexer.pipeline.lock import writer_lock
from indexer.runtime import belonging
from indexer.runtime.settings import (
    CATALOGUE,
    FILES,
    OWN,
    PRESENTING,
    Settings,
    check_files,
    settings_from_outside,
)
from indexer.understanding.metadata.authority import Authority
from search_api.commands.messages import tell
from search_api.commands.terminal import console

# What is due after a change, most first: reading anew indexes anew too.
_UNDERSTAND = "policy-search understand --all"
_DUE = {"authority": _UNDERSTAND, "region": _UNDERSTAND, "engine": "policy-search rebuild"}


def register(app: typer.Typer) -> None:
    app.command(help="建立本库的设置，或查看、修改（--set 名称=值）")(init)


def init(
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="名称=值，可多次；值为空即取消")
    ] = None,
) -> int:
    outside = settings_from_outside()
    asked = _changes(changes or [])
    kept = belonging.kept_settings(outside)
    former = kept or outside
    if kept is None or asked:
        # From here, so that a relative path is that of the shell, and is checked as any setting.
        named = {n: getattr(former, n) for n in OWN} | asked
        wanted = former.model_copy(update=_checked(named, outside))
        if kept is None:
            wanted = wanted.model_copy(update={"analyzer": default_analyzer().fingerprint()})
        with writer_lock(outside.home, None):
            kept = belonging.write(wanted)
    assert kept is not None
    _show(kept)
    catalogue = outside.database_url is not None or (outside.home / CATALOGUE).exists()
    due = {_DUE[name] for name in asked if name in _DUE}
    if not catalogue:
        tell("下一步：policy-search ingest 文件夹（收录其中的政策文件），再 policy-search serve")
    if due and catalogue:
        # Other names of bodies are taken up by what runs; the rest is read once, at the start.
        then = "，再重启服务" if set(asked) & {"region", "engine"} else "；运行中的服务随即改用"
        tell(f"设置已改，请运行 {_UNDERSTAND if _UNDERSTAND in due else due.pop()}{then}")
    return 0


def _changes(given: list[str]) -> dict[str, str | None]:
    asked: dict[str, str | None] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or name not in OWN:
            raise UsageError(f"--set {one}：应为 名称=值，名称为 {'、'.join(OWN)} 之一")
        asked[name] = value or None
    return asked


def _checked(named: dict[str, object], outside: Settings) -> dict[str, object]:
    given = {name: value for name, value in named.items() if value is not None}
    wanted = check_files(settings_from_outside(home=outside.home, **given))
    chosen = {
        name: getattr(wanted, name) if name in given else Settings.model_fields[name].default
        for name in OWN
    }
    chosen["engine"] = chosen["engine"] or Settings.model_fields["engine"].default
    if chosen["engine"] not in ENGINES:
        known = "、".join(ENGINES)
        raise SettingsError(f"没有检索引擎 {chosen['engine']}，可用：{known}", field="engine")
    check_contents(Settings.model_validate({"home": outside.home, **chosen}))
    return chosen


def check_contents(settings: Settings) -> None:
    """Raises SettingsError with the file and the line that cannot be read."""
    Authority.load(settings.authority, strict=True)
    try:
        SynonymTable.load(settings.synonyms)
    except SynonymError as error:
        raise SettingsError(f"同义词文件无法读取：{error}", field="synonyms") from error
    made = default_analyzer().fingerprint()
    if settings.analyzer not in (None, made):
        raise SettingsError(
            f"analyzer 由程序写入，本程序为 {made}，不能设为 {settings.analyzer}", field="analyzer"
        )


def _show(kept: Settings) -> None:
    out = console()
    out.print(f"本库的设置（{belonging.library_file(kept.home)}）", markup=False)
    for name in OWN:
        value = getattr(kept, name)
        if name in PRESENTING and value == Settings.model_fields[name].default:
            continue
        shown = "未设" if value is None else value.name if name in FILES else value
        out.print(f"  {name} = {shown}", markup=False)
