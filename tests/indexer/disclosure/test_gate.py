"""What holds a document back, and who opens the gate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.bootstrap import Library, open_library
from indexer.intake.declared import declare
from indexer.model.publication import is_published
from indexer.runtime.settings import Settings

SECRET = (
    "机密★1年\n栖宁市人民政府文件\n栖政发〔2024〕3号\n"
    "栖宁市人民政府关于某项工作的通知\n请认真贯彻。"
)
CLEAN = SECRET.removeprefix("机密★1年\n")
MOBILE = "栖宁市人民政府关于某项工作的通知\n联系人：张建国，手机13812345678。"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", workers=1)


def ingest(settings: Settings, folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "通知.txt").write_text(text, "utf-8")
    with open_library(settings) as library:
        library.ingestion().run(library.catalogue, [folder])
        library.update_index()


def state(library: Library) -> tuple[bool, int]:
    """Whether the one document is published, and how many a search shows."""
    (change,) = list(library.catalogue.changes_since(0))
    document = library.catalogue.document(change.id)
    engine = library.store.current()
    try:
        return document.published, engine.status().documents
    finally:
        engine.close()


def test_a_secret_is_held_and_a_clean_file_takes_its_place(
    settings: Settings, tmp_path: Path
) -> None:
    ingest(settings, tmp_path / "in", SECRET)
    with open_library(settings) as library:
        assert state(library) == (False, 0)
    ingest(settings, tmp_path / "in", CLEAN)
    with open_library(settings) as library:
        assert state(library) == (True, 1)


def test_staff_outrank_what_is_found_and_stay(settings: Settings, tmp_path: Path) -> None:
    ingest(settings, tmp_path / "in", SECRET)
    with open_library(settings) as library:
        (change,) = list(library.catalogue.changes_since(0))
        with library.catalogue.write() as writer:
            writer.publish(change.id, True)
        library.update_index()
        assert state(library) == (True, 1)
    ingest(settings, tmp_path / "in", SECRET + "\n另行通知。")
    with open_library(settings) as library:
        assert state(library) == (True, 1)
        with library.catalogue.write() as writer:
            writer.publish(change.id, False)
        library.update_index()
        assert state(library) == (False, 0)


def test_what_a_library_holds_is_its_own(settings: Settings, tmp_path: Path) -> None:
    ingest(settings, tmp_path / "in", MOBILE)
    with open_library(settings) as library:
        assert state(library) == (True, 1)
    other = settings.model_copy(update={"home": tmp_path / "strict", "hold": ("mobile",)})
    ingest(other, tmp_path / "in", MOBILE)
    with open_library(other) as library:
        assert state(library) == (False, 0)
    open_home = settings.model_copy(update={"home": tmp_path / "lax", "let_be": ("mobile",)})
    ingest(open_home, tmp_path / "in", MOBILE)
    with open_library(open_home) as library:
        (change,) = list(library.catalogue.changes_since(0))
        assert "findings" not in library.catalogue.document(change.id).values


@pytest.mark.parametrize("said", [False, "false", "否", "不公开", "0", "也许", 7, ["否"]])
def test_what_is_declared_not_public_or_cannot_be_read_is_withheld(said: object) -> None:
    found = declare({"published": said}, "record", lambda text: (text,))
    assert not is_published(found.values)
    readable = said in (False, "false", "否", "不公开", "0")
    assert bool(found.problems) is not readable


@pytest.mark.parametrize("said", [True, "true", "是", "主动公开", "", None])
def test_what_is_declared_public_releases_nothing(said: object) -> None:
    found = declare({"published": said}, "record", lambda text: (text,))
    assert found.values == {}


def test_a_finding_outweighs_a_declaration(settings: Settings) -> None:
    with open_library(settings) as library:
        read = library.reader.understand(SECRET, (), name="a.txt", declared={})
        assert not is_published(read.values)
        again = library.reader.understand(SECRET, (), name="a.txt", declared=replace(read).values)
        assert len(again.values["findings"]) == 1
