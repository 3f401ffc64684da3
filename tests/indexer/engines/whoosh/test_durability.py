"""Other processes, crashes and damage."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analyzers.analyzer import default_analyzer
from indexer.engines.whoosh import commits
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.store import WhooshStore
from indexer.model.errors import EngineError, StaleGeneration
from indexer.model.queries import EngineQuery, Everything, Substring, Terms, WeightedTerm
from tests.contracts.engine import LIBRARY, document

EVERYTHING = EngineQuery(Everything())


@pytest.fixture
def store(tmp_path: Path) -> WhooshStore:
    return WhooshStore(tmp_path / "index", default_analyzer(), 2**20)


@pytest.fixture
def engine(store: WhooshStore) -> WhooshEngine:
    engine = store.build()
    with engine.write(7) as writer:
        for d in LIBRARY:
            writer.put(d)
    store.publish(engine)
    return engine


class Helper:
    """Another process, which stops at ``reached`` and goes on when told."""

    def __init__(self, folder: Path, script: str) -> None:
        whole = f"""
import sys
from pathlib import Path
from analyzers.analyzer import default_analyzer
from indexer.engines.whoosh.store import WhooshStore
from tests.contracts.engine import document
store = WhooshStore(Path(sys.argv[1]), default_analyzer(), 0)
def reached():
    print("reached", flush=True)
    sys.stdin.readline()
{script}
"""
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", whole, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.wait()

    def wait(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "reached\n"

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self, number: int = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


WRITES_AND_WAITS = """
with store.current().write(8) as writer:
    writer.put(document("new", "停车"))
    writer.delete("disclosure")
    writer._flush()
    reached()
reached()
"""


@pytest.fixture
def writing(engine: WhooshEngine) -> Iterator[Helper]:
    """A process in the middle of a write, with segment files on the disk already."""
    helper = Helper(engine.folder.parent, WRITES_AND_WAITS)
    yield helper
    helper.end(signal.SIGKILL)


def test_a_killed_writer_leaves_the_last_commit_and_no_lock(
    store: WhooshStore, engine: WhooshEngine, writing: Helper
) -> None:
    before = {p.name for p in engine.folder.iterdir()}
    writing.end(signal.SIGKILL)
    reopened = store.current()
    assert reopened.status().revision == 7
    assert sorted(reopened.revisions()) == sorted(d.id for d in LIBRARY)
    with reopened.write(9) as writer:
        writer.put(document("later", "停车"))
    assert reopened.search(EngineQuery(Terms(("停车",)))).hits[0].id == "later"
    # What the killed writer left is gone.
    after = {p.name for p in engine.folder.iterdir() if p.suffix == ".arrays"}
    assert len(after) == reopened.status().segments
    assert not {n for n in before if n.endswith(".toc")} & {p.name for p in engine.folder.iterdir()}


def test_a_second_writer_waits_then_says_so(
    engine: WhooshEngine, writing: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "PATIENCE", 0.1)
    with pytest.raises(EngineError, match="另一进程"), engine.write(9):
        pytest.fail("two writers at once")
    assert engine.search(EngineQuery(Everything())).total == len(LIBRARY)


def test_what_another_process_commits_is_seen_after_refresh(
    engine: WhooshEngine, writing: Helper
) -> None:
    assert not engine.refresh()
    writing.go_on()
    writing.wait()
    assert engine.search(EngineQuery(Terms(("停车",)))).total == 0
    assert engine.refresh()
    assert engine.search(EngineQuery(Terms(("停车",)))).total == 1
    assert engine.search(EngineQuery(Everything())).revision == 8
    assert not engine.refresh()


def test_a_write_continues_upon_another_process_s_commit(
    engine: WhooshEngine, writing: Helper
) -> None:
    writing.go_on()
    writing.wait()
    with engine.write(9) as writer:
        writer.put(document("third", "停车"))
    assert sorted(engine.revisions()) == ["draft", "elevator", "new", "third", "undated"]


def test_only_one_process_builds(store: WhooshStore, engine: WhooshEngine) -> None:
    helper = Helper(
        engine.folder.parent,
        "built = store.build()\nwith built.write(1) as writer:\n    pass\nreached()",
    )
    try:
        with pytest.raises(EngineError, match="正在重建"):
            store.build()
    finally:
        helper.end(signal.SIGKILL)
    # What the killed build left behind is removed by the next one.
    again = store.build()
    names = {p.name for p in engine.folder.parent.glob("g*")}
    assert names == {engine.name, again.name}
    again.close()
    assert not again.folder.exists()
    assert store.current().status().documents == len(LIBRARY)


def test_readers_go_on_while_segments_are_merged_away(
    store: WhooshStore, engine: WhooshEngine
) -> None:
    reader = store.current()
    for revision in range(8, 20):
        with engine.write(revision) as writer:
            writer.put(document(f"n{revision}", "停车管理"))
    assert reader.search(EngineQuery(Substring("梯使用"))).total == 1
    assert reader.refresh()
    assert reader.search(EngineQuery(Terms(("停车",)))).total == 12


def test_only_two_generations_are_kept(store: WhooshStore, engine: WhooshEngine) -> None:
    names = []
    for _ in range(3):
        built = store.build()
        store.publish(built)
        names.append(built.name)
    assert {p.name for p in engine.folder.parent.glob("g*")} == set(names[-2:])


def test_a_reader_goes_on_though_its_generation_is_removed(
    store: WhooshStore, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rebuilds by another version of the program, which this one cannot read."""
    monkeypatch.setattr("indexer.engines.whoosh.store.FORMAT", "whoosh arrays 999")
    for _ in range(2):
        store.publish(store.build())
    assert not engine.folder.exists()
    assert not engine.refresh()
    assert engine.search(EngineQuery(Substring("梯使用"))).total == 1
    with pytest.raises(EngineError, match=engine.name), engine.write(8):
        pytest.fail("written into nothing")


