"""Whether the file that a document was read from can be downloaded, and if not, why."""

from __future__ import annotations

import os

from fastapi import Request

from indexer.catalogue.copies import Copies
from indexer.intake.records import MEDIA_TYPE as RECORD
from indexer.model import Source
from indexer.pipeline.locations import MEMBER, openable

WHY_NOT = {
    None: "这份文件没有原件可供下载：只收录了文字",
    "member": "原件在压缩包 {archive} 中，库中没有保留副本，不能单独下载",
    "gone": "原件已不在收录时的位置，库中没有保留副本",
}


def copies_of(request: Request) -> Copies:
    return Copies(request.app.state.settings.home)


def is_downloadable(copies: Copies, source: Source | None) -> bool:
    """By a look at where it would be; what is in it is looked at when it is asked for."""
    if source is None:
        return False
    there = source.path is not None and os.path.lexists(openable(source.path))
    return there or copies.path(source.sha256) is not None


def why_not(source: Source | None) -> str:
    """For people."""
    if source is not None and source.path is not None:
        return WHY_NOT["gone"]
    if source is not None and MEMBER in source.name and source.media_type != RECORD:
        return WHY_NOT["member"].format(archive=source.name.split(MEMBER)[0].rsplit("/", 1)[-1])
    return WHY_NOT[None]
