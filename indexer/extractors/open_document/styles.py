"""What the styles of an OpenDocument file say, resolved once a style.

Only what text and layout hints need: headings, lists, alignment, size, colour, font, hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from indexer.extractors.flow.look import UNFORMATTED, RunFormat, is_red
from indexer.extractors.flow.numbering import LEVELS, Level
from indexer.extractors.open_document.names import FO, LOEXT, OFFICE, STYLE, SVG, TABLE, TEXT

_LONGEST_CHAIN = 32
_POINTS = {"pt": 1.0, "cm": 28.3465, "mm": 2.83465, "in": 72.0, "pc": 12.0, "px": 0.75}
_TITLES = frozenset({"title", "标题", "標題"})
_CENTRED = frozenset({"center"})
# The first character of a number format says which it is (OpenDocument writes "一, 二, 三, ...").
_FORMATS = {
    "": "none", "1": "decimal", "A": "upperLetter", "a": "lowerLetter", "I": "upperRoman",
    "i": "lowerRoman", "0": "decimalZero", "一": "chineseCountingThousand",
    "壹": "chineseLegalSimplified", "甲": "ideographTraditional", "子": "ideographZodiac",
    "①": "decimalEnclosedCircle", "１": "decimalFullWidth", "㈠": "ideographEnclosedCircle",
}  # fmt: skip
_SEPARATORS = {"listtab": "\t", "space": " ", "nothing": "", "newline": "\t"}


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """``heading`` counts from 1, 0 is body text. ``list_style`` names a list; ``run`` is what its
    characters look like."""

    centred: bool = False
    heading: int = 0
    list_style: str | None = None
    master: str | None = None
    run: RunFormat = UNFORMATTED


class Styles:
    """The styles of one part: the common ones with the part's own (``containers``)."""

    def __init__(self, containers: Iterable[etree._Element]) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._defaults: dict[str, etree._Element] = {}
        self._fonts: dict[str, str] = {}
        self._paragraphs: dict[tuple[str, str | None], ParagraphStyle] = {}
        self._texts: dict[str | None, RunFormat] = {}
        self.lists: dict[str, Mapping[int, Level]] = {}
        self.outline: Mapping[int, Level] = {}
        for container in containers:
            self.add(container)

    def add(self, container: etree._Element) -> None:
        """Take what a holder of styles says; before the styles are asked for."""
        for element in container:
            tag = element.tag
            if tag == STYLE + "style":
                family, name = element.get(STYLE + "family", ""), element.get(STYLE + "name", "")
                self._styles[family, name] = element
            elif tag == STYLE + "default-style":
                self._defaults[element.get(STYLE + "family", "")] = element
            elif tag == STYLE + "font-face":
                family = element.get(SVG + "font-family", "").strip("'\"")
                self._fonts[element.get(STYLE + "name", "")] = family
            elif tag == TEXT + "list-style":
                self.lists[element.get(STYLE + "name", "")] = _levels(element)
            elif tag == TEXT + "outline-style":
                self.outline = _levels(element)

    def paragraph(self, name: str | None, family: str = "paragraph") -> ParagraphStyle:
        """The style with all that it inherits; the default where there is none of the name.
        ``family``: cells and shapes say of paragraphs, too."""
        found = self._paragraphs.get((family, name))
        if found is None:
            found = self._paragraphs[family, name] = self._resolve(name, family)
        return found

    def text(self, name: str | None) -> RunFormat:
        """What a character style says by itself."""
        found = self._texts.get(name)
        if found is None:
            run = RunFormat()
            for element in self._chain("text", name):
                run = run.over(self._run(element))
            found = self._texts[name] = run
        return found

    def property(self, family: str, name: str | None, part: str, attribute: str) -> str | None:
        """One attribute of a style's ``part`` (table-properties …), the nearest that says it."""
        for element in self._chain(family, name):
            value = _property(element, part, attribute)
            if value is not None:
                return value
        return None

    def master_of_table(self, name: str | None) -> str | None:
        """The kind of page that begins with a table of this style."""
        names = (e.get(STYLE + "master-page-name") for e in self._chain("table", name))
        return next(filter(None, names), None)

    def hides(self, family: str, name: str | None, part: str) -> bool:
        """Whether a table or a section of this style is not shown."""
        table = self.property(family, name, part, TABLE + "display")
        return table == "false" or self.property(family, name, part, TEXT + "display") == "none"

    def _resolve(self, name: str | None, family: str) -> ParagraphStyle:
        run = RunFormat()
        share = 1.0  # of the size that it inherits
        centred = list_style = master = None
        heading = 0
        for element in self._with_default(family, name):
            own = self._run(element)
            if run.size is None:
                share *= _share(element)
            run = run.over(own)
            aligned = _property(element, "paragraph-properties", FO + "text-align")
            centred = aligned if centred is None else centred
            list_style = _first(list_style, element.get(STYLE + "list-style-name"))
            master = _first(master, element.get(STYLE + "master-page-name") or None)
            heading = heading or _is_title(element)
        if run.size is not None and share != 1.0:
            run = RunFormat(round(run.size * share, 1)).over(run)
        return ParagraphStyle(centred in _CENTRED, heading, list_style or None, master, run)

    def _with_default(self, family: str, name: str | None) -> Iterable[etree._Element]:
        yield from self._chain(family, name)
        if family in self._defaults:
            yield self._defaults[family]

    def _chain(self, family: str, name: str | None) -> Iterable[etree._Element]:
        """The style and those that it is made after, its own first."""
        seen: set[str] = set()
        while name is not None and name not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(name)
            element = self._styles.get((family, name))
            if element is None:
                return
            yield element
            name = element.get(STYLE + "parent-style-name")

    def _run(self, style: etree._Element) -> RunFormat:
        properties = style.find(STYLE + "text-properties")
        if properties is None:
            return RunFormat()
        western = self._font(properties, "")
        position = properties.get(STYLE + "text-position")
        colour, display = properties.get(FO + "color"), properties.get(TEXT + "display")
        return RunFormat(
            size=_points(properties.get(STYLE + "font-size-asian"))
            or _points(properties.get(FO + "font-size")),
            font=self._font(properties, "-asian") or western,
            red=None if colour is None else is_red(colour.lstrip("#")),
            hidden=None if display is None else display == "none",
            font_of_symbols=western,
            raised=None if position is None else _is_raised(position),
            struck=_is_struck(properties),
        )

    def _font(self, properties: etree._Element, script: str) -> str | None:
        named = properties.get(STYLE + "font-name" + script)
        family = properties.get((FO if not script else STYLE) + "font-family" + script)
        return self._fonts.get(named or "") or named or (family or "").strip("'\"") or None


