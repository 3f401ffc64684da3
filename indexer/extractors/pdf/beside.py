"""What stands on a page beside its text and is none of it: the numbers of lines in the margin, and
letters of a watermark that stand upright."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from indexer.extractors.pdf.page import Run

_HUGE = 4.0  # times the size of most of the page's text
_COVERED = 2  # lines under one letter
_FEWEST = 5  # numbered lines
_DIGITS = 4  # of a line's number
_SMALLER = 0.85  # of the text's size: ordinals in a list are as large as the list
_STEPS = (1, 5)  # every line is numbered, or every fifth


def without_what_stands_beside(runs: Sequence[Run]) -> tuple[Sequence[Run], str]:
    """The runs of the text, and what the others say."""
    if not runs:
        return runs, ""
    smallest, largest = min(run.size for run in runs), max(run.size for run in runs)
    figures = [run for run in runs if len(run.text) <= _DIGITS and run.text.isdecimal()]
    if largest <= _HUGE * smallest and len(figures) < _FEWEST:
        return runs, ""  # as most pages are
    sizes = sorted(run.size for run in runs for _ in run.text)
    usual = sizes[len(sizes) // 2]
    out: set[int] = set()
    if largest > _HUGE * usual:
        out |= _across(runs, usual)
    out |= _line_numbers(figures, runs, usual)
    if not out:
        return runs, ""
    return [r for r in runs if id(r) not in out], "\n".join(r.text for r in runs if id(r) in out)


def _across(runs: Sequence[Run], usual: float) -> set[int]:
    return {
        id(one)
        for one in runs
        if one.size > _HUGE * usual
        and sum(_covers(one, run) for run in runs if run is not one) >= _COVERED
    }


def _covers(one: Run, run: Run) -> bool:
    return one.x0 < run.x1 and run.x0 < one.x1 and one.y0 < run.middle < one.y1


def _line_numbers(numbered: Sequence[Run], runs: Sequence[Run], usual: float) -> set[int]:
    """Small figures left of all text that count its lines."""
    figures = [run for run in numbered if run.size < _SMALLER * usual]
    if len(figures) < _FEWEST:
        return set()
    text = [r for r in runs if r.size >= _SMALLER * usual and len(r.text) > 1]
    if not text:
        return set()
    left = min(run.x0 for run in text)
    margin = sorted((r for r in figures if r.x1 <= left), key=lambda r: r.middle)
    numbers = [int(run.text) for run in margin]
    steps = {after - before for before, after in itertools.pairwise(numbers)}
    if len(margin) < _FEWEST or len(steps) != 1 or steps.pop() not in _STEPS:
        return set()
    return {id(run) for run in margin}
