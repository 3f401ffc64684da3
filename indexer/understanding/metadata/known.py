"""What the rules of metadata that come later build on: the text as it was surveyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.model import Basis, Block, Evidence, Value
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.closing import Signature
from indexer.understanding.metadata.filename import FileName
from indexer.understanding.metadata.layout import Head
from indexer.understanding.metadata.notes import Step
from indexer.understanding.metadata.standards import StandardCover
from indexer.understanding.metadata.title_text import Title

OPENING = 1_500


@dataclass(frozen=True, slots=True)
class Known:
    """A document's text with what its head, its end and its file's name say."""

    text: str
    blocks: Sequence[Block]
    head: Head
    title: Title | None
    file: FileName
    steps: Sequence[Step]
    signature: Signature | None
    cover: StandardCover | None
    authority: Authority
    region: str | None
    body: int  # where the text proper begins
    end: int  # where the document's own text ends
    author: str | None = None  # whom the file calls so


def title_passage(known: Known) -> Evidence:
    """The title as it stands in the text, or the file's name."""
    title = known.title
    if title is None or title.end == 0:
        return Evidence(Basis.INFERRED, "", known.file.title if title is not None else "")
    quote = known.text[title.start : title.end]
    return Evidence(Basis.EXTRACTED, "", quote, title.page, title.start, title.end)


def standing_on(value: Value, others: Sequence[Value]) -> Value:
    """A value that was concluded from another one stands on what that one stands on."""
    if not others:
        return value
    best = max(others, key=lambda other: other.evidence.confidence).evidence
    place = replace(
        value.evidence, quote=best.quote, start=best.start, end=best.end, page=best.page
    )
    return replace(value, evidence=place)


def names_of(claims: Sequence[Value]) -> tuple[str, ...]:
    if not claims:
        return ()
    value = max(claims, key=lambda found: found.evidence.confidence).value
    return (value,) if isinstance(value, str) else value
