"""Understanding a document: metadata, validity and relations, from text and blocks alone.

A pure function, so that a whole catalogue can be understood anew after a rule has changed,
without extracting any file again. What is declared elsewhere is kept beside what is read.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analyzers.folding import fold
from indexer.model import (
    PRECEDENCE,
    Basis,
    Block,
    Evidence,
    Kind,
    Mention,
    RelationType,
    Responsibility,
    Value,
    Values,
)
from indexer.model.blocks import page_finder
from indexer.model.errors import origin_of
from indexer.model.responsibilities import DUTIES_UNREAD
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.collection_note import collection_note
from indexer.understanding.metadata.reading import read_metadata
from indexer.understanding.metadata.settling import settle
from indexer.understanding.responsibilities.facts import Speaker as DutySpeaker
from indexer.understanding.responsibilities.reading import read_responsibilities
from indexer.understanding.validity.clauses import Reading, read_clauses
from indexer.understanding.validity.declared import title_mark
from indexer.understanding.validity.directory import core_key, title_key
from indexer.understanding.validity.effect import OwnDate
from indexer.understanding.validity.operations import Operation
from indexer.understanding.validity.relations import read_relations
from indexer.understanding.validity.spans import Masker
from indexer.understanding.validity.succession import REISSUED
from indexer.understanding.validity.terms import last_day

log = logging.getLogger(__name__)

# What a document is about, where its duties do not say: its title's core.
_LONGEST_SUBJECT = 40

_PageOf = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class Understanding:
    """All claimed values (the declared ones among them) and all that is said of others."""

    values: Values
    mentions: tuple[Mention, ...]
    responsibilities: tuple[Responsibility, ...] = ()
    warnings: tuple[str, ...] = ()


def understand(
    text: str,
    blocks: tuple[Block, ...],
    *,
    name: str,
    declared: Values,
    authority: Authority,
    region: str | None,
) -> Understanding:
    """Read a document.

    ``name`` is the source's name, ``region`` the library's; ``declared`` is what a manifest, a
    record or a portal's table states, and outranks what is read here. Never raises for odd text.
    """
    given = _text_of(declared, "title")
    note = collection_note(text)
    noted = note.of(text) if note else {}
    text = note.taken_from(text) if note else text
    read = read_metadata(
        text, blocks, name=name, authority=authority, region=region, title=given,
        author=_text_of(declared, "author"),
    )  # fmt: skip
    values: dict[str, list[Value]] = {}
    for source in (declared, noted, read):
        for field, claims in source.items():
            values.setdefault(field, []).extend(claims)
    settle(values)
    title, kind = _text_of(values, "title") or "", _kind_of(values)
    folded = fold(text)
    reading = read_clauses(text, blocks, title=title, folded=folded)
    speaker = _Speaker(
        kind, title, _text_of(values, "doc_number"), _is_unofficial(values), _places(values)
    )
    for field, value in _validity_values(reading, values, speaker):
        values.setdefault(field, []).append(value)
    related = read_relations(Masker(text, folded), title, kind)
    known = _text_of(values, "effective_from")
    start = _iso(known) if known else None
    page = page_finder(blocks)
    duties, warnings = _duties_or_warning(text, blocks, speaker, authority, page)
    return Understanding(
        {field: tuple(_paged(claims, page)) for field, claims in values.items() if claims},
        tuple(_with_page(one, page) for one in _mentions(reading, related, speaker, start)),
        duties,
        warnings,
    )


def _duties_or_warning(
    text: str, blocks: tuple[Block, ...], speaker: _Speaker, authority: Authority, page: _PageOf
) -> tuple[tuple[Responsibility, ...], tuple[str, ...]]:
    """A defect of ours in reading duties costs the duties, not the document, and is told: nothing
    else rests on them."""
    try:
        return tuple(_duties(text, blocks, speaker, authority, page)), ()
    except MemoryError:
        raise
    except Exception as error:
        log.error("duties not read: %s", origin_of(error))
        return (), (DUTIES_UNREAD,)


def _duties(
    text: str, blocks: tuple[Block, ...], speaker: _Speaker, authority: Authority, page: _PageOf
) -> Iterator[Responsibility]:
    """What a draft or a comment says of duties, holds for nobody."""
    if speaker.kind in (Kind.DRAFT, Kind.INTERPRETATION) or speaker.unofficial:
        return
    subject = core_key(speaker.title)[:_LONGEST_SUBJECT]
    who = DutySpeaker(authority, speaker.places, subject)
    for found in read_responsibilities(text, blocks, who):
        yield replace(found, evidence=_on_page(found.evidence, page))


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who speaks. ``unofficial``: a comparison, a case, a comment that quotes official texts."""

    kind: Kind
    title: str
    number: str | None
    unofficial: bool
    places: tuple[str, ...] = ()


