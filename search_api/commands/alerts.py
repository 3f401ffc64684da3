"""``alerts``: what is watched by webhook, and telling it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import orjson
import typer

from indexer.access import Keys
from indexer.bootstrap import open_library, open_service
from indexer.catalogue.auditing import now
from indexer.runtime.belonging import read_settings
from indexer.stewardship.alerts import Alerts, calls_of
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


@alerts.command("list", help="所有订阅，以及待发、未能送达的通知；不含签名密钥")
def list_alerts(
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> int:
    with open_library(read_settings(), create=False) as library:
        database = library.catalogue.database
        known = Alerts(database)
        good = {key.id for key in Keys(database).all() if key.is_good(now())}
        rows = [
            {
                "id": one.id, "kind": one.kind.value, "target": one.target, "url": one.url,
                "key": one.access_key, "key_good": one.access_key in good,
                "created_at": one.created_at, **asdict(calls_of(known.told(one))),
            }
            for one in known.all()
        ]  # fmt: skip
    if as_json:
        print_json(rows)
        return 0
    for row in rows:
        typer.echo(_line(row))
    return 0


def _line(row: Mapping[str, Any]) -> str:
    """What is wrong stands at the end, and only where something is."""
    parts = [row["id"], row["kind"], row["url"], orjson.dumps(row["target"]).decode()]
    if not row["key_good"]:
        parts.append(f"密钥 {row['key']} 已失效，不再通知")
    if row["waiting"]:
        parts.append(f"待发 {row['waiting']}")
    if row["failed"]:
        parts.append(f"未能送达 {row['failed']}")
    if row["error"]:
        parts.append(f"最近的原因：{row['error']}")
    return "  ".join(parts)
