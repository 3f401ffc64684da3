"""What a Word document has beside the text that holds: deleted by tracked changes, hidden by rows;
counted, to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from indexer.extractors.docx.styles import W, toggle


def deleted(root: etree._Element) -> int:
    """Characters that tracked changes delete: runs, rows, cells."""
    runs = sum(_length(text) for text in root.iter(W + "delText"))
    return runs + sum(_length(text) for text in _in(root, is_deleted))


def in_hidden_rows(root: etree._Element) -> int:
    """Characters of rows that are hidden whole."""
    return sum(_length(text) for text in _in(root, is_hidden))


def _in(
    root: etree._Element, left_out: Callable[[etree._Element], bool]
) -> Iterator[etree._Element]:
    """The texts of the rows and cells that are left out, each once."""
    walker = etree.iterwalk(root, events=("start",), tag=(W + "tr", W + "tc"))
    for _, element in walker:
        if left_out(element):
            yield from element.iter(W + "t")
            walker.skip_subtree()


def is_deleted(element: etree._Element) -> bool:
    """Whether tracked changes delete a row or a cell whole."""
    if element.tag == W + "tr":
        return element.find(f"{W}trPr/{W}del") is not None
    return element.find(f"{W}tcPr/{W}cellDel") is not None


def is_hidden(element: etree._Element) -> bool:
    """Whether a row that stays is hidden whole; a cell never is."""
    row = element.find(W + "trPr") if element.tag == W + "tr" else None
    return row is not None and toggle(row, "hidden") and not is_deleted(element)


def _length(text: etree._Element) -> int:
    return len((text.text or "").strip())
