"""The tools and resources as an MCP server. Importing this takes a second: whoever serves imports
it with the first request only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any, Protocol, TypeVar

import mcp_types as types
import orjson
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from starlette.exceptions import HTTPException

from indexer.model.citing import citation
from indexer.model.errors import DocumentNotFound, OutOfTime, PolicySearchError, UsageError
from indexer.model.queries import SearchRequest, Sort
from indexer.searching.service import SearchService
from search_api.agents import citing, reading
from search_api.agents.tools import BY_NAME, INSTRUCTIONS, TOOLS

log = logging.getLogger(__name__)

_PAGE = 100
_PLAIN = "text/plain"
Made = TypeVar("Made")


class Run(Protocol):
    """Runs what reads the library; raises HTTPException where too much is running."""

    def __call__(self, work: Callable[[], Made]) -> Awaitable[Made]: ...


def made_server(service: SearchService, run: Run) -> Server[Any]:
    """A server that reads the library on ``run``."""
    handlers = _Handlers(service, run)
    return Server(
        "policy-search",
        version=version("policy-search"),
        title="政策文件检索",
        instructions=INSTRUCTIONS,
        on_list_tools=handlers.tools,
        on_call_tool=handlers.call,
        on_list_resources=handlers.resources,
        on_list_resource_templates=handlers.templates,
        on_read_resource=handlers.read,
    )


class _Handlers:
    def __init__(self, service: SearchService, run: Run) -> None:
        self._service = service
        self._run = run

    async def tools(self, _: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    title=tool.title,
                    description=tool.description,
                    input_schema=tool.schema(),
                    annotations=types.ToolAnnotations(
                        read_only_hint=True, idempotent_hint=True, open_world_hint=False
                    ),
                )
                for tool in TOOLS
            ]
        )

    async def call(self, _: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        """What went wrong is told to the model, which can ask better."""
        tool = BY_NAME.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"没有这个工具：{params.name[:100]}")
        arguments = params.arguments or {}
        try:
            told = await self._run(lambda: orjson.dumps(tool.run(self._service, arguments)))
        except (PolicySearchError, HTTPException) as error:
            return types.CallToolResult(content=[_text(_told(error))], is_error=True)
        # By JSON: dates and dataclasses are none to the protocol.
        return types.CallToolResult(
            content=[_text(told.decode())], structured_content=orjson.loads(told)
        )

    async def resources(
        self, _: Any, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """Every published document, the newest first; articles are read by the template."""
        cursor = (params.cursor if params else None) or "1"
        if not cursor.isascii() or not cursor.isdigit() or not 0 < int(cursor) <= 1_000_000:
            raise MCPError(types.INVALID_PARAMS, "没有这一页")
        wanted = SearchRequest(
            sort=Sort.NEWEST, page=int(cursor), size=_PAGE, facets=(), highlight=False
        )
        found = await self._tried(lambda: self._service.search(wanted))
        more = int(cursor) * _PAGE < found.total
        return types.ListResourcesResult(
            resources=[
                types.Resource(
                    name=hit.id,
                    title=citation(hit.title, hit.doc_number),
                    uri=citing.document_uri(hit.id),
                    mime_type=_PLAIN,
                    description=f"{hit.status.value.label}（{found.as_of}）",
                )
                for hit in found.hits
            ],
            next_cursor=str(int(cursor) + 1) if more else None,
        )

    async def templates(self, _: Any, __: Any) -> types.ListResourceTemplatesResult:
        rows = (
            ("document", "文件全文", citing.DOCUMENT_TEMPLATE),
            ("article", "文件中的一条", citing.ARTICLE_TEMPLATE),
        )
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(name=n, title=t, uri_template=u, mime_type=_PLAIN)
                for n, t, u in rows
            ]
        )

    async def read(
        self, _: Any, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        meant = citing.meant_by(params.uri)
        if meant is None:
            raise MCPError(types.INVALID_PARAMS, f"没有这项资源：{params.uri[:200]}")
        text = await self._tried(lambda: reading.text_told(self._service, *meant))
        content = types.TextResourceContents(uri=params.uri, mime_type=_PLAIN, text=text)
        return types.ReadResourceResult(contents=[content])

    async def _tried(self, work: Callable[[], Made]) -> Made:
        try:
            return await self._run(work)
        except (DocumentNotFound, UsageError) as error:
            raise MCPError(types.INVALID_PARAMS, _told(error)) from error
        except (PolicySearchError, HTTPException) as error:
            raise MCPError(types.INTERNAL_ERROR, _told(error)) from error


def _text(text: str) -> types.TextContent:
    return types.TextContent(text=text)


def _told(error: Exception) -> str:
    """In the words of the API (``problems.py``)."""
    match error:
        case HTTPException():
            return str(error.detail)
        case DocumentNotFound():
            return f"没有这份文件：{error.document_id[:100]}"
        case UsageError() | OutOfTime():
            return str(error)
    log.error("%s: %s", type(error).__name__, error)
    return "索引暂不可用，请稍后再试"


def serve_stdio(service: SearchService) -> None:
    """Until the client closes our input. What is committed meanwhile is seen by the next call."""

    async def run(work: Callable[[], Made]) -> Made:
        def fresh() -> Made:
            service.refresh()
            return work()

        return await asyncio.to_thread(fresh)

    async def serve() -> None:
        server = made_server(service, run)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    asyncio.run(serve())
