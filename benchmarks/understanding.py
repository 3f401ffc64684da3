"""Kind, region and status of real documents, against what people wrote down of them.

    python -m benchmarks.understanding FILES [--laws mainland.jsonl.gz]

FILES holds ``truth.jsonl`` and the files that its labels name; they are ingested into a library
of their own. The labels state the kind. Region and status follow from what they state:

* region: that of the labelled issuers by their names, of a standard by its number (DB44 is
  Guangdong, GB and HJ are the nation's); a label with neither is not counted;
* status on the day: ended after the labelled last day, or where another label ends the whole of
  it; in force from its labelled first day; in part where the label says 条款失效. Attachments,
  interpretations and papers that are not official have none, and no word must be said of them
  that they bind.

``--laws`` takes the library of the laws that POLICY_SEARCH_HOME names, and compares the province
of local regulations (``_category``), the status (``_expired``), and how many earlier wordings of
one title count as in force on the day.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.workload import rows
from indexer.bootstrap import Library, open_library
from indexer.catalogue.selection import chunks
from indexer.evaluation.extraction import Label, comparable_number, comparable_title, read_labels
from indexer.model.documents import Kind, PolicyDocument
from indexer.model.validity import BINDING, ENDED, StatusValue, status_on
from indexer.runtime.belonging import read_settings
from indexer.understanding.metadata.region import NATION, province_of

_KINDS = {
    "policy document": Kind.POLICY,
    "law/regulation": Kind.LAW,
    "interpretation": Kind.INTERPRETATION,
    "attachment/form": Kind.ATTACHMENT,
    "standard": Kind.STANDARD,
    "other/not official": Kind.OTHER,
    "compilation": Kind.OTHER,
}
_WITHOUT_STATUS = (Kind.ATTACHMENT, Kind.INTERPRETATION, Kind.OTHER)
_GUANGDONG, _HUIZHOU = "广东省", "惠州市"
_SHOWN = 60


@dataclass(slots=True)
class Measure:
    """``misses`` are (document, found, expected)."""

    name: str
    right: int = 0
    count: int = 0
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, document: str, found: str, *expected: str) -> None:
        self.count += 1
        if found in expected:
            self.right += 1
        else:
            self.misses.append((document, found, " / ".join(expected)))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path)
    parser.add_argument("--laws", type=Path)
    parser.add_argument("--day", type=date.fromisoformat, default=date(2026, 1, 1))
    options = parser.parse_args(arguments)
    console = Console()
    measures = of_files(options.files, options.day)
    if options.laws:
        with open_library(read_settings()) as library:
            measures += of_laws(library, options.laws, options.day)
    table = Table("measure", "right", "of", "share")
    for one in measures:
        share = f"{one.right / one.count:.3f}" if one.count else ""
        table.add_row(one.name, str(one.right), str(one.count), share)
    console.print(table)
    for one in measures:
        for document, found, expected in one.misses[:_SHOWN]:
            console.print(f"{one.name}: {document}: {found or '-'}, not {expected}", markup=False)


# ---------------------------------------------------------------- labelled files


def of_files(folder: Path, day: date) -> list[Measure]:
    """Kind, region and status of the labelled files, ingested into a library of their own."""
    labels = read_labels(folder / "truth.jsonl")
    kind, region, status = (
        Measure("files: kind"),
        Measure("files: region"),
        Measure("files: status"),
    )
    with tempfile.TemporaryDirectory() as home, _library(Path(home)) as library:
        library.ingestion().run(library.catalogue, [folder])
        found = {d.source.name: d for d in _documents(library) if d.source is not None}
        cards = library.catalogue.cards([d.id for d in found.values()])
        for label in labels:
            document = found.get(str(label["path"]))
            if document is None:
                continue
            name = document.title or str(label["path"])
            wanted = _KINDS[str(label["kind"])]
            kind.add(name, document.kind.value, wanted.value, *_other_kinds(label))
            place = _region(label)
            if place is not None:
                region.add(name, str(_value(document, "region")), place)
            held = status_on(cards[document.id].timeline, day).value
            status.add(name, _group(held), _status(label, wanted, labels, day))
    return [kind, region, status]


def _library(home: Path) -> Library:
    return open_library(read_settings(home=home, ocr=False))


def _documents(library: Library) -> Iterator[PolicyDocument]:
    ids = [identity for identity, _ in library.catalogue.all_titles()]
    yield from library.catalogue.documents(ids, text=False).values()


def _value(document: PolicyDocument, name: str) -> object:
    best = document.best(name)
    return "" if best is None else best.value


def _other_kinds(label: Label) -> Iterator[str]:
    alternatives = label.get("alternatives")
    other = alternatives.get("kind") if isinstance(alternatives, dict) else None
    for one in other if isinstance(other, list) else [other]:
        if one in _KINDS:
            yield _KINDS[one].value


def _region(label: Label) -> str | None:
    issuers = label.get("issuers")
    names = "".join(issuers) if isinstance(issuers, list) else str(issuers or "")
    number = str(label.get("doc_number") or "")
    if not names and not re.match("GB|HJ|DB", number):
        return None
    if _HUIZHOU in names:
        return _HUIZHOU
    return _GUANGDONG if _GUANGDONG in names or number.startswith("DB44") else NATION


def _group(value: StatusValue) -> str:
    return "ended" if value in ENDED else "in force" if value in BINDING else "unsaid"


def _status(label: Label, kind: Kind, labels: Sequence[Label], day: date) -> str:
    if kind in _WITHOUT_STATUS:
        return "unsaid"
    if _before(label.get("expires_on"), day) or any(_ends(other, label, day) for other in labels):
        return "ended"
    told = str(label.get("validity_note") or "")
    if _before(label.get("effective_from"), day) or "全文有效" in told or "条款失效" in told:
        return "in force"
    return "unsaid"


def _before(stated: object, day: date) -> bool:
    """Whether a day of a label has come; its end is the day after the last one."""
    return isinstance(stated, str) and len(stated) == 10 and date.fromisoformat(stated) < day


def _ends(other: Label, label: Label, day: date) -> bool:
    """Whether a label says that its document ends the whole of the other's."""
    repeals = other.get("repeals")
    if (
        other is label
        or not isinstance(repeals, list)
        or not _before(other.get("effective_from"), day)
    ):
        return False
    return any(
        isinstance(one, dict) and one.get("scope") in (None, "whole") and _names(one, label)
        for one in repeals
    )


