"""Folders that browsers save beside a page: part of the page, and no documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

# The folder of X.html: X_files in most languages, X.files, and what browsers write in Chinese.
_COMPANION = re.compile(
    r"(.+?)(?:[_.-]files|_文件|_档案|_檔案|_ファイル|-Dateien|_fichiers)$", re.I
)
_DEEPEST = 32  # folders within folders
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml")


def page_of(folder: str, beside: Collection[str]) -> str | None:
    """The saved page that a folder of such a name belongs to, where one of the names ``beside``
    it, in lower case, is that page's."""
    found = _COMPANION.fullmatch(folder)
    if found is None:
        return None
    pages = (found[1] + extension for extension in _PAGES)
    return next((page for page in pages if page.lower() in beside), None)


def companions(names: Iterable[str]) -> set[str]:
    """Of the paths of an archive, with ``/``, those that lie in such a folder."""
    paths = list(names)
    beside = {path.lower() for path in paths}
    return {path for path in paths if _within_companion(path.split("/")[:_DEEPEST], beside)}


def _within_companion(parts: list[str], beside: Collection[str]) -> bool:
    return any(
        _COMPANION.fullmatch(folder) is not None
        and page_of("/".join(parts[: depth + 1]), beside) is not None
        for depth, folder in enumerate(parts[:-1])
    )
