"""What a page's source holds, for the count net: won from the source by its tags alone, so that
what the parser or the walk loses is missed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Set

from lxml import etree

from indexer.extractors.counting import Part
from indexer.extractors.html.shown import is_shown

_NO_TEXT = re.compile(
    r"<!--.*?-->|<!\[CDATA\[|\]\]>|<(script|style|noscript|template|head|title|iframe|object|svg"
    r"|canvas|select|button|datalist|rt|rp)\b[^>]*>.*?</\1\s*>",
    re.I | re.S,
)
_ENDS_LINE = re.compile(
    r"<(?:/?(?:p|div|td|th|tr|li|h[1-6]|table|blockquote|section|article|center|dd|dt|pre|body)"
    r"|br|hr)\b[^>]*>",
    re.I,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")


def held(source: str) -> Iterator[Part]:
    """The page's text, a part for each line that it shows."""
    for line in _ENDS_LINE.split(_NO_TEXT.sub(" ", source)):
        text = html.unescape(_TAG.sub("", line)).strip()
        if text:
            yield Part(text)


def left_out(root: etree._Element, skipped: Set[etree._Element]) -> str:
    """The text that the walk leaves out on purpose: hidden parts, furniture, the table of
    declared metadata."""
    parts: list[str] = []
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "head"):
            walker.skip_subtree()
        elif element in skipped or not is_shown(element):
            parts += (str(part) for part in element.itertext())
            walker.skip_subtree()
    return "\n".join(parts)