def _names(repeal: Mapping[str, object], label: Label) -> bool:
    number, own = repeal.get("doc_number"), label.get("doc_number")
    if number and own:
        return comparable_number(str(number)) == comparable_number(str(own))
    title, titles = repeal.get("title"), (label.get("title"), label.get("title_short"))
    known = {comparable_title(str(one)) for one in titles if one}
    return bool(title) and comparable_title(str(title)) in known


# ---------------------------------------------------------------- the laws


def of_laws(library: Library, laws: Path, day: date) -> list[Measure]:
    """Region, status and successions of the laws that the library holds."""
    truth = {row["id"]: row for row in rows(laws)}
    region, status = Measure("laws: province"), Measure("laws: status")
    flagged = Measure("laws: ended, of those flagged as expired")
    wordings: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for chunk in chunks(truth, 500):
        documents = library.catalogue.documents(chunk, text=False)
        cards = library.catalogue.cards(chunk)
        for identity, document in documents.items():
            row = truth[identity]
            if row.get("_level") == "地方性法规":
                place = province_of(str(_value(document, "region"))) or ""
                region.add(document.title, place[:2], str(row["_category"])[:2])
            held = _group(status_on(cards[identity].timeline, day).value)
            binds = held == "in force"
            wordings[row["title"]].append((str(row["_version_date"]), binds))
            if row.get("_expired") is None:
                continue
            if row["_expired"]:
                flagged.add(document.title, held, "ended")
            else:
                status.add(document.title, held, "in force")
    return [region, status, flagged, _earlier(wordings)]


def _earlier(wordings: Mapping[str, list[tuple[str, bool]]]) -> Measure:
    """Earlier wordings of one title that do not count as in force."""
    earlier = Measure("laws: earlier wordings not in force")
    for title, known in wordings.items():
        for version, binds in sorted(known)[:-1]:
            earlier.add(f"{title} {version}", "in force" if binds else "ended", "ended")
    return earlier


if __name__ == "__main__":
    main()
