"""Files of the program: kept for a year where the address tells their content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from search_api.edge import names_tag

_NONE: Mapping[str, str] = MappingProxyType({})


def kept_file(
    request: Request, path: Path, fingerprint: str, headers: Mapping[str, str] = _NONE
) -> Response:
    """``v`` in the address is the file's fingerprint: it never changes. Else for an hour."""
    known = request.query_params.get("v") == fingerprint
    kept = {"Cache-Control": "max-age=31536000, immutable" if known else "max-age=3600", **headers}
    answer = FileResponse(path, headers=kept, stat_result=path.stat())
    tag = answer.headers["etag"]
    if names_tag(request.headers.get("if-none-match", "").encode(), tag.encode()):
        return Response(status_code=304, headers={"ETag": tag, **kept})
    return answer
