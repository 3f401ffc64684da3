"""The command line as users meet it: in process, with the real engine and real rules."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from indexer.bootstrap import Library, open_library
from indexer.model import TextOrigin
from indexer.runtime.belonging import read_settings
from indexer.runtime.progress import Reporter
from search_api.cli import run
from tests.waiting import PATIENCE

OLD = "云栖市养犬管理规定"
NEW = "云栖市养犬管理办法"
RECORDS = [
    {
        "id": "old",
        "title": OLD,
        "doc_number": "云政发〔2010〕8号",
        "published_date": "2010-03-01",
        "text": f"{OLD}\n第一条 为了规范养犬，制定本规定。\n第二条 本规定自2010年5月1日起施行。",
    },
    {
        "id": "new",
        "title": NEW,
        "doc_number": "云政发〔2020〕3号",
        "published_date": "2020-04-01",
        "text": f"{NEW}\n第一条 为了规范养犬，保障公民健康，制定本办法。\n第二十条 本办法自"
        f"2020年5月1日起施行。《{OLD}》（云政发〔2010〕8号）同时废止。",
    },
    {
        "id": "lift",
        "title": "云栖市既有住宅加装电梯实施办法",
        "issuers": ["云栖市人民政府"],
        "published_date": "2023-02-01",
        "栏目": "住建",
        "text": "第一条 本市既有住宅加装电梯适用本办法。\n第二条 自2023年3月1日起施行。",
    },
]


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Answer]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Answer(code, captured.out, captured.err)

    return call


def write_records(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def filled(command: Command, tmp_path: Path) -> Command:
    assert command("ingest", write_records(tmp_path / "in.jsonl", *RECORDS)).code == 0
    return command


# ---------------------------------------------------------------- ingest


def test_ingest_tells_what_it_did(command: Command, tmp_path: Path) -> None:
    path = write_records(tmp_path / "in.jsonl", *RECORDS)
    first = command("ingest", path)
    assert first.code == 0
    assert "新增" in first.out
    assert "未知字段 栏目" in first.err
    assert first.err.count("栏目") == 1
    again = command("ingest", path, "--json")
    assert again.code == 0
    assert (again.json["added"], again.json["unchanged"]) == (0, 3)


def test_the_time_told_is_that_of_the_index_too(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = Library.update_index

    def slowly(library: Library, reporter: Reporter) -> int:
        time.sleep(0.3)
        return update(library, reporter)

    monkeypatch.setattr(Library, "update_index", slowly)
    path = write_records(tmp_path / "in.jsonl", *RECORDS)
    assert command("ingest", path, "--json").json["seconds"] >= 0.3
    (told,) = re.findall(r"用时 ([\d.]+) 秒", command("ingest", path).out)
    assert float(told) >= 0.3


def test_what_is_wrong_is_told_and_the_rest_goes_on(command: Command, tmp_path: Path) -> None:
    flawed = {**RECORDS[2], "published_date": "2023-13-01"}
    path = write_records(tmp_path / "in.jsonl", RECORDS[0], "{broken", flawed, RECORDS[0])
    (tmp_path / "none.txt").touch()
    answer = command("ingest", path, tmp_path / "none.txt", "--json")
    assert answer.code == 1
    report = answer.json
    assert (report["added"], report["quarantined"], report["flawed"]) == (2, 2, 1)
    assert {n["name"] for n in report["quarantine"]} == {"in.jsonl 第2行", "none.txt"}
    assert report["flaws"][0]["message"] == "published_date：“2023-13-01”不是日期"
    assert report["duplicates"][0]["name"] == "in.jsonl 第4行"
    assert command("show", "lift", "--json").json["published_date"] is None


def test_a_manifest_declares(command: Command, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.txt").write_text(RECORDS[2]["text"], encoding="utf-8")
    (tmp_path / "m.csv").write_text(
        "path,id,title,issuers,published_date,栏目\nfiles/a.txt,lift,加装电梯办法,云栖市人民政府,昨天,住建\n"
        "files/none.txt,x,无,,,\n",
        encoding="utf-8",
    )
    answer = command("ingest", files, "--manifest", tmp_path / "m.csv", "--json")
    assert answer.code == 1
    assert answer.json["flaws"] == [
        {"name": "m.csv 第2行", "reason": "", "message": "published_date：“昨天”不是日期"}
    ]
    assert any("栏目" in warning for warning in answer.json["warnings"])
    assert any("files/none.txt" in warning for warning in answer.json["warnings"])
    shown = command("show", "lift", "--json").json
    assert shown["title"] == "加装电梯办法"
    assert shown["evidence"]["title"]["basis"] == "declared"


def test_a_manifest_that_cannot_be_used(command: Command, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("栏目\n甲\n", encoding="utf-8")
    answer = command("ingest", tmp_path, "--manifest", tmp_path / "m.csv")
    assert answer.code == 2
    assert "没有 path 列" in answer.err


def test_only_one_process_writes(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.pipeline.lock import writer_lock

    monkeypatch.setenv("POLICY_SEARCH_WRITER_WAIT", "0")
    path = write_records(tmp_path / "in.jsonl", *RECORDS)
    with writer_lock(tmp_path / "home", None):
        answer = command("ingest", path)
    assert answer.code == 3
    assert "正在入库或重建" in answer.err
    assert "进程" in answer.err
    assert command("ingest", path).code == 0


# ---------------------------------------------------------------- reading


def test_search_finds_and_counts(filled: Command) -> None:
    answer = filled("search", "养犬管理", "--json").json
    assert [hit["id"] for hit in answer["hits"]] == ["new", "old"]
    status = {v["value"]: v["count"] for v in answer["facets"]["status"]["values"]}
    assert status == {"in_force": 1, "repealed": 1}
    text = filled("search", "养犬管理")
    assert NEW in text.out
    assert "<em>" not in text.out


def test_search_by_filter_and_day(filled: Command) -> None:
    past = filled("search", "养犬", "--status", "in_force", "--as-of", "2015-01-01", "--json").json
    assert [hit["id"] for hit in past["hits"]] == ["old"]
    by_year = filled("search", "", "--year", "2023", "--json").json
    assert [hit["id"] for hit in by_year["hits"]] == ["lift"]


def test_a_page_behind_the_last_says_so(filled: Command) -> None:
    assert (
        "第 7 页没有结果，共 2 页" in filled("search", "养犬管理", "--size", "1", "--page", "7").out
    )
    assert "没有结果，共" not in filled("search", "养犬管理", "--size", "1", "--page", "2").out


def test_a_day_that_is_none(filled: Command) -> None:
    answer = filled("search", "x", "--as-of", "2023-02-30")
    assert answer.code == 2
    assert "--as-of" in answer.err
    for day in ("9999-12-31", "0001-01-01"):  # as the interface has them
        assert filled("report", "today", "--as-of", day).code == 0


def test_show_gives_evidence_events_and_relations(filled: Command) -> None:
    shown = filled("show", "old", "--json").json
    assert shown["status"]["value"] == "repealed"
    assert shown["events"][-1]["source"]["id"] == "new"
    assert "同时废止" in shown["events"][-1]["evidence"]["quote"]
    assert [(r["direction"], r["id"]) for r in shown["relations"]] == [("in", "new")]
    text = filled("show", "old", "--text")
    assert OLD in text.out
    assert "第二条" in text.out
    assert filled("show", "lift", "--json").json["extra"] == {"栏目": "住建"}


def test_show_says_what_is_doubtful(command: Command, tmp_path: Path) -> None:
    words = "云栖市民政局关于提高低保标准的通知。自2024年7月1日起提高低保标准，请各县区认真执行。"
    page = f"<body><p>{words}</p><img src='1.jpg'><script>open<p>第二条 {words}</p></body>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    assert command("ingest", tmp_path / "a.html").code == 0
    (hit,) = command("search", "低保", "--json").json["hits"]
    shown = command("show", hit["id"]).out.replace("\n", "")
    assert "存疑：原文约 5" in shown
    assert "第二条" in shown
    assert "提示：网页有 1 张图片" in shown


def test_show_calls_a_declared_status_by_its_name(command: Command, tmp_path: Path) -> None:
    note = "注:本篇法规已被《清理通知》(发布日期:2007年12月26日)废止\n"
    (tmp_path / "a.txt").write_text(f"{note}云溪市停车收费办法\n第一条 停车收费。", "utf-8")
    assert command("ingest", tmp_path / "a.txt").code == 0
    (hit,) = command("search", "停车", "--json").json["hits"]
    shown = command("show", hit["id"]).out
    assert "有效性：废止（来源标注）" in shown
    assert "repealed" not in shown


def test_show_says_what_was_recognised(filled: Command) -> None:
    assert "文字识别" not in filled("show", "lift").out
    with open_library(read_settings()) as library:
        document = library.catalogue.document("lift")
        with library.catalogue.write() as writer:
            writer.put(replace(document, origin=TextOrigin.MIXED))
    assert "部分文字由文字识别得来" in filled("show", "lift").out


def test_show_speaks_chinese(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "云栖市民政局　云栖市财政局\n关于提高低保标准的通知\n云民发〔2024〕6号\n各县区：\n"
        "自2024年7月1日起提高低保标准。\n云栖市民政局　云栖市财政局\n2024年6月3日\n",
        encoding="utf-8",
    )
    assert command("ingest", tmp_path / "a.txt").code == 0
    (hit,) = command("search", "低保标准", "--json").json["hits"]
    shown = command("show", hit["id"])
    assert shown.out.startswith("云栖市民政局 云栖市财政局关于提高低保标准的通知\n")
    rows = {cells[0].strip(): cells[1].strip() for line in shown.out.splitlines()
            if len(cells := line.split("│")) > 1}  # fmt: skip
    assert rows["类别"] == "政策文件"


def test_show_of_nothing(filled: Command) -> None:
    answer = filled("show", "nobody")
    assert answer.code == 1
    assert "没有编号为 nobody 的文件" in answer.err


def test_status(filled: Command) -> None:
    report = filled("status", "--json").json
    assert (report["documents"], report["index"]["documents"], report["index"]["lag"]) == (3, 3, 0)
    assert "3 份" in filled("status").out


@pytest.mark.parametrize("name", ["search", "show", "status", "verify", "export", "rebuild"])
def test_without_a_library(command: Command, name: str, tmp_path: Path) -> None:
    arguments = {"search": ["x"], "show": ["x"]}.get(name, [])
    answer = command(name, *arguments)
    assert answer.code == 3
    assert "目录库不存在" in answer.err
    assert not (tmp_path / "home" / "catalogue.db").exists()


# ---------------------------------------------------------------- the rest


def test_rebuild_and_rollback(filled: Command) -> None:
    first = filled("status", "--json").json["index"]["generation"]
    assert filled("rebuild").code == 0
    second = filled("status", "--json").json["index"]["generation"]
    assert second != first
    assert filled("rebuild", "--rollback").code == 0
    assert filled("status", "--json").json["index"]["generation"] == first


def test_verify(filled: Command, tmp_path: Path) -> None:
    assert filled("verify", "--json").json == {"ok": True, "documents": 3, "findings": []}
    (tmp_path / "in.jsonl").write_text("{}", encoding="utf-8")
    answer = filled("verify")
    assert answer.code == 1
    assert "内容与入库时不同" in answer.out


def test_verify_repairs_what_it_finds(filled: Command, tmp_path: Path) -> None:
    home = Path(os.environ["POLICY_SEARCH_HOME"])
    before = filled("show", "lift", "--json", "--text").json
    with closing(sqlite3.connect(home / "catalogue.db")) as connection, connection:
        connection.execute("UPDATE texts SET text = substr(text, 1, 3)")
        connection.execute("UPDATE documents SET timeline = '[]'")
    for array in (home / "index").rglob("*.pairs*"):
        array.write_bytes(array.read_bytes()[:100])
    found = filled("verify", "--json").json["findings"]
    assert {f["area"] for f in found} >= {"catalogue"}
    mended = filled("verify", "--repair")
    assert mended.code == 0, mended.out
    assert filled("verify", "--json").json["ok"]
    after = filled("show", "lift", "--json", "--text").json
    assert after["text"] == before["text"]
    assert after["status"] == before["status"]
    assert filled("verify", "--repair").code == 0


def test_backup_and_restore(
    filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.tar.gz"
    assert "已备份" in filled("backup", path).err
    assert filled("backup", "--check", path, "--json").json["documents"] == 3
    refused = filled("restore", path)
    assert refused.code == 3
    assert "--replace" in refused.err
    assert filled("restore", "--replace", path).code == 0
    assert filled("verify", "--json").json["ok"]
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "fresh"))
    assert filled("restore", path).code == 0
    assert filled("search", "电梯", "--json").json["total"]
    assert filled("restore", tmp_path / "in.jsonl", "--replace").code == 3
    assert filled("verify", "--json").json["ok"]


def test_an_export_is_a_library_again(
    filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {i: filled("show", i, "--json", "--text").json for i in ("old", "new", "lift")}
    assert filled("export", "-o", tmp_path / "out.jsonl").code == 0
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "second"))
    assert filled("ingest", tmp_path / "out.jsonl").code == 0
    for identity, shown in before.items():
        after = filled("show", identity, "--json", "--text").json
        for name in ("title", "doc_number", "issuers", "published_date", "text", "extra"):
            assert after[name] == shown[name]
        assert after["status"]["value"] == shown["status"]["value"]


@pytest.mark.parametrize("asked", [["export"], ["report", "interpretations"]])
def test_the_ending_says_the_format(filled: Command, tmp_path: Path, asked: list[str]) -> None:
    assert filled(*asked, "-o", tmp_path / "甲.xlsx").code == 0
    assert (tmp_path / "甲.xlsx").read_bytes().startswith(b"PK")
    assert filled(*asked, "-o", tmp_path / "甲.csv").code == 0
    assert (tmp_path / "甲.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_export_to_standard_output(filled: Command) -> None:
    answer = filled("export", "--format", "csv")
    assert answer.code == 0
    assert "云政发〔2020〕3号" in answer.out
    assert filled("export", "--format", "xlsx").code == 2
    assert filled("export", "--format", "pdf", "-o", "x").code == 2


@pytest.mark.parametrize("format", ["table", "json", "csv", "xlsx"])
def test_report(filled: Command, tmp_path: Path, format: str) -> None:
    arguments = ["report", "interpretations", "--format", format]
    if format == "xlsx":
        assert filled(*arguments).code == 2
        assert filled(*arguments, "-o", tmp_path / "out.xlsx").code == 0
        assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")
        return
    answer = filled(*arguments)
    assert answer.code == 0
    assert "没有解读" in answer.out
    if format == "json":
        assert [row["编号"] for row in answer.json] == ["new", "lift"]


def test_a_report_that_is_none(filled: Command) -> None:
    assert filled("report", "nonsense").code == 2


def test_understanding_again_changes_nothing_by_itself(filled: Command) -> None:
    revision = filled("status", "--json").json["revision"]
    answer = filled("understand", "--all")
    assert answer.code == 0
    assert "变化的文件：0" in answer.err
    assert filled("status", "--json").json["revision"] == revision
    assert filled("understand").code == 2


def test_evaluate(filled: Command, tmp_path: Path) -> None:
    queries, qrels = tmp_path / "q.tsv", tmp_path / "qrels"
    queries.write_text("1\t养犬管理办法\n2\t加装电梯\n", encoding="utf-8")
    qrels.write_text("1 0 new 1\n2 0 in.jsonl!/lift 1\n", encoding="utf-8")
    measures = filled("evaluate", "--queries", queries, "--qrels", qrels, "--json").json["measures"]
    assert measures["Success@1"] == 1.0
    assert filled("evaluate", "--queries", queries, "--qrels", qrels, "--k", "many").code == 2
    assert "nDCG@10" in filled("evaluate", "--queries", queries, "--qrels", qrels).out


def test_judgements_are_imported(filled: Command, tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text("1\t养犬\n", encoding="utf-8")
    (tmp_path / "qrels").write_text("1 0 new 1\n1 0 old 0\n", encoding="utf-8")
    answer = filled("feedback", "import", tmp_path / "qrels", "--queries", tmp_path / "q.tsv")
    assert answer.code == 0
    assert "1 条" in answer.err
    assert "1 条" in filled("feedback", "reset").err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ingest"],
        ["search", "x", "--size", "many"],
        ["search", "x", "--size", "0"],
        ["search", "x", "--size"],
        ["search", "x", "--nonsense"],
        ["serve", "--port", "99999"],
        ["status", "x", "y"],
        ["show"],
    ],
)
def test_wrong_usage(command: Command, arguments: list[str]) -> None:
    answer = command(*arguments)
    assert answer.code == 2
    assert "用法有误" in answer.err
    assert not re.search("[a-z]{2} [a-z]{2}", answer.err), "half in English"


def test_a_wrong_setting(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_SEARCH_PORT", "many")
    answer = command("status")
    assert answer.code == 2
    assert "POLICY_SEARCH_PORT" in answer.err
    monkeypatch.setenv("POLICY_SEARCH_PORT", "1")
    monkeypatch.setenv("POLICY_SEARCH_ENGINE", "lucene")
    assert command("ingest", ".").code == 2


def test_the_installed_command(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "search_api.cli", "--help"],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert found.returncode == 0
    for name in ("ingest", "rebuild", "serve", "search", "show", "status", "verify", "export"):
        assert name in found.stdout


def test_several_words_need_no_quotes(filled: Command) -> None:
    answer = filled("search", "养犬", "健康", "--json")
    assert answer.json["hits"][0]["id"] == "new"


def test_a_synonym_file_that_cannot_be_read(filled: Command, tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("甲 = 乙\n")
    assert filled("init", "--set", "synonyms=synonyms.txt").code == 0
    (tmp_path / "home" / "synonyms.txt").write_text("甲 = 乙\n丙\n")
    answer = filled("search", "养犬")
    assert answer.code == 2
    assert "synonyms.txt，第 2 行" in answer.err


def test_queries_are_counted_for_staff(filled: Command) -> None:
    assert filled("queries", "--json").json == []
    assert "最近 7 天" in filled("queries", "--days", "7").out


def test_a_shell_without_a_setting_indexes_in_the_same_way(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bodies.csv").write_text("name\n云栖市民政局\n", "utf-8")
    (tmp_path / "a.txt").write_text("云栖市养犬办法\n第一条 本市养犬适用本办法。", "utf-8")
    monkeypatch.setenv("POLICY_SEARCH_AUTHORITY", "bodies.csv")
    assert command("ingest", "a.txt").code == 0
    monkeypatch.delenv("POLICY_SEARCH_AUTHORITY")
    assert command("search", "养犬").code == 0
    monkeypatch.setenv("POLICY_SEARCH_REGION", "云栖市")
    refused = command("ingest", "a.txt")
    assert refused.code == 3 and "region" in refused.err and "init --set" in refused.err
    monkeypatch.delenv("POLICY_SEARCH_REGION")
    changed = command("init", "--set", "authority=", "--set", "region=云栖市")
    assert changed.code == 0 and "understand --all" in changed.err
    assert command("understand", "--all").code == 0
    assert command("search", "养犬").code == 0
    assert command("init", "--set", "colour=red").code == 2
