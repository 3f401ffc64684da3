"""Libraries that earlier programs wrote: they open, by migration, and nothing of them is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from indexer.bootstrap import open_library
from indexer.catalogue import Catalogue, database, sqlite
from indexer.catalogue.tables import HEAD
from indexer.model.errors import CatalogueError
from indexer.runtime.progress import Silent
from indexer.runtime.settings import Settings
from indexer.stewardship.verification import verify_catalogue
from search_api.cli import run

FORMER = Path(__file__).parent / "former" / "schema_0003.sql"
_CONFIG = Config()
_CONFIG.set_main_option("script_location", str(Path(database.__file__).with_name("migrations")))
_SCRIPTS = ScriptDirectory.from_config(_CONFIG)
# From the oldest kept to the last landed: each was a library's schema once.
SCHEMAS = [one.revision for one in _SCRIPTS.walk_revisions("0003", "head")][::-1]


@pytest.fixture(params=SCHEMAS)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder that holds a catalogue of such a schema, and nothing else."""
    path = tmp_path / "catalogue.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FORMER.read_text(encoding="utf-8"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        _CONFIG.attributes["connection"] = connection
        command.upgrade(_CONFIG, request.param)
    engine.dispose()
    return tmp_path


@pytest.mark.parametrize("home", (SCHEMAS[0], SCHEMAS[-2], SCHEMAS[-1]), indirect=True)
def test_a_former_library_opens_is_rebuilt_and_found(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
    with closing(sqlite3.connect(home / "catalogue.db")) as connection:
        before = connection.execute("SELECT id, title, published FROM documents ORDER BY key")
        rows = before.fetchall()
    assert run(["rebuild"]) == 0
    capsys.readouterr()
    assert run(["search", "养犬登记", "--json"]) == 0
    assert '"dogs-2023"' in capsys.readouterr().out
    assert run(["search", "内部通知", "--json"]) == 0
    assert '"held"' not in capsys.readouterr().out
    with open_library(Settings(home=home), create=False) as library:
        found = library.catalogue.documents([row[0] for row in rows])
        assert [(d.id, d.title, d.published) for d in found.values()] == [
            (identity, title, bool(published)) for identity, title, published in rows
        ]
        assert found["dogs-2019"].doc_number == "云栖府发〔2019〕7号"
    with closing(sqlite3.connect(home / "catalogue.db")) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert version == HEAD


def test_a_former_library_that_was_migrated_is_sound(home: Path) -> None:
    with Catalogue.open(f"sqlite:///{home / 'catalogue.db'}") as catalogue:
        assert [f.message for f in verify_catalogue(catalogue, Silent())] == []


@pytest.mark.parametrize("home", (SCHEMAS[-2],), indirect=True)
def test_a_former_library_where_nothing_may_be_written_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "is_for_reading", lambda path: True)
    with pytest.raises(CatalogueError, match=r"较早的版本建立.*只能读取.*policy-search status"):
        Catalogue.open(f"sqlite:///{home / 'catalogue.db'}")


def test_an_unknown_newer_schema_is_refused_and_left_as_it_is(home: Path) -> None:
    path = home / "catalogue.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        before = list(connection.iterdump())
    with pytest.raises(CatalogueError, match="更新的版本"):
        Catalogue.open(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before
