"""Short ways to write documents, cards and mentions in tests."""

from datetime import date

from indexer.model import (
    Basis,
    Evidence,
    Kind,
    Mention,
    PolicyDocument,
    Relation,
    RelationType,
    Scope,
    Value,
)
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.events import Incoming


def day(text: str) -> date:
    return date.fromisoformat(text)


def document(id_: str = "d", *, kind: Kind = Kind.POLICY, **fields: str | Value) -> PolicyDocument:
    """A document whose plain fields are read from its text with certainty."""
    values = {"kind": (Value(kind.value, Evidence(Basis.EXTRACTED, "test")),)}
    for name, field in fields.items():
        if isinstance(field, str):
            field = Value(field, Evidence(Basis.EXTRACTED, "test"))
        values[name] = (field,)
    return PolicyDocument(id_, "", (), values)


def value(text: str, basis: Basis, rule: str = "test") -> Value:
    return Value(text, Evidence(basis, rule))


def mention(
    type_: RelationType,
    title: str | None = None,
    number: str | None = None,
    *,
    on: str | None = None,
    from_date: str | None = None,
    issuer: str | None = None,
    scope: Scope = Scope.WHOLE,
    provision: str = "",
    confidence: float = 0.95,
) -> Mention:
    return Mention(
        type_,
        Evidence(Basis.EXTRACTED, "test", "……", confidence=confidence),
        target_title=title,
        target_number=number,
        target_date=day(on) if on else None,
        target_issuer=issuer,
        scope=scope,
        provision=provision,
        from_date=day(from_date) if from_date else None,
        from_own_effective=from_date is None,
    )


def card(id_: str, title: str, number: str | None = None, **more: object) -> DocumentCard:
    """Days may be given as texts."""
    for name in ("written_date", "published_date", "effective_from"):
        if isinstance(given := more.get(name), str):
            more[name] = day(given)
    more.setdefault("kind", Kind.POLICY)
    return DocumentCard(id_, title, number, **more)  # type: ignore[arg-type]


def told(said: Mention, speaker: DocumentCard, target: str = "d") -> Incoming:
    return Incoming(Relation(speaker.id, target, said, "number"), speaker)
