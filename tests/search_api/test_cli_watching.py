"""``watch``, as a process of its own: what comes, changes, moves and goes; ended by SIGTERM."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from indexer.catalogue import Catalogue
from tests.search_api.test_cli import Command, command
from tests.waiting import until

__all__ = ["command"]


def test_a_library_follows_its_folder(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    first = folder / "甲.txt"
    first.write_text("云栖市养犬管理办法\n第一条 为了规范养犬。", "utf-8")
    arguments = ["watch", str(folder), "--settle", "0.1", "--workers", "1"]
    process = subprocess.Popen([sys.executable, "-m", "search_api.cli", *arguments])
    try:
        url = f"sqlite:///{tmp_path / 'home' / 'catalogue.db'}"
        until(lambda: (tmp_path / "home" / "catalogue.db").exists())
        with Catalogue.open(url) as catalogue:

            def names() -> set[str]:
                sources = catalogue.sources.all()
                return {Path(s.location).name for s in sources if s.document_id}

            until(lambda: names() == {"甲.txt"})
            (before,) = dict(catalogue.all_titles())
            first.rename(folder / "乙.txt")
            (folder / "丙.txt").write_text("云栖市养猫管理办法\n第一条 为了规范养猫。", "utf-8")
            until(lambda: names() == {"乙.txt", "丙.txt"})
            assert before in dict(catalogue.all_titles())
            (folder / "丙.txt").unlink()
            until(lambda: names() == {"乙.txt"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert [hit["id"] for hit in command("search", "养犬", "--json").json["hits"]] == [before]


def test_what_cannot_be_followed(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert command("watch", tmp_path / "a.txt").code == 2
    assert command("watch", tmp_path / "none").code == 2
