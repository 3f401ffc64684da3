"""Pictures that are files: of whatever kind, page by page, read on where the time ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from indexer.extractors.base import Clock, Limits
from indexer.extractors.detection import BMP, GIF, detect
from indexer.extractors.pdf.page import Run
from indexer.extractors.recognition import picture_files
from indexer.extractors.recognition.ocr import Recognised
from indexer.extractors.recognition.picture_files import PICTURE
from indexer.model.errors import Quarantined, QuarantineReason


class _Recognition:
    """Gives one page after the other a text, as many as it has time for."""

    def __init__(self) -> None:
        self.time = 1
        self.asked = 0

    def __call__(self, picture: object, dots_per_inch: float, clock: Clock) -> Recognised | None:
        if self.time <= 0:
            return None
        self.time -= 1
        self.asked += 1
        run = Run(f"所识别的正文之{'甲乙丙丁'[self.asked - 1]}", 50.0, 50.0, 178.0, 66.0, 16.0)
        return Recognised((run,), 0.97, 8, 842.0, 595.0)


@pytest.fixture
def recognition(monkeypatch: pytest.MonkeyPatch) -> _Recognition:
    made = _Recognition()
    monkeypatch.setattr(picture_files, "is_available", lambda: True)
    monkeypatch.setattr(picture_files, "recognise", made)
    return made


def _frames(path: Path, count: int) -> Path:
    first, *more = [Image.new("L", (400, 560 + n), 255) for n in range(count)]
    first.save(path, save_all=True, append_images=more)
    return path


def test_a_scan_of_many_pages_is_read_on_by_the_next_reading(
    tmp_path: Path, recognition: _Recognition
) -> None:
    path, limits = _frames(tmp_path / "a.tif", 3), Limits(scratch=tmp_path / "kept")
    first = PICTURE.extract(path, limits)
    assert (first.text, first.pages, first.unread) == ("所识别的正文之甲", 3, 2)
    assert first.quality.doubts == (
        "未全部识别：已识别 1 页，余下 2 页没有文字，再次入库时接着识别，"
        "没有进展的请提高设置 FILE_SECONDS",
    )
    recognition.time = 9
    whole = PICTURE.extract(path, limits)
    assert (recognition.asked, whole.unread, whole.quality.doubts) == (3, 0, ())
    assert whole.text == "所识别的正文之甲\n所识别的正文之乙\n所识别的正文之丙"
    assert list((tmp_path / "kept").iterdir()) == []


def test_without_the_time_for_a_page_it_says_what_to_set(
    tmp_path: Path, recognition: _Recognition
) -> None:
    recognition.time = 0
    with pytest.raises(Quarantined) as caught:
        PICTURE.extract(_frames(tmp_path / "a.tif", 2), Limits())
    assert caught.value.reason is QuarantineReason.TIMEOUT
    assert "FILE_SECONDS" in caught.value.detail


@pytest.mark.parametrize(("name", "kind"), [("a.gif", GIF), ("a.bmp", BMP)])
def test_other_kinds_of_pictures(
    tmp_path: Path, recognition: _Recognition, name: str, kind: str
) -> None:
    path = tmp_path / name
    if kind == GIF:
        _frames(path, 2)  # it moves
    else:
        Image.new("L", (400, 560), 255).save(path)
    assert detect(path) == kind
    read = PICTURE.extract(path, Limits())
    assert (read.text, read.media_type, read.pages) == ("所识别的正文之甲", kind, 1)