# ---------------------------------------------------------------- damage


def segment(engine: WhooshEngine) -> Path:
    (path,) = engine.folder.glob("*.arrays")
    return path


def test_a_truncated_segment_is_told_with_its_path(
    store: WhooshStore, engine: WhooshEngine
) -> None:
    path = segment(engine)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(EngineError, match=path.name):
        store.current()


def test_a_missing_segment_is_told_with_its_path(store: WhooshStore, engine: WhooshEngine) -> None:
    path = segment(engine)
    path.unlink()
    with pytest.raises(EngineError, match=path.name):
        store.current()


def test_damage_inside_never_shows_as_another_error(
    store: WhooshStore, engine: WhooshEngine
) -> None:
    """Whatever byte is wrong: an answer, or an EngineError with the path."""
    path = segment(engine)
    whole = bytearray(path.read_bytes())
    told = 0
    query = EngineQuery(
        Terms(("电梯",)), (WeightedTerm("电梯"), WeightedTerm("电梯", pair=True)),
        facets=("issuer", "status", "year"), boosts=((Substring("梯使用"), 1.0),),
    )  # fmt: skip
    for at in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[at : at + 8] = b"\xff" * len(damaged[at : at + 8])
        path.unlink()  # what is mapped already keeps its bytes
        path.write_bytes(damaged)
        try:
            opened = store.current()
            opened.search(query)
            opened.explain(query, "elevator")
            opened.vocabulary("", 100)
            opened.revisions()
        except EngineError as error:
            told += 1
            assert path.name in str(error)
    assert told


@pytest.mark.parametrize("content", [b"", b"not a table of contents", b"\x00" * 200])
def test_a_damaged_table_of_contents_is_told(
    store: WhooshStore, engine: WhooshEngine, content: bytes
) -> None:
    (toc,) = engine.folder.glob("*.toc")
    toc.write_bytes(content)
    with pytest.raises(EngineError, match=engine.name):
        store.current()


