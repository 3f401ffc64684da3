"""All that looks into texts for an answer: passages, who is responsible, questions.

A module of its own because a search for documents needs none of it: it is imported when it is
first asked for, and a server answers its first search the sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from analyzers.analyzer import Analyzer
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Link
from indexer.engines.base import SearchEngine
from indexer.indexing.projection import CurrentName
from indexer.meaning.everyday import EverydayWords
from indexer.model import Event
from indexer.model.queries import SearchRequest
from indexer.runtime.caching import ByteCache
from indexer.searching.answering import Answering
from indexer.searching.asked import Asked
from indexer.searching.cards import CardCache
from indexer.searching.changed_parts import ChangedParts
from indexer.searching.duties import DutySearch
from indexer.searching.duty_facts import DutyFacts
from indexer.searching.evidence import Evidence
from indexer.searching.force import Force
from indexer.searching.meaning import Meaning
from indexer.searching.nearness import Nearness
from indexer.searching.part_texts import PartTexts
from indexer.searching.passage_answers import PassageAnswers
from indexer.searching.passage_search import PassageSearch
from indexer.searching.said_as import SaidAs
from indexer.searching.telling_words import Library
from indexer.searching.texts import TextCache
from indexer.searching.whose import Whose


@dataclass(frozen=True, slots=True)
class Read:
    """What they read of a service."""

    catalogue: Catalogue
    engine: Callable[[], SearchEngine]
    analyzer: Analyzer
    cards: CardCache
    texts: TextCache
    kept: ByteCache
    outlines: ByteCache
    meaning: Callable[[], Meaning | None]
    current_name: CurrentName
    preference: float  # what being in force is worth


@dataclass(frozen=True, slots=True)
class Told:
    """What they are told by a service: how it searches, and what it shows of a document."""

    ask: Callable[[SearchRequest], Asked]
    synonyms: Callable[[str], tuple[str, ...]]
    places: Callable[[str], tuple[str, ...]]
    regions: Callable[[], tuple[str, ...]]
    events: Callable[[str], Sequence[Event]]
    relations: Callable[[str], Sequence[Link]]


@dataclass(frozen=True, slots=True)
class Answerers:
    passages: PassageAnswers
    duties: DutySearch
    questions: Answering

    @classmethod
    def of(cls, read: Read, told: Told) -> Answerers:
        said = SaidAs(read.analyzer.edges)
        passages = PassageSearch(
            told.ask,
            read.engine,
            read.cards,
            read.texts,
            PartTexts(read.kept, read.outlines),
            said.of,
            read.preference,
            ChangedParts(told.events, told.relations, read.catalogue.revision, read.kept).by,
        )
        facts = DutyFacts(read.catalogue.duty_rows, read.kept)
        library = partial(_library, read, told, said)
        duties = DutySearch(
            read.catalogue, passages, facts, read.current_name, library, told.regions
        )
        evidence = Evidence(
            Whose(duties), Force(told.events), library,
            Nearness(read.meaning, EverydayWords(read.analyzer.cut), read.kept), told.relations,
        )  # fmt: skip
        return cls(
            PassageAnswers(passages, evidence),
            duties,
            Answering(read.catalogue, passages, duties, evidence, told.relations, told.places),
        )


def _library(read: Read, told: Told, said: SaidAs) -> Library:
    """What is known of words."""
    engine = read.engine()
    return Library(
        engine.document_frequency, max(1, engine.status().documents), told.synonyms,
        read.analyzer.is_word, said.of,
    )  # fmt: skip
