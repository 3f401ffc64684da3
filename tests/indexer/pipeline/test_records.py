from __future__ import annotations

import gzip
import json
from pathlib import Path

from indexer.runtime.progress import Silent, Stop
from tests.indexer.pipeline.conftest import Library, counts, notes


def write(path: Path, *lines: dict[str, object] | str) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def record(identity: str, text: str, **fields: object) -> dict[str, object]:
    return {"id": identity, "title": f"{identity}办法", "text": text, **fields}


def test_records_twice(library: Library) -> None:
    write(library.files / "a.jsonl", record("甲", "第一条"), record("乙/1", "第二条"))
    assert counts(library.ingest()) == {"added": 2}
    assert library.titles() == {"甲办法": "甲", "乙/1办法": "乙/1"}
    revision = library.catalogue.revision()
    assert counts(library.ingest()) == {"unchanged": 2}
    assert library.catalogue.revision() == revision


def test_a_changed_file_touches_only_its_changed_lines(library: Library) -> None:
    path = library.files / "a.jsonl"
    write(path, record("甲", "第一条"), record("乙", "第二条"), record("丙", "第三条"))
    library.ingest()
    write(path, record("丙", "第三条"), record("甲", "第一条改"), record("丁", "第四条"))
    summary = library.ingest()
    assert counts(summary) == {"unchanged": 1, "updated": 1, "added": 1}
    assert summary.vanished == ["a.jsonl!/乙"]
    assert library.catalogue.texts(["甲"]) == {"甲": "第一条改"}
    assert counts(library.ingest(prune=True)) == {"unchanged": 3, "removed": 1}
    assert set(library.titles().values()) == {"甲", "丙", "丁"}


def test_bad_lines_are_entries_of_the_catalogue(library: Library) -> None:
    path = library.files / "a.jsonl"
    write(path, record("甲", "第一条"), "{broken", record("乙", " "), record("甲", "又一个"))
    summary = library.ingest()
    assert counts(summary) == {"added": 1, "quarantined": 2, "duplicate": 1}
    assert set(notes(summary)) == {"a.jsonl 第2行", "a.jsonl 第3行", "a.jsonl 第4行"}
    known = {s.name: s.reason for s in library.catalogue.sources.quarantined()}
    assert known == {"a.jsonl!/#2": "bad_record", "a.jsonl!/#3": "no_text"}
    logged = {a.name for a in library.catalogue.sources.attempts()}
    assert {"a.jsonl 第2行", "a.jsonl 第3行", "a.jsonl 第4行"} <= logged
    assert counts(library.ingest()) == {"unchanged": 1, "quarantined": 2}

    write(path, record("甲", "第一条"), record("乙", "第二条"))
    assert counts(library.ingest()) == {"unchanged": 1, "added": 1}
    assert library.catalogue.sources.quarantined() == []


