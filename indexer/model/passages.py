"""What is asked of passages, and what they answer: articles and sections over all documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.model.labels import LabelledEnum
from indexer.model.queries import DateKind, QueryReport, Replacement, SearchRequest
from indexer.model.validity import Status

Day = date


class SpanKind(LabelledEnum):
    CONDITION = "condition", "条件"
    MATERIAL = "material", "材料"
    DEADLINE = "deadline", "时限"
    AMOUNT = "amount", "金额"
    FEE = "fee", "收费"
    TELEPHONE = "telephone", "电话"


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end] == quote``. ``value``: normalised, for machines and people alike: 2000 元,
    20 工作日, 0000-2218036; ``number`` and ``unit`` are its parts, where it counts something."""

    kind: SpanKind
    value: str
    number: float | None
    unit: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PassageRequest:
    """``search``: what is looked for; of it ``page`` and ``size`` count passages. ``context``: so
    many parts before and after each. ``per_document``: at most so many of one document. ``has``:
    only what tells such things."""

    search: SearchRequest
    context: int = 0
    per_document: int = 2
    has: tuple[SpanKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of a document's text, ``text[start:end]`` of it literally. ``heading`` and
    ``anchor`` are None before the first article or section."""

    heading: str | None
    anchor: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PassageDocument:
    """The document that a passage is of, with its status on the day that is asked about."""

    id: str
    title: str
    doc_number: str | None
    issuers: tuple[str, ...]
    kind: str
    status: Status
    date: Day | None
    date_kind: DateKind | None
    replaced_by: Replacement | None
    attached_to: Replacement | None
    quality_doubtful: bool
    url: str


@dataclass(frozen=True, slots=True)
class PassageChange:
    """What befell an article by the day that is asked about, where its document still holds; of an
    explanation, what befell the document that it explains, without a ``number``.
    ``provision`` as it was named (第三条第二款), ``number``: of the article; ``what``: 停止执行,
    废止 or 修改; ``ended``: whether all of the article holds no more. ``by_id`` is empty where what
    says so is withheld."""

    provision: str
    number: str
    what: str
    ended: bool
    since: Day
    by_id: str
    by_title: str

    @property
    def told(self) -> str:
        """As a sentence without its end."""
        by = f"（据《{self.by_title}》）" if self.by_title else ""
        said = f"{self.provision}自 {self.since.isoformat()} 起{self.what}{by}"
        return said if self.ended or self.what != "修改" else f"{said}，以修改后的文字为准"


@dataclass(frozen=True, slots=True)
class PassageHit:
    """``path``: the headings above and its own, outermost first. ``html``: the quote, escaped,
    with ``<em>``. ``before`` and ``after``: its neighbours in text order. ``spans``: what it tells
    that people ask for, placed in the document's text. ``changed``: what befell the passage itself
    by the day that is asked about."""

    document: PassageDocument
    passage: Quoted
    path: tuple[str, ...]
    html: str
    score: float
    spans: tuple[Span, ...] = ()
    before: tuple[Quoted, ...] = ()
    after: tuple[Quoted, ...] = ()
    changed: PassageChange | None = None


@dataclass(frozen=True, slots=True)
class PassageAnswer:
    """``total``: passages that can be paged through; ``documents``: those that match;
    ``considered``: the first of them, whose passages were ranked."""

    total: int
    documents: int
    considered: int
    page: int
    size: int
    took_ms: float
    as_of: date
    revision: int
    query: QueryReport
    passages: tuple[PassageHit, ...]
    notes: tuple[str, ...] = ()
