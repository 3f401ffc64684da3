"""All pages of the desk."""

from __future__ import annotations

from search_api.described import Router
from search_api.desk import documents, home, lists, reviewing, uploading

router = Router()
for part in (home, uploading, reviewing, documents, lists):
    router.include_router(part.router)
