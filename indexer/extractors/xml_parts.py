"""XML from files nobody vouches for: no DTD, no entities, no external references.

Neither OOXML (ECMA-376 part 2, 8.1.4) nor OFD knows a document type declaration, so one is
refused outright instead of being read carefully.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TypedDict

from lxml import etree

from indexer.model.errors import Quarantined, QuarantineReason

_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")


class _Options(TypedDict):
    resolve_entities: bool
    no_network: bool
    load_dtd: bool
    huge_tree: bool
    remove_comments: bool
    remove_pis: bool


# No entity, no network, no DTD, libxml2's own bounds: however XML is read.
_SAFE: _Options = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def parse_xml(data: bytes, where: str) -> etree._Element:
    """The root of the XML in ``data``; ``where`` names it in what is reported.

    Raises Quarantined: CORRUPT, UNSAFE_XML (a DTD) or TOO_LARGE (libxml2's own bound
    of 10 MB in one text node; its bound of 256 levels counts as CORRUPT).
    """
    refuse_doctype(data, where)
    parser = etree.XMLParser(**_SAFE)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise broken_xml(error, where) from error
    except ValueError as error:  # an encoding that is not known
        raise Quarantined(QuarantineReason.CORRUPT, f"{where}: {error}") from error
    # In an encoding that hides the ASCII bytes (UTF-7, EBCDIC) only the parser sees it.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unsafe(where)
    return root


def stream_xml(data: bytes, where: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements with one of ``tags`` as they end, each gone when the next one is asked for:
    for parts too large for a tree. Raises as :func:`parse_xml` does."""
    refuse_doctype(data, where)
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=tags,
        **_SAFE,
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise broken_xml(error, where) from error
    except ValueError as error:
        raise Quarantined(QuarantineReason.CORRUPT, f"{where}: {error}") from error


def refuse_doctype(data: bytes, where: str) -> None:
    """Raise UNSAFE_XML where there is a DTD; for XML that a library will parse itself."""
    if _DOCTYPE.search(data):
        raise _unsafe(where)


def broken_xml(error: etree.XMLSyntaxError, where: str) -> Quarantined:
    """What to report for a syntax error of lxml."""
    message = str(error)
    lowered = message.lower()
    if "depth" in lowered:
        return Quarantined(QuarantineReason.CORRUPT, f"{where}: XML 嵌套过深")
    if "huge" in lowered or "too long" in lowered:
        return Quarantined(QuarantineReason.TOO_LARGE, f"{where}: XML 中单段文字过长")
    return Quarantined(QuarantineReason.CORRUPT, f"{where}: XML 有误（{message[:120]}）")


def _unsafe(where: str) -> Quarantined:
    return Quarantined(QuarantineReason.UNSAFE_XML, f"{where}: 含有 DTD 声明")
