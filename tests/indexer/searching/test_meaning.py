"""Hits of questions are put in order by meaning where there are vectors, and others never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.meaning import vectors
from indexer.meaning.encoder import Encoder
from indexer.meaning.following import catch_up, lesson_path_of, made_by, path_of
from indexer.meaning.learning import LEAST, Lesson, digest, judged_questions, write_lesson
from indexer.meaning.makers import Vectors, WordTable
from indexer.meaning.turning import Turn
from indexer.meaning.vectors import Cosines, DocumentVectors
from indexer.model.queries import EngineHit, Hit, SearchRequest, Sort
from indexer.searching.meaning import Sense, more_felt, moved, told
from indexer.searching.service import SearchService
from tests import library
from tests.indexer.meaning.tiny_encoder import tiny_encoder

QUESTION = "单位不发钱怎么办？"
# All hold 单位 as often; only one is of wages. The others' titles come first by id.
TEXTS = {
    "a-boats": "渔船检验单位应当出具证书，办理登记。",
    "b-gas": "燃气单位应当定期检查管道，办理登记。",
    "c-wages": "用人单位拖欠劳动报酬，应当支付工资。",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    others = {f"z-{i}": "养犬应当办理免疫，遛犬应当牵绳。" for i in range(12)}
    documents = [
        library.document(i, text, title=f"规定{i}") for i, text in (TEXTS | others).items()
    ]
    with library.opened(tmp_path_factory.mktemp("meaning"), documents) as opened:
        yield opened


def asked(service: SearchService, query: str, **wishes: object) -> list[str]:
    request = SearchRequest(q=query, facets=(), **wishes)  # type: ignore[arg-type]
    return [hit.id for hit in hits_of(service, request)]


def hits_of(service: SearchService, request: SearchRequest) -> tuple[Hit, ...]:
    """What holds all words, and what was relaxed."""
    found = service.search(request)
    return (*found.hits, *(found.relaxed.hits if found.relaxed else ()))


def test_a_question_only_and_only_with_vectors(service: SearchService) -> None:
    before = {q: asked(service, q) for q in ("单位", "单位登记", QUESTION)}
    by_date = service.search(SearchRequest(q=QUESTION, sort=Sort.NEWEST)).hits
    stamp = service.stamp()
    found = service.meaning()
    assert found is not None
    assert (found.documents, found.lag) == (0, 15)

    catch_up(service.catalogue, service.settings.home, WordTable(service.analyzer))
    service.refresh()
    assert service.stamp() != stamp
    found = service.meaning()
    assert found is not None
    assert (found.documents, found.lag) == (15, 0)
    assert asked(service, QUESTION)[0] == "c-wages"
    assert sorted(asked(service, QUESTION)) == sorted(before[QUESTION])
    assert service.search(SearchRequest(q=QUESTION, sort=Sort.NEWEST)).hits == by_date
    assert {q: asked(service, q) for q in ("单位", "单位登记")} == {
        q: before[q] for q in ("单位", "单位登记")
    }

    request = SearchRequest(q=QUESTION, explain=True, size=3)
    told_of = {hit.id: " ".join(hit.explain) for hit in hits_of(service, request)}
    assert "意思比其他结果更接近所问" in told_of["c-wages"]
    assert asked(service, QUESTION, size=1, page=2) == asked(service, QUESTION)[1:2]

    path_of(service.settings.home).write_bytes(b"of another time")
    service.refresh()
    assert asked(service, QUESTION) == before[QUESTION]


def test_other_weights_order_the_next_question(service: SearchService) -> None:
    """Measures compare weights in one service."""
    catch_up(service.catalogue, service.settings.home, WordTable(service.analyzer))
    service.refresh()
    given = service.weights
    try:
        by_meaning = asked(service, QUESTION)
        service.weights = replace(given, meaning=0.0, meaning_whole=0.0)
        assert asked(service, QUESTION) != by_meaning
    finally:
        service.weights = given


def test_the_instrument_counts_for_more_beside_vectors(tmp_path: Path) -> None:
    articles = [
        library.document(f"{name}{i}", text, title=f"{title}第{number}条")
        for name, title, texts in (
            ("code", "租房条例", ("租房应当登记。", "租房不得转租。", "租房押金应当退还。")),
            ("other", "渔船规定", ("渔船应当登记。", "渔船押金应当退还。")),
        )
        for i, (number, text) in enumerate(zip("一二三", texts, strict=False))
    ]
    question = "租房押金不退还怎么办？"
    with library.opened(tmp_path, articles) as opened:
        opened.prepare_helps()

        def scores(**weights: float) -> dict[str, float]:
            given = opened.weights
            # Meaning itself moves nothing that is seen.
            opened.weights = replace(given, **{"meaning": 1e-9, **weights})
            try:
                hits = hits_of(opened, SearchRequest(question, explain=True))
            finally:
                opened.weights = given
            for hit in hits:
                told_of = [
                    float(n) for n in re.findall(r"(?:得|加) ([\d.]+) 分", "".join(hit.explain))
                ]
                assert sum(told_of) == pytest.approx(hit.score, abs=0.06 * len(hit.explain))
            return {hit.id: hit.score for hit in hits}

        words = scores()
        assert scores(series_ahead=0.0) == words
        catch_up(opened.catalogue, opened.settings.home, WordTable(opened.analyzer))
        opened.refresh()
        assert scores(series_ahead=0.0) == words
        assert scores(meaning=0.0) == words
        gained = {i: score - words[i] for i, score in scores().items()}
        assert min(gained["code2"], gained["code0"]) > gained["other1"] >= 0


def uses_lesson(service: SearchService) -> bool:
    service.refresh()
    meaning = service._meaning.current()
    assert meaning is not None
    return meaning.of(QUESTION).learned


def test_what_was_learned_is_used_while_its_judgements_stand(service: SearchService) -> None:
    home = service.settings.home
    catch_up(service.catalogue, home, WordTable(service.analyzer))
    asked_before = [(f"第{i}种情形怎么办？", "c-wages") for i in range(LEAST)]
    service.usage.add_judgements(asked_before)
    assert not uses_lesson(service)

    judged = judged_questions(service.usage.judgements())
    table = WordTable(service.analyzer)
    turn = Turn(
        np.eye(table.dimensions, dtype=np.float32), {}, np.zeros((0, table.dimensions), np.float32)
    )
    lesson = Lesson(made_by(table.fingerprint), digest(judged), 15, LEAST, 0.1, 0.2)
    write_lesson(lesson_path_of(home), lesson, turn)
    assert uses_lesson(service)

    write_lesson(lesson_path_of(home), replace(lesson, after=0.0), turn)
    assert not uses_lesson(service)

    write_lesson(lesson_path_of(home), lesson, turn)
    service.usage.reset()
    assert not uses_lesson(service)
    path_of(home).unlink()
    service.refresh()


def test_a_hit_without_vectors_stays_where_it_is() -> None:
    hits = [EngineHit("a", 3.0), EngineHit("b", 2.0), EngineHit("c", 1.0)]
    assert [h.id for h in moved(hits, {"c": 1.5, "a": -1.5})] == ["c", "b", "a"]
    assert moved(hits, {}) == hits


def test_what_is_near_gains_once_more_and_nothing_loses() -> None:
    felt = {"a": 2.0, "b": -1.0, "c": 4.0}
    assert more_felt(felt, ["a", "b", "unknown"], 0.5) == {"a": 1.0}
    assert more_felt(felt, ["a"], 0.0) == {}


def test_in_words_only_where_it_moved_something() -> None:
    assert told(None) is None
    assert told(0.04) is None
    assert told(float(np.float32(1.25))) == "意思比其他结果更接近所问，加 1.2 分"
    assert told(-2.0) == "意思比其他结果离所问更远，减 2.0 分"


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    """Enough documents that some are nearest; of c-wages the words know nothing."""
    others = {f"z-{i}": "养犬应当办理免疫，遛犬应当牵绳。" for i in range(120)}
    texts = {**others, "c-wages": "拖欠报酬的，责令支付。", "d-unit": "单位应当办理登记。"}
    documents = [library.document(i, text, title=f"规定{i}") for i, text in texts.items()]
    home = tmp_path_factory.mktemp("encoded")
    folder = tiny_encoder(home / "encoder")
    with library.opened(home / "library", documents, encoder=folder) as opened:
        yield opened


def test_what_only_means_it_is_found_and_says_so(encoded: SearchService) -> None:
    question = "单位不发钱怎么办？"
    assert "c-wages" not in asked(encoded, question, size=130)
    catch_up(encoded.catalogue, encoded.settings.home, Encoder(encoded.settings.encoder))
    encoded.refresh()
    found = encoded.search(SearchRequest(q=question, facets=(), explain=True))
    assert found.relaxed is not None
    told_of = {hit.id: " ".join(hit.explain) for hit in found.relaxed.hits}
    assert "意思是全库中最接近所问的之一" in told_of["c-wages"]
    assert found.relaxed.total == len(found.relaxed.hits) == 2
    # Other queries ask for words.
    assert asked(encoded, "单位 不发钱") == asked(encoded, "单位 不发钱", sort=Sort.RELEVANCE)
    assert "c-wages" not in asked(encoded, "单位 登记")


def test_an_encoder_that_went_away_leaves_the_words(encoded: SearchService) -> None:
    assert encoded.settings.encoder is not None
    model = encoded.settings.encoder / "model.onnx"
    aside = model.rename(model.with_suffix(".aside"))
    path_of(encoded.settings.home).touch()
    encoded.refresh()
    found = encoded.meaning()
    assert found is not None
    assert found.trouble is not None
    assert "c-wages" not in asked(encoded, "单位不发钱怎么办？")
    aside.rename(model)


def test_the_library_is_looked_at_once_for_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    held = vectors.changed(vectors.nothing("m", 2), 1, {i: drawn_for(i) for i in "abc"}, [])
    looks, plain = [], DocumentVectors.with_all

    def counted(self: DocumentVectors, question: Vectors) -> Cosines | None:
        looks.append(question)
        return plain(self, question)

    monkeypatch.setattr(DocumentVectors, "with_all", counted)
    sense = Sense(held, np.array([1, 0], np.float32))
    first = sense.gains(["a", "b"], 1.0)
    sense.near()
    assert sense.gains(["a", "b"], 1.0) == first
    assert len(looks) == 1


def test_where_gathering_is_cheaper_gains_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    held = vectors.changed(vectors.nothing("m", 2), 1, {i: drawn_for(i) for i in "abc"}, [])
    question = np.array([1, 0], np.float32)
    at_once = Sense(held, question).gains(["a", "b", "c"], 1.0)
    monkeypatch.setattr(vectors, "_GATHERED", 0)
    assert Sense(held, question).gains(["a", "b", "c"], 1.0) == pytest.approx(at_once, abs=1e-4)


def drawn_for(name: str) -> Vectors:
    return np.random.default_rng(ord(name)).standard_normal((2, 2)).astype(np.float32)
