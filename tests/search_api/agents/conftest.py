"""The SDK's own client, over HTTP in process and over the pipes of a real one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest
from fastapi import FastAPI

pytest.importorskip("mcp")

from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

Got = TypeVar("Got")
URL = "http://testserver/mcp"
Session = Callable[[Client], Awaitable[Got]]


def over_http(
    app: FastAPI, session: Session[Got], headers: dict[str, str] | None = None, mode: str = "auto"
) -> Got:
    """What the session gives, with a client of the application."""

    async def talk() -> Got:
        transport = httpx2.ASGITransport(app, client=("127.0.0.1", 1))
        http = httpx2.AsyncClient(transport=transport, headers=headers)
        try:
            async with Client(streamable_http_client(URL, http_client=http), mode=mode) as client:
                return await session(client)
        finally:
            await http.aclose()
            await app.state.agents.close()

    return asyncio.run(talk())


def over_pipes(home: Path, session: Session[Got]) -> Got:
    """The same with ``policy-search mcp``."""

    async def talk() -> Got:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "search_api.cli", "mcp"],
            env={**os.environ, "POLICY_SEARCH_HOME": str(home)},
        )
        async with Client(server) as client:
            return await session(client)

    return asyncio.run(talk())
