"""What judgements teach: kept where questions held back come nearer to their answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.meaning import vectors
from indexer.meaning.learning import (
    LEAST,
    Judged,
    digest,
    fitting,
    judged_questions,
    learn,
    read_lesson,
    write_lesson,
)
from indexer.meaning.makers import Vectors
from indexer.meaning.vectors import DocumentVectors
from indexer.usage.store import Judgement

SIZE = 16


class Turned:
    """Questions whose vectors are the answers', turned: what W can undo."""

    fingerprint = "turned"
    dimensions = SIZE

    def __init__(self, turned: bool = True) -> None:
        drawn = np.random.default_rng(1)
        self.answers = drawn.standard_normal((120, SIZE)).astype(np.float32)
        self.answers /= np.linalg.norm(self.answers, axis=1, keepdims=True)
        turn = np.linalg.qr(np.eye(SIZE) + 0.6 * drawn.standard_normal((SIZE, SIZE)))[0]
        self.turned = (self.answers @ turn).astype(np.float32) if turned else self.answers

    def question(self, text: str) -> Vectors:
        return np.asarray(self.turned[int(text)], np.float32)

    def texts(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.question(text) for text in texts])

    def library(self) -> DocumentVectors:
        put = {f"d{i}": row[None] for i, row in enumerate(self.answers)}
        return vectors.changed(vectors.nothing("m", SIZE), 1, put, [])


def judged(count: int) -> Judged:
    return {str(i): [f"d{i}", "never-ingested"] for i in range(count)}


def test_learned_from_enough_and_only_from_what_is_there() -> None:
    maker = Turned()
    lesson, turn = learn(maker, maker.library(), judged(100))
    assert lesson.kept
    assert (lesson.questions, lesson.documents) == (100, 120)
    assert lesson.after > lesson.before
    assert turn.any()
    few, none = learn(maker, maker.library(), judged(LEAST - 1))
    assert not few.kept
    assert not none.any()
    unknown = {str(i): ["never-ingested"] for i in range(LEAST)}
    assert learn(maker, maker.library(), unknown)[0].questions == 0


def test_not_kept_where_questions_held_back_get_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    maker = Turned(turned=False)
    wrong = -2 * np.eye(SIZE, dtype=np.float32)
    monkeypatch.setattr("indexer.meaning.learning._learned", lambda *_: wrong)
    lesson, turn = learn(maker, maker.library(), judged(100))
    assert lesson.after < lesson.before
    assert not lesson.kept
    assert not turn.any()


def test_questions_that_were_imported_only() -> None:
    found = judged_questions(
        [
            Judgement("被拖欠工资怎么办", "b", "import", 1),
            Judgement("被拖欠工资怎么办", "a", "import", 1),
            Judgement("工伤怎么认定？", "a", "click", 9),
            Judgement("劳动合同法", "a", "import", 1),
        ]
    )
    assert found == {"被拖欠工资怎么办": ["a", "b"]}
    assert digest(found) == ""
    assert digest(judged(60)) != digest(judged(61)) != ""


def test_kept_in_a_file(tmp_path: Path) -> None:
    maker, path = Turned(), tmp_path / "meaning" / "learned.npz"
    library = maker.library()
    lesson, turn = learn(maker, library, judged(100))
    assert read_lesson(path) is None
    write_lesson(path, lesson, turn)
    found = read_lesson(path)
    assert found is not None
    assert found[0] == lesson
    assert np.array_equal(found[1], turn)
    assert fitting(lesson, library.header, digest(judged(100)))
    assert not fitting(lesson, library.header, digest(judged(99)))
    larger = {f"e{i}": row[None] for i, row in enumerate(maker.answers)}
    grown = vectors.changed(library, 2, larger, [])
    assert not fitting(lesson, grown.header, digest(judged(100)))
    path.write_bytes(path.read_bytes()[:-200])
    assert read_lesson(path) is None
