"""``doctor`` tells what is wrong, whatever is, and changes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from indexer.bootstrap import open_library
from indexer.runtime.belonging import library_file, read_settings
from indexer.runtime.own_processes import environment, module_command
from search_api.cli import run
from search_api.doctor import examination, servers
from tests.waiting import PATIENCE, until

Doctor = Callable[[], tuple[int, str, dict[str, Any]]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("POLICY_SEARCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    # What the machine has or lacks is no matter of these tests.
    monkeypatch.setattr(examination, "is_available", lambda: False)
    monkeypatch.setattr(examination, "are_built", lambda: True)
    monkeypatch.setattr(examination, "_LEAST_FREE", 0)
    return tmp_path / "home"


@pytest.fixture
def filled(home: Path) -> Path:
    line = {"id": "a", "title": "云栖市养犬管理办法", "text": "第一条 为了规范养犬行为。"}
    Path("in.jsonl").write_text(json.dumps(line), "utf-8")
    assert run(["ingest", "in.jsonl"]) == 0
    return home


@pytest.fixture
def doctor(home: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Its exit code, its screen and its JSON, which agree."""

    def call() -> tuple[int, str, dict[str, Any]]:
        capsys.readouterr()
        before = sorted(home.rglob("*")) if home.exists() else []
        code = run(["doctor"])
        screen, err = capsys.readouterr()
        assert run(["doctor", "--json"]) == code
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert err == ""
        assert code == (1 if told["problems"] else 0)
        assert told["well"] is (code == 0)
        for line in screen.splitlines():
            assert cell_len(line) <= 80
        left = sorted(home.rglob("*")) if home.exists() else []
        assert [p for p in left if p.suffix not in (".db-wal", ".db-shm")] == [
            p for p in before if p.suffix not in (".db-wal", ".db-shm")
        ]
        return code, screen, told

    return call


def problems(told: dict[str, Any]) -> str:
    return "\n".join(f"{p['what']} → {p['do']}" for p in told["problems"])


def test_a_library_that_is_well(filled: Path, doctor: Doctor) -> None:
    code, screen, told = doctor()
    assert code == 0, screen
    assert "一切正常" in screen
    assert len(screen.splitlines()) <= 24
    assert told["versions"]["sqlite"] == sqlite3.sqlite_version
    assert told["catalogue"]["documents"] == 1
    assert told["index"]["fingerprint"] == told["index"]["expected_fingerprint"]
    assert (told["index"]["lag"], told["index"]["documents"]) == (0, 1)
    assert told["ocr"] == {"enabled": True, "available": False, "version": None}
    assert told["fonts"] == {"needed": False}
    assert told["disk"]["library_bytes"] > 0


