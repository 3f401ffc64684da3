"""Formulas in MathML as one line of text, as Word's are read (10^5, a/b)."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from indexer.extractors.open_document.names import MATH
from indexer.extractors.open_document.package import characters_of

_SIMPLE = re.compile(r"[\w.%°′″]*|\([^()]*\)")
_BESIDE = (MATH + "annotation", MATH + "annotation-xml")
_DEEPEST = 40


def formula(element: etree._Element) -> str:
    """The text of a ``math`` or of a piece of one.

    >>> inner = "<msup><mn>10</mn><mn>5</mn></msup><mo>≤</mo><mfrac><mi>a</mi><mi>b</mi></mfrac>"
    >>> formula(etree.fromstring(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inner}</math>'))
    '10^5≤a/b'
    """
    return _linear(element, 0).strip()


def _linear(element: etree._Element, depth: int) -> str:
    if element.tag in _BESIDE:
        return ""
    if depth > _DEEPEST:
        return characters_of(element)
    shape = _SHAPES.get(element.tag)
    if shape is not None:
        return shape([_linear(child, depth + 1).strip() for child in element])
    if not len(element):
        return " ".join((element.text or "").split())
    return "".join(_linear(child, depth + 1) for child in element)


def _one(text: str) -> str:
    """In brackets, where it would fall apart beside a sign."""
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _part(parts: list[str], number: int) -> str:
    return parts[number] if number < len(parts) else ""


def _fraction(parts: list[str]) -> str:
    return f"{_one(_part(parts, 0))}/{_one(_part(parts, 1))}"


def _above(parts: list[str]) -> str:
    return f"{_one(_part(parts, 0))}^{_one(_part(parts, 1))}"


def _below(parts: list[str]) -> str:
    return f"{_one(_part(parts, 0))}_{_one(_part(parts, 1))}"


def _both(parts: list[str]) -> str:
    return f"{_below(parts)}^{_one(_part(parts, 2))}"


def _root(parts: list[str]) -> str:
    return f"√{_one(''.join(parts))}"


def _degree(parts: list[str]) -> str:
    return f"{_one(_part(parts, 0))}^(1/{_part(parts, 1)})"


_SHAPES: dict[object, Callable[[list[str]], str]] = {
    MATH + "mfrac": _fraction,
    MATH + "msup": _above,
    MATH + "msub": _below,
    MATH + "msubsup": _both,
    MATH + "munder": _below,
    MATH + "mover": _above,
    MATH + "munderover": _both,
    MATH + "msqrt": _root,
    MATH + "mroot": _degree,
    MATH + "mtr": " ".join,
    MATH + "mtable": "; ".join,
}
