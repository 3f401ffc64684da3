"""``correct`` as staff use it."""

from __future__ import annotations

from pathlib import Path

from indexer.model import Basis, Evidence, Review
from search_api.responses import evidence_json
from tests.search_api.test_cli import (  # noqa: F401
    NEW,
    OLD,
    RECORDS,
    Command,
    command,
    filled,
    write_records,
)


def test_a_correction_is_searched_shown_listed_and_undone(
    filled: Command,  # noqa: F811
    tmp_path: Path,
) -> None:
    made = filled(
        "correct", "old", "--set", "标题=犬只饲养规定", "--set", "written_date=2010-2-28",
        "--why", "与原件核对", "--by", "王", "--json",
    )  # fmt: skip
    assert made.code == 0
    assert [(one["field"], one["before"], one["after"]) for one in made.json] == [
        ("title", OLD, "犬只饲养规定"),
        ("written_date", None, "2010-02-28"),
    ]
    filled("rebuild")
    changed = {**RECORDS[0], "text": f"{RECORDS[0]['text']}\n第三条 附则。"}
    filled("ingest", write_records(tmp_path / "in.jsonl", changed, *RECORDS[1:]))
    assert [h["id"] for h in filled("search", "犬只饲养规定", "--json").json["hits"]][:1] == ["old"]
    shown = filled("show", "old", "--json").json
    told = shown["evidence"]["title"]
    assert (told["basis"], told["reviewed"]["who"]) == ("reviewed", "王")
    assert told["reviewed"]["why"] == "与原件核对"
    assert "王" in filled("correct", "--list").out
    assert filled("correct", "old", "--undo", "--by", "李").code == 0
    assert filled("show", "old", "--json").json["title"] == OLD
    log = filled("audit", "--format", "json").json
    assert [(one["action"], one["who"]) for one in log] == [
        ("document.undo", "李"),
        ("document.correct", "王"),
    ]


def test_a_status_that_staff_settle_says_what_it_was(filled: Command) -> None:  # noqa: F811
    made = filled("correct", "old", "--set", "有效性=in_force", "--json").json
    assert (made[0]["before"], made[0]["after"]) == ("废止", "现行有效")
    assert filled("show", "old", "--json").json["status"]["basis"] == "reviewed"


def test_relations_are_settled_by_the_words_that_people_use(filled: Command) -> None:  # noqa: F811
    assert filled("correct", "new", "--unrelate", "废止=old").code == 0
    assert filled("show", "old", "--json").json["status"]["value"] == "in_force"
    assert filled("correct", "new", "--relate", "废止=lift").code == 0
    assert filled("show", "lift", "--json").json["replaced_by"]["title"] == NEW
    assert filled("correct", "new", "--undo").code == 0
    assert filled("show", "lift", "--json").json["status"]["value"] == "in_force"


def test_all_that_is_wrong_is_told_and_nothing_is_written(filled: Command) -> None:  # noqa: F811
    wrong = filled(
        "correct", "old", "--set", "titel=x", "--set", "status=好", "--set", "written_date=昨天",
        "--set", "published=true", "--set", "title=甲", "--relate", "repeals=nobody",
    )  # fmt: skip
    assert wrong.code == 2
    for told in ("是否指 title", "不是有效性", "不是日期", "withhold", "没有编号为 nobody"):
        assert told in wrong.err
    assert filled("correct", "--list", "--json").json == []
    assert filled("correct", "old", "--undo").code == 2
    assert filled("correct", "old").code == 2
    assert filled("correct", "nobody", "--set", "title=x").code == 1


def test_who_corrected_and_why_is_for_staff_alone() -> None:
    said = Evidence(Basis.REVIEWED, "staff", review=Review("王", "2026-11-29T01:00:00Z", "内部"))
    assert evidence_json(said)["reviewed"] == {"at": "2026-11-29T01:00:00Z"}
    assert evidence_json(said, staff=True)["reviewed"]["who"] == "王"


def test_the_queue_is_listed_and_settled(filled: Command, tmp_path: Path) -> None:  # noqa: F811
    torn = {**RECORDS[0], "status": "现行有效"}
    filled("ingest", write_records(tmp_path / "in.jsonl", torn, *RECORDS[1:]))
    found = filled("review", "--kind", "conflict", "--format", "json").json
    assert [(one["类型"], one["编号"]) for one in found] == [("有效性矛盾", "old")]
    assert filled("review", "--overrule", f"{found[0]['事项']}=好").code == 2
    assert filled("review", "--overrule", f"{found[0]['事项']}=废止", "--by", "王").code == 0
    assert filled("review", "--kind", "conflict", "--format", "json").json == []
    assert filled("show", "old", "--json").json["status"]["basis"] == "reviewed"
    assert filled("review", "--kind", "nonsense").code == 2


def test_the_morning_and_a_list(filled: Command, tmp_path: Path) -> None:  # noqa: F811
    page = tmp_path / "今日.html"
    assert filled("report", "today", "--output", page).code == 0
    assert NEW in page.read_text("utf-8")
    assert "新收录（3）" in filled("report", "today").out
    names = tmp_path / "清单.txt"
    names.write_text(f"{OLD}\n没有这个办法\n", "utf-8")
    answered = filled("batch", names, "--format", "json")
    assert answered.code == 1
    assert [(row["结果"], row["替代文件编号"]) for row in answered.json] == [
        ("找到", "new"),
        ("没有找到", ""),
    ]
