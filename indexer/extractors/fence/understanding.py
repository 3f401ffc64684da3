"""What is read in a text within the fence's limits: metadata, validity, what must not be published.

The rules are given from above; here stands what crosses the border of a worker process.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from indexer.model import Block, ExtractedDocument, Mention, Responsibility, Values
from indexer.model.errors import Quarantined, QuarantineReason, origin_of

log = logging.getLogger(__name__)


class Understood(Protocol):
    """``indexer.understanding.understand.Understanding``, as far as it is needed."""

    @property
    def values(self) -> Values: ...

    @property
    def mentions(self) -> tuple[Mention, ...]: ...

    @property
    def responsibilities(self) -> tuple[Responsibility, ...]: ...

    @property
    def warnings(self) -> tuple[str, ...]: ...


class Understand(Protocol):
    """``indexer.understanding.understand.understand`` with its authority and region given.

    Picklable, as all that goes to a worker.
    """

    def __call__(
        self, text: str, blocks: tuple[Block, ...], *, name: str, declared: Values
    ) -> Understood: ...


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a document before it is read: its name, and what was declared of it."""

    name: str
    declared: Values


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not in a file. ``blocks`` is None where its lines have not been told apart."""

    text: str
    blocks: tuple[Block, ...] | None
    given: Given


@dataclass(frozen=True, slots=True)
class Read:
    """A document with what was understood of it, and the seconds that both took."""

    document: ExtractedDocument
    understood: Understood
    seconds: float = 0.0


class Reader(Protocol):
    """Makes a document of what an extractor or a record gives. Picklable; ``modules`` are those
    that it needs, which the fork server imports once."""

    @property
    def modules(self) -> tuple[str, ...]: ...

    def file(self, extracted: ExtractedDocument, given: Given) -> Read: ...

    def text(self, text: Text) -> Read: ...


def guarded(work: Callable[[], Read]) -> Read:
    """The last line of defence: a defect of ours costs one document, not the run.

    Raises Quarantined for whatever unforeseen the work raises, with its type.
    """
    try:
        return work()
    except (Quarantined, MemoryError):
        raise
    except Exception as error:
        log.error("not understood: %s", origin_of(error))
        kind = type(error).__name__
        raise Quarantined(QuarantineReason.CRASHED, f"理解文字时出错（{kind}）") from error


# Texts go to a worker in bundles: the way there costs as much as a short one takes to read.
_BUNDLE = 50
_BUNDLE_CHARACTERS = 200_000


def bundled(texts: Iterable[Text]) -> Iterator[list[Text]]:
    bundle: list[Text] = []
    characters = 0
    for text in texts:
        if bundle and (len(bundle) == _BUNDLE or characters + len(text.text) > _BUNDLE_CHARACTERS):
            yield bundle
            bundle, characters = [], 0
        bundle.append(text)
        characters += len(text.text)
    if bundle:
        yield bundle
