"""Reports, the audit log, what was searched for: tables here, and files of the interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from indexer.access import Caller, Role
from indexer.model.fields import METADATA_BY_NAME
from indexer.stewardship import audit
from indexer.stewardship.listing import COMMON, Report
from indexer.stewardship.reports import REPORTS
from indexer.usage.store import QueryOrder
from search_api.admin_schemas import AuditParams, AuditVia, QueriesParams, ReportParams
from search_api.desk.frame import ROOT, AsAdmin, AtDesk, AtWhole, desk_page, staff_path
from search_api.desk.reckoning import reckoned
from search_api.problems import wrong_parameter
from search_api.routes.admin.lists import asked_of, report_for
from search_api.routes.admin.queries import counted_for
from search_api.routes.admin.scope import library_of
from search_api.routes.search import service_of

router = APIRouter()

_API = "/api/v1/admin"
# Rows on a page; files have all.
_ROWS = 200
_ENTRIES = 50
_QUERIES = 100
_ID, _TITLE, _OTHER = COMMON[0], COMMON[1], "另一份"
# Columns that are sentences of texts, shown on demand, and the one that is a comparison.
_QUOTES, _DIFF = ("依据", "原文"), "对照"
# What else a report is about, for people who choose one.
_ABOUT: Mapping[str, str] = {
    "validity": "推定的终止、依据已失效的文件、列举不明确的目录",
    "expiring": "有效期将满的现行文件",
    "conflicts": "说法相互矛盾的有效性，以及同名的较旧文本",
    "quality": "文字提取、字段读取存疑的文件",
    "findings": "个人信息等不宜公开的内容，已遮盖",
    "interpretations": "没有解读、或解读晚于三个工作日的政策文件",
    "today": "新收录、新近失效、即将到期等",
    "quarantine": "读不出来的文件与原因",
    "duplicates": "内容相同的副本，同号的不同文本及其差异",
}
_DATED = ("expiring", "today")
ACTIONS: Mapping[str, str] = {
    "document": "文件：全部操作",
    "document.correct": "更正",
    "document.undo": "撤销更正",
    "document.publish": "公开",
    "document.withhold": "暂不公开",
    "document.remove": "移除",
    "documents.upload": "上传",
    "documents.retry": "重新读取",
    "review": "核定：全部",
    "review.confirm": "核定：确认",
    "review.overrule": "核定：更正",
    "library": "资料库：全部操作",
    "library.rebuild": "重建索引",
    "library.synonyms": "改同义词",
    "library.names": "换用机关名录",
    "library.site": "改网站设置",
    "library.repair": "修复",
    "library.restore": "恢复备份",
    "key": "密钥：全部操作",
    "key.create": "建立密钥",
    "key.revoke": "撤销密钥",
    "session.begin": "登录",
    "alert": "订阅：全部操作",
}


# ---------------------------------------------------------------- reports


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    title: str
    about: str


def _choices(caller: Caller) -> list[Choice]:
    """A limited editor sees the reports whose rows are of one document each."""
    return [
        Choice(name, title, _ABOUT.get(name, ""))
        for name, (title, columns, _) in REPORTS.items()
        if not caller.issuers or _ID in columns
    ]


@router.get(f"{ROOT}/reports")
async def reports_page(request: Request, session: AtDesk) -> Response:
    choices = _choices(session.caller)
    return desk_page(request, session, "reports", nav="reports", choices=choices)


@router.get(f"{ROOT}/reports/{{name}}")
async def report_page(request: Request, session: AtDesk, name: str) -> Response:
    if name not in REPORTS:
        raise HTTPException(404, "没有这个清单")
    given = _given(request, ("as_of", "days"))
    params, problems = _read(ReportParams, given)
    report = await report_at_desk(request, session.caller, name, params.as_of, params.days)
    asked = urlencode(params.model_dump(mode="json", include={"as_of", "days"}, exclude_none=True))
    return desk_page(
        request, session, "report", nav="reports", code=422 if problems else 200,
        problems=problems, report=report, title=REPORTS[name][0], about=_ABOUT.get(name, ""),
        report_name=name, given=given, dated=name in _DATED, rows=_rows(report) if report else (),
        most=_ROWS, file=f"{_API}/reports/{name}?{asked + '&' if asked else ''}format=",
    )  # fmt: skip


async def report_at_desk(
    request: Request,
    caller: Caller,
    name: str,
    as_of: date | None = None,
    days: int | None = None,
) -> Report | None:
    """None where it is not there yet."""
    library = library_of(request)
    return await reckoned(
        request, library, caller, ("report", name, as_of, days),
        lambda: report_for(library, caller, name, as_of, days),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """``kind``: text, title, quote or diff. ``id``: the document that a title leads to; the two
    that a diff is of, with | between."""

    head: str
    text: str
    kind: str = "text"
    id: str = ""


def _rows(report: Report) -> list[list[Cell]]:
    return [_cells(dict(zip(report.columns, row, strict=True))) for row in report.rows[:_ROWS]]


def _cells(row: Mapping[str, str]) -> list[Cell]:
    made = []
    for head, text in row.items():
        if head == _ID:
            continue  # the title leads there
        if head == _TITLE:
            made.append(Cell(head, text or row.get(_ID, ""), "title", row.get(_ID, "")))
        elif head == _OTHER:
            made.append(Cell(head, text, "title", text))
        elif head in _QUOTES and text:
            made.append(Cell(head, text, "quote"))
        elif head == _DIFF and text:
            made.append(Cell(head, text, "diff", f"{row.get(_OTHER, '')}|{row.get(_ID, '')}"))
        else:
            made.append(Cell(head, text))
    return made


# ---------------------------------------------------------------- the audit log


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as people read it. ``href``: where what it is about is."""

    key: int
    at: str
    who: str
    via: str
    action: str
    subject: str
    href: str
    why: str
    lines: Sequence[tuple[str, str, str]]
    others: Sequence[tuple[str, str]]


