"""HTML that stands within a text of another format, as in Markdown: what of it no page shows is
found by the rules of pages, and told in their words.

Only whole elements are left out, from their tag to its end; all other tags are left to the format.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from lxml import etree

from indexer.extractors.base import characters, is_mostly_struck, omitted, told_of_struck
from indexer.extractors.html.deleted import is_deleted, is_struck
from indexer.extractors.html.frames import led_to, told_of_frames
from indexer.extractors.html.parsing import parse
from indexer.extractors.html.shown import NO_TEXT, is_hidden, letters
from indexer.extractors.html.styles import apply_styles

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*|/)?>")
_SHEET = re.compile(r"<style\b[^<>]*>.*?</style\s*>", re.I | re.S)
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n|$)|$")

Span = tuple[int, int]


class _Kind(Enum):
    NO_TEXT = "no text"
    HIDDEN = "hidden"
    DELETED = "deleted"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Unshown:
    """The places of a text that are left out, in its order, and what is told of them."""

    spans: tuple[Span, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    kind: _Kind
    span: Span
    closed: bool
    passage: str = ""  # of one that the format's own marks strike through


def unshown(text: str, struck: Sequence[Span], exempt: Sequence[Span] = ()) -> Unshown:
    """``struck``: the places that the format itself strikes through, with two marks before and
    behind. ``exempt``: those where a tag is no tag, as in a listing of code."""
    own = (_Found(_Kind.STRUCK, (a, b), True, text[a + 2 : b - 2]) for a, b in struck)
    found = _outermost([*_elements(text, exempt), *own])
    told: list[str] = []
    out = [one for one in found if one.kind in (_Kind.NO_TEXT, _Kind.HIDDEN)]
    hidden = sum(letters(_tree(text, one)) for one in found if one.kind is _Kind.HIDDEN)
    for kind, name in ((_Kind.DELETED, "删除标记"), (_Kind.STRUCK, "删除线")):
        of_kind = [one for one in found if one.kind is kind]
        passages = [one.passage or _said(_tree(text, one)) for one in of_kind]
        count = sum(map(characters, passages))
        stays = is_mostly_struck(count, characters(_TAG.sub("", text)) - count)
        if count and not all(one.closed for one in of_kind):
            told.append(f"网页中的{name}没有配对，{count} 字仍予收入")
        elif kind is _Kind.STRUCK:
            told += told_of_struck(passages, stays=stays)
        elif stays:
            told.append(f"网页过半文字标为删除，{count} 字仍予收入")
        else:
            told += omitted(deleted=count)
        out += of_kind if not stays and all(one.closed for one in of_kind) else []
    told += omitted(hidden=hidden)
    frames = (one for one in found if one.kind is _Kind.NO_TEXT)
    told += told_of_frames((), sum(led_to(_tree(text, one)) for one in frames))
    return Unshown(tuple(sorted(one.span for one in out)), tuple(told))


def _elements(text: str, exempt: Sequence[Span]) -> Iterator[_Found]:
    tags = [tag for tag in _TAG.finditer(text) if not is_within(tag.start(), exempt)]
    ends = _ends(tags)
    sheets = "".join(_SHEET.findall(text))
    kinds: dict[str, _Kind | None] = {}  # a text has the same tags many times
    for tag in tags:
        if not tag["end"] and tag.group() not in kinds:
            kinds[tag.group()] = _kind(tag, sheets)
        kind = None if tag["end"] else kinds[tag.group()]
        if kind is None:
            continue
        end = ends.get(tag.start())
        if end is None and kind is _Kind.NO_TEXT:
            continue
        until = end
        if until is None:
            blank = _BLANK_LINE.search(text, tag.end())
            until = blank.start() if blank else len(text)
        yield _Found(kind, (tag.start(), until), end is not None)


def _ends(tags: Sequence[re.Match[str]]) -> dict[int, int]:
    """Where each element ends, by where its tag begins."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = defaultdict(list)
    for tag in tags:
        name = tag["name"].lower()
        if not tag["end"]:
            opened[name].append(tag.start())
        elif opened[name]:
            ends[opened[name].pop()] = tag.end()
    return ends


def _kind(tag: re.Match[str], sheets: str) -> _Kind | None:
    name = tag["name"].lower()
    if name in NO_TEXT:
        return _Kind.NO_TEXT
    if not tag.group().partition(" ")[2] and not sheets and name not in ("del", "s", "strike"):
        return None
    parsed = parse(f"{sheets}<body>{tag.group()}</{name}></body>")
    element = None if parsed is None else next(parsed.root.iter(name), None)
    if parsed is None or element is None:
        return None
    apply_styles(parsed.root)
    if is_hidden(element):
        return _Kind.HIDDEN
    if is_deleted(element):
        return _Kind.DELETED
    return _Kind.STRUCK if is_struck(element) else None


def _outermost(found: list[_Found]) -> list[_Found]:
    outermost: list[_Found] = []
    end = 0
    for one in sorted(found, key=lambda each: (each.span[0], -each.span[1])):
        if one.span[0] >= end:
            outermost.append(one)
            end = one.span[1]
    return outermost


def is_within(place: int, spans: Sequence[Span]) -> bool:
    """Whether it lies in one of the spans, which are in order and apart."""
    at = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return at >= 0 and place < spans[at][1]


def _tree(text: str, found: _Found) -> etree._Element:
    start, end = found.span
    parsed = parse(f"<div>{text[start:end]}</div>")
    return etree.Element("div") if parsed is None else parsed.root


def _said(tree: etree._Element) -> str:
    return "".join(map(str, tree.itertext()))
