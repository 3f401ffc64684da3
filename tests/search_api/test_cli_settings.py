"""The settings of a library as a user of the command line meets them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.runtime.belonging import library_file, read_settings
from indexer.runtime.settings import BELONGING
from indexer.stewardship import bodies
from search_api.cli import run
from tests.scripts import ROOT

Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    line = {"id": "a", "title": "云栖市养犬管理办法", "text": "第一条 为了规范养犬行为。"}
    Path("in.jsonl").write_text(json.dumps(line), "utf-8")
    Path("bodies.csv").write_text("name,short\n云栖市城市管理局,云栖城管\n", "utf-8")
    Path("words.txt").write_text("城管 = 城市管理\n", "utf-8")
    return tmp_path / "home"


@pytest.fixture
def filled(home: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With an authority file from the environment of who made it."""
    with monkeypatch.context() as demo:
        demo.setenv("POLICY_SEARCH_AUTHORITY", "bodies.csv")
        assert told("ingest", "in.jsonl")[0] == 0
    return home


COMMANDS = [
    ("search", "养犬"),
    ("show", "a"),
    ("status",),
    ("verify",),
    ("export",),
    ("report", "quality"),
    ("rebuild",),
    ("understand", "--all"),
    ("ingest", "in.jsonl"),
    ("serve", "--port", "0"),
]
SETTINGS = {
    "authority": "words.txt",
    "region": "云栖市",
    "synonyms": "words.txt",
    "engine": "memory",
    "analyzer": "0123456789abcdef",
}


def test_all_that_belong_are_tried() -> None:
    assert set(SETTINGS) == set(BELONGING)


@pytest.mark.parametrize("command", COMMANDS[:-1], ids=lambda c: c[0])
def test_a_newcomer_needs_no_more_than_the_folder(
    filled: Path, told: Told, command: tuple[str, ...]
) -> None:
    code, _, err = told(*command)
    assert code == 0, err
    assert "设置" not in err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_every_command_refuses_what_contradicts_the_library(
    filled: Path, told: Told, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.stat().st_mtime_ns for path in filled.rglob("*.json")}
    for name, given in SETTINGS.items():
        with monkeypatch.context() as shell:
            shell.setenv(f"POLICY_SEARCH_{name.upper()}", given)
            code, _, err = told(*command)
        assert code == 3, (name, err)
        assert f"设置 {name} 与本库不一致" in err
        assert f"POLICY_SEARCH_{name.upper()}" in err
    assert {path: path.stat().st_mtime_ns for path in filled.rglob("*.json")} == before


def test_a_program_that_cuts_words_otherwise(filled: Path, told: Told) -> None:
    file = library_file(filled)
    own = file.read_text("utf-8")
    recorded = own.partition("analyzer = ")[2].strip().strip('"')
    file.write_text(own.replace(recorded, "0123456789abcdef"), "utf-8")
    for command in (("search", "养犬"), ("ingest", "in.jsonl"), ("serve", "--port", "0")):
        code, _, err = told(*command)
        assert code == 3, command
        assert "设置 analyzer 与本库不一致" in err
        assert "policy-search rebuild" in err
    assert told("rebuild")[0] == 0
    assert file.read_text("utf-8") == own
    assert told("search", "养犬")[0] == 0


def test_an_older_library_tells_what_it_takes_up(
    filled: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    library_file(filled).unlink()
    (filled / "authority.csv").unlink()
    monkeypatch.setenv("POLICY_SEARCH_REGION", "云栖市")
    code, _, err = told("ingest", "in.jsonl")
    assert code == 0
    assert "已采用此处的：authority 未设，region = 云栖市" in err
    assert "索引由另一配置建立，现在重建" in err
    assert "已采用" not in told("ingest", "in.jsonl")[2]


def test_a_new_library_is_told_nothing(home: Path, told: Told) -> None:
    assert "采用" not in told("ingest", "in.jsonl")[2]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("synonyms", "# 注\n城管 = 城市管理\n城管城市管理\n", "第 3 行"),
        ("synonyms", "城管 => \n", "第 1 行"),
        ("synonyms", "城管 = 城市管理\n城管 = 执法".encode("gbk"), "第 1 行.*UTF-8"),
        ("authority", "short,successor\n城管,\n", "第 1 行：缺少 name"),
        ("authority", "", "第 1 行：缺少 name"),
        ("authority", "name,from\n甲市财政局,2019\n乙市财政局,去年\n", "第 3 行：from 的“去年”"),
        ("authority", "name,short\n甲市财政局,财政局,市财政局\n", "第 2 行：比表头多 1 格"),
        ("authority", "name,short\n,财政局\n", "第 2 行：没有 name"),
        ("authority", 'name,short\n甲市财政局,"财政\n', "第 2 行"),
        ("authority", "name,from,until\n甲市财政局,2020-01,2019-01\n", "第 2 行：from"),
        ("authority", b"name\n\xd0\xc7\xca\xd0\n", "第 2 行.*UTF-8"),
    ],
)
def test_init_refuses_a_file_by_its_line(
    home: Path, told: Told, name: str, text: str | bytes, why: str
) -> None:
    Path("wrong").write_bytes(text if isinstance(text, bytes) else text.encode())
    code, _, err = told("init", "--set", f"{name}=wrong")
    assert code == 2
    assert re.search(f"wrong，{why}", err), err
    assert not library_file(home).exists()


