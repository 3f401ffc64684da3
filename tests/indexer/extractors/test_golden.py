"""Every sample still reads as its golden result says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.indexer.extractors.golden import golden_of, read, samples


@pytest.mark.parametrize("sample", samples(), ids=lambda path: path.name)
def test_sample(sample: Path) -> None:
    assert read(sample) == json.loads(golden_of(sample).read_text("utf-8"))


def test_the_word_formats_read_alike() -> None:
    """One notice saved in four formats: the same paragraphs, but for the text box, whose
    place the binary format keeps elsewhere and this RTF has lost."""

    def texts(name: str) -> list[object]:
        (sample,) = (path for path in samples() if path.name == name)
        blocks = read(sample)["blocks"]
        assert isinstance(blocks, list)
        return [b.get("text", b.get("rows")) for b in blocks if b.get("text") != "此件公开发布"]

    assert texts("notice.docx") == texts("notice.doc") == texts("notice.rtf")
    assert texts("notice.docx") == texts("notice.odt")
