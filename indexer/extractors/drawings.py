"""DrawingML (ECMA-376 part 1, 20 and 21): text of shapes, charts and SmartArt diagrams.

Serves Word, Excel and PowerPoint, which all draw with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from indexer.extractors.archive.reading import Parts
from indexer.extractors.opc import RELATION, Relationship, transitional
from indexer.extractors.xml_parts import parse_xml

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_STRIKES = frozenset({"sngStrike", "dblStrike"})
_MOST_LABELS = 2_000  # of one chart; more are a data set, no words


def paragraph_text(paragraph: etree._Element) -> str:
    """The text of an ``a:p``; page numbers and dates that are fields are no text of it."""
    parts = []
    for child in paragraph:
        if child.tag == A + "r" or (child.tag == A + "fld" and not _is_furniture(child)):
            parts.append(child.findtext(A + "t") or "")
        elif child.tag == A + "br":
            parts.append("\n")
        elif len(child) and child.tag not in (A + "pPr", A + "endParaRPr"):
            parts += [t.text or "" for t in child.iter() if str(t.tag).endswith("}t")]
    return "".join(parts)


def drop_struck(root: etree._Element) -> list[str]:
    """Empty the runs that are struck through; what they said, those of one paragraph together."""
    passages = []
    for paragraph in root.iter(A + "p"):
        struck = [
            text
            for run in paragraph.iter(A + "r")
            if (look := run.find(A + "rPr")) is not None and look.get("strike") in _STRIKES
            for text in run.iterchildren(A + "t")
        ]
        passages += ["".join(text.text or "" for text in struck)] if struck else []
        for text in struck:
            text.text = ""
    return passages


def _is_furniture(field: etree._Element) -> bool:
    kind = field.get("type", "")
    return kind == "slidenum" or kind.startswith("datetime")


def chart_lines(
    data: etree._Element, parts: Parts, relations: Mapping[str, Relationship]
) -> list[str]:
    """The titles, categories and names of series of the charts that ``data`` refers to."""
    roots = _referred(data, C + "chart", RELATION + "id", parts, relations)
    return [line for root in roots for line in _chart(root)]


def _chart(root: etree._Element) -> list[str]:
    lines = [paragraph_text(p) for rich in root.iter(C + "rich") for p in rich.iter(A + "p")]
    labels = dict.fromkeys(
        value.strip()
        for cache in root.iter(C + "strCache", C + "strLit")
        for value in (point.findtext(C + "v") or "" for point in cache.iter(C + "pt"))
    )
    lines.append(" ".join(list(filter(None, labels))[:_MOST_LABELS]))
    return [line for line in lines if line.strip()]


def diagram_lines(
    data: etree._Element, parts: Parts, relations: Mapping[str, Relationship]
) -> list[str]:
    """The texts of the SmartArt diagrams that ``data`` refers to, each point a line."""
    roots = _referred(data, DGM + "relIds", RELATION + "dm", parts, relations)
    return [line for root in roots for line in _points(root)]


def _referred(
    data: etree._Element,
    tag: str,
    attribute: str,
    parts: Parts,
    relations: Mapping[str, Relationship],
) -> Iterator[etree._Element]:
    """The parts that elements of a tag name by a relationship; those that cannot be read are
    passed over."""
    for reference in data.iter(tag):
        root = _part(parts, relations.get(reference.get(attribute, "")))
        if root is not None:
            yield root


def _points(root: etree._Element) -> Iterator[str]:
    for body in root.iter(DGM + "t"):
        for paragraph in body.iterchildren(A + "p"):
            text = paragraph_text(paragraph)
            if text.strip():
                yield text


def _part(parts: Parts, relation: Relationship | None) -> etree._Element | None:
    if relation is None or relation.external or relation.path not in parts:
        return None
    return parse_xml(transitional(parts.read(relation.path)), relation.path)
