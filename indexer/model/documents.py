"""The document types: what a file becomes on its way to the index.

SourceFile ─► ExtractedDocument ─► PolicyDocument ─► (catalogue) ─► IndexedDocument

All are frozen values. Dates are ``datetime.date``; offsets are in characters of the document's
``text``, so that ``text[start:end]`` is what is quoted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from indexer.model.findings import FindingKind
from indexer.model.labels import LabelledEnum

# ---------------------------------------------------------------- files and what is in them


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read, found by the walk.

    ``path`` opens it. ``name`` is how it is known in the catalogue: relative to the folder that
    was given, with ``/``, and ``archive.zip!/inner/name.docx`` for a member of an archive;
    always valid UTF-8 (bytes that are not are shown as ``\\xNN``).
    """

    path: Path
    name: str
    size: int
    mtime_ns: int


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    HEADER = "header"  # letterhead text of a page or section header that is not furniture
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text in reading order.

    ``start``/``end`` point into ``ExtractedDocument.text``. ``rows`` holds a table's cells; its
    text then has one line a row, cells parted by a tab. Layout hints are None where the format
    does not tell: ``font_size`` in points, relative sizes are what counts.
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    level: int | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    font_size: float | None = None
    font_name: str | None = None
    centred: bool | None = None
    red: bool | None = None


