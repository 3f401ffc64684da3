"""What a page's source holds, for the count net: won from the source by its tags alone, so that
what the parser or the walk loses is missed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Set

from lxml import etree

from indexer.extractors.counting import Part
from indexer.extractors.html.shown import is_hidden, is_shown, letters

_NO_TEXT = re.compile(
    r"<(?:(!--)|(script|style|noscript|template|head|title|iframe|object|svg|canvas|select|button"
    r"|datalist|rt|rp)\b[^<>]*>)",
    re.I,
)
_ENDS_LINE = re.compile(
    r"<(?:/?(?:p|div|td|th|tr|li|h[1-6]|table|blockquote|section|article|center|dd|dt|pre|body)"
    r"|br|hr)\b[^>]*>",
    re.I,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")


def held(source: str) -> Iterator[Part]:
    """The page's text, a part for each line that it shows."""
    for line in _ENDS_LINE.split(" ".join(_with_text(source))):
        text = html.unescape(_TAG.sub("", line)).strip()
        if text:
            yield Part(text)


def _with_text(source: str) -> Iterator[str]:
    """The source without comments and elements that hold no text. What is never closed is kept:
    a parser drops all that follows it, and that is a loss."""
    lower = source.lower()
    if len(lower) != len(source):  # a letter whose small form is longer; tags are ASCII
        lower = source
    never_closed: set[str] = set()
    done = at = 0
    while found := _NO_TEXT.search(source, at):
        at = found.end()
        tag = (found[1] or found[2]).lower()
        if tag in never_closed:
            continue
        ending = "-->" if tag == "!--" else f"</{tag}"
        end = lower.find(ending, at)
        if end < 0:
            never_closed.add(tag)
            continue
        yield source[done : found.start()]
        done = at = end + len(ending) if tag == "!--" else source.find(">", end) + 1 or len(source)
    yield source[done:]


def left_out(root: etree._Element, skipped: Set[etree._Element]) -> str:
    """The text that the walk leaves out on purpose: hidden parts, furniture, the table of
    declared metadata."""
    parts: list[str] = []
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "head"):
            walker.skip_subtree()
        elif element in skipped or not is_shown(element):
            parts += (str(part) for part in element.itertext())
            walker.skip_subtree()
    return "\n".join(parts)


def hidden_characters(content: etree._Element, skipped: Set[etree._Element]) -> int:
    """Of the document's own text, how much the page hides: by a style, by an attribute, from all
    who run scripts."""
    count = 0
    walker = etree.iterwalk(content, events=("start",))
    for _, element in walker:
        hidden = element not in skipped and (is_hidden(element) or element.tag == "noscript")
        count += letters(element) if hidden else 0
        if hidden or element in skipped or not is_shown(element):
            walker.skip_subtree()
    return count
