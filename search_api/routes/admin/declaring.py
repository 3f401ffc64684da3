"""What an upload declares of its files, read before anything is kept: all that is wrong at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.intake.declared import declare
from indexer.intake.manifest import RULE
from indexer.intake.records import is_records
from indexer.model.errors import DocumentNotFound, UsageError
from indexer.stewardship.uploads import replaceable
from search_api.routes.admin.scope import reached

_ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".eml", ".msg")
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Declared:
    """``rows``: a manifest's, one a file; ``replaces``: ids whose file a new one stands in for."""

    rows: Sequence[Mapping[str, Any]]
    replaces: Sequence[str]


def declared(
    library: Library,
    caller: Caller,
    names: Sequence[str],
    metadata: str | None,
    unknown: Sequence[str],
) -> Declared:
    """Raises RequestValidationError that names all that is wrong, NotAllowed, DocumentNotFound."""
    problems = [(name, "没有这个参数") for name in unknown]
    if not names:
        problems.append(("files", "缺少文件"))
    problems += [
        ("files", f"“{n}”给了不止一次") for n, count in Counter(names).items() if count > 1
    ]
    rows = _rows(names, metadata, problems)
    if caller.issuers:
        problems += _beyond_one(names)
    for row in rows:
        problems += _problems(library, caller, row)
    if problems:
        raise _wrong(problems)
    replaces = []
    for row in rows:
        _check_scope(library, caller, row)
        identity = row.get("id")
        if identity is not None and _is_there(library, caller, identity):
            replaceable(library.catalogue, library.settings.home, identity)
            replaces.append(identity)
    return Declared(rows, replaces)


def _wrong(problems: Sequence[tuple[str, str]]) -> RequestValidationError:
    return RequestValidationError(
        [
            {"type": "value_error", "loc": ("body", name), "msg": message, "input": None}
            for name, message in problems
        ]
    )


def _rows(
    names: Sequence[str], metadata: str | None, problems: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    try:
        given = orjson.loads(metadata) if metadata and metadata.strip() else {}
    except orjson.JSONDecodeError as error:
        problems.append(("metadata", f"不是有效的 JSON：{error}"))
        return []
    if isinstance(given, dict):
        if len(names) > 1 and "id" in given:
            problems.append(("metadata.id", "多个文件不能同一编号；请写成列表，各有 path"))
        return [{**given, "path": name} for name in names]
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        problems.append(("metadata", "应为 JSON 对象，或各有 path 的对象列表"))
        return []
    by_name = {str(row.get("path")): row for row in given}
    for number, row in enumerate(given):
        if row.get("path") not in names:
            problems.append((f"metadata.{number}.path", f"没有上传“{str(row.get('path'))[:60]}”"))
    return [{**by_name.get(name, {}), "path": name} for name in names]


def _beyond_one(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What holds several documents says itself whose they are."""
    for name in names:
        if is_records(name) or name.lower().endswith(_ARCHIVES):
            yield "files", f"限定机关的密钥不能上传“{name}”这类含多份文件的，请逐个上传"


def _problems(library: Library, caller: Caller, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    identity = row.get("id")
    if identity is not None and (
        not isinstance(identity, str) or not identity.strip() or len(identity) > _LONGEST_ID
    ):
        yield "metadata.id", f"应为 1 至 {_LONGEST_ID} 字的文字"
    rest = {name: value for name, value in row.items() if name not in ("path", "id")}
    for problem in declare(rest, RULE, library.authority.split).problems:
        yield f"metadata.{problem.field}", problem.message
    if caller.issuers and not row.get("issuers"):
        if len(caller.issuers) == 1:
            row["issuers"] = list(caller.issuers)
        else:
            yield "metadata.issuers", "请写明发文机关"


def _check_scope(library: Library, caller: Caller, row: Mapping[str, Any]) -> None:
    if caller.issuers:
        rest = {"issuers": row.get("issuers")}
        read = declare(rest, RULE, library.authority.split).values.get("issuers", ())
        names = [n for v in read for n in ((v.value,) if isinstance(v.value, str) else v.value)]
        caller.require_issuers(names, library.authority.current)


def _is_there(library: Library, caller: Caller, identity: str) -> bool:
    """Raises NotAllowed for another body's; one that is withheld there is not told of, and may
    not be taken either."""
    try:
        reached(library, caller, identity)
    except DocumentNotFound:
        if library.catalogue.cards([identity]):
            raise UsageError(f"编号 {identity} 不能使用", field="metadata.id") from None
        return False
    return True
