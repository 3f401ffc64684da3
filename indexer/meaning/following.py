"""The vectors follow the catalogue: what changed since their revision is read and put."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.catalogue.catalogue import Catalogue
from indexer.meaning import vectors
from indexer.meaning.learning import (
    Lesson,
    digest,
    fitting,
    judged_questions,
    learn,
    read_lesson,
    write_lesson,
)
from indexer.meaning.makers import Maker, Vectors
from indexer.meaning.sections import FORMAT, sections
from indexer.meaning.vectors import DocumentVectors, read_header
from indexer.model.errors import CatalogueError, EncoderError
from indexer.runtime.disk import obstacle
from indexer.runtime.progress import Reporter, Silent, Stop
from indexer.runtime.sole import alone
from indexer.usage.store import Judgement

FOLDER, FILE, LESSON, LOCK = "meaning", "vectors.bin", "learned.npz", "lock"

_READ = 200
# Documents between two writings at least; as the whole file is written, in a large library half of
# what it has.
_WRITTEN = 20_000
# And no more than this is lost where it ends before its time: an encoder is slow.
_SECONDS = 300.0


def path_of(home: Path) -> Path:
    return home / FOLDER / FILE


def lesson_path_of(home: Path) -> Path:
    return home / FOLDER / LESSON


def made_by(fingerprint: str) -> str:
    """What the file names as its maker: the table or encoder, and how texts are cut."""
    return f"{fingerprint} {FORMAT}"


@contextmanager
def only_one(home: Path) -> Iterator[bool]:
    """Whether no other process is at it. Raises CatalogueError where the folder is not writable."""
    folder = home / FOLDER
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            mine = held.enter_context(alone(folder / LOCK))
        except OSError as error:
            raise CatalogueError(f"数据文件夹无法写入：{obstacle(error)}") from error
        yield mine


def catch_up(
    catalogue: Catalogue,
    home: Path,
    maker: Maker,
    reporter: Reporter | None = None,
    stop: Stop | None = None,
) -> int:
    """Bring the file to the catalogue's revision; how many changes were seen to. What was written
    stays when ``stop`` is set. Raises CatalogueError where it cannot be written."""
    reporter, stop = reporter or Silent(), stop if stop is not None else Stop()
    path, made = path_of(home), made_by(maker.fingerprint)
    held = DocumentVectors.open(path, made)
    if held is None or held.header.revision > catalogue.revision():  # of a catalogue put back
        held = vectors.nothing(made, maker.dimensions, centred=maker.encodes)
    changes = list(catalogue.changes_since(held.header.revision))
    if changes:
        reporter.begin("计算语义向量", len(changes))
    total = 0
    while total < len(changes) and not stop:
        most = max(_WRITTEN, held.header.documents // 2)
        put: dict[str, Vectors] = {}
        seen, began = total, time.monotonic()
        while seen < min(len(changes), total + most) and not stop:
            part = changes[seen : min(seen + _READ, total + most)]
            put |= embedded(catalogue, maker, [c.id for c in part if not c.deleted])
            reporter.advance(len(part), len(part))
            seen += len(part)
            if time.monotonic() > began + _SECONDS:
                break
        portion = changes[total:seen]
        if not portion:
            break
        gone = [c.id for c in portion if c.id not in put]
        held = vectors.changed(held, portion[-1].revision, put, gone)
        try:
            vectors.write(path, held)
        except OSError as error:
            raise CatalogueError(f"语义向量无法写入：{path}：{obstacle(error)}") from error
        total = seen
    return total


def learn_again(home: Path, maker: Maker, judgements: Sequence[Judgement]) -> Lesson | None:
    """Learn from the judgements where that was not done; what was learned then. None where there
    is too little to learn from. Raises CatalogueError where it cannot be written."""
    held = DocumentVectors.open(path_of(home), made_by(maker.fingerprint))
    judged = judged_questions(judgements)
    if held is None or not digest(judged):
        return None
    before = read_lesson(lesson_path_of(home))
    if before is not None and fitting(before[0], held.header, digest(judged)):
        return None
    lesson, turn = learn(maker, held, judged)
    try:
        write_lesson(lesson_path_of(home), lesson, turn)
    except OSError as error:
        raise CatalogueError(f"学习结果无法写入：{home / FOLDER}：{obstacle(error)}") from error
    return lesson


def embedded(catalogue: Catalogue, maker: Maker, ids: Sequence[str]) -> Mapping[str, Vectors]:
    """Document id → the vectors of its sections."""
    texts, cards = catalogue.texts(ids), catalogue.cards(ids)
    cut = {i: sections(card.title, texts.get(i, "")) for i, card in cards.items()}
    made = maker.texts([section for each in cut.values() for section in each])
    found: dict[str, Vectors] = {}
    start = 0
    for identity, each in cut.items():
        found[identity] = made[start : start + len(each)]
        start += len(each)
    return found


@dataclass(frozen=True, slots=True)
class MeaningStanding:
    """How far the vectors have come: so many ``documents`` have theirs, as of a catalogue
    ``revision``; ``lag`` of it is to come. ``trouble``: why none can be made."""

    documents: int
    revision: int
    lag: int
    trouble: str | None = None


def standing(catalogue: Catalogue, path: Path, fingerprint: Callable[[], str]) -> MeaningStanding:
    """Never raises a PolicySearchError: it is told beside what else there is."""
    try:
        revision = catalogue.revision()
    except CatalogueError as error:
        return MeaningStanding(0, 0, 0, str(error))
    try:
        made = made_by(fingerprint())
    except EncoderError as error:
        return MeaningStanding(0, 0, revision, str(error))
    header = read_header(path, made)
    if header is None or header.revision > revision:
        return MeaningStanding(0, 0, revision)
    return MeaningStanding(header.documents, header.revision, revision - header.revision)
