"""Which document is meant: a mention, who speaks, and the directory → one document or none.

In this order, and nothing is invented: the number exactly; the title exactly, with the issuer or
the date agreeing; the core of the title within the region; else it stays unresolved, and is asked
again when a document with one of its names arrives.

What is repealed or amended is older than what repeals or amends it, and is never the speaker
itself: a law that repeals its predecessor of the same title means the older text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.model import Kind, Mention, RelationType
from indexer.understanding.validity.copies import REFERENCE, one_of_copies
from indexer.understanding.validity.directory import Directory, DocumentCard, core_key, title_key

# How: the values of ``Resolution.how`` and of ``Relation.resolved_by``.
NUMBER = "number"
TITLE_ISSUER = "title+issuer"
TITLE_DATE = "title+date"
CORE_REGION = "core+region"

_ENDING = (RelationType.REPEALS, RelationType.LAPSES)
_TO_OLDER = (*_ENDING, RelationType.AMENDS, RelationType.CONFIRMS)
_REVISED = timedelta(days=730)
_NATIONAL = ("中华人民共和国", "最高人民法院", "最高人民检察院", "国务院", "全国人民代表大会")


@dataclass(frozen=True, slots=True)
class Resolution:
    """The document that is meant, and by which of its names it was found (``""``: none)."""

    target_id: str | None
    how: str = ""


UNRESOLVED = Resolution(None)


def resolve(mention: Mention, speaker: DocumentCard, directory: Directory) -> Resolution:
    """Find the document that the speaker means. Asks the directory at most three times."""
    finders = (_attached,) if mention.type is RelationType.ISSUES else _FINDERS
    for find in finders:
        found = find(mention, speaker, directory)
        if found is not None:
            return found
    return UNRESOLVED


# An instrument is made with its notice, or shortly before.
_WITH_ITS_NOTICE = timedelta(days=90)


def _attached(mention: Mention, speaker: DocumentCard, directory: Directory) -> Resolution | None:
    """The instrument of a notice: its title exactly, the notice's number or none, and its time."""
    if mention.target_title is None:
        return None
    found = [
        card
        for card in directory.by_title(title_key(mention.target_title))
        if card.id != speaker.id
        and card.kind not in REFERENCE
        and card.doc_number in (None, speaker.doc_number)
        and _is_near(card, speaker)
    ]
    found = one_of_copies(found)
    return Resolution(found[0].id, TITLE_ISSUER) if len(found) == 1 else None


def _is_near(card: DocumentCard, speaker: DocumentCard) -> bool:
    made, spoken = card.made, speaker.made
    return made is None or spoken is None or abs(made - spoken) <= _WITH_ITS_NOTICE


def _by_number(mention: Mention, speaker: DocumentCard, directory: Directory) -> Resolution | None:
    if mention.target_number is None:
        return None
    found = _possible(directory.by_number(mention.target_number), mention, speaker)
    if mention.target_title is not None and len(found) > 1:
        # Codes are not unique, and an attachment bears its notice's number.
        found = _alike(found, mention.target_title) or found
    found = _narrowed(found, mention, speaker)
    return Resolution(found[0].id, NUMBER) if len(found) == 1 else None


def _by_title(mention: Mention, speaker: DocumentCard, directory: Directory) -> Resolution | None:
    if mention.target_title is None:
        return None
    key = title_key(mention.target_title)
    found = _possible(directory.by_title(key), mention, speaker)
    found = [card for card in found if not _other_number(card, mention)]
    dated = [card for card in found if mention.target_date in card.dates]
    if mention.target_date is not None and dated:
        found, how = dated, TITLE_DATE
    else:
        found, how = [card for card in found if _agrees(card, mention, speaker)], TITLE_ISSUER
    if key == title_key(speaker.title) and mention.type in _TO_OLDER and how != TITLE_DATE:
        found = [card for card in found if _is_older(card, speaker)]
    best = _narrowed(found, mention, speaker)
    return Resolution(best[0].id, how) if len(best) == 1 else None


def _by_core(mention: Mention, speaker: DocumentCard, directory: Directory) -> Resolution | None:
    if mention.target_title is None:
        return None
    key = core_key(mention.target_title)
    found = _possible(directory.by_core(key), mention, speaker)
    found = [card for card in found if not _other_number(card, mention)]
    found = [card for card in found if _same_region(card, mention, speaker)]
    if key == core_key(speaker.title) and mention.type in _TO_OLDER:
        found = [card for card in found if _is_older(card, speaker)]
    best = _narrowed(found, mention, speaker)
    return Resolution(best[0].id, CORE_REGION) if len(best) == 1 else None


def leaves_out(mention: Mention, speaker: DocumentCard, card: DocumentCard) -> bool:
    """Whether a catch-all (未列入目录的一律废止) may mean a document that no list names.

    Of the speaker's own body or its office, a policy, dated up to the day that the clause states,
    or before the speaker. Staff decide: it moves no status.
    """
    if card.id == speaker.id or card.kind is not Kind.POLICY:
        return False
    bodies = {name.removesuffix("办公室").removesuffix("办公厅") for name in speaker.issuers}
    own = any(name.removesuffix("办公室").removesuffix("办公厅") in bodies for name in card.issuers)
    made, until = card.made, mention.target_date or speaker.made
    return own and made is not None and until is not None and made <= until


# ---------------------------------------------------------------- what cannot be meant


def _possible(
    cards: Iterable[DocumentCard], mention: Mention, speaker: DocumentCard
) -> list[DocumentCard]:
    """Not the speaker, not a later document where an older one must be meant, not a draft."""
    return [
        card
        for card in cards
        if card.id != speaker.id
        and card.kind not in REFERENCE
        and not (mention.type in _TO_OLDER and _is_newer(card, speaker))
    ]


