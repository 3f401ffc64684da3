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
    _Learned,
    digest,
    fitting,
    judged_questions,
    learn,
    read_lesson,
    write_lesson,
)
from indexer.meaning.makers import Vectors
from indexer.meaning.turning import Turn
from indexer.meaning.vectors import DocumentVectors
from indexer.usage.store import Judgement

SIZE = 16


class Turned:
    """Questions whose vectors are the answers', turned: what W can undo."""

    encodes = False
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
    assert turn.whole.any()
    few, none = learn(maker, maker.library(), judged(LEAST - 1))
    assert not few.kept
    assert not none.whole.any() and not none.ways.any()
    unknown = {str(i): ["never-ingested"] for i in range(LEAST)}
    assert learn(maker, maker.library(), unknown)[0].questions == 0


def test_not_kept_where_questions_held_back_get_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    maker = Turned(turned=False)
    wrong = _Learned(-2 * np.eye(SIZE, dtype=np.float32), np.zeros((100, SIZE), np.float32), {})
    monkeypatch.setattr("indexer.meaning.learning._learned", lambda *_: wrong)
    lesson, turn = learn(maker, maker.library(), judged(100))
    assert lesson.after < lesson.before
    assert not lesson.kept
    assert not turn.whole.any()


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
    assert np.array_equal(found[1].whole, turn.whole)
    assert found[1].known == turn.known
    assert found[1].ways == pytest.approx(turn.ways, abs=1e-3)
    assert fitting(lesson, library.header, digest(judged(100)))
    assert not fitting(lesson, library.header, digest(judged(99)))
    larger = {f"e{i}": row[None] for i, row in enumerate(maker.answers)}
    grown = vectors.changed(library, 2, larger, [])
    assert not fitting(lesson, grown.header, digest(judged(100)))
    path.write_bytes(path.read_bytes()[:-200])
    assert read_lesson(path) is None


class Odd(Turned):
    """Of questions that begin with 旧 the answer is another one: only their pieces tell so."""

    def question(self, text: str) -> Vectors:
        return np.asarray(self.answers[int(text[2:])], np.float32)


def test_what_the_pieces_of_a_question_mean_in_this_library() -> None:
    maker = Odd()
    away = np.random.default_rng(2).standard_normal(SIZE).astype(np.float32)
    away *= 1.5 / np.linalg.norm(away)
    moved = maker.answers + away
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    put = {f"d{i}": row[None] for i, row in enumerate(maker.answers)}
    put |= {f"m{i}": row[None] for i, row in enumerate(moved)}
    library = vectors.changed(vectors.nothing("m", SIZE), 1, put, [])
    asked = {f"旧的{i}": [f"m{i}"] for i in range(0, 100, 2)}
    asked |= {f"新的{i}": [f"d{i}"] for i in range(1, 100, 2)}
    lesson, turn = learn(maker, library, asked)
    assert lesson.kept
    unseen = maker.question("旧的110")
    assert float(turn.of(unseen, "旧的110") @ away) > float(turn.of(unseen, "新的110") @ away)


def test_a_question_of_which_nothing_is_known_is_turned_as_all_are() -> None:
    turn = Turn(np.eye(2, dtype=np.float32), {"工资": 0}, np.array([[0.0, 3.0]], np.float32))
    made = np.array([1.0, 0.0], np.float32)
    assert turn.of(made, "停车").tolist() == [2.0, 0.0]
    assert turn.of(made, "").tolist() == [2.0, 0.0]
    # One of four pieces: half of its way.
    assert turn.of(made, "拖欠工资吗").tolist() == [2.0, 1.5]
