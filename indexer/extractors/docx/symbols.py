"""What the glyphs of Word's symbol fonts show, by their number in the font."""

from __future__ import annotations

import re

_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x52: "☼", 0x6C: "●", 0x6E: "■", 0x6F: "□",
    0x70: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x78: "☒", 0x80: "⓪", 0x81: "①",
    0x82: "②", 0x83: "③", 0x84: "④", 0x85: "⑤", 0x86: "⑥", 0x87: "⑦", 0x88: "⑧", 0x89: "⑨",
    0x8A: "⑩", 0x8B: "⓿", 0x8C: "❶", 0x8D: "❷", 0x8E: "❸", 0x8F: "❹", 0x90: "❺", 0x91: "❻",
    0x92: "❼", 0x93: "❽", 0x94: "❾", 0x95: "❿", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□",
    0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xEF: "⇦", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "√", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS2 = {
    0x4F: "✗", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x30: "□", 0xA3: "□",
    0x2A: "□", 0x97: "●", 0x98: "●", 0x99: "○",
}  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xA5: "∞", 0xB0: "°",
    0xB7: "·", 0xBB: "≈", 0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xD7: "·", 0xE5: "∑",
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x65: "ε", 0x71: "θ", 0x6C: "λ", 0x6D: "μ",
    0x70: "π", 0x73: "σ", 0x77: "ω", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω",
}  # fmt: skip
_SYMBOL_FIELD = re.compile(r"\s*SYMBOL\s+(0x[0-9a-f]{1,4}|\d{1,5})\b", re.IGNORECASE)
_FIELD_FONT = re.compile(r'\\f\s*"?([^\\"]+)', re.IGNORECASE)
_UNICODE = re.compile(r"\\u\b", re.IGNORECASE)
_SYMBOL_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS2, "symbol": _SYMBOL}


def symbol(font: str, code: str) -> str:
    """What a ``w:sym`` shows; the character itself where the font has none of its own signs."""
    value = int(code, 16) if _is_hex(code) else 0
    if not value:
        return ""
    table = _SYMBOL_FONTS.get(font.lower())
    if table is None:
        return chr(value) if value < 0xD800 else "□" if 0xF000 <= value <= 0xF0FF else ""
    return table.get(value & 0xFF, "□" if table is not _SYMBOL else "")


def symbol_field(instruction: str) -> str:
    """What ``SYMBOL 254 \\f Wingdings`` shows; "" where the field is none of these."""
    found = _SYMBOL_FIELD.match(instruction)
    if found is None:
        return ""
    number = int(found[1], 16) if found[1][:2].lower() == "0x" else int(found[1])
    font = _FIELD_FONT.search(instruction)
    if font is not None and is_symbol_font(font[1].strip()):
        return symbol(font[1].strip(), f"{number & 0xFF:04X}")
    if _UNICODE.search(instruction) or number < 0x80:
        return chr(number) if 0x20 < number < 0xD800 else ""
    page = "gb18030" if number > 0xFF else "cp1252"
    size = 2 if number > 0xFF else 1
    return number.to_bytes(size, "big").decode(page, "ignore") if number < 1 << 8 * size else ""


def is_symbol_font(font: str | None) -> bool:
    return font is not None and font.lower() in _SYMBOL_FONTS


def in_symbol_font(text: str, font: str) -> str:
    """Typed text as a symbol font shows it: þ in Wingdings is a ticked box. What the font has no
    glyph for, as Chinese, is shown in another one and stays."""
    table = _SYMBOL_FONTS[font.lower()]
    return "".join(_glyph(character, table) for character in text)


def _glyph(character: str, table: dict[int, str]) -> str:
    value = ord(character)
    private = 0xF020 <= value <= 0xF0FF
    if not (private or 0x20 < value <= 0xFF):
        return character
    code = value & 0xFF
    if table is _SYMBOL:
        return table.get(code, chr(code) if code < 0x80 else "")
    return table.get(code, "□")


def _is_hex(code: str) -> bool:
    return 0 < len(code) <= 4 and all(c in "0123456789abcdefABCDEF" for c in code)
