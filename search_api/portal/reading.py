"""A document's page: what is known of it, each value with the sentence that it stands on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analyzers.folding import fold
from indexer.catalogue import Attachments, Link
from indexer.catalogue.copies import Copies
from indexer.catalogue.types import Card
from indexer.model import Basis, Event, Evidence, Kind, PolicyDocument, RelationType, Status
from indexer.model.citing import citation
from indexer.model.errors import EngineUnreachable
from indexer.model.fields import METADATA_BY_NAME
from indexer.model.passages import PassageChange
from indexer.model.publication import INTERNAL
from indexer.model.queries import Hit, Replacement
from indexer.model.validity import status_on
from indexer.searching.changed_parts import articles_changed
from indexer.searching.days import today
from indexer.searching.passages import passage_at
from indexer.searching.service import SearchService
from search_api.labels import EVENT_LABELS, RELATION_LABELS
from search_api.originals import is_downloadable, why_not
from search_api.params import DocumentParams
from search_api.portal.history import History, Moment, history_of
from search_api.portal.searching import last_day
from search_api.portal.standing import Standing, standing_of
from search_api.portal.typesetting import Setting, set_text
from search_api.rendering import address
from search_api.responses import wordings_json

# The facts that are always told, known or not; then those that are told where they are known.
_MAIN = ("doc_number", "issuers", "written_date", "published_date", "effective_from", "expires_on")
_NEXT = ("theme", "genre", "region", "index_number", "registration_number")
_UNKNOWN = "未标注"
# Told elsewhere on the page.
_ELSEWHERE = frozenset(("title", "kind", "status", "status_date", "attachments", *INTERNAL))
_KNOWN_BY = {Basis.DECLARED: "来源标注", Basis.REVIEWED: "人工核定", Basis.INFERRED: "推断"}
# Of a kind of relation, so many at once.
_LISTED = 12


@dataclass(frozen=True, slots=True)
class Proof:
    """The sentences that a value stands on, and the place of the first in this document."""

    quotes: Sequence[str]
    where: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    proof: Proof | None
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Of the history: a day, what happened, and the other document that says so."""

    day: date | None
    label: str
    proof: Proof | None
    source: tuple[str, str] | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another document; ``id`` None: not in the library."""

    id: str | None
    title: str
    doc_number: str | None
    standing: Standing | None
    day: date | None
    proof: Proof | None
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """``rest``: what is listed on demand."""

    label: str
    first: Sequence[Related]
    rest: Sequence[Related]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the page shows."""

    document: PolicyDocument
    params: DocumentParams
    day: date
    is_today: bool
    status: Status
    standing: Standing
    status_proof: Proof | None
    replaced_by: Replacement | None
    facts: Sequence[Fact]
    others: Sequence[Fact]
    happenings: Sequence[Happening]
    history: History | None
    wordings: Sequence[Mapping[str, Any]]
    speaks: Sequence[Group]
    spoken: Sequence[Group]
    interpretations: Sequence[Related]
    attachments: Attachments
    listed: Sequence[str]
    similar: Sequence[Hit] | None  # None: the index does not answer
    setting: Setting
    address: str
    downloadable: bool

    @property
    def kind(self) -> str:
        return self.document.kind.label

    @property
    def name(self) -> str:
        return self.document.title or self.document.id

    @property
    def citation(self) -> str:
        """《标题》（文号）."""
        return citation(self.name, self.document.doc_number)

    @property
    def size(self) -> str:
        size = self.document.source.size if self.document.source else 0
        return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, round(size / 1024))} KB"

    @property
    def format(self) -> str:
        source = self.document.source
        name = source.name if source else ""
        return name.rsplit(".", 1)[-1].upper() if "." in name.rsplit("/", 1)[-1] else "文件"

    @property
    def previewable(self) -> bool:
        source = self.document.source
        return self.downloadable and source is not None and source.media_type == "application/pdf"

    @property
    def why_not(self) -> str:
        """Why the original cannot be downloaded."""
        return why_not(self.document.source)


