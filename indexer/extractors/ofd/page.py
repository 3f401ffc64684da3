"""The text objects of an OFD page with their places (GB/T 33190-2016, 8.5, 11 and 13)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from indexer.extractors.ofd.package import Document, child, local, numbers

_GROUPS = frozenset({"Content", "Layer", "PageBlock"})
_MOST_CHARACTERS = 10_000_000  # that one run of ``g`` in a delta list may stand for
_SLANTED = (10.0, 80.0)  # degrees off the axes: a watermark, not a line of text
_DEEPEST = 16  # drawings within drawings


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters set in one go, in millimetres from the page's top left corner.

    ``y`` is the base line, ``end`` the right edge, ``size`` the height of a Chinese character;
    ``object`` numbers the text object within its page.
    """

    text: str
    x: float
    y: float
    end: float
    size: float
    font: str
    red: bool
    object: int
    template: bool = False


@dataclass(slots=True)
class PageText:
    """What a page shows. ``images`` are the ids of its pictures, ``tops`` where each begins;
    ``left_out`` counts slanted and invisible objects."""

    fragments: list[Fragment]
    images: list[str] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    pictured: float = 0.0  # square millimetres under pictures
    drawings: int = 0
    left_out: int = 0
    left_out_text: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Matrix:
    """``a b c d e f`` of the standard: x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def inside(self, outer: _Matrix) -> _Matrix:
        """This one first, then ``outer``."""
        e, f = outer.at(self.e, self.f)
        return _Matrix(
            a=outer.a * self.a + outer.c * self.b,
            b=outer.b * self.a + outer.d * self.b,
            c=outer.a * self.c + outer.c * self.d,
            d=outer.b * self.c + outer.d * self.d,
            e=e,
            f=f,
        )

    @property
    def scale(self) -> float:
        return math.hypot(self.c, self.d)

    @property
    def slanted(self) -> bool:
        angle = abs(math.degrees(math.atan2(self.b, self.a))) % 90.0
        return _SLANTED[0] < angle < _SLANTED[1]


def read_page(content: etree._Element, document: Document, *, template: bool = False) -> PageText:
    """The text of a page's (or a template's) own content; annotations are not part of it."""
    page = PageText([])
    root = child(content, "Content")
    if root is not None:
        _Objects(document, page, template).walk(root, _Matrix(), 0)
    return page


class _Objects:
    def __init__(self, document: Document, page: PageText, template: bool) -> None:
        self._document = document
        self._page = page
        self._template = template
        self._objects = 0

    def walk(self, parent: etree._Element, outer: _Matrix, depth: int) -> None:
        for element in parent:
            name = local(element)
            if name in _GROUPS:
                self.walk(element, outer, depth)
            elif name == "ImageObject":
                self._page.images.append(element.get("ResourceID", ""))
                box = numbers(element.get("Boundary"))
                self._page.tops.append(outer.at(box[0], box[1])[1] if len(box) >= 4 else 0.0)
                self._page.pictured += abs(box[2] * box[3]) if len(box) >= 4 else 0.0
            elif name == "PathObject":
                self._page.drawings += 1
            elif name == "TextObject":
                self._text(element, outer)
            elif name == "CompositeObject" and depth < _DEEPEST:
                unit = self._document.composites.get(element.get("ResourceID", ""))
                if unit is not None:
                    self.walk(unit, _matrix(element).inside(outer), depth + 1)

    def _text(self, element: etree._Element, outer: _Matrix) -> None:
        matrix = _matrix(element).inside(outer)
        size = (numbers(element.get("Size")) or [0.0])[0]
        if matrix.slanted or element.get("Visible", "true").lower() == "false":
            self._page.left_out += 1
            self._page.left_out_text += texts(element)
            return
        self._objects += 1
        font = self._document.fonts.get(element.get("Font", ""), "")
        red = _is_red(child(element, "FillColor"))
        for text, x, y, end in _runs(element, size):
            left, base = matrix.at(x, y)
            right, _ = matrix.at(end, y)
            self._page.fragments.append(
                Fragment(
                    text=text,
                    x=min(left, right),
                    y=base,
                    end=max(left, right),
                    size=size * matrix.scale or 1.0,
                    font=font,
                    red=red,
                    object=-self._objects if self._template else self._objects,
                    template=self._template,
                )
            )


def texts(element: etree._Element) -> list[str]:
    """The text codes of a text object, whatever their place."""
    return [code.text or "" for code in element if local(code) == "TextCode"]


def held(content: etree._Element) -> Iterator[str]:
    """What the page holds, for the count net: every text object, wherever it stands; one that is
    drawn twice in a place, for weight or shadow, once."""
    seen: set[tuple[str, int, int]] = set()
    for element in content.iter():
        if isinstance(element.tag, str) and local(element) == "TextObject":
            text = "".join(texts(element))
            box = [*numbers(element.get("Boundary")), 0.0, 0.0]
            key = (text, round(box[0] / 2), round(box[1] / 2))
            if key not in seen:
                seen.add(key)
                yield text


def _matrix(element: etree._Element) -> _Matrix:
    """Object space to the space around it: CTM, then the boundary's corner."""
    ctm = numbers(element.get("CTM"))
    matrix = _Matrix(*ctm) if len(ctm) == 6 else _Matrix()
    box = numbers(element.get("Boundary"))
    return matrix.inside(_Matrix(e=box[0], f=box[1])) if len(box) >= 2 else matrix