class TextOrigin(StrEnum):
    TEXT = "text"
    OCR = "ocr"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the extracted text can be trusted; every share is between 0 and 1.

    ``mapped``: characters with a real meaning (no U+FFFD, private use, ``(cid:``).
    ``chinese``: Chinese among letters. ``garbage``: control characters and runs of noise.
    ``coverage``: pages that gave text, of all pages. ``confidence``: OCR's own, else None.
    ``doubts``: what to tell staff, in Chinese; a document is doubtful when there is any.
    """

    mapped: float = 1.0
    chinese: float = 1.0
    garbage: float = 0.0
    coverage: float = 1.0
    confidence: float | None = None
    doubts: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        return bool(self.doubts)


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """What an extractor returns: a value, whole, with how it was won.

    ``text`` is all blocks' texts joined by newlines. ``declared`` holds metadata that the file
    itself states in a table or in its properties (portal pages: 索引号, 发文机关 …), by the
    field names of :data:`indexer.model.fields.METADATA`. ``attachments`` names embedded files.
    ``unread`` counts pages that the time did not suffice for: a further reading goes on there.
    """

    text: str
    blocks: tuple[Block, ...]
    media_type: str
    extractor: str
    extractor_version: str
    pages: int | None = None
    origin: TextOrigin = TextOrigin.TEXT
    quality: Quality = Quality()
    warnings: tuple[str, ...] = ()
    declared: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    unread: int = 0


# ---------------------------------------------------------------- values with their evidence


class Basis(LabelledEnum):
    """How a value is known. Precedence at read time: reviewed, declared, extracted, inferred."""

    REVIEWED = "reviewed", "人工审核"
    DECLARED = "declared", "来源标注"
    EXTRACTED = "extracted", "正文提取"
    INFERRED = "inferred", "据条文推断"


PRECEDENCE: tuple[Basis, ...] = (Basis.REVIEWED, Basis.DECLARED, Basis.EXTRACTED, Basis.INFERRED)


@dataclass(frozen=True, slots=True)
class Passage:
    """A literal piece of the text: ``text[start:end]`` begins with ``quote``."""

    quote: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Whose word a reviewed value is, since which instant (ISO, UTC), and why they say so."""

    who: str
    at: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a value is believed. ``rule`` names the rule; ``quote`` is the text it stands on,
    literally; ``also`` the other passages, where it stands on several; ``review`` tells of what
    staff said, and is nobody else's to read."""

    basis: Basis
    rule: str
    quote: str = ""
    page: int | None = None
    start: int | None = None
    end: int | None = None
    confidence: float = 1.0
    also: tuple[Passage, ...] = ()
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """One claim about one metadata field: a text (dates in ISO form) or several."""

    value: str | tuple[str, ...]
    evidence: Evidence


# Field name → all that is claimed about it, of every basis.
Values = Mapping[str, tuple[Value, ...]]


class Kind(LabelledEnum):
    """What sort of document; ``label`` is what people read."""

    POLICY = "policy", "政策文件"
    LAW = "law", "法律法规"
    INTERPRETATION = "interpretation", "政策解读"
    DRAFT = "draft", "征求意见稿"
    ATTACHMENT = "attachment", "附件"
    STANDARD = "standard", "标准"
    OTHER = "other", "其他"


# ---------------------------------------------------------------- validity


class StatusValue(LabelledEnum):
    IN_FORCE = "in_force", "现行有效"
    AMENDED = "amended", "已修改"
    PARTIALLY_IN_FORCE = "partially_in_force", "部分失效"
    NOT_YET_EFFECTIVE = "not_yet_effective", "尚未生效"
    EXPIRED = "expired", "失效"
    REPEALED = "repealed", "废止"
    DRAFT = "draft", "征求意见稿"
    UNKNOWN = "unknown", "未标注"


# Under which a document, or most of it, still binds.
BINDING = (StatusValue.IN_FORCE, StatusValue.AMENDED, StatusValue.PARTIALLY_IN_FORCE)
ENDED = (StatusValue.EXPIRED, StatusValue.REPEALED)
# Of what is in neither, nobody knows.
NOT_BINDING = (*ENDED, StatusValue.NOT_YET_EFFECTIVE, StatusValue.DRAFT)


@dataclass(frozen=True, slots=True)
class Status:
    """The status on a day. ``since`` is None where the day it began is not known."""

    value: StatusValue
    basis: Basis | None
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """From this day on (``date.min``: from the beginning), this status holds."""

    since: date
    status: Status


# A document's status for every day: changes in order of date, the first one at ``date.min``.
Timeline = tuple[StatusChange, ...]


class EventType(StrEnum):
    EFFECTIVE = "effective"
    AMENDED = "amended"
    PARTIALLY_REPEALED = "partially_repealed"
    REPEALED = "repealed"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a document's validity, with the sentence that says so.

    ``source_id`` is the document that says it (the document itself for its own clauses).
    ``date`` is None where the day is not known; such an event shows but moves no status.
    """

    date: date | None
    type: EventType
    evidence: Evidence
    source_id: str
    source_title: str = ""
    note: str = ""


class RelationType(StrEnum):
    REPEALS = "repeals"
    LAPSES = "lapses"
    AMENDS = "amends"
    CONFIRMS = "confirms"
    ISSUES = "issues"
    FORWARDS = "forwards"
    IMPLEMENTS = "implements"
    BASED_ON = "based_on"
    INTERPRETS = "interprets"
    DRAFT_OF = "draft_of"
    VERSION_OF = "version_of"
    CITES = "cites"


class Scope(StrEnum):
    WHOLE = "whole"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Mention:
    """One document speaks of another: found in the text, not yet resolved to an id.

    ``target_title`` as written without the outer 《》; ``target_number`` normalised;
    ``target_date`` where the clause dates the target; ``target_issuer`` where it names one.
    ``from_date`` is the day from which it holds; None with ``from_own_effective`` true means
    the speaking document's own effective date. ``provision`` names the part (第三条, 附件2).
    """

    type: RelationType
    evidence: Evidence
    target_title: str | None = None
    target_number: str | None = None
    target_date: date | None = None
    target_issuer: str | None = None
    scope: Scope = Scope.WHOLE
    provision: str = ""
    from_date: date | None = None
    from_own_effective: bool = True


@dataclass(frozen=True, slots=True)
class Relation:
    """A mention, and the document it was resolved to (None while there is none)."""

    source_id: str
    target_id: str | None
    mention: Mention
    resolved_by: str = ""  # number, title+issuer, title+date, core+region, or ""


# ---------------------------------------------------------------- who answers for what


class DutyKind(LabelledEnum):
    RESPONSIBLE = "responsible", "负责"
    LEADS = "leads", "牵头"
    ASSISTS = "assists", "配合"
    APPROVES = "approves", "审批"
    ACCEPTS = "accepts", "受理"
    SUPERVISES = "supervises", "监督"
    ENFORCES = "enforces", "查处"
    CARRIES_OUT = "carries_out", "办理"


class BodyLevel(LabelledEnum):
    NATION = "nation", "国家"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村居"
    ANY = "any", "各级"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """``body`` as it is written, ``name`` in full as far as it can be told; ``duty`` is what it has
    to do, in the clause's words; ``matter`` what that is about. The evidence is the clause."""

    body: str
    name: str
    level: BodyLevel
    kind: DutyKind
    duty: str
    matter: str
    evidence: Evidence


# ---------------------------------------------------------------- the document itself


@dataclass(frozen=True, slots=True)
class Source:
    """Where the document came from. ``path`` opens the file again; None for a record."""

    name: str
    path: str | None
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A document as the catalogue keeps it: text, blocks, every claimed value with evidence.

    ``mentions`` are the outgoing ones, as read; their resolution lives in the catalogue.
    ``responsibilities`` are read with the text; a document without its text is without them.
    ``published`` false means withheld: nothing of it leaves without a key.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    values: Values
    mentions: tuple[Mention, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    source: Source | None = None
    extractor: str = ""
    extractor_version: str = ""
    pages: int | None = None
    origin: TextOrigin = TextOrigin.TEXT
    quality: Quality = Quality()
    warnings: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    published: bool = True
    revision: int = 0

    def best(self, name: str) -> Value | None:
        """The value that precedence, then confidence, puts first; None where nothing is known.

        A reviewed empty text means that staff took the value away.
        """
        claims = self.values.get(name, ())
        if not claims:
            return None
        ranked = min(
            claims,
            key=lambda v: (PRECEDENCE.index(v.evidence.basis), -v.evidence.confidence),
        )
        return ranked if ranked.value else None

    def each_of(self, name: str) -> tuple[Value, ...]:
        """Of a field with a claim for each value: those that hold, which are staff's alone where
        staff spoke."""
        claims = self.values.get(name, ())
        reviewed = [v for v in claims if v.evidence.basis is Basis.REVIEWED]
        return tuple(
            Value(text, claim.evidence)
            for claim in (reviewed or claims)
            for text in ((claim.value,) if isinstance(claim.value, str) else claim.value)
            if text
        )

    def text_of(self, name: str) -> str | None:
        """A single-valued field's text; the first of several."""
        found = self.best(name)
        if found is None:
            return None
        return found.value if isinstance(found.value, str) else found.value[0]

    def texts_of(self, name: str) -> tuple[str, ...]:
        found = self.best(name)
        if found is None:
            return ()
        return (found.value,) if isinstance(found.value, str) else found.value

    def date_of(self, name: str) -> date | None:
        found = self.text_of(name)
        return date.fromisoformat(found) if found else None

    @property
    def title(self) -> str:
        return self.text_of("title") or ""

    @property
    def doc_number(self) -> str | None:
        return self.text_of("doc_number")

    @property
    def issuers(self) -> tuple[str, ...]:
        return self.texts_of("issuers")

    @property
    def kind(self) -> Kind:
        return Kind(self.text_of("kind") or Kind.OTHER)


# A claim that holds the document back, or that staff have released it.
PUBLICATION = "publication"
# Claims for staff: of no document that is shown.
FINDINGS = "findings"
INTERNAL = (FINDINGS, PUBLICATION)
WITHHELD, RELEASED = "withheld", "released"


def is_published(values: Values) -> bool:
    """Staff's word; else nothing that withholds, by declaration or by a finding."""
    claims = values.get(PUBLICATION, ())
    reviewed = [v.value for v in claims if v.evidence.basis is Basis.REVIEWED and v.value]
    if reviewed:
        return reviewed[-1] != WITHHELD
    return all(claim.value != WITHHELD for claim in claims)


def withheld_for(values: Values) -> str:
    """Why it is not published, for staff: the kinds found, or who says so."""
    found = dict.fromkeys(
        FindingKind(v.evidence.rule).label
        for v in values.get(PUBLICATION, ())
        if v.evidence.rule in list(FindingKind)
    )
    if found:
        return "、".join(found)
    bases = {v.evidence.basis for v in values.get(PUBLICATION, ()) if v.value == WITHHELD}
    return "工作人员决定" if Basis.REVIEWED in bases else "清单或记录写明不公开"


# ---------------------------------------------------------------- what the engine gets


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """The projection of a PolicyDocument that an engine indexes, by the field table.

    ``texts``: text fields (title, number, body), as written. ``keywords``: filter and facet
    fields, several values each. ``dates``: date fields. ``timeline``: the status of every day.
    Documents that are withheld are never projected.
    """

    id: str
    revision: int
    texts: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    dates: Mapping[str, date]
    timeline: Timeline
