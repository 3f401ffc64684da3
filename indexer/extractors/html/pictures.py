"""Pictures of a web page that may hold text: those within the file are recognised where they stand,
the others are told. Nothing is fetched."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence, Set
from email.message import EmailMessage
from urllib.parse import unquote_to_bytes

from lxml import etree

from indexer.extractors.flow.flow import Piece
from indexer.extractors.html.shown import is_shown
from indexer.extractors.recognition.illustrations import Illustrations

_ORNAMENT = re.compile(
    r"icon|logo|qrcode|ewm|erweima|2wm|btn|button|arrow|spacer|blank|share", re.I
)
_SMALL = 120  # points; below it a picture is an ornament
_DATA = re.compile(r"data:image/[\w.+-]{1,20}(?:;[\w=-]{1,40})*,", re.I)


class Pictures:
    """``parts``: the pictures that came with a saved page, by what the page calls them."""

    def __init__(
        self, illustrations: Illustrations | None, parts: Mapping[str, bytes] | None = None
    ) -> None:
        self._illustrations = illustrations
        self._parts = parts or {}
        self._done: set[etree._Element] = set()

    def said(self, image: etree._Element) -> Sequence[Piece]:
        """What the picture says; nothing where it is not in the file, or not for reading."""
        seen = self._illustrations
        if seen is None or not may_hold_text(image):
            return ()
        data = self._data(image.get("src") or "")
        if not data:
            return ()
        before = seen.left
        pieces = seen.pieces(data)
        if seen.left == before:
            self._done.add(image)
        return pieces

    def _data(self, source: str) -> bytes:
        stated = _DATA.match(source)
        if stated is None:
            return self._parts.get(source.strip(), b"")
        if ";base64" not in stated[0].lower():
            return unquote_to_bytes(source[stated.end() :])
        try:
            return base64.b64decode(unquote_to_bytes(source[stated.end() :]))
        except binascii.Error:
            return b""

    def untold(self, whole: etree._Element, skipped: Set[etree._Element]) -> int:
        """Pictures in the document that may hold text and were not recognised."""
        count = 0
        walker = etree.iterwalk(whole, events=("start",))
        for _, element in walker:
            if element in skipped or not is_shown(element):
                walker.skip_subtree()
            elif element.tag == "img" and element not in self._done:
                count += may_hold_text(element)
        return count


def may_hold_text(image: etree._Element) -> bool:
    """By its name and the size that the page gives it."""
    source = image.get("src") or ""
    name = "" if _DATA.match(source) else source[-80:]
    ornament = _ORNAMENT.search(f"{name} {image.get('class') or ''}")
    sizes = [_points(image, name) for name in ("width", "height")]
    small = any(size is not None and size < _SMALL for size in sizes)
    return bool(source) and not (ornament or small or source.lower().endswith(".gif"))


def _points(element: etree._Element, name: str) -> int | None:
    stated = f"{name}:{element.get(name) or ''};{element.get('style') or ''}"
    found = re.search(rf"(?<![-\w]){name}\s*:\s*(\d{{1,5}})(?:\.\d+)?(?:px|pt)?\s*(?:;|$)", stated)
    return int(found[1]) if found else None


def saved_with(message: EmailMessage) -> dict[str, bytes]:
    """The pictures of a saved page, by their place and by their id."""
    found: dict[str, bytes] = {}
    for part in message.walk():
        data = part.get_payload(decode=True) if part.get_content_maintype() == "image" else None
        if isinstance(data, bytes):
            for name in (part.get("Content-Location"), part.get("Content-ID")):
                if name:
                    found[str(name).strip()] = data
                    found["cid:" + str(name).strip().strip("<>")] = data
    return found
