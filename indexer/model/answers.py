"""An answer: what was understood of a question, and what the documents say to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.model.duties import ResponsibleBody
from indexer.model.labels import LabelledEnum
from indexer.model.passages import PassageDocument, PassageHit
from indexer.model.queries import QueryReport


class QuestionKind(LabelledEnum):
    WHO = "who", "由谁负责"
    TELEPHONE = "telephone", "联系电话"
    VALIDITY = "validity", "是否有效"
    AMOUNT = "amount", "多少钱"
    DEADLINE = "deadline", "时间期限"
    MATERIAL = "material", "所需材料"
    CONDITION = "condition", "条件资格"
    PROCEDURE = "procedure", "如何办理"
    OTHER = "other", "其他"


@dataclass(frozen=True, slots=True)
class Understood:
    """``matter``: the question without its question words; ``day``: the one that is asked about,
    ``said`` in the question or not; ``places``: regions that it names."""

    kind: QuestionKind
    matter: str
    day: date
    said: bool
    places: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confidence:
    """Between 0 and 1. ``missing``: words of the question that the best passage does not hold."""

    value: float
    label: str
    reason: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed: ``document`` was replaced, ended or amended, by what ``by`` says."""

    document: PassageDocument
    what: str
    by: PassageDocument | None


@dataclass(frozen=True, slots=True)
class Answer:
    """``answered`` false: nothing in the library answers; ``searches`` are offered then, as are
    passages that come near."""

    question: str
    understood: Understood
    answered: bool
    confidence: Confidence
    passages: tuple[PassageHit, ...]
    bodies: tuple[ResponsibleBody, ...]
    documents: tuple[PassageDocument, ...]
    changes: tuple[Changed, ...]
    interpretations: tuple[PassageDocument, ...]
    searches: tuple[str, ...]
    revision: int
    took_ms: float
    query: QueryReport
    notes: tuple[str, ...] = ()
