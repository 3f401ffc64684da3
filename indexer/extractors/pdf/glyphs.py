"""What characters mean that a PDF gives by private codes or compatibility forms.

A font may name its glyphs by codes of the private use area, which mean something only together
with the font. Three such conventions are common in Chinese files; what else is private stays as
it is, and counts as unmapped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

PRIVATE = re.compile("[\ue000-\uf8ff]")
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")

# Adobe's Symbol encoding, 0x20 to 0x7E and 0xA0 to 0xFE; Windows maps it to U+F020 and on.
# (PDF 32000-1:2008, annex D.5.) Blank: pieces of tall brackets.
_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?"
    "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐—↵"
    "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
    "◊〈®©™∑           〉∫⌠ ⌡         "
)
_SYMBOL = {
    **{0xF020 + n: c for n, c in enumerate(_SYMBOL_LOW)},
    **{0xF0A0 + n: c for n, c in enumerate(_SYMBOL_HIGH)},
}
# Wingdings: ticked and empty boxes mean something in forms, all the rest are bullets.
_WINGDINGS = {0xF0FC: "√", 0xF0FE: "☑", 0xF0FB: "×", 0xF0FD: "☒", 0xF0A8: "□", 0xF06F: "□"}
# Founder's typesetting (BookMaker): the decimal point, the hyphen, ornaments; seen in national
# standards of 2005 to 2008.
_FOUNDER_FONT = re.compile(r"-PK[0-9A-Fa-f]{6}")
_FOUNDER = {0xE010: ".", 0xE011: "-", 0xE012: " ", 0xE5C5: " "}
# Apple's and Adobe's corporate codes for pieces of arrows and brackets; the arrow's extension is
# what Word's PDF export makes of a Chinese dash.
_PIECES = range(0xF8E5, 0xF900)


def plain(text: str, font_at: Callable[[int], str]) -> str:
    """The text with private codes read where their font tells them, and radicals and
    compatibility ideographs made common ones; of the same length. ``font_at`` gives the font's
    name of a place in the text. A blank stands for what is no character."""
    found = [*PRIVATE.finditer(text), *_COMPATIBLE.finditer(text)]
    if not found:
        return text
    characters = list(text)
    for match in found:
        place = match.start()
        private = PRIVATE.match(match[0])
        characters[place] = _private(match[0], font_at(place)) if private else _common(match[0])
    return "".join(characters)


def _private(character: str, font: str) -> str:
    code = ord(character)
    if _FOUNDER_FONT.search(font) and code in _FOUNDER:
        return _FOUNDER[code]
    if "wingding" in font.lower() and 0xF020 <= code <= 0xF0FF:
        return _WINGDINGS.get(code, "•")
    if code in _PIECES:
        return "—" if code == 0xF8E7 else " "
    return _SYMBOL.get(code, character)


def _common(character: str) -> str:
    """⽂ (a radical) → 文; of one character always."""
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character
