"""The list definitions of a Word file: its numbering part, read into NumberedLists."""

from __future__ import annotations

from lxml import etree

from indexer.extractors.docx.styles import W, number, on
from indexer.extractors.flow.numbering import LEVELS, Level, NumberedList

_VAL = W + "val"
_SEPARATORS = {"tab": "\t", "space": " ", "nothing": ""}


class Lists:
    """Lists by ``w:numId``, and the level that a paragraph style stands for."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[int, NumberedList] = {}
        self._style_levels: dict[tuple[int, str], int] = {}
        if root is None:
            return
        self._abstract = {
            number(element.get(W + "abstractNumId"), -1): element
            for element in root.iterchildren(W + "abstractNum")
        }
        self._by_style_link = {
            link: element
            for element in self._abstract.values()
            if (link := _child(element, "styleLink")) is not None
        }
        for element in root.iterchildren(W + "num"):
            self._add(element)

    def get(self, list_id: int) -> NumberedList | None:
        return self._lists.get(list_id)

    def level_of_style(self, list_id: int, style_id: str | None) -> int | None:
        """The level that is tied to a paragraph style, as heading styles are."""
        return None if style_id is None else self._style_levels.get((list_id, style_id))

    def _add(self, element: etree._Element) -> None:
        list_id = number(element.get(W + "numId"), 0)
        abstract = self._abstract.get(number(_child(element, "abstractNumId"), -1))
        link = None if abstract is None else _child(abstract, "numStyleLink")
        if link is not None:
            abstract = self._by_style_link.get(link, abstract)
        if abstract is None:
            return
        definitions = {_level_number(e): e for e in abstract.iterchildren(W + "lvl")}
        starts: dict[int, int] = {}
        for override in element.iterchildren(W + "lvlOverride"):
            level = _level_number(override)
            start = _child(override, "startOverride")
            if start is not None:
                starts[level] = number(start, 1)
            replaced = override.find(W + "lvl")
            if replaced is not None:
                definitions[level] = replaced
        for level, definition in definitions.items():
            style = _child(definition, "pStyle")
            if style is not None:
                self._style_levels[(list_id, style)] = level
        counter = number(abstract.get(W + "abstractNumId"), -1)
        levels = {n: _level(e) for n, e in definitions.items() if 0 <= n < LEVELS}
        self._lists[list_id] = NumberedList(counter, levels, starts)


def _level(element: etree._Element) -> Level:
    restart = _child(element, "lvlRestart")
    legal = element.find(W + "isLgl")
    return Level(
        style=_child(element, "numFmt") or "decimal",
        text=_child(element, "lvlText") or "",
        start=number(_child(element, "start"), 0),
        separator=_SEPARATORS.get(_child(element, "suff") or "tab", "\t"),
        legal=legal is not None and on(legal.get(_VAL, "1")),
        restart=None if restart is None else number(restart, 0),
    )


def _level_number(element: etree._Element) -> int:
    return number(element.get(W + "ilvl"), 0)


def _child(parent: etree._Element, name: str) -> str | None:
    child = parent.find(W + name)
    return None if child is None else child.get(_VAL)
