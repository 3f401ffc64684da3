"""The search types: SearchRequest ─► EngineQuery ─► EngineResult ─► SearchResponse.

A query says apart *what matches* (a tree) and *what ranks* (a bag of weighted terms).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypedDict

from indexer.model import Status
from indexer.model.labels import LabelledEnum
from indexer.model.values import value

Day = date

# Date field → its first and last day, both within; documents without that day are out.
Ranges = Mapping[str, tuple[date | None, date | None]]

# ---------------------------------------------------------------- what users ask


class Sort(LabelledEnum):
    RELEVANCE = "relevance", "相关"
    NEWEST = "newest", "最新"
    OLDEST = "oldest", "最早"


@value
class SearchRequest:
    """A search as the API, the command line and the pages ask it.

    ``filters``: field name → values; OR within a field, AND across fields. ``as_of`` None: today
    in Asia/Shanghai. ``page`` counts from 1.
    """

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published_from: date | None = None
    published_to: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    expires_from: date | None = None
    expires_to: date | None = None
    as_of: date | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 10
    facets: tuple[str, ...] = ("issuer", "status", "year")
    facet_size: int = 20
    highlight: bool = True
    explain: bool = False
    prefer_in_force: bool = True

    @property
    def ranges(self) -> Ranges:
        """Those that were asked for, by date field."""
        named = {
            "published": (self.published_from, self.published_to),
            "effective": (self.effective_from, self.effective_to),
            "expires": (self.expires_from, self.expires_to),
        }
        return {name: ends for name, ends in named.items() if ends != (None, None)}


# ---------------------------------------------------------------- what engines are asked


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every document."""


@value
class Terms:
    """Matches a document in which every index term stands in one of the fields.

    ``fields`` empty: any text field, each term on its own.
    """

    terms: tuple[str, ...]
    fields: tuple[str, ...] = ()


@value
class Substring:
    """Matches a document whose folded text (``Analyzer.fold``) holds ``text`` as it stands.

    ``text`` is folded already. The empty string stands in every text: it matches everything.
    """

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keyword:
    """Matches a document that has one of ``values`` in the keyword or status ``field``."""

    field: str
    values: tuple[str, ...]


@value
class AllOf:
    children: tuple[Node, ...]


@value
class AnyOf:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Matches where at least ``count`` of the children match."""

    count: int
    children: tuple[Node, ...]


@value
class NoneOf:
    """Matches where no child matches."""

    children: tuple[Node, ...]


Node = Everything | Terms | Substring | Keyword | AllOf | AnyOf | AtLeast | NoneOf


@value
class WeightedTerm:
    """A term that ranks. ``pair``: a pair of adjacent Chinese characters of the body or title,
    looked up in the pair index rather than among the words."""

    term: str
    weight: float = 1.0
    pair: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """What moves equal matches: ``in_force`` and ``recency`` are shares of the score.

    A document in force scores ``1 + in_force`` times; the newest ``1 + recency`` times, falling
    with a half-life of ``recency_years``.
    """

    in_force: float = 0.0
    recency: float = 0.0
    recency_years: float = 5.0


@dataclass(frozen=True, slots=True)
class Lifting:
    """The ``window`` best hits gain ``share`` of the best score without bonuses, times the matches
    that have their (first) value of ``field``, one of the tallies, over those of the value that
    has most. The page is of these in their new order."""

    field: str
    share: float
    window: int


@value
class EngineQuery:
    """What an engine is asked; filters as in SearchRequest.

    ``status`` among the filters is the status on ``as_of``. ``boosts``: nodes with an amount
    that is added to the score of every hit they match (a title that holds the whole query, a
    phrase that stands as typed). ``bonus``: document id → added to its score if it matches
    (exact number or title, learned judgements). ``include``: ids that are hits whatever
    ``match`` says (they still must pass the filters). ``tallies``: fields whose counts are looked
    up by value and not listed, as ``facets`` are: there may be tens of thousands.
    """

    match: Node
    score: tuple[WeightedTerm, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Ranges = field(default_factory=dict)
    as_of: date = date.max
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = ()
    tallies: tuple[str, ...] = ()
    preferences: Preferences = Preferences()
    boosts: tuple[tuple[Node, float], ...] = ()
    bonus: Mapping[str, float] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    lifting: Lifting | None = None


class EngineHit(NamedTuple):
    """A named tuple rather than a dataclass: hundreds are made for an answer, in half the time."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a field's values, own filter left out: the highest (0 where there is none), and
    the one ``of`` a value."""

    most: int
    of: Callable[[str], int]

    @classmethod
    def counted(cls, counts: Iterable[tuple[str, int]]) -> Tally:
        each = dict(counts)
        return cls(max(each.values(), default=0), lambda value: each.get(value, 0))


@value
class EngineResult:
    """``facets``: field → (value, count), highest count first, own filter left out, zero counts
    dropped unless selected. ``best``: the best score without bonuses, where hits were lifted."""

    total: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    revision: int
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    best: float = 0.0


# ---------------------------------------------------------------- what users get


class DateKind(LabelledEnum):
    """Which day of a document orders it; in ``indexing.projection.DATING`` is which comes first."""

    PUBLISHED = "published", "发布"
    WRITTEN = "written", "成文"
    PRINTED = "printed", "印发"
    EFFECTIVE = "effective", "施行"


@value
class Passage:
    """The best article or section of a hit: its heading, and the anchor of its place."""

    heading: str
    anchor: str


@value
class Piece:
    """A stretch of the text as escaped HTML, and the article or section that it is from; None
    before the first one. The text does not repeat the heading."""

    text: str
    heading: str | None = None
    anchor: str | None = None


class Highlights(TypedDict):
    title: str
    body: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """A document that has taken the place of another; or the notice that one is attached to."""

    id: str
    title: str
    doc_number: str | None


@value
class Hit:
    id: str
    title: str
    doc_number: str | None
    issuers: tuple[str, ...]
    kind: str
    published_date: date | None
    status: Status
    score: float
    url: str
    highlights: Highlights
    passage: Passage | None = None
    quality_doubtful: bool = False
    origin: str = "text"
    match: str = "text"  # number, title, cites, text: what made it a hit
    explain: tuple[str, ...] = ()
    # The day by which it is sorted and filtered, and which day that is: published, written …
    date: Day | None = None
    date_kind: DateKind | None = None
    # What holds in its place, where it has ended by the day that is asked about.
    replaced_by: Replacement | None = None
    # The notice whose attachment it is.
    attached_to: Replacement | None = None


@value
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool


@value
class Facet:
    """``total``: how many distinct values there are; ``values`` are the first of them."""

    label: str
    total: int
    values: tuple[FacetValue, ...]


@value
class QueryReport:
    """What was understood of the query, and what was done to it."""

    text: str
    terms: tuple[str, ...] = ()
    doc_number: str | None = None
    synonyms: tuple[str, ...] = ()
    did_you_mean: str | None = None
    relaxed: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What was found by relaxing a query that few documents match in full: a list of its own, by
    relevance. ``note`` says in Chinese what was relaxed. ``as_typed``: where it is what a repair of
    the query finds, the query that asks for what was typed."""

    note: str
    total: int
    hits: tuple[Hit, ...]
    as_typed: str | None = None


@value
class SearchResponse:
    total: int
    page: int
    size: int
    took_ms: float
    as_of: date
    revision: int
    query: QueryReport
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet]
    notes: tuple[str, ...] = ()
    relaxed: Relaxed | None = None
    # The values that were filtered by: those that the request's were found to mean.
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
