"""Metadata from text and layout: all rules together.

A value is a claim with its rule, place, quote and confidence; several rules may claim one field,
and precedence decides when it is read. Effective dates, expiry and term come from
``indexer.understanding.validity``; here only what a cover or a labelled line states of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from analyzers.folding import fold
from indexer.model import Basis, Block, Kind, Value
from indexer.understanding.metadata import marks, parties
from indexer.understanding.metadata.abbreviations import in_full, is_abbreviated, regions_named
from indexer.understanding.metadata.attachment_claims import attachment_claims
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.chronology import (
    day_beside_bodies,
    day_beside_number,
    day_of_file,
    day_under_title,
    days_of_notes,
    labelled_days,
    printed_day,
    signed_day,
    unsigned_day,
)
from indexer.understanding.metadata.classification import classify, top_theme
from indexer.understanding.metadata.closing import (
    closing_names,
    find_imprint,
    find_signature,
    main_end,
    run_in_signature,
    signature_in_line,
)
from indexer.understanding.metadata.evidence import claim, passages
from indexer.understanding.metadata.filename import read_file_name
from indexer.understanding.metadata.flat_tables import with_tables_restored
from indexer.understanding.metadata.frame import without_frame
from indexer.understanding.metadata.genre import genre_of
from indexer.understanding.metadata.issuers import (
    SURE,
    interpreting_body,
    issuer_claims,
    issuers_of_code,
)
from indexer.understanding.metadata.kind import Signs, kind_of
from indexer.understanding.metadata.known import (
    OPENING,
    Known,
    names_of,
    standing_on,
    title_passage,
)
from indexer.understanding.metadata.labels import labelled_values, with_values_below
from indexer.understanding.metadata.layout import Role, read_head
from indexer.understanding.metadata.lines import despaced, read_lines
from indexer.understanding.metadata.notes import read_notes
from indexer.understanding.metadata.number import in_full as in_full_number
from indexer.understanding.metadata.number import number_of_file, own_number
from indexer.understanding.metadata.places import region_claims
from indexer.understanding.metadata.portal_status import status_claims
from indexer.understanding.metadata.site_name import without_site
from indexer.understanding.metadata.standards import StandardCover, read_standard_cover
from indexer.understanding.metadata.tail import (
    named_author,
    printing_body,
    read_tail,
    ruling_itself,
    tail_days,
    tail_number,
)
from indexer.understanding.metadata.title import find_title
from indexer.understanding.metadata.title_elsewhere import labelled_title
from indexer.understanding.metadata.title_text import Title, before_matter, printed
from indexer.understanding.metadata.unrolled import unrolled
from indexer.understanding.metadata.wrapped import with_notes_joined

_HEAD_CHARACTERS = 4_000
_HEAD_LINES = 60
# A standard's foreword, which names the body where the cover does not, comes behind the contents.
_FOREWORD_CHARACTERS = 12_000
_FOREWORD_LINES = 250


def read_metadata(
    text: str,
    blocks: Sequence[Block],
    *,
    name: str,
    authority: Authority,
    region: str | None = None,
    title: str | None = None,
    author: str | None = None,
) -> dict[str, tuple[Value, ...]]:
    """All that text, layout and the file's name say of a document, by metadata field.

    ``name`` is the source's name (folders and extension may be in it). ``region`` is where the
    library belongs, to tell codes apart. ``title`` is one that is declared elsewhere (a manifest,
    a record): the other rules then read it instead of looking for one, and it is not claimed.
    ``author`` is whom the file itself calls so.
    Never raises for odd input; a field that nothing speaks for is left out.
    """
    known = _survey(text, blocks, name, authority, region, title)
    known = replace(known, author=author)
    values: dict[str, list[Value]] = {}
    for field, value in _claims(known, declared=title is not None):
        values.setdefault(field, []).append(value)
    return {field: tuple(_ranked(claims)) for field, claims in values.items()}


def _survey(
    text: str,
    blocks: Sequence[Block],
    name: str,
    authority: Authority,
    region: str | None,
    declared: str | None,
) -> Known:
    file = read_file_name(name)
    lines = read_lines(text, blocks, 0, min(len(text), _HEAD_CHARACTERS), _HEAD_LINES)
    lines = with_values_below(with_tables_restored(lines, text), text)
    lines = with_notes_joined(without_frame(lines, authority), text)
    lines = unrolled(lines, authority)
    cover = read_standard_cover(lines, authority)
    if cover is not None and not cover.issuers:
        more = read_lines(text, blocks, 0, min(len(text), _FOREWORD_CHARACTERS), _FOREWORD_LINES)
        cover = read_standard_cover(more, authority)
    head = read_head(lines, authority)
    if declared is not None:
        shown = find_title(head, file, authority)
        if shown is None or not _shows(shown, declared):
            head = read_head(lines, authority, late_title=False)
        title: Title | None = _declared_title(declared, shown)
    else:
        title = _cover_title(cover) or find_title(head, file, authority)
        if title is None or title.rule == "file name":
            title = labelled_title(head) or title
    body = head.lines[head.body].start if head.body < len(head.lines) else len(text)
    start = body if head.body < len(head.lines) else 0
    if title is not None and title.rule == "title lines":
        start = min(body, title.end)  # A communiqué is signed under its title.
    signature = None
    if cover is None:
        signature = find_signature(text, start, authority, body=body)
        if signature is None and title is not None:
            signature = run_in_signature(text, body, title.issuers, authority, title.text)
        if signature is None:
            signature = signature_in_line(text, body, authority)
    end = main_end(text, body, signature)
    title = without_site(title, head, signature, authority)
    return Known(
        text, blocks, head, title, file, read_notes(head), signature, cover, authority, region,
        body, end,
    )  # fmt: skip


def _declared_title(declared: str, shown: Title | None) -> Title:
    """The title that is declared; who issues it, where the text's own title alone says that."""
    title = Title(declared, 0, 0, None, "declared", 1.0, before_matter(declared))
    if title.issuers or shown is None or not shown.issuers or not _shows(shown, declared):
        return title
    return replace(shown, text=declared, rule="declared", confidence=1.0)