def reading_of(
    service: SearchService, document: PolicyDocument, params: DocumentParams, base: str
) -> Reading:
    """The page of a published document. ``base``: the site's address."""
    now = today()
    day = params.as_of or now
    card = service.catalogue.cards([document.id])[document.id]
    status = status_on(card.timeline, day)
    events = service.events(document.id)
    links = service.relations(document.id)
    place = _Places(document)
    marks, similar = _of_the_index(service, document, params)
    facts, others = _facts(document, place, last_day(card.timeline, day))
    attached = service.attachments(document.id)
    linked = {name for f in attached.files for name in (f.name, f.card.title)}
    listed = (*document.texts_of("attachments"), *document.attachments)
    ended = [e for e in events if e.date is not None and e.date == status.since]
    return Reading(
        document=document,
        params=params,
        day=day,
        is_today=day == now,
        status=status,
        standing=standing_of(status, document.kind.value),
        status_proof=place.proof(ended[-1].evidence, ended[-1].source_id) if ended else None,
        replaced_by=service.replaced_by(document.id, day),
        facts=facts,
        others=others,
        happenings=_happenings(document, events, place),
        history=history_of(card.timeline, _moments(document, events), day, now),
        wordings=wordings_json(service.wordings(document.id)),
        speaks=_groups(links, "out", day, place),
        spoken=_groups(links, "in", day, place),
        interpretations=_distinct(
            _related(link, day, place)
            for link in links
            if link.direction == "in" and link.relation.mention.type is RelationType.INTERPRETS
        ),
        attachments=attached,
        listed=[n for n in dict.fromkeys(listed) if n not in linked],
        similar=similar,
        setting=_with_changes(
            set_text(document, marks, _cited(links, params.as_of)),
            articles_changed(events, status, day),
        ),
        address=base,
        downloadable=is_downloadable(Copies(service.settings.home), document.source),
    )


def _with_changes(setting: Setting, of: Callable[[str], PassageChange | None]) -> Setting:
    """With what befell single articles of the document itself, and not of its annexes."""
    for part in setting.parts:
        if part.kind == "annex":
            break
        if part.kind == "article":
            part.changed = of(part.number)
    return setting


def _of_the_index(
    service: SearchService, document: PolicyDocument, params: DocumentParams
) -> tuple[Sequence[str], Sequence[Hit] | None]:
    """What is marked, and what is similar. Whoever reads a document can do without either, for as
    long as the index's servers do not answer; they are asked once."""
    marks: Sequence[str] = (fold(params.find),) if params.find else ()
    try:
        if params.q and not marks:
            marks = service.marks(params.q)
        return marks, service.similar(document)
    except EngineUnreachable:
        return marks, None


class _Places:
    """Where in the document something stands, in words and as an anchor."""

    def __init__(self, document: PolicyDocument) -> None:
        self._id = document.id
        self._text = document.text

    def proof(self, evidence: Evidence, source_id: str | None = None) -> Proof | None:
        """None where there is no sentence. ``source_id``: whose sentence it is."""
        quotes = [p.quote for p in evidence.also if p.quote]
        if evidence.quote:
            quotes.append(evidence.quote)
        if not quotes:
            return None
        if evidence.start is None or (source_id or self._id) != self._id:
            return Proof(quotes)
        part = passage_at(self._text, evidence.start)
        where = f"第{evidence.page}页 " if evidence.page else ""
        where += f"{part.heading}，转到原文" if part else "转到原文"
        return Proof(quotes, where, f"#{part.anchor}" if part else "#text")


def _facts(
    document: PolicyDocument, place: _Places, last: date | None
) -> tuple[list[Fact], list[Fact]]:
    """The main facts, and the other fields."""
    main = [_fact(document, name, place) for name in _MAIN]
    if last is not None and main[-1].value != str(last):
        main[-1] = Fact(main[-1].label, str(last), main[-1].proof, "据有效性推算")
    main += [f for name in _NEXT if (f := _fact(document, name, place)).value != _UNKNOWN]
    names = [n for n in document.values if n not in {*_MAIN, *_NEXT, *_ELSEWHERE}]
    others = [f for name in names if (f := _fact(document, name, place)).value != _UNKNOWN]
    return main, others


def _fact(document: PolicyDocument, name: str, place: _Places) -> Fact:
    label = METADATA_BY_NAME[name].label if name in METADATA_BY_NAME else name
    best = document.best(name)
    if best is None:
        return Fact(label, _UNKNOWN, None)
    texts = document.texts_of(name)
    if name == "theme":  # of a theme within a theme the inner one is enough
        texts = tuple(t for t in texts if not any(o.startswith(f"{t}\\") for o in texts))
        texts = tuple(t.rsplit("\\", 1)[-1] for t in texts)
    if name == "kind":
        texts = tuple(Kind(t).label for t in texts)
    proof = place.proof(best.evidence)
    known_by = _KNOWN_BY.get(best.evidence.basis, "")
    return Fact(label, "、".join(texts), proof, known_by)


# ---------------------------------------------------------------- history


def _moments(document: PolicyDocument, events: Sequence[Event]) -> list[Moment]:
    """The days of the picture, each day once."""
    told: dict[date, str] = {}
    for day, label in (
        (document.date_of("written_date"), "成文"),
        (document.date_of("published_date"), "发布"),
    ):
        if day is not None:
            told.setdefault(day, label)
    for event in events:
        if event.date is not None:
            told.setdefault(event.date, EVENT_LABELS[event.type])
    return [Moment(day, label) for day, label in sorted(told.items())]


