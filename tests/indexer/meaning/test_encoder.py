"""An encoder in a folder makes vectors as the table does; one that cannot be used says why."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from analyzers.analyzer import default_analyzer
from indexer.catalogue.catalogue import Catalogue
from indexer.meaning import encoder as encoders
from indexer.meaning.choosing import chosen_fingerprint, chosen_maker
from indexer.meaning.encoder import Encoder
from indexer.meaning.following import path_of, standing
from indexer.model.errors import EncoderError
from tests.indexer.meaning.tiny_encoder import tiny_encoder

TEXTS = ["拖欠工资", "", "登记 证书", "养犬 " * 40, "报酬"]


@pytest.mark.parametrize("whole", [False, True])
def test_rows_of_length_one_in_the_order_of_the_texts(tmp_path: Path, whole: bool) -> None:
    encoder = Encoder(tiny_encoder(tmp_path, whole=whole))
    rows = encoder.texts(TEXTS)
    assert rows.shape == (5, encoder.dimensions)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 1, 1], abs=1e-5)
    assert rows.argmax(axis=1).tolist() == [0, 0, 1, 2, 0]
    alone = np.concatenate([encoder.texts([text]) for text in TEXTS])
    assert rows == pytest.approx(alone, abs=1e-5)  # whatever stands in a batch beside it
    assert float(rows[0] @ encoder.question("单位不发钱")) > 0.9


def test_what_stands_before_texts_and_questions(tmp_path: Path) -> None:
    encoder = Encoder(tiny_encoder(tmp_path, first=True))
    assert encoder.texts(["工资"])[0].argmax() == 4
    assert encoder.question("工资").argmax() == 3


def test_another_file_is_another_maker(tmp_path: Path) -> None:
    folder = tiny_encoder(tmp_path)
    analyzer = default_analyzer()
    before = chosen_fingerprint(analyzer, folder)
    assert before == chosen_maker(analyzer, folder).fingerprint
    assert before != chosen_fingerprint(analyzer, None)
    (folder / "1_Pooling" / "config.json").write_text("{}", "utf-8")
    assert chosen_fingerprint(analyzer, folder) != before


def test_what_cannot_be_used_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EncoderError, match=r"没有 model\.onnx"):
        encoders.fingerprint(tmp_path)
    folder = tiny_encoder(tmp_path)
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(EncoderError, match="无法载入"):
        Encoder(folder)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match="无法读取"):
        encoders.fingerprint(folder)
    monkeypatch.setattr(encoders, "_PACKAGES", ("onnxruntime", "no_such_package"))
    with pytest.raises(EncoderError, match="no_such_package"):
        encoders.fingerprint(folder)


def test_how_far_it_is_tells_the_trouble(tmp_path: Path) -> None:
    with Catalogue.open(f"sqlite:///{tmp_path / 'catalogue.db'}") as catalogue:
        made_by = partial(encoders.fingerprint, tmp_path)
        found = standing(catalogue, path_of(tmp_path), made_by)
    assert found.trouble is not None
    assert "model.onnx" in found.trouble