def _is_newer(card: DocumentCard, speaker: DocumentCard) -> bool:
    """Whether the card was made after the speaker spoke, as far as both say."""
    made, spoken = card.made, _spoken(speaker)
    return made is not None and spoken is not None and made > spoken


def _is_older(card: DocumentCard, speaker: DocumentCard) -> bool:
    made, spoken = card.made, _spoken(speaker)
    return made is not None and spoken is not None and made < spoken


def _spoken(speaker: DocumentCard) -> date | None:
    """When the clause was written. A revised law keeps the closing clauses of its first text:
    where it took effect long before this wording was made, the clause is as old as that."""
    made, effective = speaker.made, speaker.effective_from
    if made is not None and effective is not None and made - effective > _REVISED:
        return effective
    return made


def _other_number(card: DocumentCard, mention: Mention) -> bool:
    """Both have a number, and not the same one; 市人民政府令第17号 may be a town's in full."""
    one, other = card.doc_number, mention.target_number
    if one is None or other is None:
        return False
    return not (one.endswith(other) or other.endswith(one))


# ---------------------------------------------------------------- what agrees


def _agrees(card: DocumentCard, mention: Mention, speaker: DocumentCard) -> bool:
    """The issuer that the clause names, or, where it names none, the speaker's own circle."""
    if mention.target_issuer is not None and card.issuers:
        return any(_same_body(mention.target_issuer, issuer) for issuer in card.issuers)
    if _names_its_issuer(card):
        return True
    if set(card.issuers) & set(speaker.issuers):
        return True
    if card.region is not None and speaker.region is not None:
        return _related(card.region, speaker.region)
    return not card.issuers or not speaker.issuers


def _same_body(named: str, issuer: str) -> bool:
    """``named`` may be short or of old (原市环保局); a joint one holds several.

    >>> _same_body("原某省环境保护厅", "某省环境保护厅"), _same_body("省财政厅", "某省财政厅")
    (True, True)
    >>> _same_body("市财政局", "某省财政厅")
    False
    """
    named, issuer = _in_full(named.removeprefix("原")), _in_full(issuer)
    return named in issuer or issuer in named


def _in_full(name: str) -> str:
    return name if "人民政府" in name else name.replace("政府", "人民政府")


def _names_its_issuer(card: DocumentCard) -> bool:
    """Whether the title alone says whose it is: 中华人民共和国…, 某市…条例, X局关于…."""
    title = card.title.lstrip("《")
    if title.startswith(_NATIONAL):
        return True
    places = [place for place in (card.region, *card.issuers) if place]
    return any(title.startswith(place[:3]) for place in places)


def _same_region(card: DocumentCard, mention: Mention, speaker: DocumentCard) -> bool:
    if mention.target_issuer is not None and card.issuers:
        return any(_same_body(mention.target_issuer, issuer) for issuer in card.issuers)
    if _names_its_place(mention.target_title or "") or set(card.issuers) & set(speaker.issuers):
        return True
    if card.region is not None and speaker.region is not None:
        return _related(card.region, speaker.region)
    return False


def _related(one: str, other: str) -> bool:
    """Within one line of government: 湖南省 and 湖南省岳阳市.

    >>> _related("湖南省岳阳市", "湖南省"), _related("湖南省", "湖北省")
    (True, False)
    """
    return one.startswith(other) or other.startswith(one)


_PLACE = re.compile(r"[一-鿿]{2,8}?(?:省|自治区|市|县|区|州|盟|旗)")


def _names_its_place(title: str) -> bool:
    """Whether the title itself says where it holds: 甲市停车办法, 中华人民共和国公司法."""
    title = title.lstrip("《")
    return title.startswith(_NATIONAL) or _PLACE.match(title) is not None


# ---------------------------------------------------------------- one of several


def _alike(found: Sequence[DocumentCard], title: str) -> list[DocumentCard]:
    same = [card for card in found if title_key(card.title) == title_key(title)]
    return same or [card for card in found if core_key(card.title) == core_key(title)]


def _narrowed(
    found: Sequence[DocumentCard], mention: Mention, speaker: DocumentCard
) -> list[DocumentCard]:
    """Of several that fit, the ones that fit best: dated right, the speaker's region, latest."""
    best = list(found)
    tests: tuple[Callable[[DocumentCard], bool], ...] = (
        lambda card: mention.target_date is not None and mention.target_date in card.dates,
        lambda card: bool(set(card.issuers) & set(speaker.issuers)),
        lambda card: card.region is not None and card.region == speaker.region,
        lambda card: card.kind not in (Kind.ATTACHMENT, Kind.OTHER),
    )
    for fits in tests:
        if len(best) < 2:
            return best
        best = [card for card in best if fits(card)] or best
    if mention.type is not RelationType.DRAFT_OF:
        best = one_of_copies(best)
    if len(best) > 1:
        best = _version(best, mention, speaker)
    return one_of_copies(best)


def _version(
    found: Sequence[DocumentCard], mention: Mention, speaker: DocumentCard
) -> list[DocumentCard]:
    """Of versions of one text the one that was there when the speaker spoke; of a draft, the first
    that came after it."""
    spoken, dated = speaker.made, [card for card in found if card.made is not None]
    if mention.type is RelationType.DRAFT_OF:
        dated = [card for card in dated if spoken is not None and _day(card) >= spoken]
        chosen = min(map(_day, dated), default=None)
    else:
        dated = [card for card in dated if spoken is None or _day(card) <= spoken]
        chosen = max(map(_day, dated), default=None)
    return [card for card in dated if _day(card) == chosen]


def _day(card: DocumentCard) -> date:
    return card.made or date.max


_FINDERS = (_by_number, _by_title, _by_core)
