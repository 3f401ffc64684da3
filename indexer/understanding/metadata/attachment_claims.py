"""The claim of what is attached: annexes inside the file, else those that the text lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.model import Passage, Value
from indexer.understanding.metadata.attachments import (
    Attachment,
    find_attachments,
    listed_attachments,
)
from indexer.understanding.metadata.evidence import claim, passages
from indexer.understanding.metadata.known import Known


def attachment_claims(known: Known, title: str) -> Iterator[tuple[str, Value]]:
    if known.cover is not None:
        return
    listed = listed_attachments(known.text, known.body, known.end)
    inside = find_attachments(known.text, known.blocks, known.end, title, known.authority)
    titles = tuple(dict.fromkeys((*(item.title for item in inside if item.title), *listed)))
    if titles:
        shown = _attachment_passages(known.text, inside) or passages(known.text, titles)
        first = shown[0] if shown else None
        yield (
            "attachments",
            claim(
                titles, "attachments" if inside else "list of attachments",
                first.quote if first else "", start=first.start if first else None,
                end=first.end if first else None, confidence=0.8, also=tuple(shown[1:]),
            ),
        )  # fmt: skip


_LONGEST_HEADING = 80


def _attachment_passages(text: str, inside: Sequence[Attachment]) -> tuple[Passage, ...]:
    """How each attachment begins."""
    found = []
    for one in inside[:20]:
        begins = text[one.start : min(one.end, one.start + _LONGEST_HEADING)]
        quote = begins.rstrip()
        found.append(Passage(quote, one.start, one.start + len(quote)))
    return tuple(found)
