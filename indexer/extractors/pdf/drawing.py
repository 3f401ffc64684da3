"""The ruled lines of a PDF page, from its drawings, and how much of it is picture."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.extractors.pdf.calls import (
    Address,
    address,
    form_object,
    object_bounds,
    object_type,
    page_object,
)
from indexer.extractors.pdf.frame import Boxes, Frame

_MAX_OBJECTS = 60_000  # a page with more is a drawing; its lines rule no table
_MAX_SEGMENTS = 2_000
_MAX_COVERS = 2_000
_MAX_DEPTH = 3  # forms within forms
_THIN = 3.0  # points; what is thinner is a line
_LEAST_COVER = 6.0  # points; what is smaller covers no letter
_WHITE = 250  # of 255
_PATH = pdfium_c.FPDF_PAGEOBJ_PATH
_SHORT = 4.0  # points; what is shorter is a stroke of a drawing

_Quad = tuple[float, float, float, float]  # opposite corners x, y, x, y in PDF space
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruled line: ``at`` across its direction, ``start`` to ``end`` along it, in points."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture stands, as far as it is on the page."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """``images`` is the share of the page that pictures cover, ``paths`` counts what is drawn;
    ``covers`` are white boxes that are laid over text."""

    horizontal: tuple[Ruling, ...] = ()
    vertical: tuple[Ruling, ...] = ()
    images: float = 0.0
    paths: int = 0
    pictures: tuple[Picture, ...] = ()
    covers: tuple[Picture, ...] = ()


def read_drawing(page: pdfium.PdfPage, frame: Frame) -> Drawing:
    """The rulings of the page, pieces of one line joined."""
    collected = _Collected()
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    if count > _MAX_OBJECTS:
        return Drawing(paths=count)
    objects: list[Address] = list(map(page_object, repeat(address(page.raw)), range(count)))
    kinds: list[int] = list(map(object_type, objects))
    text = pdfium_c.FPDF_PAGEOBJ_TEXT  # most are
    collected.add_all([one for one in zip(objects, kinds, strict=True) if one[1] != text])
    lines = _boxes(collected.lines, frame)
    images = _boxes(collected.images, frame)
    horizontal, vertical = _rulings(lines)
    return Drawing(
        horizontal=_joined(horizontal),
        vertical=_joined(vertical),
        images=_covered(images, frame),
        paths=collected.paths,
        pictures=_pictures(images, frame),
        covers=_pictures(_boxes(_covers(objects, kinds), frame), frame),
    )


def _covers(objects: list[Address], kinds: list[int]) -> list[_Quad]:
    """White boxes of the page itself that come after a text."""
    text = pdfium_c.FPDF_PAGEOBJ_TEXT
    first = kinds.index(text) if text in kinds else len(kinds)
    paths = [o for o, k in zip(objects[first:], kinds[first:], strict=True) if k == _PATH]
    found: list[_Quad] = []
    bounds = (ctypes.c_float * 4)()
    places = [ctypes.addressof(bounds) + 4 * n for n in range(4)]
    for item in paths[:_MAX_COVERS]:
        if not object_bounds(item, *places):
            continue
        left, bottom, right, top = bounds
        if right - left >= _LEAST_COVER and top - bottom >= _LEAST_COVER and _is_white(item):
            found.append((left, bottom, right, top))
    return found


def _is_white(item: Address) -> bool:
    path = ctypes.cast(item, pdfium_c.FPDF_PAGEOBJECT)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke) or not fill.value:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    told = pdfium_c.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return bool(told) and min(red.value, green.value, blue.value, alpha.value) >= _WHITE


class _Collected:
    """Thin boxes and picture boxes of a page, forms opened."""

    def __init__(self) -> None:
        self.lines: list[_Quad] = []
        self.images: list[_Quad] = []
        self.paths = 0
        self._bounds = (ctypes.c_float * 4)()
        self._bounds_at = [ctypes.addressof(self._bounds) + 4 * n for n in range(4)]

    def add_all(self, items: list[tuple[Address, int]]) -> None:
        """The objects of the page itself: the bounds of all paths at once."""
        paths = [item for item, kind in items if kind == pdfium_c.FPDF_PAGEOBJ_PATH]
        table = np.zeros((len(paths), 4), dtype=np.float32)
        start, end = table.ctypes.data, table.ctypes.data + 16 * len(paths)
        sides = (range(start + 4 * n, end + 4 * n, 16) for n in range(4))
        known: list[int] = list(map(object_bounds, paths, *sides))
        bounds = iter(zip(known, table.tolist(), strict=True))
        for item, kind in items:
            if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                told, quad = next(bounds)
                self._add_bounded(item, _IDENTITY, told, (quad[0], quad[1], quad[2], quad[3]))
            else:
                self.add(item, kind, _IDENTITY, 0)

    def add(self, item: Address, kind: int, matrix: _Matrix, depth: int) -> None:
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            self._add_path(item, matrix)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            if object_bounds(item, *self._bounds_at):
                self.images.append(_moved(self._quad(), matrix))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            form = ctypes.cast(item, pdfium_c.FPDF_PAGEOBJECT)
            inner = _times(_matrix(form), matrix)
            for number in range(min(pdfium_c.FPDFFormObj_CountObjects(form), _MAX_OBJECTS)):
                part = form_object(item, number)
                self.add(part, object_type(part), inner, depth + 1)

    def _add_path(self, item: Address, matrix: _Matrix) -> None:
        told = object_bounds(item, *self._bounds_at)
        self._add_bounded(item, matrix, told, self._quad())

    def _add_bounded(self, item: Address, matrix: _Matrix, told: int, quad: _Quad) -> None:
        self.paths += 1
        if not told:
            return
        left, bottom, right, top = quad
        if right - left < _THIN or top - bottom < _THIN:
            self.lines.append(_moved(quad, matrix))
            return
        path = ctypes.cast(item, pdfium_c.FPDF_PAGEOBJECT)
        if _is_stroked(path):
            own = _times(_matrix(path), matrix)
            self.lines.extend(_moved(line, own) for line in _segments(path))

    def _quad(self) -> _Quad:
        left, bottom, right, top = self._bounds
        return left, bottom, right, top


def _matrix(item: object) -> _Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: _Matrix, second: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _moved(quad: _Quad, matrix: _Matrix) -> _Quad:
    if matrix is _IDENTITY:
        return quad
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = quad
    return a * x0 + c * y0 + e, b * x0 + d * y0 + f, a * x1 + c * y1 + e, b * x1 + d * y1 + f


def _is_stroked(path: object) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke)) and bool(stroke.value)


def _segments(path: object) -> Iterator[_Quad]:
    """The straight pieces of a path, in the path's own space."""
    count = pdfium_c.FPDFPath_CountSegments(path)
    if count > _MAX_SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for number in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, number)
        if not pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        here = (x.value, y.value)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield (*last, *here)
        last = here
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield (*last, *first)
            last = first


