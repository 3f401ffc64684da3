"""The sample corpus: files, texts and truths belong together, and nothing is filled-in template."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import olefile
import pypdfium2
import pytest
from lxml import etree
from striprtf.striprtf import rtf_to_text

from indexer.model import Kind, RelationType, StatusValue
from indexer.model.errors import QuarantineReason
from indexer.model.fields import METADATA_BY_NAME
from sample_corpus.make import fonts, truth
from sample_corpus.make.__main__ import make_files
from sample_corpus.make.source import FILES, ROOT, Text, read_texts

TODAY = date(2026, 11, 23)
FORMATS = {
    "pdf-red", "pdf", "pdf-scan", "pdf-locked", "pdf-encrypted", "pdf-cut", "docx", "docx-tables",
    "docx-cut", "doc", "html", "txt", "md", "rtf", "ofd", "empty",
}  # fmt: skip


@cache
def texts() -> dict[str, Text]:
    return read_texts()


@cache
def expected() -> dict[str, dict[str, Any]]:
    lines = (ROOT / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["path"]: row for row in map(json.loads, lines)}


def indexed() -> list[dict[str, Any]]:
    return [row for row in expected().values() if row["outcome"] == "indexed"]


def content(path: str) -> bytes:
    outer, _, member = path.partition("!/")
    raw = (FILES / outer).read_bytes()
    if not member:
        return raw
    with zipfile.ZipFile(io.BytesIO(raw), metadata_encoding="gbk") as archive:
        return archive.read(member)


def bare(text: str) -> str:
    """Without blanks and line breaks, which every format sets in its own way."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


# ---------------------------------------------------------------- files and texts


def test_there_are_enough_documents_over_the_years() -> None:
    years = {row["written_date"][:4] for row in indexed() if "written_date" in row}
    assert len(indexed()) >= 64
    assert {"2009", "2026"} <= years
    assert len(years) >= 16


def test_every_file_has_a_text_and_every_text_a_file() -> None:
    files = {path.relative_to(FILES).as_posix() for path in FILES.rglob("*") if path.is_file()}
    assert files == {path.partition("!/")[0] for path in expected()}
    for path in expected():
        content(path)


def test_every_format_is_there() -> None:
    assert {text.format for text in texts().values()} == FORMATS
    encodings = {text.head.get("encoding", "utf-8") for text in texts().values()}
    assert {"utf-8", "utf-8-sig", "gb18030"} <= encodings


def test_files_are_small() -> None:
    sizes = [path.stat().st_size for path in FILES.rglob("*") if path.is_file()]
    assert max(sizes) < 400_000
    assert sum(sizes) < 8_000_000


def test_archive_names_are_gbk_without_the_flag_for_utf8() -> None:
    archives = list(FILES.rglob("*.zip"))
    assert archives
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                assert not info.flag_bits & 0x800
                info.filename.encode("cp437").decode("gbk")


def test_truths_and_lists_are_those_of_the_texts() -> None:
    judged = (ROOT / "judgements.tsv").read_text(encoding="utf-8")
    for name, made in (
        ("expected.jsonl", truth.expected(texts())),
        ("manifest.csv", truth.manifest(texts())),
        ("qrels", truth.qrels(judged, texts())),
    ):
        assert (ROOT / name).read_text(encoding="utf-8") == made, f"make corpus: {name}"


def needs_fonts(text: Text) -> bool:
    return text.format.startswith("pdf")


def test_making_again_gives_the_same_files(tmp_path: Path) -> None:
    again = [text for text in texts().values() if not needs_fonts(text)]
    make_files(again, tmp_path)
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        name = path.relative_to(tmp_path)
        assert path.read_bytes() == (FILES / name).read_bytes(), name


@pytest.mark.slow
def test_making_again_gives_the_same_pdf_texts(tmp_path: Path) -> None:
    if not fonts.available():
        pytest.skip(f"the fonts of sample_corpus/make/fonts.py are not installed: {fonts.PATHS}")
    again = [text for text in texts().values() if text.format == "pdf-red"][::4]
    make_files(again, tmp_path)
    for text in again:
        assert pdf_text((tmp_path / text.file).read_bytes()) == pdf_text(content(text.file))


