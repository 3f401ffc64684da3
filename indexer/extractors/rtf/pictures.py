"""The pictures of an RTF file: gathered as they are read, by their number in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indexer.extractors.flow.flow import Piece

_NO_DIGIT = re.compile(rb"[^0-9A-Fa-f]+")


class Pictures:
    """``found`` are those that are shown. ``said``: what they say, where they were looked at
    before; then they are only counted."""

    def __init__(self, said: Mapping[str, Sequence[Piece]] | None) -> None:
        self._said = said
        self._digits = bytearray()
        self._bytes = bytearray()
        self.count = 0
        self.found: dict[str, bytes] = {}

    def hexadecimal(self, digits: bytes) -> None:
        if self._said is None:
            self._digits += digits

    def binary(self, data: bytes) -> None:
        if self._said is None:
            self._bytes += data

    def end(self, *, shown: bool) -> Sequence[Piece]:
        """The picture is whole; what it says."""
        name = str(self.count)
        self.count += 1
        data = bytes(self._bytes) or _decoded(bytes(self._digits))
        self._bytes.clear()
        self._digits.clear()
        if shown and data:
            self.found[name] = data
        return self._said.get(name, ()) if self._said is not None and shown else ()


def _decoded(digits: bytes) -> bytes:
    digits = _NO_DIGIT.sub(b"", digits)
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
