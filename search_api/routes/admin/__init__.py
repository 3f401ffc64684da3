"""What staff do over HTTP: with a key, within its scope, audited, kept by no cache."""

from __future__ import annotations

from typing import Any

from search_api.described import Router, described
from search_api.routes.admin import documents, jobs, lists, names, queries, review, site, synonyms
from search_api.schemas import Problem

REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "没有登录：缺少密钥，或密钥无效、已撤销、已过期"},
    403: {"model": Problem, "description": "没有权限：角色不够，或不是所限机关的文件"},
    422: {"model": Problem, "description": "参数有误：一次列出全部有误的参数"},
    429: {"model": Problem, "description": "请求过多：请按 Retry-After 稍后再试"},
}

router = Router(prefix="/admin", responses=described(REFUSALS), tags=["admin"])
router.include_router(jobs.router)
router.include_router(documents.router)
router.include_router(lists.router)
router.include_router(review.router)
router.include_router(queries.router)
router.include_router(synonyms.router)
router.include_router(names.router)
router.include_router(site.router)