# ---------------------------------------------------------------- what stands in the files


def pdf_text(raw: bytes) -> str:
    with pypdfium2.PdfDocument(raw) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def xml_text(raw: bytes, name: str, tag: str) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = [archive.read(part) for part in archive.namelist() if re.fullmatch(name, part)]
    return "".join(
        node.text or "" for part in parts for node in etree.fromstring(part).iter(f"{{*}}{tag}")
    )


def doc_text(raw: bytes) -> str:
    with olefile.OleFileIO(io.BytesIO(raw)) as document:
        return document.openstream("WordDocument").read().decode("utf-16-le", "replace")


def text_of(text: Text) -> str:
    raw = content(text.file)
    if text.format in {"pdf", "pdf-red", "pdf-locked"}:
        found = re.sub(r"\s*— \d+ —\s*", "", pdf_text(raw))
        for running in text.of("running"):
            found = found.replace(running, "")
    elif text.format.startswith("docx"):
        found = xml_text(raw, r"word/(document|footnotes)\.xml", "t")
    elif text.format == "ofd":
        found = xml_text(raw, r"Doc_0/Pages/Page_\d+/Content\.xml", "TextCode")
    elif text.format == "doc":
        found = doc_text(raw)
    elif text.format == "rtf":
        found = rtf_to_text(raw.decode("ascii"))
    else:
        found = raw.decode(text.head.get("encoding", "utf-8"))
    return bare(found.replace("&lt;", "<").replace("&gt;", ">"))


@pytest.mark.parametrize("slug", sorted(texts()))
def test_a_file_holds_its_text(slug: str) -> None:
    text = texts()[slug]
    if text.head.get("outcome") == "quarantined":
        assert text.head["reason"] in {reason.value for reason in QuarantineReason}
        return
    found = text_of(text)
    for piece in text.body():
        plain = re.sub(r"\{-.*?-\}", "", piece)
        for part in re.split(r"\{\+|\+\}", plain):
            # Cells of a PDF's table wrap side by side, so their text is not in one piece.
            if text.format.startswith("pdf") and any(
                piece in row for line in text.lines for row in line.rows
            ):
                continue
            assert bare(part) in found, part


def test_a_scan_has_no_text_layer() -> None:
    scans = [text for text in texts().values() if text.format == "pdf-scan"]
    assert scans
    for text in scans:
        assert not pdf_text(content(text.file)).strip()


def test_unreadable_files_are_unreadable() -> None:
    for text in texts().values():
        if text.format in {"pdf-encrypted", "pdf-cut"}:
            with pytest.raises(pypdfium2.PdfiumError):
                pypdfium2.PdfDocument(content(text.file))
        elif text.format == "docx-cut":
            with pytest.raises(zipfile.BadZipFile):
                zipfile.ZipFile(io.BytesIO(content(text.file)))
        elif text.format == "empty":
            assert content(text.file) == b""


def shingles(text: Text) -> set[str]:
    body = bare("".join(text.body()))
    return {body[i : i + 8] for i in range(len(body) - 7)}


def test_no_document_is_a_filled_in_template() -> None:
    sets = {slug: shingles(text) for slug, text in texts().items()}
    sets = {slug: found for slug, found in sets.items() if len(found) > 200}
    shared = {
        (a, b): len(sets[a] & sets[b]) / min(len(sets[a]), len(sets[b]))
        for a, b in combinations(sets, 2)
    }
    worst = max(shared, key=lambda pair: shared[pair])
    assert shared[worst] < 0.2, (worst, shared[worst])


def test_documents_read_at_length() -> None:
    lengths = [len(bare("".join(text.body()))) for text in texts().values()]
    assert sum(500 <= length <= 4000 for length in lengths) >= 80


# ---------------------------------------------------------------- the truths themselves


