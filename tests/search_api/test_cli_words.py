"""The words of the command line: what is accepted, what is refused, what is shown."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from indexer.model import Basis, RelationType, StatusValue
from search_api.commands.messages import UNSEEN
from search_api.labels import BASIS_LABELS, RELATION_LABELS
from tests.search_api.test_cli import NEW, OLD, RECORDS, Command, command, filled, write_records

__all__ = ["command", "filled"]  # fixtures

TURNED = "\u202e"
HOSTILE = {
    "id": "hostile",
    "title": f"关于\x1b[31m养猫{TURNED}的通知",
    "doc_number": "云政发〔2021〕9号",
    "published_date": "2021-04-01",
    "text": f"各区：\n养猫\x1b]0;x\x07应当{TURNED}登记\x9b2J。",
}


def test_version(command: Command) -> None:
    answer = command("--version")
    assert (answer.code, answer.out) == (0, f"policy-search {version('policy-search')}\n")


def test_a_path_that_does_not_exist_leaves_no_trace(command: Command, tmp_path: Path) -> None:
    good = write_records(tmp_path / "in.jsonl", *RECORDS)
    for arguments in ([tmp_path / "none"], [good, "none"], [good, "--manifest", "none.csv"]):
        answer = command("ingest", *arguments)
        assert answer.code == 2
        assert "路径不存在" in answer.err
        assert "none" in answer.err
        assert not (tmp_path / "home").exists()


def test_words_that_begin_with_a_dash_belong_to_the_query(filled: Command) -> None:
    def ids(*words: str) -> list[str]:
        return [hit["id"] for hit in filled("search", *words, "--json").json["hits"]]

    assert ids("养犬", "-健康") == ["old"]
    assert ids("养犬", "-健康", "--size", "5") == ["old"]
    assert ids("--size=5", "养犬", "-保障") == ["old"]


@pytest.mark.parametrize("slip", ["--sise", "--sise=5", "--农村"])
def test_long_options_with_a_slip_are_refused(filled: Command, slip: str) -> None:
    answer = filled("search", "养犬", slip)
    assert answer.code == 2
    assert slip.split("=")[0] in answer.err
    if "sise" in slip:
        assert "--size" in answer.err


@pytest.mark.parametrize("status", [StatusValue.REPEALED.value, StatusValue.REPEALED.label])
def test_enumerated_options_take_labels_as_well(filled: Command, status: str) -> None:
    found = filled("search", "养犬", "--status", status, "--json").json
    assert [hit["id"] for hit in found["hits"]] == ["old"]
    by_label = filled("search", "", "--sort", "最早", "--json").json
    assert [hit["id"] for hit in by_label["hits"]] == ["old", "new", "lift"]


@pytest.mark.parametrize("option", ["--status", "--kind", "--sort"])
def test_nonsense_is_refused_with_what_there_is(filled: Command, option: str) -> None:
    answer = filled("search", "养犬", option, "胡说")
    assert answer.code == 2
    assert "胡说" in answer.err
    shown = {
        "--status": "现行有效（in_force）",
        "--kind": "政策文件（policy）",
        "--sort": "最新（newest）",
    }
    assert shown[option] in answer.err


def test_the_source_is_shown(filled: Command, tmp_path: Path) -> None:
    location = str(tmp_path / "in.jsonl")
    assert location in filled("search", "养犬").out
    assert location in filled("show", "new").out.replace("\n", "")
    assert location in filled("search", "养犬", "--json").json["hits"][0]["source"]["location"]
    assert location in filled("show", "new", "--json").json["source"]["location"]


def test_show_fits_80_columns_and_speaks_as_the_page(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    clause = "本办法自2020年5月1日起施行，" + "有关部门应当做好衔接工作并加强宣传引导，" * 5
    ending = f"《{OLD}》（云政发〔2010〕8号）同时废止。"
    new = {**RECORDS[1], "text": f"{NEW}\n第一条 为了规范养犬。\n第二十条 {clause}{ending}"}
    path = write_records(tmp_path / "in.jsonl", RECORDS[0], new)
    assert command("ingest", path).code == 0
    told = command("show", "new", "--json").json["evidence"]
    shown = command("show", "new").out
    table = [line for line in shown.splitlines() if "│" in line]
    assert all(_width(line) <= 80 for line in table)
    flat = "".join(line.split("│", 1)[1].strip() for line in table).replace(" ", "")
    for evidence in told.values():
        assert "".join(evidence["quote"].split()) in flat
    assert BASIS_LABELS[Basis.EXTRACTED] in shown
    speaking, spoken_of = RELATION_LABELS[RelationType.REPEALS]
    assert f"{speaking}  {OLD}" in shown
    assert f"{spoken_of}  {NEW}" in command("show", "old").out


def _width(line: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in line)


def test_reports_are_uncut_where_a_table_is_too_wide(
    filled: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    narrow = filled("report", "interpretations").out
    assert f"标题：{NEW}\n" in narrow
    assert "│" not in narrow
    monkeypatch.setenv("COLUMNS", "400")
    wide = filled("report", "interpretations").out
    assert any(NEW in line and "云政发〔2020〕3号" in line for line in wide.splitlines())


def test_what_a_terminal_would_obey_is_shown_as_marks(command: Command, tmp_path: Path) -> None:
    path = write_records(tmp_path / f"in{TURNED}.jsonl", HOSTILE)
    assert command("ingest", path).code == 0
    for arguments in (["search", "养猫"], ["show", "hostile", "--text"], ["report", "quality"],
                      ["report", "interpretations"]):  # fmt: skip
        shown = command(*arguments)
        assert not UNSEEN.search(shown.out + shown.err), arguments
    assert "⟨U+202E⟩" in command("search", "养猫").out
    refused = command("ingest", tmp_path / f"none\x1b[2J{TURNED}")
    assert not UNSEEN.search(refused.err)
    assert "⟨U+001B⟩[2J⟨U+202E⟩" in refused.err


def test_json_is_escaped_and_says_the_same(command: Command, tmp_path: Path) -> None:
    path = write_records(tmp_path / "in.jsonl", HOSTILE)
    assert command("ingest", path).code == 0
    answer = command("show", "hostile", "--text", "--json")
    assert not UNSEEN.search(answer.out)
    assert TURNED in json.loads(answer.out)["text"]
