"""The sample corpus as ingested, beside its stated truth."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sample_corpus
from indexer.bootstrap import Library
from indexer.model import PolicyDocument, Relation
from indexer.model.validity import status_on
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.validity.directory import title_key
from indexer.understanding.validity.timeline import timeline

ROOT = Path(sample_corpus.__file__).parent
TODAY = date(2026, 11, 23)

# Compared where the truth states them; of these, a missing truth says that the text tells none.
_TEXTS = (
    "genre", "urgency", "index_number", "registration_number", "published_date", "printed_date",
    "term",
)  # fmt: skip
_EXACT = ("written_date", "effective_from", "expires_on", "region")


def truths() -> list[dict[str, Any]]:
    lines = (ROOT / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@dataclass(frozen=True)
class Ingested:
    """A library with the documents by their paths."""

    library: Library
    documents: Mapping[str, PolicyDocument]

    @classmethod
    def of(cls, library: Library) -> Ingested:
        catalogue = library.catalogue
        ids = [change.id for change in catalogue.changes_since(0) if not change.deleted]
        found = catalogue.documents(ids).values()
        return cls(library, {d.source.name: d for d in found if d.source is not None})

    def misses(self) -> set[tuple[str, str]]:
        """What is not as the truth says: (path, field), and what was found instead to stderr."""
        found = set()
        for truth in truths():
            if truth["outcome"] != "indexed":
                continue
            for field, wanted, got in self._differences(truth):
                print(f"{truth['path']} {field}: {wanted!r} wanted, {got!r} found")
                found.add((truth["path"], field))
        return found

    def _differences(self, truth: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
        document = self.documents.get(truth["path"])
        if document is None:
            yield "document", truth["path"], None
            return
        for field, wanted, got in (
            *self._plain(truth, document),
            *self._validity(truth, document),
        ):
            if wanted != got:
                yield field, wanted, got
        for field in ("theme", "domain"):
            classes = document.texts_of(field)
            if field in truth and not set(truth[field]) & set(classes):
                yield field, truth[field], classes
        missing = self._relations_wanted(truth) - self._relations_found(document)
        if missing:
            yield "relations", sorted(missing), None

    def _plain(
        self, truth: Mapping[str, Any], document: PolicyDocument
    ) -> Iterator[tuple[str, object, object]]:
        yield "title", _tight(truth["title"]), _tight(document.title)
        yield "doc_number", truth.get("doc_number"), document.doc_number or None
        yield "issuers", set(truth["issuers"]), set(document.issuers)
        yield "kind", truth["kind"], document.kind.value
        for field in _EXACT:
            yield field, truth.get(field), document.text_of(field)
        for field in _TEXTS:
            if field in truth:
                yield field, truth[field], document.text_of(field)
        if "addressees" in truth:
            yield "addressees", truth["addressees"], list(document.texts_of("addressees"))
        if "issuers_now" in truth:
            current = self.library.current_name
            yield "issuers_now", truth["issuers_now"], [*map(current, document.issuers)]

    def _validity(
        self, truth: Mapping[str, Any], document: PolicyDocument
    ) -> Iterator[tuple[str, object, object]]:
        line = timeline(document, tuple(self.library.catalogue.events(document.id)))
        status = status_on(line, TODAY)
        yield "status", truth["status"]["value"], status.value.value
        if truth["status"]["since"]:
            yield "status since", truth["status"]["since"], str(status.since)
        days = {day: status_on(line, date.fromisoformat(day)) for day in truth["status_on"]}
        yield "status_on", truth["status_on"], {d: s.value.value for d, s in days.items()}

    # Relations as (type, path or number or title of the target, scope).

    def _relations_wanted(self, truth: Mapping[str, Any]) -> set[tuple[str, str]]:
        wanted = set()
        for one in truth["relations"]:
            target = one["target"] if one["target"] in self.documents else None
            named = one.get("number") or title_key(one.get("title") or "")
            if target is None and one["target"] is not None:
                # Of a file that nobody could read, the number is known.
                named = next(t for t in truths() if t["path"] == one["target"])["doc_number"]
            wanted.add((one["type"], target or named))
        return wanted

    def _relations_found(self, document: PolicyDocument) -> set[tuple[str, str]]:
        paths = {one.id: path for path, one in self.documents.items()}
        found = set()
        for link in self.library.catalogue.relations(document.id):
            relation: Relation = link.relation
            if relation.source_id != document.id:
                continue
            mention = relation.mention
            names = (paths.get(relation.target_id or ""), mention.target_number)
            for name in (*names, title_key(mention.target_title or "")):
                if name:
                    found.add((mention.type.value, name))
        return found


def local_authority() -> Authority:
    return Authority.load(ROOT / "bodies.csv")


def _tight(text: str) -> str:
    return "".join(text.split())
