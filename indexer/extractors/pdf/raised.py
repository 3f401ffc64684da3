"""Figures set small and above the line: 10⁵ is not 105, and m³ no m3."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from indexer.extractors.flow.raised import raised
from indexer.extractors.pdf.characters import Characters, Flags, Looks, codes_of

_SMALLER = 0.8  # of the size of what they stand beside
_ABOVE = 0.2  # of that size, their foot over its foot
_LONGEST = 3  # figures: 10^-12; what is longer is set small for another reason


def with_raised(
    characters: Characters, joined: Flags, looks: Looks, marks: dict[int, str]
) -> Characters:
    """With figures above the line as such; where that takes one more mark, it joins ``marks``."""
    found = _figures(characters, joined, looks)
    if not found:
        return characters
    text = list(characters.text)
    for start, figure in found.items():
        if figure.startswith("^"):
            marks[start] = "^"
        own = figure.removeprefix("^")
        text[start : start + len(own)] = own
    return replace(characters, text="".join(text))


def _figures(characters: Characters, joined: Flags, looks: Looks) -> dict[int, str]:
    """By its first place, each figure that is raised beside what it joins, with the mark that says
    so. PDFium's boxes tell where to look: fonts of one size may be high and low."""
    boxes, text = characters.boxes, characters.text
    codes = codes_of(text)
    figures = (
        ((codes >= ord("0")) & (codes <= ord("9"))) | (codes == ord("-")) | (codes == ord("−"))
    )
    height = boxes.y1 - boxes.y0
    begins = joined & figures[1:] & (height[1:] < _SMALLER * height[:-1])
    begins &= boxes.y1[1:] < boxes.y1[:-1] - _ABOVE * height[:-1]
    found: dict[int, str] = {}
    for before in np.flatnonzero(begins).tolist():
        start = end = before + 1
        while end < len(text) and figures[end] and (end == start or joined[end - 1]):
            if abs(height[end] - height[start]) > 0.1 * height[start]:
                break
            end += 1
        sizes = [
            looks.size(place, looks.matrix(place), float(height[number]))
            for number, place in ((n, characters.index[n]) for n in (before, start))
        ]
        if end - start <= _LONGEST and sizes[1] < _SMALLER * sizes[0]:
            figure = text[start:end].replace("−", "-")
            marked = raised(figure, text[before])
            if marked != figure:
                found[start] = marked
    return found
