"""``mcp``: the tools for an agent on this machine, over its standard input and output."""

from __future__ import annotations

import typer

from indexer.bootstrap import open_service
from indexer.model.errors import SettingsError
from indexer.runtime.belonging import read_settings
from search_api.agents.mounting import is_installed
from search_api.commands.serving import prepare
from search_api.commands.starting import collect_seldom


def register(app: typer.Typer) -> None:
    app.command("mcp", help="为本机的智能体提供检索工具（MCP，标准输入输出）")(serve_agent)


def serve_agent() -> int:
    if not is_installed():
        raise SettingsError("须安装 policy-search[mcp]")
    from search_api.agents.server import serve_stdio

    settings = read_settings()
    code = prepare(settings)
    if code:
        return code
    collect_seldom()
    service = open_service(settings)
    try:
        serve_stdio(service)
    finally:
        service.close()
    return 0
