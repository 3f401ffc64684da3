"""Formulas on one line: those of Word 2007 on (OMML, ECMA-376 part 1, 22.1), and EQ fields.

10^5 and 2/3 keep their meaning where 105 and 23 would not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VAL = M + "val"
_SIMPLE = re.compile(r"[\w.%°′″]*|\([^()]*\)")
_PROPERTIES = re.compile(r"\}\w+Pr$")
_DEEPEST = 40


def formula(element: etree._Element) -> str:
    """The text of an ``m:oMath`` or of a piece of one.

    >>> names = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    >>> e, sup = "<m:e><m:r><m:t>10</m:t></m:r></m:e>", "<m:sup><m:r><m:t>5</m:t></m:r></m:sup>"
    >>> formula(etree.fromstring(f"<m:oMath {names}><m:sSup>{e}{sup}</m:sSup></m:oMath>"))
    '10^5'
    """
    return _linear(element, 0)


def _linear(element: etree._Element, depth: int) -> str:
    if depth > _DEEPEST:
        return "".join(_texts(element))
    parts = []
    for child in element:
        tag = str(child.tag)
        if tag.endswith("}t"):
            parts.append(child.text or "")
        elif tag in _SHAPES:
            parts.append(_SHAPES[tag](child, depth + 1))
        elif not (_PROPERTIES.search(tag) or tag.endswith(("}del", "}moveFrom", "}instrText"))):
            parts.append(_linear(child, depth + 1))
    return "".join(parts)


def _texts(element: etree._Element) -> Iterator[str]:
    return (t.text or "" for t in element.iter() if str(t.tag).endswith("}t"))


def _part(element: etree._Element, name: str, depth: int) -> str:
    child = element.find(M + name)
    return "" if child is None else _linear(child, depth).strip()


def _one(text: str) -> str:
    """In brackets, where it would fall apart beside a sign."""
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _property(element: etree._Element, holder: str, name: str, default: str) -> str:
    found = element.find(f"{M}{holder}/{M}{name}")
    return default if found is None else found.get(_VAL, "")


def _fraction(element: etree._Element, depth: int) -> str:
    above, below = _part(element, "num", depth), _part(element, "den", depth)
    if _property(element, "fPr", "type", "bar") == "noBar":
        return f"({above} {below})"
    return f"{_one(above)}/{_one(below)}"


def _scripts(element: etree._Element, depth: int) -> str:
    base, sub, sup = (_part(element, name, depth) for name in ("e", "sub", "sup"))
    low = f"_{_one(sub)}" if sub else ""
    high = f"^{_one(sup)}" if sup else ""
    return f"{_one(base)}{low}{high}"


def _radical(element: etree._Element, depth: int) -> str:
    degree, inner = _part(element, "deg", depth), _part(element, "e", depth)
    return f"{_one(inner)}^(1/{degree})" if degree else f"√{_one(inner)}"


def _sum(element: etree._Element, depth: int) -> str:
    sign = _property(element, "naryPr", "chr", "∫")
    sub, sup = _part(element, "sub", depth), _part(element, "sup", depth)
    low = f"_{_one(sub)}" if sub else ""
    high = f"^{_one(sup)}" if sup else ""
    return f"{sign}{low}{high} {_part(element, 'e', depth)}"


def _delimited(element: etree._Element, depth: int) -> str:
    begin = _property(element, "dPr", "begChr", "(")
    end = _property(element, "dPr", "endChr", ")")
    parter = _property(element, "dPr", "sepChr", "|")
    inner = (_linear(e, depth).strip() for e in element.iterchildren(M + "e"))
    return f"{begin}{parter.join(inner)}{end}"


def _limit(element: etree._Element, depth: int) -> str:
    low = element.tag == M + "limLow"
    return f"{_part(element, 'e', depth)}{'_' if low else '^'}{_one(_part(element, 'lim', depth))}"


def _function(element: etree._Element, depth: int) -> str:
    return f"{_part(element, 'fName', depth)} {_part(element, 'e', depth)}"


def _rows(element: etree._Element, depth: int) -> str:
    lines = [
        " ".join(_linear(e, depth).strip() for e in row.iterchildren(M + "e"))
        for row in element.iterchildren(M + "mr")
    ]
    lines += [_linear(e, depth).strip() for e in element.iterchildren(M + "e")]
    return "; ".join(lines)


_SHAPES: dict[str, Callable[[etree._Element, int], str]] = {
    M + "f": _fraction,
    M + "sSup": _scripts,
    M + "sSub": _scripts,
    M + "sSubSup": _scripts,
    M + "sPre": _scripts,
    M + "rad": _radical,
    M + "nary": _sum,
    M + "d": _delimited,
    M + "limLow": _limit,
    M + "limUpp": _limit,
    M + "func": _function,
    M + "m": _rows,
    M + "eqArr": _rows,
}


# ---------------------------------------------------------------- EQ fields

_SWITCH = re.compile(r"\\([a-zA-Z]{1,2})\s*(-?\d+)?\s*")
_EQ = re.compile(r"\s*EQ(?![A-Za-z])", re.IGNORECASE)
_ENCLOSURES = frozenset("○〇◯⭕Oo")
_BOXES = frozenset("□口☐")
_TICKS = {"√": "☑", "✓": "☑", "✔": "☑", "×": "☒", "✕": "☒", "✗": "☒", "X": "☒", "x": "☒"}
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">", "（": "）", "【": "】"}


# How all that a field shows looks; a reading over a character has its size so.
_GENERAL = re.compile(r'\\\*\s*(?:"[^"]*"|[^\s\\]+)')
_READINGS = re.compile(r"\\\*\s*hps\d", re.IGNORECASE)


def is_eq(instruction: str) -> bool:
    return bool(_EQ.match(instruction))


def eq_field(instruction: str) -> str:
    """What an EQ field shows.

    >>> eq_field(r" EQ \\o\\ac(○,5) "), eq_field(r"eq \\o\\ac(□,√)"), eq_field(r"EQ \\f(2,3)")
    ('⑤', '☑', '2/3')
    >>> eq_field(r"EQ \\o(\\s\\up8(财政部),\\s\\do3(税务总局))")
    '财政部 税务总局'
    >>> eq_field(r"EQ 10\\s\\up5(6)"), eq_field(r"EQ \\r(3,x)"), eq_field(r"EQ \\f(1,2")
    ('10^6', 'x^(1/3)', '1/2')
    >>> eq_field(r'EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(jiàn),监)')
    '监'
    """
    code = instruction.strip()
    code = code[2:] if code[:2].upper() == "EQ" else code
    return _Eq(_GENERAL.sub("", code), readings=bool(_READINGS.search(code))).text().strip()


class _Eq:
    """A field's code, read from left to right."""

    def __init__(self, code: str, *, readings: bool = False) -> None:
        self._code = code
        self._readings = readings
        self._at = 0
        self._depth = 0

    def text(self) -> str:
        """All up to the end, or to what parts or ends the elements of the switch around it."""
        parts: list[str] = []
        while self._at < len(self._code):
            character = self._code[self._at]
            if self._depth and character in ",;，；)":
                break
            switch = _SWITCH.match(self._code, self._at)
            if switch is not None and self._depth < _DEEPEST:
                parts.append(self._switch(switch, "".join(parts)))
            else:
                self._at += character == "\\"
                parts.append(self._code[self._at : self._at + 1])
                self._at += 1
        return "".join(parts)

    def _switch(self, first: re.Match[str], before: str) -> str:
        name, options = first[1].lower(), []
        self._at = first.end()
        while (option := _SWITCH.match(self._code, self._at)) is not None:
            options.append(option[1].lower())
            self._at = option.end()
            if options[-1] in ("bc", "lc", "rc"):  # the bracket's own character follows
                options.append(self._code[self._at + 1 : self._at + 2])
                self._at += 2
        elements = self._elements()
        if self._readings and name == "o" and len(elements) == 2:
            return elements[1]  # a reading and what it stands over
        return _shown(name, options, elements, before, inside=self._depth > 0)

    def _elements(self) -> list[str]:
        if self._code[self._at : self._at + 1] != "(":
            return []
        self._at += 1
        self._depth += 1
        found = [self.text()]
        while self._code[self._at : self._at + 1] in tuple(",;，；"):
            self._at += 1
            found.append(self.text())
        self._at += 1
        self._depth -= 1
        return [element.strip() for element in found]


