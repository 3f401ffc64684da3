"""The document types: what a file becomes on its way to the index.

SourceFile ─► ExtractedDocument ─► PolicyDocument ─► (catalogue) ─► IndexedDocument

All are frozen values. Dates are ``datetime.date``; offsets are in characters of the document's
``text``, so that ``text[start:end]`` is what is quoted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from indexer.model.evidence import PRECEDENCE, Basis, Value, Values
from indexer.model.extracted import Block, Quality, TextOrigin
from indexer.model.labels import LabelledEnum
from indexer.model.responsibilities import Responsibility
from indexer.model.validity import Mention, Timeline


class Kind(LabelledEnum):
    """What sort of document; ``label`` is what people read."""

    POLICY = "policy", "政策文件"
    LAW = "law", "法律法规"
    INTERPRETATION = "interpretation", "政策解读"
    DRAFT = "draft", "征求意见稿"
    ATTACHMENT = "attachment", "附件"
    STANDARD = "standard", "标准"
    OTHER = "other", "其他"


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
    quality: Quality = field(default_factory=Quality)
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

    @property
    def hints(self) -> tuple[str, ...]:
        """What reading told of that casts no doubt on the text: hidden text that was left out."""
        return tuple(told for told in self.warnings if told not in self.quality.doubts)


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
