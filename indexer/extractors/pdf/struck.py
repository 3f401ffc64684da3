"""Bold that was made by striking each character twice, a point apart: letter by letter, or a line
as a whole. Also what a shadow behind letters comes to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.pdf.frame import Boxes, Floats

Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

_WIDE = 0x2E80  # Chinese characters are as wide as high, and never set over each other
_CHINESE = 0.25  # em between two strikes
_LATIN = 0.15
_LEAST = 1.05  # points; also where the letters are small
_SAME = 0.05  # em; the strikes of one word lie equally far apart
_NEAR = 8  # places before and after that tell whether a word was struck, not a letter
_STRIP = 12.0  # points; strikes lie within one strip of the page, or astride the next edge


def struck_once(text: str, boxes: Boxes) -> Flags:
    """False for the second strikes."""
    once: Flags = np.ones(len(text), dtype=np.bool_)
    if len(text) < 2:
        return once
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    if len(codes) != len(text):
        return once
    keys = _keys(codes, boxes)
    if not any(_may_be_struck(key, boxes) for key in keys):
        return once
    first, second = _neighbours(keys)
    em = np.maximum(boxes.y1 - boxes.y0, 1e-3)[first]
    right = (boxes.x0[second] - boxes.x0[first]) / em
    down = (boxes.y0[second] - boxes.y0[first]) / em
    chinese = codes[first] >= _WIDE
    reach = np.maximum(np.where(chinese, _CHINESE, _LATIN), np.minimum(_LEAST / em, _CHINESE))
    twice = (np.abs(right) < reach) & (np.abs(down) < reach)
    twice &= np.abs((boxes.y1 - boxes.y0)[second] / em - 1) < _SAME
    if not twice.any():
        return once
    first, second = first[twice], second[twice]
    sure = chinese[twice] | _in_words(codes, first, second, right[twice], down[twice])
    once[np.maximum(first, second)[sure]] = False
    return once


def _keys(codes: Indices, boxes: Boxes) -> list[Indices]:
    """Numbers by which characters of one kind in one strip of the page stand in their order."""
    along = (boxes.x0 * 8).astype(np.int64) & ((1 << 17) - 1)
    keys: list[Indices] = []
    for shift in (0.0, 0.5):  # what one set of strips parts at an edge, the other holds together
        strip = (boxes.y0 / _STRIP + shift).astype(np.int64) & ((1 << 13) - 1)
        keys.append((codes << 30) | (strip << 17) | along)
    return keys


def _may_be_struck(key: Indices, boxes: Boxes) -> bool:
    """A quick look that settles it for nearly all pages."""
    reach = _CHINESE * float((boxes.y1 - boxes.y0).max())
    return bool((np.diff(np.sort(key)) <= int(8 * max(reach, _LEAST)) + 1).any())


def _neighbours(keys: list[Indices]) -> tuple[Indices, Indices]:
    """Pairs of one character, next to each other in one strip of the page, each once."""
    found: list[Indices] = []
    for key in keys:
        order = np.argsort(key, kind="stable")
        sorted_ = key[order]
        close = (sorted_[1:] >> 17 == sorted_[:-1] >> 17) & (np.diff(sorted_) < 8 * _STRIP)
        pairs = np.flatnonzero(close)
        found.append((order[pairs] << 32) | order[pairs + 1])
    pairs = np.unique(np.concatenate(found))
    return pairs >> 32, pairs & ((1 << 32) - 1)


def _in_words(
    codes: Indices, first: Indices, second: Indices, right: Floats, down: Floats
) -> Flags:
    """Of narrow letters, which may be set tight (the t's of http): whether another character
    nearby was struck again, equally far off."""
    count = len(codes)
    far = np.full((2, count + 2 * _NEAR), np.nan)
    later = np.maximum(first, second)
    sign = np.where(first <= second, 1.0, -1.0)
    right, down = right * sign, down * sign
    far[0, later + _NEAR], far[1, later + _NEAR] = right, down
    padded = np.pad(codes, _NEAR)
    sure: Flags = np.zeros(len(first), dtype=np.bool_)
    for step in range(-_NEAR, _NEAR + 1):
        other = later + _NEAR + step
        same = np.abs(far[0, other] - right) < _SAME
        same &= np.abs(far[1, other] - down) < _SAME
        sure |= same & (padded[other] != codes[later])
    return sure
