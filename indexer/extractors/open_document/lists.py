"""The list numbers of an OpenDocument text, which stand in no text: 第三条 一、 （一） 1.

A list begins anew with each ``text:list`` unless it says which one it goes on from; headings are
numbered by the document's outline.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from indexer.extractors.flow.numbering import Counters, NumberedList, set_apart
from indexer.extractors.open_document.names import TEXT, XML
from indexer.extractors.open_document.styles import ParagraphStyle, Styles, whole

_OUTLINE = -1


@dataclass(frozen=True, slots=True)
class Item:
    """A place in a list: ``run`` numbers the lists that are one, ``level`` counts from 0."""

    run: int
    level: int
    style: str | None
    start: int | None = None

    def item(self, entry: etree._Element) -> Item:
        """An entry of the list, with the number that it asks for."""
        given = entry.get(TEXT + "start-value")
        start = whole(given, 1) if given is not None else None
        return Item(self.run, self.level, self.style, start)


@dataclass(slots=True)
class Numbers:
    """The lists of one story; feed it their paragraphs in their order."""

    styles: Styles
    _counters: Counters = field(default_factory=Counters)
    _runs: dict[str, int] = field(default_factory=dict)  # by the list's id
    _latest: dict[str | None, int] = field(default_factory=dict)  # by the list's style
    _count: int = 0

    def enter(self, element: etree._Element, above: Item | None) -> Item:
        """A ``text:list``; ``above`` is the one that it is part of."""
        style = element.get(TEXT + "style-name")
        if above is not None:
            return Item(above.run, above.level + 1, style or above.style)
        run = self._runs.get(element.get(TEXT + "continue-list", ""))
        if run is None and element.get(TEXT + "continue-numbering") == "true":
            run = self._latest.get(style)
        if run is None:
            self._count += 1
            run = self._count
        self._latest[style] = run
        for name in (element.get(XML + "id"), element.get(TEXT + "id")):
            if name:
                self._runs[name] = run
        return Item(run, 0, style)

    def label(
        self, element: etree._Element, style: ParagraphStyle, item: Item | None, *, in_list: bool
    ) -> str:
        """What stands before a paragraph, with what parts it from the text."""
        if item is None and not in_list:
            item = self._of_outline(element, style)
        if item is None:
            return ""
        name = item.style or style.list_style or ""
        levels = self.styles.outline if item.run == _OUTLINE else self.styles.lists.get(name)
        if levels is None or item.level not in levels:
            written = element.findtext(TEXT + "number") or ""
            return set_apart(written.strip()) if written.strip() else ""
        starts = {} if item.start is None else {item.level: item.start}
        # A start of its own counts once, for this paragraph alone.
        self._count += item.start is not None
        key = item.run if item.start is None else -1 - self._count
        return self._counters.next(key, NumberedList((item.run, name), levels, starts), item.level)

    def _of_outline(self, element: etree._Element, style: ParagraphStyle) -> Item | None:
        if element.tag != TEXT + "h" or element.get(TEXT + "is-list-header") == "true":
            return None
        level = whole(element.get(TEXT + "outline-level"), 1) - 1
        start = element.get(TEXT + "start-value")
        given = whole(start, 1) if start is not None else None
        return Item(_OUTLINE, level, None, given)