def _places(values: Mapping[str, Sequence[Value]]) -> tuple[str, ...]:
    """The speaker's issuers and region, by which 市政府 gets its name."""
    claims = (*values.get("issuers", ()), *values.get("region", ()))
    texts = ((one.value,) if isinstance(one.value, str) else one.value for one in claims)
    return tuple(dict.fromkeys(name for several in texts for name in several))


_SHORT_GOVERNMENT = re.compile(r"^(?P<level>[省市县区州旗])(?:人民)?政府(?=令|公告|通告)")


def _number_in_full(number: str | None, places: Sequence[str]) -> str | None:
    """市政府令第12号, said in a town, is that town's.

    >>> _number_in_full("市政府令第12号", ("栖宁市人民政府",))
    '栖宁市人民政府令第12号'
    >>> _number_in_full("省政府令第2号", ("栖宁市",))
    '省政府令第2号'
    """
    short = _SHORT_GOVERNMENT.match(number or "")
    if short is None or number is None:
        return number
    for place in places:
        name, level, _ = place.partition(short["level"])
        if level and name:
            return f"{name}{level}人民政府{number[short.end() :]}"
    return number


_UNOFFICIAL_RULES = ("unofficial title", "case", "news report")


def _is_unofficial(values: Mapping[str, Sequence[Value]]) -> bool:
    kinds = values.get("kind", ())
    return any(value.evidence.rule in _UNOFFICIAL_RULES for value in kinds)


def _text_of(values: Mapping[str, Sequence[Value]], field: str) -> str | None:
    """The claim that precedence, then confidence, puts first."""
    claims = values.get(field)
    if not claims:
        return None
    best = min(claims, key=lambda v: (PRECEDENCE.index(v.evidence.basis), -v.evidence.confidence))
    text = best.value if isinstance(best.value, str) else next(iter(best.value), "")
    return text or None


def _kind_of(values: Mapping[str, Sequence[Value]]) -> Kind:
    text = _text_of(values, "kind")
    try:
        return Kind(text) if text else Kind.OTHER
    except ValueError:
        return Kind.OTHER


# ---------------------------------------------------------------- validity as values

# 自发布之日起施行: the fields whose day stands for the event, the best first.
_ANCHORS: dict[str, tuple[str, ...]] = {
    "publication": ("published_date", "printed_date", "written_date"),
    "printing": ("printed_date", "written_date", "published_date"),
    "passage": ("written_date", "published_date", "printed_date"),
}
_HINTS = {
    "generic": "泛指条款：与本文不一致的旧规定不再有效，未指明文件，不改变任何文件的状态",
    "prevail": "泛指条款：其他规定与本文不一致的，以本文为准",
    "suspended": "暂停或恢复执行条款：不等于废止，请核对所指文件当前是否执行",
}


def _validity_values(
    reading: Reading, values: Mapping[str, Sequence[Value]], speaker: _Speaker
) -> Iterator[tuple[str, Value]]:
    # The dates that an interpretation or a comment states are its policy's; a draft's are wishes.
    if speaker.kind not in (Kind.INTERPRETATION, Kind.DRAFT) and not speaker.unofficial:
        yield from _own_dates(reading, values)
    for amendment in reading.amended:
        quote = reading.text[amendment.start : amendment.end]
        evidence = Evidence(
            Basis.EXTRACTED, "history_note", quote,
            start=amendment.start, end=amendment.end, confidence=0.9,
        )  # fmt: skip
        yield "amended_on", Value(amendment.day.isoformat(), evidence)
    yield from _reissue(reading, values)
    mark = title_mark(speaker.title)
    if mark is not None and "status" not in values:
        evidence = Evidence(Basis.DECLARED, "title_mark", speaker.title, confidence=0.9)
        yield "status", Value(mark, evidence)
    yield from _hints(reading)


def _reissue(
    reading: Reading, values: Mapping[str, Sequence[Value]]
) -> Iterator[tuple[str, Value]]:
    """修订后的《甲》印发给你们: revised on the day on which the notice or the order was written."""
    said = reading.reissued
    day = next((day for field in _ANCHORS["passage"] if (day := _text_of(values, field))), None)
    if said is not None and day is not None and not reading.amended:
        quote = reading.text[said.start : said.end].strip()
        evidence = Evidence(
            Basis.EXTRACTED, REISSUED, quote, start=said.start, end=said.end, confidence=0.85
        )
        yield "amended_on", Value(day, evidence)


