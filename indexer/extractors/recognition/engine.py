"""RapidOCR behind one small door: a picture → boxes with their text.

The models come in the wheel and are given by their paths: nothing is ever downloaded. One engine
a worker process, made when the first page needs it (some 300 MB and a second).
"""

from __future__ import annotations

import functools
import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.base import sparing

Picture = NDArray[np.uint8]  # height × width, grey, or × 3, colours in cv2's order

_DETECTION = "PP-OCRv6_det_small.onnx"
_RECOGNITION = "PP-OCRv6_rec_small.onnx"
_PACKAGES = ("rapidocr", "onnxruntime", "cv2")
_LONG_SIDE = 6000  # pixels; the package's own 2,000 shrinks a page of A4, silently
_DETECTED_SIDE = 1280
_ASPECT = 2.0  # a taller picture (a long screenshot) is detected in slices
_LEAST = 4  # pixels either way; nothing can be read in less
_SHARED = 0.05  # of a slice stands in the next one too, so that no line is cut


@dataclass(frozen=True, slots=True)
class Box:
    """Four corners in pixels, clockwise from the text's own upper left, and what stands there.

    ``confidence``: 0 to 1, the mean over the characters; 0 with ``text`` "" before recognition.
    """

    corners: tuple[tuple[float, float], ...]
    text: str = ""
    confidence: float = 0.0

    @property
    def width(self) -> float:
        return math.dist(self.corners[0], self.corners[1])

    @property
    def height(self) -> float:
        return math.dist(self.corners[0], self.corners[3])

    @property
    def angle(self) -> float:
        """Of the upper edge against the picture's, in degrees; clockwise is positive."""
        (x0, y0), (x1, y1) = self.corners[0], self.corners[1]
        return math.degrees(math.atan2(y1 - y0, x1 - x0))

    @property
    def tall(self) -> bool:
        return self.height > 1.5 * self.width


@functools.cache
def models() -> tuple[Path, Path] | None:
    """The files for detection and recognition; None where the extra ``ocr`` is not installed."""
    specs = [importlib.util.find_spec(package) for package in _PACKAGES]
    if specs[0] is None or specs[0].origin is None or None in specs:
        return None
    folder = Path(specs[0].origin).parent / "models"
    found = folder / _DETECTION, folder / _RECOGNITION
    return found if all(path.is_file() for path in found) else None


def is_available() -> bool:
    return models() is not None


@functools.cache
def _engine() -> Any:
    """Raises RuntimeError where the models are missing: none is fetched from elsewhere."""
    found = models()
    if found is None:
        raise RuntimeError("the models of rapidocr's wheel are missing")
    with sparing():
        return _started(*found)


def _started(detection: Path, recognition: Path) -> Any:
    import rapidocr

    return rapidocr.RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.max_side_len": _LONG_SIDE,
            "Global.text_score": 0.0,  # what is doubtful is told, not dropped in silence
            "Global.log_level": "critical",
            "Det.model_path": str(detection),
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED_SIDE,
            "Rec.model_path": str(recognition),
            "Rec.rec_batch_num": 1,  # else a line's text depends on its neighbours
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def detect(picture: Picture) -> list[Box]:
    """Where text stands."""
    found: list[Box] = []
    height, width = picture.shape[:2]
    step = int(_ASPECT * width)
    shared = int(_SHARED * step)
    for top in range(0, max(height - shared, 1), max(step - shared, 1)):
        piece = picture[top : top + step] if height > step else picture
        for box in _detected(piece):
            moved = Box(tuple((x, y + top) for x, y in box.corners))
            if not any(_same(moved, other) for other in found):
                found.append(moved)
        if height <= step:
            break
    return found


def _detected(picture: Picture) -> list[Box]:
    if min(picture.shape[:2]) < _LEAST:
        return []
    answer = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    if answer.boxes is None:
        return []
    return [Box(in_order([(float(x), float(y)) for x, y in corners])) for corners in answer.boxes]


def in_order(corners: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Clockwise, the first edge being the one that lies flattest, from left to right.

    The detector sorts corners by their x alone, and takes the long side of a column that leans by
    more than its own width for its upper edge.
    """
    cx, cy = sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4
    round_about: Sequence[tuple[float, float]] = sorted(
        corners, key=lambda c: math.atan2(c[1] - cy, c[0] - cx)
    )
    ways = [(*round_about[n:], *round_about[:n]) for n in range(4)]
    return max(ways, key=_flatness)


def _flatness(corners: tuple[tuple[float, float], ...]) -> float:
    (x0, y0), (x1, y1) = corners[0], corners[1]
    return (x1 - x0) / (math.dist((x0, y0), (x1, y1)) or 1.0)


def _same(one: Box, other: Box) -> bool:
    """Whether two slices found one line."""
    (a, b), (c, d) = _middle(one), _middle(other)
    return abs(a - c) < one.height and abs(b - d) < 0.5 * min(one.height, other.height)


def _middle(box: Box) -> tuple[float, float]:
    return sum(x for x, _ in box.corners) / 4, sum(y for _, y in box.corners) / 4


def read_line(line: Picture) -> tuple[str, float]:
    """One line set straight → its text, and how sure that is."""
    if min(line.shape[:2]) < _LEAST:
        return "", 0.0
    answer = _engine()(line, use_det=False, use_cls=False, use_rec=True)
    text = (answer.txts[0] if answer.txts else "").strip()
    return (text, float(answer.scores[0])) if text else ("", 0.0)


def cut(picture: Picture, box: Box) -> Picture:
    """The box set straight, as it stands."""
    import cv2

    width, height = max(round(box.width), 1), max(round(box.height), 1)
    corners = np.array(box.corners, dtype=np.float32)
    onto = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(corners, onto)
    piece = cv2.warpPerspective(
        picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return np.asarray(piece, dtype=np.uint8)
