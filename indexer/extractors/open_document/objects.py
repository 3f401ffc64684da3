"""What an OpenDocument file shows that stands in other parts: charts, formulas, files within it.

Only parts of the package are opened; a link that leads out of it is not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from indexer.extractors.base import Limits
from indexer.extractors.docx.embedded import read_within
from indexer.extractors.docx.fields import EMPTY, TICKED
from indexer.extractors.flow.flow import Paragraph, Piece
from indexer.extractors.open_document.mathml import formula
from indexer.extractors.open_document.names import (
    CHART,
    DRAW,
    FORM,
    MATH,
    OFFICE,
    PARAGRAPHS,
    TABLE,
    XML,
)
from indexer.extractors.open_document.package import OpenDocument, characters_of, href
from indexer.model.errors import Quarantined

_MOST = 50  # objects of one file
_MOST_LABELS = 2_000  # of one chart; more are a data set, no words
_BOXES = (FORM + "checkbox", FORM + "radio")
_WITHOUT_WORDS = (FORM + "button", FORM + "image", FORM + "hidden", FORM + "password")


class Objects:
    """The objects of one file. ``unread`` names those that could not be read."""

    def __init__(
        self, package: OpenDocument, limits: Limits, controls: Mapping[str, etree._Element]
    ) -> None:
        self._package = package
        self._limits = limits
        self._controls = controls
        self._roots: dict[str, etree._Element | None] = {}
        self.unread: list[str] = []

    def within_a_line(self, drawing: etree._Element) -> str | None:
        """The text of a drawing that is a word of its line: a formula, a field of a form."""
        if drawing.tag == DRAW + "control":
            control = self._controls.get(drawing.get(DRAW + "control", ""))
            return "" if control is None else _filled_in(control)
        held = drawing.find(DRAW + "object")
        root = None if held is None else self._root(held)
        return formula(root) if root is not None and root.tag == MATH + "math" else None

    def pieces(
        self, held: etree._Element, read: Callable[[etree._Element], Iterator[Piece]]
    ) -> Iterator[Piece]:
        """The words of an object that stands by itself; ``read`` reads the body of a text."""
        root = self._root(held) if held.tag == DRAW + "object" else None
        if root is None:
            yield from self._file(held)
        elif root.tag == MATH + "math":
            yield Paragraph(formula(root))
        else:
            for chart in root.iterfind(f"{OFFICE}body/{OFFICE}chart"):
                yield from map(Paragraph, _chart(chart))
            for kind in ("text", "spreadsheet"):
                for body in root.iterfind(f"{OFFICE}body/{OFFICE}{kind}"):
                    yield from read(body)

    def _root(self, held: etree._Element) -> etree._Element | None:
        """The object's own root: within the element in a flat file, else a part of the package."""
        for child in held.iterchildren(MATH + "math", OFFICE + "document"):
            return child
        name = href(held).removeprefix("./").rstrip("/")
        if name not in self._roots:
            root = None
            if name and len(self._roots) < _MOST:
                try:
                    root = self._package.part(name)
                except Quarantined:
                    root = None
            self._roots[name] = root
        return self._roots[name]

    def _file(self, held: etree._Element) -> Iterator[Piece]:
        """A file of another program, once."""
        name = href(held).removeprefix("./")
        data = self._package.read(name)
        found = None if data is None else read_within(data, "", self._limits)
        if found is None:
            self.unread.append(name.rsplit("/", 1)[-1])
        else:
            yield from found


def _chart(chart: etree._Element) -> list[str]:
    """Its titles, and the words of its own table: categories and names of series."""
    titles = [
        characters_of(paragraph).strip()
        for title in chart.iter(CHART + "title", CHART + "subtitle", CHART + "footer")
        for paragraph in title.iter(*PARAGRAPHS)
    ]
    words: dict[str, None] = {}
    for cell in chart.iter(TABLE + "table-cell"):
        if cell.get(OFFICE + "value-type", "string") == "string":
            text = "".join(map(characters_of, cell.iter(*PARAGRAPHS)))
            words[text.strip()] = None
    lines = [*titles, " ".join(list(filter(None, words))[:_MOST_LABELS])]
    return [line for line in lines if line]


def controls_of(root: etree._Element) -> dict[str, etree._Element]:
    """The fields of the forms, by the names that drawings call them by."""
    return {
        name: control
        for forms in root.iter(OFFICE + "forms")
        for control in forms.iter()
        if str(control.tag).startswith(FORM)
        and (name := control.get(XML + "id") or control.get(FORM + "id"))
    }


def _filled_in(control: etree._Element) -> str:
    """What a field of a form shows."""
    label = control.get(FORM + "label", "")
    if control.tag in _BOXES:
        state = control.get(FORM + "current-state") or control.get(FORM + "state", "")
        ticked = state == "checked" or control.get(FORM + "current-selected") == "true"
        return f"{TICKED if ticked else EMPTY}{label}"
    if control.tag in _WITHOUT_WORDS:
        return ""
    if control.tag == FORM + "listbox":
        chosen = (
            option.get(FORM + "label", "")
            for option in control.iterchildren(FORM + "option")
            if option.get(FORM + "current-selected") == "true"
        )
        return "、".join(chosen)
    value = control.get(FORM + "current-value") or control.get(FORM + "value") or label
    return value or "\n".join(map(characters_of, control.iter(*PARAGRAPHS)))
