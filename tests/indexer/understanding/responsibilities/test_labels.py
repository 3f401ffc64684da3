"""Facts of real laws that were read by eye, by document and place: what was right stays read, what
was wrong does not come back."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pytest

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import understand

LABELS = Path(__file__).with_name("labels.jsonl")
LAWS = Path(__file__).parents[5] / "shared" / "data" / "laws" / "mainland.jsonl.gz"


@pytest.mark.shared
def test_facts_read_by_eye() -> None:
    if not LAWS.is_file():
        pytest.skip("the shared laws are not here")
    labels = [orjson.loads(line) for line in LABELS.read_bytes().splitlines()]
    wanted = {label["id"] for label in labels}
    authority = Authority.load()
    read: set[tuple[str, str, str, int | None]] = set()
    with gzip.open(LAWS, "rb") as stream:
        for line in stream:
            record = orjson.loads(line)
            if record["id"] in wanted:
                understood = understand(
                    record["text"], (), name=record["id"], declared={}, authority=authority,
                    region=None,
                )  # fmt: skip
                read |= {
                    (record["id"], fact.name, fact.kind.value, fact.evidence.start)
                    for fact in understood.responsibilities
                }
    kept = [
        label["right"]
        for label in labels
        if (label["id"], label["name"], label["kind"], label["start"]) in read
    ]
    right = sum(label["right"] for label in labels)
    assert sum(kept) / len(kept) >= 0.95
    assert sum(kept) / right >= 0.95