def _shows(shown: Title, declared: str) -> bool:
    """Whether the text's own title is the declared one, with those before it who issue it."""
    full, short = "".join(fold(shown.text).split()), "".join(fold(declared).split())
    return full in (short, "".join(fold(shown.issuers).split()) + short)


def _cover_title(cover: StandardCover | None) -> Title | None:
    if cover is None or cover.title is None:
        return None
    found = cover.title
    return Title(found.value, found.start, found.end, None, "standard's cover", 0.95)


def _ranked(claims: Iterable[Value]) -> list[Value]:
    return sorted(claims, key=lambda value: -value.evidence.confidence)


# ---------------------------------------------------------------- the claims, in their order


def _claims(known: Known, *, declared: bool) -> Iterator[tuple[str, Value]]:
    title_text = known.title.text if known.title is not None else ""
    genre = "标准" if known.cover is not None else genre_of(title_text)
    if not declared:
        yield from _titles(known)
    issuers = list(_issuers(known))
    names = names_of(issuers)
    tail = read_tail(known.text, known.body) if known.cover is None else None
    numbers = list(_numbers(known, names, genre)) or list(tail_number(tail))
    number = _first(numbers)
    if any(map(is_abbreviated, names)):
        issuers = list(_in_full(issuers, known, number))
        names = names_of(issuers)
    if not issuers and known.title is not None:
        issuers = list(ruling_itself(known.title.text, known.authority))
        names = names_of(issuers)
    if all(value.evidence.confidence < SURE for value in issuers):
        issuers += [
            standing_on(value, numbers)
            for value in issuers_of_code(number, known.authority, known.region)
        ]
        issuers = issuers or list(_of_last_resort(known))
        names = names_of(issuers)
    kind, rule, confidence = kind_of(_signs(known, number, genre, names))
    if not numbers and kind in (Kind.POLICY, Kind.LAW):
        numbers = list(number_of_file(known.file, known.title, names, genre))
    numbers = [replace(one, value=in_full_number(str(one.value), names)) for one in numbers]
    yield from (("issuers", value) for value in issuers)
    yield from (("doc_number", value) for value in numbers)
    title = title_passage(known)
    yield (
        "kind",
        claim(
            kind.value, rule, title.quote, start=title.start, end=title.end,
            confidence=confidence, basis=Basis.INFERRED,
        ),
    )  # fmt: skip
    if genre is not None:
        quoted = claim(
            genre, "last word of the title", title.quote, start=title.start, end=title.end,
            confidence=0.9,
        )  # fmt: skip
        yield "genre", quoted
    yield from _days(known, kind)
    yield from tail_days(tail)
    yield from region_claims(known, issuers, title_text)
    yield from _classes(known, names, title_text)
    yield from marks.marks(known.head)
    yield from marks.registrations(known.head)
    yield from status_claims(known)
    yield from _parties(known)
    yield from attachment_claims(known, title_text)


