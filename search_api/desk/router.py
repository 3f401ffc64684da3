"""All pages of the desk."""

from __future__ import annotations

from search_api.described import Router
from search_api.desk import documents, home, lists, naming, presenting, reviewing, uploading, words

router = Router()
for part in (home, uploading, reviewing, documents, lists, words, naming, presenting):
    router.include_router(part.router)
