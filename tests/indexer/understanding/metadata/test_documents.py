"""The readings of documents of our own writing, one trap each."""

from __future__ import annotations

import pytest

from indexer.model import Basis, Value
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.reading import read_metadata
from tests.indexer.understanding.metadata.documents import DOCUMENTS, Document

AUTHORITY = Authority.load()


def read(document: Document) -> dict[str, tuple[Value, ...]]:
    return read_metadata(
        document.text, (), name=document.name, authority=AUTHORITY, region=document.region
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.trap)
def test_reading(document: Document) -> None:
    values = read(document)
    found = {name: values[name][0].value if name in values else None for name in document.expect}
    assert found == document.expect
    assert {name for name in document.absent if name in values} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.trap)
def test_each_claim_shows_where_it_stands(document: Document) -> None:
    for field, claims in read(document).items():
        assert [c.evidence.confidence for c in claims] == sorted(
            (c.evidence.confidence for c in claims), reverse=True
        )
        for claim in claims:
            evidence = claim.evidence
            assert evidence.rule
            assert 0 < evidence.confidence <= 1, field
            if evidence.start is None or evidence.end is None:
                continue
            assert 0 <= evidence.start < evidence.end <= len(document.text), field


def test_what_only_the_name_or_the_code_tells_is_inferred() -> None:
    silent = next(d for d in DOCUMENTS if d.text == "（图片）")
    values = read(silent)
    assert values["title"][0].evidence.basis is Basis.INFERRED
    assert values["doc_number"][0].evidence.basis is Basis.INFERRED