def _first(found: str | None, following: str | None) -> str | None:
    return following if found is None else found


def _property(style: etree._Element, part: str, attribute: str) -> str | None:
    properties = style.find(STYLE + part)
    return None if properties is None else properties.get(attribute)


def _is_title(style: etree._Element) -> int:
    names = (style.get(STYLE + "name", ""), style.get(STYLE + "display-name", ""))
    return int(any(name.lower() in _TITLES for name in names))


def _is_raised(position: str) -> bool:
    """``super 58%``, or how far above the line, in percent."""
    first = position.split(maxsplit=1)[0] if position.strip() else ""
    return first == "super" or (first.endswith("%") and not first.startswith(("-", "0")))


def _is_struck(properties: etree._Element) -> bool | None:
    """None where nothing is said of a line through the text."""
    said = (properties.get(STYLE + f"text-line-through-{part}") for part in ("style", "type"))
    lines = [line for line in said if line is not None]
    return None if not lines else any(line != "none" for line in lines)


def _points(length: str | None) -> float | None:
    """A length in points; None of a percentage, and of what is none."""
    unit = (length or "")[-2:]
    if unit not in _POINTS:
        return None
    try:
        return round(float((length or "")[:-2]) * _POINTS[unit], 1) or None
    except ValueError:
        return None


def _share(style: etree._Element) -> float:
    """The part of the inherited size that a style asks for."""
    properties = style.find(STYLE + "text-properties")
    if properties is None:
        return 1.0
    size = properties.get(STYLE + "font-size-asian") or properties.get(FO + "font-size") or ""
    try:
        return float(size[:-1]) / 100 if size.endswith("%") else 1.0
    except ValueError:
        return 1.0


# ---------------------------------------------------------------- lists


def _levels(style: etree._Element) -> Mapping[int, Level]:
    """The levels of a list, from 0."""
    levels: dict[int, Level] = {}
    for element in style:
        number = whole(element.get(TEXT + "level"), 0) - 1
        if 0 <= number < LEVELS:
            levels[number] = _level(element, number)
    return levels


def _level(element: etree._Element, number: int) -> Level:
    if element.tag not in (TEXT + "list-level-style-number", TEXT + "outline-level-style"):
        return Level(style="bullet")
    style = _FORMATS.get(element.get(STYLE + "num-format", "")[:1], "decimal")
    if element.get(STYLE + "num-format", "").startswith("壹, 貳"):
        style = "ideographLegalTraditional"
    above = min(whole(element.get(TEXT + "display-levels"), 1), number + 1)
    places = ".".join(f"%{n}" for n in range(number + 2 - above, number + 2))
    prefix, suffix = element.get(STYLE + "num-prefix", ""), element.get(STYLE + "num-suffix", "")
    text = f"{prefix}{places}{suffix}" if style != "none" else f"{prefix}{suffix}"
    given = element.get(LOEXT + "num-list-format") or element.get(STYLE + "num-list-format")
    if given is not None:
        text = _percent_once(given)
    return Level(
        style=style,
        text=text,
        start=whole(element.get(TEXT + "start-value"), 1),
        separator=_separator(element),
    )


def _percent_once(given: str) -> str:
    """``%1%.%2%`` as ``%1.%2``."""
    for number in range(1, LEVELS + 2):
        given = given.replace(f"%{number}%", f"%{number}")
    return given


def _separator(element: etree._Element) -> str:
    aligned = next(element.iter(STYLE + "list-level-label-alignment"), None)
    followed = None if aligned is None else aligned.get(TEXT + "label-followed-by")
    return _SEPARATORS.get(followed or "listtab", "\t")


def whole(text: str | None, default: int) -> int:
    """A number of an attribute that is none below zero; ``default`` where it is none."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return default
    return int(text)


def containers(root: etree._Element | None, *names: str) -> list[etree._Element]:
    """The named holders of styles within a part's root, with its fonts."""
    if root is None:
        return []
    wanted = (OFFICE + name for name in ("font-face-decls", *names))
    return [found for name in wanted for found in root.iterchildren(name)]