def _own_dates(
    reading: Reading, values: Mapping[str, Sequence[Value]]
) -> Iterator[tuple[str, Value]]:
    own, start = reading.own_date, None
    if own is not None:
        start, evidence = _day_of(own, reading, values)
        if start is None:  # from an event that nothing else dates than the note under the title
            noted = next((one for one in reading.effective if one.rule == "note" and one.day), own)
            start, evidence = _day_of(noted, reading, values)
        if start is not None:
            yield "effective_from", Value(start.isoformat(), evidence)
    term = reading.term
    if start is None and term is not None and term.from_day is not None:
        quote = reading.text[term.start : term.end].strip()
        evidence = Evidence(
            Basis.EXTRACTED, "effective_with_end", quote, None, term.start, term.end, 0.8
        )
        start = term.from_day
        yield "effective_from", Value(start.isoformat(), evidence)
    known = _text_of(values, "effective_from")
    yield from _own_term(reading, start or (_iso(known) if known else None))


def _day_of(
    own: OwnDate, reading: Reading, values: Mapping[str, Sequence[Value]]
) -> tuple[date | None, Evidence]:
    quote = reading.text[own.start : own.end].strip()
    evidence = Evidence(
        Basis.EXTRACTED, f"effective_{own.rule}", quote, None, own.start, own.end,
        own.confidence,
    )  # fmt: skip
    if own.day is not None:
        return own.day, evidence
    if reading.amended:
        # An amended text keeps its first closing clause: the event is the first one.
        if reading.first_made is None:
            return None, evidence
        first = replace(evidence, rule="effective_from_first_note", confidence=0.6)
        return reading.first_made + timedelta(days=own.after), first
    if own.feast is not None:
        return _first_feast(own.feast, values), evidence
    for field in _anchors(own.anchor, values):
        known = _text_of(values, field)
        day = _iso(known) if known else None
        if day is not None:
            sure = min(own.confidence, 0.7 if own.after else 0.85)
            relative = replace(evidence, rule=f"effective_from_{field}", confidence=sure)
            return day + timedelta(days=own.after), relative
    return None, evidence


_LATEST_PUBLICATION = 365  # days after the signature


def _anchors(anchor: str, values: Mapping[str, Sequence[Value]]) -> tuple[str, ...]:
    """The fields in their order; a day of publishing that is years behind the signature is when a
    site took the text up, and what was printed before it was signed is a draft of it."""
    fields = _ANCHORS[anchor]
    written = _iso(_text_of(values, "written_date") or "")
    published = _iso(_text_of(values, "published_date") or "")
    printed = _iso(_text_of(values, "printed_date") or "")
    late = {"published_date"} if _is_a_pages(values.get("published_date", ())) else set()
    if written and published and (published - written).days > _LATEST_PUBLICATION:
        late.add("published_date")
    if written and printed and printed < written:
        late.add("printed_date")
    if not written and _is_a_pages(values.get("published_date", ())):
        return tuple(field for field in fields if field not in late)
    return tuple(sorted(fields, key=late.__contains__))


_OF_A_PAGE = ("labelled 时间", "labelled 日期")


def _is_a_pages(claims: Sequence[Value]) -> bool:
    """时间：2017-05-08, over a text: when its page was made, and nothing says: published."""
    return bool(claims) and all(claim.evidence.rule in _OF_A_PAGE for claim in claims)


def _first_feast(feast: tuple[int, int], values: Mapping[str, Sequence[Value]]) -> date | None:
    """自国庆节起: the first one that comes after the document's own day."""
    known = next(
        (day for field in _ANCHORS["publication"] if (day := _text_of(values, field))), None
    )
    written = _iso(known) if known else None
    if written is None:
        return None
    this_year = date(written.year, *feast)
    return this_year if this_year >= written else date(written.year + 1, *feast)


def _own_term(reading: Reading, start: date | None) -> Iterator[tuple[str, Value]]:
    term = reading.term
    if term is None:
        return
    quote = reading.text[term.start : term.end].strip()
    evidence = Evidence(
        Basis.EXTRACTED, f"own_{term.rule}", quote, start=term.start, end=term.end, confidence=0.9
    )
    if term.lasting:
        yield "term", Value("长期有效", evidence)
        return
    months = next((one.months for one in reading.terms if one.months is not None), None)
    if months is not None:
        yield "term", Value(_length(months), evidence)
    until = term.until
    if until is None and months is not None and start is not None:
        until = last_day(start, months=months)
    if until is not None and (start is None or until >= start):
        yield "expires_on", Value(until.isoformat(), evidence)