def test_a_truncated_file_keeps_its_whole_lines_and_loses_none_that_were(library: Library) -> None:
    path = library.files / "a.jsonl.gz"
    lines = [json.dumps(record(str(n), f"第{n}条" * 300)) for n in range(300)]
    whole = gzip.compress("\n".join(lines).encode())
    path.write_bytes(whole)
    assert counts(library.ingest()) == {"added": 300}
    path.write_bytes(whole[: len(whole) // 2])
    summary = library.ingest(prune=True)
    assert notes(summary) == {"a.jsonl.gz": "文件损坏或不完整：压缩数据损坏或不完整"}
    assert summary.counts["removed"] == 0
    assert library.catalogue.counts().documents == 300
    path.write_bytes(whole)
    assert counts(library.ingest()) == {"unchanged": 300}


def test_the_same_id_in_two_files_of_a_run(library: Library) -> None:
    write(library.files / "a.jsonl", record("甲", "第一条"))
    write(library.files / "b.jsonl", record("甲", "别的"))
    summary = library.ingest()
    assert counts(summary) == {"added": 1, "quarantined": 1}
    assert "编号 甲 已用于 a.jsonl 第1行" in notes(summary)["b.jsonl 第1行"]


def test_a_later_file_takes_over_the_ids_of_an_earlier_one(library: Library) -> None:
    first = write(library.files / "2024.jsonl", record("甲", "第一条"))
    library.ingest(first)
    second = write(library.files / "2025.jsonl", record("甲", "第一条改"))
    library.ingest(second)
    assert library.catalogue.texts(["甲"]) == {"甲": "第一条改"}
    first.unlink()
    assert library.ingest(prune=True).counts["removed"] == 0
    assert library.catalogue.texts(["甲"]) == {"甲": "第一条改"}


def test_records_without_an_id(library: Library) -> None:
    path = library.files / "a.jsonl"
    write(path, {"title": "甲办法", "text": "第一条"}, {"title": "乙办法", "text": "第二条"})
    assert counts(library.ingest()) == {"added": 2}
    first = library.titles()
    write(path, {"title": "乙办法", "text": "第二条"}, {"title": "甲办法", "text": "第一条"})
    assert counts(library.ingest()) == {"unchanged": 2}
    assert library.titles() == first


def test_a_stopped_file_is_read_on_from_where_it_was(library: Library) -> None:
    write(library.files / "a.jsonl", *(record(str(n), f"第{n}条") for n in range(500)))
    stop = Stop()

    class StopAtOnce(Silent):
        def advance(self, amount: int, documents: int = 0) -> None:
            stop.set()

    assert library.ingest(reporter=StopAtOnce(), stop=stop).interrupted
    kept = library.catalogue.counts().documents
    assert 0 < kept < 500
    assert counts(library.ingest()) == {"unchanged": kept, "added": 500 - kept}


def test_a_defect_of_ours_costs_one_record(library: Library) -> None:
    write(library.files / "a.jsonl", record("甲", "出错"), record("乙", "第二条"))
    summary = library.ingest()
    assert counts(summary) == {"added": 1, "quarantined": 1}
    assert "ZeroDivisionError" in notes(summary)["a.jsonl 第1行"]


def test_a_record_repeals_a_file(library: Library) -> None:
    """Both ways in end in one catalogue, and speak of one another."""
    library.write("old.txt", "养犬规定\n第一条 管理。")
    write(library.files / "a.jsonl", record("新", "废止《养犬规定》"))
    library.ingest()
    (link,) = library.catalogue.relations("新")
    assert link.other is not None
    assert link.other.title == "养犬规定"


def test_a_file_of_something_else_is_told_once(library: Library) -> None:
    rows: list[dict[str, object]] = [{"path": f"{n}.pdf", "title": "标注"} for n in range(30)]
    write(library.files / "labels.jsonl", *rows)
    summary = library.ingest()
    assert notes(summary) == {
        "labels.jsonl": "记录无法读取：不是文件记录，如第1行：缺少文字字段 text"
    }
    assert counts(library.ingest()) == {"quarantined": 1}
    assert len(library.catalogue.sources.attempts()) == 2


def test_a_line_break_within_a_word_is_joined(library: Library) -> None:
    write(library.files / "a.jsonl", record("甲", "小区加装电\n梯补贴\n申请条件\n梯次推进"))
    library.ingest()
    assert library.catalogue.texts(["甲"]) == {"甲": "小区加装电梯补贴\n申请条件\n梯次推进"}


def test_a_record_that_ends_its_process_costs_itself(library: Library) -> None:
    write(library.files / "a.jsonl", *(record(n, "崩溃" if n == "乙" else "甲") for n in "甲乙丙"))
    summary = library.ingest()
    assert counts(summary) == {"added": 2, "quarantined": 1}
    assert "解析进程崩溃" in notes(summary)["a.jsonl 第2行"]
    write(library.files / "a.jsonl", *(record(n, "甲") for n in "甲乙丙"))
    assert counts(library.ingest()) == {"unchanged": 2, "added": 1}
