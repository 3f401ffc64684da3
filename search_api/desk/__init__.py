"""Staff's desk: pages under /admin, for what the interface does under /api/v1/admin."""

from __future__ import annotations

from fastapi import APIRouter

from search_api.desk import documents, home, lists, reviewing, uploading

router = APIRouter()
for part in (home, uploading, reviewing, documents, lists):
    router.include_router(part.router)