@router.get(f"{ROOT}/audit")
async def audit_page(request: Request, session: AsAdmin) -> Response:
    library = library_of(request)
    given = _given(request, ("who", "action", "subject", "via", "since", "until", "before"))
    params, problems = _read(AuditParams, given, limit=_ENTRIES + 1)

    def made() -> tuple[int, str, list[audit.Entry]]:
        count, proof = audit.head(library.catalogue)
        return max(count, 0), proof, list(audit.entries(library.catalogue, asked_of(params)))

    total, proof, found = await run_in_threadpool(made)
    asked = {name: value for name, value in given.items() if value and name != "before"}
    last = found[_ENTRIES - 1].key if len(found) > _ENTRIES else None
    return desk_page(
        request, session, "audit", nav="audit", code=422 if problems else 200,
        problems=problems, given=given, total=total, proof=proof, actions=ACTIONS,
        vias=[(via.value, via.label) for via in AuditVia],
        entries=[_told(entry) for entry in found[:_ENTRIES]],
        newest=f"{ROOT}/audit?{urlencode(asked)}" if given["before"] else "",
        older=f"{ROOT}/audit?{urlencode({**asked, 'before': last})}" if last else "",
        file=f"{_API}/audit?{urlencode({**asked, 'limit': 10_000})}&format=",
    )  # fmt: skip


def _told(entry: audit.Entry) -> Told:
    details = dict(entry.details)
    why = str(details.pop("why", "") or "")
    lines, others = [], []
    for name, value in details.items():
        label = METADATA_BY_NAME[name].label if name in METADATA_BY_NAME else name
        if isinstance(value, dict) and {"before", "after"} <= value.keys():
            lines.append((label, _plain(value["before"]), _plain(value["after"])))
        elif value not in (None, "", [], {}):
            others.append((_DETAILS.get(name, label), _plain(value)))
    href = ""
    if entry.action.startswith(("document.", "review.")):
        href = staff_path(entry.subject)
    elif entry.action in _JOBS:
        href = f"{ROOT}/jobs/{entry.subject}"
    return Told(
        entry.key, entry.at, entry.who, audit.VIA_LABELS.get(entry.via, entry.via),
        ACTIONS.get(entry.action, entry.action), entry.subject,
        href, why, lines, others,
    )  # fmt: skip


_DETAILS: Mapping[str, str] = {
    "before": "之前", "found": "发现", "files": "文件", "change": "第几号更正", "told": "事项",
    "item": "编号", "value": "更正为", "relations": "关系", "name": "名称", "role": "角色",
    "issuers": "机关", "done": "做了什么", "added": "增加", "removed": "删去",
}  # fmt: skip
_VALUES: Mapping[str, str] = {
    "published": "公开",
    "withheld": "暂不公开",
    **{role.value: role.label for role in Role},
}
_JOBS = ("documents.upload", "documents.retry", "library.rebuild", "library.names")


def _plain(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case list() | tuple():
            return "、".join(map(_plain, value))
        case dict():
            return "，".join(f"{name} {_plain(v)}" for name, v in value.items())
        case _:
            return _VALUES.get(str(value), str(value))


# ---------------------------------------------------------------- queries


@router.get(f"{ROOT}/queries")
async def queries_page(request: Request, session: AtWhole) -> Response:
    given = _given(request, ("order", "days"))
    params, problems = _read(QueriesParams, given, limit=_QUERIES)
    service = service_of(request)
    since, until, found = await run_in_threadpool(counted_for, service, session.caller, params)
    return desk_page(
        request, session, "queries", nav="queries", code=422 if problems else 200,
        problems=problems, orders=[(order.value, order.label) for order in QueryOrder],
        params=params, since=since, until=until, found=found,
    )  # fmt: skip


# ---------------------------------------------------------------- what is asked


def _given(request: Request, names: Sequence[str]) -> dict[str, str]:
    return {name: request.query_params.get(name, "").strip() for name in names}


def _read(model: type[Any], given: Mapping[str, str], **more: object) -> tuple[Any, list[str]]:
    """The parameters as the interface takes them; without what is wrong, which is told."""
    told = {name: value for name, value in given.items() if value}
    try:
        return model(**told, **more), []
    except ValidationError as error:
        wrong = error.errors()
        problems = []
        for one in wrong:
            field = model.model_fields.get(str(one["loc"][0]))
            label = field.title if field is not None else str(one["loc"][0])
            message = wrong_parameter({**one, "loc": ("query", *one["loc"])})["message"]
            problems.append(f"{label}：{message}")
        bad = {str(one["loc"][0]) for one in wrong}
        return model(**{n: v for n, v in told.items() if n not in bad}, **more), problems
