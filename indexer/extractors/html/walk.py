"""An HTML element → blocks, in the order they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from lxml import etree

from indexer.extractors.base import TextBuilder
from indexer.extractors.counting import Part, compare
from indexer.extractors.flow.flow import Piece, add_pieces
from indexer.extractors.flow.headings import heading_level
from indexer.extractors.html.lists import OpenList
from indexer.extractors.html.shown import (
    BLOCKS,
    BREAK,
    is_shown,
    stands_for,
    texts,
    tidy,
)
from indexer.extractors.html.tables import is_layout, outside_cells, rows
from indexer.model import BlockKind

_HEADING = re.compile(r"h([1-6])$")
_LONGEST_HEADING = 200  # characters; a heading that holds more was never closed
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_PREFORMATTED = re.compile(r"white-space\s*:\s*pre", re.I)


Said = Callable[[etree._Element], Sequence[Piece]]  # what a picture says


def add_element(
    builder: TextBuilder,
    element: etree._Element,
    *,
    skipped: Set[etree._Element] = frozenset(),
    said: Said | None = None,
) -> None:
    """Add the element's content. ``skipped`` elements are left out with all they hold."""
    walk = _Walk(builder, skipped, said)
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "start":
            if not walk.begin(node):
                walker.skip_subtree()
        else:
            walk.end(node, tail=node is not element)
    walk.flush()


class _Walk:
    """Gathers the text of a line until a block or a break ends it."""

    def __init__(
        self, builder: TextBuilder, skipped: Set[etree._Element], said: Said | None
    ) -> None:
        self._builder = builder
        self._said = said
        self._skipped = skipped
        self._line: list[str] = []
        self._label = ""  # the number of a list's item, for its first line
        self._lists: list[OpenList] = []
        self._centred: list[etree._Element] = []
        self._preformatted: list[etree._Element] = []
        self._whole: etree._Element | None = None  # read at its start, with all that it holds

    def begin(self, element: etree._Element) -> bool:
        """Whether what the element holds is still to be read."""
        if element in self._skipped or not is_shown(element) or self._as_a_whole(element):
            self._whole = element
            return False
        tag = str(element.tag)
        if tag in BLOCKS:
            self.flush()
        if _is_centred(element):
            self._centred.append(element)
        if tag in ("pre", "textarea") or _PREFORMATTED.search(element.get("style") or ""):
            self._preformatted.append(element)
        if tag in ("ol", "ul"):
            self._lists.append(OpenList(element))
        elif tag == "li" and self._lists:
            self._label = self._lists[-1].label(element)
        self._add(element.text)
        return True

    def end(self, element: etree._Element, *, tail: bool) -> None:
        if element is self._whole:
            self._whole = None
        else:
            self._leave(element)
        if tail:
            self._add(element.tail)

    def _leave(self, element: etree._Element) -> None:
        if element.tag in BLOCKS:
            self.flush()
        for stack in (self._centred, self._preformatted):
            if stack and stack[-1] is element:
                stack.pop()
        if element.tag in ("ol", "ul"):
            self._lists.pop()
        if element.tag == "li":
            self._label = ""

    def _as_a_whole(self, element: etree._Element) -> bool:
        """Read it here, if it is not a mere part of a line or a holder of lines."""
        tag = str(element.tag)
        if tag == "br":
            self.flush()
            return True
        heading = _HEADING.match(tag)
        if heading:
            return self._heading(element, int(heading[1]))
        if tag == "table" and not is_layout(element) and self._table(element):
            return True
        if tag == "img" and self._said is not None and (pieces := self._said(element)):
            self.flush()
            add_pieces(self._builder, pieces)
            return True
        instead = stands_for(element, self._line[-1][-1:] if self._line else "")
        if instead is None:
            return False
        self._line.append(instead)
        return True

    def _heading(self, element: etree._Element, level: int) -> bool:
        text = "".join(texts(element, self._skipped))
        if len(text) > _LONGEST_HEADING or next(element.iterdescendants("table"), None) is not None:
            return False
        self.flush()
        self._builder.add(
            BlockKind.HEADING,
            self._labelled(tidy(text.replace(BREAK, "\n"))),
            level=level,
            centred=bool(self._centred) or _is_centred(element) or None,
        )
        return True

    def _table(self, table: etree._Element) -> bool:
        """Whether all that the table shows stands in its cells, so that it could be added."""
        beside, cells = outside_cells(table), rows(table)
        read = "\n".join((beside, *("\n".join(row) for row in cells)))
        if compare([Part("".join(texts(table)))], read).missing:
            return False
        self.flush()
        self._line.append(beside)
        self.flush()
        if cells:
            self._builder.add(BlockKind.TABLE, "", rows=cells)
        return True

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if not self._preformatted or "\n" not in text:
            self._line.append(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.flush()
            self._line.append(line)

    def flush(self) -> None:
        text = tidy("".join(self._line))
        self._line.clear()
        if not text:
            return
        text = self._labelled(text)
        level = heading_level(text)
        self._builder.add(
            BlockKind.PARAGRAPH if level is None else BlockKind.HEADING,
            text,
            level=level,
            centred=True if self._centred else None,
        )

    def _labelled(self, text: str) -> str:
        label, self._label = self._label, ""
        return f"{label}{text}"


def _is_centred(element: etree._Element) -> bool:
    return (
        element.tag == "center"
        or (element.get("align") or "").lower() == "center"
        or _CENTRED.search(element.get("style") or "") is not None
    )
