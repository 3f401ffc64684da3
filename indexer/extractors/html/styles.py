"""The rules of a page's own style sheets (``<style>``) that decide whether its text is seen: they
are written into the styles of the elements themselves, where all else is looked up.

A small reading: selectors of tags, classes and ids, one within another; no media, no states. Sheets
that lie elsewhere are not fetched, so that colours mean nothing sure where there are such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from lxml import etree

from indexer.extractors.base import is_mostly_struck
from indexer.extractors.html.shown import is_hidden, letters

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_AT = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAME = r"[\w\u4e00-\u9fff-]+"
_COMPOUND = re.compile(rf"([a-zA-Z][\w-]*|\*)?((?:[.#]{_NAME})*)")
_MARK = re.compile(rf"([.#])({_NAME})")
_TELLING = re.compile(
    r"display|visibility|font-size|opacity|text-(?:decoration(?:-line)?|indent)|position|overflow"
    r"|left|right|top|bottom|(?:max-)?(?:height|width)|clip(?:-path)?|color|background(?:-color|-image)?"
)
_MOST_RULES = 500  # that tell; a sheet may claim any number
_MOST_WORK = 1_000_000  # rules times elements: each rule looks at each
_MOST_PARTS = 4  # of a selector
_MOST_WHITE = 500  # elements: each looks at what is above and within it
_OWN = 1_000_000  # stronger than any selector
_WHITE = re.compile(
    r"(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,[^)]*)?\))$", re.I
)

_HIDES = re.compile(r"none|hidden")
_SHOWS = re.compile(r":(?:checked|target|focus|focus-within|hover|active)\b")

_AT_TIMES = re.compile(r"@(?:import|supports|layer|container|media(?!\s*print\b))")

_Declared = dict[str, tuple[tuple[bool, int], str]]  # by property: how strong, and its value


def apply_styles(root: etree._Element) -> list[str]:
    """Set what the page's rules say of its elements as their own styles; what is told of it."""
    found: dict[etree._Element, _Declared] = {}
    rules = _rules(root)
    if len(rules) * sum(1 for _ in root.iter(etree.Element)) > _MOST_WORK:
        return ["网页样式过多，未按样式判断隐藏的文字"]
    for selectors, block in rules:
        for path, strength in filter(None, map(_path, selectors.split(","))):
            for element in cast("list[etree._Element]", path(root)):
                _add(found.setdefault(element, {}), block, strength)
    before = {element: element.get("style") for element in found}
    for element, declared in found.items():
        _add(declared, before[element] or "", _OWN)
        element.set("style", ";".join(f"{name}:{value}" for name, (_, value) in declared.items()))
    return [*_undo_of_most(root, before), *_hide_white(root)]


def _rules(root: etree._Element) -> list[tuple[str, str]]:
    rules = (rule for sheet in _sheets(root) for rule in _RULE.findall(_AT.sub("", sheet)))
    telling = (r for r in rules if any(_TELLING.fullmatch(n) for n, _, _ in _declarations(r[1])))
    return [rule for _, rule in zip(range(_MOST_RULES), telling, strict=False)]


def _sheets(root: etree._Element) -> Iterator[str]:
    return (_COMMENT.sub("", style.text or "") for style in root.iter("style"))


def _declarations(block: str) -> Iterator[tuple[str, str, bool]]:
    for declaration in block.split(";"):
        name, _, value = declaration.partition(":")
        plain = value.replace("!important", "").strip()
        if plain:
            yield name.strip().lower(), plain, "!important" in value


def _add(declared: _Declared, block: str, strength: int) -> None:
    for name, value, important in _declarations(block):
        if name not in declared or declared[name][0] <= (important, strength):
            declared[name] = ((important, strength), value)


def _path(selector: str) -> tuple[etree.XPath, int] | None:
    """A selector as a path, and how strong it is; None of one that is not read.

    >>> _path("div.甲 > p")[0].path
    "descendant::div[contains(concat(' ',@class,' '),' 甲 ')]/p"
    """
    path, strength, axis = "", 0, "descendant::"
    if len(selector.split()) > _MOST_PARTS:
        return None
    for part in selector.replace(">", " > ").split():
        found = _COMPOUND.fullmatch(part)
        if part == ">" and path:
            axis = "/"
            continue
        if found is None:
            return None
        marks = _MARK.findall(found[2])
        strength += sum(100 if kind == "#" else 10 for kind, _ in marks)
        strength += found[1] not in (None, "", "*")
        path += axis + (found[1] or "*").lower()
        for kind, name in marks:
            by_class = f"contains(concat(' ',@class,' '),' {name} ')"
            path += f"[@id='{name}']" if kind == "#" else f"[{by_class}]"
        axis = "//"
    return (etree.XPath(path), strength) if path and axis != "/" else None


