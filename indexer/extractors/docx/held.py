"""What a Word part holds, for the count net: its text nodes by their tags alone, without what a
reader of the final version does not see."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from indexer.extractors.counting import Part
from indexer.extractors.docx.changed import is_deleted, is_hidden
from indexer.extractors.docx.formulas import M
from indexer.extractors.docx.line import MC
from indexer.extractors.docx.styles import W
from indexer.extractors.drawings import A

_TEXT = frozenset((W + "t", M + "t", A + "t"))
_GONE = frozenset(W + name for name in ("del", "moveFrom", "rt", "sectPr", "pPr", "sdtPr", "rPr"))


def held(root: etree._Element) -> Iterator[Part]:
    """The text of the part, a piece for each paragraph."""
    open_paragraphs: list[list[str]] = [[]]
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "end":
            if tag == W + "p" and len(open_paragraphs) > 1:
                yield Part("".join(open_paragraphs.pop()))
        elif tag in _GONE or _is_gone(element):
            walker.skip_subtree()
        elif tag == W + "p":
            open_paragraphs.append([])
        elif tag in _TEXT:
            open_paragraphs[-1].append(element.text or "")
    yield Part("".join(open_paragraphs[0]))


def _is_gone(element: etree._Element) -> bool:
    tag = element.tag
    if tag in (W + "tr", W + "tc"):
        return is_deleted(element) or is_hidden(element)
    if tag == MC + "Fallback":
        # The same once more, for programs that do not know the choice.
        before = element.getprevious()
        return before is not None and next(before.iter(*_TEXT), None) is not None
    return False
