"""``alerts``: what is watched by webhook, and telling it now."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer.bootstrap import open_library, open_service
from indexer.runtime.belonging import read_settings
from indexer.stewardship.alerts import Alerts
from search_api.commands.messages import tell
from search_api.commands.terminal import print_json

alerts = typer.Typer(help="订阅：检索或文件有变化时通知（Webhook）", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(alerts, name="alerts")


@alerts.command("run", help="查找新的消息并发送到期的通知；服务运行时每分钟自动进行")
def run() -> int:
    from search_api.alerting import Alerting

    settings = read_settings()
    service = open_service(settings)
    try:
        arrived = Alerting(service, settings).run()
    finally:
        service.close()
    tell(f"送达 {arrived} 条通知")
    return 0


@alerts.command("list", help="所有订阅；不含签名密钥")
def list_alerts(
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    with open_library(read_settings(), create=False) as library:
        found = Alerts(library.catalogue.database).all()
    rows = [
        {
            "id": one.id, "kind": one.kind.value, "target": one.target, "url": one.url,
            "key": one.access_key, "created_at": one.created_at,
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return 0
    for row in rows:
        typer.echo(f"{row['id']}  {row['kind']}  {row['url']}  {row['target']}")
    return 0
