from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from indexer.intake.records import BadRecord, Record, is_records, read_records
from indexer.model.errors import Quarantined, QuarantineReason


def split(text: str) -> tuple[str, ...]:
    return (text,)


def read(path: Path) -> list[Record | BadRecord]:
    return list(read_records(path, split))


def write(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(texts) + b"\n")
    return path


def test_names() -> None:
    assert all(map(is_records, ("a.jsonl", "A.JSONL.GZ", "a.ndjson")))
    assert not any(map(is_records, ("a.json", "jsonl", "a.jsonl.zip")))


def test_a_line_is_a_document(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"id": "x/1", "title": "甲办法", "text": "第一条\r\n第二条"})
    (record,) = read(path)
    assert isinstance(record, Record)
    assert (record.id, record.text, record.line) == ("x/1", "第一条\n第二条", 1)
    assert record.declaration.values["title"][0].value == "甲办法"


def test_gzip_reads_the_same(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.jsonl", {"id": 1, "text": "一"}, {"id": 2, "text": "二"})
    packed = tmp_path / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert [r.sha256 for r in read(plain) if isinstance(r, Record)] == [
        r.sha256 for r in read(packed) if isinstance(r, Record)
    ]
    assert [r.id for r in read(packed) if isinstance(r, Record)] == ["1", "2"]


def test_bad_lines_are_told_by_number_and_the_others_go_on(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        b"\xef\xbb\xbf" + b'{"id": "a", "text": "first"}',
        b"{broken",
        b"",
        ["a list"],
        {"id": "no text"},
        {"id": "blank", "text": " \n"},
        {"id": {"x": 1}, "text": "一"},
        {"id": "y" * 501, "text": "一"},
        b'{"id": "gbk", "text": "\xc4\xe3"}',
        {"id": "b", "text": "last"},
    )
    found = read(path)
    assert [(r.line, r.id) for r in found if isinstance(r, Record)] == [(1, "a"), (10, "b")]
    bad = {r.line: r for r in found if isinstance(r, BadRecord)}
    assert sorted(bad) == [2, 4, 5, 6, 7, 8, 9]
    assert bad[6].reason is QuarantineReason.NO_TEXT
    assert {bad[n].reason for n in (2, 4, 5, 7, 8, 9)} == {QuarantineReason.BAD_RECORD}
    assert "text" in bad[5].detail
    assert "UTF-8" in bad[9].detail


def test_what_no_database_keeps_is_replaced(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b'{"id": "a", "text": "x\\u0000y\\ud800z"}')
    (record,) = read(path)
    assert isinstance(record, Record)
    assert record.text == "x y\ufffdz"


def test_a_truncated_archive_gives_its_whole_lines_and_then_the_reason(tmp_path: Path) -> None:
    whole = b"".join(
        json.dumps({"id": i, "text": f"{i}" * 500}).encode() + b"\n" for i in range(999)
    )
    packed = gzip.compress(whole)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    found = []
    with pytest.raises(Quarantined) as caught:
        found.extend(read_records(path, split))
    assert caught.value.reason is QuarantineReason.CORRUPT


def test_a_line_beyond_the_limit_ends_the_reading(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"id": 1, "text": "一" * 1000})
    with pytest.raises(Quarantined) as caught:
        list(read_records(path, split, line_bytes=500))
    assert caught.value.reason is QuarantineReason.TOO_LARGE


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Quarantined) as caught:
        read(tmp_path / "none.jsonl")
    assert caught.value.reason is QuarantineReason.UNREADABLE