def _undo_of_most(root: etree._Element, before: Mapping[etree._Element, str | None]) -> list[str]:
    """What a page's rules hide and a click may show (tabs, answers that fold out) is kept, and
    told; so is what rules hide of most of a page, which a script shows."""
    hidden = [
        element
        for element, style in before.items()
        if is_hidden(element)
        and next(filter(is_hidden, element.iterancestors()), None) is None
        and not _HIDES.search(style or "")  # it does so by itself, and is left out
    ]
    count, whole = sum(map(letters, hidden)), letters(root)
    most = is_mostly_struck(count, whole - count)
    if not count or not (most or _may_be_shown(root)):
        return []
    shown = list(before) if most else [element for element in before if is_hidden(element)]
    for element in shown:
        element.set("style", before[element] or "")
    if most:
        return [f"网页样式隐藏过半文字，{count} 字仍予收入"]
    return [f"网页样式隐藏的文字 {count} 字可由点击显示，仍予收入"]


def _may_be_shown(root: etree._Element) -> bool:
    """Whether the page has what may show a part of it: a script, a handler, a state of a sheet, a
    rule that is not read here."""
    for sheet in _sheets(root):
        if _SHOWS.search(sheet) or _AT_TIMES.search(sheet) or _is_partly_read(sheet):
            return True
    scripts = (e for e in root.iter("script") if "json" not in (e.get("type") or ""))
    if next(scripts, None) is not None:
        return True
    return any(str(name).startswith("on") for e in root.iter(etree.Element) for name in e.attrib)


def _is_partly_read(sheet: str) -> bool:
    selectors = (one for rule, _ in _RULE.findall(_AT.sub("", sheet)) for one in rule.split(","))
    return any(_path(one) is None for one in selectors if one.strip())


def _hide_white(root: etree._Element) -> list[str]:
    """White text on what is white by all that the page says is hidden; where it may lie on a colour
    that this reading does not see (a sheet, a script, a picture), it is told."""
    white = [e for e in root.iter(etree.Element) if _is_white(e)]
    elsewhere = len(white) > _MOST_WHITE or _may_be_coloured(root)
    kept = 0
    for element in white:
        if len(white) <= _MOST_WHITE and (_on_colour(element) or _is_seen_within(element)):
            continue
        if elsewhere:
            kept += letters(element) if len(white) <= _MOST_WHITE else len(element.text or "")
        else:
            element.set("style", f"{element.get('style') or ''};display:none")
    return [f"白色文字 {kept} 字，底色未知，仍予收入"] if kept else []


def _may_be_coloured(root: etree._Element) -> bool:
    if any("stylesheet" in (e.get("rel") or "").lower() for e in root.iter("link")):
        return True
    if any((e.text or "").strip() for e in root.iter("style", "script")):
        return True
    return next(root.iter("img"), None) is not None


def _property(element: etree._Element, name: str) -> str:
    values = (v for n, v, _ in _declarations(element.get("style") or "") if n == name)
    return next(values, "")


def _colour(element: etree._Element) -> str:
    given = _property(element, "color")
    return given or (element.get("color") or "" if element.tag == "font" else "").strip()


def _is_white(element: etree._Element) -> bool:
    return _WHITE.match(_colour(element)) is not None


def _is_seen_within(element: etree._Element) -> bool:
    """Whether a part of it has a colour, or a ground, of its own."""
    parts = element.iterdescendants(etree.Element)
    return any((_colour(e) and not _is_white(e)) or _ground(e) for e in parts)


def _on_colour(element: etree._Element) -> bool:
    return any(map(_ground, (element, *element.iterancestors())))


def _ground(element: etree._Element) -> bool:
    """Whether it lays something under its text that may not be white."""
    styled = (
        _property(element, name) for name in ("background", "background-color", "background-image")
    )
    grounds = (element.get("bgcolor"), element.get("background"), *styled)
    bare = ("", "none", "transparent", "inherit")
    return any(g and g.strip() not in bare and not _WHITE.match(g.strip()) for g in grounds)