def _length(months: int) -> str:
    """
    >>> _length(60), _length(18)
    ('5年', '18个月')
    """
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _hints(reading: Reading) -> Iterator[tuple[str, Value]]:
    """What staff should read: it changes no status by itself."""
    for hint in reading.hints:
        quote = reading.text[hint.start : hint.end].strip()
        evidence = Evidence(
            Basis.EXTRACTED, f"hint_{hint.kind}", quote, start=hint.start, end=hint.end,
            confidence=0.5,
        )  # fmt: skip
        yield "validity_hints", Value(hint.note or _HINTS[hint.kind], evidence)
    listed = [one for one in reading.operations if one.listed == "attached_list"]
    # Counted once: a text of a thousand headings says a thousand times that a list follows.
    found = Counter(mention.type for mention in reading.mentions) if listed else Counter()
    for one in listed:
        if not _was_read(one, reading.text, found[one.type]):
            quote = reading.text[one.start : one.end].strip()
            evidence = Evidence(
                Basis.EXTRACTED, "hint_attached_list", quote, start=one.start, end=one.end,
                confidence=min(one.confidence, 0.5),
            )  # fmt: skip
            count = f"{one.count}件" if one.count else "若干"
            yield (
                "validity_hints",
                Value(f"所称{count}文件见附件清单，请核对清单是否已读出", evidence),
            )


_YEARS_WORK = re.compile(r"起草|制定[、和及]?修[改订]")


def _was_read(one: Operation, text: str, found: int) -> bool:
    """Whether the documents of the list that a sentence speaks of were found, in its number; or
    it counts a year's work and speaks of no list (domain rule 9)."""
    if _YEARS_WORK.search(text, one.start, one.end):
        return True
    return found > 0 and (one.count is None or found >= one.count)


# ---------------------------------------------------------------- mentions

_CHANGES = (
    RelationType.REPEALS, RelationType.LAPSES, RelationType.AMENDS, RelationType.CONFIRMS,
)  # fmt: skip


def _mentions(
    reading: Reading, related: Iterable[Mention], speaker: _Speaker, start: date | None
) -> Iterator[Mention]:
    """Changes first. What a draft or a comment speaks of, it does not do: it only cites."""
    changed: set[str] = set()
    for mention in reading.mentions_from(start):
        number = _number_in_full(mention.target_number, speaker.places)
        mention = replace(mention, target_number=number)
        if speaker.number is not None and mention.target_number == speaker.number:
            continue  # a comment within the file that names the file's own document
        changed |= _names(mention)
        if not _does(mention, speaker):
            evidence = replace(mention.evidence, rule="spoken_of", confidence=0.5)
            mention = replace(mention, type=RelationType.CITES, evidence=evidence)
        yield mention
    for mention in related:
        own = {speaker.number} if speaker.number is not None else set()
        if mention.type is not RelationType.CITES or not _names(mention) & (changed | own):
            yield mention


_OWN_WORDS = ("本标准", "本规范", "本部分", "本规程", "本导则", "本技术规范", "本方法")


def _does(mention: Mention, speaker: _Speaker) -> bool:
    """Whether the change is this document's doing.

    Announcements bound in with a standard speak of several: only its own words (本标准), its
    cover (代替) and earlier editions of itself count.
    """
    if speaker.kind in (Kind.DRAFT, Kind.INTERPRETATION) or speaker.unofficial:
        return False
    if speaker.kind is not Kind.STANDARD or mention.evidence.rule == "replaces":
        return True
    own, other = speaker.number or "", mention.target_number or ""
    same_series = bool(own) and own.rpartition("-")[0] == other.rpartition("-")[0]
    said = "\n".join((mention.evidence.quote, *(p.quote for p in mention.evidence.also)))
    return same_series or any(word in said for word in _OWN_WORDS)


def _names(mention: Mention) -> set[str]:
    title = {title_key(mention.target_title)} if mention.target_title else set()
    return title | ({mention.target_number} if mention.target_number else set())


# ---------------------------------------------------------------- pages


def _paged(claims: Iterable[Value], page: _PageOf) -> Iterator[Value]:
    for claim in claims:
        yield replace(claim, evidence=_on_page(claim.evidence, page))


def _with_page(mention: Mention, page: _PageOf) -> Mention:
    return replace(mention, evidence=_on_page(mention.evidence, page))


def _on_page(evidence: Evidence, page: _PageOf) -> Evidence:
    if evidence.page is not None or evidence.start is None:
        return evidence
    also = tuple(replace(passage, page=page(passage.start)) for passage in evidence.also)
    return replace(evidence, page=page(evidence.start), also=also)