def _runs(element: etree._Element, size: float) -> Iterator[tuple[str, float, float, float]]:
    """(text, x, y, end) of each stretch that stands on one base line, in object space.

    A text code without X or Y goes on from the one before (13.3, table 46).
    """
    x = y = 0.0
    for code in element:
        if local(code) != "TextCode":
            continue
        x = (numbers(code.get("X")) or [x])[0]
        y = (numbers(code.get("Y")) or [y])[0]
        text = "".join(c for c in code.text or "" if c not in "\r\n\t")
        yield from _stretches(
            text, x, y, size, deltas(code.get("DeltaX")), deltas(code.get("DeltaY"))
        )


def _stretches(
    text: str, x: float, y: float, size: float, right: list[float], down: list[float]
) -> Iterator[tuple[str, float, float, float]]:
    """Parts the characters where the base line changes, and puts a blank where they stand apart.
    Characters set below one another (vertical writing) stay together."""
    vertical = bool(down) and not any(right)
    start, base = x, y
    parts: list[str] = []
    for place, character in enumerate(text):
        if place:
            step = _nth(right, place - 1, 0.0 if vertical else width_of(text[place - 1], size))
            drop = _nth(down, place - 1, 0.0)
            x, y = x + step, y + drop
            if abs(y - base) > 0.5 * size and not vertical:
                yield "".join(parts), start, base, x - step + size
                start, parts, base = x, [], y
            elif step > width_of(text[place - 1], size) + 1.5 * size:
                parts.append(" ")
        parts.append(character)
    if parts:
        yield "".join(parts), start, base, x + width_of(text[-1], size)


def width_of(character: str, size: float) -> float:
    """About how far a character reaches: Chinese ones are square, others half as wide."""
    return size if character >= "\u2e80" else 0.5 * size


def _nth(values: list[float], place: int, default: float) -> float:
    if place < len(values):
        return values[place]
    return values[-1] if values else default


def deltas(text: str | None) -> list[float]:
    """A list of advances; ``g 3 2.5`` stands for three times 2.5 (13.3)."""
    words = (text or "").split()
    found: list[float] = []
    place = 0
    while place < len(words):
        if words[place] == "g" and place + 2 < len(words):
            count, value = numbers(words[place + 1]), numbers(words[place + 2])
            if not count or not value or len(found) + count[0] > _MOST_CHARACTERS:
                break
            found.extend(value * max(0, int(count[0])))
            place += 3
            continue
        value = numbers(words[place])
        if not value:
            break
        found.extend(value)
        place += 1
    return found


def _is_red(colour: etree._Element | None) -> bool:
    value = numbers(None if colour is None else colour.get("Value"))
    return len(value) == 3 and value[0] >= 0xC0 and value[1] <= 0x50 and value[2] <= 0x50
