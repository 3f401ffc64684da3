"""The strings of an Excel workbook: their runs, what is struck through, escaped characters."""

from __future__ import annotations

import re

from lxml import etree

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ON = frozenset({"1", "true", "on"})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # 22.9.2.19, ST_Xstring


def is_struck(font: etree._Element) -> bool:
    line = font.find(S + "strike")
    return line is not None and line.get("val", "1") in ON


def drop_struck(element: etree._Element) -> str:
    """Take the runs of a string that are struck through out of it; what they said."""
    struck = [
        run
        for run in element.iterchildren(S + "r")
        if (look := run.find(S + "rPr")) is not None and is_struck(look)
    ]
    for run in struck:
        element.remove(run)
    return unescaped("".join(run.findtext(S + "t") or "" for run in struck))


def text_of(element: etree._Element) -> str:
    """A string with its runs; the readings above it (``rPh``) are no text of the cell."""
    parts = []
    for child in element:
        if child.tag == S + "t":
            parts.append(child.text or "")
        elif child.tag == S + "r":
            parts.append(child.findtext(S + "t") or "")
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _printable(int(found[1], 16)), text)


def _printable(code: int) -> str:
    if 0xD800 <= code < 0xE000:
        return ""
    return chr(code) if code >= 32 else "\n" if code == 10 else ""
