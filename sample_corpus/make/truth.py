"""The truths of the heads, assembled: ``expected.jsonl``, ``manifest.csv``, ``qrels``.

Nothing here is computed from the texts: what a head does not say is not known. Only slugs are
turned into paths, and a status that a head leaves out is ``unknown``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sample_corpus.make.source import Text

PLAIN = (
    ("id", "id"),
    ("title", "title"),
    ("number", "doc_number"),
    ("issuers", "issuers"),
    ("issuers_now", "issuers_now"),
    ("kind", "kind"),
    ("genre", "genre"),
    ("region", "region"),
    ("theme", "theme"),
    ("domain", "domain"),
    ("written", "written_date"),
    ("published", "published_date"),
    ("printed", "printed_date"),
    ("effective", "effective_from"),
    ("expires", "expires_on"),
    ("term", "term"),
    ("index_number", "index_number"),
    ("registration", "registration_number"),
    ("urgency", "urgency"),
    ("addressees", "addressees"),
)
MANIFEST = (
    "path", "id", "title", "doc_number", "issuers", "kind", "genre", "theme", "domain", "region",
    "written_date", "published_date", "effective_from", "expires_on", "status", "url",
)  # fmt: skip


def expected(texts: Mapping[str, Text]) -> str:
    """One line a file, in order of path."""
    rows = sorted((_row(text, texts) for text in texts.values()), key=lambda row: row["path"])
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _row(text: Text, texts: Mapping[str, Text]) -> dict[str, Any]:
    head = text.head
    row: dict[str, Any] = {"path": text.file, "slug": text.slug, "format": text.format}
    row["outcome"] = head.get("outcome", "indexed")
    for name in ("reason", "outcome_with_ocr"):
        if name in head:
            row[name] = head[name]
    row |= {name: _plain(head[key]) for key, name in PLAIN if key in head}
    if row["outcome"] != "indexed" and "title" not in head:
        return row
    if not row.setdefault("region", "栖宁市"):
        del row["region"]
    row["status"] = {"value": head.get("status", "unknown"), "since": _plain(head.get("since"))}
    if "basis" in head:
        row["status"]["basis"] = head["basis"]
    row["status_on"] = {str(day): value for day, value in head.get("on", {}).items()}
    row["relations"] = [_relation(text, entry, texts) for entry in head.get("relations", [])]
    return row


def _relation(text: Text, entry: Mapping[str, Any], texts: Mapping[str, Text]) -> dict[str, Any]:
    relation: dict[str, Any] = {"type": entry["type"]}
    if "to" in entry:
        if entry["to"] not in texts:
            raise ValueError(f"{text.slug}: no text {entry['to']!r}")
        relation["target"] = texts[entry["to"]].file
    else:
        relation["target"] = None
    for name in ("title", "number", "provision"):
        if name in entry:
            relation[name] = entry[name]
    relation["scope"] = entry.get("scope", "whole")
    relation["from"] = _plain(entry.get("from"))
    return relation


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def manifest(texts: Mapping[str, Text]) -> str:
    """The heads' ``[manifest]`` tables: what an office's own list says of some files."""
    out = io.StringIO()
    writer = csv.DictWriter(out, MANIFEST, lineterminator="\n")
    writer.writeheader()
    for text in sorted(texts.values(), key=lambda t: t.file):
        if "manifest" in text.head:
            row = {name: _cell(value) for name, value in text.head["manifest"].items()}
            writer.writerow({"path": text.file, **row})
    return out.getvalue()


def qrels(judgements: str, texts: Mapping[str, Text]) -> str:
    """TREC judgements that name paths, from lines of query, slug and grade."""
    rows = [line.split("\t") for line in judgements.splitlines()]
    return "".join(f"{query} 0 {texts[slug].file} {grade}\n" for query, slug, grade in rows)


def _cell(value: Any) -> str:
    return "；".join(value) if isinstance(value, list) else str(_plain(value))