def test_init_records_the_analyzer_and_sets_no_other(home: Path, told: Told) -> None:
    code, out, _ = told("init", "--set", "synonyms=words.txt")
    assert code == 0
    assert "analyzer = " in out
    code, _, err = told("init", "--set", "analyzer=0123456789abcdef")
    assert code == 2
    assert "analyzer 由程序写入" in err


def test_who_begins_is_told_what_comes_next(home: Path, told: Told) -> None:
    assert "policy-search ingest 文件夹" in told("init")[2]
    code, _, err = told("serve", "--port=0")
    assert code == 3
    assert "请先运行 policy-search ingest 文件夹" in err
    assert told("ingest", "in.jsonl")[0] == 0
    assert "下一步" not in told("init")[2]


def test_a_first_ingestion_with_an_unreadable_file_makes_nothing(
    home: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("wrong").write_text("城管城市管理\n", "utf-8")
    monkeypatch.setenv("POLICY_SEARCH_SYNONYMS", "wrong")
    code, _, err = told("ingest", "in.jsonl")
    assert code == 2
    assert "wrong，第 1 行" in err
    assert not home.exists()


def test_who_meets_no_library_is_told_of_one_below(
    told: Told, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after ``make demo``, whose library is not where a shell without settings looks."""
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(filled.parent))
    for command in ("status", "doctor"):
        code, out, err = told(command)
        assert code != 0
        assert f"POLICY_SEARCH_HOME={filled}" in (out + err).replace("\n", "").replace(" ", "")


def test_doctor_tells_of_a_variable_that_is_no_setting(
    told: Told, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_AUTHORTY", "bodies.csv")
    monkeypatch.setenv("POLICY_SEARCH_DEBUG", "1")
    hints = json.loads(told("doctor", "--json")[1])["hints"]
    about = [hint for hint in hints if "不是设置" in hint]
    assert about == [
        "环境变量 POLICY_SEARCH_AUTHORTY 不是设置，不起作用，是否指 POLICY_SEARCH_AUTHORITY？"
    ]


def test_an_empty_path_is_not_the_working_folder(told: Told, home: Path) -> None:
    """``ingest "$FOLDER"`` where FOLDER is not set."""
    code, _, err = told("ingest", "")
    assert code == 2
    assert "路径为空" in err
    assert not home.exists()


def test_a_library_among_the_documents_is_not_ingested(
    told: Told, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_AUTHORITY", "bodies.csv")
    Path("words.txt").unlink()
    assert told("ingest", "in.jsonl")[0] == 0
    code, out, _ = told("ingest", ".", "--json")
    summary = json.loads(out)
    assert (code, summary["quarantine"], summary["added"]) == (0, [], 1)  # bodies.csv


def test_a_command_without_its_command_says_what_there_is(told: Told) -> None:
    code, out, err = told("feedback")
    assert code == 2
    assert "import" in out + err
    assert "用法有误" not in err  # with nothing after it


def test_names_given_by_init_are_the_librarys_own(told: Told, home: Path) -> None:
    """As ``make demo`` gives them, so that the desk may change them and a second ``make demo``
    leaves what was changed."""
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\ndemo: setup\n")[1].split("\n\n")[0]
    assert "policy-search.toml || $(BIN)/policy-search init --set authority=" in recipe
    assert "POLICY_SEARCH_AUTHORITY" not in recipe
    assert told("init", "--set", "authority=bodies.csv")[0] == 0
    assert told("ingest", "in.jsonl")[0] == 0
    held = bodies.names(read_settings(home=home))
    assert "云栖市城市管理局,云栖城管" in held.text


def test_a_slip_in_a_variable_is_told(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_SEARCH_AUTHORTY", "bodies.csv")
    err = told("status")[2]
    assert "POLICY_SEARCH_AUTHORTY 不是设置" in err
    assert "是否指 POLICY_SEARCH_AUTHORITY" in err
    assert "不是设置" not in told("doctor")[2]