def test_where_settings_come_from(
    filled: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("policy-search.toml").write_text('port = 8765\nhost = "0.0.0.0"\nworkers = 3\n', "utf-8")
    monkeypatch.setenv("POLICY_SEARCH_WORKERS", "2")
    monkeypatch.setenv("POLICY_SEARCH_CORS_ORIGINS", "https://a,https://b")
    monkeypatch.setenv("POLICY_SEARCH_PAGES", "20000")  # the default
    code, screen, told = doctor()
    assert code == 0, screen
    found = {one["name"]: (one["value"], one["origin"]) for one in told["settings"]}
    assert found["port"] == ("8765", "当前文件夹的 policy-search.toml")
    assert found["workers"] == ("2", "环境变量 POLICY_SEARCH_WORKERS")
    assert found["cors_origins"] == ("https://a,https://b", "环境变量 POLICY_SEARCH_CORS_ORIGINS")
    assert found["analyzer"][1] == "本库的 policy-search.toml"
    assert "pages" not in found


def test_a_password_is_not_told(
    home: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_DATABASE_URL", "sqlite://me:secret@/nowhere/x.db")
    code, screen, told = doctor()
    assert code == 1
    assert "secret" not in screen + json.dumps(told)


def test_no_library(doctor: Doctor) -> None:
    code, screen, told = doctor()
    assert code == 1
    assert "还没有资料库" in problems(told)
    assert "policy-search ingest" in screen


def test_an_empty_library(home: Path, doctor: Doctor) -> None:
    with open_library(read_settings()):
        pass
    code, _, told = doctor()
    assert code == 1
    assert len(told["problems"]) == 1
    assert "还没有文件" in problems(told)


def _no_catalogue(home: Path) -> None:
    (home / "catalogue.db").write_bytes(b"")


def _torn(home: Path) -> None:
    (home / "catalogue.db").write_bytes(b"nonsense" * 1000)


def _torn_inside(home: Path) -> None:
    path = home / "catalogue.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[4096 : len(data)] = b"\xaa" * (len(data) - 4096)
    path.write_bytes(data)


def _newer(home: Path) -> None:
    with closing(sqlite3.connect(home / "catalogue.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def _a_folder(home: Path) -> None:
    (home / "catalogue.db").unlink()
    (home / "catalogue.db").mkdir()


def _behind(home: Path) -> None:
    with open_library(read_settings()) as library, library.catalogue.write() as writer:
        writer.review("a", "title", "云栖市养犬管理条例", "staff")


def _other_settings(home: Path) -> None:
    Path("bodies.csv").write_text("name\n云栖市城市管理局\n", "utf-8")
    assert run(["init", "--set", "authority=bodies.csv"]) == 0


def _other_analyzer(home: Path) -> None:
    file = library_file(home)
    own = [line for line in file.read_text("utf-8").splitlines() if "analyzer" not in line]
    file.write_text("\n".join([*own, 'analyzer = "0123456789abcdef"', ""]), "utf-8")


def _unknown_engine(home: Path) -> None:
    file = library_file(home)
    file.write_text(file.read_text("utf-8").replace("whoosh", "lucene"), "utf-8")


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_no_catalogue, "不是目录库"),
        (_torn, "目录库损坏或无法读取"),
        (_torn_inside, "目录库损坏或无法读取"),
        (_newer, "升级程序"),
        (_a_folder, "目录库损坏或无法读取"),
        (_behind, "索引落后于目录库.*rebuild --if-needed"),
        (_other_settings, "另一配置"),
        (_other_analyzer, "设置 analyzer 与本库不一致"),
        (_unknown_engine, "没有检索引擎 lucene"),
        (lambda home: (home / "usage.db").write_text("torn"), "使用记录.*没有保存.*移走"),
        (lambda home: shutil.rmtree(home / "index"), "索引不存在.*rebuild"),
        (lambda home: (home / "index" / "CURRENT").write_text("g000009"), "索引无法读取.*rebuild"),
        (lambda home: library_file(home).write_text("authority = ["), "policy-search.toml"),
        (lambda home: library_file(home).write_text("prot = 1"), "prot"),
        (lambda home: Path("policy-search.toml").write_text("port = 99999"), "应不大于 65535"),
    ],
)
def test_what_is_broken_is_told(
    filled: Path, doctor: Doctor, harm: Callable[[Path], object], what: str
) -> None:
    harm(filled)
    code, _, told = doctor()
    assert code == 1
    found = problems(told)
    assert "无法查看" not in found  # which stands for what nobody foresaw
    assert re.search(what, found), found


def test_a_folder_without_permission(
    filled: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may do everything: it is the system's answers that are played."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    def refuse(*arguments: object, **named: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(sqlite3, "connect", refuse)
    code, _, told = doctor()
    assert code == 1
    assert "没有读写" in problems(told)
    assert "unable to open database file" in problems(told)


def test_a_library_that_is_served_for_reading_is_well(
    filled: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another user, or on a medium that takes nothing."""
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and allowed(path, mode))
    code, screen, told = doctor()
    assert code == 0, problems(told)
    assert told["disk"]["read_only"] is True
    assert told["catalogue"]["documents"] == 1
    assert told["index"]["code"] is None
    assert "只能读取" in told["hints"][0]
    assert "只读" in screen


def test_a_contradiction_is_a_problem_among_others(
    filled: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_REGION", "云栖市")
    code, _, told = doctor()
    assert code == 1
    assert "设置 region 与本库不一致" in problems(told)
    assert told["index"]["documents"] == 1


def test_little_space(filled: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "_LEAST_FREE", 2**80)
    assert "磁盘只剩" in problems(doctor()[2])


@pytest.mark.parametrize(
    ("command", "is_one"),
    [
        (["python", "/srv/.venv/bin/policy-search", "serve", "--port", "80"], True),
        (["/usr/bin/python3", "-P", "-m", "search_api.cli", "serve"], True),
        (["python", "/srv/.venv/bin/policy-search", "search", "serve"], False),
        (["grep", "serve"], False),
        ([], False),
    ],
)
def test_which_process_is_a_server(command: list[str], is_one: bool) -> None:
    assert servers._is_serve(command) is is_one


@pytest.mark.slow
def test_a_server_that_cannot_follow(
    filled: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = subprocess.Popen(
        module_command("search_api.cli", "serve", "--port", "0"),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def one() -> dict[str, Any]:
        seen = [s for s in servers.running_servers(filled) if s.pid == process.pid]
        return seen[0].json() if seen else {"address": None, "ready": False}

    try:
        assert until(lambda: process.poll() is not None or one()["ready"])
        code, screen, told = doctor()
        assert code == 0, screen
        assert told["servers"][0]["command"] == "serve --port 0"
        assert str(process.pid) in screen
        # As another version of the program makes it.
        monkeypatch.setattr("indexer.bootstrap.PROJECTION", "another")
        assert run(["rebuild"]) == 0
        assert until(lambda: not one()["ready"])
        code, _, told = doctor()
        assert code == 1
        assert "另一配置" in problems(told)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
