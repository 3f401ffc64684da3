"""What every search engine must hold. Each engine's tests derive from ``EngineContract``.

A failure names the engine by its class, and the point of the contract in indexer/engines/base.py
by the test's name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analyzers.analyzer import Analysed, Analyzer, default_analyzer
from indexer.engines.base import EngineStore, SearchEngine
from indexer.engines.ranking import K1
from indexer.model import IndexedDocument, Status, StatusChange, StatusValue, Timeline
from indexer.model.errors import EngineError, NoGeneration, StaleGeneration, UsageError
from indexer.model.fields import BY_NAME
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    EngineQuery,
    Everything,
    Keyword,
    Lifting,
    Node,
    NoneOf,
    Preferences,
    Sort,
    Substring,
    Terms,
    WeightedTerm,
)


def since(*changes: tuple[date, StatusValue]) -> Timeline:
    return tuple(StatusChange(day, Status(value, None, None, "")) for day, value in changes)


IN_FORCE = since((date.min, StatusValue.IN_FORCE))


def document(
    id: str,
    title: str = "",
    body: str = "",
    *,
    number: str = "",
    published: date | None = None,
    effective: date | None = None,
    expires: date | None = None,
    timeline: Timeline = IN_FORCE,
    revision: int = 1,
    **keywords: str | tuple[str, ...],
) -> IndexedDocument:
    days = {"published": published, "effective": effective, "expires": expires}
    return IndexedDocument(
        id=id,
        revision=revision,
        texts={"title": title, "number": number, "body": body},
        keywords={k: (v,) if isinstance(v, str) else v for k, v in keywords.items()},
        dates={name: day for name, day in days.items() if day},
        timeline=timeline,
    )


class OtherAnalyzer(Analyzer):
    """The same analysis under another name."""

    def __init__(self) -> None:
        self._same = default_analyzer()

    def fold(self, text: str) -> str:
        return self._same.fold(text)

    def terms(self, text: str) -> list[str]:
        return self._same.terms(text)

    def analysed(self, text: str) -> Analysed:
        return self._same.analysed(text)

    def fingerprint(self) -> str:
        return "another analysis"


_WORDS = ("电梯", "安全", "住宅", "公开", "政府", "单位")

LIBRARY = (
    document(
        "elevator", "既有住宅加装电梯管理办法", "业主申请加装电梯的，向区人民政府提出。",
        number="云政规〔2020〕3号", published=date(2020, 5, 1), issuer=("市政府", "住建局"),
        year="2020", kind="policy",
        timeline=since((date.min, StatusValue.NOT_YET_EFFECTIVE),
                       (date(2020, 6, 1), StatusValue.IN_FORCE),
                       (date(2025, 6, 1), StatusValue.EXPIRED)),
    ),
    document(
        "disclosure", "关于做好政府信息公开工作的通知", "各单位应当主动公开政府信息。",
        number="云政办发〔2019〕54号", published=date(2019, 1, 1), issuer="市政府办", year="2019",
        kind="policy",
    ),
    document(
        "draft", "加装电梯补贴办法（征求意见稿）", "每台补贴20万元。电梯使用管理单位负责维护。",
        published=date(2019, 12, 31), issuer="住建局", year="2019", kind="draft",
        timeline=since((date.min, StatusValue.DRAFT)),
    ),
    document(
        "undated", "電梯安全常識", "乘坐電梯請勿打鬧。GB18484-2020適用。", kind="other",
        timeline=(),
    ),
)  # fmt: skip


def ids(result: object) -> list[str]:
    return [hit.id for hit in result.hits]  # type: ignore[attr-defined]


class EngineContract:
    """``place`` is somewhere that generations live in; stores opened there see the same ones."""

    durable = True  # whether another process would find them there
    # How far a score may be off: an engine may keep less than a float of what a term gives.
    tolerance = 1e-5
    # Whether scores follow the average lengths as they are; else a generation keeps those of its
    # first commit.
    averages_move = True

    @pytest.fixture
    def place(self, tmp_path: Path) -> object:
        return tmp_path / "index"

    def open_store(self, place: object, analyzer: Analyzer) -> EngineStore:
        raise NotImplementedError

    @pytest.fixture
    def store(self, place: object) -> EngineStore:
        return self.open_store(place, default_analyzer())

    @pytest.fixture
    def engine(self, store: EngineStore) -> Iterator[SearchEngine]:
        yield self.built(store, LIBRARY)

    def built(self, store: EngineStore, documents: Sequence[IndexedDocument]) -> SearchEngine:
        engine = store.build()
        with engine.write(revision=7) as writer:
            for d in documents:
                writer.put(d)
        store.publish(engine)
        return engine

    # ------------------------------------------------------------ generations

    def test_there_is_no_generation_before_the_first_build(self, store: EngineStore) -> None:
        with pytest.raises(NoGeneration):
            store.current()
        with pytest.raises(NoGeneration):
            store.rollback()

    def test_a_build_serves_only_when_published(self, store: EngineStore) -> None:
        first = self.built(store, LIBRARY[:1])
        second = store.build()
        with second.write(8) as writer:
            writer.put(LIBRARY[1])
        assert store.current().status().generation == first.status().generation
        store.publish(second)
        assert ids(store.current().search(EngineQuery(Everything()))) == ["disclosure"]

    def test_a_failed_build_leaves_the_old_one_serving(self, store: EngineStore) -> None:
        self.built(store, LIBRARY)
        failed = store.build()
        with pytest.raises(ZeroDivisionError), failed.write(9) as writer:
            writer.put(document("x"))
            raise ZeroDivisionError
        failed.close()
        assert store.current().status().documents == len(LIBRARY)
        again = self.built(store, LIBRARY[:2])
        assert store.current().status().generation == again.status().generation

    def test_rollback_makes_the_former_generation_serve(self, store: EngineStore) -> None:
        first = self.built(store, LIBRARY[:1]).status().generation
        second = self.built(store, LIBRARY).status().generation
        assert store.rollback().status().generation == first
        assert store.current().status().documents == 1
        assert store.rollback().status().generation == second

    def test_another_fingerprint_is_stale(self, place: object, store: EngineStore) -> None:
        self.built(store, LIBRARY[:1])
        other = self.open_store(place, OtherAnalyzer())
        assert other.fingerprint() != store.fingerprint()
        with pytest.raises(StaleGeneration):
            other.current()
        self.built(other, LIBRARY)
        with pytest.raises(StaleGeneration):
            other.rollback()
        assert other.current().status().documents == len(LIBRARY)

    def test_a_handle_follows_what_is_published_after_it(
        self, place: object, store: EngineStore
    ) -> None:
        self.built(store, LIBRARY[:1])
        serving = self.open_store(place, default_analyzer()).current()
        assert not serving.refresh()
        self.built(store, LIBRARY)
        assert serving.status().documents == 1
        assert serving.refresh()
        assert serving.status().documents == len(LIBRARY)

    def test_a_handle_keeps_serving_beside_a_foreign_generation(
        self, place: object, store: EngineStore
    ) -> None:
        serving = self.built(store, LIBRARY[:1])
        self.built(self.open_store(place, OtherAnalyzer()), LIBRARY)
        assert not serving.refresh()
        assert ids(serving.search(EngineQuery(Everything()))) == ["elevator"]

    def test_a_handle_knows_whether_it_still_serves(
        self, place: object, store: EngineStore
    ) -> None:
        serving = self.built(store, LIBRARY[:1])
        serving.check_serving()
        self.built(store, LIBRARY)
        serving.check_serving()  # the next refresh takes it up
        self.built(self.open_store(place, OtherAnalyzer()), LIBRARY)
        with pytest.raises(StaleGeneration):
            serving.check_serving()

    def test_status_tells_what_is_there(self, store: EngineStore, engine: SearchEngine) -> None:
        status = engine.status()
        assert status.documents == len(LIBRARY)
        assert status.revision == 7
        assert status.fingerprint == store.fingerprint()
        assert engine.dates() == (date(2019, 1, 1), date(2020, 5, 1))
        engine.verify()

    def test_a_commit_keeps_the_mark_it_was_given(
        self, place: object, store: EngineStore, engine: SearchEngine
    ) -> None:
        assert engine.status().mark == ""
        with engine.write(8, "abc") as writer:
            writer.put(document("a"))
        for seen in (engine, self.open_store(place, default_analyzer()).current()):
            assert (seen.status().revision, seen.status().mark) == (8, "abc")

    def test_an_empty_generation_answers(self, store: EngineStore) -> None:
        engine = store.build()
        result = engine.search(EngineQuery(Everything(), facets=("issuer", "status")))
        assert (result.total, result.hits) == (0, ())
        assert result.facets == {"issuer": (), "status": ()}
        assert engine.dates() is None
        assert engine.vocabulary("政", 5) == []
        assert engine.document_frequency("政府") == 0
        assert engine.pivot(EngineQuery(Everything()), "issuer", "year") == {}

    # ------------------------------------------------------------ writing

    def test_put_replaces_the_document_of_the_same_id(self, engine: SearchEngine) -> None:
        with engine.write(8) as writer:
            writer.put(document("disclosure", "改为停车管理", "停车收费", revision=8))
        assert engine.status().documents == len(LIBRARY)
        assert ids(engine.search(EngineQuery(Terms(("停车",))))) == ["disclosure"]
        assert ids(engine.search(EngineQuery(Terms(("公开",))))) == []
        assert engine.revisions()["disclosure"] == 8

    def test_the_last_put_of_one_write_counts(self, store: EngineStore) -> None:
        engine = store.build()
        with engine.write(1) as writer:
            writer.put(document("a", "停车"))
            writer.put(document("b", "停车"))
            writer.put(document("a", "电梯"))
            writer.delete("b")
            writer.put(document("c", "停车"))
            writer.delete("c")
            writer.put(document("c", "电梯"))
        assert engine.revisions() == {"a": 1, "c": 1}
        assert ids(engine.search(EngineQuery(Terms(("电梯",))))) == ["a", "c"]
        assert ids(engine.search(EngineQuery(Terms(("停车",))))) == []

    def test_what_was_put_twice_in_one_write_can_be_replaced_and_deleted(
        self, store: EngineStore
    ) -> None:
        engine = store.build()
        with engine.write(1) as writer:
            for body in ("停车", "电梯"):
                writer.put(document("twice", body=body))
            for n in range(9):
                writer.put(document(f"other {n}", body="公开"))
        assert engine.matches(Terms(("电梯",)), ["twice"]) == [True]
        assert engine.explain(EngineQuery(Everything()), "twice") is not None
        with engine.write(2) as writer:
            writer.put(document("twice", body="补贴"))
        assert ids(engine.search(EngineQuery(NoneOf((Terms(("公开",)),))))) == ["twice"]
        with engine.write(3) as writer:
            writer.delete("twice")
        assert engine.search(EngineQuery(NoneOf((Terms(("公开",)),)))).total == 0

    def test_deleted_documents_are_gone_and_unknown_ones_no_error(
        self, engine: SearchEngine
    ) -> None:
        with engine.write(8) as writer:
            writer.delete("disclosure")
            writer.delete("never there")
        assert engine.status().documents == len(LIBRARY) - 1
        assert engine.document_frequency("公开") == 0
        assert "disclosure" not in ids(engine.search(EngineQuery(NoneOf((Terms(("电梯",)),)))))
        assert engine.matches(Everything(), ["disclosure", "draft"]) == [False, True]
        assert engine.explain(EngineQuery(Everything()), "disclosure") is None

    @pytest.mark.parametrize(
        ("node", "everything"),
        [
            (Substring(""), True),
            (Substring("", ("title",)), True),
            (Substring("", ("number",)), True),
            (Terms(()), True),
            (Terms((), ("title",)), True),
            (AllOf(()), True),
            (NoneOf(()), True),
            (AtLeast(0, ()), True),
            (AnyOf(()), False),
            (AtLeast(1, ()), False),
            (Keyword("issuer", ()), False),
            (Keyword("status", ()), False),
            (NoneOf((Substring(""),)), False),
            (AllOf((Substring(""), Terms(("不在词表的词",)))), False),
            (AnyOf((Substring(""), Terms(("不在词表的词",)))), True),
        ],
    )
    @pytest.mark.parametrize("size", [0, 1, 4])
    def test_the_empty_matches_everything_or_nothing(
        self, store: EngineStore, node: Node, everything: bool, size: int
    ) -> None:
        """Whether it is what is asked for, a boost, or looked at in single documents."""
        engine = self.built(store, LIBRARY[:size])
        expected = sorted(d.id for d in LIBRARY[:size]) if everything else []
        result = engine.search(EngineQuery(node, facets=("issuer",)))
        assert (result.total, sorted(ids(result))) == (len(expected), expected)
        assert list(engine.matches(node, [d.id for d in LIBRARY[:size]])) == [everything] * size
        boosted = engine.search(EngineQuery(Everything(), boosts=((node, 2.0),)))
        assert [h.score for h in boosted.hits] == [2.0 if everything else 0.0] * size

    def test_the_empty_matches_what_was_not_deleted(self, engine: SearchEngine) -> None:
        nodes = (Substring(""), Substring("", ("body",)), Terms(()), AllOf(()), NoneOf(()))
        with engine.write(8) as writer:
            writer.delete("draft")
        for node in nodes:
            assert sorted(ids(engine.search(EngineQuery(node)))) == [
                "disclosure", "elevator", "undated",
            ]  # fmt: skip
        with engine.write(9) as writer:
            for one in LIBRARY:
                writer.delete(one.id)
        for node in nodes:
            result = engine.search(EngineQuery(node, (WeightedTerm("电梯"),), facets=("year",)))
            assert (result.total, result.hits, result.facets["year"]) == (0, (), ())

    def test_every_document_may_be_deleted(self, engine: SearchEngine) -> None:
        with engine.write(8) as writer:
            for d in LIBRARY:
                writer.delete(d.id)
        result = engine.search(EngineQuery(Everything(), facets=("issuer",)))
        assert (result.total, result.facets["issuer"]) == (0, ())
        assert engine.status().revision == 8

    def test_what_is_not_committed_is_invisible(
        self, place: object, store: EngineStore, engine: SearchEngine
    ) -> None:
        reader = self.open_store(place, default_analyzer()).current()
        with engine.write(8) as writer:
            writer.put(document("new", "停车"))
            assert not reader.refresh()
            assert engine.search(EngineQuery(Terms(("停车",)))).total == 0
        assert engine.search(EngineQuery(Terms(("停车",)))).total == 1
        assert reader.search(EngineQuery(Terms(("停车",)))).total == 0
        assert reader.refresh()
        assert reader.search(EngineQuery(Terms(("停车",)))).total == 1
        assert reader.search(EngineQuery(Everything())).revision == 8

    def test_an_exception_leaves_nothing(self, place: object, engine: SearchEngine) -> None:
        with pytest.raises(ZeroDivisionError), engine.write(8) as writer:
            writer.put(document("new", "停车"))
            writer.delete("disclosure")
            raise ZeroDivisionError
        assert engine.status().revision == 7
        for seen in (engine, self.open_store(place, default_analyzer()).current()):
            assert sorted(seen.revisions()) == sorted(d.id for d in LIBRARY)

    def test_many_small_commits_equal_one(self, store: EngineStore) -> None:
        many = store.build()
        for number in range(40):
            with many.write(number) as writer:
                writer.put(document(f"d{number % 25}", "旧" * number, "将被替换"))
        for d in LIBRARY:
            with many.write(100) as writer:
                writer.put(d)
        with many.write(101) as writer:
            for number in range(25):
                writer.delete(f"d{number}")
        store.publish(many)
        one = self.built(store, LIBRARY)
        query = EngineQuery(
            AnyOf((Terms(("电梯",)), Substring("府信息"))),
            (WeightedTerm("电梯"), WeightedTerm("政府"), WeightedTerm("信息", pair=True)),
            facets=("issuer", "status"),
            preferences=Preferences(0.2, 0.1),
        )
        if self.averages_move:
            assert many.search(query).hits == one.search(query).hits
        assert sorted(ids(many.search(query))) == sorted(ids(one.search(query)))
        assert many.search(query).facets == one.search(query).facets
        assert many.document_frequency("旧") == 0
        assert many.vocabulary("将被", 5) == []

    # ------------------------------------------------------------ matching

    @pytest.mark.parametrize(
        ("node", "expected"),
        [
            (Everything(), {"elevator", "disclosure", "draft", "undated"}),
            (Terms(("电梯",)), {"elevator", "draft", "undated"}),
            (Terms(("电梯", "业主")), {"elevator"}),
            (Terms(("电梯",), ("body",)), {"elevator", "draft", "undated"}),
            (Terms(("补贴",), ("title",)), {"draft"}),
            (Terms(("业主",), ("title",)), set()),
            (Terms(("云政规〔2020〕3号",)), {"elevator"}),
            (Terms(("云政规〔2020〕3号",), ("title", "number")), {"elevator"}),
            (Terms(()), {"elevator", "disclosure", "draft", "undated"}),
            (Terms(("不在词表的词",)), set()),
            (Terms(("电梯", "不在词表的词")), set()),
            (AllOf(()), {"elevator", "disclosure", "draft", "undated"}),
            (AnyOf(()), set()),
            (NoneOf(()), {"elevator", "disclosure", "draft", "undated"}),
            (NoneOf((Terms(("电梯",)), Terms(("公开",)))), set()),
            (AllOf((Terms(("电梯",)), NoneOf((Substring("补贴"),)))), {"elevator", "undated"}),
            (AnyOf((Terms(("业主",)), Terms(("公开",)))), {"elevator", "disclosure"}),
            (
                AtLeast(2, (Terms(("电梯",)), Terms(("业主",)), Terms(("补贴",)))),
                {"elevator", "draft"},
            ),
            (AtLeast(0, (Terms(("电梯",)),)), {"elevator", "disclosure", "draft", "undated"}),
            (AtLeast(3, (Terms(("电梯",)), Terms(("业主",)))), set()),
            (Keyword("issuer", ("住建局",)), {"elevator", "draft"}),
            (Keyword("issuer", ("不存在的局",)), set()),
            (Keyword("status", ("draft", "unknown")), {"draft", "undated"}),
            (AllOf((Keyword("issuer", ("住建局",)), Keyword("kind", ("policy",)))), {"elevator"}),
        ],
        ids=lambda value: str(sorted(value)) if isinstance(value, set) else repr(value),
    )  # fmt: skip
    def test_nodes(self, engine: SearchEngine, node: Node, expected: set[str]) -> None:
        result = engine.search(EngineQuery(node, as_of=date(2021, 1, 1)))
        assert set(ids(result)) == expected
        assert result.total == len(expected)
        everyone = [d.id for d in LIBRARY]
        marked = engine.matches(node, [*everyone, "never there"], date(2021, 1, 1))
        assert {i for i, holds in zip(everyone, marked, strict=False) if holds} == expected
        assert marked[-1] is False

    @pytest.mark.parametrize(
        ("text", "fields", "expected"),
        [
            ("梯管", (), {"elevator"}),  # straddles two words, in the title
            ("梯的", ("body",), {"elevator"}),
            ("梯的", ("title",), set()),
            ("电梯", (), {"elevator", "draft", "undated"}),  # Traditional is found by Simplified
            ("梯使用管理单", (), {"draft"}),
            ("使用单位", (), set()),  # all its pairs but one stand somewhere
            ("管理单位负责维护业主", (), set()),
            ("20万", (), {"draft"}),
            ("万", (), {"draft"}),
            ("0", (), {"elevator", "disclosure", "draft", "undated"}),
            ("gb18484-2020", (), {"undated"}),
            ("(征求意见稿)", ("title",), {"draft"}),
            ("3号", ("number",), {"elevator"}),
            ("业主申请加装电梯的,向区人民政府提出。", (), {"elevator"}),
            ("加装电梯", ("title",), {"elevator", "draft"}),
            ("通知各单位", (), set()),  # across two fields is no string
        ],
    )
    def test_strings_stand_as_they_are_whatever_the_words(
        self, engine: SearchEngine, text: str, fields: tuple[str, ...], expected: set[str]
    ) -> None:
        for node in (Substring(text, fields), AnyOf((Terms(("不在",)), Substring(text, fields)))):
            assert set(ids(engine.search(EngineQuery(node)))) == expected
        within = AllOf((Terms(("电梯",)), Substring(text, fields)))
        assert set(ids(engine.search(EngineQuery(within)))) == expected - {"disclosure"}

    def test_every_short_string_finds_its_document(self, engine: SearchEngine) -> None:
        fold = default_analyzer().fold
        for d in LIBRARY:
            for text in map(fold, d.texts.values()):
                for length in (1, 2, 3, 6):
                    for start in range(len(text) - length + 1):
                        string = text[start : start + length]
                        assert engine.matches(Substring(string), [d.id]) == [True], string

    def test_mixed_scripts_and_odd_characters(self, store: EngineStore) -> None:
        odd = document("odd", "𠮷野家🍜A級", "한국어 と日本語 𠮷末\x00尾〇二一")
        engine = self.built(store, (odd, *LIBRARY))
        fold = default_analyzer().fold
        for string in ("𠮷野家", "🍜", "a级", "한국어", "と日本", "𠮷末", "\x00", "〇二"):
            assert ids(engine.search(EngineQuery(Substring(fold(string))))) == ["odd"], string
        # Lone surrogates can be asked for; no UTF-8 text holds one.
        for node in (Terms(("\ud800",)), Substring("\ud800"), Terms(("",))):
            assert engine.search(EngineQuery(node)).total == 0

    # ------------------------------------------------------------ filters and facets

    def test_filters_are_or_within_a_field_and_and_across(self, engine: SearchEngine) -> None:
        def found(**filters: tuple[str, ...]) -> set[str]:
            return set(ids(engine.search(EngineQuery(Everything(), filters=filters))))

        assert found(issuer=("市政府办", "住建局")) == {"elevator", "disclosure", "draft"}
        assert found(issuer=("住建局",), year=("2019",)) == {"draft"}
        assert found(issuer=("住建局",), year=()) == {"elevator", "draft"}
        assert found(issuer=("不存在的局",)) == set()
        assert found(status=("unknown",)) == {"undated"}

    def test_facets_count_exactly_and_leave_out_their_own_filter(
        self, engine: SearchEngine
    ) -> None:
        query = EngineQuery(
            Terms(("电梯",)),
            filters={"issuer": ("住建局", "不存在的局"), "kind": ("policy",)},
            facets=("issuer", "year", "kind", "theme"),
        )
        result = engine.search(query)
        assert ids(result) == ["elevator"]
        assert result.facets == {
            "issuer": (("住建局", 1), ("市政府", 1), ("不存在的局", 0)),
            "year": (("2020", 1),),
            "kind": (("draft", 1), ("policy", 1)),
            "theme": (),
        }

    def test_tallies_count_as_facets_do(self, engine: SearchEngine) -> None:
        query = EngineQuery(
            Everything(),
            filters={"issuer": ("市政府",)},
            facets=("year",),
            tallies=("issuer", "year"),
        )
        result = engine.search(query)
        whole = engine.search(replace(query, facets=("issuer", "year"), tallies=()))
        for name, tally in result.tallies.items():
            counts = dict(whole.facets[name])
            assert tally.most == max(counts.values())
            assert {value: tally.of(value) for value in counts} == counts
            assert tally.of("没有的值") == 0
        assert set(result.tallies) == {"issuer", "year"}
        assert result.facets == {"year": whole.facets["year"]}

    def test_facets_are_in_order_of_count_then_value(self, engine: SearchEngine) -> None:
        result = engine.search(EngineQuery(Everything(), limit=0, facets=("issuer", "year")))
        assert result.facets["issuer"] == (("住建局", 2), ("市政府", 1), ("市政府办", 1))
        assert result.facets["year"] == (("2019", 2), ("2020", 1))
        assert (result.total, result.hits) == (4, ())

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2019, 6, 1), "not_yet_effective"),
            (date(2020, 5, 31), "not_yet_effective"),
            (date(2020, 6, 1), "in_force"),
            (date(2025, 5, 31), "in_force"),
            (date(2025, 6, 1), "expired"),
            (date.min, "not_yet_effective"),
            (date.max, "expired"),
        ],
    )
    def test_status_is_that_of_the_day(
        self, engine: SearchEngine, day: date, expected: str
    ) -> None:
        query = EngineQuery(Terms(("业主",)), as_of=day, facets=("status",))
        assert engine.search(query).facets["status"] == ((expected, 1),)
        filtered = EngineQuery(Terms(("业主",)), as_of=day, filters={"status": (expected,)})
        assert ids(engine.search(filtered)) == ["elevator"]

    def test_pivot_counts_each_pair_of_values(self, engine: SearchEngine) -> None:
        query = EngineQuery(Everything(), as_of=date(2021, 1, 1))
        assert engine.pivot(query, "issuer", "year") == {
            ("住建局", "2019"): 1,
            ("住建局", "2020"): 1,
            ("市政府", "2020"): 1,
            ("市政府办", "2019"): 1,
        }
        assert engine.pivot(query, "issuer", "issuer")["市政府", "住建局"] == 1
        narrowed = EngineQuery(Everything(), filters={"issuer": ("市政府",)}, as_of=date.max)
        assert engine.pivot(narrowed, "status", "issuer") == {
            ("expired", "住建局"): 1,
            ("expired", "市政府"): 1,
        }

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (date(2019, 12, 31), None, {"draft", "elevator"}),
            (date(2020, 1, 1), None, {"elevator"}),
            (None, date(2019, 12, 31), {"draft", "disclosure"}),
            (None, date(2019, 12, 30), {"disclosure"}),
            (date(2020, 5, 1), date(2020, 5, 1), {"elevator"}),
            (date(2020, 5, 2), date(2019, 1, 1), set()),
            (date.min, date.max, {"draft", "disclosure", "elevator"}),
        ],
    )
    def test_both_ends_of_a_range_of_dates_belong_to_it(
        self, engine: SearchEngine, start: date | None, end: date | None, expected: set[str]
    ) -> None:
        query = EngineQuery(Everything(), ranges={"published": (start, end)}, facets=("kind",))
        result = engine.search(query)
        assert set(ids(result)) == expected
        assert sum(n for _, n in result.facets["kind"]) == len(expected)

    def test_ranges_of_several_days_hold_together(self, store: EngineStore) -> None:
        first, last = date(2020, 1, 1), date(2024, 12, 31)
        documents = [
            document("both", "办法", published=first, effective=first, expires=last),
            document("unending", "办法", published=first, effective=first),
            document("late", "办法", published=first, effective=last, expires=last),
            document("undated", "办法"),
        ]
        engine = self.built(store, documents)

        def found(**ranges: tuple[date | None, date | None]) -> set[str]:
            return set(ids(engine.search(EngineQuery(Everything(), ranges=ranges))))

        assert found(effective=(first, first)) == {"both", "unending"}
        assert found(expires=(None, last)) == {"both", "late"}
        assert found(expires=(last, None), effective=(None, first)) == {"both"}
        assert found(published=(None, None)) == {"both", "unending", "late"}

    def test_unknown_fields_are_a_usage_error(self, engine: SearchEngine) -> None:
        for query in (
            EngineQuery(Everything(), filters={"colour": ("red",)}),
            EngineQuery(Everything(), filters={"published": ("2020",)}),
            EngineQuery(Everything(), ranges={"issuer": (None, None)}),
            EngineQuery(Everything(), facets=("title",)),
            EngineQuery(AllOf((Terms(("电梯",), ("issuer",)),))),
            EngineQuery(Keyword("body", ("x",))),
            EngineQuery(Everything(), boosts=((Substring("x", ("colour",)), 1.0),)),
        ):
            with pytest.raises(UsageError) as caught:
                engine.search(query)
            assert caught.value.field
        with pytest.raises(UsageError):
            engine.pivot(EngineQuery(Everything()), "issuer", "published")
        with pytest.raises(UsageError):
            engine.matches(Substring("x", ("colour",)), ["draft"])

    # ------------------------------------------------------------ ranking and order

    def test_scores_are_bm25f_by_the_field_table(self, store: EngineStore) -> None:
        texts = {
            "in title": {"title": "电梯办法", "body": "通知通知"},
            "in body": {"title": "通知", "body": "电梯电梯办法"},
            "in both": {"title": "电梯", "body": "电梯通知停车"},
            "in neither": {"title": "停车", "body": "停车"},
        }
        engine = self.built(store, [document(i, t["title"], t["body"]) for i, t in texts.items()])

        words = default_analyzer().terms
        idf = math.log(1 + (4 - 3 + 0.5) / (3 + 0.5))
        expected = {}
        for i, t in texts.items():
            weighted = 0.0
            for name in ("title", "body"):
                field = BY_NAME[name]
                average = sum(len(words(each[name])) for each in texts.values()) / 4
                share = len(words(t[name])) / average
                count = words(t[name]).count("电梯")
                weighted += field.weight * count / (1 - field.b + field.b * share)
            if weighted:
                expected[i] = idf * weighted / (K1 + weighted)
        result = engine.search(EngineQuery(Terms(("电梯",)), (WeightedTerm("电梯"),)))
        found = {hit.id: hit.score for hit in result.hits}
        assert found == pytest.approx(expected, rel=self.tolerance)

    def test_a_rarer_term_and_a_greater_weight_count_more(self, store: EngineStore) -> None:
        engine = self.built(
            store,
            (
                document("common", body="电梯"),
                document("common too", body="电梯"),
                document("rare", body="业主"),
            ),
        )
        match = AnyOf((Terms(("电梯",)), Terms(("业主",))))
        both = (WeightedTerm("电梯"), WeightedTerm("业主"))
        assert ids(engine.search(EngineQuery(match, both)))[0] == "rare"
        weighted = (WeightedTerm("电梯", 5.0), WeightedTerm("业主"))
        assert ids(engine.search(EngineQuery(match, weighted))) == ["common", "common too", "rare"]

    def test_pairs_rank_what_words_do_not_hold(self, engine: SearchEngine) -> None:
        query = EngineQuery(Terms(("电梯",)), (WeightedTerm("梯管", pair=True),))
        hits = engine.search(query).hits
        assert hits[0].id == "elevator"
        assert hits[0].score > 0 == hits[1].score
        nonsense = (WeightedTerm("管", pair=True), WeightedTerm("a1", pair=True))
        assert engine.search(EngineQuery(Everything(), nonsense)).hits[0].score == 0

    def test_preferences_move_equal_matches(self, store: EngineStore) -> None:
        repealed = since((date.min, StatusValue.IN_FORCE), (date(2020, 1, 1), StatusValue.REPEALED))
        engine = self.built(
            store,
            (
                document("a old", body="电梯", published=date(2010, 1, 1)),
                document("b repealed", body="电梯", published=date(2015, 1, 1), timeline=repealed),
                document("c new", body="电梯", published=date(2015, 1, 1)),
                document("d undated", body="电梯"),
                document("other", body="停车"),
            ),
        )

        def order(preferences: Preferences, as_of: date = date(2021, 1, 1)) -> list[str]:
            query = EngineQuery(
                Terms(("电梯",)), (WeightedTerm("电梯"),), preferences=preferences, as_of=as_of
            )
            return [i[0] for i in ids(engine.search(query))]

        assert order(Preferences()) == ["a", "b", "c", "d"]
        assert order(Preferences(in_force=0.2)) == ["a", "c", "d", "b"]
        assert order(Preferences(in_force=0.2), date(2019, 1, 1)) == ["a", "b", "c", "d"]
        assert order(Preferences(recency=0.2)) == ["b", "c", "a", "d"]
        assert order(Preferences(0.2, 0.1)) == ["c", "a", "d", "b"]

    def test_recency_halves_with_each_half_life(self, store: EngineStore) -> None:
        engine = self.built(
            store,
            (
                document("new", body="电梯", published=date(2020, 1, 1)),
                document("old", body="电梯", published=date(2010, 1, 1)),
                document("other", body="停车"),
            ),
        )
        query = EngineQuery(
            Terms(("电梯",)), (WeightedTerm("电梯"),), preferences=Preferences(0, 0.4, 5.0)
        )
        new, old = engine.search(query).hits
        assert new.score / old.score == pytest.approx(1.4 / 1.1, rel=1e-3)

    def test_bonus_include_and_boosts(self, engine: SearchEngine) -> None:
        query = EngineQuery(
            Terms(("电梯",)),
            (WeightedTerm("电梯"),),
            bonus={"undated": 50.0, "disclosure": 9.0, "never there": 1.0},
            boosts=((Substring("补贴办法", ("title",)), 20.0), (Terms(("业主",)), -1.0)),
        )
        result = engine.search(query)
        assert ids(result) == ["undated", "draft", "elevator"]
        included = EngineQuery(Terms(("业主",)), include=("disclosure", "never there", "elevator"))
        assert ids(engine.search(included)) == ["disclosure", "elevator"]
        filtered = EngineQuery(
            Terms(("业主",)), include=("disclosure",), filters={"year": ("2020",)}
        )
        assert ids(engine.search(filtered)) == ["elevator"]

    def test_hits_are_lifted_by_the_matches_of_their_value(self, store: EngineStore) -> None:
        """As whoever asks an engine that does not lift would do it; written in several parts."""
        engine = store.build()
        for part in range(3):
            with engine.write(revision=part + 1) as writer:
                for n in range(part, 90, 3):
                    series = {"series": f"法{n % 7}"} if n % 5 else {}
                    body = "电梯" + "使用" * (n % 4)
                    writer.put(document(f"{n:02}", "", body, **series))
        store.publish(engine)
        if not engine.lifts:
            return
        asked = EngineQuery(
            Terms(("电梯",)), (WeightedTerm("使用"),), bonus={"33": 9.0, "44": 0.5, "none": 1.0},
            tallies=("series",),
        )  # fmt: skip
        for window, offset, limit in ((90, 0, 10), (31, 5, 20), (200, 80, 40), (7, 0, 0)):
            window_of = engine.search(replace(asked, limit=window))
            tally, hits = window_of.tallies["series"], window_of.hits
            best = max(h.score - asked.bonus.get(h.id, 0.0) for h in hits)
            scores = {h.id: h.score for h in hits}
            for h in hits:
                if int(h.id) % 5:
                    scores[h.id] += 0.3 * best * tally.of(f"法{int(h.id) % 7}") / tally.most
            order = sorted(scores, key=lambda i: (-scores[i], i))
            lifting = Lifting("series", 0.3, window)
            page = engine.search(replace(asked, offset=offset, limit=limit, lifting=lifting))
            assert [h.id for h in page.hits] == order[offset : offset + limit]
            assert [h.score for h in page.hits] == pytest.approx([scores[h.id] for h in page.hits])
            assert page.total == window_of.total
            assert not limit or page.best == pytest.approx(best)

    def test_any_of_the_words_that_score(self, store: EngineStore) -> None:
        """Where any of them will do, an engine may tell what matches by its score."""
        documents = [
            document(
                f"{n:03}", "", "".join(w for i, w in enumerate(_WORDS) if n % (i + 2) == 0) or "无"
            )
            for n in range(120)
        ]  # fmt: skip
        engine = self.built(store, documents)
        with engine.write(revision=8) as writer:
            for n in range(0, 120, 8):
                writer.delete(f"{n:03}")
        scored = tuple(WeightedTerm(w, 1.0 / (i + 1)) for i, w in enumerate(_WORDS))
        any_word = AnyOf(tuple(Terms((w,)) for w in _WORDS[:4]))
        expected = {n for n in range(120) if n % 8 and any(n % d == 0 for d in (2, 3, 4, 5))}
        for match in (any_word, AllOf((any_word, NoneOf((Terms((_WORDS[0],)),))))):
            whole = engine.search(EngineQuery(match, scored, limit=200))
            wanted = expected if match is any_word else {n for n in expected if n % 2}
            assert {int(h.id) for h in whole.hits} == wanted
            for hit in whole.hits:
                explained = engine.explain(EngineQuery(match, scored), hit.id)
                assert explained and hit.score == pytest.approx(explained.score, rel=1e-4)

    def test_what_many_hold_is_looked_up_for_few(self, store: EngineStore) -> None:
        """A word or string of all documents beside a rare word, and in one field of them."""
        documents = [
            document(
                f"{n:03}", "电梯管理办法" if n % 3 == 0 else "通知",
                "电梯安全管理" + "住宅" * (n % 40 == 0) + "电梯公开" * (n % 2),
            )
            for n in range(120)
        ]  # fmt: skip
        engine = self.built(store, documents)
        with engine.write(revision=8) as writer:
            writer.delete("080")
        rare = Terms(("住宅",))
        for common, expected in (
            (Substring("电梯"), {"000", "040"}),
            (Substring("电梯", ("title",)), {"000"}),
            (Substring("管理", ("body",)), {"000", "040"}),
            (Substring("安全管理"), {"000", "040"}),
            (Substring("梯管理办"), {"000"}),
            (Substring("梯公开"), set()),
            (Terms(("电梯",), ("title",)), {"000"}),
            (Terms(("电梯", "安全"), ("title", "body")), {"000", "040"}),
            (Terms(("公开",)), set()),
        ):
            for match in (AllOf((rare, common)), AllOf((common, rare))):
                assert set(ids(engine.search(EngineQuery(match)))) == expected
            boosted = EngineQuery(rare, (WeightedTerm("住宅"),), boosts=((common, 50.0),))
            hits = engine.search(boosted).hits
            assert {h.id for h in hits if h.score > 40} == expected
            assert len(hits) == 2

    def test_boosts_count_however_many_hits_there_are(self, store: EngineStore) -> None:
        """An engine may look for strings in the best hits first; no page may show it."""
        documents = [
            document(
                f"{n:03}", "电梯安全" if n % 50 == 0 else "",
                "电梯" * (1 + n % 7) + ("使用单位" if n % 3 else "单位使用") + "公开" * (n % 5),
            )
            for n in range(250)
        ]  # fmt: skip
        engine = self.built(store, documents)
        asked = EngineQuery(
            Terms(("电梯",)),
            (WeightedTerm("电梯"), WeightedTerm("公开", 0.5)),
            boosts=((Substring("梯使用", ("body",)), 0.02), (Substring("安全"), 0.05),
                    (Substring("使用公"), -0.01)),
        )  # fmt: skip
        whole = engine.search(replace(asked, limit=1000)).hits
        assert [h.score for h in whole] == sorted((h.score for h in whole), reverse=True)
        for offset, limit in ((0, 1), (0, 10), (3, 4), (60, 20), (240, 20)):
            page = engine.search(replace(asked, offset=offset, limit=limit)).hits
            assert [h.id for h in page] == [h.id for h in whole[offset : offset + limit]]

    def test_explain_adds_up(self, engine: SearchEngine) -> None:
        boost = (Substring("加装电梯"), 3.0)
        query = EngineQuery(
            Terms(("电梯",)),
            (WeightedTerm("电梯"), WeightedTerm("业主", 0.5), WeightedTerm("装电", 0.3, pair=True),
             WeightedTerm("停车")),
            preferences=Preferences(0.15, 0.05),
            bonus={"elevator": 2.0},
            boosts=(boost, (Substring("不在"), 9.0)),
            as_of=date(2021, 1, 1),
        )  # fmt: skip
        hit = engine.search(query).hits[0]
        explained = engine.explain(query, "elevator")
        assert explained is not None and hit.id == explained.id == "elevator"
        terms = sum(t.score for t in explained.terms)
        assert explained.score == pytest.approx(hit.score, rel=self.tolerance)
        assert explained.score == pytest.approx(
            terms * explained.in_force * explained.recency + 3.0 + 2.0, rel=self.tolerance
        )
        assert explained.boosts == (boost,)
        assert explained.in_force == pytest.approx(1.15)
        assert {t.term for t in explained.terms} == {"电梯", "业主", "装电"}
        found = next(t for t in explained.terms if t.term == "电梯")
        assert found.frequencies == {"title": 1, "body": 1}
        assert [t.score for t in explained.terms] == sorted(
            (t.score for t in explained.terms), reverse=True
        )
        assert engine.explain(query, "never there") is None

    def test_sorting_by_date_puts_undated_last_and_equal_days_by_id(
        self, store: EngineStore
    ) -> None:
        same = (document(i, "电梯", published=date(2019, 1, 1)) for i in ("z", "m", "b"))
        engine = self.built(store, (*LIBRARY, *same))
        newest = EngineQuery(Terms(("电梯",)), (WeightedTerm("电梯"),), sort=Sort.NEWEST)
        result = engine.search(newest)
        assert ids(result) == ["elevator", "draft", "b", "m", "z", "undated"]
        oldest = EngineQuery(Terms(("电梯",)), (WeightedTerm("电梯"),), sort=Sort.OLDEST)
        assert ids(engine.search(oldest)) == ["b", "m", "z", "draft", "elevator", "undated"]
        scores = {hit.id: hit.score for hit in result.hits}
        by_score = engine.search(EngineQuery(Terms(("电梯",)), (WeightedTerm("电梯"),)))
        assert scores == pytest.approx({hit.id: hit.score for hit in by_score.hits})

    @pytest.mark.parametrize("sort", list(Sort))
    def test_pages_are_stable_and_complete(self, store: EngineStore, sort: Sort) -> None:
        documents = [
            document(f"{(7 * n) % 90:02}", body="电梯" * (n % 4) + "停车",
                     published=date(2020, 1, 1 + n % 3) if n % 5 else None)
            for n in range(90)
        ]  # fmt: skip
        engine = store.build()
        for part in (documents[:60], documents[60:80], documents[80:]):
            with engine.write(1) as writer:
                for d in part:
                    writer.put(d)

        def page(offset: int, limit: int) -> list[str]:
            query = EngineQuery(
                Terms(("停车",)), (WeightedTerm("电梯"),), sort=sort, offset=offset, limit=limit
            )
            return ids(engine.search(query))

        whole = page(0, 1000)
        assert sorted(whole) == [f"{n:02}" for n in range(90)]
        assert [i for offset in range(0, 90, 7) for i in page(offset, 7)] == whole
        assert page(90, 10) == page(10_000_000, 10) == []

    # ------------------------------------------------------------ the vocabulary

    def test_vocabulary_gives_frequencies_most_first(self, engine: SearchEngine) -> None:
        assert engine.document_frequency("电梯") == 3
        assert engine.document_frequency("不在词表的词") == 0
        assert dict(engine.vocabulary("电", 10)) == {"电梯": 3}
        every = engine.vocabulary("", 10_000)
        assert [n for _, n in every] == sorted((n for _, n in every), reverse=True)
        assert len(engine.vocabulary("", 3)) == 3
        assert engine.vocabulary("不在词表的词", 3) == []

    def test_a_store_refuses_what_it_did_not_build(self, store: EngineStore) -> None:
        with pytest.raises(EngineError):
            store.publish(object())  # type: ignore[arg-type]
