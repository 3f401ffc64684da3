"""What a library knows of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.bootstrap import Library, open_library
from indexer.runtime.belonging import read_settings

HEAD = "name,short\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def renamed(library: Library) -> bool:
    """Asked twice: the second time nothing has changed."""
    first = library.is_renamed()
    assert library.is_renamed() is first
    return first


def test_other_names_are_noticed_however_they_come_and_go(home: Path) -> None:
    with open_library(read_settings()) as library:
        assert not renamed(library)  # a library without settings of its own
        library.keep_settings()
        assert not renamed(library)
        (home / "authority.csv").write_text(f"{HEAD}云栖市财政局,财局\n", "utf-8")
        assert renamed(library)
        (home / "authority.csv").write_text("", "utf-8")
        assert not renamed(library)
        (home / "other.csv").write_text(f"{HEAD}云栖市教育局,教局\n", "utf-8")
        settings = home / "policy-search.toml"
        settings.write_text(settings.read_text("utf-8") + 'authority = "other.csv"\n', "utf-8")
        assert renamed(library)
        (home / "other.csv").unlink()
        assert not renamed(library)


def test_files_that_have_not_changed_are_not_read_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(read_settings()) as library:
        library.keep_settings()
        (home / "authority.csv").write_text(f"{HEAD}云栖市财政局,财局\n", "utf-8")
        assert library.is_renamed()

        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("read again")

        for reads in ("open", "read_bytes", "read_text"):
            monkeypatch.setattr(Path, reads, refuse)
        assert library.is_renamed()