def _shown(name: str, options: list[str], elements: list[str], before: str, *, inside: bool) -> str:
    first = elements[0] if elements else ""
    if name == "o":
        return _overstruck(elements)
    if name == "f" and len(elements) > 1:
        return f"{_one(first)}/{_one(elements[1])}"
    if name == "r":
        return (
            f"{_one(elements[-1])}^(1/{first})"
            if len(elements) > 1 and first
            else (f"√{_one(elements[-1])}" if elements else "√")
        )
    if name == "s":
        sign = "_" if "do" in options else "^" if "up" in options else ""
        raised = sign and before.strip() and not inside and first.isascii()
        return f"{sign}{_one(first)}" if raised else " ".join(filter(None, elements))
    if name == "b":
        begin = options[options.index("bc") + 1] if "bc" in options else "("
        return f"{begin}{','.join(elements)}{_PAIRS.get(begin, begin)}"
    if name == "l":
        return ",".join(elements)
    return " ".join(filter(None, elements))


def _overstruck(elements: list[str]) -> str:
    """Characters over one another: a sign in a circle or a box; or two bodies, one above the
    other."""
    around = next((e for e in elements if e in _ENCLOSURES), None)
    others = [e for e in elements if e and e != around]
    if around is not None and len(others) == 1:
        return circled(others[0])
    boxed = [e for e in elements if e and e not in _BOXES]
    if len(boxed) == 1 and len(elements) == 2 and len(boxed) < len(list(filter(None, elements))):
        return _TICKS.get(boxed[0], boxed[0])
    return " ".join(dict.fromkeys(filter(None, elements)))


def circled(text: str) -> str:
    """The sign for a number or a letter in a circle; the text itself where there is none.

    >>> circled("5"), circled("20"), circled("36"), circled("A"), circled("密")
    ('⑤', '⑳', '㊱', 'Ⓐ', '密')
    """
    if text.isascii() and text.isdecimal() and len(text) <= 2:
        value = int(text)
        if value == 0:
            return "⓪"
        start = 0x2460 - 1 if value <= 20 else 0x3251 - 21 if value <= 35 else 0x32B1 - 36
        return chr(start + value) if value <= 50 else text
    if len(text) == 1 and text.isascii() and text.isalpha():
        return chr((0x24B6 - 65 if text.isupper() else 0x24D0 - 97) + ord(text))
    return text