def test_truths_use_the_project_s_own_words() -> None:
    for row in indexed():
        assert row["kind"] in set(Kind)
        assert row["status"]["value"] in set(StatusValue)
        assert set(row["status_on"].values()) <= set(StatusValue)
        for relation in row["relations"]:
            assert relation["type"] in set(RelationType)
            assert relation["target"] in expected() if relation["target"] else relation["title"]
        unknown = set(row) - set(METADATA_BY_NAME) - {
            "path", "slug", "format", "outcome", "id", "issuers_now", "status_on", "relations",
        }  # fmt: skip
        assert not unknown, (row["path"], unknown)


def test_every_status_is_there() -> None:
    assert {row["status"]["value"] for row in indexed()} == set(StatusValue)
    kinds = {row["kind"] for row in indexed()}
    assert {"policy", "law", "interpretation", "draft", "attachment"} <= kinds


def test_days_of_a_status_are_possible() -> None:
    for row in indexed():
        written = row.get("written_date", "")
        assert all(written <= day for day in row["status_on"]), row["path"]
        since = row["status"]["since"]
        if since:
            assert date.fromisoformat(since) <= TODAY, row["path"]
            assert row["status_on"].get(since, row["status"]["value"]) == row["status"]["value"]
        if row.get("effective_from", "") > TODAY.isoformat():
            assert row["status"]["value"] == "not_yet_effective"


def incoming(path: str, *types: str) -> list[dict[str, Any]]:
    return [
        relation
        for row in expected().values()
        for relation in row.get("relations", ())
        if relation["target"] == path and relation["type"] in types
    ]


def carriers(path: str) -> list[str]:
    return [
        row["path"]
        for row in indexed()
        for relation in row["relations"]
        if relation["target"] == path and relation["type"] == "issues"
    ]


@pytest.mark.parametrize(
    ("value", "types", "scope"),
    [
        ("repealed", ("repeals",), "whole"),
        ("amended", ("amends",), "whole"),
        ("partially_in_force", ("repeals", "lapses"), "partial"),
    ],
)
def test_a_status_has_its_cause(value: str, types: tuple[str, ...], scope: str) -> None:
    for row in indexed():
        if row["status"]["value"] == value:
            causes = [
                (cause["from"], cause["scope"])
                for path in (row["path"], *carriers(row["path"]))
                for cause in incoming(path, *types)
            ]
            assert (row["status"]["since"], scope) in causes, row["path"]


def test_what_has_expired_had_a_term_or_was_declared_void() -> None:
    for row in indexed():
        if row["status"]["value"] == "expired":
            since = date.fromisoformat(row["status"]["since"])
            lapsed = [cause["from"] for cause in incoming(row["path"], "lapses")]
            ends = row.get("expires_on")
            assert since.isoformat() in lapsed or (
                ends and date.fromisoformat(ends) + timedelta(days=1) == since
            ), row["path"]


def test_the_manifest_has_known_columns_and_real_paths() -> None:
    with (ROOT / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert 5 <= len(rows) < len(indexed())
    for row in rows:
        assert row["path"] in expected()
        assert set(row) - {"path", "id"} <= set(METADATA_BY_NAME)


# ---------------------------------------------------------------- judged queries


def test_every_query_is_judged() -> None:
    queries = [line.split("\t") for line in (ROOT / "queries.tsv").read_text("utf-8").splitlines()]
    assert len(queries) >= 60
    assert all(len(query) == 2 and query[1].strip() for query in queries)
    assert max(Counter(name for name, _ in queries).values()) == 1
    judged = [line.split() for line in (ROOT / "qrels").read_text("utf-8").splitlines()]
    assert {name for name, _ in queries} == {name for name, *_ in judged}
    assert {path for _, _, path, _ in judged} <= {row["path"] for row in indexed()}
    assert {grade for *_, grade in judged} == {"1", "2"}


def test_renamed_bodies_are_those_of_the_authority_file() -> None:
    with (ROOT / "bodies.csv").open(encoding="utf-8", newline="") as lines:
        successors = {row["name"]: row["successor"] or row["name"] for row in csv.DictReader(lines)}
    for row in indexed():
        now = list(dict.fromkeys(successors[name] for name in row["issuers"]))
        assert row.get("issuers_now", row["issuers"]) == now, row["path"]
