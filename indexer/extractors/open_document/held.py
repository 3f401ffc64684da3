"""What an OpenDocument text or presentation holds, for the count net: its paragraphs by their tags
alone, without what a reader of the final version does not see."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from indexer.extractors.counting import Part
from indexer.extractors.open_document.line import DROPPED
from indexer.extractors.open_document.names import (
    DRAW,
    FURNITURE,
    LOEXT,
    PARAGRAPHS,
    PRESENTATION,
    WATERMARK,
    is_index_source,
)


def held(root: etree._Element) -> Iterator[Part]:
    """The text below ``root``, a piece for each paragraph."""
    gathered: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "end":
            gathered.append(element.tail or "")
            if tag in PARAGRAPHS:
                yield Part("".join(gathered))
                gathered.clear()
        elif tag in DROPPED or is_index_source(tag) or _is_furniture(element):
            walker.skip_subtree()
        else:
            gathered.append(element.text or "")


def _is_furniture(element: etree._Element) -> bool:
    """Prompts, watermarks, and what stands on each slide."""
    return (
        element.get(PRESENTATION + "placeholder") == "true"
        or element.get(LOEXT + "showing-place-holder") == "true"
        or element.get(PRESENTATION + "class") in FURNITURE
        or WATERMARK in element.get(DRAW + "name", "")
    )
