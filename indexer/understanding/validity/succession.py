"""Several wordings of one instrument: which one holds on which day.

甲市养犬条例 of 2010 and its text as revised in 2024 may both be in a library, and neither speaks
of the other: the note under the later title (2024年…第二次修正) tells the day. Of two wordings
the later ends the earlier on the day from which it holds; before that day it does not hold.

What is no succession: a text and its copy (one day), a notice and the instrument it carries, drafts
and interpretations, plans and notices that bear one title every year, instruments of bodies that
have nothing to do with each other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analyzers.folding import fold
from indexer.model import (
    Basis,
    Event,
    EventType,
    Evidence,
    Kind,
    Mention,
    Relation,
    RelationType,
)
from indexer.understanding.validity.directory import DocumentCard, core_key, instrument_title

RULE = "wording"
RESOLVED_BY = "wording"
# 修订后的《甲》印发给你们: the rule by which a notice tells that it brings a new text.
REISSUED = "reissued"

# A rule of conduct is revised and stays one instrument. A plan, an opinion or a notice of the same
# title is a new one each time.
_INSTRUMENT = re.compile(
    r"(?:法|法典|条例|办法|规定|规则|细则|章程|规程|准则|标准|制度|解释|通则|守则|目录|名录|清单)"
    r"(?:\((?:试行|暂行|修订|修正|修改|[^()]{0,12}(?:修订|修正|修改|年)[^()]{0,6})\))*$"
)
_REVISED_TITLE = re.compile(r"修订|修正|修改|重新(?:印发|公布|发布)")
_NO_WORDING = (Kind.DRAFT, Kind.INTERPRETATION)
# Found once in a text and once in a portal's table, the day of one wording differs by days.
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Revision:
    """A day on which a text was revised, and where its own note says so."""

    day: date
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of an instrument. ``revised``: the last revision that the text itself tells of."""

    card: DocumentCard
    revised: Revision | None = None

    @property
    def dated(self) -> date | None:
        """The day of this wording as the text says it: its last revision or its adoption."""
        days = [self.card.written_date, None if self.revised is None else self.revised.day]
        return max((day for day in days if day is not None), default=None)

    @property
    def made(self) -> date | None:
        """Where the text says nothing, not later than its first effect."""
        return self.dated or self.card.effective_from or self.card.published_date

    @property
    def holds_from(self) -> date | None:
        """The day from which it holds. A text revised in parts keeps the day of its first text."""
        days = [day for day in (self.made, self.card.effective_from) if day is not None]
        return max(days, default=None)


@dataclass(frozen=True, slots=True)
class Succession:
    """``later`` took the place of ``earlier``, two wordings of one instrument."""

    earlier: Wording
    later: Wording

    @property
    def day(self) -> date | None:
        return self.later.holds_from

    def seen_by(self, partner: str, document_id: str) -> Succession:
        """The same for the notice that carries ``partner``, or for what ``partner`` carries."""

        def own(wording: Wording) -> Wording:
            if wording.card.id != partner:
                return wording
            return replace(wording, card=replace(wording.card, id=document_id))

        return Succession(own(self.earlier), own(self.later))

    def without_names(self, hidden: Collection[str]) -> Succession:
        """Nameless where a wording is withheld: what follows of it is everybody's to read."""

        def shown(wording: Wording) -> Wording:
            if wording.card.id not in hidden:
                return wording
            return Wording(replace(wording.card, title=""), _unquoted(wording.revised))

        return Succession(shown(self.earlier), shown(self.later))

    def evidence(self) -> Evidence:
        """The note of the later wording; inferred, as neither text speaks of the other."""
        note = self.later.revised
        if note is None:
            return Evidence(Basis.INFERRED, RULE, confidence=_SURE)
        found = note.evidence
        return Evidence(
            Basis.INFERRED, RULE, found.quote, found.page, found.start, found.end, _SURE
        )

    def relation(self) -> Relation:
        """The later is a ``version_of`` the earlier."""
        mention = Mention(
            RelationType.VERSION_OF,
            self.evidence(),
            target_title=self.earlier.card.title,
            target_number=self.earlier.card.doc_number,
            from_date=self.day,
            from_own_effective=False,
        )
        return Relation(self.later.card.id, self.earlier.card.id, mention, RESOLVED_BY)


def _unquoted(revised: Revision | None) -> Revision | None:
    if revised is None:
        return None
    return Revision(revised.day, Evidence(revised.evidence.basis, revised.evidence.rule))


