"""Elements whose content a parser gives as raw text, tags and all: it is read as the HTML that it
is. What browsers without frames were shown (``noframes``) is often all that a page of frames says.
"""

from __future__ import annotations

import re

from lxml import etree

from indexer.extractors.html.parsing import parse
from indexer.extractors.html.shown import letters

_RAW = ("noframes", "noembed", "xmp", "plaintext", "listing", "textarea")
_TAG = re.compile(r"</[a-z][a-z0-9]*\s*>|<(?:br|hr|p|img)\b", re.I)
_LEAST = 60  # letters and digits
_LONGEST_REQUEST = 300  # characters
_REQUEST = re.compile(r"java\s?script|脚本|浏览器|browser", re.I)
_DEEPEST = 4  # raw elements within raw elements


def open_raw(root: etree._Element) -> None:
    """Put the elements that the raw text writes in its place."""
    for _ in range(_DEEPEST):
        opened = [_open(element) for element in list(root.iter(*_RAW))]
        if not any(opened):
            return


def open_unscripted(root: etree._Element) -> None:
    """What a page shows where no script runs (``noscript``) is its text, where it says much that
    the page says nowhere else: its scripts would fetch that. A request to allow scripts is not."""
    whole = None
    for element in list(root.iter("noscript")):
        if letters(element) < _LEAST:
            continue
        whole = whole or _squeezed("".join(map(str, root.itertext())))
        own = _squeezed("".join(map(str, element.itertext())))
        requests = len(own) < _LONGEST_REQUEST and _REQUEST.search(own)
        element.tag = "noscript" if requests or whole.count(own[:_LEAST]) > 1 else "div"


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _open(element: etree._Element) -> bool:
    """Whether it held tags that are elements now."""
    holds = element.text if not len(element) else None
    tagged = holds is not None and _TAG.search(holds) is not None
    parsed = parse(f"<div>{holds}</div>") if tagged and holds is not None else None
    if parsed is None:
        if element.tag in ("noframes", "noembed"):
            element.tag = "div"
        return False
    body = parsed.root.find("body")
    inside = parsed.root if body is None else body
    # A field's value stays one where it stands; what it holds may be blocks.
    element.tag, element.text = "div", inside.text
    element.extend(list(inside))
    return True
