"""Boxes of a page that lies askew → runs of one that lies straight."""

from __future__ import annotations

import math

import pytest

from indexer.extractors.recognition.engine import Box
from indexer.extractors.recognition.straightening import runs, skew, straight


def box(x: float, y: float, width: float, height: float, degrees: float, text: str = "") -> Box:
    """A box whose upper left corner stands at (x, y), turned about the origin."""
    turn = math.radians(degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    turned = tuple((a * cos - b * sin, a * sin + b * cos) for a, b in corners)
    return Box(turned, text, 0.99)


LINES = [box(100, 100 + 60 * n, 800, 44, 2.0, "一" * 20) for n in range(5)]


def test_the_angle_is_that_of_the_long_lines() -> None:
    odd = [*LINES, box(300, 500, 60, 44, 40.0), box(100, 700, 900, 60, 12.0)]
    assert skew(odd) == pytest.approx(2.0)
    assert skew([box(0, 0, 40, 44, 30.0)]) == 0.0


def test_a_stamp_is_left_out_and_lines_lie_level() -> None:
    stamp = box(400, 300, 300, 60, 20.0, "专用章")
    found = straight([*LINES, stamp], 2.0, (0.0, 0.0))
    assert len(found) == len(LINES)
    assert [round(one.corners[0][1]) for one in found] == [100, 160, 220, 280, 340]


def test_boxes_are_no_higher_than_their_characters() -> None:
    loose = box(100, 100, 800, 90, 0.0, "字" * 20)
    (run,) = runs([loose], 0.5)
    assert (run.size, run.y1 - run.y0) == (20.0, 25.0)
    assert run.middle == pytest.approx(72.5)