def _first(claims: Sequence[Value]) -> str | None:
    if not claims:
        return None
    value = max(claims, key=lambda found: found.evidence.confidence).value
    return value if isinstance(value, str) else value[0]


def _titles(known: Known) -> Iterator[tuple[str, Value]]:
    labelled = labelled_title(known.head)
    found = known.title, None if labelled == known.title else labelled
    name = known.file.name
    if found == (None, None) and name:
        # Something must stand where people choose; with its extension it is no instrument's name.
        yield "title", claim(name, "file name", name, confidence=0.1, basis=Basis.INFERRED)
    for title in found:
        if title is None:
            continue
        of_file = title.rule == "file name"
        quote = known.file.title if of_file else known.text[title.start : title.end]
        yield (
            "title",
            claim(
                printed(title, known.authority), title.rule, quote,
                start=None if of_file else title.start, end=None if of_file else title.end,
                page=title.page, confidence=title.confidence,
                basis=Basis.INFERRED if of_file else Basis.EXTRACTED,
            ),
        )  # fmt: skip


def _day_of(known: Known) -> date | None:
    """The day of the document, to know which bodies existed then."""
    if known.signature is not None:
        return known.signature.date.date
    for field, value in labelled_days(known.head):
        if field in ("written_date", "published_date") and isinstance(value.value, str):
            return date.fromisoformat(value.value)
    return None


def _issuers(known: Known) -> Iterator[Value]:
    if known.cover is not None:
        found = known.cover.issuers
        if found:
            yield claim(
                tuple(item.value for item in found), "standard's cover",
                known.text[found[0].start : found[-1].end],
                start=found[0].start, end=found[-1].end, confidence=0.93,
            )  # fmt: skip
        return
    yield from issuer_claims(
        known.head,
        known.title,
        known.signature,
        known.steps,
        known.authority,
        _day_of(known),
        known.text,
        closing_names(known.text, known.body, known.end, known.authority),
    )
    yield from interpreting_body(known.text, known.authority)


def _of_last_resort(known: Known) -> Iterator[Value]:
    yield from named_author(known.author, known.authority)
    yield from printing_body(find_imprint(known.text), known.text, known.authority)


def _in_full(claims: Sequence[Value], known: Known, number: str | None) -> Iterator[Value]:
    """市政府 by its region's name; where that is not known it stays, behind every other claim."""
    stated = [name for claim_ in claims for name in claim_.value if isinstance(claim_.value, tuple)]
    imprint = find_imprint(known.text)
    if imprint is not None:
        printed_by = known.text[imprint.start : imprint.date.start].strip()
        stated.extend(known.authority.only_bodies(despaced(printed_by)))
    chains = regions_named(
        (name for name in stated if not is_abbreviated(name)), number, known.region
    )
    for value in claims:
        full = [in_full(name, chains, known.authority) for name in value.value]
        if all(name is not None for name in full):
            yield replace(value, value=tuple(dict.fromkeys(name for name in full if name)))
        else:
            yield replace(value, evidence=replace(value.evidence, confidence=0.3))


def _numbers(known: Known, issuers: Sequence[str], genre: str | None) -> Iterator[Value]:
    if known.cover is not None:
        found = known.cover.number
        yield claim(
            found.value, "standard's cover", known.text[found.start : found.end],
            start=found.start, end=found.end, confidence=0.96,
        )  # fmt: skip
        return
    yield from own_number(known.head, known.title, issuers, genre, known.steps, known.authority)


