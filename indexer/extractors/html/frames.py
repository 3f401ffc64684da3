"""Pages within a page: written into it (``srcdoc``), saved with it, or led to. Nothing is fetched:
what is not there is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from indexer.extractors.decoding import Decoded
from indexer.extractors.html.shown import is_hidden

# Of no size: what counts visits.
_NOTHING = re.compile(r"^\s*[01](?:px)?\s*$")
_NO_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)", re.I)
_PAGE = re.compile(r"^(?!\s*(?:$|about:|javascript:|#))", re.I)


def written_within(content: etree._Element) -> Iterator[Decoded]:
    """The frames whose page stands in an attribute."""
    for frame in _frames(content):
        if source := frame.get("srcdoc"):
            yield Decoded(source, "utf-8")


def led_to(content: etree._Element) -> int:
    """How many frames of the content show a page from elsewhere."""
    return sum(
        frame.get("srcdoc") is None and _PAGE.search(frame.get("src") or "") is not None
        for frame in _frames(content)
    )


def told_of_frames(short: Sequence[str], elsewhere: int) -> list[str]:
    """``short``: the texts of frames that say too little to be read with the page: a banner."""
    told = []
    if count := sum(any(map(str.isalnum, text)) for text in short):
        letters = sum(character.isalnum() for text in short for character in text)
        told.append(f"网页内的框架 {count} 个字数很少，{letters} 字未收入")
    if elsewhere:
        told.append(f"网页内的框架 {elsewhere} 个另有网页，未读取")
    return told


def _frames(content: etree._Element) -> Iterator[etree._Element]:
    for frame in content.iter("iframe", "frame"):
        sizeless = any(_NOTHING.match(frame.get(side) or "") for side in ("width", "height"))
        if not (sizeless or is_hidden(frame) or _NO_SIZE.search(frame.get("style") or "")):
            yield frame