def may_have_wordings(title: str, kind: Kind) -> bool:
    """Whether a document of this title is an instrument that is revised under its name.

    >>> may_have_wordings("甲市养犬管理办法（2020年修订）", Kind.POLICY)
    True
    >>> may_have_wordings("关于做好2024年招生工作的通知", Kind.POLICY)
    False
    """
    return kind not in _NO_WORDING and _INSTRUMENT.search(_instrument(title)) is not None


def _instrument(title: str) -> str:
    return fold(instrument_title(title) or title).strip("《》 ")


def successions(family: Iterable[Wording]) -> tuple[Succession, ...]:
    """The wordings of one instrument, each with the next; (), where no order can be told.

    ``family``: all texts of one :func:`~.directory.core_key`. Texts of one day are copies: each
    of them is ended by the next wording, and ends the one before.
    """
    found: list[Succession] = []
    for line in _lines(family):
        dated = sorted(
            (w for w in line if w.made is not None), key=lambda w: (w.made or date.min, w.card.id)
        )
        for earlier in dated:
            after = [w for w in dated if _succeeds(w, earlier)]
            first = min((w.made or date.max for w in after), default=None)
            found.extend(Succession(earlier, later) for later in after if later.made == first)
    return tuple(found)


def _lines(family: Iterable[Wording]) -> list[list[Wording]]:
    """A notice is followed by a notice, an instrument by an instrument, of one circle of bodies."""
    lines: list[list[Wording]] = []
    for wording in sorted(family, key=lambda w: w.card.id):
        for line in lines:
            if _one_instrument(line[0].card, wording.card):
                line.append(wording)
                break
        else:
            lines.append([wording])
    return lines


def _one_instrument(one: DocumentCard, other: DocumentCard) -> bool:
    if (instrument_title(one.title) is None) != (instrument_title(other.title) is None):
        return False
    if core_key(one.title) != core_key(other.title):
        return False
    if one.issuers and other.issuers:
        return bool(set(one.issuers) & set(other.issuers)) or _same_place(one, other)
    return one.region is None or other.region is None or one.region == other.region


def _same_place(one: DocumentCard, other: DocumentCard) -> bool:
    """A body was renamed (环境保护局, 生态环境局), or a law is known once by its congress and once
    by the portal that shows it."""
    laws = one.kind is Kind.LAW and other.kind is Kind.LAW
    return laws and one.region == other.region


def _succeeds(later: Wording, earlier: Wording) -> bool:
    """Later made, and either tells of a revision or is a law of the name of the earlier one."""
    if later.made is None or earlier.made is None or later.made <= earlier.made:
        return False
    if later.dated is None and not _takes_effect_later(later.card, earlier.card):
        return False  # a copy whose first lines were lost
    told = later.revised is not None or _REVISED_TITLE.search(later.card.title) is not None
    return told or later.card.kind is Kind.LAW


def _takes_effect_later(later: DocumentCard, earlier: DocumentCard) -> bool:
    one, other = earlier.effective_from, later.effective_from
    return one is not None and other is not None and one < other


def line_of(document_id: str, found: Iterable[Succession]) -> tuple[Succession, ...]:
    """Those of a family that lead to a document or away from it, in order of their days."""
    rest, line, ids = list(found), [], {document_id}
    while joined := [s for s in rest if {s.earlier.card.id, s.later.card.id} & ids]:
        rest = [s for s in rest if s not in joined]
        line += joined
        ids |= {side.card.id for s in joined for side in (s.earlier, s.later)}
    return tuple(sorted(line, key=lambda s: (s.day or date.max, s.later.card.id)))


def wording_events(document_id: str, found: Sequence[Succession]) -> tuple[Event, ...]:
    """What the other wordings mean for one: the day from which it holds, the day it is replaced."""
    events = []
    for succession in found:
        day = succession.day
        if succession.earlier.card.id == document_id:
            other = succession.later.card
            events.append(
                Event(day, EventType.REPEALED, succession.evidence(), other.id, other.title)
            )
        elif succession.later.card.id == document_id:
            other = succession.earlier.card
            evidence = Evidence(Basis.INFERRED, RULE, confidence=_SURE)
            note = "此前施行的是旧文本"
            events.append(Event(day, EventType.EFFECTIVE, evidence, other.id, other.title, note))
    return tuple(events)
