"""The free fonts that PDF files are set in; their used glyphs are embedded in the files.

Debian: ``apt-get install fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-wqy-zenhei``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SONG, KAI, HEI = "Song", "Kai", "Hei"
PATHS = {
    SONG: Path("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf"),
    KAI: Path("/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf"),
    HEI: Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
}


def available() -> bool:
    return all(path.exists() for path in PATHS.values())


def register() -> None:
    """A fresh subset for each file, so that a file does not depend on those made before it."""
    missing = [str(path) for path in PATHS.values() if not path.exists()]
    if missing:
        raise SystemExit(f"fonts are missing: {missing}; {(__doc__ or '').splitlines()[2]}")
    for name, path in PATHS.items():
        pdfmetrics.registerFont(TTFont(name, str(path), subfontIndex=0))


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """The text in pieces (font, piece): HEI steps in for characters that ``font`` lacks."""
    known = pdfmetrics.getFont(font).face.charToGlyph
    fallback = pdfmetrics.getFont(HEI).face.charToGlyph
    piece, current = "", font
    for character in text:
        if ord(character) not in known and ord(character) not in fallback:
            raise ValueError(f"no font has {character!r} of {text!r}")
        wanted = font if ord(character) in known else HEI
        if wanted != current and piece:
            yield current, piece
            piece = ""
        current = wanted
        piece += character
    if piece:
        yield current, piece