# ---------------------------------------------------------------- as the page is seen


def _boxes(quads: list[_Quad], frame: Frame) -> Boxes:
    table = np.array(quads, dtype=np.float64).reshape(-1, 4)
    table = np.nan_to_num(table, posinf=0.0, neginf=0.0)
    return frame.boxes(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _rulings(boxes: Boxes) -> tuple[list[Ruling], list[Ruling]]:
    wide, high = boxes.x1 - boxes.x0, boxes.y1 - boxes.y0
    flat = np.flatnonzero((high < _THIN) & (wide >= _SHORT))
    tall = np.flatnonzero((wide < _THIN) & (high >= _SHORT))
    x0, y0, x1, y1 = boxes.x0, boxes.y0, boxes.x1, boxes.y1
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    horizontal = zip(middle_y[flat].tolist(), x0[flat].tolist(), x1[flat].tolist(), strict=True)
    vertical = zip(middle_x[tall].tolist(), y0[tall].tolist(), y1[tall].tolist(), strict=True)
    return [Ruling(*r) for r in horizontal], [Ruling(*r) for r in vertical]


def _joined(rulings: list[Ruling]) -> tuple[Ruling, ...]:
    """Pieces of one line made one; the double edges of thin boxes too."""
    joined: list[Ruling] = []
    lines: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda r: r.at):
        if lines and ruling.at - lines[-1][0].at < _THIN:
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    for line in lines:
        at = sum(r.at for r in line) / len(line)
        line.sort(key=lambda r: r.start)
        start, end = line[0].start, line[0].end
        for ruling in line[1:]:
            if ruling.start > end + _THIN:
                joined.append(Ruling(at, start, end))
                start, end = ruling.start, ruling.end
            end = max(end, ruling.end)
        joined.append(Ruling(at, start, end))
    return tuple(joined)


def _pictures(images: Boxes, frame: Frame) -> tuple[Picture, ...]:
    sides = (
        np.clip(images.x0, 0.0, frame.width).tolist(),
        np.clip(images.y0, 0.0, frame.height).tolist(),
        np.clip(images.x1, 0.0, frame.width).tolist(),
        np.clip(images.y1, 0.0, frame.height).tolist(),
    )
    pictures = (Picture(*box) for box in zip(*sides, strict=True))
    return tuple(p for p in pictures if p.x1 > p.x0 and p.y1 > p.y0)


def _covered(images: Boxes, frame: Frame) -> float:
    """The share of the page that the pictures cover; overlaps count twice, capped at 1."""
    wide = np.minimum(images.x1, frame.width) - np.maximum(images.x0, 0.0)
    high = np.minimum(images.y1, frame.height) - np.maximum(images.y0, 0.0)
    area = float(np.sum(np.maximum(wide, 0.0) * np.maximum(high, 0.0)))
    return min(1.0, area / max(1.0, frame.width * frame.height))
