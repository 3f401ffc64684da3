"""What Word's styles say about paragraphs and characters, resolved once a style.

Only what text and layout hints need: heading level, list, alignment, size, colour, font, hidden.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from indexer.extractors.flow.look import UNFORMATTED, RunFormat, is_red

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = W + "val"
_HEADING_NAME = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off"})
_BODY_LEVEL = 9  # the outline level of text that is no heading
_LONGEST_CHAIN = 32


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """Paragraph formatting. ``heading`` counts from 1, 0 is body text; ``list_id`` 0 is no list."""

    heading: int | None = None
    centred: bool | None = None
    list_id: int | None = None
    list_level: int | None = None
    run: RunFormat = UNFORMATTED

    def over(self, base: ParagraphFormat) -> ParagraphFormat:
        return ParagraphFormat(
            heading=base.heading if self.heading is None else self.heading,
            centred=base.centred if self.centred is None else self.centred,
            list_id=base.list_id if self.list_id is None else self.list_id,
            list_level=base.list_level if self.list_level is None else self.list_level,
            run=self.run.over(base.run),
        )


class Styles:
    """The styles part; every style with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str | None, ParagraphFormat] = {}
        self._defaults = ParagraphFormat()
        self._default_style: str | None = None
        if root is None:
            return
        for style in root.iterchildren(W + "style"):
            style_id = style.get(W + "styleId", "")
            self._elements[style_id] = style
            if style.get(W + "type") == "paragraph" and on(style.get(W + "default", "0")):
                self._default_style = style_id
        self._defaults = _document_defaults(root)

    def paragraph(self, style_id: str | None) -> ParagraphFormat:
        """The format of a paragraph with this style; of the default style where it has none."""
        if style_id is None or style_id not in self._elements:
            style_id = self._default_style
        found = self._resolved.get(style_id)
        if found is None:
            found = self._resolve(style_id).over(self._defaults)
            self._resolved[style_id] = found
        return found

    def character(self, style_id: str | None) -> RunFormat:
        """What a character style says by itself."""
        if style_id is None or style_id not in self._elements:
            return RunFormat()
        key = f"character:{style_id}"
        found = self._resolved.get(key)
        if found is None:
            found = self._resolved[key] = self._resolve(style_id)
        return found.run

    def _resolve(self, style_id: str | None) -> ParagraphFormat:
        resolved = ParagraphFormat()
        seen: set[str] = set()
        while style_id is not None and style_id not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(style_id)
            style = self._elements.get(style_id)
            if style is None:
                break
            resolved = resolved.over(_style_format(style))
            style_id = _value(style, "basedOn")
        return resolved


def _document_defaults(root: etree._Element) -> ParagraphFormat:
    run = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    paragraph = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
    return replace(paragraph_format(paragraph), run=run_format(run))


def _style_format(style: etree._Element) -> ParagraphFormat:
    found = replace(paragraph_format(style.find(W + "pPr")), run=run_format(style.find(W + "rPr")))
    if found.heading is None:
        found = replace(found, heading=_heading_of(_value(style, "name") or ""))
    return found


def _heading_of(name: str) -> int | None:
    if name.lower() in ("title", "标题", "標題"):
        return 1
    match = _HEADING_NAME.fullmatch(name.strip())
    return int(match.group(1)) if match else None


def paragraph_format(properties: etree._Element | None) -> ParagraphFormat:
    """What a ``w:pPr`` says by itself; its ``w:rPr`` is the paragraph mark's and left out."""
    if properties is None:
        return ParagraphFormat()
    heading = centred = list_id = list_level = None
    for child in properties:
        tag = child.tag
        if tag == W + "jc":
            centred = child.get(_VAL) == "center"
        elif tag == W + "outlineLvl":
            level = number(child.get(_VAL), _BODY_LEVEL)
            heading = level + 1 if 0 <= level < _BODY_LEVEL else 0
        elif tag == W + "numPr":
            list_id = _number_of(child, "numId")
            list_level = _number_of(child, "ilvl")
    return ParagraphFormat(heading, centred, list_id, list_level)


def run_format(properties: etree._Element | None) -> RunFormat:
    """What a ``w:rPr`` says by itself."""
    if properties is None:
        return RunFormat()
    size = font = red = hidden = plain = raised = struck = lift = None
    for child in properties:
        tag = child.tag
        if tag == W + "sz":
            half_points = number(child.get(_VAL), 0)
            size = half_points / 2 if half_points > 0 else None
        elif tag == W + "rFonts":
            plain = child.get(W + "ascii") or child.get(W + "hAnsi")
            font = child.get(W + "eastAsia") or plain
        elif tag == W + "vertAlign":
            raised = child.get(_VAL) == "superscript"
        elif tag == W + "color":
            red = is_red(child.get(_VAL, ""))
        elif tag == W + "vanish":
            hidden = on(child.get(_VAL, "1"))
        elif tag == W + "position":
            lift = number(child.get(_VAL), 0)
        elif tag in (W + "strike", W + "dstrike"):
            struck = bool(struck) or on(child.get(_VAL, "1"))
    return RunFormat(size, font, red, hidden, plain, raised, struck, lift)


def on(value: str) -> bool:
    """A toggle's value (ST_OnOff)."""
    return value.lower() not in _OFF


def toggle(parent: etree._Element, name: str) -> bool:
    """Whether a property is set, that is on where it only stands."""
    child = parent.find(W + name)
    return child is not None and on(child.get(_VAL, "1"))


def number(text: str | None, default: int) -> int:
    """A decimal attribute; ``default`` where it is none."""
    try:
        return int(text) if text else default
    except ValueError:
        return default


def _value(parent: etree._Element, name: str) -> str | None:
    child = parent.find(W + name)
    return None if child is None else child.get(_VAL)


def _number_of(parent: etree._Element, name: str) -> int | None:
    value = _value(parent, name)
    return None if value is None else number(value, 0)
