"""``keys``: who may change the library over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from indexer.access import Key, Keys, Role
from indexer.bootstrap import open_library
from indexer.catalogue.auditing import now
from indexer.runtime.belonging import read_settings
from search_api.commands.messages import tell
from search_api.commands.options import moment, person, value_of
from search_api.commands.terminal import console, plain, print_json

keys = typer.Typer(help="密钥：谁可以经接口和工作台管理资料库", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command("create", help="新建密钥；只显示这一次")
def create(
    name: Annotated[str, typer.Argument(help="给谁用，如 市财政局门户")],
    role: Annotated[str, typer.Option(help="reader、editor 或 admin")] = Role.READER.value,
    issuer: Annotated[
        list[str] | None, typer.Option(help="只能处理这个机关的文件，可写多次")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="多少天后失效，默认不失效")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    kind = value_of(role, Role, "--role")
    with open_library(read_settings()) as library:
        scope = [library.authority.current(name) for name in issuer or ()]
        made, text = Keys(library.catalogue.database).create(
            name, kind, scope, days=days, by=person()
        )
    if as_json:
        print_json({**_told(made), "key": text})
        return 0
    tell(f"{made.role.label}密钥 {made.id}（{made.name}），请妥善保存，以后不再显示：")
    typer.echo(text)
    return 0


@keys.command("list", help="所有密钥：角色、机关、最近使用；不含密钥本身")
def list_keys(
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    with open_library(read_settings(), create=False) as library:
        found = Keys(library.catalogue.database).all()
    if as_json:
        print_json([_told(key) for key in found])
        return 0
    table = Table("编号", "名称", "角色", "机关", "状态", "最近使用", "建立", show_edge=False)
    for key in found:
        scope = "、".join(key.issuers) or "全部"
        used, made = moment(key.last_used_at or "未用过"), moment(key.created_at)
        cells = (key.id, key.name, key.role.label, scope, _state(key), used, made)
        table.add_row(*map(plain, cells))
    console().print(table)
    return 0


@keys.command("revoke", help="撤销密钥，立即生效")
def revoke(identity: Annotated[str, typer.Argument(metavar="ID", help="密钥的编号")]) -> int:
    with open_library(read_settings(), create=False) as library:
        gone = Keys(library.catalogue.database).revoke(identity, by=person())
    tell(f"已撤销：{gone.name}（{gone.id}）")
    return 0


def _state(key: Key) -> str:
    if key.revoked_at is not None:
        return "已撤销"
    return "有效" if key.is_good(now()) else "已过期"


def _told(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role.value,
        "issuers": list(key.issuers),
        "good": key.is_good(now()),
        "created_at": key.created_at,
        "created_by": key.created_by,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_at": key.last_used_at,
    }
