"""The numbers of ``<ol>`` as a browser shows them: start, type, reversed, value, styles."""

from __future__ import annotations

import re

from lxml import etree

from indexer.extractors.flow.numbering import format_number

_TYPES = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "1": "decimal",
}
_STYLES = {
    **dict.fromkeys(("lower-alpha", "lower-latin"), "lowerLetter"),
    **dict.fromkeys(("upper-alpha", "upper-latin"), "upperLetter"),
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    **dict.fromkeys(
        ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"), "chineseCounting"
    ),
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
    "cjk-decimal": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
    **dict.fromkeys(("none", "disc", "circle", "square"), "none"),
}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.I)
_NUMBER = re.compile(r"\s*(-?\d{1,6})\s*$")
# The text of an item that brings its own number.
_NUMBERED = re.compile(
    r"[（(\[【]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[A-Za-z])[)）\]】、.．]"
    r"|第[\d一二三四五六七八九十百零〇]{1,6}[条章节项款]|[①-⑳⑴-⒇㈠-㈩]"
)


class OpenList:
    """An ``<ol>`` or ``<ul>`` that is being read: gives each item its number."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self._ordered = element.tag == "ol"
        self._style = _style(element, "decimal") if self._ordered else "none"
        self._step = -1 if element.get("reversed") is not None else 1
        start = _number(element.get("start"))
        if start is None:
            start = sum(1 for _ in element.iterchildren("li")) if self._step < 0 else 1
        self._next = start

    def label(self, item: etree._Element) -> str:
        if not self._ordered:
            return ""
        value = _number(item.get("value"))
        number = self._next if value is None else value
        self._next = number + self._step
        style = _style(item, self._style)
        if style == "none":
            return ""
        own = next((str(part) for part in item.itertext() if str(part).strip()), "")
        if _NUMBERED.match(own.strip()):
            return ""
        text = format_number(number, style)
        return f"{text}. " if text.isascii() else f"{text}、"


def _style(element: etree._Element, otherwise: str) -> str:
    found = _STYLE.search(element.get("style") or "")
    for word in found[1].lower().split() if found else ():
        if word in _STYLES:
            return _STYLES[word]
    kind = (element.get("type") or "").strip()
    return _TYPES.get(kind) or _STYLES.get(kind.lower()) or otherwise


def _number(value: str | None) -> int | None:
    found = _NUMBER.match(value or "")
    return int(found[1]) if found else None
