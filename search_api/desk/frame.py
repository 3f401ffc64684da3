"""What every page of the desk shares: who may open it, the navigation, the words after an act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import RedirectResponse, Response

from indexer.access import Caller, Role
from indexer.access.sessions import Session
from indexer.model.errors import NotAllowed, PolicySearchError
from indexer.searching.shown import page_path
from search_api.desk.clock import clock
from search_api.problems import wrong_parameter
from search_api.rendering import page
from search_api.signing_in import SignedIn

ROOT = "/admin"
_WHOLE = "这一页涉及各机关的文件，限定机关的密钥不能查看"


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the navigation. ``whole``: it tells of the library as a whole, and is not for
    those whose key is limited to bodies."""

    key: str
    label: str
    href: str
    icon: str
    role: Role = Role.EDITOR
    whole: bool = False

    def is_for(self, caller: Caller) -> bool:
        return caller.role.includes(self.role) and not (self.whole and caller.issuers)


SECTIONS = (
    Section("home", "今日工作", ROOT, "home"),
    Section("upload", "上传入库", f"{ROOT}/upload", "upload"),
    Section("quarantine", "未能收录", f"{ROOT}/quarantine", "warn"),
    Section("review", "待核事项", f"{ROOT}/review", "quote"),
    Section("documents", "文件编辑", f"{ROOT}/documents", "file"),
    Section("reports", "工作清单", f"{ROOT}/reports", "list"),
    Section("queries", "检索统计", f"{ROOT}/queries", "chart", whole=True),
    Section("synonyms", "同义词", f"{ROOT}/synonyms", "book", Role.ADMIN),
    Section("names", "机关名录", f"{ROOT}/names", "list", Role.ADMIN),
    Section("site", "网站设置", f"{ROOT}/site", "home", Role.ADMIN),
    Section("audit", "操作记录", f"{ROOT}/audit", "history", Role.ADMIN),
)

# What a page says once something was done, by the word in its address.
DONE: Mapping[str, str] = {
    "uploaded": "已收下，正在处理",
    "rebuilding": "已开始重建索引，其间照常检索",
    "corrected": "已保存，检索随后跟上",
    "settled": "已处理，检索随后跟上",
    "words": "已保存，即时生效",
    "names": "已收下，正在换用；完成前仍按原名录检索",
    "site": "已保存，各页随即显示",
    "undone": "已撤销那次更正",
    "published": "已公开，检索随后跟上",
    "withheld": "已暂不公开，立即生效",
    "removed": "已移除，不再检索得到",
    "retrying": "已重新提交，正在处理",
}


def _requires(role: Role, *, whole: bool = False) -> Callable[..., Awaitable[Session]]:
    async def check(session: SignedIn) -> Session:
        session.caller.require(role)
        if whole and session.caller.issuers:
            raise NotAllowed(_WHOLE)
        return session

    return check


AtDesk = Annotated[Session, Depends(_requires(Role.EDITOR))]
AtWhole = Annotated[Session, Depends(_requires(Role.EDITOR, whole=True))]
AsAdmin = Annotated[Session, Depends(_requires(Role.ADMIN))]


def desk_page(
    request: Request, session: Session, name: str, *, nav: str, code: int = 200, **context: Any
) -> Response:
    """A page of the desk, from the template of this name."""
    return page(
        request.scope,
        f"desk/{name}.html",
        code=code,
        session=session,
        sections=[section for section in SECTIONS if section.is_for(session.caller)],
        nav=nav,
        done=DONE.get(request.query_params.get("done", "")),
        staff_path=staff_path,
        clock=clock,
        is_admin=session.caller.role.includes(Role.ADMIN),
        **{"problems": (), **context},
    )


def staff_path(document_id: str) -> str:
    """Where staff edit a document."""
    return ROOT + page_path(document_id)


def went(to: str, done: str = "", **query: str) -> Response:
    """On to a page after a form: reloading that sends nothing again."""
    asked = urlencode({name: value for name, value in {**query, "done": done}.items() if value})
    return RedirectResponse(to + (f"?{asked}" if asked else ""), status_code=303)


# What a form may have got wrong, and what its page then says.
Wrong = (PolicySearchError, RequestValidationError)


def problems_of(error: PolicySearchError | RequestValidationError) -> list[str]:
    """Each thing that is wrong, as the page tells it."""
    if isinstance(error, RequestValidationError):
        wrong = [wrong_parameter(e) for e in error.errors()]
        return [w["message"] for w in wrong]
    return [part for part in str(error).split("；") if part]
