"""Characters that a page sets in a font of symbols, as Word saves its bullets and boxes: þ in
Wingdings is a ticked box, m in Symbol is μ."""

from __future__ import annotations

import re

from lxml import etree

from indexer.extractors.docx.symbols import in_symbol_font, is_symbol_font

_FAMILY = re.compile(r"(?:^|[;\s])(?:mso-[\w-]*font-family|font-family)\s*:\s*([^;,]+)", re.I)


def show_symbols(root: etree._Element, source: str) -> None:
    """Put what is shown in place of what is written."""
    lowered = source.lower()
    if "wingdings" not in lowered and "symbol" not in lowered:
        return
    for element in root.iter("span", "font", "p", "li", "td", "b", "i"):
        font = _font(element)
        if font is not None and is_symbol_font(font):
            _show(element, font)


def _font(element: etree._Element) -> str | None:
    """The first font that the element itself asks for."""
    found = _FAMILY.search(element.get("style") or "")
    name = found[1] if found else (element.get("face") or "").split(",")[0]
    return name.strip().strip("'\"") or None


def _show(element: etree._Element, font: str) -> None:
    """The element's own characters, and those of what asks for no other font."""
    opened = [element]
    while opened:
        inside = opened.pop()
        if inside.text:
            inside.text = in_symbol_font(inside.text, font)
        for child in inside:
            if isinstance(child.tag, str) and _font(child) is None:
                opened.append(child)
            if child.tail:
                child.tail = in_symbol_font(child.tail, font)