def _happenings(
    document: PolicyDocument, events: Sequence[Event], place: _Places
) -> list[Happening]:
    made = []
    for name, label in (("written_date", "成文"), ("published_date", "发布")):
        best, day = document.best(name), document.date_of(name)
        if best is not None and day is not None:
            made.append(Happening(day, label, place.proof(best.evidence), None))
    for event in events:
        own = event.source_id == document.id
        other = None if own or not event.source_id else (event.source_id, event.source_title)
        proof = place.proof(event.evidence, event.source_id)
        made.append(Happening(event.date, EVENT_LABELS[event.type], proof, other, event.note))
    return sorted(made, key=lambda h: h.day or date.max)


# ---------------------------------------------------------------- relations


def _groups(links: Sequence[Link], direction: str, day: date, place: _Places) -> list[Group]:
    found: dict[str, list[Related]] = {}
    for link in links:
        kind = link.relation.mention.type
        if link.direction != direction or kind is RelationType.VERSION_OF:
            continue
        label = RELATION_LABELS[kind][0 if direction == "out" else 1]
        found.setdefault(label, []).append(_related(link, day, place))
    made = []
    for label, several in found.items():
        distinct = _distinct(several)
        made.append(Group(label, distinct[:_LISTED], distinct[_LISTED:]))
    return made


def _cited(links: Sequence[Link], as_of: date | None) -> dict[str, str]:
    """How the text names other documents of the library, and their pages."""
    named: dict[str, str] = {}
    for link in links:
        mention, other = link.relation.mention, link.other
        if link.direction == "out" and other is not None:
            href = address(other.id, as_of=as_of)
            for name in (
                mention.target_title and f"《{mention.target_title}》",
                mention.target_number,
            ):
                if name:
                    named.setdefault(name, href)
    return named


def _distinct(several: Iterable[Related]) -> list[Related]:
    """Each other document once."""
    return [*{(r.id or r.title, r.provision): r for r in several}.values()]


def _related(link: Link, day: date, place: _Places) -> Related:
    mention, other = link.relation.mention, link.other
    source = link.relation.source_id
    proof = place.proof(mention.evidence, source)
    if other is None:
        title = mention.target_title or mention.target_number or ""
        return Related(None, title, mention.target_number, None, None, proof, mention.provision)
    standing = standing_of(status_on(other.timeline, day), other.kind)
    shown = _day_of(other)
    title = other.title or other.id
    return Related(other.id, title, other.doc_number, standing, shown, proof, mention.provision)


def _day_of(card: Card) -> date | None:
    return card.published_date or card.written_date or card.effective_from


# ---------------------------------------------------------------- beside another


@dataclass(frozen=True, slots=True)
class Side:
    """One of two documents that are compared."""

    id: str
    title: str
    doc_number: str | None
    standing: Standing
    day: date | None


def sides(service: SearchService, documents: Sequence[PolicyDocument]) -> list[Side]:
    cards = service.catalogue.cards([d.id for d in documents])
    made = []
    for document in documents:
        card = cards[document.id]
        standing = standing_of(status_on(card.timeline, today()), card.kind)
        day = _day_of(card)
        made.append(Side(card.id, card.title or card.id, card.doc_number, standing, day))
    return made


# ---------------------------------------------------------------- for machines

_LEGAL_FORCE = {
    "in_force": "InForce",
    "amended": "InForce",
    "partial": "PartiallyInForce",
    "future": "NotInForce",
    "expired": "NotInForce",
    "repealed": "NotInForce",
}


def legislation(reading: Reading) -> dict[str, Any]:
    """schema.org Legislation. Empty for what is none, such as interpretations and drafts."""
    document = reading.document
    if document.kind not in (Kind.POLICY, Kind.LAW, Kind.STANDARD):
        return {}
    force = _LEGAL_FORCE.get(reading.standing.style)
    told = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": reading.address,
        "url": reading.address,
        "name": reading.name,
        "legislationIdentifier": document.doc_number,
        "legislationType": document.text_of("genre"),
        "legislationDate": document.text_of("written_date"),
        "datePublished": document.text_of("published_date"),
        "legislationDateVersion": str(reading.day),
        "legislationPassedBy": [
            {"@type": "GovernmentOrganization", "name": name} for name in document.issuers
        ],
        "legislationJurisdiction": document.text_of("region"),
        "legislationLegalForce": f"https://schema.org/{force}" if force else None,
        "inLanguage": "zh-CN",
    }
    return {name: value for name, value in told.items() if value}


_SPACES = re.compile(r"\s+")


def description(reading: Reading) -> str:
    """One line for search engines and for links that are passed on."""
    parts = (
        reading.document.doc_number,
        "、".join(reading.document.issuers),
        reading.standing.label,
        _SPACES.sub(" ", reading.document.text[:80]),
    )
    return "；".join(p for p in parts if p)
