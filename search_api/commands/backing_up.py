"""``backup``, ``restore``: a library in one file, and back again."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from indexer.bootstrap import open_library
from indexer.catalogue.auditing import Act
from indexer.runtime.belonging import read_settings
from indexer.runtime.settings import settings_from_outside
from indexer.stewardship.backup import Contents, back_up, check, restore
from search_api.commands.messages import tell
from search_api.commands.options import must_exist, person
from search_api.commands.terminal import BarReporter, print_json
from search_api.commands.waiting import turn_to_write


def register(app: typer.Typer) -> None:
    app.command("backup", help="把资料库备份为一个文件，服务不必停")(take)
    app.command("restore", help="由备份恢复资料库，并重建索引")(put_back)


def take(
    target: Annotated[Path, typer.Argument(help="备份文件（.tar.gz、.tar），或放备份的文件夹")],
    checking: Annotated[
        bool, typer.Option("--check", help="不备份，只核对所给的备份是否完整")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    if checking:
        must_exist([target])
    with BarReporter() as reporter:
        if checking:
            path, contents = target, check(target, reporter)
        else:
            path, contents = back_up(read_settings(), target, version("policy-search"), reporter)
    if as_json:
        print_json({"path": str(path), "bytes": path.stat().st_size, **asdict(contents)})
        return 0
    tell(f"{'备份完整' if checking else '已备份'}：{path}（{path.stat().st_size / 2**20:.1f} MB）")
    _tell(contents)
    return 0


def put_back(
    backup: Annotated[Path, typer.Argument(help="备份文件")],
    replace: Annotated[
        bool, typer.Option("--replace", help="取代已有的资料库；原有的移到 replaced-… 文件夹")
    ] = False,
) -> int:
    must_exist([backup])
    # Not the library's own settings: they may be what is broken.
    settings = settings_from_outside()
    with turn_to_write(settings, None), BarReporter() as reporter:
        restored = restore(settings, backup, replace=replace, reporter=reporter)
        tell(f"已恢复到 {settings.home}")
        _tell(restored.contents)
        if restored.former is not None:
            tell(f"原有的资料库在 {restored.former}，确认无误后可以删除")
        with open_library(read_settings(), create=False) as library:
            with library.catalogue.write() as writer:
                told = {"from": backup.name, "made_at": restored.contents.made_at}
                writer.audit(Act(person(), "library.restore", details=told))
            library.rebuild(reporter)
            status = library.store.current().status()
    tell(f"索引 {status.generation}：{status.documents} 份文件，版本 {status.revision}")
    tell("运行中的服务须重启")
    return 0


def _tell(contents: Contents) -> None:
    tell(
        f"{contents.made_at}，{contents.documents} 份文件，目录库版本 {contents.revision}，"
        f"程序 {contents.program}"
    )
    if contents.withheld:
        tell(f"注意：其中 {contents.withheld} 份未公开，备份须与资料库同样保管")
