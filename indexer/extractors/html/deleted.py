"""Text that a page marks as deleted (``del``, as office programs write tracked changes into it) or
strikes through (``s``, ``strike``, a style).

Neither is part of the wording in force: both are left out and told, as in the other formats.
Careless pages open such a mark and never end it, or put all they say in it: theirs is kept, and
told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml import etree

from indexer.extractors.base import characters, is_mostly_struck, omitted, told_of_struck

_MARK = re.compile(r"<(/?)(del|s|strike)\b[^<>]*>", re.I)
_DELETED, _STRUCK = ("del",), ("s", "strike")
_LINE = re.compile(r"line-through", re.I)


def drop_deleted(root: etree._Element, source: str) -> list[str]:
    """Make deleted text one of the parts that no page shows; what is told of it."""
    outermost = _outermost(root.iter(*_DELETED))
    deleted = sum(map(_characters, outermost))
    if not deleted:
        return []
    if not _paired(source, _DELETED):
        return [f"网页中的删除标记没有配对，{deleted} 字仍予收入"]
    if is_mostly_struck(deleted, _characters(root) - deleted):
        return [f"网页过半文字标为删除，{deleted} 字仍予收入"]
    _drop(outermost)
    return omitted(deleted=deleted)


def drop_struck(root: etree._Element, source: str) -> list[str]:
    """The same of what is struck through."""
    outermost = _outermost(e for e in root.iter(etree.Element) if is_struck(e))
    passages = ["".join(map(str, element.itertext())) for element in outermost]
    struck = sum(map(characters, passages))
    if not struck:
        return []
    if not _paired(source, _STRUCK):
        return [f"网页中的删除线没有配对，{struck} 字仍予收入"]
    stays = is_mostly_struck(struck, _characters(root) - struck)
    if not stays:
        _drop(outermost)
    return told_of_struck(passages, stays=stays)


def is_deleted(element: etree._Element) -> bool:
    return element.tag in _DELETED


def is_struck(element: etree._Element) -> bool:
    return element.tag in _STRUCK or _LINE.search(element.get("style") or "") is not None


def _outermost(elements: Iterable[etree._Element]) -> list[etree._Element]:
    """Those that stand in no other of them; nor in what is left out already."""
    found: list[etree._Element] = []
    inside: set[etree._Element] = set()
    for element in elements:  # in the order of the page: what holds comes before what is held
        if element not in inside and next(element.iterancestors("template"), None) is None:
            found.append(element)
            inside.update(element.iter(etree.Element))
    return found


def _paired(source: str, tags: Sequence[str]) -> bool:
    marks = [mark[1] for mark in _MARK.finditer(source) if mark[2].lower() in tags]
    return marks.count("/") == marks.count("")


def _drop(elements: Iterable[etree._Element]) -> None:
    for element in elements:
        if element.tag in (*_DELETED, *_STRUCK):
            element.tag = "template"
            continue
        # A cell or a line stays where it stands, without what it says.
        within = element.makeelement("template")
        within.text, element.text = element.text, None
        within.extend(list(element))
        element.append(within)


def _characters(element: etree._Element) -> int:
    return sum(characters(str(part)) for part in element.itertext())
