"""Text that a page marks as deleted (``del``), as office programs write tracked changes into it.

It is no part of the version in force, as in the other formats, and is left out and told. What is
only struck through (``s``, ``strike``, a style) stays, and is told: the page shows it, and a
comparison of wordings or a list of what was settled is often set so. Careless pages open ``del``
and never end it, or put all they say in it: theirs is kept, and told.
"""

from __future__ import annotations

import re

from lxml import etree

from indexer.extractors.base import omitted

_MARK = re.compile(r"<(/?)del\b[^<>]*>", re.I)
_MOST = 0.5  # of the page's characters


def drop_deleted(root: etree._Element, source: str) -> list[str]:
    """Make deleted text one of the parts that no page shows; what is told of it."""
    outermost = [e for e in root.iter("del") if next(e.iterancestors("del"), None) is None]
    deleted = sum(map(_characters, outermost))
    if not deleted:
        return []
    marks = [mark[1] for mark in _MARK.finditer(source)]
    if marks.count("/") != marks.count(""):
        return [f"网页中的删除标记没有配对，{deleted} 字仍予收入"]
    if deleted > _MOST * _characters(root):
        return [f"网页过半文字标为删除，{deleted} 字仍予收入"]
    for element in outermost:
        element.tag = "template"
    return omitted(deleted=deleted)


_STRUCK = re.compile(r"line-through", re.I)


def struck_characters(root: etree._Element) -> int:
    """How much of the text is struck through."""
    struck: dict[etree._Element | None, bool] = {None: False}
    count = 0
    for element in root.iter():
        around = struck.get(element.getparent(), False)
        struck[element] = around or (isinstance(element.tag, str) and _is_struck(element))
        count += _length(element.text) if struck[element] else 0
        count += _length(element.tail) if around else 0
    return count


def _is_struck(element: etree._Element) -> bool:
    return element.tag in ("s", "strike") or _STRUCK.search(element.get("style") or "") is not None


def _characters(element: etree._Element) -> int:
    return sum(_length(str(part)) for part in element.itertext())


def _length(text: str | None) -> int:
    return len("".join((text or "").split()))