def test_a_damaged_pointer_or_description_is_told(store: WhooshStore, engine: WhooshEngine) -> None:
    root = engine.folder.parent
    (engine.folder / "generation.json").write_text("{}")
    with pytest.raises(EngineError, match=r"generation\.json"):
        store.current()
    (root / "CURRENT").write_bytes(b"\xff\xfe")
    with pytest.raises(EngineError, match="CURRENT"):
        store.current()


def test_verify_reads_every_byte(engine: WhooshEngine, store: WhooshStore) -> None:
    path = segment(engine)
    whole = bytearray(path.read_bytes())
    whole[whole.index("业主申请加装".encode())] ^= 1
    path.unlink()
    path.write_bytes(whole)
    engine.verify()
    with pytest.raises(EngineError, match=path.name):
        store.current().verify()


def test_a_damaged_former_generation_does_not_take_the_place_of_what_answers(
    engine: WhooshEngine, store: WhooshStore
) -> None:
    """A rollback made it serve, and every search refused from then on."""
    path = segment(engine)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    built = store.build()
    with built.write(8) as writer:
        writer.put(document("new", "停车"))
    store.publish(built)
    with pytest.raises(EngineError, match="没有换回"):
        store.rollback()
    assert store.current().name == built.name


def test_a_full_disk_leaves_the_last_commit(
    engine: WhooshEngine, store: WhooshStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, documents: int, arrays: object) -> None:
        path.write_bytes(b"part of it")
        raise OSError(28, "No space left on device")

    from indexer.engines.whoosh import writing

    monkeypatch.setattr(writing, "write_arrays", full)
    with pytest.raises(EngineError, match="磁盘已满"), engine.write(8) as writer:
        writer.put(document("new", "停车"))
    assert engine.status().revision == store.current().status().revision == 7
    assert len(list(engine.folder.glob("*.arrays"))) == 1


def test_an_index_of_another_format_is_stale(
    store: WhooshStore, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.engines.whoosh.store.FORMAT", "whoosh arrays 999")
    with pytest.raises(StaleGeneration):
        store.current()


def test_a_file_cut_short_while_it_serves_is_told_and_kills_nobody(
    store: WhooshStore, engine: WhooshEngine
) -> None:
    """Reading a page that the file no longer has ends the process: SIGBUS."""
    served = store.current()
    assert served.search(EVERYTHING).total
    (path,) = served.folder.glob("*.arrays")
    os.truncate(path, 64)
    calls: list[Callable[[], object]] = [
        lambda: served.search(EVERYTHING),
        lambda: served.revisions(),
        served.check_serving,
        served.verify,
    ]
    for call in calls:
        with pytest.raises(EngineError, match=f"截短.*{path.name}"):
            call()


def test_one_flipped_bit_is_never_a_wrong_answer(
    tmp_path: Path, store: WhooshStore, engine: WhooshEngine
) -> None:
    (path,) = engine.folder.glob("*.arrays")
    whole = path.read_bytes()
    queries = [
        EVERYTHING,
        EngineQuery(Terms(("停车",))),
        EngineQuery(Substring("梯使用")),
    ]
    right = [store.current().search(query) for query in queries]
    told = 0
    for at in range(64, len(whole), 41):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << at % 8
        path.write_bytes(damaged)
        try:
            opened = store.current()
            answers = [opened.search(query) for query in queries]
        except EngineError:
            told += 1
        else:
            assert answers == right
    assert told


@pytest.mark.parametrize("damage", [b"g000001\xe9", b"../../elsewhere\n", b"\0" * 8])
def test_a_rebuild_mends_a_damaged_pointer(
    store: WhooshStore, engine: WhooshEngine, damage: bytes
) -> None:
    pointer = engine.folder.parent / "CURRENT"
    pointer.write_bytes(damage)
    with pytest.raises(EngineError, match="CURRENT"):
        store.current()
    # What serves goes on: nobody knows that it may go.
    built = store.build()
    assert engine.search(EVERYTHING).total
    assert engine.folder.exists()
    with built.write(8) as writer:
        writer.put(LIBRARY[0])
    store.publish(built)
    assert store.current().status().revision == 8