def _signs(known: Known, number: str | None, genre: str | None, issuers: Sequence[str]) -> Signs:
    enacted = next((step.body for step in known.steps if step.body), None)
    return Signs(
        known.title.text if known.title is not None else "",
        number,
        genre,
        issuers,
        known.cover is not None,
        _is_annex(known),
        enacted,
        fold(known.text[:OPENING]),
        Role.ADDRESSEES in known.head.roles[known.head.body : known.head.body + 2]
        and known.signature is not None
        and bool(known.signature.bodies),
    )


def _is_annex(known: Known) -> bool:
    """Whether the file is itself an annex: its first lines or its name say so."""
    first = [role for role in known.head.roles[:16] if role is not Role.PAGE]
    if first and first[0] is Role.ANNEX:
        return True
    return known.file.annex and not known.head.with_role(Role.LETTERHEAD)


def _days(known: Known, kind: Kind) -> Iterator[tuple[str, Value]]:
    if known.cover is not None:
        yield from _cover_days(known.cover, known.text)
        return
    yield from labelled_days(known.head)
    signed = list(signed_day(known.signature, known.text))
    yield from (("written_date", value) for value in signed)
    yield from (("written_date", value) for value in day_under_title(known.head))
    yield from (("written_date", value) for value in day_beside_number(known.head))
    beside = day_beside_bodies(known.head, known.authority)
    yield from (("written_date", value) for value in beside)
    yield from days_of_notes(known.steps)
    if not signed and kind in (Kind.POLICY, Kind.LAW, Kind.DRAFT):
        days = unsigned_day(known.text, known.body, known.end)
        yield from (("written_date", value) for value in days)
    yield from (
        ("printed_date", value) for value in printed_day(find_imprint(known.text), known.text)
    )
    yield from (("published_date", value) for value in day_of_file(known.file))


def _cover_days(cover: StandardCover, text: str) -> Iterator[tuple[str, Value]]:
    for field, found in (("published_date", cover.published), ("effective_from", cover.effective)):
        if found is not None:
            yield (
                field,
                claim(
                    found.value, "standard's cover", text[found.start : found.end],
                    start=found.start, end=found.end, confidence=0.95,
                ),
            )  # fmt: skip


def _of_terms(
    known: Known, value: tuple[str, ...], terms: Sequence[str], confidence: float
) -> Value:
    """A class, standing on its terms where the text first has them."""
    first, *more = passages(known.text, terms) or (None,)
    if first is None:
        return claim(value, "terms", known.file.title, confidence=confidence, basis=Basis.INFERRED)
    return claim(
        value, "terms", first.quote, start=first.start, end=first.end,
        confidence=confidence, basis=Basis.INFERRED, also=tuple(p for p in more if p is not None),
    )  # fmt: skip


def _classes(known: Known, issuers: Sequence[str], title: str) -> Iterator[tuple[str, Value]]:
    theme, domain = classify(title, known.text, issuers)
    if theme is not None:
        yield (
            "theme",
            _of_terms(known, theme.path, theme.terms, theme.confidence),
        )  # fmt: skip
    if domain is not None:
        yield (
            "domain",
            _of_terms(known, (domain.name,), domain.terms, domain.confidence),
        )  # fmt: skip
    for _, line in known.head.with_role(Role.LABELLED):
        for item in labelled_values(line):
            if item.field == "theme":
                path = tuple(dict.fromkeys((top_theme(item.value), item.value)))
                yield (
                    "theme",
                    claim(
                        path, f"labelled {item.label}", line.raw,
                        start=line.start, end=line.end, page=item.page, confidence=0.9,
                    ),
                )  # fmt: skip


def _parties(known: Known) -> Iterator[tuple[str, Value]]:
    if known.cover is not None:
        return
    yield from (("addressees", value) for value in parties.addressees(known.head, known.text))
    yield from (("signatures", value) for value in parties.signatures(known.signature, known.text))
    yield from (("copies_to", value) for value in parties.copied(known.text, known.body))
