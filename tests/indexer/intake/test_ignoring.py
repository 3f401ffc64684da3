"""``.policyignore``."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.intake.sources import Ignored, walk
from indexer.model import SourceFile
from indexer.model.errors import UsageError


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("文字")


def found(folder: Path) -> tuple[list[str], list[str]]:
    seen = list(walk([folder]))
    files = [one.name for one in seen if isinstance(one, SourceFile)]
    return files, [one.name for one in seen if isinstance(one, Ignored)]


def test_patterns_of_gitignore(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.log", "草稿/c.txt", "2020/d.log", "2020/要.log", "2020/草稿.txt")
    (tmp_path / ".policyignore").write_bytes("# 杂物\n*.log\n!要.log\n草稿/\n".encode("gbk"))
    assert found(tmp_path) == (
        ["2020/草稿.txt", "2020/要.log", "a.txt"],
        ["2020/d.log", "b.log", "草稿"],
    )


def test_one_below_has_the_last_word_there(tmp_path: Path) -> None:
    write(tmp_path, "a.tmp", "x/a.tmp", "x/b.txt")
    (tmp_path / ".policyignore").write_text("*.tmp\n")
    (tmp_path / "x" / ".policyignore").write_text("\ufeff!a.tmp\n/b.txt\n")
    assert found(tmp_path) == (["x/a.tmp"], ["a.tmp", "x/b.txt"])


def test_a_pattern_that_is_none(tmp_path: Path) -> None:
    (tmp_path / ".policyignore").write_text("*.tmp\n!\n")
    with pytest.raises(UsageError, match="第2行"):
        found(tmp_path)


def test_those_of_the_folders_above_hold_where_a_subfolder_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "a.log", "x/y/b.log", "x/y/c.txt", "x/y/要.log", "z/d.log")
    (tmp_path / ".policyignore").write_text("*.log\n/x/y/c.txt\n!/z/d.log\n")
    (tmp_path / "x" / ".policyignore").write_text("!要.log\n")
    assert found(tmp_path / "x" / "y") == (["要.log"], ["b.log", "c.txt"])
    assert found(tmp_path / "z") == (["d.log"], [])
