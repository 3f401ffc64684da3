"""Round red seals are taken out of a page's picture, and nothing else is."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageDraw

from indexer.extractors.recognition.ocr import pictures_of
from indexer.extractors.recognition.scans import grey_picture
from indexer.extractors.recognition.seals import LOOKED_AT, find_seals
from tests.indexer.extractors.pdf_files import Sheet, write_pdf

SIZE = (1240, 1754)
RED = (220, 30, 30)
RING = (700, 1000, 960, 1260)
BAR = (560, 1110, 1100, 1134)  # black ink, from outside through the seal


def page(*, ink: tuple[int, int, int] = RED, ring: tuple[int, ...] = RING) -> Image.Image:
    """A bar of black ink, a red ring with a square in it over both, and a red line above."""
    under = Image.new("RGB", SIZE, "white")
    ImageDraw.Draw(under).rectangle(BAR, fill=(20, 20, 20))
    over = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(over)
    draw.ellipse(ring, outline=ink, width=8)
    middle = (ring[0] + ring[2]) // 2
    draw.rectangle((middle - 30, ring[1] + 40, middle + 30, ring[1] + 80), fill=ink)
    draw.rectangle((100, 200, 1140, 206), fill=ink)
    return ImageChops.multiply(under, over)


def grey_of(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return next(iter(pictures_of(file.getvalue())))


@pytest.mark.parametrize("ink", [RED, (240, 120, 120), (170, 20, 40)])
def test_the_seal_goes_and_what_it_is_struck_over_stays(ink: tuple[int, int, int]) -> None:
    grey = grey_of(page(ink=ink))
    inside = grey[RING[1] : RING[3], RING[0] : RING[2]]
    bar = slice(BAR[1] - RING[1] + 2, BAR[3] - RING[1] - 2)
    assert inside[bar].max() < 90  # black all along, below the ring as well
    rest = np.concatenate([inside[: bar.start - 4], inside[bar.stop + 4 :]])
    assert rest.min() > 200
    assert grey[203, 600] < 200  # the red line is no seal


@pytest.mark.parametrize(
    "picture",
    [
        page(ring=(700, 1000, 960, 1030)),  # flat
        page(ring=(700, 1000, 730, 1030)),  # a dot
        page(ring=(20, 400, 1220, 1600)),  # as large as the page
        page(ink=(30, 30, 220)),
        page().convert("L"),
        Image.new("RGB", SIZE, RED),
    ],
)
def test_a_page_without_a_seal_is_left_as_it_is(picture: Image.Image) -> None:
    assert np.array_equal(grey_of(picture), np.asarray(picture.convert("L")))


def test_letters_in_red_are_no_seal() -> None:
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    for number in range(8):
        draw.rectangle((150 + 120 * number, 100, 230 + 120 * number, 180), outline=RED, width=10)
    picture.thumbnail((LOOKED_AT, LOOKED_AT))
    assert find_seals(np.asarray(picture)) == []


def test_a_seal_on_a_pdf_page(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        canvas = sheet.canvas
        canvas.rect(250, 295, 200, 14, stroke=0, fill=1)
        canvas.setStrokeColorRGB(0.86, 0.12, 0.12)
        canvas.setLineWidth(3)
        canvas.circle(350, 340, 60, stroke=1, fill=0)

    document = pdfium.PdfDocument(write_pdf(tmp_path / "a.pdf", draw))
    shown = document[0]
    grey, dots = grey_picture(shown)
    scale = dots / 72
    across = grey[int((842 - 340) * scale), int(280 * scale) : int(420 * scale)]
    assert across.min() > 240  # the ring's two sides
    assert grey[int((842 - 302) * scale), int(260 * scale) : int(300 * scale)].max() < 60
    shown.close()
    document.close()
